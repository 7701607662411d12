import Designation
import Federation
import Messages
import Storage
import Synchronization
import TransparencyLog
import Transport
import Web

/// `dingdian import DIR|URL`: takes what a folder holds, or a file server over one, log by log. A bad log
/// is refused by itself and reported; nothing of a log is applied beyond what was verified.
enum ImportCommand {
    static let heartbeatLimit = 128 << 10

    static func run(_ context: CommandContext) async throws -> CommandResult {
        let path = try context.argument(0, "a folder to read")
        if path.hasPrefix("http://") || path.hasPrefix("https://") {
            return try await take(from: path, context)
        }
        let before = Set(try await reviewRows(context).map(\.item.key))
        var run = ImportRun(source: FolderLogSource(root: path), context: context)
        try await run.perform()
        // An export writes its list also where there are no logs: a folder that has neither is another one.
        guard !run.rows.isEmpty || FileSystem.byteCount(path + "/logs") != nil else {
            throw CommandFailure(
                "\(path) is no export: it has neither logs nor a list of them; name the folder into which "
                    + "`export` wrote, or copy all of it again.")
        }
        try await takeHeartbeats(from: path, context)
        let cutOff = try await CutOffFolder.read(from: path, context)
        var blobs = BlobImport(
            path: path, origins: Set(run.rows.map(\.origin.text)), context: context)
        try await blobs.perform()
        await context.service.save(minimumFacts: 1)
        let items = try await reviewRows(context)
            .filter { !before.contains($0.item.key) && $0.item.resolution == nil }
        let bad = run.rows.filter(\.isBad)
        let damaged = run.rows.reduce(0) { $0 + $1.damaged.count }
        return CommandResult(
            exit: bad.isEmpty && blobs.badCount == 0 && damaged == 0 ? 0 : 1,
            text: text(run.rows, items, blobs.count, context),
            json: [
                "folder": .string(path), "entries": .count(run.newCount),
                "blobs": .count(blobs.count),
                "badBlobs": .count(blobs.badCount), "missingBlobs": .count(blobs.missingCount),
                "cutOff": .count(cutOff),
                "logs": .array(run.rows.map(\.json)),
                "review": .array(items.map { ReviewCommands.json($0) }),
            ],
            error: bad.isEmpty
                ? damaged > 0 ? Self.isDamaged(damaged, run.rows) : blobs.fault
                : "\(bad.count) of \(run.rows.count) logs were not taken: \(Self.first(bad))")
    }

    /// Damage that kept nothing from being taken.
    private static func isDamaged(_ count: Int, _ rows: [ImportRow]) -> Message {
        let row = rows.first { !$0.damaged.isEmpty }
        return
            "All was taken, but \(count) files of the folder that were not needed for it are missing or "
            + "damaged, \(row?.damaged.first ?? "") of \(row?.origin.text ?? "") among them; copy or "
            + "export it again before anybody else reads it."
    }

    static func first(_ rows: [ImportRow]) -> Message {
        rows.first.map { "\($0.origin.text): \($0.detail)" } ?? ""
    }

    /// What pages show may be two seconds old; what an import brought must not be missing.
    static func reviewRows(_ context: CommandContext) async throws -> [ReviewRow] {
        let shown = try await context.backend.reviewItems(area: nil, includingResolved: true)
        let known = Set(shown.map(\.item.key))
        let fresh = Mutex<[ReviewRow]>([])
        context.registry.forEachStanding { _, standings in
            for standing in standings {
                let rows = standing.reviewItems.filter { !known.contains($0.key) }.map {
                    ReviewRow(
                        item: $0, institutionName: standing.facts?.name ?? "",
                        writtenAtMilliseconds: 0)
                }
                if !rows.isEmpty { fresh.withLock { $0 += rows } }
            }
        }
        return shown + fresh.withLock { $0 }.sorted { $0.item.key < $1.item.key }
    }

    /// Heartbeats of nodes that the directory knows; each is verified, and an older one is left.
    private static func takeHeartbeats(
        from path: String, _ context: CommandContext
    ) async throws {
        let files = FolderFiles(root: path)
        let notes = context.directory.nodes.compactMap { record in
            files.contents(of: record.name, in: "heartbeat", limit: heartbeatLimit)
        }
        guard !notes.isEmpty else { return }
        await context.core.heard(HeadsAnswer(cursor: "0", heartbeats: notes), from: "folder")
        // A node that lives by sticks does not run in between.
        try await context.core.with { try $0.keepFreshness() }
    }

    static func text(
        _ rows: [ImportRow], _ items: [ReviewRow], _ blobs: Int, _ context: CommandContext
    ) -> String {
        let new = rows.reduce(0) { $0 + $1.new }
        var lines: [String] = []
        var table = TextTable()
        for row in rows where row.new > 0 || row.isBad {
            table.add(
                row.origin.text, "+\(row.new)", Wording.logState(row.state),
                row.isBad ? row.detail.line : "")
        }
        if rows.contains(where: { $0.new > 0 || $0.isBad }) { lines.append(table.text) }
        lines.append(
            "\(rows.count) 条日志 logs, \(new) 条新内容 new entries, \(blobs) 个密封内容及附件 sealed contents and papers"
        )
        if !items.isEmpty {
            lines.append("新的待处理事项 / new items for review:")
            lines += items.map { "  " + ReviewCommands.line($0, context.tree) }
        }
        return lines.joined(separator: "\n")
    }
}

/// What became of one log of the folder.
struct ImportRow: Sendable {
    var origin: Origin
    var state: String
    var detail: Message
    var new: UInt64
    var size: UInt64
    /// Files of the folder that were not needed and are damaged.
    var damaged: [String] = []

