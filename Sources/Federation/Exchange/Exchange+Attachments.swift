public import TransparencyLog

/// Attachments of cases that peers have already (protocol §5.9).
extension Exchange {
    /// What a peer that this node dials is known to have; nothing of it is handed in again.
    ///
    /// Forgotten when the peer was started again, since that is how a peer comes back that was restored
    /// from a backup: it cannot ask for what it lost.
    public func attachments(at peer: String) -> Set<TreeHash> { attachmentsGiven[peer] ?? [] }

    /// The peer has taken the attachment, or gave it.
    public func hasAttachment(_ name: TreeHash, at peer: String) {
        attachmentsGiven[peer, default: []].insert(name)
    }
}
