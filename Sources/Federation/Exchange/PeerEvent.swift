public import TransparencyLog

/// What happened with a peer that this node dials; the shell reports it to the ``Exchange``.
public enum PeerEvent: Sendable {
    case opened
    case openFailed(PeerFailure)
    /// `nil`: nothing new (204).
    case heads(HeadsAnswer?)
    case headsFailed(PeerFailure)
    /// `gzip`: the compressed form, for a full bundle that came so; `bytes` is expanded.
    case fetched(Origin, LogResource, bytes: [UInt8], gzip: [UInt8]?)
    case fetchedBundle(Origin, FetchedBundle)
    case fetchFailed(Origin, LogResource, FetchFailure)
    case pushAnswered(Origin, PushAnswer)
    case pushFailed(Origin, PeerFailure)
    case tick
}

/// What a shell is to do for an ``Exchange``. Everything else is done inside.
public enum ExchangeAction: Sendable {
    case openSession(peer: String)
    case pollHeads(peer: String, cursor: String?, waitSeconds: Int)
    case fetch(peer: String, Origin, [LogResource])
    case push(peer: String, PushRequest)
    /// Report ``PeerEvent/tick`` at this time unless another event comes first.
    case wait(peer: String, until: UInt64)
    /// Answer a waiting poll; `nil`: 204.
    case answer(PollTicket, HeadsAnswer?)
    /// These logs grew here: boards, pages and receipts may look again.
    case grew([Origin])
    /// Two nodes with equal inputs have different registries: an alarm (protocol §8).
    case digestAlarm(peer: String, scope: String)
}
