import Synchronization
import TransparencyLog

/// Leaf hashes of the unfinished bundles of logs: they were made when the entries were verified, or
/// read back before they were signed, and the root of a bundle is made of them once it is complete.
final class OpenLeaves: Sendable {
    /// A log's hashes take up to 8 KiB for each bundle that is not complete or not published yet; more
    /// logs than this grow at the same time only in a rush, in which whole bundles arrive.
    private static let logCount = 16

    private struct Leaves: Sendable {
        /// The index of the first hash, a multiple of 256.
        var start: UInt64
        var hashes: [TreeHash]
    }

    private let logs = Mutex<[Int64: Leaves]>([:])

    /// Entries from `from` on have these hashes. What was noted of later ones does not hold any more:
    /// an abandoned append left them behind.
    func note(_ log: Int64, from: UInt64, _ hashes: [TreeHash]) {
        logs.withLock { logs in
            var leaves = logs.removeValue(forKey: log) ?? Leaves(start: from, hashes: [])
            if from < leaves.start || from > leaves.start + UInt64(leaves.hashes.count) {
                leaves = Leaves(start: from, hashes: [])
            }
            // The beginning of the bundle is not known: neither will its root be.
            guard leaves.start & 255 == 0 else { return }
            leaves.hashes.removeSubrange(Int(from - leaves.start)...)
            leaves.hashes += hashes
            if logs.count >= Self.logCount { logs = [:] }
            logs[log] = leaves
        }
    }

    /// All hashes of a bundle, when they are known; they and earlier ones are forgotten.
    func take(_ log: Int64, bundle: UInt64) -> [TreeHash]? {
        logs.withLock { logs in
            guard var leaves = logs.removeValue(forKey: log) else { return nil }
            let first = bundle << 8
            guard first >= leaves.start,
                leaves.start + UInt64(leaves.hashes.count) >= first + UInt64(Tile.width)
            else {
                logs[log] = leaves
                return nil
            }
            let place = Int(first - leaves.start)
            let found = [TreeHash](leaves.hashes[place..<place + Tile.width])
            leaves.hashes.removeSubrange(..<(place + Tile.width))
            leaves.start = first + UInt64(Tile.width)
            logs[log] = leaves
            return found
        }
    }

    /// It is not known what was stored.
    func forgetAll() { logs.withLock { $0 = [:] } }
}
