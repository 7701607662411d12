/// A tree head that the log's own key has signed.
///
/// It comes into being only by verifying a note or by signing one, so a head that nobody checked
/// cannot be passed where a checked one is wanted.
public struct VerifiedCheckpoint: Hashable, Sendable {
    /// The tree head.
    public let checkpoint: Checkpoint
    /// The note, encoded anew from what was understood, with the verified signature only.
    public let note: [UInt8]

    /// The log.
    public var origin: Origin { checkpoint.origin }
    /// The number of leaves.
    public var size: UInt64 { checkpoint.size }
    /// The root over the first ``size`` leaves.
    public var root: TreeHash { checkpoint.root }

    init(checkpoint: Checkpoint, note: [UInt8]) {
        self.checkpoint = checkpoint
        self.note = note
    }

    /// Reads a note, checks the signature by the log's key, and that it speaks about the key's
    /// own log.
    ///
    /// - Parameters:
    ///   - note: The bytes as received.
    ///   - key: The key known to be the log's; of type Ed25519.
    /// - Throws: ``NoteError``, with ``NoteError/unsuitableKey`` for a cosigner's key.
    public init(verifying note: [UInt8], key: VerifierKey) throws(NoteError) {
        try self.init(verifying: SignedNote(parsing: note), key: key)
    }

    /// The same for a note that has been parsed.
    ///
    /// - Throws: ``NoteError``.
    public init(verifying note: SignedNote, key: VerifierKey) throws(NoteError) {
        guard key.algorithm == .ed25519 else { throw .unsuitableKey }
        let verified = try note.verify(by: key)
        let checkpoint = try Checkpoint(parsing: verified.text)
        guard checkpoint.origin == key.name else { throw .originMismatch }
        // What was understood is encoded, not what was received: if parser and encoder ever
        // disagreed, the stored note would fail to verify instead of saying something else.
        let fresh = SignedNote(text: checkpoint.encoded(), signatures: [verified.signature])
        self.init(checkpoint: checkpoint, note: fresh.encoded())
    }
}
