public import Designation
public import Federation
public import Logging
public import Messages
import Storage
import Transport

/// Sets up a node's folder: `dingdian init` and `dingdian join`.
public enum NodeSetup {
    public struct Outcome: Sendable {
        public var anchor: Anchor
        /// The line for the parent; `nil` for a root, which needs no enrolment.
        public var request: String?

        /// What `init` and `join` print.
        ///
        /// - Parameter today: by the clock of the machine.
        public func result(in folder: NodeFolder, today: LegalDate) -> CommandResult {
            var lines = [
                "节点已建立 / node set up: \(folder.path)",
                "联盟 / federation: \(anchor.federationID)",
                "指纹（电话核对） / fingerprint, compare it on the phone: \(anchor.fingerprint)",
            ]
            if let request {
                lines.append("请上级节点执行 / let the parent run: dingdian enrol --region … --role … \\")
                lines.append("  '\(request)'")
            } else {
                lines.append("信任锚 / anchor for the other nodes: \(folder.anchor)")
                // Nothing was verified yet that a clock could be measured by, and what is signed under a
                // wrong one stays (protocol §6.1).
                lines.append("今天（按本机时钟，有误请先校准） / today, by this clock; set it if wrong: \(today)")
            }
            return CommandResult(
                text: lines.joined(separator: "\n"),
                json: [
                    "folder": .string(folder.path), "federation": .string(anchor.federationID),
                    "fingerprint": .string(anchor.fingerprint), "anchor": .string(folder.anchor),
                    "request": .optional(request),
                ])
        }
    }

    /// What a node of a federation says of it to whoever wants to join.
    public struct Neighbour: Sendable {
        public var node: String
        public var anchor: Anchor

        public init(node: String, anchor: Anchor) {
            self.node = node
            self.anchor = anchor
        }
    }

    /// Makes keys and settings. With an anchor the node joins that federation; without one it becomes
    /// the root of a new federation.
    ///
    /// - Parameters:
    ///   - config: settings, which may name the federation's anchor or the federation to be founded.
    ///   - anchorPath: before what the settings say.
    ///   - federationName: for a root; before what the settings say.
    ///   - peer: an upstream that the settings do not name yet.
    ///   - neighbour: what a node of the federation said, where no anchor is at hand; where one is, both
    ///     have to be the same.
    /// - Throws: ``NodeError``, ``CommandFailure``, ``ConfigurationError``; what the file system says.
    public static func run(
        folder: NodeFolder, config: String, anchor anchorPath: String?,
        federationName: String?, peer: NodeSettings.Peer?, neighbour: Neighbour? = nil
    ) throws -> Outcome {
        var settings = try NodeSettings.read(config)
        try add(peer, to: &settings)
        guard !folder.exists else { throw NodeError.exists(folder.path) }
        let secrets = NodeSecrets(
            name: settings.node, nodeSeed: SystemEntropy.bytes(),
            encryptionSeed: SystemEntropy.bytes())
        let given = try Given(anchorPath, federationName, settings, config: config)
        let anchor = try anchor(given, neighbour, secrets)
        try folder.create(secrets, anchor: anchor)
        try FileSystem.writeDurably(Array(settings.yaml.utf8), to: folder.settings)
        let isRoot = anchor.rootPublicKey == secrets.publicKeys.nodeKey
        return Outcome(
            anchor: anchor,
            request: isRoot
                ? nil : EnrolmentRequest.make(federation: anchor.federationID, secrets: secrets))
    }

    private static func add(
        _ peer: NodeSettings.Peer?, to settings: inout NodeSettings
    ) throws(CommandFailure) {
        guard let peer else { return }
        // It is written into the settings, which must be readable at the next start.
        guard LogName.isNodeName(peer.node.utf8), PeerAddress.isCallable(peer.url) else {
            throw CommandFailure.usage(
                "A peer is given as NODE=URL, for example 220000=https://host:7400.")
        }
        if !settings.peers.contains(where: { $0.node == peer.node }) { settings.peers.append(peer) }
    }

