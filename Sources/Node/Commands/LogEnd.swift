import Federation
import Messages
import Storage
import TransparencyLog

/// Where a log ends at some node, signed: a superior that may not read the log closes it by this
/// (protocol §2.4). One line: the log's verifier key, a blank, and the checkpoint's note in Base 64.
struct LogEnd {
    let name: LogName
    let checkpoint: Checkpoint
    let line: String

    /// The log as it is held here; `nil` without a signed end.
    init?(_ log: StoredLog) {
        // Losing the error is right: what is no log of this protocol has no superior.
        guard let name = try? LogName(origin: log.origin), let signed = log.position.checkpoint,
            signed.size > 0
        else { return nil }
        self.name = name
        checkpoint = signed.checkpoint
        line = "\(log.key.vkey) \(Base64.encode(signed.note))"
    }

    /// Reads a line. The epoch id in the log's name is the hash of its key, so nobody but who has the
    /// key can make one.
    init(line: String) throws(CommandFailure) {
        let parts = line.split(separator: " ")
        guard parts.count == 2, let note = Base64.decode(parts[1].utf8),
            // Whatever is wrong with it: it is no signed end of a log.
            let key = try? VerifierKey(parsing: String(parts[0])),
            let name = try? LogName(origin: key.name), name.isSigned(by: key.publicKey),
            let signed = try? VerifiedCheckpoint(verifying: note, key: key)
        else {
            throw CommandFailure(
                "A line of the ends is damaged; let `dingdian log ends` print it again.")
        }
        self.name = name
        checkpoint = signed.checkpoint
        self.line = line
    }

    /// All lines of a file; blank ones and those that begin with `#` are left out.
    static func read(_ bytes: [UInt8]) throws(CommandFailure) -> [LogEnd] {
        var ends: [LogEnd] = []
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let text = line.drop { $0 == " " }
            if text.isEmpty || text.hasPrefix("#") { continue }
            ends.append(try LogEnd(line: String(text)))
        }
        return ends
    }
}

/// `dingdian log ends NODE`.
enum LogEndsCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let node = try context.argument(0, "the name of a node")
        guard context.directory.node(named: node) != nil else {
            throw CommandFailure("No node \(node) is enrolled; use `dingdian enrol`.")
        }
        let registry = context.registry
        let ends = try context.service.logs.logs().compactMap(LogEnd.init).filter { end in
            end.name.node == node && context.directory.closing(of: end.name.origin) == nil
                // A log under a key that was replaced before would count by its closing.
                && !registry.isSuperseded(end.name.origin)
        }
        return CommandResult(
            // A comment, since the lines go into a file that `rotate --ends` reads.
            text: ends.isEmpty
                ? "# 没有未关闭的日志 / no log that is not closed"
                : ends.map(\.line).joined(separator: "\n"),
            json: .array(
                ends.map {
                    [
                        "origin": .string($0.name.origin.text), "size": .count($0.checkpoint.size),
                        "root": .string($0.checkpoint.root.hex), "end": .string($0.line),
                    ]
                }))
    }
}
