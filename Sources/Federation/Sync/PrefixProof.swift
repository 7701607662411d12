public import TransparencyLog

/// Asks the own store: which root did our tree have at a smaller size?
public struct PrefixQuestion: Hashable, Sendable {
    /// The size of an older checkpoint that a peer holds.
    public let size: UInt64
    /// The size of our own checkpoint.
    public let treeSize: UInt64

    public init(size: UInt64, treeSize: UInt64) {
        self.size = size
        self.treeSize = treeSize
    }
}

/// The root that a tree had at a smaller size, with the proof that it grew from there.
public struct PrefixProof: Hashable, Sendable {
    public let size: UInt64
    public let treeSize: UInt64
    /// The root over the first `size` entries.
    public let root: TreeHash
    /// The consistency proof (RFC 6962 §2.1.2) from `size` to `treeSize`.
    public let hashes: [TreeHash]

    /// Computes both from the nodes of the tree, for example of a store through `TiledTree.node`.
    ///
    /// - Throws: `ProofError` for sizes out of order, or what `nodes` throws.
    public init(
        size: UInt64, treeSize: UInt64, nodes: MerkleTree.NodeReader
    ) throws {
        hashes = try MerkleTree.consistencyProof(from: size, to: treeSize, nodes: nodes)
        root = try Self.edge(size, nodes: nodes).root
        self.size = size
        self.treeSize = treeSize
    }

    /// The right edge that a tree had at a size.
    ///
    /// - Throws: what `nodes` throws.
    static func edge(_ size: UInt64, nodes: MerkleTree.NodeReader) throws -> CompactRange {
        var parts: [TreeHash] = []
        var start: UInt64 = 0
        while start < size {
            let level = 63 - (size - start).leadingZeroBitCount
            parts.append(try nodes(level, start >> UInt64(level)))
            start += 1 << UInt64(level)
        }
        return CompactRange(size: size, hashes: parts) ?? CompactRange()
    }
}
