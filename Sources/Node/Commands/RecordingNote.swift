import Designation
import Federation
import Messages
import Storage
import TransparencyLog

/// Remembers in the store of logs that a file of acts is being recorded, so that the same file is not
/// recorded a second time after the node died in the middle of it.
///
/// The note is durable before the first act is; how far the file came is read from the logs themselves,
/// which alone know it for certain.
struct RecordingNote {
    /// An act of the file that stands in a log.
    struct Found {
        var act: PlannedAct
        var reference: EventReference
    }

    private let name: String
    private let store: LogDatabase
    private let node: String

    init(_ bytes: [UInt8], _ context: CommandContext) {
        name = "recording/" + TreeHash.sha256(bytes).hex
        store = context.service.logs
        node = context.core.name
    }

    /// How long the node's logs of acts are now.
    private func sizes() throws -> [(origin: Origin, size: UInt64)] {
        try store.logs().compactMap { log in
            // Losing the error is right: what is no name of ours holds no acts.
            guard let name = try? LogName(origin: log.origin), name.node == node,
                name.stream != .receipts
            else { return nil }
            return (log.origin, log.position.size)
        }
    }

    /// - Throws: a database error; nothing has been recorded then.
    func begin() throws {
        let lines = try sizes().map { "\($0.size) \($0.origin.text)" }
        try store.setNote(name, Array(lines.joined(separator: "\n").utf8))
    }

    func end() throws { try store.setNote(name, nil) }

    /// The acts of the file that an earlier, broken-off run recorded; `nil` when there was none.
    func found(of file: ActFile, _ context: CommandContext) throws -> [Found]? {
        guard let bytes = try store.note(name) else { return nil }
        var before: [String: UInt64] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, let size = UInt64(parts[0]) else { continue }
            before[parts[1]] = size
        }
        var written: [(stamp: Stamp, entry: Entry, reference: EventReference)] = []
        for (origin, size) in try sizes() {
            let from = min(before[origin.text] ?? 0, size)
            for (offset, bytes) in try store.entries(origin, from..<size).enumerated() {
                // Losing the error is right: what cannot be read is no act of the file.
                guard let entry = try? EntryCodec.decode(bytes) else { continue }
                let reference = EventReference(
                    origin: origin.text, index: from + UInt64(offset),
                    leafPrefix: TreeHash.leaf(bytes).leafPrefix)
                written.append((entry.header.stamp, entry, reference))
            }
        }
        written.sort { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
        let acts = file.acts.filter { $0.refusal == nil }
        var found: [Found] = []
        for (_, entry, reference) in written where found.count < acts.count {
            // Others may have recorded meanwhile; their acts are passed over.
            let act = acts[found.count]
            guard entry.header.officer == act.officer(file, context),
                entry.header.effective == act.effective,
                act.institution.map({ entry.institutions.contains($0) }) ?? true
            else { continue }
            found.append(Found(act: act, reference: reference))
        }
        return found
    }
}

extension RecordCommand {
    /// Leaves out of the file what `--from LINE` says, or what an earlier run of it recorded.
    ///
    /// - Returns: the events of acts that are left out, by name.
    /// - Throws: ``CommandFailure`` that says how far the earlier run came and how to go on.
    static func cut(
        _ file: inout ActFile, after note: RecordingNote, _ context: CommandContext
    ) throws -> [String: EventReference] {
        let found = try note.found(of: file, context)
        guard let text = context.option("from") else {
            guard let last = found?.last, let found else { return [:] }
            let acts = file.acts.filter { $0.refusal == nil }
            let rest = acts.dropFirst(found.count)
            guard let next = rest.first else {
                throw CommandFailure(
                    "\(file.name): all \(found.count) acts of the file were recorded by a run that broke "
                        + "off, the last as \(last.reference); to record them once more, give --from 1."
                )
            }
            throw CommandFailure(
                "\(file.name): a run of this file broke off; \(found.count) of its acts are recorded, "
                    + "the last (line \(last.act.line)) as \(last.reference), \(rest.count) are not. "
                    + "Go on with --from \(next.line), or give --from 1 to record all once more.")
        }
        guard let line = Int(text), line > 0 else {
            throw CommandFailure.usage("--from takes the number of a line of the file.")
        }
        file.steps = file.steps.filter { step in
            if case .act(let act) = step { act.line >= line } else { true }
        }
        guard file.steps.contains(where: { if case .act = $0 { true } else { false } }) else {
            throw CommandFailure("\(file.name): from line \(line) on there is no act in it.")
        }
        let known = (found ?? []).filter { $0.act.line < line }
        return Dictionary(
            known.compactMap { item in item.act.name.map { ($0, item.reference) } },
            uniquingKeysWith: { $1 })
    }
}
