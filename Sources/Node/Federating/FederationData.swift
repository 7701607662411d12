import Designation
import Federation
import Messages
import Storage

/// The data folder of a whole federation on one machine: one folder per node, set up from a folder of
/// descriptions (`nodes/`).
///
///     DIR/<node>/…        a node's own folder (see ``NodeFolder``)
///     DIR/<node>/federation   where the descriptions are and which nodes run
public struct FederationData: Sendable {
    public let path: String
    /// The folder of descriptions.
    public let descriptions: String
    public let federation: FederationFolder
    public let basePort: Int
    /// Nodes that run, in the order of the federation.
    public let running: [NodeDescription]

    /// - Parameter everything: every node instead of those that run by default.
    /// - Throws: ``ConfigurationError``.
    public init(
        path: String, descriptions: String, basePort: Int, everything: Bool
    ) throws(ConfigurationError) {
        self.path = path
        self.descriptions = descriptions
        self.basePort = basePort
        federation = try FederationFolder.load(descriptions)
        running = everything ? federation.nodes : federation.defaultNodes
    }

    public func folder(_ node: String) -> NodeFolder { NodeFolder("\(path)/\(node)") }

    /// Ports follow the order of the whole federation, so a node keeps its own whatever else runs.
    public func port(_ node: String) -> Int {
        basePort + (federation.nodes.firstIndex { $0.name == node } ?? 0)
    }

    public func url(_ node: String) -> String { "http://127.0.0.1:\(port(node))" }

    /// What `up` prints for programs, and `demo` with whether its day held: name, address and folder of each
    /// node that runs.
    public func document(isGood: Bool? = nil) -> JSONText {
        var members: [String: JSONText] = [
            "data": .string(path),
            "nodes": .array(
                running.map {
                    [
                        "node": .string($0.name), "url": .string(url($0.name) + "/"),
                        "zh": .string($0.title.chinese), "en": .string($0.title.english),
                        "data": .string(folder($0.name).path),
                    ]
                }),
        ]
        if let isGood { members["good"] = .bool(isGood) }
        return .object(members)
    }

    /// Makes what is missing: keys for every node that runs, the anchor, settings. Nothing that exists
    /// is touched but the settings, which follow the descriptions.
    ///
    /// - Returns: how many nodes are new.
    /// - Throws: ``StorageError`` when a folder cannot be made.
    public func prepare(entropy: () -> [UInt8]) throws -> Int {
        try FileSystem.makeFolder(path)
        let hadRoot = folder(federation.rootNode).exists
        let anchor = try anchor(entropy: entropy)
        var made = hadRoot ? 0 : 1
        for node in running {
            let folder = folder(node.name)
            if !folder.exists {
                _ = try folder.create(name: node.name, anchor: anchor, entropy: entropy)
                made += 1
            }
            let settings = settings(of: node)
            try FileSystem.writeDurably(Array(settings.yaml.utf8), to: folder.settings)
            let note =
                "\(descriptions)\n\(path)\n"
                + running.map(\.name).joined(separator: " ") + "\n"
            try FileSystem.writeDurably(Array(note.utf8), to: folder.path + "/federation")
        }
        return made
    }

    /// The anchor holds the root's key: the root is set up first, and its anchor goes to all.
    private func anchor(entropy: () -> [UInt8]) throws -> Anchor {
        let root = folder(federation.rootNode)
        if root.exists { return try root.readAnchor() }
        let secrets = NodeSecrets(
            name: federation.rootNode, nodeSeed: entropy(), encryptionSeed: entropy())
        let anchor = try Anchor(
            federationName: federation.name, rootNode: federation.rootNode,
            rootPublicKey: secrets.publicKeys.nodeKey)
        try root.create(secrets, anchor: anchor)
        return anchor
    }

    private func settings(of node: NodeDescription) -> NodeSettings {
        let names = Set(running.map(\.name))
        // A lateral peer may be an upstream, too; it is dialled once.
        let laterals = node.laterals.filter { !node.upstreams.contains($0) }
        let peers = (node.upstreams + laterals).filter(names.contains)
        var registers = Set(node.registers)
        if let area = federation.tree.area(of: node.region) { registers.insert(area) }
        return NodeSettings(
            node: node.name, port: port(node.name),
            peers: peers.map { .init(node: $0, url: url($0)) }, registers: registers.sorted(),
            isOffline: node.isOffline, isDemonstration: federation.demonstration != nil)
    }

    /// Public keys of all nodes that were set up here.
    ///
    /// - Throws: ``StorageError`` when a folder cannot be read.
    public func publicKeys() throws -> [String: NodePublicKeys] {
        var keys: [String: NodePublicKeys] = [:]
        for node in federation.nodes where folder(node.name).exists {
            keys[node.name] = try folder(node.name).readSecrets().publicKeys
        }
        return keys
    }

    /// What the `federation` file of a node's folder says; `nil` when the node stands alone.
    static func of(_ folder: NodeFolder) throws -> FederationData? {
        guard let bytes = try FileSystem.read(folder.path + "/federation") else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 3 else { throw NodeError.unreadable(folder.path + "/federation") }
        let names = Set(lines[2].split(separator: " ").map(String.init))
        let all = try FederationData(
            path: lines[1], descriptions: lines[0], basePort: 0, everything: true)
        return FederationData(all, running: all.federation.nodes.filter { names.contains($0.name) })
    }

    private init(_ other: FederationData, running: [NodeDescription]) {
        path = other.path
        descriptions = other.descriptions
        federation = other.federation
        basePort = other.basePort
        self.running = running
    }
}
