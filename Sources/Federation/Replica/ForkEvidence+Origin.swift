public import TransparencyLog

extension ForkEvidence {
    /// The log that the first note names; unverified, only for finding the key to verify with.
    public var claimedOrigin: Origin? {
        // Losing the error is right: what does not parse names no log.
        guard let note = try? SignedNote(parsing: first),
            let checkpoint = try? Checkpoint(parsing: note.text)
        else { return nil }
        return checkpoint.origin
    }
}
