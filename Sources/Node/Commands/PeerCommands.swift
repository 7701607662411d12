import Designation
import Federation
import Messages
import TransparencyLog
import Transport
import Web

/// `dingdian peers` and `dingdian sync [--once] [--peer URL]`.
enum PeerCommands {
    static func peers(_ context: CommandContext) async throws -> CommandResult {
        let views = try await context.backend.peers()
        let now = context.core.clock()
        var lines: [String] = []
        for peer in views {
            let heard = Wording.age(peer.lastHeardAtMilliseconds, now: now).slash
            lines.append(
                "\(peer.node)  \(peer.agency.slash)  \(Wording.logState(peer.state))  "
                    + "\(peer.address.isEmpty ? "(对方连接 dials in)" : peer.address)  \(heard)")
            if !peer.detail.isEmpty { lines.append("  \(peer.detail)") }
            let unusual = peer.logs.filter { $0.state != "current" && $0.state != "closed" }
            // A node that lives offline knows no peer's logs between two exchanges.
            let logs =
                peer.logs.isEmpty ? "现未交换 not exchanging now" : "\(peer.logs.count) 条日志 logs"
            lines.append(
                "  \(logs), 收 received \(peer.receivedByteCount) B, "
                    + "发 sent \(peer.sentByteCount) B")
            for log in unusual {
                lines.append(
                    "  \(log.origin)  \(Wording.logState(log.state))  "
                        + "\(log.heldSize)/\(log.announcedSize)")
            }
        }
        if views.isEmpty { lines.append("没有配置对等节点 / no peers") }
        lines += withoutEffect(context)
        return CommandResult(
            text: lines.joined(separator: "\n"),
            json: .array(views.map(json)))
    }

    /// What this node said in the directory and nobody follows: whoever recorded it should know.
    private static func withoutEffect(_ context: CommandContext) -> [String] {
        let problems = context.directory.problems(of: context.core.name)
        guard !problems.isEmpty else { return [] }
        return ["本节点目录中未按所写生效的记录 / not in force as written, in this node's directory log:"]
            + problems.map { "  \($0.event)  \($0.reason.sentence.line)" }
    }

    static func json(_ peer: PeerView) -> JSONText {
        [
            "node": .string(peer.node), "address": .string(peer.address),
            "state": .string(peer.state), "detail": .string(peer.detail),
            "lastHeard": .moment(peer.lastHeardAtMilliseconds),
            "received": .count(peer.receivedByteCount), "sent": .count(peer.sentByteCount),
            "logs": .array(
                peer.logs.map {
                    [
                        "origin": .string($0.origin), "state": .string($0.state),
                        "held": .count($0.heldSize), "announced": .count($0.announcedSize),
                    ]
                }),
        ]
    }

    // MARK: Sync

    /// Exchanges with the configured peers, or with one given as `NODE=URL` or as the address of a
    /// configured one, until nothing is under way.
    static func sync(_ context: CommandContext) async throws -> CommandResult {
        let before = context.registry.applied.values.reduce(0, +)
        let connected = try await context.core.with { Set($0.connectedPeers) }
        let named = try context.option("peer").map { try peer($0, context) }
        let former = named.flatMap { context.service.shell.url(of: $0.node) }
        let peers = try await dial(named, context)
        guard !peers.isEmpty else {
            throw CommandFailure(
                "No peer is configured; add one to node.yaml or give --peer NODE=URL.")
        }
        let seconds = context.option("wait").flatMap { UInt64($0) } ?? 30
        let silent = await settle(peers, seconds: seconds, context)
        if let named, silent.contains(named.node), former != named.url {
            try await takeBack(named, former: former, context)
        }
        await context.core.confirmPeersAsked()
        if context.command.isSet("once") || context.service.settings.isOffline {
            for peer in peers where !connected.contains(peer) {
                await context.core.disconnect(peer)
                context.service.shell.forget(peer)
            }
        }
        let after = context.registry.applied.values.reduce(0, +)
        let new = after > before ? after - before : 0
        await context.service.save(minimumFacts: 1)
        return CommandResult(
            exit: silent.isEmpty ? 0 : 1,
            text: "\(new) 条新内容 new entries; \(peers.count - silent.count)/\(peers.count) "
                + "个对等节点已同步 peers in step",
            json: [
                "entries": .count(new), "peers": .strings(peers), "silent": .strings(silent),
            ],
            error: silent.isEmpty
                ? "" : "No complete exchange with \(silent) yet.")
    }

