public import TransparencyLog

/// The exchange with one peer that this node dials: both directions, all logs (protocol §5).
///
/// A value without IO. The shell tells it what happened and carries out the directives that come
/// back; times are milliseconds since 1970 UTC, handed in. One value serves HTTP, the simulator and
/// tests.
///
///     start ─▶ opening ─▶ listening ◀─▶ paused (after failures; always ends)
///
/// Every log has a ``LogFollower`` and a back-off of its own, so a log that is bad or slow holds up
/// no other one. `directory` and `sanctions` go first.
public struct PeerSession: Sendable {
    /// Decides about a log that the peer offers: its key if this node follows the log, otherwise
    /// `nil`. It gets the key that the peer states, which is not to be believed: an epoch id is the
    /// hash of its key, and a log known already keeps its key.
    public typealias Admission = (_ origin: Origin, _ key: [UInt8]?) -> VerifierKey?

    enum Phase: Equatable {
        case idle
        case opening
        case listening
        /// `throttled` when the peer asked for it.
        case paused(until: UInt64, throttled: Bool)
    }

    /// What is known about one log with this peer.
    struct Log: Sendable {
        var follower: LogFollower
        let priority: Int
        var local: LocalLog?
        /// How much the peer holds, as far as it said.
        var peerSize: UInt64?
        /// Whether that is not known since a closing: the next submission asks, without entries.
        var isPeerUnknown = false
        /// The most that it ever said: only more than this is news.
        var toldSize: UInt64 = 0
        var isPushing = false
        /// What the peer asked for, to be sent with the next submission.
        var wanted: [LogResource] = []
        /// Whether it asked to see up to where two histories are one.
        var isAskedForFork = false
        var fetchCount = 0
        var backOff: BackOff
        var blockedUntil: UInt64 = 0
        /// Another session is fetching this log; it is left to that one until then.
        var leftUntil: UInt64 = 0
        var pushBackOff: BackOff
        var pushBlockedUntil: UInt64 = 0
        var isThrottled = false
        /// When the log was served last, so that logs of one priority take turns.
        var turn: UInt64 = 0
        var reported: LogState?

        /// What the peer holds may be less than it said.
        mutating func forgetPeer() {
            peerSize = nil
            isPeerUnknown = true
            wanted = []
            isAskedForFork = false
        }

        /// The own store holds this now; what else is known of the log stays.
        mutating func hold(_ position: LogPosition) {
            local = LocalLog(
                key: follower.key, position: position, limit: local?.limit,
                isOffered: local?.isOffered ?? false, closedSize: local?.closedSize)
        }
    }

    public let peer: String
    let limits: SyncLimits
    var phase = Phase.idle
    var logs: [Origin: Log] = [:]
    /// Logs with work to do; all others are not looked at when an event comes.
    var active: Set<Origin> = []
    /// Heads of logs that are not admitted (yet): the directory may be behind.
    var parked: [Origin: HeadRow] = [:]
    /// Logs that this peer has not offered yet and that another one is giving, until when.
    var givenElsewhere: [Origin: UInt64] = [:]
    var cursor: String?
    /// No poll of this session was answered yet: the peer begins its list anew, whose cursor may well
    /// be the one that is known, when nothing has happened there meanwhile.
    var isFreshSession = false
    var isPolling = false
    /// When the poll that is under way left, and how long the peer was asked to hold it.
    var polledAt: UInt64 = 0
    var pollWait: UInt64 = 0
    /// No poll leaves before: the last ones were answered early with nothing.
    var pollBlockedUntil: UInt64 = 0
    /// For peers that answer polls at once although nothing is new.
    var quietBackOff: BackOff
    /// Pages of lists in a row that told nothing new.
    var quietPageCount = 0
    /// More than the longest list has.
    static let quietPageLimit = 256
    /// Whether the peer's whole list was seen: before, nothing is known about what it lacks.
    var headsAreComplete = false
    var fetchCount = 0
    var pushCount = 0
    var turns: UInt64 = 0
    var backOff: BackOff
    /// The machine's clock at the last event, to notice when it is set back.
    var clock: UInt64 = 0
    let seed: UInt64
    /// How long a poll may wait for news.
    let pollSeconds: Int

    /// - Parameters:
    ///   - peer: The name of the peer, for reports.
    ///   - seed: For the jitter of pauses.
    ///   - pollSeconds: How long the peer may hold a poll that has no news.
    public init(
        peer: String, seed: UInt64, pollSeconds: Int = 50, limits: SyncLimits = .standard
    ) {
        self.peer = peer
        self.seed = seed
        self.pollSeconds = pollSeconds
        self.limits = limits
        backOff = BackOff(seed: seed)
        quietBackOff = BackOff(seed: seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    // MARK: The session

    /// Begins; the own logs should have been told by ``local(_:now:)`` before.
    public mutating func start(now: UInt64) -> [PeerDirective] {
        guard phase == .idle else { return [] }
        phase = .opening
        return [.openSession]
    }

    public mutating func opened(now: UInt64) -> [PeerDirective] {
        guard phase == .opening else { return [] }
        phase = .listening
        // No success yet: a peer that opens sessions and refuses their polls is asked ever more rarely.
        isFreshSession = true
        pollBlockedUntil = 0
        return pump(now)
    }

    public mutating func openFailed(_ failure: PeerFailure, now: UInt64) -> [PeerDirective] {
        guard phase == .opening else { return [] }
        return pause(failure, now)
    }

    /// Time has passed.
    public mutating func tick(now: UInt64) -> [PeerDirective] {
        noteClock(now)
        var directives: [PeerDirective] = []
        if case .paused(let until, _) = phase, now >= until {
            // A new session, since the old one may be gone: one request more after an outage.
            phase = .opening
            directives.append(.openSession)
        }
        return directives + pump(now)
    }

    mutating func add(_ follower: LogFollower) {
        // Each log draws from a stream of its own; the same logs give the same pauses.
        let salt = follower.origin.bytes.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        logs[follower.origin] = Log(
            follower: follower, priority: SyncPriority.of(follower.origin),
            backOff: BackOff(seed: salt),
            leftUntil: givenElsewhere.removeValue(forKey: follower.origin) ?? 0,
            pushBackOff: BackOff(seed: ~salt))
    }

    mutating func poll(wait: Bool = true, _ now: UInt64) -> [PeerDirective] {
        guard phase == .listening, !isPolling, pollBlockedUntil <= now else { return [] }
        isPolling = true
        let seconds = wait && headsAreComplete ? pollSeconds : 0
        polledAt = now
        pollWait = UInt64(seconds) * 1_000
        return [.pollHeads(cursor: cursor, waitSeconds: seconds)]
    }

    /// The peer as a whole failed: pause, then begin with a session.
    mutating func pause(_ failure: PeerFailure, _ now: UInt64) -> [PeerDirective] {
        noteClock(now)
        if case .paused = phase { return pump(now) }
        switch failure {
        case .unauthorized where !backOff.isFailing:
            // Sessions expire: that is no failure, unless the next one is not known either.
            _ = backOff.next()
            phase = .opening
            return [.openSession] + pump(now)
        case .unauthorized, .unreachable, .refused:
            phase = .paused(until: now + backOff.next(), throttled: false)
        case .throttled(let milliseconds):
            let pause = min(max(milliseconds, 1), 10 * BackOff.longestMilliseconds)
            phase = .paused(until: now + pause, throttled: true)
        }
        return pump(now)
    }
}
