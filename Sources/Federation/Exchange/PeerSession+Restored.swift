import TransparencyLog

extension PeerSession {
    /// A peer that was restored from a backup holds less than it said before: what its heads say now
    /// counts, so that it gets back what it lost.
    ///
    /// Nothing here is verified; a size that is too low only makes us hand in what the peer has.
    ///
    /// - Returns: whether the peer was started again or holds less than before, so that what it took
    ///   besides logs may be lost, too.
    @discardableResult
    mutating func forgetWhatWasLost(_ answer: HeadsAnswer) -> Bool {
        var isOther = false
        // Keys come only with logs that are new to the cursor. For a log that the peer had told of
        // they mean that it did not know the cursor: this is its full list, and what is missing in it
        // the peer does not hold.
        if answer.heads.contains(where: { $0.key != nil && logs[$0.origin]?.peerSize != nil }) {
            for origin in logs.keys { logs[origin]?.peerSize = nil }
            headsAreComplete = false
            isOther = true
        }
        for row in answer.heads {
            // Losing the errors is right: what is no checkpoint is refused by the follower.
            guard let known = logs[row.origin]?.peerSize,
                let note = try? SignedNote(parsing: row.note),
                let checkpoint = try? Checkpoint(parsing: note.text), checkpoint.size < known
            else { continue }
            logs[row.origin]?.peerSize = checkpoint.size
            isOther = true
        }
        return isOther
    }
}
