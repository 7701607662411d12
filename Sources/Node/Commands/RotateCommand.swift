import Federation
import Messages
import TransparencyLog

/// `dingdian rotate REQUEST --keeps LOGS --officer NAME`, or with `--stolen` instead of `--keeps`,
/// on the node of a superior: another key of a node is in force from now on (protocol §2.4).
/// REQUEST and LOGS are what `dingdian rekey` printed; of a machine that is gone REQUEST is what
/// `dingdian join` printed on the one that takes its place.
///
/// What no rotation names and no closing vouches for counts no more, so the node names its epochs
/// itself: a superior may not hold all of them, or not yet. With `--stolen` none goes on: each log
/// is closed at what is held here, since nobody can tell later whether the thief wrote or the
/// author. That takes a superior that reads all streams of the node; any other one is given the signed
/// ends of the rest (`--ends`, what `dingdian log ends` printed at nodes that hold them), or says that it
/// was closed by hand.
enum RotateCommand {
    static func run(_ context: CommandContext) async throws -> CommandResult {
        let isStolen = context.command.isSet("stolen")
        try checkOptions(isStolen: isStolen, context)
        let request = try EnrolmentRequest(context.command.arguments.joined(separator: " "))
        guard request.federation == context.core.federationID else {
            throw CommandFailure("The request is for another federation.")
        }
        let keys = request.keys
        let known = try known(keys, context)
        guard let officer = context.option("officer"), !officer.isEmpty else {
            throw CommandFailure.usage("Say which officer decides with --officer.")
        }
        let events = try await events(keys, known, isStolen: isStolen, context)
        var drafts: [EntryDraft] = []
        for event in events {
            drafts.append(try .directory(event, effective: context.today))
        }
        try await DirectoryRehearsal.demandEffect(of: drafts, context)
        try await OfficerCheck.demand(drafts, officer: officer, context)
        let recorded = try await context.core.record(RecordRequest(drafts, officer: officer))
        let rotation = recorded[recorded.count - 1].reference
        let isResealed = keys.encryptionKey != known.encryptionKey
        var lines = ["密钥已更换 / key replaced: \(keys.name), \(rotation)"]
        if recorded.count > 1 {
            let count = recorded.count - 1
            lines.append("已关闭日志 \(count) 条 / \(count) of its logs are closed")
        }
        if isResealed { lines.append(Self.resealed.lines) }
        return CommandResult(
            text: lines.joined(separator: "\n"),
            json: [
                "node": .string(keys.name), "event": .string("\(rotation)"),
                "closed": .count(recorded.count - 1), "encryptionKeyReplaced": .bool(isResealed),
            ])
    }

    /// What an officer must know when the key for cases is another one, too.
    private static let resealed: Message =
        "The key for cases was replaced, too. Earlier cases open to it once a node that can open them "
        + "records a step in them, a `note` for example."

    private static func checkOptions(
        isStolen: Bool, _ context: CommandContext
    ) throws(CommandFailure) {
        if isStolen, context.option("keeps") != nil {
            throw .usage("With --stolen no log goes on; leave out --keeps.")
        }
        if !isStolen, context.command.isSet("closed-by-hand") {
            throw .usage("--closed-by-hand goes with --stolen.")
        }
        if !isStolen, context.command.file("ends") != nil {
            throw .usage("--ends goes with --stolen.")
        }
    }

    /// The node as the directory knows it, if its key may be replaced by this one from here.
    private static func known(
        _ keys: NodePublicKeys, _ context: CommandContext
    ) throws(CommandFailure) -> NodeRecord {
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
        return known
    }

    private static func events(
        _ keys: NodePublicKeys, _ known: NodeRecord, isStolen: Bool, _ context: CommandContext
    ) async throws -> [DirectoryEvent] {
        guard isStolen else {
            return [rotation(keys, known, keeps: try kept(keys.name, context), context)]
        }
        let closings = try await closings(of: keys.name, context)
        return closings.map { .closed($0) } + [rotation(keys, known, keeps: [], context)]
    }

