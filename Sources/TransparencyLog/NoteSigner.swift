import Crypto

/// Signs the notes of one log with its Ed25519 key (C2SP signed-note, "Ed25519 signatures").
///
/// Signing is deterministic: the same text always yields the same note.
public struct NoteSigner: Sendable {
    /// The key that verifies what this signs.
    public let verifierKey: VerifierKey
    private let privateKey: Curve25519.Signing.PrivateKey

    /// Takes a private key of 32 bytes. Where it comes from is the caller's business: nothing in
    /// this module draws random numbers.
    ///
    /// - Throws: ``NoteError/wrongKeyLength(byteCount:)``.
    public init(name: Origin, seed: [UInt8]) throws(NoteError) {
        guard seed.count == 32,
            // The library refuses only a wrong length.
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        else { throw .wrongKeyLength(byteCount: seed.count) }
        privateKey = key
        verifierKey = try VerifierKey(name: name, ed25519: [UInt8](key.publicKey.rawRepresentation))
    }

    /// Signs a text.
    ///
    /// - Throws: ``NoteError`` when the text is not one a note can carry: it must be UTF-8, end
    ///   in a newline, and have no other control characters.
    public func sign(_ text: [UInt8]) throws(NoteError) -> SignedNote {
        let newline = UInt8(ascii: "\n")
        if text.contains(where: { $0 < 0x20 && $0 != newline }) { throw .controlCharacter }
        guard text.last == newline else { throw .missingFinalNewline }
        guard String(validating: text, as: UTF8.self) != nil else { throw .notUTF8 }
        let note = SignedNote(text: text, signatures: [try signatureLine(text)])
        let byteCount = text.count + 512
        if byteCount > SignedNote.maximumByteCount {
            throw .tooLarge(byteCount: byteCount, limit: SignedNote.maximumByteCount)
        }
        return note
    }

    /// Signs a tree head. The caller must have made it durable where it is the head of a log: a
    /// log must never sign two heads that are inconsistent (C2SP tlog-checkpoint, "Signatures").
    ///
    /// - Throws: ``NoteError/originMismatch`` for the checkpoint of another log,
    ///   ``NoteError/invalidSize`` or ``NoteError/invalidRoot`` for one that nobody would accept.
    public func sign(_ checkpoint: Checkpoint) throws(NoteError) -> VerifiedCheckpoint {
        guard checkpoint.origin == verifierKey.name else { throw .originMismatch }
        guard checkpoint.size <= Checkpoint.maximumSize else { throw .invalidSize }
        guard checkpoint.size > 0 || checkpoint.root == .emptyTree else { throw .invalidRoot }
        return VerifiedCheckpoint(
            checkpoint: checkpoint, note: try sign(checkpoint.encoded()).encoded())
    }

    private func signatureLine(_ text: [UInt8]) throws(NoteError) -> NoteSignature {
        do {
            let signature = [UInt8](try privateKey.signature(for: text))
            return NoteSignature(key: verifierKey, signature: signature)
        } catch {
            // The library can fail only for lack of memory; there is then no signature.
            throw .signatureMissing
        }
    }
}
