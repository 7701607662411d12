public import TransparencyLog

extension VerifiedCheckpoint {
    /// The checkpoint of a log of a federation: three lines and no more (protocol §4.1). What a further
    /// line would say is agreed on nowhere, and a reader that dropped it would pass on another text
    /// than the one that was signed.
    ///
    /// - Parameters:
    ///   - note: The bytes as received.
    ///   - key: The key known to be the log's.
    /// - Throws: ``NoteError``, with `extensionLines` for a checkpoint that is in order otherwise.
    public init(ofFederationLog note: [UInt8], key: VerifierKey) throws(NoteError) {
        try self.init(verifying: note, key: key)
        guard checkpoint.extensionLines.isEmpty else { throw .extensionLines }
    }
}
