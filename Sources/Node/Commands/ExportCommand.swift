import Designation
import Federation
import Messages
import Storage
import TransparencyLog
import Transport

/// `dingdian export DIR [--since DIR] [--for NODE]`: logs and sealed payloads into a folder, for a stick
/// or a one-way gateway. Exported again into the same folder, it goes on where it was.
enum ExportCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let path = try context.argument(0, "a folder to write into")
        let receiver = context.option("for")
        if let receiver, context.directory.node(named: receiver) == nil {
            throw CommandFailure("The directory knows no node \(receiver).")
        }
        if let since = context.option("since"), FileSystem.byteCount(since) == nil {
            throw CommandFailure("There is no earlier export in \(since).")
        }
        try await signNews(context)
        var exporter = try LogExporter(
            store: context.service.logs, to: path, since: context.option("since"),
            compresses: context.command.isSet("gzip"))
        var rows: [(origin: Origin, size: UInt64, new: UInt64)] = []
        for log in try context.service.logs.logs() where isWanted(log.origin, receiver, context) {
            guard let new = try await exporter.write(log),
                let size = log.position.checkpoint?.size
            else { continue }
            rows.append((log.origin, size, new))
        }
        try await writeList(to: path)
        try await writeHeartbeats(to: path, context)
        let cutOff = try await CutOffFolder.write(to: path, for: receiver, context)
        let (blobs, missing) = try await writeBlobs(
            of: Set(rows.map(\.origin)), to: path, for: receiver, context)
        let new = rows.reduce(0) { $0 + $1.new }
        return CommandResult(
            text: "\(rows.count) 条日志 logs, \(new) 条新内容 new entries, "
                + "\(exporter.fileCount) 个文件 files, \(blobs) 个密封内容及附件 sealed contents and papers → \(path)"
                + missing.map { "\n  缺少附件 missing attachment \($0.hex)" }.joined(),
            json: [
                "folder": .string(path), "files": .count(exporter.fileCount),
                "entries": .count(new), "blobs": .count(blobs), "cutOff": .count(cutOff),
                "missingBlobs": .strings(missing.map(\.hex)),
                "logs": .array(
                    rows.map {
                        [
                            "origin": .string($0.origin.text), "size": .count($0.size),
                            "new": .count($0.new),
                        ]
                    }),
            ],
            error: missing.isEmpty
                ? ""
                : "\(missing.count) attachments that cases name are not here and not in the export; "
                    + "fetch them again from a node that has them, then export again.")
    }

    /// What was applied since the last receipt goes along: the answer stick carries it back. So does the
    /// word that this is all: without it nothing on the stick would count as fresh.
    private static func signNews(_ context: CommandContext) async throws {
        try await context.core.with { exchange in
            // Losing the error is right: a node that may not sign now exports what it has.
            _ = try? exchange.replica.writeReceipt(now: context.core.clock())
            _ = try? exchange.beat(now: context.core.clock())
        }
    }

    /// What the receiver may read; without one, everything but the confidential logs of others that
    /// lie outside this node's own chain.
    static func isWanted(
        _ origin: Origin, _ receiver: String?, _ context: CommandContext
    ) -> Bool {
        // Losing the error is right: what is no log of this protocol is exported to nobody.
        guard let name = try? LogName(origin: origin) else { return false }
        let directory = context.directory
        if let receiver { return directory.mayRead(node: receiver, origin: name) }
        switch name.stream {
        case .directory, .sanctions, .register: return true
        case .casework, .receipts:
            let me = context.core.name
            return name.node == me || directory.chain(of: me).contains(name.node)
                || directory.chain(of: name.node).contains(me)
        }
    }

    /// All logs of the folder, those of earlier exports too, by name: a file server does not list folders.
    private static func writeList(to path: String) async throws {
        let origins = try await FolderLogSource(root: path).origins()
        let list = origins.map { $0.text + "\n" }.joined()
        try FileSystem.writeDurably(Array(list.utf8), to: "\(path)/logs")
    }

    /// The newest heartbeat of each node, as `DIR/heartbeat/<node>`: how fresh the source was, with
    /// proof (protocol §5.8).
    private static func writeHeartbeats(
        to path: String, _ context: CommandContext
    ) async throws {
        let heartbeats = try await context.core.with { $0.freshness.heartbeats }
        guard !heartbeats.isEmpty else { return }
        try FileSystem.makeFolder("\(path)/heartbeat")
        for heartbeat in heartbeats {
            let target = "\(path)/heartbeat/\(heartbeat.node)"
            // Losing the error is right: what cannot be read there is written anew.
            let there = try? BoundedFile.read(target, limitByteCount: ImportCommand.heartbeatLimit)
            if there != heartbeat.note { try FileSystem.writeDurably(heartbeat.note, to: target) }
        }
    }

    /// Payloads, wrapped keys and papers of the cases in exported logs, as `DIR/blob/<SHA-256>`: for a receiver
    /// those that it would get over HTTP, for a log may be read by nodes that its cases do not name
    /// (protocol §10.4).
    ///
    /// - Returns: how many were written, and which should be here and are not.
    private static func writeBlobs(
        of origins: Set<Origin>, to path: String, for receiver: String?, _ context: CommandContext
    ) async throws -> (count: Int, missing: [TreeHash]) {
        let texts = Set(origins.map(\.text))
        let directory = context.directory
        func goesAlong(_ row: CaseBook.Row) -> Bool {
            texts.contains(row.reference.origin)
                && receiver.map { row.mayBeRead(by: $0, directory) } ?? true
        }
        let rows = await context.core.caseEvents().rows
        let wanted = rows.filter(goesAlong)
        let papers = await CaseReader(service: context.service).all()
            .filter { goesAlong($0.row) }.flatMap(\.attachments)
        let names = wanted.flatMap { [$0.event.payload, $0.event.wraps] } + papers
        // Of other authors' cases that this node may not open it has nothing, and that is in order.
        let own = wanted.filter { row in
            // Losing the error is right: what is no log of this protocol is nobody's.
            (try? LogName(origin: Origin(row.reference.origin)))?.node == context.core.name
        }
        let expected = Set(papers + own.flatMap { [$0.event.payload, $0.event.wraps] })
        var count = 0
        var missing: [TreeHash] = []
        for name in Set(names).sorted() {
            let target = "\(path)/blob/\(name.hex)"
            guard let bytes = try context.service.logs.blob(name) else {
                if expected.contains(name) { missing.append(name) }
                continue
            }
            // A file that a pulled stick left behind half written is written again.
            guard FileSystem.byteCount(target) != bytes.count else { continue }
            try FileSystem.makeFolder("\(path)/blob")
            try FileSystem.writeDurably(bytes, to: target)
            count += 1
        }
        return (count, missing)
    }
}
