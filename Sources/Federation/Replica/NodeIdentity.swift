/// Who a node is: its name and the keys that its parent enrolled.
public struct NodeIdentity: Sendable {
    public var anchor: Anchor
    public var name: String
    /// Ed25519 seed of the node key: signs epochs, heartbeats and session tokens, never entries.
    public var nodeSeed: [UInt8]
    /// X25519 private key: opens case payloads that were sealed for this node.
    public var encryptionSeed: [UInt8]
    /// Identifies the machine that signs (protocol §4).
    public var machineMark: [UInt8]

    public init(
        anchor: Anchor, name: String, nodeSeed: [UInt8], encryptionSeed: [UInt8],
        machineMark: [UInt8]
    ) {
        self.anchor = anchor
        self.name = name
        self.nodeSeed = nodeSeed
        self.encryptionSeed = encryptionSeed
        self.machineMark = machineMark
    }
}
