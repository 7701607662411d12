public import TransparencyLog

/// What a shell is to do for a ``PeerSession``. Several may be under way at the same time; each
/// ends
/// in one event of the session, success or failure.
public enum PeerDirective: Equatable, Sendable {
    /// Exchange a fresh token for a session id: `opened` or `openFailed`.
    case openSession
    /// Ask for heads: `heads` or `headsFailed`. Without a cursor the answer is the full list.
    case pollHeads(cursor: String?, waitSeconds: Int)
    /// Fetch parts of a log: for each `fetched` or `fetchFailed`.
    case fetch(Origin, [LogResource])
    /// Make chunks durable, in this order: `stored` or `storeFailed` for their log.
    case store([VerifiedChunk])
    /// Hand entries in: `pushAnswered` or `pushFailed`.
    case push(PushOrder)
    /// Ask the own store: `proved`.
    case prove(Origin, PrefixQuestion)
    /// Hand the own tree of the log to `narrow`.
    case narrow(Origin)
    /// What is held of the log must be given up and followed anew.
    case discard(Origin)
    /// Heartbeats of other nodes, not verified.
    case heartbeats([[UInt8]])
    /// The peer's digests: to the ``DigestLedger``.
    case digests([DigestReport])
    /// Parts of branches that closings cut off, not verified.
    case cutOff([[UInt8]])
    /// A fork was proved: keep the evidence and tell everybody.
    case evidence(Origin, ForkEvidence)
    /// The state of a log with this peer changed.
    case report(Origin, LogState)
    /// Call `tick` at this time, unless another event comes first; replaces the last one.
    case wait(until: UInt64)
}

/// What to hand in. The shell reads it from the store and fills a ``PushRequest``.
public struct PushOrder: Hashable, Sendable {
    public var origin: Origin
    /// The log's Ed25519 public key.
    public var key: [UInt8]
    /// The checkpoint, as a signed note.
    public var note: [UInt8]
    /// Send these entries inline, if they have no more than ``SyncLimits/inlineByteCount`` bytes;
    /// otherwise send none, and the answer asks for resources.
    public var entries: Range<UInt64>?
    /// Send these resources; those that are not held go into `missing`.
    public var resources: [LogResource]
}

/// Why the peer as a whole did not answer.
public enum PeerFailure: Hashable, Sendable {
    /// No connection, a time-out, a broken answer.
    case unreachable
    /// The session is not or no longer known (401): a new one is opened.
    case unauthorized
    /// Try again in so many milliseconds (429, 503).
    case throttled(milliseconds: UInt64)
    /// The answer was malformed, or the peer refuses (400, 403, 404).
    case refused
}

/// The named state of one log with one peer (protocol §5).
public enum LogState: Equatable, Sendable {
    case current
    case catchingUp(to: UInt64)
    /// After a failure, until the time given in milliseconds.
    case waiting(until: UInt64)
    /// The peer asked for a pause until this time.
    case throttled(until: UInt64)
    /// What the peer offered was not taken. It is tried again.
    case refused(SyncRefusal)
    case forked
    case closed

    /// The short name, as shown by `dingdian peers`.
    public var name: String {
        switch self {
        case .current: "current"
        case .catchingUp: "catching-up"
        case .waiting: "waiting"
        case .throttled: "throttled"
        case .refused: "refused"
        case .forked: "forked"
        case .closed: "closed"
        }
    }
}

/// A log as the own store holds it, for a ``PeerSession``.
public struct LocalLog: Hashable, Sendable {
    public var key: VerifierKey
    public var position: LogPosition
    /// The closing that counts.
    public var limit: LogLimit?
    /// Whether this peer is to get the log from us: it is in the peer's scope and the peer does not
    /// fetch it by itself.
    public var isOffered: Bool
    /// The size beyond which the peer takes nothing, because the log was closed there.
    public var closedSize: UInt64?

    public init(
        key: VerifierKey, position: LogPosition, limit: LogLimit? = nil, isOffered: Bool = false,
        closedSize: UInt64? = nil
    ) {
        self.closedSize = closedSize
        self.key = key
        self.position = position
        self.limit = limit
        self.isOffered = isOffered
    }

    public var origin: Origin { key.name }
}
