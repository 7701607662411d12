public import Designation
public import TransparencyLog

/// A log at one size.
public struct TreeState: Sendable, Hashable {
    public var origin: Origin
    public var size: UInt64
    public var root: TreeHash

    public init(origin: Origin, size: UInt64, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }
}

/// Entry 0 of every log: the node's key vouches for the key of the epoch (protocol §2).
public struct EpochOpened: Sendable, Hashable {
    public var node: String
    public var stream: Stream
    /// Ed25519, 32 bytes; the log's checkpoints are signed with it.
    public var epochPublicKey: [UInt8]
    /// The log that this one continues, with what is known of its end.
    public var predecessor: TreeState?
    /// 64 bytes, over ``message(federation:)``.
    public var nodeKeySignature: [UInt8]

    public init(
        node: String, stream: Stream, epochPublicKey: [UInt8], predecessor: TreeState?,
        nodeKeySignature: [UInt8]
    ) {
        self.node = node
        self.stream = stream
        self.epochPublicKey = epochPublicKey
        self.predecessor = predecessor
        self.nodeKeySignature = nodeKeySignature
    }

    /// Opens an epoch; `sign` signs a message with the node's Ed25519 key.
    ///
    /// - Throws: what `sign` throws.
    public static func make<Failure: Error>(
        federation: String, node: String, stream: Stream, epochPublicKey: [UInt8],
        predecessor: TreeState? = nil, sign: ([UInt8]) throws(Failure) -> [UInt8]
    ) throws(Failure) -> EpochOpened {
        var opened = EpochOpened(
            node: node, stream: stream, epochPublicKey: epochPublicKey, predecessor: predecessor,
            nodeKeySignature: [])
        opened.nodeKeySignature = try sign(opened.message(federation: federation))
        return opened
    }

    /// What the node's key signs. The first line keeps it apart from every other message signed
    /// with that key, the second from other federations.
    public func message(federation: String) -> [UInt8] {
        var text = "dingdian epoch opened v1\n\(federation)\n\(node)\n\(stream.rawValue)\n"
        text += TreeHash.sha256(epochPublicKey).hex + "\n"
        if let predecessor {
            text += "\(predecessor.origin.text)\n\(predecessor.size)\n\(predecessor.root.hex)\n"
        }
        return Array(text.utf8)
    }

    /// Whether the node's key signed this opening for this federation.
    public func verify(federation: String, nodePublicKey: [UInt8]) -> Bool {
        NodeKey.isSignature(
            nodeKeySignature, of: message(federation: federation), by: nodePublicKey)
    }
}

enum EpochOpenedCodec {
    static func read(
        _ content: UnsafeRawBufferPointer, left: inout [UInt8]
    ) throws(EntryError) -> EpochOpened {
        var node: String?
        var stream: Stream?
        var key: [UInt8]?
        var predecessor: TreeState?
        var signature: [UInt8]?
        try EntryBodyCodec.fields(of: content, left: &left) { field throws(EntryError) in
            switch field.number {
            case 1: node = try DirectoryFields.nodeName(field)
            case 2:
                guard let named = Stream(rawValue: try field.text(max: 16)) else {
                    throw .unknownValue(field: 2)
                }
                stream = named
            case 3: key = try field.bytes(exactly: 32)
            case 4: predecessor = try treeState(field)
            case 5: signature = try field.bytes(exactly: 64)
            default: return false
            }
            return true
        }
        guard let node else { throw .missing(field: 1) }
        guard let stream else { throw .missing(field: 2) }
        guard let key else { throw .missing(field: 3) }
        guard let signature else { throw .missing(field: 5) }
        return EpochOpened(
            node: node, stream: stream, epochPublicKey: key, predecessor: predecessor,
            nodeKeySignature: signature)
    }

    static func write(_ opened: EpochOpened, into writer: inout WireWriter) {
        writer.text(1, opened.node)
        writer.text(2, opened.stream.rawValue)
        writer.data(3, opened.epochPublicKey)
        if let predecessor = opened.predecessor {
            writer.message(4) {
                $0.text(1, predecessor.origin.text)
                $0.uint(2, predecessor.size)
                $0.data(3, predecessor.root.bytes)
            }
        }
        writer.data(5, opened.nodeKeySignature)
    }

    static func origin(_ field: WireReader.Field) throws(EntryError) -> Origin {
        let text = try FieldCodec.originText(field)
        do throws(NoteError) {
            return try Origin(text)
        } catch {
            throw .malformed(field: field.number)
        }
    }

    static func hash(_ field: WireReader.Field) throws(EntryError) -> TreeHash {
        guard let hash = TreeHash(try field.message()) else {
            throw .malformed(field: field.number)
        }
        return hash
    }

    private static func treeState(_ field: WireReader.Field) throws(EntryError) -> TreeState {
        var named: Origin?
        var size: UInt64 = 0
        var root: TreeHash?
        try EntryBodyCodec.fields(of: field, through: 3) { inner throws(EntryError) in
            switch inner.number {
            case 1: named = try origin(inner)
            case 2: size = try inner.requireVarint()
            case 3: root = try hash(inner)
            default: break
            }
        }
        guard let named, let root else { throw .malformed(field: field.number) }
        return TreeState(origin: named, size: size, root: root)
    }
}
