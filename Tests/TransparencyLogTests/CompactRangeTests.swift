import Testing

@testable import TransparencyLog

@Suite struct CompactRangeTests {
    private static let table = HashTable(leaves: leaves(520))

    @Test func growsLeafByLeafLikeTheTree() {
        var range = CompactRange()
        for (count, leaf) in Self.table.levels[0].enumerated() {
            #expect(range.size == UInt64(count))
            #expect(range.hashes.count == count.nonzeroBitCount)
            let prefix = [TreeHash](Self.table.levels[0].prefix(count))
            #expect(range.root == MerkleTree.root(ofLeaves: prefix), "size \(count)")
            range.append(leaf: leaf)
        }
    }

    @Test func wholeSubtreesAreTheSameAsTheirLeaves() {
        for level in 0...8 {
            var byLeaf = CompactRange()
            var bySubtree = CompactRange()
            for index in 0..<UInt64(520 >> level) {
                bySubtree.append(subtree: Self.table.node(level, index), level: level)
                for leaf in index << UInt64(level)..<(index + 1) << UInt64(level) {
                    byLeaf.append(leaf: Self.table.node(0, leaf))
                }
                #expect(byLeaf == bySubtree)
            }
        }
    }

    @Test func encodingRoundTripsAndNothingElseIsRead() throws {
        var range = CompactRange()
        for leaf in [nil] + Self.table.levels[0].prefix(70).map(Optional.init) {
            if let leaf { range.append(leaf: leaf) }
            let encoded = range.encoded()
            #expect(encoded.count == 8 + 32 * range.hashes.count)
            #expect(CompactRange(encoded: encoded) == range)
            #expect(CompactRange(encoded: encoded + [0]) == nil)
            #expect(CompactRange(encoded: encoded.dropLast()) == nil)
            #expect(CompactRange(encoded: encoded + [UInt8](repeating: 0, count: 32)) == nil)
        }
        #expect(CompactRange(encoded: []) == nil)
        #expect(CompactRange(encoded: [0, 0, 0, 0, 0, 0, 0, 1]) == nil)
        let tooLarge = [0x80] + [UInt8](repeating: 0, count: 7 + 32)
        #expect(CompactRange(encoded: tooLarge) == nil)
    }

    @Test func hashesMustFitTheSize() {
        let hash = TreeHash.emptyTree
        #expect(CompactRange(size: 0, hashes: []) == CompactRange())
        #expect(CompactRange(size: 5, hashes: [hash, hash]) != nil)
        #expect(CompactRange(size: 5, hashes: [hash]) == nil)
        #expect(CompactRange(size: 0, hashes: [hash]) == nil)
        #expect(CompactRange(size: .max, hashes: [TreeHash](repeating: hash, count: 64)) == nil)
        let most = [TreeHash](repeating: hash, count: 63)
        #expect(CompactRange(size: Checkpoint.maximumSize, hashes: most) != nil)
    }
}
