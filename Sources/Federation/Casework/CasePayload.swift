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

    var bytes: [UInt8] { bytes(of: "dingdian case payload v1") }

    /// Of an attachment that the step brings along.
    var attachmentBytes: [UInt8] { bytes(of: "dingdian case attachment v1") }

    private func bytes(of purpose: String) -> [UInt8] {
        Array("\(purpose)\n\(federation)\n\(author)\n\(sequence)\n".utf8) + caseID
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
/// Not protected: the length, and that two payloads belong to one case.
public enum CasePayload {
    /// The most bytes of plaintext; scans are attachments of their own.
    public static let maximumByteCount = 2 << 20

    /// Seals a plaintext.
    ///
    /// - Parameters:
    ///   - caseKey: 32 random bytes, one key per case.
    ///   - salt: 32 random bytes, never used before; nonce and commitment come from it.
    /// - Throws: ``CaseError``.
    public static func seal(
        _ plaintext: [UInt8], caseKey: [UInt8], salt: [UInt8], context: CaseContext
    ) throws(CaseError) -> SealedPayload {
        guard context.caseID.count == 16 else { throw .wrongLength }
        guard plaintext.count <= maximumByteCount else { throw .tooLarge(limit: maximumByteCount) }
        let bytes = try CaseSeal.seal(
            plaintext, caseKey: caseKey, salt: salt, associated: context.bytes)
        return SealedPayload(
            bytes: bytes, name: .sha256(bytes), saltedHash: saltedHash(plaintext, salt: salt))
    }

    /// Opens the attachment of an event.
    ///
    /// - Throws: ``CaseError``; nothing of the content is given out unless all of it is right.
    public static func open(
        _ bytes: [UInt8], caseKey: [UInt8], event: CaseEvent, federation: String, author: String
    ) throws(CaseError) -> [UInt8] {
        guard bytes.count <= maximumByteCount + CaseSeal.overhead else {
            throw .tooLarge(limit: maximumByteCount)
        }
        guard TreeHash.sha256(bytes) == event.payload else { throw .otherAttachment }
        let context = CaseContext(
            federation: federation, author: author, caseID: event.caseID, sequence: event.sequence)
        let (salt, plaintext) = try CaseSeal.open(
            bytes, caseKey: caseKey, associated: context.bytes)
        guard saltedHash(plaintext, salt: salt) == event.saltedHash else {
            throw .contentMismatch
        }
        return plaintext
    }

    /// What an event commits itself to; with salt and plaintext anybody can check it.
    public static func saltedHash(_ plaintext: [UInt8], salt: [UInt8]) -> TreeHash {
        .sha256(Array("dingdian case content v1\n".utf8) + salt + plaintext)
    }
}
