import Designation
import Federation
import Messages
import Storage
import TransparencyLog

/// `dingdian log ls`, `log cat ORIGIN [--from N] [--count N]`, `log proof ORIGIN INDEX`.
enum LogCommands {
    private static let catLimit = 1_000

    static func list(_ context: CommandContext) async throws -> CommandResult {
        let states = try await context.core.with { exchange in
            exchange.states.mapValues { $0.mapValues(\.name) }
        }
        var table = TextTable()
        var documents: [JSONText] = []
        let own = try await context.core.with { exchange in
            Set(exchange.replica.ownSizes.keys)
        }
        for log in try context.service.logs.logs() {
            let peers = states.values.compactMap { $0[log.origin] }
            let state = state(of: log, peers, context)
            let name = try? LogName(origin: log.origin)
            table.add(
                log.origin.text, "\(log.position.size)", Wording.logState(state),
                own.contains(log.origin) ? "本节点 own" : "")
            documents.append([
                "origin": .string(log.origin.text), "size": .count(log.position.size),
                "checkpointSize": .count(log.position.checkpoint?.size ?? 0),
                "root": .optional(log.position.checkpoint?.root.hex),
                "node": .optional(name?.node), "stream": .optional(name?.stream.rawValue),
                "state": .string(state), "own": .bool(own.contains(log.origin)),
                "vkey": .string(log.key.vkey),
            ])
        }
        return CommandResult(
            text: documents.isEmpty ? "没有日志 / no logs" : table.text, json: .array(documents))
    }

    /// What is special about a log: its own state first, then what peers say of it.
    private static func state(
        of log: StoredLog, _ peers: [String], _ context: CommandContext
    ) -> String {
        if let closing = context.directory.closing(of: log.origin) {
            return log.position.size >= closing.finalSize ? "closed" : "closing"
        }
        if !log.state.isEmpty { return log.state }
        if peers.isEmpty || peers.contains("current") { return "current" }
        return peers.sorted().first ?? "current"
    }

    static func cat(_ context: CommandContext) async throws -> CommandResult {
        let log = try find(try context.argument(0, "the origin of a log"), context)
        let from = try number("from", context) ?? 0
        let count = UInt64(min(try number("count", context) ?? UInt64(catLimit), UInt64(catLimit)))
        let size = log.position.size
        guard from <= size else {
            throw CommandFailure("The log has \(size) entries.")
        }
        let range = from..<min(size, from + count)
        var lines: [String] = []
        var documents: [JSONText] = []
        for (offset, bytes) in try context.service.logs.entries(log.origin, range).enumerated() {
            let index = from + UInt64(offset)
            let shown = EntryText(bytes, index: index, origin: log.origin, context.tree)
            lines.append(shown.line)
            documents.append(shown.json)
        }
        if range.upperBound < size {
            lines.append("… (--from \(range.upperBound))")
        }
        return CommandResult(
            text: lines.joined(separator: "\n"),
            json: [
                "origin": .string(log.origin.text), "size": .count(size),
                "from": .count(from), "entries": .array(documents),
            ])
    }

    static func proof(_ context: CommandContext) async throws -> CommandResult {
        let log = try find(try context.argument(0, "the origin of a log"), context)
        let text = try context.argument(1, "the number of an entry")
        guard let index = UInt64(text) else { throw CommandFailure.usage("\(text) is no number.") }
        let proof = try LogProof.make(log, index: index, context.service.logs)
        let encoded = String(decoding: proof.encoded(), as: UTF8.self)
        let entry = try context.service.logs.entries(log.origin, index..<index + 1)
        return CommandResult(
            text: String(encoded.dropLast()),
            json: [
                "origin": .string(log.origin.text), "index": .count(index),
                "vkey": .string(log.key.vkey), "proof": .string(encoded),
                "entry": .string(Base64.encode(entry.first ?? [])),
            ])
    }

