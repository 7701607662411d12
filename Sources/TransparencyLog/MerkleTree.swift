/// Roots and proofs of RFC 6962 Merkle trees.
public enum MerkleTree {
    /// Reads the hash of the complete subtree number `index` among those of 2^level leaves.
    ///
    /// It is asked only for subtrees that lie wholly inside the tree.
    public typealias NodeReader = (_ level: Int, _ index: UInt64) throws -> TreeHash

    /// The root over any number of leaf hashes (RFC 6962 §2.1).
    public static func root(ofLeaves leaves: [TreeHash]) -> TreeHash {
        if leaves.isEmpty { return .emptyTree }
        var level = leaves
        var count = level.count
        // Pairs are joined in place, level by level; an odd last one moves up unchanged, which is
        // the same tree that the specification defines by splitting from the top.
        while count > 1 {
            let pairCount = count / 2
            for pair in 0..<pairCount {
                level[pair] = TreeHash.node(level[2 * pair], level[2 * pair + 1])
            }
            if count & 1 == 1 { level[pairCount] = level[count - 1] }
            count = pairCount + (count & 1)
        }
        return level[0]
    }

    /// The audit path of a leaf, from its sibling up to the child of the root (RFC 6962 §2.1.1).
    ///
    /// - Throws: ``ProofError`` when the index is not in the tree, or what `nodes` throws.
    public static func inclusionProof(
        index: UInt64, size: UInt64, nodes: NodeReader
    ) throws -> [TreeHash] {
        guard size <= Checkpoint.maximumSize else { throw ProofError.sizeTooLarge(size) }
        guard index < size else { throw ProofError.indexBeyondSize(index: index, size: size) }
        var path: [TreeHash] = []
        var low: UInt64 = 0
        var high = size
        while high - low > 1 {
            let middle = low + largestPowerOfTwo(below: high - low)
            if index < middle {
                path.append(try rangeRoot(middle, high, nodes))
                high = middle
            } else {
                path.append(try rangeRoot(low, middle, nodes))
                low = middle
            }
        }
        return path.reversed()
    }

    /// The proof that the tree of `to` leaves begins with the tree of `from` leaves
    /// (RFC 6962 §2.1.2). It is empty when both are equal or the older one has no leaves.
    ///
    /// - Throws: ``ProofError`` when the sizes are out of order, or what `nodes` throws.
    public static func consistencyProof(
        from: UInt64, to: UInt64, nodes: NodeReader
    ) throws -> [TreeHash] {
        guard to <= Checkpoint.maximumSize else { throw ProofError.sizeTooLarge(to) }
        guard from <= to else { throw ProofError.sizesOutOfOrder(from: from, to: to) }
        if from == 0 || from == to { return [] }
        var path: [TreeHash] = []
        var low: UInt64 = 0
        var high = to
        while from != high {
            let middle = low + largestPowerOfTwo(below: high - low)
            if from <= middle {
                path.append(try rangeRoot(middle, high, nodes))
                high = middle
            } else {
                path.append(try rangeRoot(low, middle, nodes))
                low = middle
            }
        }
        // A subtree that starts at 0 is the older tree itself, whose root the verifier has.
        if low > 0 { path.append(try rangeRoot(low, high, nodes)) }
        return path.reversed()
    }

    /// The root over the leaves `low..<high`, out of complete subtrees. `low` is a multiple of
    /// the smallest power of two that is not below the length, as in all splits of a proof.
    private static func rangeRoot(
        _ low: UInt64, _ high: UInt64, _ nodes: NodeReader
    ) throws -> TreeHash {
        var parts: [TreeHash] = []
        var start = low
        while start < high {
            let level = 63 - (high - start).leadingZeroBitCount
            parts.append(try nodes(level, start >> UInt64(level)))
            start += UInt64(1) << UInt64(level)
        }
        var root = parts[parts.count - 1]
        for left in parts.dropLast().reversed() { root = TreeHash.node(left, root) }
        return root
    }

    /// The largest power of two below `count`, which is at least 2.
    private static func largestPowerOfTwo(below count: UInt64) -> UInt64 {
        UInt64(1) << UInt64(63 - (count - 1).leadingZeroBitCount)
    }
}
