import HTTPTypes
import Hummingbird
import Messages

/// The dialogue between nodes, `/sync/v1/…` (protocol §5). Bodies pass through as they are.
struct SyncEndpoints<Backend: WebBackend> {
    let backend: Backend
    let limits: WebConfiguration.Limits
    /// Longer cursors are none of ours.
    private static var cursorByteCount: Int { 256 }

    func add(to routes: RouteTable) {
        routes.post("/sync/v1/session") { request, _ in
            let body = try await request.bytes(atMost: limits.sessionByteCount)
            return Responses.sync(await backend.openSession(body))
        }
        routes.get("/sync/v1/heads") { request, context in try await heads(request, context) }
        routes.post("/sync/v1/push") { request, _ in
            let body = try await request.bytes(atMost: limits.pushByteCount)
            return Responses.sync(await backend.push(body, session: request.session))
        }
        routes.post("/sync/v1/news") { request, _ in
            let body = try await request.bytes(atMost: limits.pushByteCount)
            return Responses.sync(await backend.news(body, session: request.session))
        }
        routes.post("/sync/v1/blob") { request, _ in
            let body = try await request.bytes(atMost: limits.pushByteCount)
            try await backend.keepBlob(body, caller: Caller(session: request.session))
            return Responses.sync(SyncReply(status: 204))
        }
        routes.post("/sync/v1/digest") { request, _ in
            let body = try await request.bytes(atMost: limits.sessionByteCount)
            return Responses.sync(await backend.digest(body, session: request.session))
        }
        routes.post("/sync/v1/mark") { request, _ in
            let body = try await request.bytes(atMost: limits.sessionByteCount)
            return Responses.sync(await backend.mark(body, session: request.session))
        }
        routes.get("/sync/v1/board") { request, _ in
            guard let event = try Query(request.uri)["event"].flatMap({ EventName($0) }) else {
                throw WebFailure.badRequest("Give event= as origin#index.")
            }
            return Responses.sync(await backend.board(event, session: request.session))
        }
    }

    /// A waiting request is a suspended task, not a thread; it ends with the connection.
    private func heads(_ request: Request, _ context: WebContext) async throws -> Response {
        let query = try Query(request.uri)
        let cursor = query["c"] ?? ""
        guard cursor.utf8.count <= Self.cursorByteCount else {
            throw WebFailure.badRequest("Send the cursor c= exactly as it was given.")
        }
        var wait = 0
        if let text = query["w"] {
            guard let seconds = plainDecimal(text) else {
                throw WebFailure.badRequest("Give w= as whole seconds.")
            }
            wait = Int(min(seconds, UInt64(limits.waitSeconds)))
        }
        let (backend, session, waitSeconds) = (backend, request.session, wait)
        guard waitSeconds > 0 else {
            return Responses.sync(
                await backend.heads(cursor: cursor, waitSeconds: 0, session: session))
        }
        let reply = await ClientPresence.whileConnected(context.channel) {
            await backend.heads(cursor: cursor, waitSeconds: waitSeconds, session: session)
        }
        return Responses.sync(reply)
    }
}
