extension MerkleTree {
    /// Checks that a leaf is at a place of a tree (RFC 9162 §2.1.3.2).
    ///
    /// - Parameters:
    ///   - proof: Hashes from the leaf's sibling up to the child of the root.
    ///   - leaf: The leaf hash, computed by the caller from the entry.
    /// - Throws: ``ProofError``.
    public static func verifyInclusion(
        _ proof: [TreeHash], leaf: TreeHash, index: UInt64, size: UInt64, root: TreeHash
    ) throws(ProofError) {
        guard size <= Checkpoint.maximumSize else { throw .sizeTooLarge(size) }
        guard index < size else { throw .indexBeyondSize(index: index, size: size) }
        let expected = inclusionProofLength(index: index, size: size)
        guard proof.count == expected else {
            throw .wrongLength(expected: expected, actual: proof.count)
        }
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            if node & 1 == 1 || node == last {
                hash = TreeHash.node(sibling, hash)
                // A right-most node without a sibling is its own parent: climb to where it is a
                // right child.
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = TreeHash.node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0, hash == root else { throw .rootMismatch }
    }

    /// Checks that a tree begins with an older one (RFC 9162 §2.1.4.2).
    ///
    /// - Throws: ``ProofError``; ``ProofError/olderRootMismatch`` together with two valid
    ///   signatures is what makes a fork, ``ProofError/rootMismatch`` only a wrong proof.
    public static func verifyConsistency(
        _ proof: [TreeHash], from: UInt64, fromRoot: TreeHash, to: UInt64, toRoot: TreeHash
    ) throws(ProofError) {
        guard to <= Checkpoint.maximumSize else { throw .sizeTooLarge(to) }
        guard from <= to else { throw .sizesOutOfOrder(from: from, to: to) }
        if from == to || from == 0 {
            guard proof.isEmpty else { throw .wrongLength(expected: 0, actual: proof.count) }
            if from == 0 {
                guard fromRoot == .emptyTree else { throw .olderRootMismatch }
                guard to > 0 || toRoot == .emptyTree else { throw .rootMismatch }
            } else {
                guard fromRoot == toRoot else { throw .olderRootMismatch }
            }
            return
        }
        let expected = consistencyProofLength(from: from, to: to)
        guard proof.count == expected else {
            throw .wrongLength(expected: expected, actual: proof.count)
        }
        let roots = climbConsistency(proof, from: from, fromRoot: fromRoot, to: to)
        guard roots.newer == toRoot else { throw .rootMismatch }
        guard roots.older == fromRoot else { throw .olderRootMismatch }
    }

    /// Both roots that a proof of the right length leads to.
    private static func climbConsistency(
        _ proof: [TreeHash], from: UInt64, fromRoot: TreeHash, to: UInt64
    ) -> (older: TreeHash, newer: TreeHash) {
        var node = from - 1
        var last = to - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        // A power of two is one complete subtree, whose hash is the older root itself.
        let startsAtRoot = from.nonzeroBitCount == 1
        var older = startsAtRoot ? fromRoot : proof[0]
        var newer = older
        for sibling in startsAtRoot ? proof[...] : proof.dropFirst() {
            if node & 1 == 1 || node == last {
                older = TreeHash.node(sibling, older)
                newer = TreeHash.node(sibling, newer)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                newer = TreeHash.node(newer, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return (older, newer)
    }

    /// How many hashes an inclusion proof has: one a level up to where the paths of this and of
    /// the last leaf meet, and above it one for each left sibling.
    static func inclusionProofLength(index: UInt64, size: UInt64) -> Int {
        let meeting = 64 - (index ^ (size - 1)).leadingZeroBitCount
        return meeting + (meeting < 64 ? (index >> UInt64(meeting)).nonzeroBitCount : 0)
    }

    /// How many hashes a consistency proof has, for 0 < from < to: the path of the last node of
    /// the older tree, and that node itself unless it is the older root.
    static func consistencyProofLength(from: UInt64, to: UInt64) -> Int {
        let level = UInt64(from.trailingZeroBitCount)
        let node = (from >> level) - 1
        let path = inclusionProofLength(index: node, size: ((to - 1) >> level) + 1)
        return path + (from.nonzeroBitCount == 1 ? 0 : 1)
    }
}
