import TransparencyLog

/// Finds out, from the tiles of a larger tree alone, whether it contains an older checkpoint.
///
/// Only what lies on the way is fetched: some hashes of each level.
struct ForkProbe: Sendable {
    let smaller: VerifiedCheckpoint
    let larger: VerifiedCheckpoint
    private let coordinates: [TileCoordinate]
    private var tiles: [TileCoordinate: [TreeHash]] = [:]

    var needs: [LogResource] {
        coordinates.filter { tiles[$0] == nil }.map(LogResource.tile)
    }

    /// `nil` unless there is something to compare.
    init?(smaller: VerifiedCheckpoint, larger: VerifiedCheckpoint) {
        guard 0 < smaller.size, smaller.size < larger.size else { return nil }
        self.smaller = smaller
        self.larger = larger
        // Walking once with empty tiles tells which ones the walk needs.
        var seen: [TileCoordinate] = []
        let tree = TiledTree(size: larger.size) { coordinate in
            if !seen.contains(coordinate) { seen.append(coordinate) }
            return [TreeHash](repeating: .emptyTree, count: coordinate.width)
        }
        guard (try? Self.walk(tree, to: smaller.size)) != nil else { return nil }
        coordinates = seen
    }

    mutating func load(_ coordinate: TileCoordinate, _ hashes: [TreeHash]) {
        tiles[coordinate] = hashes
    }

    enum Verdict: Equatable {
        case incomplete
        case forked(ForkEvidence)
        /// The larger tree does contain the smaller one.
        case consistent
        /// The tiles are not those of the larger tree.
        case badTiles
    }

    func verdict() -> Verdict {
        guard needs.isEmpty else { return .incomplete }
        let tree = TiledTree(size: larger.size) { coordinate in
            guard let tile = tiles[coordinate] else { throw SyncRefusal.malformedEntries }
            return tile
        }
        guard let (root, proof) = try? Self.walk(tree, to: smaller.size) else { return .badTiles }
        if let evidence = ForkEvidence(
            smaller: smaller, larger: larger, rootAtSmaller: root, proof: proof)
        {
            return .forked(evidence)
        }
        do throws(ProofError) {
            try MerkleTree.verifyConsistency(
                proof, from: smaller.size, fromRoot: smaller.root, to: larger.size,
                toRoot: larger.root)
            return .consistent
        } catch {
            return .badTiles
        }
    }

    private static func walk(
        _ tree: TiledTree, to size: UInt64
    ) throws -> (root: TreeHash, proof: [TreeHash]) {
        let proof = try PrefixProof(size: size, treeSize: tree.size, nodes: tree.node)
        return (proof.root, proof.hashes)
    }
}
