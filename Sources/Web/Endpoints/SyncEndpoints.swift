import HTTPTypes
import Hummingbird
import Messages
import TransparencyLog

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
        routes.getAny("/sync/v1/heads") { request, context in try await heads(request, context) }
        routes.post("/sync/v1/push") { request, _ in
            let body = try await request.bytes(atMost: limits.pushByteCount)
            return Responses.sync(await backend.push(body, session: request.session))
        }
        routes.post("/sync/v1/news") { request, _ in
            let body = try await request.bytes(atMost: limits.pushByteCount)
            return Responses.sync(await backend.news(body, session: request.session))
        }
        routes.post("/sync/v1/blob") { request, _ in try await blob(request) }
        routes.post("/sync/v1/digest") { request, _ in
            let body = try await request.bytes(atMost: limits.sessionByteCount)
            return Responses.sync(await backend.digest(body, session: request.session))
        }
        routes.post("/sync/v1/mark") { request, _ in
            let body = try await request.bytes(atMost: limits.sessionByteCount)
            return Responses.sync(await backend.mark(body, session: request.session))
        }
        routes.getAny("/sync/v1/board") { request, _ in
            guard let event = try Query(request.uri)["event"].flatMap({ EventName($0) }) else {
                throw WebFailure.badRequest("Give event= as origin#index.")
            }
            return Responses.sync(await backend.board(event, session: request.session))
        }
    }

    /// A whole blob, or with `of`, `size` and `from` a piece of a large one.
    private func blob(_ request: Request) async throws -> Response {
        let query = try Query(request.uri)
        let caller = Caller(session: request.session)
        guard let of = query["of"] else {
            let body = try await request.bytes(atMost: limits.pushByteCount)
            try await backend.keepBlob(body, caller: caller)
            return Responses.sync(SyncReply(status: 204))
        }
        guard let name = TreeHash(hex: of), let size = query["size"].flatMap({ plainDecimal($0) }),
            let from = query["from"].flatMap({ plainDecimal($0) }), from <= size
        else {
            throw WebFailure.badRequest(
                "Name a blob by its SHA-256, 64 lower-case hex digits, with size= and from= in bytes."
            )
        }
        guard size <= UInt64(limits.pushByteCount) else {
            throw WebFailure.tooLarge(limitByteCount: limits.pushByteCount)
        }
        let body = try await request.bytes(atMost: Int(size - from))
        let next = try await backend.keepPiece(
            BlobPiece(name: name, byteCount: Int(size), offset: Int(from), bytes: body),
            caller: caller)
        guard let next else { return Responses.sync(SyncReply(status: 204)) }
        var response = Responses.sync(SyncReply(status: 202))
        Responses.add([("upload-offset", String(next))], to: &response)
        return response
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
