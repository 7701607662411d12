import Crypto
import FoundationEssentials
public import TransparencyLog

/// Where a payload belongs; bound into the encryption, so it cannot be shown in another place.
public struct CaseContext: Sendable, Hashable {
    public var federation: String
    public var author: String
    /// 16 bytes.
    public var caseID: [UInt8]
    public var sequence: UInt32

    public init(federation: String, author: String, caseID: [UInt8], sequence: UInt32) {
        self.federation = federation
        self.author = author
        self.caseID = caseID
        self.sequence = sequence
    }

    var bytes: [UInt8] {
        let text = "dingdian case payload v1\n\(federation)\n\(author)\n\(sequence)\n"
        return Array(text.utf8) + caseID
    }
}

/// A sealed payload and what the event says of it.
public struct SealedPayload: Sendable, Hashable {
    /// The attachment.
    public var bytes: [UInt8]
    /// SHA-256 of the attachment: its name.
    public var name: TreeHash
    /// Over domain, salt and plaintext.
    public var saltedHash: TreeHash
}

/// Confidential content of a case, encrypted under a key of the case (protocol §10.1).
///
/// | offset | size | meaning |
/// |---|---|---|
/// | 0 | 1 | version, 1 |
/// | 1 | 12 | nonce: HMAC-SHA256 by the case key over salt and context |
/// | 13 | n + 32 | ChaCha20-Poly1305 of salt (32) and plaintext (n), context as associated data |
/// | n + 45 | 16 | tag |
///
/// Not protected: the length, and that two payloads belong to one case.
public enum CasePayload {
    /// The most bytes of plaintext; scans are attachments of their own.
    public static let maximumByteCount = 2 << 20
    private static let overhead = 1 + 12 + 32 + 16

    /// Seals a plaintext.
    ///
    /// - Parameters:
    ///   - caseKey: 32 random bytes, one key per case.
    ///   - salt: 32 random bytes, never used before; nonce and commitment come from it.
    /// - Throws: ``CaseError``.
    public static func seal(
        _ plaintext: [UInt8], caseKey: [UInt8], salt: [UInt8], context: CaseContext
    ) throws(CaseError) -> SealedPayload {
        guard caseKey.count == 32, salt.count == 32, context.caseID.count == 16 else {
            throw .wrongLength
        }
        guard plaintext.count <= maximumByteCount else { throw .tooLarge(limit: maximumByteCount) }
        do {
            let key = SymmetricKey(data: caseKey)
            let code = HMAC<SHA256>.authenticationCode(for: salt + context.bytes, using: key)
            let box = try ChaChaPoly.seal(
                salt + plaintext, using: key, nonce: ChaChaPoly.Nonce(data: Array(code).prefix(12)),
                authenticating: context.bytes)
            let bytes = [1] + [UInt8](box.combined)
            return SealedPayload(
                bytes: bytes, name: .sha256(bytes), saltedHash: saltedHash(plaintext, salt: salt))
        } catch {
            throw .wrongLength
        }
    }

    /// Opens the attachment of an event.
    ///
    /// - Throws: ``CaseError``; nothing of the content is given out unless all of it is right.
    public static func open(
        _ bytes: [UInt8], caseKey: [UInt8], event: CaseEvent, federation: String, author: String
    ) throws(CaseError) -> [UInt8] {
        guard bytes.count <= maximumByteCount + overhead else {
            throw .tooLarge(limit: maximumByteCount)
        }
        guard TreeHash.sha256(bytes) == event.payload else { throw .otherAttachment }
        guard bytes.count >= overhead, bytes[0] == 1 else { throw .malformed }
        guard caseKey.count == 32 else { throw .wrongLength }
        let context = CaseContext(
            federation: federation, author: author, caseID: event.caseID, sequence: event.sequence)
        let opened: [UInt8]
        do {
            let box = try ChaChaPoly.SealedBox(combined: bytes.dropFirst())
            opened = [UInt8](
                try ChaChaPoly.open(
                    box, using: SymmetricKey(data: caseKey), authenticating: context.bytes))
        } catch {
            throw .cannotOpen
        }
        let plaintext = [UInt8](opened.dropFirst(32))
        guard saltedHash(plaintext, salt: [UInt8](opened.prefix(32))) == event.saltedHash else {
            throw .contentMismatch
        }
        return plaintext
    }

    /// What an event commits itself to; with salt and plaintext anybody can check it.
    public static func saltedHash(_ plaintext: [UInt8], salt: [UInt8]) -> TreeHash {
        .sha256(Array("dingdian case content v1\n".utf8) + salt + plaintext)
    }
}