    private static func number(
        _ name: String, _ context: CommandContext
    ) throws(CommandFailure) -> UInt64? {
        guard let text = context.option(name) else { return nil }
        guard let number = UInt64(text) else { throw .usage("--\(name) takes a whole number.") }
        return number
    }

    /// A log by its origin, or by a part of it that fits only one.
    private static func find(
        _ text: String, _ context: CommandContext
    ) throws -> StoredLog {
        let logs = try context.service.logs.logs()
        if let exact = logs.first(where: { $0.origin.text == text }) { return exact }
        let fitting = logs.filter { $0.origin.text.contains(text) }
        guard fitting.count <= 1 else {
            throw CommandFailure(
                "\(fitting.count) logs fit, among them \(fitting[0].origin.text) and "
                    + "\(fitting[1].origin.text); give more of the origin.")
        }
        guard let only = fitting.first else {
            throw CommandFailure("No log of that origin is held here; see `dingdian log ls`.")
        }
        return only
    }
}

/// Proofs out of a store.
enum LogProof {
    /// A C2SP tlog-proof of one entry under the newest checkpoint held.
    static func make(
        _ log: StoredLog, index: UInt64, _ store: any ReplicaStore
    ) throws -> TlogProof {
        guard let checkpoint = log.position.checkpoint, index < checkpoint.size else {
            throw CommandFailure(
                "The log has \(log.position.checkpoint?.size ?? 0) signed entries; "
                    + "\(index) is not among them.")
        }
        let tree = TiledTree(size: checkpoint.size) { coordinate in
            guard let tile = try store.tile(log.origin, coordinate) else {
                throw ProofError.tileMismatch
            }
            return tile
        }
        return try TlogProof(
            index: index, path: try tree.inclusionProof(index: index),
            checkpoint: try SignedNote(parsing: checkpoint.note))
    }
}

/// One entry for people and programs.
struct EntryText {
    let line: String
    let json: JSONText

    init(_ bytes: [UInt8], index: UInt64, origin: Origin, _ tree: RegionTree) {
        var document: [String: JSONText] = [
            "index": .count(index), "leaf": .string(TreeHash.leaf(bytes).hex),
            "byteCount": .count(bytes.count), "bytes": .string(Base64.encode(bytes)),
        ]
        // Losing the error is right: an entry that cannot be read is kept and shown as such.
        guard let entry = try? EntryCodec.decode(bytes) else {
            line = "\(index)  无法解读 malformed  \(bytes.count) B"
            document["kind"] = "malformed"
            json = .object(document)
            return
        }
        let header = entry.header
        let kind = entry.kind.map { "\($0)" } ?? "\(header.kind)"
        var parts = ["\(index)", Moment.legal(header.stamp.milliseconds, withMilliseconds: true)]
        if case .act(let act) = entry.body {
            parts.append(Wording.act(act).slash)
        } else {
            parts.append(entry.kind.flatMap(Wording.kindBesideActs)?.slash ?? kind)
        }
        if let subject = header.subject { parts.append("\(subject)") }
        if let region = header.region { parts.append(Wording.region(region, tree)) }
        parts.append("生效 effective \(header.effective)")
        if !header.basis.isEmpty { parts.append("(\(Wording.citations(header.basis)))") }
        if let reference = header.references.first { parts.append("→ \(reference)") }
        line = parts.joined(separator: "  ")
        document["kind"] = .string(kind)
        document["stampMilliseconds"] = .count(header.stamp.milliseconds)
        document["stampCounter"] = .count(header.stamp.counter)
        document["officer"] = .string(header.officer)
        document["subject"] = .optional(header.subject?.description)
        document["region"] = .optional(header.region?.text)
        document["effective"] = .date(header.effective)
        document["restrictive"] = .bool(header.isRestrictive)
        document["basis"] = .strings(header.basis.map(Wording.citation))
        document["references"] = .strings(header.references.map(\.description))
        json = .object(document)
    }
}
