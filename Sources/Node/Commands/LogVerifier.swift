import Compression
import Dispatch
public import Federation
public import Messages
import Storage
import Synchronization
public import TransparencyLog
import Transport

/// Verifies whole logs from their bytes: every entry is hashed, the tree is built anew and must lead to
/// the root that the log's key signed.
public struct LogVerification: Sendable, Hashable {
    public var origin: String
    public var size: UInt64
    public var byteCount: UInt64
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

/// Verifies logs in a folder of the read path's layout: entries, every tile that is served, signature.
public enum FolderVerifier {
    /// - Parameter keys: keys known from elsewhere; without one, the key that lies beside the log is
    ///   used, which proves only that the folder agrees with itself.
    public static func verify(
        _ origin: Origin, in folder: String, keys: [Origin: VerifierKey]
    ) async -> LogVerification {
        var result = LogVerification(origin: origin.text, size: 0, byteCount: 0)
        do {
            let source = FolderLogSource(root: folder)
            let key = try await key(of: origin, source, keys)
            guard let note = try await source.fetch(.checkpoint, of: origin) else {
                throw CommandFailure("There is no checkpoint.")
            }
            // Logs of other software may have extension lines.
            let isOurs = (try? LogName(origin: origin)) != nil
            let checkpoint =
                try isOurs
                ? VerifiedCheckpoint(ofFederationLog: note.bytes, key: key)
                : VerifiedCheckpoint(verifying: note.bytes, key: key)
            guard checkpoint.origin == origin else { throw SyncRefusal.wrongKey }
            result.size = checkpoint.size
            var tree = TileCheck(origin: origin, source: source, size: checkpoint.size)
            result.byteCount = try await tree.entries()
            guard tree.edge.root == checkpoint.root else {
                throw CommandFailure("The entries do not lead to the root that was signed.")
            }
            try await tree.tiles()
        } catch {
            result.problem = CommandSentence.failure(error).message
        }
        return result
    }

    public static func origins(in folder: String) async throws -> [Origin] {
        try await FolderLogSource(root: folder).origins()
    }

    private static func key(
        of origin: Origin, _ source: FolderLogSource, _ keys: [Origin: VerifierKey]
    ) async throws -> VerifierKey {
        guard let file = try await source.fetch(.verifierKey, of: origin) else {
            guard let known = keys[origin] else { throw CommandFailure("There is no vkey.") }
            return known
        }
        let key = try VerifierKey(parsing: Array(file.bytes.dropLast()))
        guard key.name == origin, file.bytes.last == 0x0A, keys[origin] ?? key == key else {
            throw SyncRefusal.wrongKey
        }
        // An epoch id is the hash of its key; foreign logs have names of another kind.
        if let name = try? LogName(origin: origin), !name.isSigned(by: key.publicKey) {
            throw SyncRefusal.wrongKey
        }
        return key
    }
}

/// Builds the tree of a served log and compares every tile with it.
struct TileCheck {
    let origin: Origin
    let source: FolderLogSource
    let size: UInt64
    private(set) var edge = CompactRange()
    /// Hashes of each level that a tile of that level holds.
    private var levels: [[TreeHash]] = [[]]

    init(origin: Origin, source: FolderLogSource, size: UInt64) {
        self.origin = origin
        self.source = source
        self.size = size
    }

    /// Hashes all entries.
    mutating func entries() async throws -> UInt64 {
        var byteCount: UInt64 = 0
        var index: UInt64 = 0
        while let coordinate = BundleCoordinate.covering(index: index, treeSize: size) {
            guard let part = try await source.fetch(.entries(coordinate), of: origin) else {
                throw CommandFailure("\(LogResource.entries(coordinate).path) is missing.")
            }
            guard let hashed = try LogVerifier.hashAll([(coordinate, part)]).first else { break }
            byteCount += UInt64(hashed.byteCount)
            levels[0] += hashed.leaves
            for leaf in hashed.leaves { edge.append(leaf: leaf) }
            index += 1
        }
        return byteCount
    }

    mutating func tiles() async throws {
        for level in 0...7 {
            guard TileCoordinate.count(level: level, treeSize: size) > 0 else { return }
            let hashes = levels[level]
            var index: UInt64 = 0
            var above: [TreeHash] = []
            while let tile = TileCoordinate.covering(level: level, index: index, treeSize: size) {
                let start = Int(index) << 8
                let expected = Array(hashes[start..<start + tile.width])
                try await compare(tile, expected)
                if tile.isFull { above.append(MerkleTree.root(ofLeaves: expected)) }
                index += 1
            }
            levels.append(above)
        }
    }

    private func compare(_ tile: TileCoordinate, _ expected: [TreeHash]) async throws {
        let path = LogResource.tile(tile).path
        guard let part = try await source.fetch(.tile(tile), of: origin) else {
            throw CommandFailure("\(path) is missing.")
        }
        guard part.bytes == Tile.encode(expected) else {
            throw SyncRefusal.resourceMismatch(path: path)
        }
    }
}

extension LogVerification {
    /// What `log verify` prints.
    ///
    /// - Parameter isAsked: whether certain logs were asked for, so that none is a failure.
    public static func result(
        _ results: [LogVerification], isAsked: Bool = false
    ) -> CommandResult {
        var table = TextTable()
        for result in results {
            table.add(
                result.origin, "\(result.size)", "\(result.byteCount) B",
                result.problem?.line ?? "相符 verified")
        }
        let bad = results.filter { $0.problem != nil }
        return CommandResult(
            exit: bad.isEmpty && !(results.isEmpty && isAsked) ? 0 : 1,
            text: results.isEmpty ? "没有日志 / no logs" : table.text,
            json: .array(
                results.map {
                    [
                        "origin": .string($0.origin), "size": .count($0.size),
                        "byteCount": .count($0.byteCount), "verified": .bool($0.problem == nil),
                        "problem": .optional($0.problem?.english),
                        "zh": .optional($0.problem?.chinese),
                    ]
                }),
            error: results.isEmpty && isAsked
                ? "There is no such log."
                : bad.first.map { "\($0.origin): \($0.problem ?? "")" } ?? "")
    }
}
