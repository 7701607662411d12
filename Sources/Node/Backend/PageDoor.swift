import Messages
import Synchronization
import TransparencyLog
import Web

/// The way to the cases of this node for pages and programs (protocol §10.4).
///
/// The page key opens; after signing in a random token stands for it, which this process alone knows.
/// So the key does not travel with every page, signing out ends something, and a restart ends all.
/// Wrong keys make whoever shows another wrong one wait, longer and longer: who guesses cannot be told
/// from who mistypes, and behind a proxy all have one address. The right key and sessions always open,
/// so nobody without a key shuts the others out; its 256 random bits are what keeps guesses away.
final class PageDoor: Sendable {
    private struct State {
        /// Until when each token is good, in milliseconds.
        var sessions: [String: UInt64] = [:]
        var wrongKeys = 0
        var lastWrongKey: UInt64 = 0
        var shutUntil: UInt64 = 0
    }
    private let key: String
    private let clock: @Sendable () -> UInt64
    private let state = Mutex(State())

    static let lifetimeSeconds = 12 * 3_600
    private static let sessionLimit = 1_024
    /// Wrong keys that cost nothing: people mistype.
    private static let freeTries = 2
    private static let longestWaitSeconds = 300
    /// Wrong keys are forgotten after so long without another one.
    private static let memoryMilliseconds: UInt64 = 3_600_000

    init(key: String, clock: @escaping @Sendable () -> UInt64) {
        self.key = key
        self.clock = clock
    }

    /// - Throws: ``WebFailure/tooManyRequests(_:retryAfterSeconds:)`` for a wrong key while wrong ones
    ///   have to wait.
    func opens(key shown: String) throws(WebFailure) -> Bool {
        let now = clock()
        return try state.withLock { state throws(WebFailure) in
            if isEqualInConstantTime(shown, key) {
                (state.wrongKeys, state.shutUntil) = (0, 0)
                return true
            }
            try Self.demandNoWait(&state, now: now)
            Self.noteWrongKey(&state, now: now)
            return false
        }
    }

    func opens(session token: String) -> Bool {
        let now = clock()
        return state.withLock { Self.isGood($0.sessions[token], now: now) }
    }

    /// - Returns: `nil`: that is not the key.
    /// - Throws: as ``opens(key:)``.
    func signIn(key shown: String) throws(WebFailure) -> CaseSession? {
        guard try opens(key: shown) else { return nil }
        let now = clock()
        let token = Hex.encode(SystemEntropy.bytes(32))
        state.withLock { state in
            state.sessions = state.sessions.filter { Self.isGood($0.value, now: now) }
            if state.sessions.count >= Self.sessionLimit,
                let oldest = state.sessions.min(by: { ($0.value, $0.key) < ($1.value, $1.key) })
            {
                state.sessions[oldest.key] = nil
            }
            state.sessions[token] = now + UInt64(Self.lifetimeSeconds) * 1_000
        }
        return CaseSession(token: token, lifetimeSeconds: Self.lifetimeSeconds)
    }

    func signOut(session token: String) {
        state.withLock { _ = $0.sessions.removeValue(forKey: token) }
    }

    /// A session that would last longer than any was made before the clock was set back.
    private static func isGood(_ until: UInt64?, now: UInt64) -> Bool {
        until.map { $0 > now && $0 - now <= UInt64(lifetimeSeconds) * 1_000 } ?? false
    }

    private static func demandNoWait(_ state: inout State, now: UInt64) throws(WebFailure) {
        let isOld = now > state.lastWrongKey + memoryMilliseconds
        let wasSetBack = now < state.lastWrongKey
        if isOld || wasSetBack { (state.wrongKeys, state.shutUntil) = (0, 0) }
        guard state.shutUntil > now else { return }
        let seconds = Int((state.shutUntil - now + 999) / 1_000)
        throw .tooManyRequests(
            "Too many wrong keys were tried at this node; try again in \(seconds) seconds.",
            retryAfterSeconds: seconds)
    }

    /// The third wrong key costs a second, each further one twice as long.
    private static func noteWrongKey(_ state: inout State, now: UInt64) {
        state.wrongKeys += 1
        state.lastWrongKey = now
        guard state.wrongKeys > freeTries else { return }
        let doublings = min(state.wrongKeys - freeTries - 1, 16)
        state.shutUntil = now + UInt64(min(1 << doublings, longestWaitSeconds)) * 1_000
    }
}
