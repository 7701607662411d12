import Federation
import TransparencyLog

/// A USB stick: the files of the read path in one folder (protocol §5, folder exchange).
struct Stick: Sendable {
    var exporter: String
    /// `log/<origin>/<resource path>` → bytes.
    var files: [String: [UInt8]] = [:]

    /// The name under which an importing node knows it as a peer. No node is called so: names of
    /// nodes begin with their region.
    var peer: String { "stick-\(exporter)" }

    /// Copies every log that the receiver may hold.
    static func export(from node: SimulatedNode, for receiver: String) throws -> Stick {
        var stick = Stick(exporter: node.name)
        guard let replica = node.exchange?.replica else { return stick }
        for log in try replica.store.logs() {
            guard let name = try? LogName(origin: log.origin),
                replica.directory.inScope(of: receiver, origin: name),
                let checkpoint = log.position.checkpoint
            else { continue }
            for resource in resources(size: checkpoint.size) {
                guard let part = try StoredResource.read(resource, log.origin, replica.store)
                else { continue }
                stick.files[path(log.origin, resource)] = part.bytes
            }
        }
        for beat in node.exchange?.freshness.heartbeats ?? [] {
            stick.files[heartbeats + beat.node] = beat.note
        }
        for name in replica.caseBlobs.filter({ $0.chain.contains(receiver) }).map(\.name) {
            if let bytes = try replica.store.blob(name) { stick.files[blobs + name.hex] = bytes }
        }
        let parts = try replica.cutOffParts { origin in
            guard let name = try? LogName(origin: origin) else { return false }
            return replica.directory.inScope(of: receiver, origin: name)
        }
        for part in parts { stick.files[cutOff + TreeHash.sha256(part).hex] = part }
        return stick
    }

    private static let cutOff = "cut-off/"
    private static let heartbeats = "heartbeat/"
    private static let blobs = "blob/"

    func blob(_ name: TreeHash) -> [UInt8]? { files[Self.blobs + name.hex] }

    /// What lies on it beside logs, sealed payloads of cases.
    var blobNames: [TreeHash] {
        files.filter { $0.key.hasPrefix(Self.blobs) }.sorted { $0.key < $1.key }
            .map { TreeHash.sha256($0.value) }
    }

    private static func resources(size: UInt64) -> [LogResource] {
        var resources: [LogResource] = [.verifierKey, .checkpoint]
        for index in 0...(size >> 8) {
            if let tile = TileCoordinate.covering(level: 0, index: index, treeSize: size) {
                resources.append(.tile(tile))
            }
            if let bundle = BundleCoordinate.covering(index: index, treeSize: size) {
                resources.append(.entries(bundle))
            }
        }
        if let tile = TileCoordinate.covering(level: 1, index: 0, treeSize: size) {
            resources.append(.tile(tile))
        }
        return resources
    }

    private static func path(_ origin: Origin, _ resource: LogResource) -> String {
        "log/\(origin.text)/\(resource.path)"
    }

    /// Pulled out while it was written: some files are not there, one is cut off.
    mutating func halfCopy(_ random: inout SeededGenerator) {
        let paths = random.shuffled(files.keys.sorted())
        let kept = random.below(paths.count + 1)
        for path in paths[kept...] { files[path] = nil }
        if kept > 0, let bytes = files[paths[kept - 1]] {
            files[paths[kept - 1]] = Array(bytes.prefix(random.below(bytes.count + 1)))
        }
    }

    var origins: [Origin] {
        var found: Set<Origin> = []
        for path in files.keys where path.hasSuffix("/checkpoint") {
            let text = path.dropFirst("log/".count).dropLast("/checkpoint".count)
            if let origin = try? Origin(String(text)) { found.insert(origin) }
        }
        return found.sorted()
    }

    private func files(below folder: String) -> [[UInt8]] {
        files.filter { $0.key.hasPrefix(folder) }.sorted { $0.key < $1.key }.map(\.value)
    }

    /// What the folder says to a poll: everything the first time, nothing new afterwards.
    func reply(to request: CallRequest) -> CallReply {
        switch request {
        case .session: return .session(0)
        case .poll(let cursor, _):
            if cursor != nil { return .heads(nil) }
            var answer = HeadsAnswer(cursor: "folder")
            for origin in origins {
                guard let note = files[Self.path(origin, .checkpoint)],
                    let vkey = files[Self.path(origin, .verifierKey)],
                    let key = try? VerifierKey(parsing: vkey.filter { $0 != 0x0A })
                else { continue }
                answer.heads.append(
                    HeadRow(origin: origin, key: key.publicKey, note: note, entries: nil))
            }
            answer.heartbeats = files(below: Self.heartbeats)
            answer.cutOff = Array(files(below: Self.cutOff).prefix(CutOffPart.countPerMessage))
            return .heads(answer.isEmpty ? nil : answer.encoded())
        case .fetch(let origin, let resource):
            return files[Self.path(origin, resource)].map { .fetched($0) } ?? .missing
        case .push, .news, .keepBlob: return .failed(.refused)
        case .blob(let name): return blob(name).map { .fetched($0) } ?? .missing
        }
    }
}
