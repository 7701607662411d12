import Federation
import Testing
import TransparencyLog

@testable import Storage

@Suite struct RoundTripTests {
    static let sizes: [UInt64] = [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000, 65_536, 65_795]

    @Test(arguments: sizes)
    func storedChunksComeBack(size: UInt64) throws {
        let folder = TemporaryFolder()
        var log = try SampleLog()
        do {
            let store = try folder.openLogs()
            try store.open(log.origin, key: log.key)
            try store.store(try log.chunks(to: size, compressed: true))
            try checkWholeLog(store, log)
            try store.close()
        }
        let store = try folder.openLogs()
        try checkWholeLog(store, log)
        #expect(try store.log(log.origin)?.position.checkpoint?.size == size)
        try store.check()
    }

    @Test(arguments: sizes)
    func stagedAndPublishedEntriesComeBack(size: UInt64) throws {
        let folder = TemporaryFolder()
        var log = try SampleLog()
        let store = try folder.openLogs()
        try store.open(log.origin, key: log.key)
        try store.stage(log.origin, from: 0, entries: SampleLog.entries(0..<size))
        let checkpoint = try log.grow(to: size)
        try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
        try checkWholeLog(store, log)
        #expect(try store.storedSize(log.origin) == size)
        #expect(try store.publishedEdge(log.origin) == log.edge)
        #expect(try store.log(log.origin)?.position.checkpoint == checkpoint)
    }

    /// Steps that end before, at and behind the borders of bundles.
    @Test func growingInUnevenStepsGivesTheSameLog() throws {
        let folder = TemporaryFolder()
        let store = try folder.openLogs()
        var foreign = try SampleLog("test/n1/register/aa")
        var own = try SampleLog("test/n2/register/bb", seed: 9)
        try store.open(foreign.origin, key: foreign.key)
        try store.open(own.origin, key: own.key)
        for size in [1, 2, 200, 256, 257, 300, 511, 512, 1024, 1030, 1600] as [UInt64] {
            try store.store(try foreign.chunks(to: size))
            try store.stage(
                own.origin, from: own.size, entries: SampleLog.entries(own.size..<size))
            let checkpoint = try own.grow(to: size)
            try store.publish(own.origin, checkpoint: checkpoint, edge: own.edge)
            try checkWholeLog(store, foreign)
            try checkWholeLog(store, own)
        }
        #expect(try store.logs().map(\.origin) == [foreign.origin, own.origin])
    }

    @Test func partialBundlesAndTilesOfAnEarlierSizeAreStillServed() throws {
        let folder = TemporaryFolder()
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        try store.store(try log.chunks(to: 700))
        for (index, width) in [(0, 1), (0, 255), (1, 3), (2, 100), (2, 188)] as [(UInt64, Int)] {
            let coordinate = try #require(BundleCoordinate(index: index, width: width))
            let bundle = try #require(try store.bundle(log.origin, coordinate))
            #expect(!bundle.isGzip)
            #expect(
                try bundle.bytes == EntryBundle.encode(SampleLog.entries(coordinate.entries)))
            let tile = try #require(TileCoordinate(level: 0, index: index, width: width))
            #expect(try store.tile(log.origin, tile) == log.tile(tile))
        }
        let roots = try #require(TileCoordinate(level: 1, index: 0, width: 1))
        #expect(try store.tile(log.origin, roots) == log.tile(roots))
    }

    @Test func receivedCompressedBundlesAreKeptAsTheyAre() throws {
        let folder = TemporaryFolder()
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        let chunks = try log.chunks(to: 512, compressed: true)
        try store.store(chunks)
        let coordinate = try #require(BundleCoordinate(index: 1, width: 256))
        let bundle = try #require(try store.bundle(log.origin, coordinate))
        #expect(bundle.isGzip)
        #expect(bundle.bytes == chunks[1].gzip)
    }

    @Test func aChunkWithoutEntriesRecordsItsCheckpoint() throws {
        let folder = TemporaryFolder()
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        let checkpoint = try log.grow(to: 300)
        let full = try VerifiedChunk.own(
            key: log.key, after: CompactRange(), entries: SampleLog.entries(0..<300),
            checkpoint: checkpoint)
        try store.store(full.dropLast())
        #expect(try store.log(log.origin)?.position.checkpoint == nil)
        #expect(try store.log(log.origin)?.position.size == 256)
        try store.store(Array(full.suffix(1)))
        let empty = try VerifiedChunk.own(
            key: log.key, after: log.edge, entries: [], checkpoint: checkpoint)
        try store.store(empty)
        #expect(try store.log(log.origin)?.position.checkpoint == checkpoint)
        try checkWholeLog(store, log)
    }

    @Test func notesAndStatesComeBack() throws {
        let folder = TemporaryFolder()
        var log = try SampleLog()
        do {
            let store = try folder.openLogs()
            try store.open(log.origin, key: log.key)
            try store.store(try log.chunks(to: 3))
            try store.setState(log.origin, "forked")
            try store.setNote("heartbeat/b", [2])
            try store.setNote("heartbeat/a", [1])
            try store.setNote("heartbeau", [3])
            try store.setNote("gone", [4])
            try store.setNote("gone", nil)
            try store.setNote("heartbeat/a", [])
            #expect(throws: StorageError.unknownLog(try Origin("nobody"))) {
                try store.setState(try Origin("nobody"), "closed")
            }
        }
        let store = try folder.openLogs()
        #expect(try store.log(log.origin)?.state == "forked")
        #expect(try store.note("heartbeat/a") == [])
        #expect(try store.note("gone") == nil)
        let found = try store.notes(prefix: "heartbeat/")
        #expect(found.map(\.name) == ["heartbeat/a", "heartbeat/b"])
        #expect(found.map(\.bytes) == [[], [2]])
        #expect(try store.notes(prefix: "").count == 3)
    }

    @Test func aLogKeepsItsKey() throws {
        let folder = TemporaryFolder()
        let store = try folder.openLogs()
        let log = try SampleLog()
        let other = try SampleLog(seed: 8)
        try store.open(log.origin, key: log.key)
        try store.open(log.origin, key: log.key)
        #expect(throws: StorageError.differentKey(log.origin)) {
            try store.open(log.origin, key: other.key)
        }
        #expect(try store.log(log.origin)?.key == log.key)
    }
}
