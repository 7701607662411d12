import Federation
import Testing
import TransparencyLog

@testable import Storage

/// The writer of the log core on the real stores.
@Suite struct LogWriterTests {
    private func writer(_ log: SampleLog, _ store: LogDatabase, _ heads: HeadDatabase)
        -> LogWriter
    {
        LogWriter(signer: log.signer, store: store, heads: heads, machineMark: [1, 2, 3])
    }

    @Test func appendsSurviveACrashAtEachStep() throws {
        let folder = TemporaryFolder()
        var log = try SampleLog()
        let store = try folder.openLogs()
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        try store.open(log.origin, key: log.key)
        let first = writer(log, store, heads)
        _ = try first.create()
        for size in [1, 255, 256, 258, 600] as [UInt64] {
            // A crash after staging and before the head: nobody was told.
            let staged = SampleLog.entries(log.size..<size)
            try store.stage(log.origin, from: log.size, entries: staged)
            let early = try reopened(folder, log)
            #expect(early == log.size)
            _ = try first.append(staged)
            _ = try log.grow(to: size)
            #expect(try reopened(folder, log) == size)
            try checkWholeLog(store, log)
        }
    }

    /// The database lost its last publish, the head store did not.
    @Test func theHeadBringsBackAnUnpublishedAppend() throws {
        let folder = TemporaryFolder()
        var log = try SampleLog()
        let store = try folder.openLogs()
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        try store.open(log.origin, key: log.key)
        _ = try writer(log, store, heads).create()
        try store.stage(log.origin, from: 0, entries: SampleLog.entries(0..<300))
        let checkpoint = try log.grow(to: 300)
        let old = try heads.head(log.origin)
        try heads.swap(
            log.origin, from: old, to: Head(note: checkpoint.note, machineMark: [1, 2, 3]))
        #expect(try store.log(log.origin)?.position.size == 0)
        #expect(try writer(log, store, heads).open() == .ready(checkpoint))
        try checkWholeLog(store, log)
    }

    @Test func anOlderDatabaseIsNoticedAndRestored() throws {
        let folder = TemporaryFolder()
        var log = try SampleLog()
        let store = try folder.openLogs()
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        try store.open(log.origin, key: log.key)
        let first = writer(log, store, heads)
        _ = try first.create()
        _ = try first.append(SampleLog.entries(0..<300))
        let copy = try folder.crashCopy()
        let old = try copy.openLogs()
        let head = try first.append(SampleLog.entries(300..<700))
        _ = try log.grow(to: 700)
        let late = writer(log, old, heads)
        #expect(try late.open() == .behindHead(missing: 300..<700))
        let outcome = try late.restore(
            entries: SampleLog.entries(300..<700), from: 300, checkpoint: head)
        #expect(outcome == .ready(head))
        try withExtendedLifetime(copy) { try checkWholeLog(old, log) }
    }

    private func reopened(_ folder: TemporaryFolder, _ log: SampleLog) throws -> UInt64 {
        let copy = try folder.crashCopy()
        let copiedHeads = try folder.crashCopy(of: "heads.sqlite")
        let store = try copy.openLogs()
        let heads = try HeadDatabase(path: copiedHeads.heads, createIfMissing: false)
        guard case .ready(let head) = try writer(log, store, heads).open() else {
            Issue.record("the log did not open")
            return .max
        }
        return head.size
    }
}
