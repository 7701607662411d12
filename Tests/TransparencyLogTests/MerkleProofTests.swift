import Testing

@testable import TransparencyLog

/// Every tree of up to a hundred leaves, every leaf, every pair of sizes, every hash changed.
@Suite struct MerkleProofTests {
    private static let limit = 100
    private static let table = HashTable(leaves: leaves(limit + 1))
    private static let roots = (0...limit + 1).map { count in
        MerkleTree.root(ofLeaves: [TreeHash](table.levels[0].prefix(count)))
    }

    /// The root by the definition of RFC 6962 §2.1, for comparison.
    private static func definedRoot(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        if leaves.isEmpty { return TreeHash.sha256([]) }
        if leaves.count == 1 { return leaves[leaves.startIndex] }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return .node(definedRoot(leaves[..<middle]), definedRoot(leaves[middle...]))
    }

    private static func altered(_ hash: TreeHash, bit: Int) -> TreeHash {
        var bytes = hash.bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return TreeHash(bytes) ?? hash
    }

    @Test func rootsFollowTheDefinition() {
        for size in 0...Self.limit {
            #expect(Self.roots[size] == Self.definedRoot(Self.table.levels[0].prefix(size)))
        }
    }

    @Test func everyLeafOfEverySizeIsProved() throws {
        for size in 1...UInt64(Self.limit) {
            for index in 0..<size {
                let proof = try MerkleTree.inclusionProof(
                    index: index, size: size, nodes: Self.table.node)
                let leaf = Self.table.node(0, index)
                try MerkleTree.verifyInclusion(
                    proof, leaf: leaf, index: index, size: size, root: Self.roots[Int(size)])
                rejectsChanges(proof, leaf: leaf, index: index, size: size)
            }
        }
    }

    private func rejectsChanges(
        _ proof: [TreeHash], leaf: TreeHash, index: UInt64, size: UInt64
    ) {
        let root = Self.roots[Int(size)]
        func accepts(
            _ proof: [TreeHash], _ leaf: TreeHash, _ index: UInt64, _ size: UInt64, _ root: TreeHash
        ) -> Bool {
            (try? MerkleTree.verifyInclusion(
                proof, leaf: leaf, index: index, size: size, root: root)) != nil
        }
        let bit = Int(index * 31 + size) % 256
        for place in proof.indices {
            var changed = proof
            changed[place] = Self.altered(proof[place], bit: bit)
            #expect(!accepts(changed, leaf, index, size, root), "\(index) of \(size)")
            changed = proof
            changed.remove(at: place)
            #expect(!accepts(changed, leaf, index, size, root), "\(index) of \(size)")
        }
        #expect(!accepts(proof + [leaf], leaf, index, size, root))
        #expect(!accepts(proof, Self.altered(leaf, bit: bit), index, size, root))
        #expect(!accepts(proof, leaf, index, size, Self.altered(root, bit: bit)))
        // No other place of the tree takes the same proof, nor does any place beyond it.
        for other in 0..<size + 3 where other != index {
            #expect(!accepts(proof, leaf, other, size, root), "\(index) as \(other) of \(size)")
        }
        #expect(!accepts(proof, leaf, index, UInt64.max, root))
        #expect(!accepts(proof, leaf, UInt64.max, size, root))
    }

    @Test func everyPairOfSizesIsProved() throws {
        for newer in 0...UInt64(Self.limit) {
            for older in 0...newer {
                let proof = try MerkleTree.consistencyProof(
                    from: older, to: newer, nodes: Self.table.node)
                try MerkleTree.verifyConsistency(
                    proof, from: older, fromRoot: Self.roots[Int(older)], to: newer,
                    toRoot: Self.roots[Int(newer)])
                rejectsChanges(proof, from: older, to: newer)
            }
        }
    }

    private func rejectsChanges(_ proof: [TreeHash], from older: UInt64, to newer: UInt64) {
        let oldRoot = Self.roots[Int(older)]
        let newRoot = Self.roots[Int(newer)]
        func accepts(
            _ proof: [TreeHash], _ from: UInt64, _ fromRoot: TreeHash, _ to: UInt64,
            _ toRoot: TreeHash
        ) -> Bool {
            (try? MerkleTree.verifyConsistency(
                proof, from: from, fromRoot: fromRoot, to: to, toRoot: toRoot)) != nil
        }
        let bit = Int(older * 31 + newer) % 256
        for place in proof.indices {
            var changed = proof
            changed[place] = Self.altered(proof[place], bit: bit)
            #expect(!accepts(changed, older, oldRoot, newer, newRoot), "\(older) to \(newer)")
            changed = proof
            changed.remove(at: place)
            #expect(!accepts(changed, older, oldRoot, newer, newRoot), "\(older) to \(newer)")
        }
        #expect(!accepts(proof + [oldRoot], older, oldRoot, newer, newRoot))
        #expect(!accepts(proof, older, Self.altered(oldRoot, bit: bit), newer, newRoot))
        if older > 0 || newer == 0 {
            // Whatever follows the empty tree is consistent with it, by definition.
            #expect(!accepts(proof, older, oldRoot, newer, Self.altered(newRoot, bit: bit)))
        }
        for other in 0...newer + 1 where other != older && other > 0 {
            #expect(!accepts(proof, other, oldRoot, newer, newRoot), "\(older) as \(other)")
        }
        #expect(!accepts(proof, UInt64.max, oldRoot, newer, newRoot))
        if older > 0 { #expect(!accepts(proof, older, oldRoot, UInt64.max, newRoot)) }
    }

    @Test func proofsOfNothingAreRefused() {
        let node: MerkleTree.NodeReader = { Self.table.node($0, $1) }
        #expect(throws: ProofError.indexBeyondSize(index: 0, size: 0)) {
            try MerkleTree.inclusionProof(index: 0, size: 0, nodes: node)
        }
        #expect(throws: ProofError.indexBeyondSize(index: 7, size: 7)) {
            try MerkleTree.inclusionProof(index: 7, size: 7, nodes: node)
        }
        #expect(throws: ProofError.sizesOutOfOrder(from: 8, to: 7)) {
            try MerkleTree.consistencyProof(from: 8, to: 7, nodes: node)
        }
        #expect(throws: ProofError.sizeTooLarge(.max)) {
            try MerkleTree.inclusionProof(index: 0, size: .max, nodes: node)
        }
        #expect(throws: ProofError.sizeTooLarge(.max)) {
            try MerkleTree.consistencyProof(from: 1, to: .max, nodes: node)
        }
    }

    @Test func theLargestTreesDoNotOverflow() throws {
        let size = Checkpoint.maximumSize
        let same = TreeHash.emptyTree
        for index in [0, 1, size / 2, size - 2, size - 1] {
            let proof = try MerkleTree.inclusionProof(index: index, size: size) { _, _ in same }
            #expect(proof.count == MerkleTree.inclusionProofLength(index: index, size: size))
            #expect(throws: ProofError.rootMismatch) {
                try MerkleTree.verifyInclusion(
                    proof, leaf: same, index: index, size: size, root: same)
            }
        }
        for older in [1, 2, 3, size / 2, size - 1] {
            let proof = try MerkleTree.consistencyProof(from: older, to: size) { _, _ in same }
            #expect(proof.count == MerkleTree.consistencyProofLength(from: older, to: size))
            #expect(throws: ProofError.rootMismatch) {
                try MerkleTree.verifyConsistency(
                    proof, from: older, fromRoot: same, to: size, toRoot: same)
            }
        }
    }
}
