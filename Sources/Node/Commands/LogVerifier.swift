import Compression
import Dispatch
public import Federation
public import Messages
import Storage
import Synchronization
import TransparencyLog
import Transport

/// Verifies whole logs from their bytes: every entry is hashed, the tree is built anew and must lead to
/// the root that the log's key signed.
public struct LogVerification: Sendable, Hashable {
    /// Empty for a file that lies beside the logs of a folder.
    public var origin: String
    /// That file, below the folder.
    public var file: String?
    public var size: UInt64
    public var byteCount: UInt64
    /// Files in the log's folder that its checkpoint does not cover.
    public var beyondCount = 0
    /// Why it does not verify; `nil` when it does.
    public var problem: Message?
}

public enum LogVerifier {
    /// Bundles hashed together on all cores.
    private static let groupCount: UInt64 = 64

    /// A log in a node's store; it may be open in another process.
    public static func verify(_ log: StoredLog, in store: any ReplicaStore) -> LogVerification {
        var result = LogVerification(
            origin: log.origin.text, size: log.position.size, byteCount: 0)
        do {
            let (edge, bytes) = try hash(size: log.position.size) { coordinate in
                guard let bundle = try store.bundle(log.origin, coordinate) else { return nil }
                return FetchedBytes(bytes: bundle.bytes, isGzip: bundle.isGzip)
            }
            result.byteCount = bytes
            if edge != log.position.edge {
                result.problem = "The entries do not lead to the root that is stored."
            } else if let checkpoint = log.position.checkpoint,
                checkpoint.size == edge.size, checkpoint.root != edge.root
            {
                result.problem = "The entries do not lead to the root that was signed."
            } else if let checkpoint = log.position.checkpoint, checkpoint.size < edge.size {
                let prefix = try hash(size: checkpoint.size) { coordinate in
                    try store.bundle(log.origin, coordinate).map {
                        FetchedBytes(bytes: $0.bytes, isGzip: $0.isGzip)
                    }
                }
                if prefix.edge.root != checkpoint.root {
                    result.problem = "The entries do not lead to the root that was signed."
                }
            }
        } catch {
            result.problem = CommandSentence.failure(error).message
        }
        return result
    }

    /// The right edge over the first `size` entries, and how many bytes of bundles were hashed.
    static func hash(
        size: UInt64, _ read: @escaping (BundleCoordinate) throws -> FetchedBytes?
    ) throws -> (edge: CompactRange, byteCount: UInt64) {
        var edge = CompactRange()
        var byteCount: UInt64 = 0
        var index: UInt64 = 0
        while index << 8 < size {
            var parts: [(BundleCoordinate, FetchedBytes)] = []
            while parts.count < groupCount,
                let coordinate = BundleCoordinate.covering(index: index, treeSize: size)
            {
                guard let bytes = try read(coordinate) else {
                    throw CommandFailure("Bundle \(index) is missing.")
                }
                parts.append((coordinate, bytes))
                index += 1
            }
            for hashed in try hashAll(parts) {
                byteCount += UInt64(hashed.byteCount)
                if hashed.leaves.count == Tile.width {
                    edge.append(subtree: hashed.root, level: 8)
                } else {
                    for leaf in hashed.leaves { edge.append(leaf: leaf) }
                }
            }
        }
        return (edge, byteCount)
    }

    struct HashedBundle: Sendable {
        var leaves: [TreeHash]
        var root: TreeHash
        var byteCount: Int
    }

    /// Expands, splits and hashes bundles on all cores.
    static func hashAll(
        _ parts: [(BundleCoordinate, FetchedBytes)]
    ) throws -> [HashedBundle] {
        let results = Mutex<[HashedBundle?]>(Array(repeating: nil, count: parts.count))
        let parts = parts
        DispatchQueue.concurrentPerform(iterations: parts.count) { number in
            // Losing the error is right: a bundle that cannot be taken apart stays nil.
            let hashed = try? hash(parts[number].0, parts[number].1)
            results.withLock { $0[number] = hashed }
        }
        return try results.withLock { $0 }.enumerated().map { number, hashed in
            guard let hashed else {
                throw CommandFailure("Bundle \(parts[number].0.index) is damaged.")
            }
            return hashed
        }
    }

    private static func hash(
        _ coordinate: BundleCoordinate, _ part: FetchedBytes
    ) throws -> HashedBundle {
        let bytes = try part.content(maximumByteCount: EntryBundle.maximumByteCount)
        let ranges = try EntryBundle.decode(bytes, count: coordinate.width)
        let leaves = EntryBundle.leafHashes(bytes, ranges: ranges)
        return HashedBundle(
            leaves: leaves, root: MerkleTree.root(ofLeaves: leaves), byteCount: bytes.count)
    }
}

extension LogVerification {
    /// What `log verify` prints.
    ///
    /// - Parameters:
    ///   - isAsked: whether certain logs were asked for, so that none is a failure.
    ///   - besides: of a folder, what lies there beside its logs.
    public static func result(
        _ logs: [LogVerification], isAsked: Bool = false, besides: FolderBesides? = nil
    ) -> CommandResult {
        let rows = logs + (besides?.damaged ?? [])
        var table = TextTable()
        for row in rows {
            table.add(
                row.name, "\(row.size)", "\(row.byteCount) B",
                (row.problem?.line ?? "相符 verified") + row.beyondText)
        }
        var lines = [rows.isEmpty ? "没有日志 / no logs" : table.text]
        lines += besides?.sentences ?? []
        let bad = rows.filter { $0.problem != nil }
        let isNone = logs.isEmpty && isAsked
        return CommandResult(
            exit: bad.isEmpty && !isNone ? 0 : 1, text: lines.joined(separator: "\n"),
            json: .array(rows.map(\.json)),
            error: isNone
                ? "There is no such log."
                : bad.first.map { "\($0.name): \($0.problem ?? "")" } ?? "")
    }

    private var name: String { file ?? origin }

    private var beyondText: String {
        beyondCount == 0
            ? ""
            : "（另有 \(beyondCount) 个文件超出检查点，未核验 files beyond the checkpoint, not verified）"
    }

    private var json: JSONText {
        [
            "origin": origin.isEmpty ? .null : .string(origin), "file": .optional(file),
            "size": .count(size), "byteCount": .count(byteCount), "beyond": .count(beyondCount),
            "verified": .bool(problem == nil), "problem": .optional(problem?.english),
            "zh": .optional(problem?.chinese),
        ]
    }
}
