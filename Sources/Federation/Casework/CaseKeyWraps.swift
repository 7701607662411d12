import Crypto
import FoundationEssentials
public import TransparencyLog

/// The key of a case for each node that may open it: HPKE in base mode with X25519, HKDF-SHA256 and
/// ChaCha20-Poly1305 (RFC 9180). An attachment beside the log.
public struct CaseKeyWraps: Sendable, Hashable {
    /// One wrapped key.
    public struct Wrap: Sendable, Hashable {
        public var node: String
        /// 32 bytes.
        public var encapsulatedKey: [UInt8]
        /// 48 bytes.
        public var ciphertext: [UInt8]
    }
    /// The most nodes of a chain.
    public static let maximumCount = 16
    private static let maximumByteCount = 8192
    private static let suite = HPKE.Ciphersuite(
        kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .chaChaPoly)

    public var caseID: [UInt8]
    public var wraps: [Wrap]

    /// Wraps a case's key for its chain.
    ///
    /// The ephemeral key of each wrap is drawn by the library: HPKE's interface takes none, and
    /// reusing one would be fatal. So two calls give different bytes; nothing else in this module
    /// does.
    ///
    /// - Parameter chain: the records of the nodes, from the author upwards.
    /// - Throws: ``CaseError``.
    public init(
        caseKey: [UInt8], federation: String, caseID: [UInt8], chain: [NodeRecord]
    ) throws(CaseError) {
        guard caseKey.count == 32, caseID.count == 16 else { throw .wrongLength }
        guard chain.count <= Self.maximumCount else { throw .tooLarge(limit: Self.maximumCount) }
        self.caseID = caseID
        wraps = []
        for record in chain {
            guard Self.isUsable(record.encryptionKey) else {
                throw .noEncryptionKey(node: record.name)
            }
            do {
                var sender = try HPKE.Sender(
                    recipientKey: Curve25519.KeyAgreement.PublicKey(
                        rawRepresentation: record.encryptionKey),
                    ciphersuite: Self.suite, info: Self.info(federation, caseID))
                let ciphertext = try sender.seal(caseKey, authenticating: Array(record.name.utf8))
                wraps.append(
                    Wrap(
                        node: record.name, encapsulatedKey: [UInt8](sender.encapsulatedKey),
                        ciphertext: [UInt8](ciphertext)))
            } catch {
                // Cannot happen after the check; the library has no other reason.
                throw .noEncryptionKey(node: record.name)
            }
        }
    }

    /// Unwraps the key for one node.
    ///
    /// - Parameter privateKey: the node's X25519 key, 32 bytes.
    /// - Throws: ``CaseError``.
    public func open(
        node: String, privateKey: [UInt8], federation: String
    ) throws(CaseError) -> [UInt8] {
        guard let wrap = wraps.first(where: { $0.node == node }) else { throw .notInChain }
        do {
            var recipient = try HPKE.Recipient(
                privateKey: Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateKey),
                ciphersuite: Self.suite, info: Self.info(federation, caseID),
                encapsulatedKey: Data(wrap.encapsulatedKey))
            let key = [UInt8](
                try recipient.open(wrap.ciphertext, authenticating: Array(node.utf8)))
            guard key.count == 32 else { throw CaseError.malformed }
            return key
        } catch {
            throw .cannotOpen
        }
    }

    /// The attachment, `CaseKeyWraps` of the schema.
    public func encoded() -> [UInt8] {
        var writer = WireWriter()
        writer.data(1, caseID)
        for wrap in wraps {
            writer.message(2) {
                $0.text(1, wrap.node)
                $0.data(2, wrap.encapsulatedKey)
                $0.data(3, wrap.ciphertext)
            }
        }
        return writer.bytes
    }

    /// The name of the attachment.
    public var name: TreeHash { .sha256(encoded()) }

    /// Reads the attachment of an event.
    ///
    /// - Throws: ``CaseError/otherAttachment`` or ``CaseError/malformed``.
    public init(_ bytes: [UInt8], event: CaseEvent) throws(CaseError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw .tooLarge(limit: Self.maximumByteCount)
        }
        guard TreeHash.sha256(bytes) == event.wraps else { throw .otherAttachment }
        let parsed: Result<CaseKeyWraps, EntryError> = bytes.withUnsafeBytes { memory in
            do throws(EntryError) {
                return .success(try Self.read(memory))
            } catch {
                return .failure(error)
            }
        }
        guard case .success(let wraps) = parsed, wraps.caseID == event.caseID else {
            throw .malformed
        }
        self = wraps
    }

    private init(caseID: [UInt8], wraps: [Wrap]) {
        self.caseID = caseID
        self.wraps = wraps
    }

    private static func read(
        _ memory: UnsafeRawBufferPointer
    ) throws(EntryError) -> CaseKeyWraps {
        var caseID: [UInt8] = []
        var wraps: [Wrap] = []
        var left: [UInt8] = []
        try EntryBodyCodec.fields(of: memory, repeated: [2], left: &left) {
            field throws(EntryError) in
            switch field.number {
            case 1: caseID = try field.bytes(exactly: 16)
            case 2:
                guard wraps.count < maximumCount else { throw .tooLarge(field: 2, limit: 16) }
                var wrap = Wrap(node: "", encapsulatedKey: [], ciphertext: [])
                try EntryBodyCodec.fields(of: field, through: 3) { inner throws(EntryError) in
                    switch inner.number {
                    case 1: wrap.node = try DirectoryFields.nodeName(inner)
                    case 2: wrap.encapsulatedKey = try inner.bytes(exactly: 32)
                    default: wrap.ciphertext = try inner.bytes(exactly: 48)
                    }
                }
                wraps.append(wrap)
            default: return false
            }
            return true
        }
        return CaseKeyWraps(caseID: caseID, wraps: wraps)
    }

    /// A point of small order gives everybody the same secret, so anybody could open the wrap
    /// (RFC 9180 §7.1.4); the library does not refuse one. Any private key shows it.
    static func isUsable(_ publicKey: [UInt8]) -> Bool {
        guard publicKey.count == 32 else { return false }
        do {
            let probe = try Curve25519.KeyAgreement.PrivateKey(
                rawRepresentation: TreeHash.sha256(Array("dingdian probe".utf8)).bytes)
            let secret = try probe.sharedSecretFromKeyAgreement(
                with: Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey))
            return secret.withUnsafeBytes { bytes in bytes.contains { $0 != 0 } }
        } catch {
            return false
        }
    }

    private static func info(_ federation: String, _ caseID: [UInt8]) -> Data {
        Data(Array("dingdian case key v1\n\(federation)\n".utf8) + caseID)
    }
}