    /// Which federation was meant, and from where that is known.
    struct Given {
        var anchor: String?
        var federation: String?

        /// An option counts before what the settings say, and that before a file `anchor` beside them.
        init(
            _ anchorPath: String?, _ federationName: String?, _ settings: NodeSettings,
            config: String
        ) throws(CommandFailure) {
            (anchor, federation) = (anchorPath, federationName)
            if anchor == nil, federation == nil {
                federation = settings.foundedFederation
                anchor = settings.anchorPath.map { Self.path($0, beside: config) }
            }
            guard anchor == nil || federation == nil else {
                throw CommandFailure.usage(
                    "Give an anchor to join a federation or a name to found one, not both.")
            }
            let beside = Self.path("anchor", beside: config)
            if anchor == nil, federation == nil, FileSystem.byteCount(beside) != nil {
                anchor = beside
            }
        }

        private static func path(_ path: String, beside config: String) -> String {
            guard !path.hasPrefix("/") else { return path }
            let folder = config.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            return (folder + [Substring(path)]).joined(separator: "/")
        }
    }

    private static func anchor(
        _ given: Given, _ neighbour: Neighbour?, _ secrets: NodeSecrets
    ) throws -> Anchor {
        if let path = given.anchor {
            guard let bytes = try FileSystem.read(path) else { throw NodeError.unreadable(path) }
            let anchor = try Anchor(parsing: bytes)
            guard let neighbour, neighbour.anchor != anchor else { return anchor }
            throw CommandFailure(
                "\(neighbour.node) belongs to \(neighbour.anchor.federationID), the anchor to "
                    + "\(anchor.federationID); find out which is meant.")
        }
        if let name = given.federation {
            do {
                return try Anchor(
                    federationName: name, rootNode: secrets.name,
                    rootPublicKey: secrets.publicKeys.nodeKey)
            } catch {
                throw CommandFailure.usage(
                    "--federation takes a name of a-z, 0-9, full stop and hyphen.")
            }
        }
        guard let neighbour else {
            throw CommandFailure.usage(
                "Say where the federation's anchor is, by --anchor or `anchor:` in the settings; only "
                    + "the root of a new one takes --federation or `federation:`.")
        }
        return neighbour.anchor
    }
}

/// `dingdian serve`: one node until it is told to stop.
public enum NodeServing {
    /// What it prints once the node answers.
    public static func listening(_ settings: NodeSettings, port: Int) -> CommandResult {
        let url = "http://\(settings.host):\(port)/"
        return CommandResult(
            text: "\(settings.node): \(url)",
            json: ["node": .string(settings.node), "url": .string(url)])
    }

    /// Opens the node, waiting where its disk takes nothing now, and serves.
    ///
    /// - Parameters:
    ///   - onWaiting: told the port and the reason, should it have to wait.
    ///   - onListening: told the port, once the node itself answers.
    /// - Throws: whatever keeps the node from starting or ends it.
    public static func run(
        _ folder: NodeFolder, settings: NodeSettings, logger: Logger,
        onWaiting: @escaping @Sendable (Int, Message) async -> Void,
        onListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        let service: NodeService
        do {
            service = try await WaitingNode.open(
                settings: settings, logger: logger, onWaiting: onWaiting
            ) { try NodeService.open(folder: folder, settings: settings, logger: logger) }
        } catch is CancellationError {
            return
        }
        try await run(service, onListening: onListening)
    }

    public static func run(
        _ service: NodeService, onListening: @escaping @Sendable (Int) async -> Void
    ) async throws {
        do {
            try ListeningPort.check(host: service.settings.host, port: service.settings.port)
            try await service.run(onListening: onListening)
        } catch is CancellationError {
            // An orderly end.
        } catch {
            await service.close()
            throw error
        }
        await service.close()
    }
}
