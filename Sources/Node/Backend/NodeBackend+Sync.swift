import Compression
import Federation
public import Web

/// The dialogue between nodes (protocol §5): the web passes bytes, here they get their meaning.
extension NodeBackend {
    /// The most bytes that one submission may expand to: its resources are of several bundles.
    private static let expandedByteLimit = 64 << 20

    public func openSession(_ body: [UInt8]) async -> SyncReply {
        switch await core.openSession(body, sessionBytes: SystemEntropy.bytes(8)) {
        case .success(let answer): SyncReply(status: 200, body: answer.encoded())
        case .failure(let refusal): SyncReply(status: refusal.status)
        }
    }

    public func heads(cursor: String, waitSeconds: Int, session: String?) async -> SyncReply {
        // Not the remembered session: this keeps it alive.
        guard let caller = await core.caller(session) else { return SyncReply(status: 401) }
        let node = CallerBook.node(ofCaller: caller)
        callers.note(node, received: 0, sent: 0)
        let answer = await core.poll(
            caller: caller, cursor: cursor.isEmpty ? nil : cursor,
            waitMilliseconds: UInt64(min(max(waitSeconds, 0), 60)) * 1_000)
        guard let answer else { return SyncReply(status: 204) }
        let body = answer.encoded()
        callers.note(node, received: 0, sent: body.count)
        return SyncReply(status: 200, body: body)
    }

    public func push(_ body: [UInt8], session: String?) async -> SyncReply {
        guard let caller = await core.caller(session) else { return SyncReply(status: 401) }
        let node = CallerBook.node(ofCaller: caller)
        let request: PushRequest
        do throws(SyncRefusal) {
            request = try PushRequest(encoded: body)
        } catch {
            if case .messageTooLarge = error { return SyncReply(status: 413) }
            return SyncReply(status: 400)
        }
        guard let expanded = Self.expand(request.resources) else { return SyncReply(status: 400) }
        let answer = await core.push(caller: caller, request: request, expanded: expanded)
        let reply = SyncReply(status: answer.status, body: answer.encoded())
        callers.note(node, received: body.count, sent: reply.body.count)
        return reply
    }

    /// Board rows of the receipts held here, for every node that is to hold the log. Any member may
    /// ask: receipts say when something was applied, never what.
    public func board(_ event: EventName, session: String?) async -> SyncReply {
        guard await callers.node(session) != nil else { return SyncReply(status: 401) }
        guard let subject = subject(event) else { return SyncReply(status: 404) }
        let rows = await core.boardRows(subject.reference, nodes: holders(of: subject.log))
        return SyncReply(status: 200, body: BoardMessages.answer(rows))
    }

    public func digest(_ body: [UInt8], session: String?) async -> SyncReply {
        guard let caller = await core.caller(session) else { return SyncReply(status: 401) }
        // Losing the error is right: the sender only needs to know that it was not understood.
        guard let query = try? DigestQuery(encoded: body) else { return SyncReply(status: 400) }
        // Losing the error is right: the operator sees the store's trouble elsewhere.
        switch try? await core.with({ try $0.answer(query, caller: caller) }) {
        case .detail(let detail): return SyncReply(status: 200, body: detail.encoded())
        case .otherInputs(let detail): return SyncReply(status: 409, body: detail.encoded())
        case .unknown: return SyncReply(status: 404)
        case .refused: return SyncReply(status: 403)
        case nil: return SyncReply(status: 503)
        }
    }

    public func mark(_ body: [UInt8], session: String?) async -> SyncReply {
        guard let caller = await core.caller(session) else { return SyncReply(status: 401) }
        let reply = await marks.answer(body, asker: CallerBook.node(ofCaller: caller))
        return SyncReply(status: reply.status, body: reply.body)
    }

    public func news(_ body: [UInt8], session: String?) async -> SyncReply {
        guard let node = await callers.node(session) else { return SyncReply(status: 401) }
        // Losing the error is right: the sender only needs to know that it was not understood.
        guard let news = try? HeadsAnswer(encoded: body), news.heads.isEmpty else {
            return SyncReply(status: 400)
        }
        await core.heard(news, from: node)
        return SyncReply(status: 204)
    }

    /// Expands what came compressed; `nil` when something is damaged or too large.
    private static func expand(_ resources: [PushedResource]) -> [[UInt8]]? {
        var left = expandedByteLimit
        var expanded: [[UInt8]] = []
        for part in resources {
            var bytes = part.bytes
            if part.isGzip {
                // Losing the error is right: the whole submission is answered with 400.
                guard
                    let content = try? Gzip.decompress(
                        bytes, maximumByteCount: min(PeerShell.bundleByteLimit, left))
                else { return nil }
                bytes = content
            }
            left -= bytes.count
            guard left >= 0 else { return nil }
            expanded.append(bytes)
        }
        return expanded
    }
}
