import Testing

@testable import TransparencyLog

/// What another implementation computed, ours computes too.
@Suite struct GoldenTests {
    private static let table = HashTable(leaves: leaves(70_000))

    @Test func rootsAreThoseOfGo() throws {
        var range = CompactRange()
        let lines = try vectorLines("roots.txt")
        #expect(lines.count > 20)
        for line in lines {
            let size = try #require(Int(line[0]))
            while range.size < size { range.append(leaf: Self.table.node(0, range.size)) }
            #expect(range.root.hex == line[1], "size \(size)")
            let leaves = [TreeHash](Self.table.levels[0].prefix(size))
            #expect(MerkleTree.root(ofLeaves: leaves).hex == line[1], "size \(size)")
        }
    }

    @Test func inclusionProofsAreThoseOfGo() throws {
        for line in try vectorLines("inclusion.txt") {
            let size = try #require(UInt64(line[0]))
            let index = try #require(UInt64(line[1]))
            let leaf = try hash(line[2])
            let proof = try line[3...].map(hash)
            #expect(Self.table.node(0, index) == leaf)
            let own = try MerkleTree.inclusionProof(
                index: index, size: size, nodes: Self.table.node)
            #expect(own == proof, "entry \(index) of \(size)")
            let root = MerkleTree.root(ofLeaves: [TreeHash](Self.table.levels[0].prefix(Int(size))))
            try MerkleTree.verifyInclusion(
                proof, leaf: leaf, index: index, size: size, root: root)
        }
    }

    @Test func consistencyProofsAreThoseOfGo() throws {
        for line in try vectorLines("consistency.txt") {
            let older = try #require(UInt64(line[0]))
            let newer = try #require(UInt64(line[1]))
            let proof = try line[4...].map(hash)
            let own = try MerkleTree.consistencyProof(
                from: older, to: newer, nodes: Self.table.node)
            #expect(own == proof, "\(older) to \(newer)")
            try MerkleTree.verifyConsistency(
                proof, from: older, fromRoot: hash(line[2]), to: newer, toRoot: hash(line[3]))
        }
    }

    @Test func tilesAndBundlesAreThoseOfGo() throws {
        let lines = try vectorLines("tiles.txt")
        #expect(lines.count == 789)
        for line in lines {
            let resource = try #require(LogResource(path: line[1]))
            #expect(resource.path == line[1])
            let content: [UInt8]
            switch resource {
            case .tile(let tile):
                content = Tile.encode(Self.table.tile(tile))
            case .entries(let bundle):
                let range = Int(bundle.entries.lowerBound)..<Int(bundle.entries.upperBound)
                content = try EntryBundle.encode(entries(range))
            case .checkpoint, .verifierKey:
                Issue.record("no tile: \(line[1])")
                continue
            }
            #expect(TreeHash.sha256(content).hex == line[2], "\(line[1])")
        }
    }

    @Test func pathsAreThoseOfGo() throws {
        for line in try vectorLines("paths.txt") {
            let index = try #require(UInt64(line[0]))
            let tile = try #require(TileCoordinate(level: 0, index: index, width: 256))
            #expect(LogResource.tile(tile).path == line[1])
            #expect(LogResource(path: line[1]) == .tile(tile))
        }
    }

    @Test func theTiledTreeProvesTheSame() throws {
        let tree = TiledTree(size: 70_000) { Self.table.tile($0) }
        for index in [UInt64(0), 255, 256, 65_535, 65_536, 69_999] {
            #expect(
                try tree.inclusionProof(index: index)
                    == MerkleTree.inclusionProof(
                        index: index, size: 70_000, nodes: Self.table.node))
        }
        for older in [UInt64(1), 255, 256, 257, 65_535, 65_536, 65_537, 69_999] {
            #expect(
                try tree.consistencyProof(from: older)
                    == MerkleTree.consistencyProof(
                        from: older, to: 70_000, nodes: Self.table.node))
        }
        #expect(throws: ProofError.self) { try tree.node(0, 70_000) }
        #expect(throws: ProofError.self) { try tree.node(17, 0) }
        #expect(throws: ProofError.self) { try tree.node(-1, 0) }
        #expect(throws: ProofError.self) { try tree.node(64, 0) }
        let narrow = TiledTree(size: 70_000) { [TreeHash](Self.table.tile($0).dropLast()) }
        #expect(throws: ProofError.self) { try narrow.node(0, 3) }
    }
}
