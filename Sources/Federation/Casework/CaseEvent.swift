public import TransparencyLog

/// Routing of one confidential event (protocol §10). Payload and wrapped keys lie beside the log,
/// under the names given here, and can be erased; the log stays whole.
public struct CaseEvent: Sendable, Hashable {
    /// 16 random bytes, drawn by whoever opens the case.
    public var caseID: [UInt8]
    /// The first event of a case has 0.
    public var sequence: UInt32
    /// Names of the nodes that can read it, from the author upwards.
    public var chain: [String]
    /// Over domain, salt and plaintext, so that the content can be proved later but not guessed.
    public var saltedHash: TreeHash
    /// SHA-256 of the ciphertext: its name as an attachment.
    public var payload: TreeHash
    public var payloadByteCount: UInt64
    /// SHA-256 of the wrapped keys: their name as an attachment.
    public var wraps: TreeHash

    public init(
        caseID: [UInt8], sequence: UInt32, chain: [String], saltedHash: TreeHash,
        payload: TreeHash, payloadByteCount: UInt64, wraps: TreeHash
    ) {
        self.caseID = caseID
        self.sequence = sequence
        self.chain = chain
        self.saltedHash = saltedHash
        self.payload = payload
        self.payloadByteCount = payloadByteCount
        self.wraps = wraps
    }
}

enum CaseEventCodec {
    static func read(
        _ content: UnsafeRawBufferPointer, left: inout [UInt8]
    ) throws(EntryError) -> CaseEvent {
        var event = CaseEvent(
            caseID: [], sequence: 0, chain: [], saltedHash: .emptyTree, payload: .emptyTree,
            payloadByteCount: 0, wraps: .emptyTree)
        var hashes = 0
        try EntryBodyCodec.fields(of: content, repeated: [3], left: &left) {
            field throws(EntryError) in
            switch field.number {
            case 1: event.caseID = try field.bytes(exactly: 16)
            case 2: event.sequence = try field.uint32()
            case 3:
                guard event.chain.count < 16 else { throw .tooLarge(field: 3, limit: 16) }
                event.chain.append(try DirectoryFields.nodeName(field))
            case 4: event.saltedHash = try EpochOpenedCodec.hash(field)
            case 5: event.payload = try EpochOpenedCodec.hash(field)
            case 6: event.payloadByteCount = try field.requireVarint()
            case 7: event.wraps = try EpochOpenedCodec.hash(field)
            default: return false
            }
            if [4, 5, 7].contains(field.number) { hashes += 1 }
            return true
        }
        guard !event.caseID.isEmpty else { throw .missing(field: 1) }
        guard hashes == 3 else { throw .missing(field: 4) }
        return event
    }

    static func write(_ event: CaseEvent, into writer: inout WireWriter) {
        writer.data(1, event.caseID)
        writer.uint(2, UInt64(event.sequence))
        for node in event.chain { writer.element(3, node) }
        writer.data(4, event.saltedHash.bytes)
        writer.data(5, event.payload.bytes)
        writer.uint(6, event.payloadByteCount)
        writer.data(7, event.wraps.bytes)
    }
}
