import Designation
public import Federation
import Messages
import Storage

/// Sets up a node's folder: `dingdian init` and `dingdian join`.
public enum NodeSetup {
    public struct Outcome: Sendable {
        public var anchor: Anchor
        /// The line for the parent; `nil` for a root, which needs no enrolment.
        public var request: String?
    }

    /// Makes keys and settings. With an anchor the node joins that federation; without one it becomes
    /// the root of a new federation.
    ///
    /// - Parameters:
    ///   - peer: an upstream that the settings do not name yet.
    ///   - federationName: for a root.
    /// - Throws: whatever keeps it from beginning, as a ``Worded`` error.
    public static func run(
        folder: NodeFolder, config: String, anchor anchorPath: String?,
        federationName: String?, peer: NodeSettings.Peer?
    ) throws -> Outcome {
        var settings = try NodeSettings.read(config)
        if let peer {
            // It is written into the settings, which must be readable at the next start.
            guard LogName.isNodeName(peer.node.utf8),
                peer.url.hasPrefix("http://") || peer.url.hasPrefix("https://"),
                !peer.url.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\"") })
            else {
                throw CommandFailure.usage(
                    "A peer is given as NODE=URL, for example 220000=https://host:7400.")
            }
        }
        if let peer, !settings.peers.contains(where: { $0.node == peer.node }) {
            settings.peers.append(peer)
        }
        guard !folder.exists else { throw NodeError.exists(folder.path) }
        guard anchorPath == nil || federationName == nil else {
            throw CommandFailure.usage(
                "Give --anchor to join a federation or --federation to found one, not both.")
        }
        let secrets = NodeSecrets(
            name: settings.node, nodeSeed: SystemEntropy.bytes(),
            encryptionSeed: SystemEntropy.bytes())
        let anchor = try anchor(anchorPath, federationName, secrets)
        try folder.create(secrets, anchor: anchor)
        try FileSystem.writeDurably(Array(settings.yaml.utf8), to: folder.settings)
        let isRoot = anchor.rootPublicKey == secrets.publicKeys.nodeKey
        return Outcome(
            anchor: anchor,
            request: isRoot
                ? nil : EnrolmentRequest.make(federation: anchor.federationID, secrets: secrets))
    }

    private static func anchor(
        _ path: String?, _ federationName: String?, _ secrets: NodeSecrets
    ) throws -> Anchor {
        if let path {
            guard let bytes = try FileSystem.read(path) else { throw NodeError.unreadable(path) }
            return try Anchor(parsing: bytes)
        }
        guard let federationName else {
            throw CommandFailure.usage(
                "Give the federation's --anchor; only the root of a new one takes --federation.")
        }
        do {
            return try Anchor(
                federationName: federationName, rootNode: secrets.name,
                rootPublicKey: secrets.publicKeys.nodeKey)
        } catch {
            throw CommandFailure.usage(
                "--federation takes a name of a-z, 0-9, full stop and hyphen.")
        }
    }
}

/// `dingdian serve`: one node until it is told to stop.
public enum NodeServing {
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
