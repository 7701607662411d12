import Federation
import GRDB
import Testing
import TransparencyLog

@testable import Storage

/// Power cuts, played by copying the database with as much of its write-ahead log as had reached
/// the disk.
@Suite struct CrashTests {
    @Test func everyStepOfAnAppendSurvivesOnItsOwn() throws {
        let folder = TemporaryFolder()
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        for size in [1, 40, 256, 300, 600] as [UInt64] {
            let before = log
            try store.stage(
                log.origin, from: log.size, entries: SampleLog.entries(log.size..<size))
            let staged = try folder.crashCopy()
            let afterStaging = try staged.openLogs()
            try checkWholeLog(afterStaging, before)
            #expect(try afterStaging.storedSize(log.origin) == size)

            let checkpoint = try log.grow(to: size)
            try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
            try folder.afterCrash { try checkWholeLog($0, log) }

            // Publishing is redone from the head after a crash that undid it.
            try afterStaging.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
            try checkWholeLog(afterStaging, log)
        }
    }

    /// The publish is the one write that is not synced: any part of it may be missing on disk.
    @Test func aTornWriteAheadLogIsAllOrNothing() throws {
        let folder = TemporaryFolder()
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        try store.store(try log.chunks(to: 200))
        try store.stage(log.origin, from: 200, entries: SampleLog.entries(200..<300))
        let durable = folder.walByteCount()
        let before = log
        let checkpoint = try log.grow(to: 300)
        try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
        let written = folder.walByteCount()
        #expect(written > durable)
        var published = 0
        for length in Array(stride(from: durable, through: written, by: 1_000)) + [written] {
            try folder.afterCrash(walByteCount: length) { reopened in
                let isPublished = try reopened.log(log.origin)?.position.size == 300
                if isPublished { published += 1 }
                try checkWholeLog(reopened, isPublished ? log : before)
                #expect(try reopened.storedSize(log.origin) == 300)
                try reopened.check()
            }
        }
        #expect(published > 0)
    }

    @Test func aBatchOfChunksIsStoredWholeOrNotAtAll() throws {
        let folder = TemporaryFolder()
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        let opened = folder.walByteCount()
        let before = log
        try store.store(try log.chunks(to: 1_100))
        let written = folder.walByteCount()
        for length in Array(stride(from: opened, to: written, by: 3_001)) + [written] {
            try folder.afterCrash(walByteCount: length) { reopened in
                try checkWholeLog(reopened, length == written ? log : before)
            }
        }
    }

    @Test func headsSurviveEveryStep() throws {
        let folder = TemporaryFolder()
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        let origin = try Origin("test/n1/register/aa")
        var current: Head?
        for number in 0..<20 as Range<UInt8> {
            let next = Head(note: [number, 1], machineMark: [9])
            try heads.swap(origin, from: current, to: next)
            current = next
            let copy = try folder.crashCopy(of: "heads.sqlite")
            let reopened = try HeadDatabase(path: copy.heads, createIfMissing: false)
            #expect(try reopened.head(origin) == next)
        }
    }

    /// The promise "durable on return" rests on this setting, which the pool changes on opening.
    @Test func writersSyncAtEveryCommit() throws {
        let folder = TemporaryFolder()
        let store = try folder.openLogs()
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        func level(_ file: SQLiteFile) throws -> Int? {
            try file.pool.writeWithoutTransaction {
                try Int.fetchOne($0, sql: "PRAGMA synchronous")
            }
        }
        #expect(try level(store.file) == 2)
        #expect(try level(heads.file) == 2)
        var log = try SampleLog()
        let checkpoint = try log.grow(to: 0)
        try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
        #expect(try level(store.file) == 2)
        #expect(throws: StorageError.self) {
            let later = try log.grow(to: 5)
            try store.publish(log.origin, checkpoint: later, edge: log.edge)
        }
        #expect(try level(store.file) == 2)
    }
}