    var isBad: Bool { state == "refused" || state == "forked" }

    var json: JSONText {
        [
            "origin": .string(origin.text), "state": .string(state),
            "detail": .string(detail.english),
            "zh": .string(detail.chinese), "new": .count(new), "size": .count(size),
            "damaged": .strings(damaged),
        ]
    }
}

/// One folder, or what a file server has of one, on its way into the store: `directory` and `sanctions` first, and again as long as the
/// directory learns of nodes whose logs were not known before.
struct ImportRun {
    let source: any LogSource
    let context: CommandContext
    private(set) var rows: [ImportRow] = []

    init(source: any LogSource, context: CommandContext) {
        self.source = source
        self.context = context
    }

    var newCount: UInt64 { rows.reduce(0) { $0 + $1.new } }

    mutating func perform() async throws {
        var waiting = try await source.origins().sorted { Self.order($0) < Self.order($1) }
        var progress = true
        while progress, !waiting.isEmpty {
            progress = false
            var left: [Origin] = []
            for origin in waiting {
                guard let key = try await admitted(origin) else {
                    left.append(origin)
                    continue
                }
                rows.append(try await take(origin, key))
                // What a directory log brings may admit others: they are asked again.
                progress = true
            }
            waiting = left
        }
        for origin in waiting { rows.append(await refusal(origin)) }
    }

    private func take(_ origin: Origin, _ key: VerifierKey) async throws -> ImportRow {
        let before = try context.service.logs.log(origin)?.position.size ?? 0
        let pull = FolderPull(source: source, core: context.core, origin: origin, key: key)
        var row = ImportRow(origin: origin, state: "current", detail: "", new: 0, size: before)
        switch try await pull.run() {
        case .current: break
        case .closed: row.state = "closed"
        case .forked:
            row.state = "forked"
            row.detail =
                "Two histories are proved; the evidence is kept and told to everybody."
        case .refused(let reason):
            row.state = "refused"
            row.detail = reason
        }
        row.size = try context.service.logs.log(origin)?.position.size ?? 0
        row.new = row.size - min(before, row.size)
        if let folder = source as? FolderLogSource, !row.isBad, row.new > 0 {
            row.damaged = try await damaged(origin, before..<row.size, key, in: folder)
        }
        return row
    }

    /// Tiles of what was taken that are not what the verified entries make of them, or are not there. They
    /// were not needed; but a folder is carried on, and the next who reads it may need them.
    private func damaged(
        _ origin: Origin, _ taken: Range<UInt64>, _ key: VerifierKey, in folder: FolderLogSource
    ) async throws -> [String] {
        guard let note = try await folder.fetch(.checkpoint, of: origin),
            let checkpoint = try? VerifiedCheckpoint(verifying: note.bytes, key: key)
        else { return [LogResource.checkpoint.path] }
        var paths: [String] = []
        for resource in LogExporter.resources(from: taken.lowerBound, to: taken.upperBound) {
            // What is partial here may be full there, where a closing ends the log before its checkpoint.
            guard case .tile(let tile) = resource,
                tile.isFull || checkpoint.size == taken.upperBound,
                let hashes = try context.service.logs.tile(origin, tile)
            else { continue }
            // Losing the error is right: a file that cannot be read is damaged.
            let found = try? await folder.fetch(resource, of: origin)
            if found?.bytes != Tile.encode(hashes) { paths.append(resource.path) }
        }
        return paths
    }

    /// The key of a log that this node follows; `nil` for others. An epoch id is the hash of its key,
    /// so the key that lies beside the log is checked by itself.
    private func admitted(_ origin: Origin) async throws -> VerifierKey? {
        if let known = try context.service.logs.log(origin) { return known.key }
        // Losing the errors is right: what is no log of this federation is not followed.
        guard let name = try? LogName(origin: origin),
            name.federation == context.core.federationID, isFollowed(name),
            let file = try? await source.fetch(.verifierKey, of: origin)
        else { return nil }
        let text = file.bytes.last == 0x0A ? Array(file.bytes.dropLast()) : file.bytes
        guard let key = try? VerifierKey(parsing: text), key.name == origin,
            name.isSigned(by: key.publicKey)
        else { return nil }
        return key
    }

    private func isFollowed(_ name: LogName) -> Bool {
        let directory = context.directory
        let me = context.core.name
        if directory.node(named: me) == nil {
            // Before a node finds itself in the directory it takes directory logs, from the root down.
            return name.stream == .directory && directory.node(named: name.node) != nil
        }
        return directory.inScope(of: me, origin: name)
    }

    private func refusal(_ origin: Origin) async -> ImportRow {
        // Losing the error is right: it only decides which sentence is shown.
        let name = try? LogName(origin: origin)
        var row = ImportRow(origin: origin, state: "passed-over", detail: "", new: 0, size: 0)
        if name?.federation != context.core.federationID {
            row.state = "refused"
            row.detail = "It belongs to another federation."
        } else if let name, isFollowed(name) {
            row.state = "refused"
            // Losing the error is right: a key that cannot be read was not copied as it was.
            let key = try? await source.fetch(.verifierKey, of: origin)
            row.detail = key == nil ? FolderPull.isCutShort : SyncRefusal.wrongKey.message
        } else {
            row.detail = SyncRefusal.notInScope.message
        }
        return row
    }

    private static func order(_ origin: Origin) -> (Int, Origin) {
        // Losing the error is right: what is no name of ours comes last.
        let stream = (try? LogName(origin: origin))?.stream
        let rank: Int =
            switch stream {
            case .directory: 0
            case .sanctions: 1
            case .register: 2
            case .casework: 3
            case .receipts: 4
            case nil: 5
            }
        return (rank, origin)
    }
}
