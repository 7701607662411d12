import TransparencyLog

/// The named state of one log.
public enum FollowState: Equatable, Sendable {
    /// Everything that was offered is held.
    case current
    case catchingUp(to: UInt64)
    /// What was offered last was not taken; it is tried again.
    case refused(SyncRefusal)
    /// Two histories are proved; nothing is taken until that is settled.
    case forked(ForkEvidence)
    /// The log was closed and is held up to its end.
    case closed

    /// The short name, as shown by `dingdian peers`.
    public var name: String {
        switch self {
        case .current: "current"
        case .catchingUp: "catching-up"
        case .refused: "refused"
        case .forked: "forked"
        case .closed: "closed"
        }
    }
}

/// What to do after a checkpoint was offered.
public enum OfferOutcome: Equatable, Sendable {
    /// Nothing: it is held already, or older. See ``LogFollower/prefixQuestion``.
    case known
    /// Store these; they reach the checkpoint.
    case verified([VerifiedChunk])
    /// Fetch what ``LogFollower/nextFetches(_:)`` says.
    case catchingUp
    /// Nothing: the log is held up to its end.
    case closed
    case forked(ForkEvidence)
    case refused(SyncRefusal)
}

/// What to do after a resource arrived or failed.
public enum ReceiveOutcome: Equatable, Sendable {
    /// Store these, perhaps none, and fetch on.
    case progress([VerifiedChunk])
    case forked(ForkEvidence)
    /// It was thrown away. Try again after a pause.
    case refused(SyncRefusal)
    /// It was not asked for, or no longer: nothing happened.
    case unexpected
}

/// Why a resource did not come.
public enum FetchFailure: Hashable, Sendable {
    /// The source says that it has none (404).
    case missing
    /// The connection, the time or the source failed.
    case transient
    /// The source does not allow it.
    case forbidden
    /// The source asks to be left alone for so long (429, 503).
    case throttled(milliseconds: UInt64)
}
