/// Decides which tiles belong to a verified tree.
///
/// The partial tiles at the right edge of a tree, together, yield its root; so the signed root
/// proves all of them at once. From there downwards every full tile is proved by the one hash
/// that stands for it in the tile above. A tile is used only after one of both has been checked:
///
///     signed root  ⇐  all edge tiles  ⇐  full tiles  ⇐  full tiles  ⇐  bundles
public struct TileAuthenticator: Sendable {
    /// The number of leaves of the tree.
    public let size: UInt64
    private let edge: [TileCoordinate: [TreeHash]]

    /// The partial tiles that a tree of `size` leaves has, from the highest level down; at most
    /// eight. They are what must be fetched first.
    public static func edgeCoordinates(size: UInt64) -> [TileCoordinate] {
        (0...7).reversed().compactMap { level in
            let hashCount = size >> UInt64(8 * level)
            guard hashCount & 255 != 0 else { return nil }
            return TileCoordinate.covering(level: level, index: hashCount >> 8, treeSize: size)
        }
    }

    /// Checks the edge of a tree against its signed root.
    ///
    /// - Parameters:
    ///   - checkpoint: The verified tree head.
    ///   - edge: The tiles of ``edgeCoordinates(size:)``, in that order, as fetched.
    /// - Throws: ``ProofError/wrongLength(expected:actual:)`` when a tile is missing or has
    ///   another width, ``ProofError/rootMismatch`` when any byte of any of them is wrong.
    public init(
        checkpoint: VerifiedCheckpoint, edge tiles: [[TreeHash]]
    ) throws(ProofError) {
        let coordinates = Self.edgeCoordinates(size: checkpoint.size)
        guard tiles.count == coordinates.count else {
            throw .wrongLength(expected: coordinates.count, actual: tiles.count)
        }
        var range = CompactRange()
        var edge: [TileCoordinate: [TreeHash]] = [:]
        for (coordinate, tile) in zip(coordinates, tiles) {
            guard tile.count == coordinate.width else {
                throw .wrongLength(expected: coordinate.width, actual: tile.count)
            }
            for hash in tile { range.append(subtree: hash, level: 8 * coordinate.level) }
            edge[coordinate] = tile
        }
        guard range.root == checkpoint.root else { throw .rootMismatch }
        size = checkpoint.size
        rightEdge = range
        self.edge = edge
    }

    /// The right edge of the verified tree.
    public let rightEdge: CompactRange

    /// A proved tile of the edge; `nil` for every other tile.
    public func edgeTile(_ coordinate: TileCoordinate) -> [TreeHash]? { edge[coordinate] }

    /// Checks a full tile against the tile above it.
    ///
    /// - Parameters:
    ///   - tile: 256 hashes as fetched.
    ///   - coordinate: Which tile it is to be.
    ///   - parent: The tile above, number `index / 256` of the next level, already proved.
    /// - Throws: ``ProofError/wrongLength(expected:actual:)`` or ``ProofError/tileMismatch``.
    public static func check(
        _ tile: [TreeHash], at coordinate: TileCoordinate, parent: [TreeHash]
    ) throws(ProofError) {
        guard coordinate.isFull, tile.count == Tile.width else {
            throw .wrongLength(expected: Tile.width, actual: tile.count)
        }
        let place = Int(coordinate.index & 255)
        guard place < parent.count, MerkleTree.root(ofLeaves: tile) == parent[place] else {
            throw .tileMismatch
        }
    }

    /// Checks a bundle against its tile of level 0, already proved, and returns where the entries
    /// lie. A bundle may be checked against a wider tile: its entries are the first ones there.
    ///
    /// - Throws: ``ProofError/malformed`` for a bundle that cannot be taken apart,
    ///   ``ProofError/tileMismatch`` when any entry is not the one in the tree.
    public static func checkBundle(
        _ bytes: [UInt8], at coordinate: BundleCoordinate, leaves: [TreeHash]
    ) throws(ProofError) -> [Range<Int>] {
        guard coordinate.width <= leaves.count else {
            throw .wrongLength(expected: coordinate.width, actual: leaves.count)
        }
        // Which rule of the bundle format is broken makes no difference to a receiver: the bytes
        // are not those of the tree.
        guard let ranges = try? EntryBundle.decode(bytes, count: coordinate.width) else {
            throw .malformed
        }
        guard
            EntryBundle.leafHashes(bytes, ranges: ranges).elementsEqual(
                leaves.prefix(coordinate.width))
        else { throw .tileMismatch }
        return ranges
    }
}