    /// All logs of the node that no closing ends yet, where they end here or in what other nodes printed:
    /// the longer of the two.
    private static func closings(
        of node: String, _ context: CommandContext
    ) async throws -> [LogClosing] {
        let directory = context.directory
        let registry = context.core.registry
        let logs = try await context.core.with { exchange in try exchange.replica.store.logs() }
        var ends: [Origin: Checkpoint] = [:]
        for log in logs where log.position.size > 0 {
            // A log under a key that was replaced before would count by its closing.
            guard Self.isOpen(log.origin, of: node, directory),
                !registry.isSuperseded(log.origin)
            else { continue }
            ends[log.origin] = Checkpoint(
                origin: log.origin, size: log.position.size, root: log.position.edge.root)
        }
        for end in try LogEnd.read(context.command.file("ends") ?? []) {
            let origin = end.name.origin
            guard end.name.node == node else {
                throw CommandFailure("\(origin.text) is no log of \(node).")
            }
            guard isOpen(origin, of: node, directory), !registry.isSuperseded(origin) else {
                continue
            }
            if let held = ends[origin], held.size == end.checkpoint.size,
                held.root != end.checkpoint.root
            {
                throw CommandFailure(
                    "\(origin.text) has two histories; let the nodes exchange until it is shown as "
                        + "forked, and close it first.")
            }
            if ends[origin]?.size ?? 0 < end.checkpoint.size { ends[origin] = end.checkpoint }
        }
        try await demandAll(of: node, ends, context)
        return try ends.values.sorted { $0.origin < $1.origin }.map {
            try context.stamped(
                LogClosing(origin: $0.origin, finalSize: $0.size, root: $0.root, reason: .rotation))
        }
    }

    private static func isOpen(_ origin: Origin, of node: String, _ directory: Directory) -> Bool {
        // Losing the error is right: what is no log of this protocol is nobody's.
        (try? LogName(origin: origin))?.node == node && directory.closing(of: origin) == nil
    }

    /// What is not closed would count no more. A superior outside the chain of the node's cases does not
    /// hold all of its logs: it must be given the ends of the rest, and the node's last heartbeat tells
    /// which there are.
    private static func demandAll(
        of node: String, _ ends: [Origin: Checkpoint], _ context: CommandContext
    ) async throws {
        let isInChain = context.directory.caseworkChain(of: node).contains(context.core.name)
        if isInChain || context.command.isSet("closed-by-hand") { return }
        guard context.command.file("ends") != nil else {
            throw CommandFailure(
                "\(context.core.name) does not hold all logs of \(node), and what is not closed would "
                    + "count no more: rotate at its province, or let a node that holds the rest print "
                    + "`dingdian log ends \(node)` into a file and give it with --ends, or record the "
                    + "closings and add --closed-by-hand.")
        }
        let named = try await context.core.with { exchange in
            exchange.freshness.heartbeats.first { $0.node == node }?.heads.map(\.origin) ?? []
        }
        let left = named.filter { isOpen($0, of: node, context.directory) && ends[$0] == nil }
        guard left.isEmpty else {
            throw CommandFailure(
                "The last heartbeat of \(node) names logs whose ends are not given: "
                    + "\(left.map(\.text)). Let a node that holds them print `dingdian log ends "
                    + "\(node)`; or add --closed-by-hand if they are to count no more.")
        }
    }

    /// The machine that takes the place of another has a key of its own for cases, too: what is
    /// sealed from now on must open to it.
    private static func rotation(
        _ keys: NodePublicKeys, _ known: NodeRecord, keeps: [Origin], _ context: CommandContext
    ) -> DirectoryEvent {
        .keyRotated(
            KeyRotation(
                node: keys.name, nodeKey: keys.nodeKey,
                encryptionKey: keys.encryptionKey == known.encryptionKey ? [] : keys.encryptionKey,
                from: context.today, keeps: keeps))
    }

    /// The epochs that the node named.
    private static func kept(
        _ node: String, _ context: CommandContext
    ) throws(CommandFailure) -> [Origin] {
        guard let text = context.option("keeps") else {
            throw .usage("Give --keeps with the logs that `dingdian rekey` printed, or --stolen.")
        }
        var origins: [Origin] = []
        for part in text.split(separator: ",") {
            guard let origin = try? Origin(String(part)),
                let name = try? LogName(origin: origin), name.node == node
            else { throw .usage("\(part) is no log of \(node).") }
            origins.append(origin)
        }
        return origins.sorted()
    }
}
