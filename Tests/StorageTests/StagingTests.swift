import Federation
import Testing
import TransparencyLog

@testable import Storage

@Suite struct StagingTests {
    let folder = TemporaryFolder()
    let store: LogDatabase
    var log: SampleLog

    /// Ten published entries.
    init() throws {
        store = try folder.openLogs()
        log = try SampleLog()
        try store.open(log.origin, key: log.key)
        try store.stage(log.origin, from: 0, entries: SampleLog.entries(0..<10))
        let checkpoint = try log.grow(to: 10)
        try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
    }

    @Test func stagedEntriesAreInvisibleUntilPublished() throws {
        try store.stage(log.origin, from: 10, entries: SampleLog.entries(10..<400))
        try checkWholeLog(store, log)
        #expect(try store.storedSize(log.origin) == 400)
        #expect(try store.publishedEdge(log.origin)?.size == 10)
        let eleven = try #require(BundleCoordinate(index: 0, width: 11))
        #expect(try store.bundle(log.origin, eleven) == nil)
        let leaf = try #require(TileCoordinate(level: 0, index: 0, width: 11))
        #expect(try store.tile(log.origin, leaf) == nil)
        // The writer itself reads them back before it signs.
        #expect(try store.entries(log.origin, 5..<400) == SampleLog.entries(5..<400))
    }

    @Test mutating func publishingAPartLeavesTheRestStaged() throws {
        try store.stage(log.origin, from: 10, entries: SampleLog.entries(10..<700))
        let checkpoint = try log.grow(to: 300)
        try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
        try checkWholeLog(store, log)
        #expect(try store.storedSize(log.origin) == 700)
        #expect(try store.entries(log.origin, 200..<700) == SampleLog.entries(200..<700))
    }

    @Test func stagingTheSameAgainChangesNothing() throws {
        try store.stage(log.origin, from: 10, entries: SampleLog.entries(10..<20))
        try store.stage(log.origin, from: 8, entries: SampleLog.entries(8..<15))
        #expect(try store.storedSize(log.origin) == 20)
        #expect(try store.entries(log.origin, 0..<20) == SampleLog.entries(0..<20))
        try store.stage(log.origin, from: 20, entries: [])
        try store.stage(log.origin, from: 15, entries: SampleLog.entries(15..<25))
        #expect(try store.storedSize(log.origin) == 25)
    }

    @Test mutating func stagingOtherEntriesReplacesWhatWasStaged() throws {
        try store.stage(log.origin, from: 10, entries: SampleLog.entries(10..<20, variant: "x"))
        try store.stage(log.origin, from: 10, entries: SampleLog.entries(10..<13))
        // Nothing of the abandoned append may seem to continue the new one.
        #expect(try store.storedSize(log.origin) == 13)
        let checkpoint = try log.grow(to: 13)
        try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
        try checkWholeLog(store, log)
    }

    @Test func publishedEntriesAreNeverReplaced() throws {
        #expect(throws: StorageError.publishedEntryDiffers(log.origin, index: 9)) {
            try store.stage(
                log.origin, from: 8,
                entries: [SampleLog.entry(8), Array("other".utf8), Array("more".utf8)])
        }
        try checkWholeLog(store, log)
        #expect(try store.storedSize(log.origin) == 10)
    }

    @Test func gapsAndOversizeAreRefused() throws {
        #expect(throws: StorageError.notContiguous(log.origin, held: 10, offered: 11)) {
            try store.stage(log.origin, from: 11, entries: [[1]])
        }
        #expect(throws: StorageError.entryTooLarge(byteCount: 65_536)) {
            try store.stage(
                log.origin, from: 10, entries: [[1], [UInt8](repeating: 0, count: 65_536)])
        }
        #expect(throws: StorageError.notContiguous(log.origin, held: 10, offered: .max)) {
            try store.stage(log.origin, from: .max, entries: [[1]])
        }
        #expect(throws: StorageError.notHeld(log.origin, held: 10, wanted: 11)) {
            try store.entries(log.origin, 0..<11)
        }
        #expect(try store.storedSize(log.origin) == 10)
        try store.stage(
            log.origin, from: 10, entries: [[UInt8](repeating: 5, count: 65_535)])
        #expect(try store.entries(log.origin, 10..<11)[0].count == 65_535)
    }

    @Test mutating func publishingNeedsTheEntriesAndNeverShrinks() throws {
        let origin = log.origin
        let older = try SampleLog()
        let earlier = try older.signer.sign(
            Checkpoint(origin: origin, size: 0, root: .emptyTree))
        #expect(
            throws: StorageError.publishedSizeShrinks(origin, published: 10, offered: 0)
        ) { try store.publish(origin, checkpoint: earlier, edge: older.edge) }
        var longer = log
        let later = try longer.grow(to: 12)
        #expect(throws: StorageError.notHeld(origin, held: 10, wanted: 12)) {
            try store.publish(origin, checkpoint: later, edge: longer.edge)
        }
        try checkWholeLog(store, log)
    }

    @Test func severalLogsAreStagedTogetherOrNotAtAll() throws {
        let other = try Origin("test/n1/sanctions/aa")
        try store.stage(many: [
            StagedEntries(origin: log.origin, from: 10, entries: [[1], [2]]),
            StagedEntries(origin: other, from: 0, entries: [[3]]),
        ])
        #expect(try store.storedSize(log.origin) == 12)
        #expect(try store.storedSize(other) == 1)
        #expect(throws: StorageError.notContiguous(other, held: 1, offered: 5)) {
            try store.stage(many: [
                StagedEntries(origin: log.origin, from: 12, entries: [[4]]),
                StagedEntries(origin: other, from: 5, entries: [[5]]),
            ])
        }
        #expect(try store.storedSize(log.origin) == 12)
        // A log without a key is not shown before somebody has said whose it is.
        #expect(try store.log(other) == nil)
        #expect(try store.logs().count == 1)
    }

    @Test mutating func aRefusedChunkKeepsNothingOfItsBatch() throws {
        var second = try SampleLog("test/n2/register/bb", seed: 3)
        try store.open(second.origin, key: second.key)
        let good = try second.chunks(to: 300)
        let checkpoint = try log.grow(to: 20)
        let late = try VerifiedChunk.own(
            key: log.key, after: CompactRange(),
            entries: SampleLog.entries(0..<20), checkpoint: checkpoint)
        #expect(throws: StorageError.notContiguous(log.origin, held: 10, offered: 0)) {
            try store.store(good + late)
        }
        #expect(try store.log(second.origin)?.position.size == 0)
        try store.store(good)
        try checkWholeLog(store, second)
    }

    @Test mutating func verifiedEntriesMeetStagedOnes() throws {
        try store.stage(log.origin, from: 10, entries: SampleLog.entries(10..<12))
        try store.store(try log.chunks(to: 600))
        try checkWholeLog(store, log)
        try store.stage(log.origin, from: 600, entries: [Array("mine".utf8)])
        let more = try log.chunks(to: 601)
        #expect(throws: StorageError.stagedEntryDiffers(log.origin, index: 600)) {
            try store.store(more)
        }
        #expect(try store.entries(log.origin, 600..<601) == [Array("mine".utf8)])
    }
}
