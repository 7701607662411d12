/// A witness's statement that, at a time, this was the largest consistent tree head it knew of the
/// log (C2SP tlog-cosignature, "Ed25519 signed message"). Made by verification only.
public struct Cosignature: Hashable, Sendable {
    /// The witness.
    public let cosigner: VerifierKey
    /// When it signed: seconds since 1970-01-01T00:00:00Z, by its own clock.
    public let timestampSeconds: UInt64
    /// The tree head it signed.
    public let checkpoint: Checkpoint
    /// The signature line.
    public let line: NoteSignature

    /// Checks the cosignature that a note bears by a known witness.
    ///
    /// - Parameters:
    ///   - note: The checkpoint note, parsed.
    ///   - key: The witness's key; of type cosignature/v1.
    /// - Throws: ``NoteError/signatureMissing`` when the witness has not signed, or another
    ///   ``NoteError`` when what claims to be its signature does not hold, or comes twice.
    public init(verifying note: SignedNote, key: VerifierKey) throws(NoteError) {
        let lines = note.signatures.filter { $0.isClaimed(by: key) }
        guard let line = lines.first else { throw .signatureMissing }
        guard lines.count == 1 else { throw .duplicateSignature }
        try self.init(verifying: line, of: note.text, key: key)
    }

    init(verifying line: NoteSignature, of text: [UInt8], key: VerifierKey) throws(NoteError) {
        guard key.algorithm == .cosignatureV1 else { throw .unsuitableKey }
        let checkpoint = try Checkpoint(parsing: text)
        // Eight bytes of time, then the 64 bytes of the Ed25519 signature.
        guard line.signature.count == 72 else { throw .signatureInvalid }
        let timestamp = line.signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard timestamp <= UInt64(Int64.max) else { throw .timestampOutOfRange }
        let message = Self.message(timestampSeconds: timestamp, checkpoint: checkpoint)
        guard key.isSignature(line.signature.dropFirst(8), of: message) else {
            throw .signatureInvalid
        }
        cosigner = key
        timestampSeconds = timestamp
        self.checkpoint = checkpoint
        self.line = line
    }

    /// What a witness signs: a fixed line, the time, and the whole text of the checkpoint.
    static func message(timestampSeconds: UInt64, checkpoint: Checkpoint) -> [UInt8] {
        [UInt8]("cosignature/v1\ntime \(timestampSeconds)\n".utf8) + checkpoint.encoded()
    }
}
