/// The dialogue between nodes (protocol §5). Bodies are messages of `sync.proto`, opaque here.
public protocol SyncBackend: Sendable {
    /// `POST /sync/v1/session`: a signed token against a short session id.
    func openSession(_ body: [UInt8]) async -> SyncReply

    /// `GET /sync/v1/heads`: heads that changed since the cursor; 204 without a body when nothing
    /// did within `waitSeconds` (0...60, bounded by the web). Must give up when its task is
    /// cancelled (the client went away), and must not hold a thread while it waits.
    func heads(cursor: String, waitSeconds: Int, session: String?) async -> SyncReply

    /// `POST /sync/v1/push`: new entries with their checkpoint; 409 with the size held.
    func push(_ body: [UInt8], session: String?) async -> SyncReply

    /// `POST /sync/v1/news`: heartbeats and digests from a peer that dials this node, in the form of a
    /// heads answer without heads; 204.
    func news(_ body: [UInt8], session: String?) async -> SyncReply

    /// `POST /sync/v1/mark`: a sealed question about a person's mark, for a sealed answer.
    func mark(_ body: [UInt8], session: String?) async -> SyncReply

    /// `POST /sync/v1/digest`: the buckets or rows of a digest; 409 with its logs where the inputs
    /// are others.
    func digest(_ body: [UInt8], session: String?) async -> SyncReply

    /// `GET /sync/v1/board?event=`: board rows of receipts this node holds.
    func board(_ event: EventName, session: String?) async -> SyncReply
}

extension SyncBackend {
    public func mark(_ body: [UInt8], session: String?) async -> SyncReply {
        SyncReply(status: 404)
    }

    public func news(_ body: [UInt8], session: String?) async -> SyncReply {
        SyncReply(status: 404)
    }
}

/// Status and body of an answer between nodes, exactly as to be sent.
public struct SyncReply: Hashable, Sendable {
    /// One of 200, 204, 400, 401, 403, 404, 409, 413, 429, 503, 507.
    public var status: Int
    public var body: [UInt8]

    public init(status: Int, body: [UInt8] = []) {
        self.status = status
        self.body = body
    }
}
