import Testing

@testable import TransparencyLog

/// Whatever is changed in a served tree is noticed before it is used.
@Suite struct TileAuthenticatorTests {
    private static let table = HashTable(leaves: leaves(66_000))

    private func head(_ size: Int) throws -> VerifiedCheckpoint {
        let signer = try makeSigner()
        let root = MerkleTree.root(ofLeaves: [TreeHash](Self.table.levels[0].prefix(size)))
        return try signer.sign(
            Checkpoint(origin: signer.verifierKey.name, size: UInt64(size), root: root))
    }

    private func edge(_ size: Int) -> [[TreeHash]] {
        TileAuthenticator.edgeCoordinates(size: UInt64(size)).map(Self.table.tile)
    }

    @Test(arguments: [0, 1, 2, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 65_537, 66_000])
    func theEdgeProvesTheTree(size: Int) throws {
        let head = try head(size)
        let coordinates = TileAuthenticator.edgeCoordinates(size: UInt64(size))
        let tree = try TileAuthenticator(checkpoint: head, edge: edge(size))
        #expect(tree.size == head.size)
        #expect(tree.rightEdge.root == head.root)
        #expect(tree.rightEdge.size == head.size)
        for coordinate in coordinates {
            #expect(!coordinate.isFull)
            #expect(tree.edgeTile(coordinate) == Self.table.tile(coordinate))
            #expect(
                TileCoordinate.covering(
                    level: coordinate.level, index: coordinate.index, treeSize: head.size)
                    == coordinate)
        }
        // Every full tile is proved by the one above it.
        for level in 0...1 {
            for index in 0..<UInt64(size >> (8 * level + 8)) {
                let tile = try #require(
                    TileCoordinate.covering(level: level, index: index, treeSize: head.size))
                let above = try #require(
                    TileCoordinate.covering(
                        level: level + 1, index: index >> 8, treeSize: head.size))
                try TileAuthenticator.check(
                    Self.table.tile(tile), at: tile, parent: Self.table.tile(above))
            }
        }
    }

    @Test func everyChangedByteOfTheEdgeIsRefused() throws {
        let size = 513
        let head = try head(size)
        let coordinates = TileAuthenticator.edgeCoordinates(size: 513)
        let edge = edge(size)
        for (place, coordinate) in coordinates.enumerated() {
            let content = Tile.encode(edge[place])
            singleByteChanges(of: content) { changed, position in
                var tiles = edge
                tiles[place] = Tile.parse(changed, width: coordinate.width) ?? []
                #expect(throws: ProofError.rootMismatch, "byte \(position) of \(coordinate)") {
                    try TileAuthenticator(checkpoint: head, edge: tiles)
                }
            }
        }
        for wrong in [[], [edge[0]], edge + [edge[0]], [edge[0], []], [edge[1], edge[0]]] {
            #expect(throws: ProofError.self) {
                try TileAuthenticator(checkpoint: head, edge: wrong)
            }
        }
        let empty = try self.head(0)
        #expect(throws: ProofError.wrongLength(expected: 0, actual: 1)) {
            try TileAuthenticator(checkpoint: empty, edge: [[.emptyTree]])
        }
    }

    @Test func everyChangedByteOfAFullTileIsRefused() throws {
        let tile = try #require(TileCoordinate(level: 0, index: 1, width: 256))
        let above = try #require(TileCoordinate(level: 1, index: 0, width: 2))
        let parent = Self.table.tile(above)
        let content = Tile.encode(Self.table.tile(tile))
        for position in content.indices {
            var changed = content
            changed[position] ^= 1 << UInt8(position % 8)
            let hashes = try #require(Tile.parse(changed, width: 256))
            #expect(throws: ProofError.tileMismatch, "byte \(position)") {
                try TileAuthenticator.check(hashes, at: tile, parent: parent)
            }
        }
        let right = Self.table.tile(tile)
        for other in [UInt64(0), 2, 255] {
            let wrong = try #require(TileCoordinate(level: 0, index: other, width: 256))
            #expect(throws: ProofError.tileMismatch) {
                try TileAuthenticator.check(right, at: wrong, parent: parent)
            }
        }
        #expect(throws: ProofError.wrongLength(expected: 256, actual: 255)) {
            try TileAuthenticator.check([TreeHash](right.dropLast()), at: tile, parent: parent)
        }
    }

    @Test func everyChangedByteOfABundleIsRefused() throws {
        let coordinate = try #require(BundleCoordinate(index: 2, width: 40))
        let tile = [TreeHash](Self.table.levels[0][512..<552])
        let content = try EntryBundle.encode(entries(512..<552))
        let ranges = try TileAuthenticator.checkBundle(content, at: coordinate, leaves: tile)
        #expect(ranges.map { [UInt8](content[$0]) } == entries(512..<552))
        singleByteChanges(of: content) { changed, position in
            #expect(throws: ProofError.self, "byte \(position)") {
                try TileAuthenticator.checkBundle(changed, at: coordinate, leaves: tile)
            }
        }
        for count in content.indices {
            #expect(throws: ProofError.malformed) {
                try TileAuthenticator.checkBundle(
                    [UInt8](content[..<count]), at: coordinate, leaves: tile)
            }
        }
        #expect(throws: ProofError.malformed) {
            try TileAuthenticator.checkBundle(content + [0], at: coordinate, leaves: tile)
        }
        // A narrower bundle may be checked against a wider tile, but not the other way.
        let narrow = try #require(BundleCoordinate(index: 2, width: 3))
        let few = try EntryBundle.encode(entries(512..<515))
        #expect(
            try TileAuthenticator.checkBundle(few, at: narrow, leaves: tile).count == 3)
        #expect(throws: ProofError.wrongLength(expected: 40, actual: 3)) {
            try TileAuthenticator.checkBundle(
                content, at: coordinate, leaves: [TreeHash](tile.prefix(3)))
        }
    }
}
