public import Messages

/// Everything the web asks of a node. The web knows neither databases nor peers; the node target
/// implements this, tests use a fake.
///
/// The parts stand in files of their own: ``StatusBackend`` (the hot path), ``LogBackend`` (the
/// read path of the logs), ``SyncBackend`` (dialogue between nodes), ``RegistryBackend`` (what the
/// pages and the JSON API show), ``CaseworkBackend`` (duties, cases, papers, policies) and
/// ``OperationsBackend`` (health, metrics, local commands).
public protocol WebBackend: StatusBackend, LogBackend, SyncBackend, RegistryBackend,
    CaseworkBackend, OperationsBackend
{}

/// Why a backend cannot give what was asked. Each case has one HTTP status (see
/// `WebFailure.status`); the sentence is shown to the caller, so it says what to do and holds no
/// registry contents.
public enum WebFailure: Worded, Hashable, Sendable {
    /// 400
    case badRequest(Message)
    /// 401: no session, an expired one, or a wrong token.
    case unauthorized(Message)
    /// 403
    case forbidden(Message)
    /// 404
    case notFound(Message)
    /// 405 with the methods that are possible.
    case methodNotAllowed(allowed: [String])
    /// 409
    case conflict(Message)
    /// 413 with the limit in bytes.
    case tooLarge(limitByteCount: Int)
    /// 416 with the size of the whole.
    case rangeNotSatisfiable(byteCount: Int)
    /// 429: ask again after so many seconds.
    case tooManyRequests(Message, retryAfterSeconds: Int)
    /// 503: true for now; ask again after so many seconds.
    case unavailable(Message, retryAfterSeconds: Int)
    /// 507: the node cannot keep what it would acknowledge.
    case cannotStore(Message)
    /// 500: our own bug or a damaged store; details go to the log, not to the caller.
    case broken
}
