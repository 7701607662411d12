import Testing

@testable import TransparencyLog

/// Coordinates, paths, bundles (C2SP tlog-tiles).
@Suite struct TilePathTests {
    @Test func theExampleOfTheSpecificationIsCovered() {
        // "A tree of size 70,000 will be represented by 273 full level 0 tiles, …"
        let size: UInt64 = 70_000
        func width(_ level: Int, _ index: UInt64) -> Int? {
            TileCoordinate.covering(level: level, index: index, treeSize: size)?.width
        }
        #expect(width(0, 272) == 256)
        #expect(width(0, 273) == 112)
        #expect(width(0, 274) == nil)
        #expect(width(1, 0) == 256)
        #expect(width(1, 1) == 17)
        #expect(width(1, 2) == nil)
        #expect(width(2, 0) == 1)
        #expect(width(2, 1) == nil)
        #expect(width(3, 0) == nil)
        #expect(TileCoordinate.covering(level: 0, index: 1, treeSize: 256) == nil)
        #expect(TileCoordinate.covering(level: 1, index: 0, treeSize: 256)?.width == 1)
        #expect(TileCoordinate.covering(level: 0, index: 0, treeSize: 0) == nil)
        #expect(BundleCoordinate.covering(index: 273, treeSize: size)?.entries == 69_888..<70_000)
        #expect(TileCoordinate.count(level: 0, treeSize: size) == 274)
        #expect(TileCoordinate.count(level: 2, treeSize: size) == 1)
        #expect(TileCoordinate.count(level: 3, treeSize: size) == 0)
    }

    @Test func impossibleCoordinatesAreRefused() {
        #expect(TileCoordinate(level: 8, index: 0, width: 1) == nil)
        #expect(TileCoordinate(level: -1, index: 0, width: 1) == nil)
        #expect(TileCoordinate(level: 0, index: 0, width: 0) == nil)
        #expect(TileCoordinate(level: 0, index: 0, width: 257) == nil)
        #expect(TileCoordinate(level: 7, index: 0, width: 127) != nil)
        #expect(TileCoordinate(level: 7, index: 0, width: 128) == nil)
        #expect(TileCoordinate(level: 7, index: 1, width: 1) == nil)
        #expect(TileCoordinate(level: 0, index: .max, width: 1) == nil)
        #expect(TileCoordinate(level: 0, index: (1 << 55) - 1, width: 255) != nil)
        #expect(TileCoordinate(level: 0, index: (1 << 55) - 1, width: 256) == nil)
        #expect(TileCoordinate(level: 0, index: 1 << 55, width: 1) == nil)
        #expect(BundleCoordinate(index: 0, width: 0) == nil)
        #expect(BundleCoordinate(index: .max, width: 256) == nil)
        for size in [UInt64.max, 1 << 63] {
            #expect(TileCoordinate.covering(level: 0, index: 0, treeSize: size) == nil)
        }
        let all = Checkpoint.maximumSize
        for level in 0...7 {
            let last = TileCoordinate.count(level: level, treeSize: all) - 1
            #expect(TileCoordinate.covering(level: level, index: last, treeSize: all) != nil)
            #expect(TileCoordinate.covering(level: level, index: last + 1, treeSize: all) == nil)
        }
    }

    @Test func pathsRoundTrip() throws {
        #expect(LogResource(path: "checkpoint") == .checkpoint)
        #expect(LogResource(path: "vkey") == .verifierKey)
        #expect(LogResource.checkpoint.path == "checkpoint")
        #expect(LogResource.verifierKey.path == "vkey")
        let indices: [UInt64] = [
            0, 1, 999, 1000, 1001, 999_999, 1_000_000, 1_234_067, (1 << 55) - 1,
        ]
        for index in indices {
            for width in [1, 9, 10, 99, 100, 255, 256] {
                for level in 0...7 {
                    guard let tile = TileCoordinate(level: level, index: index, width: width)
                    else { continue }
                    let path = LogResource.tile(tile).path
                    #expect(LogResource(path: path) == .tile(tile), "\(path)")
                }
                guard let bundle = BundleCoordinate(index: index, width: width) else { continue }
                let path = LogResource.entries(bundle).path
                #expect(LogResource(path: path) == .entries(bundle), "\(path)")
            }
        }
        let tile = try #require(TileCoordinate(level: 0, index: 1234, width: 5))
        #expect(LogResource.tile(tile).path == "tile/0/x001/234.p/5")
        let bundle = try #require(BundleCoordinate(index: 0, width: 256))
        #expect(LogResource.entries(bundle).path == "tile/entries/000")
    }

