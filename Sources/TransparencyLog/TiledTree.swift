/// Reads single nodes of a tree out of its tiles, for making proofs.
///
/// It trusts the tiles it reads; a proof made of wrong ones fails at its verifier.
public struct TiledTree {
    /// Reads the hashes of one tile. It is asked only for tiles that a tree of this size has.
    public typealias TileReader = (TileCoordinate) throws -> [TreeHash]

    /// The number of leaves.
    public let size: UInt64
    private let reader: TileReader

    /// A tree of `size` leaves.
    public init(size: UInt64, reader: @escaping TileReader) {
        self.size = size
        self.reader = reader
    }

    /// The hash of the complete subtree number `index` among those of 2^level leaves.
    ///
    /// - Throws: ``ProofError/indexBeyondSize(index:size:)`` when the tree has no such subtree,
    ///   ``ProofError/wrongLength(expected:actual:)`` when a tile is not as wide as it should be,
    ///   or what the reader throws.
    public func node(_ level: Int, _ index: UInt64) throws -> TreeHash {
        let tileLevel = level / 8
        let height = level % 8
        // The subtree's leaves within its tile: 2^height hashes from here.
        guard (0...62).contains(level), index < size >> UInt64(level) else {
            throw ProofError.indexBeyondSize(index: index, size: size)
        }
        let first = index << UInt64(height)
        guard
            let coordinate = TileCoordinate.covering(
                level: tileLevel, index: first >> 8, treeSize: size)
        else { throw ProofError.indexBeyondSize(index: index, size: size) }
        let tile = try reader(coordinate)
        guard tile.count == coordinate.width else {
            throw ProofError.wrongLength(expected: coordinate.width, actual: tile.count)
        }
        let start = Int(first & 255)
        return MerkleTree.root(ofLeaves: [TreeHash](tile[start..<start + 1 << height]))
    }

    /// The audit path of a leaf (RFC 6962 §2.1.1).
    ///
    /// - Throws: ``ProofError`` when the index lies outside the tree, or what the store throws.
    public func inclusionProof(index: UInt64) throws -> [TreeHash] {
        try MerkleTree.inclusionProof(index: index, size: size, nodes: node)
    }

    /// The proof that this tree begins with the tree of `from` leaves (RFC 6962 §2.1.2).
    ///
    /// - Throws: ``ProofError`` when the size lies outside the tree, or what the store throws.
    public func consistencyProof(from: UInt64) throws -> [TreeHash] {
        try MerkleTree.consistencyProof(from: from, to: size, nodes: node)
    }
}
