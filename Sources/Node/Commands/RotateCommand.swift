import Federation
import Messages
import TransparencyLog

/// `dingdian rotate REQUEST [--stolen] --officer NAME` on the node of a superior: another key of a node is
/// in force from now on (protocol §2.4). REQUEST is the line that `dingdian rekey` printed.
///
/// Epochs that this node holds go on, as it names them. With `--stolen` none does: each log is closed at
/// what is held here, since nobody can tell later whether the thief wrote or the author.
enum RotateCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let request = try EnrolmentRequest(context.command.arguments.joined(separator: " "))
        guard request.federation == context.core.federationID else {
            throw CommandFailure("The request is for another federation.")
        }
        let keys = request.keys
        let chain = context.directory.chain(of: keys.name)
        guard let known = context.directory.node(named: keys.name) else {
            throw CommandFailure("No node \(keys.name) is enrolled; use `dingdian enrol`.")
        }
        guard chain.dropFirst().contains(context.core.name) else {
            throw CommandFailure(
                "\(context.core.name) is no superior of \(keys.name); one of \(Array(chain.dropFirst())) is."
            )
        }
        guard known.nodeKey != keys.nodeKey else {
            throw CommandFailure("\(keys.name) has this key already.")
        }
        guard let officer = context.option("officer"), !officer.isEmpty else {
            throw CommandFailure.usage("Say which officer decides with --officer.")
        }
        let events = try await events(keys, isStolen: context.command.isSet("stolen"), context)
        var drafts: [EntryDraft] = []
        for event in events {
            drafts.append(try .directory(event, effective: context.today))
        }
        let recorded = try await context.core.record(RecordRequest(drafts, officer: officer))
        let rotation = recorded[recorded.count - 1].reference
        return CommandResult(
            text: "密钥已更换 / key replaced: \(keys.name), \(rotation)",
            json: [
                "node": .string(keys.name), "event": .string("\(rotation)"),
                "closed": .count(recorded.count - 1),
            ])
    }

    private static func events(
        _ keys: NodePublicKeys, isStolen: Bool, _ context: CommandContext
    ) async throws -> [DirectoryEvent] {
        let directory = context.directory
        let logs = try await context.core.with { exchange in try exchange.replica.store.logs() }
            .filter { log in
                // Losing the error is right: what is no log of this protocol is nobody's.
                (try? LogName(origin: log.origin))?.node == keys.name && log.position.size > 0
                    && directory.closing(of: log.origin) == nil
            }
        var events: [DirectoryEvent] = []
        if isStolen {
            events = logs.map {
                .closed(
                    LogClosing(
                        origin: $0.origin, finalSize: $0.position.size, root: $0.position.edge.root,
                        reason: .rotation))
            }
        }
        events.append(
            .keyRotated(
                KeyRotation(
                    node: keys.name, nodeKey: keys.nodeKey, from: context.today,
                    keeps: isStolen ? [] : logs.map(\.origin).sorted())))
        return events
    }
}
