import Federation
import Synchronization

/// Who asks: sessions resolved to nodes, and what each caller has exchanged.
///
/// A session that was found is believed for half a minute without asking the writer, so that a
/// catch-up by thousands of bundles does not queue behind it. Rights are judged at every request
/// all the same: a revoked node reads nothing from that moment on.
final class CallerBook: Sendable {
    /// What came from and went to one caller, bodies only.
    struct Traffic: Sendable {
        var heardAt: UInt64 = 0
        var received: UInt64 = 0
        var sent: UInt64 = 0
    }
    private static let memoryMilliseconds: UInt64 = 30_000
    private static let maximumCount = 4_096

    private struct Known: Sendable {
        var node: String
        var until: UInt64
    }
    private let core: NodeCore
    private let sessions = Mutex<[String: Known]>([:])
    private let traffic = Mutex<[String: Traffic]>([:])

    init(core: NodeCore) { self.core = core }

    /// The node of a session; `nil` for none, an unknown or an expired one.
    func node(_ session: String?) async -> String? {
        guard let session, session.utf8.count <= 64 else { return nil }
        let now = core.clock()
        // A later end was set before the clock was set back.
        if let known = sessions.withLock({ $0[session] }), known.until > now,
            known.until <= now + Self.memoryMilliseconds
        {
            return known.node
        }
        guard let node = (await core.caller(session)).map(Self.node(ofCaller:)) else { return nil }
        sessions.withLock {
            if $0.count >= Self.maximumCount { $0 = $0.filter { $0.value.until > now } }
            if $0.count >= Self.maximumCount { $0.removeAll() }
            $0[session] = Known(node: node, until: now + Self.memoryMilliseconds)
        }
        return node
    }

    /// The node of a caller as the core names one: `node#session`.
    static func node(ofCaller caller: String) -> String { String(caller.prefix { $0 != "#" }) }

    func note(_ node: String, received: Int, sent: Int) {
        let now = core.clock()
        traffic.withLock {
            guard $0[node] != nil || $0.count < Self.maximumCount else { return }
            $0[node, default: Traffic()].heardAt = now
            $0[node, default: Traffic()].received &+= UInt64(received)
            $0[node, default: Traffic()].sent &+= UInt64(sent)
        }
    }

    var all: [String: Traffic] { traffic.withLock { $0 } }
}
