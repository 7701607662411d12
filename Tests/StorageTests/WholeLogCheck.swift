import Compression
import Federation
import Storage
import Testing
import TransparencyLog

/// Everything that a reader can ask for, compared with the log as it should be.
func checkWholeLog(
    _ store: LogDatabase, _ log: SampleLog, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let held = try #require(try store.log(log.origin), sourceLocation: sourceLocation)
    #expect(held.key == log.key, sourceLocation: sourceLocation)
    #expect(held.position.size == log.size, sourceLocation: sourceLocation)
    #expect(held.position.edge == log.edge, sourceLocation: sourceLocation)
    #expect(held.position.edge.root == log.edge.root, sourceLocation: sourceLocation)
    let all = try store.entries(log.origin, 0..<log.size)
    #expect(all == SampleLog.entries(0..<log.size), sourceLocation: sourceLocation)
    try checkBundles(store, log, all, sourceLocation)
    for level in 0...2 {
        for index in 0..<TileCoordinate.count(level: level, treeSize: log.size) {
            guard level > 0 || index < 3 || log.size >> 8 <= index + 1,
                let coordinate = TileCoordinate.covering(
                    level: level, index: index, treeSize: log.size)
            else { continue }
            #expect(
                try store.tile(log.origin, coordinate) == log.tile(coordinate),
                sourceLocation: sourceLocation)
        }
    }
}

private func checkBundles(
    _ store: LogDatabase, _ log: SampleLog, _ all: [[UInt8]], _ sourceLocation: SourceLocation
) throws {
    for index in 0..<TileCoordinate.count(level: 0, treeSize: log.size) {
        let coordinate = try #require(
            BundleCoordinate.covering(index: index, treeSize: log.size))
        let bundle = try #require(
            try store.bundle(log.origin, coordinate), sourceLocation: sourceLocation)
        let bytes =
            bundle.isGzip
            ? try Gzip.decompress(bundle.bytes, maximumByteCount: 1 << 24) : bundle.bytes
        let range = Int(coordinate.entries.lowerBound)..<Int(coordinate.entries.upperBound)
        #expect(bundle.count == coordinate.width, sourceLocation: sourceLocation)
        #expect(
            try bytes == EntryBundle.encode([[UInt8]](all[range])),
            sourceLocation: sourceLocation)
    }
    let beyond = try #require(
        BundleCoordinate(index: log.size >> 8, width: Int(log.size & 255) + 1))
    #expect(try store.bundle(log.origin, beyond) == nil, sourceLocation: sourceLocation)
}
