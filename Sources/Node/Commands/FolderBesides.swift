import Designation
public import Federation
import Messages
import TransparencyLog
import Transport

/// What lies in an exported folder beside its logs (protocol §5.8): attachments and parts that were cut
/// off, whose names are their hashes; heartbeats, which nodes signed; the list of the logs.
public struct FolderBesides: Sendable {
    public private(set) var fileCount = 0
    /// One row for each file that is not what it should be.
    public private(set) var damaged: [LogVerification] = []
    /// Files that nobody can verify who has nothing but this folder.
    public private(set) var withoutKey: [String] = []

    private static let attachmentLimit = 20 << 20

    /// - Parameter anchor: names the root's key, which is in no folder.
    public static func verify(_ folder: String, anchor: Anchor?) async -> FolderBesides {
        var besides = FolderBesides()
        let files = FolderFiles(root: folder)
        for name in ["blob", "cut-off"] { besides.compareHashes(in: name, files) }
        let source = FolderLogSource(root: folder)
        // Losing the error is right: whoever verifies the logs has been told.
        besides.checkList(files, origins: (try? await source.origins()) ?? [])
        await besides.checkHeartbeats(source, files, anchor)
        return besides
    }

    /// For people.
    var sentences: [String] {
        var lines: [String] = []
        if fileCount > damaged.count {
            let count = fileCount - damaged.count - withoutKey.count
            lines.append("附件、心跳等 \(count) 个文件相符 / \(count) files beside the logs verified")
        }
        if !withoutKey.isEmpty {
            lines.append(
                "文件夹中没有其密钥，未核验 / not verified, the key is not in the folder: "
                    + withoutKey.joined(separator: ", "))
        }
        return lines
    }

    private mutating func add(_ path: String, _ byteCount: Int, _ problem: Message?) {
        fileCount += 1
        guard let problem else { return }
        damaged.append(
            LogVerification(
                origin: "", file: path, size: 0, byteCount: UInt64(byteCount), problem: problem))
    }

    private mutating func compareHashes(in folder: String, _ files: FolderFiles) {
        let names = files.names(in: folder, limit: .max) { TreeHash(hex: $0) != nil }
        for name in names {
            let bytes = files.contents(of: name, in: folder, limit: Self.attachmentLimit)
            let isGood = bytes.map { TreeHash.sha256($0) == TreeHash(hex: name) } ?? false
            add(
                "\(folder)/\(name)", bytes?.count ?? 0,
                isGood
                    ? nil
                    : "It cannot be read or does not hash to its name; copy or export it again.")
        }
    }

    /// A name that is changed into that of another log shows as that log's missing checkpoint, since the
    /// folder's logs are those that its list names, too. Here it is what names none, or one twice.
    private mutating func checkList(_ files: FolderFiles, origins: [Origin]) {
        guard let bytes = files.list() else { return }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        let known = Set(origins.map { ArraySlice($0.text.utf8) })
        let isGood = Set(lines).count == lines.count && known.isSuperset(of: lines)
        add(
            "logs", bytes.count,
            isGood ? nil : "A line of it names no log, or one twice; copy or export it again.")
    }

    private mutating func checkHeartbeats(
        _ source: FolderLogSource, _ files: FolderFiles, _ anchor: Anchor?
    ) async {
        let names = files.names(in: "heartbeat", limit: .max) { LogName.isNodeName($0.utf8) }
        guard !names.isEmpty else { return }
        let keys = await NodeKeys(source, anchor)
        for name in names {
            let bytes =
                files.contents(of: name, in: "heartbeat", limit: ImportCommand.heartbeatLimit) ?? []
            let known = keys.of[name] ?? []
            guard !known.isEmpty else {
                add("heartbeat/\(name)", bytes.count, nil)
                withoutKey.append("heartbeat/\(name)")
                continue
            }
            // Losing the error is right: it is the signature of another key, or of none.
            let isGood = known.contains {
                (try? Heartbeat(verifying: bytes, key: $0))?.note == bytes
            }
            add(
                "heartbeat/\(name)", bytes.count,
                isGood
                    ? nil : "It does not verify by a key of its node; copy or export it again.")
        }
    }
}

/// The keys that the directory logs of a folder give to nodes, by name. They are verified by their logs, and
/// what they may say is for the directory to judge: here they show only whether a file is whole.
private struct NodeKeys {
    private(set) var of: [String: Set<VerifierKey>] = [:]

    init(_ source: FolderLogSource, _ anchor: Anchor?) async {
        if let anchor { add(anchor.rootNode, anchor.rootPublicKey, anchor.federationID) }
        // Losing the errors is right, here and below: a damaged log is told by itself.
        for origin in (try? await source.origins()) ?? [] {
            guard let name = try? LogName(origin: origin), name.stream == .directory else {
                continue
            }
            for entry in await Self.entries(of: origin, source) {
                guard case .directory(let event) = (try? EntryCodec.decode(entry))?.body else {
                    continue
                }
                switch event {
                case .nodeEnrolled(let record): add(record.name, record.nodeKey, name.federation)
                case .keyRotated(let turn): add(turn.node, turn.nodeKey, name.federation)
                default: continue
                }
            }
        }
    }

    private mutating func add(_ node: String, _ key: [UInt8], _ federation: String) {
        guard let signer = try? Origin("\(federation)/\(node)"),
            let key = try? VerifierKey(name: signer, ed25519: key)
        else { return }
        of[node, default: []].insert(key)
    }

    private static func entries(of origin: Origin, _ source: FolderLogSource) async -> [[UInt8]] {
        var entries: [[UInt8]] = []
        guard let note = try? await source.fetch(.checkpoint, of: origin),
            let size = (try? Checkpoint(parsing: SignedNote(parsing: note.bytes).text))?.size
        else { return entries }
        var index: UInt64 = 0
        while let bundle = BundleCoordinate.covering(index: index, treeSize: size),
            let part = try? await source.fetch(.entries(bundle), of: origin),
            let bytes = try? part.content(maximumByteCount: EntryBundle.maximumByteCount),
            let ranges = try? EntryBundle.decode(bytes, count: bundle.width)
        {
            entries += ranges.map { Array(bytes[$0]) }
            index += 1
        }
        return entries
    }
}
