import Federation
import TransparencyLog

/// The database of logs of a simulated machine, with the promises of `LogStore` and `ReplicaStore`.
final class MemoryReplicaStore: ReplicaStore {
    private let disk: MachineDisk

    init(disk: MachineDisk) { self.disk = disk }

    private func known(_ origin: Origin) throws -> MemoryLog? {
        try disk.gate.checkAlive()
        return disk.live.logs.logs[origin]
    }

    /// One durable transaction: all of `change` or nothing, unless the gate draws a fault.
    private func transaction(
        _ name: String, isDurable: Bool = true, needsRoom: Bool = true,
        _ change: (inout LogImage) throws -> Void
    ) throws {
        try disk.gate.checkAlive()
        // Worked out beside the disk first: what the database refuses leaves no trace and is no write.
        var image = disk.live.logs
        try change(&image)
        try disk.gate.write(name, needsRoom: needsRoom) {
            disk.live.logs = image
            if isDurable { disk.syncLogs() }
        }
    }

    // MARK: LogStore

    func stage(_ origin: Origin, from: UInt64, entries: [[UInt8]]) throws {
        try transaction("stage") { try $0.logs[origin, default: MemoryLog()].stage(from, entries) }
    }

    func storedSize(_ origin: Origin) throws -> UInt64 { try known(origin)?.storedSize ?? 0 }

    func entries(_ origin: Origin, _ range: Range<UInt64>) throws -> [[UInt8]] {
        if range.isEmpty { return [] }
        guard let log = try known(origin), range.upperBound <= log.storedSize else {
            throw DiskError.refused("not held")
        }
        return Array(log.entries[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    func publish(_ origin: Origin, checkpoint: VerifiedCheckpoint, edge: CompactRange) throws {
        try transaction("publish", isDurable: false) { image in
            var log = image.logs[origin] ?? MemoryLog()
            guard edge.size >= log.size, edge.size <= log.storedSize else {
                throw DiskError.refused("published size")
            }
            log.edge = edge
            log.checkpoint = checkpoint
            image.logs[origin] = log
        }
    }

    func publishedEdge(_ origin: Origin) throws -> CompactRange? { try known(origin)?.edge }

    // MARK: Logs of others

    func logs() throws -> [StoredLog] {
        try disk.gate.checkAlive()
        return disk.live.logs.logs.keys.sorted().compactMap { stored($0) }
    }

    func log(_ origin: Origin) throws -> StoredLog? {
        try disk.gate.checkAlive()
        return stored(origin)
    }

    private func stored(_ origin: Origin) -> StoredLog? {
        guard let log = disk.live.logs.logs[origin], let key = log.key else { return nil }
        return StoredLog(
            origin: origin, key: key,
            position: LogPosition(
                edge: log.edge ?? CompactRange(), checkpoint: log.checkpoint),
            state: log.state)
    }

    func open(_ origin: Origin, key: VerifierKey) throws {
        if let known = try known(origin)?.key {
            guard known == key else { throw DiskError.refused("other key") }
            return
        }
        try transaction("open") { $0.logs[origin, default: MemoryLog()].key = key }
    }

    func store(_ chunks: [VerifiedChunk]) throws {
        try transaction("store") { image in
            for chunk in chunks {
                guard var log = image.logs[chunk.origin], log.key == chunk.key else {
                    throw DiskError.refused("unknown log")
                }
                guard chunk.from == log.size else { throw DiskError.refused("not contiguous") }
                for number in 0..<chunk.count {
                    let entry = Array(chunk.entry(number))
                    let index = Int(chunk.from) + number
                    if index < log.entries.count {
                        guard log.entries[index] == entry else {
                            throw DiskError.refused("staged differs")
                        }
                    } else {
                        log.add(entry)
                    }
                }
                log.edge = chunk.edge
                log.checkpoint = chunk.covers ?? log.checkpoint
                image.logs[chunk.origin] = log
            }
        }
    }

    func setState(_ origin: Origin, _ state: String) throws {
        try transaction("state") { $0.logs[origin]?.state = state }
    }

    func discard(_ origin: Origin) throws {
        try transaction("discard") { image in
            guard let key = image.logs[origin]?.key else { return }
            var log = MemoryLog()
            log.key = key
            image.logs[origin] = log
        }
    }

    func bundle(_ origin: Origin, _ coordinate: BundleCoordinate) throws -> StoredBundle? {
        let first = coordinate.index << 8
        let end = first + UInt64(coordinate.width)
        guard let log = try known(origin), end <= log.size else { return nil }
        let entries = Array(log.entries[Int(first)..<Int(end)])
        return StoredBundle(
            bytes: try EntryBundle.encode(entries), isGzip: false, count: coordinate.width)
    }

    func tile(_ origin: Origin, _ coordinate: TileCoordinate) throws -> [TreeHash]? {
        try known(origin)?.tile(coordinate)
    }

    // MARK: Notes and blobs

    func note(_ name: String) throws -> [UInt8]? {
        try disk.gate.checkAlive()
        return disk.live.logs.notes[name]
    }

    func notes(prefix: String) throws -> [(name: String, bytes: [UInt8])] {
        try disk.gate.checkAlive()
        return disk.live.logs.notes.filter { $0.key.hasPrefix(prefix) }
            .sorted { $0.key < $1.key }.map { (name: $0.key, bytes: $0.value) }
    }

    func setNote(_ name: String, _ bytes: [UInt8]?) throws {
        try transaction("note") { $0.notes[name] = bytes }
    }

    func blob(_ name: TreeHash) throws -> [UInt8]? {
        try disk.gate.checkAlive()
        return disk.live.logs.blobs[name]
    }

    func hasBlob(_ name: TreeHash) throws -> Bool { try blob(name) != nil }

    func putBlob(_ bytes: [UInt8]) throws -> TreeHash {
        let name = TreeHash.sha256(bytes)
        try transaction("blob") { $0.blobs[name] = bytes }
        return name
    }

    func eraseBlob(_ name: TreeHash) throws {
        try transaction("blob", needsRoom: false) { $0.blobs[name] = nil }
    }
}
