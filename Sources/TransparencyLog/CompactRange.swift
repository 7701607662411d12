/// The right edge of a growing tree: the roots of its complete subtrees, largest first.
///
/// A tree of 11 leaves is kept as three hashes, of subtrees with 8, 2 and 1 leaves:
///
///              root
///            /      \
///          8          .
///        /   \       / \
///       .     .     2   1
///
/// This is all that is needed to append and to compute the root, whatever the size.
public struct CompactRange: Hashable, Sendable {
    /// The number of leaves.
    public private(set) var size: UInt64
    /// One hash for every bit set in ``size``, from the highest bit down.
    public private(set) var hashes: [TreeHash]

    /// The tree without leaves.
    public init() {
        size = 0
        hashes = []
    }

    /// An edge that was stored; `nil` unless there is one hash for every bit set in `size`.
    public init?(size: UInt64, hashes: [TreeHash]) {
        guard size <= Checkpoint.maximumSize, hashes.count == size.nonzeroBitCount else {
            return nil
        }
        self.size = size
        self.hashes = hashes
    }

    /// Appends one leaf.
    public mutating func append(leaf: TreeHash) {
        append(subtree: leaf, level: 0)
    }

    /// Appends a complete subtree of 2^level leaves. The size must be a multiple of 2^level, and
    /// may not grow past ``Checkpoint/maximumSize``: both are the caller's to ensure.
    public mutating func append(subtree: TreeHash, level: Int) {
        precondition((0..<63).contains(level), "a subtree has at most 2^62 leaves")
        let count = UInt64(1) << UInt64(level)
        precondition(size & (count - 1) == 0, "a subtree starts at a multiple of its own size")
        precondition(size <= Checkpoint.maximumSize - count, "the tree is full")
        var merged = subtree
        // Every one bit above the level is a complete left sibling: join and carry upwards.
        var bits = size >> UInt64(level)
        while bits & 1 == 1 {
            merged = TreeHash.node(hashes.removeLast(), merged)
            bits >>= 1
        }
        hashes.append(merged)
        size += count
    }

    /// The root of the tree (RFC 6962 §2.1).
    public var root: TreeHash {
        guard var root = hashes.last else { return .emptyTree }
        for left in hashes.dropLast().reversed() { root = TreeHash.node(left, root) }
        return root
    }

    /// Eight bytes of size, big-endian, then the hashes.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + hashes.count * TreeHash.byteCount)
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: size >> shift))
        }
        for hash in hashes { hash.append(to: &bytes) }
        return bytes
    }

    /// Reads what ``encoded()`` wrote; `nil` for anything else.
    public init?(encoded: [UInt8]) {
        guard encoded.count >= 8, let hashes = Tile.hashes(encoded[8...]) else { return nil }
        self.init(size: encoded.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, hashes: hashes)
    }
}
