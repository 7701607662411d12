import Crypto

/// The signature types of C2SP signed-note ("Signature types") that are supported here.
public enum SignatureAlgorithm: UInt8, Hashable, Sendable {
    /// `0x01`: Ed25519 over the note text.
    case ed25519 = 0x01
    /// `0x04`: timestamped Ed25519 cosignature of a checkpoint (C2SP tlog-cosignature).
    case cosignatureV1 = 0x04
}

/// A public key with its name: what a client must know beforehand to verify a note
/// (C2SP signed-note, "Verifier keys").
public struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    /// The longest text of a key: a name of 255 bytes, the identifier, and 33 bytes in Base 64.
    public static let maximumByteCount = 255 + 1 + 8 + 1 + 44

    /// The key name; for a log it is the origin.
    public let name: Origin
    /// The first four bytes of SHA-256 of name, newline, type and key.
    public let keyID: UInt32
    /// What the key signs, and how.
    public let algorithm: SignatureAlgorithm
    /// 32 bytes (RFC 8032).
    public let publicKey: [UInt8]

    /// Reads a key in its text form, "name+identifier+base64", without a newline at its end.
    ///
    /// - Throws: ``NoteError`` for any deviation, also when the identifier is not the one that
    ///   follows from name, type and key.
    public init(parsing vkey: [UInt8]) throws(NoteError) {
        if vkey.count > Self.maximumByteCount {
            throw .tooLarge(byteCount: vkey.count, limit: Self.maximumByteCount)
        }
        let plus = UInt8(ascii: "+")
        // The name has no plus sign, but the Base 64 part may: split at the first two only.
        let parts = vkey.split(separator: plus, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformedKey }
        let name = try Origin(bytes: parts[0])
        guard let identifier = Hex.decode(parts[1]), identifier.count == 4,
            let material = Base64.decode(parts[2]), let type = material.first
        else { throw .malformedKey }
        guard let algorithm = SignatureAlgorithm(rawValue: type) else {
            throw .unknownAlgorithm(type)
        }
        try self.init(name: name, algorithm: algorithm, publicKey: [UInt8](material.dropFirst()))
        guard keyID == identifier.reduce(0, { $0 << 8 | UInt32($1) }) else {
            throw .keyIdentifierMismatch
        }
    }

    /// Reads a key in its text form.
    ///
    /// - Throws: ``NoteError``, as for the bytes of the text.
    public init(parsing vkey: String) throws(NoteError) {
        try self.init(parsing: [UInt8](vkey.utf8))
    }

    /// Makes the key of a log from its 32 bytes.
    ///
    /// - Throws: ``NoteError/wrongKeyLength(byteCount:)``.
    public init(name: Origin, ed25519 publicKey: [UInt8]) throws(NoteError) {
        try self.init(name: name, algorithm: .ed25519, publicKey: publicKey)
    }

    /// Makes a key of either type from its 32 bytes.
    ///
    /// - Throws: ``NoteError/wrongKeyLength(byteCount:)``.
    public init(
        name: Origin, algorithm: SignatureAlgorithm, publicKey: [UInt8]
    ) throws(NoteError) {
        guard publicKey.count == 32 else { throw .wrongKeyLength(byteCount: publicKey.count) }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        let hashed = name.bytes + [UInt8(ascii: "\n"), algorithm.rawValue] + publicKey
        self.keyID = TreeHash.sha256(hashed).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The text form, "name+identifier+base64".
    public var vkey: String {
        let identifier = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
        let material = Base64.encode([algorithm.rawValue] + publicKey)
        return "\(name.text)+\(Hex.encode(identifier))+\(material)"
    }

    /// The same as ``vkey``.
    public var description: String { vkey }

    /// Whether `signature` is the Ed25519 signature of `message` by this key (RFC 8032).
    func isSignature(_ signature: some Collection<UInt8>, of message: [UInt8]) -> Bool {
        guard signature.count == 64,
            // The library refuses only a wrong length, which was checked when this was made.
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
        else { return false }
        return key.isValidSignature([UInt8](signature), for: message)
    }
}
