import Compression
import Crypto
import Designation
import Federation
import Messages
import Node
import TransparencyLog

extension BenchWorker {
    /// Verifies all logs of the source as `log verify` does, and hashes the same bytes plainly.
    ///
    /// - Returns: seconds of the one and the other, and the number of entries.
    func verify() async throws -> String {
        let store = try await core.with { $0.replica.store }
        let logs = try store.logs().filter {
            guard let name = try? LogName(origin: $0.origin) else { return false }
            return name.node == "source" && (name.stream == .register || name.stream == .sanctions)
        }
        let began = BenchClock.now()
        for log in logs { try await Self.verify(log, store) }
        let verified = BenchClock.now()
        // The peer reads, expands and hashes, too, on as many threads; it only builds no tree.
        for log in logs { try await Self.hash(log, store) }
        let hashed = BenchClock.now()
        let count = logs.reduce(0) { $0 + $1.position.size }
        return
            "\(BenchClock.seconds(began, verified)) \(BenchClock.seconds(verified, hashed)) \(count)"
    }

    private static func verify(_ log: StoredLog, _ store: any ReplicaStore) async throws {
        let roots = try await each(log) { coordinate -> [TreeHash] in
            let (bytes, ranges) = try read(store, log, coordinate)
            let leaves = EntryBundle.leafHashes(bytes, ranges: ranges)
            return coordinate.isFull ? [MerkleTree.root(ofLeaves: leaves)] : leaves
        }
        var edge = CompactRange()
        for (number, hashes) in roots.enumerated() {
            if log.position.size >> 8 > UInt64(number) {
                edge.append(subtree: hashes[0], level: 8)
            } else {
                for leaf in hashes { edge.append(leaf: leaf) }
            }
        }
        guard edge.root == log.position.edge.root else {
            throw BenchError.tool("A log does not verify; the benchmark found a fault.")
        }
    }

    private static func hash(_ log: StoredLog, _ store: any ReplicaStore) async throws {
        _ = try await each(log) { coordinate -> [TreeHash] in
            let (bytes, _) = try read(store, log, coordinate)
            return [TreeHash.sha256(bytes)]
        }
    }

    private static func read(
        _ store: any ReplicaStore, _ log: StoredLog, _ coordinate: BundleCoordinate
    ) throws -> ([UInt8], [Range<Int>]) {
        guard let bundle = try store.bundle(log.origin, coordinate) else {
            throw BenchError.missing(log.origin.text)
        }
        let bytes =
            bundle.isGzip
            ? try Gzip.decompress(bundle.bytes, maximumByteCount: EntryBundle.maximumByteCount)
            : bundle.bytes
        return (bytes, try EntryBundle.decode(bytes, count: coordinate.width))
    }

    /// Runs `body` for all bundles of a log on two threads; results in order.
    private static func each(
        _ log: StoredLog, _ body: @escaping @Sendable (BundleCoordinate) throws -> [TreeHash]
    ) async throws -> [[TreeHash]] {
        let bundles = BenchLog.bundles(size: log.position.size)
        let middle = bundles.count / 2
        async let first = bundles[..<middle].map(body)
        async let second = bundles[middle...].map(body)
        return try await first + second
    }
}
