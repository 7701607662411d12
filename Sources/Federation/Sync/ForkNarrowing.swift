import TransparencyLog

/// Finds out up to where two histories of a log are one, from the own tree and tiles of the other.
///
/// Only what lies on the way is fetched: some hashes of each level. What comes out is proved by the
/// two checkpoints, so the source of the tiles need not be trusted: wrong tiles give no evidence.
struct ForkNarrowing: Equatable, Sendable {
    let evidence: ForkEvidence
    let own: VerifiedCheckpoint
    let other: VerifiedCheckpoint
    /// Whether the first note of the evidence is the own one.
    private let ownIsFirst: Bool
    private var tiles: [TileCoordinate: [TreeHash]] = [:]
    /// What the next step lacks; empty at first, so that it is tried.
    private(set) var needs: [LogResource] = []

    enum Step: Equatable {
        case incomplete
        case narrowed(ForkEvidence)
        /// The histories part at the first entry, or nothing came out that proves itself.
        case nothing
    }

    /// `nil` unless one of the two notes is that of the tree held here.
    init?(_ evidence: ForkEvidence, held: VerifiedCheckpoint?, key: VerifierKey) {
        guard let held, evidence.common == nil, let proven = evidence.verify(by: key) else {
            return nil
        }
        func isHeld(_ one: VerifiedCheckpoint) -> Bool {
            one.size == held.size && one.root == held.root
        }
        guard isHeld(proven.first) || isHeld(proven.second) else { return nil }
        self.evidence = evidence
        ownIsFirst = isHeld(proven.first)
        own = ownIsFirst ? proven.first : proven.second
        other = ownIsFirst ? proven.second : proven.first
    }

    mutating func load(_ coordinate: TileCoordinate, _ hashes: [TreeHash]) {
        tiles[coordinate] = hashes
        needs.removeAll { $0 == .tile(coordinate) }
    }

    /// Goes on with the tiles that are here.
    ///
    /// - Parameter tree: the own tree at the size of the own note.
    mutating func step(own tree: TiledTree, key: VerifierKey) -> Step {
        let known = tiles
        let otherTree = TiledTree(size: other.size) { coordinate in
            guard let tile = known[coordinate] else { throw Missing(coordinate: coordinate) }
            return tile
        }
        do {
            let size = try Self.commonSize(tree, otherTree)
            guard size > 0 else { return .nothing }
            let here = try PrefixProof(size: size, treeSize: own.size, nodes: tree.node)
            let there = try PrefixProof(size: size, treeSize: other.size, nodes: otherTree.node)
            let common = ForkEvidence.Common(
                size: size, root: here.root, toFirst: ownIsFirst ? here.hashes : there.hashes,
                toSecond: ownIsFirst ? there.hashes : here.hashes)
            return evidence.narrowed(to: common, key: key).map { .narrowed($0) } ?? .nothing
        } catch let missing as Missing {
            needs = [.tile(missing.coordinate)]
            return .incomplete
        } catch {
            return .nothing
        }
    }

    /// The number of leaves up to the first difference, complete subtrees compared from the top.
    private static func commonSize(_ one: TiledTree, _ two: TiledTree) throws -> UInt64 {
        let end = min(one.size, two.size)
        var size: UInt64 = 0
        for level in stride(from: 62, through: 0, by: -1) {
            let width: UInt64 = 1 << UInt64(level)
            guard width <= end - size else { continue }
            let index = size >> UInt64(level)
            if try one.node(level, index) == two.node(level, index) { size += width }
        }
        return size
    }

    private struct Missing: Error {
        let coordinate: TileCoordinate
    }
}
