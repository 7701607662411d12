import TransparencyLog

/// One log as a simulated database holds it: published entries, then staged ones.
struct MemoryLog: Sendable {
    var key: VerifierKey?
    var entries: [[UInt8]] = []
    var leaves: [TreeHash] = []
    /// The right edge of what is published or verified; `nil` before the first time.
    var edge: CompactRange?
    var checkpoint: VerifiedCheckpoint?
    var state = ""

    var size: UInt64 { edge?.size ?? 0 }
    var storedSize: UInt64 { UInt64(entries.count) }

    mutating func cut(to count: Int) {
        entries.removeSubrange(count...)
        leaves.removeSubrange(count...)
    }

    mutating func add(_ entry: [UInt8]) {
        entries.append(entry)
        leaves.append(TreeHash.leaf(entry))
    }

    /// Puts entries at `from`; what differs behind the published part replaces the staged ones.
    mutating func stage(_ from: UInt64, _ new: [[UInt8]]) throws {
        guard from <= storedSize else { throw DiskError.refused("not contiguous") }
        for (offset, entry) in new.enumerated() {
            let index = Int(from) + offset
            if index < entries.count {
                if entries[index] == entry { continue }
                guard UInt64(index) >= size else { throw DiskError.refused("published differs") }
                cut(to: index)
            }
            add(entry)
        }
    }

    /// Hashes of complete subtrees of `256^level` leaves among the published entries.
    func tile(_ coordinate: TileCoordinate) -> [TreeHash]? {
        let span = 1 << (8 * coordinate.level)
        let first = Int(coordinate.index) * Tile.width
        guard coordinate.level <= 2, (first + coordinate.width) * span <= Int(size) else {
            return nil
        }
        return (first..<first + coordinate.width).map { number in
            span == 1
                ? leaves[number]
                : MerkleTree.root(ofLeaves: Array(leaves[number * span..<(number + 1) * span]))
        }
    }
}