    /// An address under which the peer was not reached: the one of before stands again.
    private static func takeBack(
        _ peer: NodeSettings.Peer, former: String?, _ context: CommandContext
    ) async throws {
        await context.core.disconnect(peer.node)
        context.service.shell.setURL(former, of: peer.node)
        if former == nil {
            context.service.shell.forget(peer.node)
        } else {
            try await context.core.connect(peer.node)
        }
    }

    private static func dial(
        _ named: NodeSettings.Peer?, _ context: CommandContext
    ) async throws -> [String] {
        let service = context.service
        if let peer = named {
            service.shell.setURL(peer.url, of: peer.node)
            await context.core.disconnect(peer.node)
            try await context.core.connect(peer.node)
            return [peer.node]
        }
        // Anew, also where a session is open: in its long poll it would hear nothing for half a minute.
        for peer in service.settings.peers {
            await context.core.disconnect(peer.node)
            try await context.core.connect(peer.node)
        }
        return service.settings.peers.map(\.node)
    }

    private static func peer(
        _ text: String, _ context: CommandContext
    ) throws(CommandFailure) -> NodeSettings.Peer {
        let peers = context.service.settings.peers
        if let mark = text.firstIndex(of: "="), LogName.isNodeName(text[..<mark].utf8) {
            let node = String(text[..<mark])
            let url = trimmed(text[text.index(after: mark)...])
            guard PeerAddress.isCallable(url) else {
                throw .usage("--peer takes an address such as https://host:7400 after the node.")
            }
            // A node that holds nothing yet knows nobody.
            guard
                context.directory.node(named: node) != nil || context.registry.applied.isEmpty
                    || peers.contains(where: { $0.node == node })
            else {
                throw CommandFailure("The directory knows no node \(node).")
            }
            return NodeSettings.Peer(node: node, url: url)
        }
        let url = trimmed(text[...])
        if let known = peers.first(where: { $0.url == url || $0.node == text }) {
            return known
        }
        throw .usage("--peer takes NODE=URL, since a node's name goes with its key.")
    }

    private static func trimmed(_ url: Substring) -> String {
        url.hasSuffix("/") ? String(url.dropLast()) : String(url)
    }

    /// Waits until every peer has answered and no log is catching up.
    ///
    /// - Returns: peers with which that did not come about in time.
    static func settle(
        _ peers: [String], seconds: UInt64, _ context: CommandContext
    ) async -> [String] {
        let start = context.core.clock()
        var quiet = 0
        var open = peers
        while context.core.clock() < start + seconds * 1_000, !Task.isCancelled {
            // Losing the error is right: reading states throws nothing of its own.
            let busy = try? await context.core.with { exchange in
                peers.filter { peer in
                    guard exchange.lastHeard[peer] ?? 0 >= start else { return true }
                    return exchange.states[peer, default: [:]].values.contains { state in
                        if case .catchingUp = state { true } else { false }
                    }
                }
            }
            open = busy ?? peers
            quiet = open.isEmpty ? quiet + 1 : 0
            // A second of quiet: what is handed in follows after what was fetched.
            if quiet >= 10 { return [] }
            // Losing the error is right: a cancelled pause ends the loop above.
            try? await Task.sleep(for: .milliseconds(100))
        }
        return open
    }
}
