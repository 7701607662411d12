import Synchronization
import TransparencyLog

/// Leaf hashes of the unfinished bundles of logs that are followed: they were made when the entries
/// were verified, and the root of the bundle is made of them once it is complete.
final class OpenLeaves: Sendable {
    /// A log's hashes take up to 8 KiB; more logs than this grow at the same time only in a rush, in
    /// which whole bundles arrive.
    private static let logCount = 16

    private struct Leaves: Sendable {
        var bundle: UInt64
        var hashes: [TreeHash]
    }

    private let logs = Mutex<[Int64: Leaves]>([:])

    /// Entries of one bundle follow on.
    ///
    /// - Returns: all hashes of the bundle, when these complete it and all others are known.
    func add(_ log: Int64, from: UInt64, _ hashes: [TreeHash]) -> [TreeHash]? {
        logs.withLock { logs in
            var leaves = logs.removeValue(forKey: log) ?? Leaves(bundle: from >> 8, hashes: [])
            if from & 255 == 0 { leaves = Leaves(bundle: from >> 8, hashes: []) }
            guard leaves.bundle == from >> 8, leaves.hashes.count == Int(from & 255) else {
                return nil
            }
            leaves.hashes += hashes
            if leaves.hashes.count >= Tile.width { return leaves.hashes }
            if logs.count >= Self.logCount { logs = [:] }
            logs[log] = leaves
            return nil
        }
    }

    /// It is not known what was stored.
    func forgetAll() { logs.withLock { $0 = [:] } }
}