    @Test(arguments: [
        "", "/", "checkpoint/", "/checkpoint", "Checkpoint", "vkey ", "tile", "tile/", "tile/0",
        "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1234", "tile/0/x000/001",
        "tile/0/x000", "tile/0/001/002", "tile/0/x001/x002", "tile/0/x1/002", "tile/00/000",
        "tile/+0/000", "tile/-1/000", "tile/8/000", "tile/63/000", "tile/64/000", "tile/0/000.p",
        "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/00", "tile/0/000.p/01",
        "tile/0/000.p/256", "tile/0/000.p/+1", "tile/0/000.p/1/", "tile/0/000.p/1.p/1",
        "tile/0/000.P/1",
        "tile/0/000/1", "tile/0//000", "tile/0/./000", "tile/0/../000", "tile/data/000",
        "tile/entries", "tile/entries/", "tile/Entries/000", "tile/entries/0", "tile/0/x-01/000",
        "tile/0/x٠٠١/000", "tile/0/000\n", "tile/0/000\0", "tile/0/X001/000", "tile/0/x001.p/000",
        "tile/0/x036/x028/x797/x018/x963/968",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/x001/x000/x000/x000/x000/x000/x000/x000/000",
        "tile/7/001", "tile/7/000.p/128", "tile/7/000",
    ])
    func otherSpellingsAreRefused(_ path: String) {
        #expect(LogResource(path: path) == nil)
    }

    @Test func everyChangedByteOfAPathIsAnotherResourceOrNone() throws {
        for original in ["tile/0/x001/234.p/5", "tile/entries/x001/000", "checkpoint"] {
            let resource = try #require(LogResource(path: original))
            singleByteChanges(of: bytes(original)) { changed, _ in
                let path = String(decoding: changed, as: UTF8.self)
                guard let other = LogResource(path: path) else { return }
                #expect(other != resource)
                #expect(other.path == path)
            }
        }
    }

    @Test func bundlesRoundTrip() throws {
        let cases: [[[UInt8]]] = [
            [[]], [[1]], [[], []], entries(0..<256),
            [[UInt8](repeating: 7, count: 65_535), [], [8]],
        ]
        for entries in cases {
            let encoded = try EntryBundle.encode(entries)
            let ranges = try EntryBundle.decode(encoded, count: entries.count)
            #expect(ranges.map { [UInt8](encoded[$0]) } == entries)
            #expect(EntryBundle.leafHashes(encoded, ranges: ranges) == entries.map(TreeHash.leaf))
            #expect(throws: BundleError.trailingBytes(1)) {
                try EntryBundle.decode(encoded + [0], count: entries.count)
            }
            #expect(throws: BundleError.truncated) {
                try EntryBundle.decode(encoded.dropLast(), count: entries.count)
            }
            if entries.count < 256 {
                #expect(throws: BundleError.self) {
                    try EntryBundle.decode(encoded, count: entries.count + 1)
                }
            }
            #expect(throws: BundleError.self) {
                try EntryBundle.decode(encoded, count: entries.count - 1)
            }
        }
    }

    @Test func impossibleBundlesAreRefused() {
        #expect(throws: BundleError.wrongEntryCount(0)) { try EntryBundle.encode([]) }
        #expect(throws: BundleError.wrongEntryCount(257)) {
            try EntryBundle.encode([[UInt8]](repeating: [], count: 257))
        }
        #expect(throws: BundleError.entryTooLarge(byteCount: 65_536)) {
            try EntryBundle.encode([[UInt8](repeating: 0, count: 65_536)])
        }
        for count in [-1, 0, 257, Int.max] {
            #expect(throws: BundleError.wrongEntryCount(count)) {
                try EntryBundle.decode([], count: count)
            }
        }
        #expect(throws: BundleError.truncated) { try EntryBundle.decode([], count: 1) }
        #expect(throws: BundleError.truncated) { try EntryBundle.decode([0xFF, 0xFF], count: 1) }
    }

    @Test func tilesHaveTheirWidth() {
        let hashes = leaves(256)
        for width in [1, 2, 255, 256] {
            let tile = [TreeHash](hashes.prefix(width))
            let encoded = Tile.encode(tile)
            #expect(encoded == tile.flatMap(\.bytes))
            #expect(Tile.parse(encoded, width: width) == tile)
            #expect(Tile.parse(encoded + [0], width: width) == nil)
            #expect(Tile.parse(encoded.dropLast(), width: width) == nil)
            #expect(Tile.parse(encoded, width: width - 1) == nil)
            #expect(Tile.parse(encoded, width: width + 1) == nil)
        }
        #expect(Tile.parse([], width: 0) == nil)
        #expect(Tile.parse([], width: -1) == nil)
        #expect(Tile.parse([], width: .max) == nil)
    }
}
