import TransparencyLog

/// Finds out, from the tiles of a larger tree alone, whether it contains an older checkpoint.
///
/// Only what lies on the way is fetched: some hashes of each level.
struct ForkProbe: Sendable {
    /// The older checkpoint; `nil` when only what is held is compared.
    let smaller: VerifiedCheckpoint?
    let size: UInt64
    private let root: TreeHash
    let larger: VerifiedCheckpoint
    /// The closing that counts, if the larger tree is large enough to contain it.
    private let limit: LogLimit?
    private let coordinates: [TileCoordinate]
    private var tiles: [TileCoordinate: [TreeHash]] = [:]

    var needs: [LogResource] {
        coordinates.filter { tiles[$0] == nil }.map(LogResource.tile)
    }

    /// `nil` unless there is something to compare.
    init?(smaller: VerifiedCheckpoint, larger: VerifiedCheckpoint, limit: LogLimit? = nil) {
        self.init(smaller, smaller.size, smaller.root, larger, limit)
    }

    /// Compares what is held, without a checkpoint of just that size.
    init?(held: CompactRange, larger: VerifiedCheckpoint) {
        self.init(nil, held.size, held.root, larger, nil)
    }

    private init?(
        _ smaller: VerifiedCheckpoint?, _ size: UInt64, _ root: TreeHash,
        _ larger: VerifiedCheckpoint, _ limit: LogLimit?
    ) {
        guard 0 < size, size < larger.size else { return nil }
        self.smaller = smaller
        self.size = size
        self.root = root
        self.larger = larger
        self.limit = limit.flatMap { 0 < $0.size && $0.size <= larger.size ? $0 : nil }
        // Walking once with empty tiles tells which ones the walk needs.
        var seen: [TileCoordinate] = []
        let tree = TiledTree(size: larger.size) { coordinate in
            if !seen.contains(coordinate) { seen.append(coordinate) }
            return [TreeHash](repeating: .emptyTree, count: coordinate.width)
        }
        guard (try? Self.walk(tree, to: size)) != nil else { return nil }
        if let limit = self.limit, limit.size < larger.size,
            (try? Self.walk(tree, to: limit.size)) == nil
        {
            return nil
        }
        coordinates = seen
    }

    mutating func load(_ coordinate: TileCoordinate, _ hashes: [TreeHash]) {
        tiles[coordinate] = hashes
    }

    enum Verdict: Equatable {
        case incomplete
        case forked(ForkEvidence)
        /// What is held is not in the larger tree; without a checkpoint that proves no fork.
        case otherHeld
        /// The larger tree does contain the smaller one.
        case consistent
        /// The tiles are not those of the larger tree.
        case badTiles
    }

    func verdict() -> Verdict {
        guard needs.isEmpty else { return .incomplete }
        guard let (found, proof) = try? Self.walk(tree, to: size),
            Self.leads(proof, from: (size, found), to: larger)
        else { return .badTiles }
        if found == root { return .consistent }
        guard let smaller else { return .otherHeld }
        let evidence = ForkEvidence(
            smaller: smaller, larger: larger, rootAtSmaller: found, proof: proof)
        return evidence.map { .forked($0) } ?? .badTiles
    }

    /// Whether the larger tree is of the branch that was closed, as far as its end.
    var containsLimit: Bool {
        guard let limit, needs.isEmpty else { return false }
        if limit.size == larger.size { return limit.root == larger.root }
        guard let (found, proof) = try? Self.walk(tree, to: limit.size) else { return false }
        return found == limit.root && Self.leads(proof, from: (limit.size, found), to: larger)
    }

    private var tree: TiledTree {
        TiledTree(size: larger.size) { coordinate in
            guard let tile = tiles[coordinate] else { throw SyncRefusal.malformedEntries }
            return tile
        }
    }

    private static func leads(
        _ proof: [TreeHash], from: (size: UInt64, root: TreeHash), to larger: VerifiedCheckpoint
    ) -> Bool {
        do throws(ProofError) {
            try MerkleTree.verifyConsistency(
                proof, from: from.size, fromRoot: from.root, to: larger.size,
                toRoot: larger.root)
            return true
        } catch {
            return false
        }
    }

    private static func walk(
        _ tree: TiledTree, to size: UInt64
    ) throws -> (root: TreeHash, proof: [TreeHash]) {
        let proof = try PrefixProof(size: size, treeSize: tree.size, nodes: tree.node)
        return (proof.root, proof.hashes)
    }
}
