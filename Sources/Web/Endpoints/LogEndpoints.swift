import HTTPTypes
import Hummingbird
import Messages
import TransparencyLog

/// The read path, `/log/<origin>/…` (C2SP tlog-tiles), and `/blob/<sha256>`.
struct LogEndpoints<Backend: WebBackend> {
    let backend: Backend
    private static var immutable: String { "public, max-age=31536000, immutable" }

    func add(to routes: RouteTable) {
        routes.getAny("/log/**") { request, _ in try await resource(request) }
        routes.getAny("/blob/:name") { request, context in
            try await blob(request, name: context.parameters.get("name") ?? "")
        }
    }

    private func resource(_ request: Request) async throws -> Response {
        guard let path = Query.path(of: request.uri, below: "/log/"),
            let (origin, resource) = Self.split(path)
        else {
            throw WebFailure.notFound("Logs are read at /log/<origin>/checkpoint and …/tile/….")
        }
        let acceptsGzip = request.headers[.acceptEncoding].map(Self.acceptsGzip) ?? false
        let reply = try await backend.resource(
            origin, resource, acceptsGzip: acceptsGzip, caller: Caller(session: request.session))
        switch reply {
        case .found(let found): return Self.response(found, resource)
        case .notFound: throw WebFailure.notFound("This log or this part of it is not held here.")
        case .forbidden:
            throw WebFailure.forbidden("Open a session as a node that may read this stream.")
        }
    }

    private static func response(_ found: ResourceBytes, _ resource: LogResource) -> Response {
        let isText = resource == .checkpoint || resource == .verifierKey
        var response = Responses.bytes(
            found.bytes, type: isText ? "text/plain; charset=utf-8" : "application/octet-stream",
            cache: found.isImmutable ? immutable : "no-cache")
        if found.isGzip {
            response.headers[.contentEncoding] = "gzip"
        }
        if case .entries = resource { response.headers[.vary] = "accept-encoding" }
        return response
    }

    /// Parts `<origin>/<resource>`. An origin may hold any number of slashes, so the resource is
    /// what starts at the last `tile/`, or the last component.
    static func split(_ path: String) -> (Origin, LogResource)? {
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        guard components.count >= 2 else { return nil }
        let start = components.lastIndex(of: "tile") ?? components.count - 1
        guard start > 0,
            let resource = LogResource(path: components[start...].joined(separator: "/")),
            // A text that is no origin is simply the name of nothing.
            let origin = try? Origin(components[..<start].joined(separator: "/"))
        else { return nil }
        return (origin, resource)
    }

    /// Whether `gzip` is accepted (RFC 9110 §12.5.3), a quality of zero meaning no.
    static func acceptsGzip(_ header: String) -> Bool {
        header.split(separator: ",").contains { item in
            let parts = item.split(separator: ";").map {
                $0.filter { !$0.isWhitespace }.lowercased()
            }
            guard let coding = parts.first, coding == "gzip" || coding == "*" else { return false }
            return !parts.dropFirst().contains { part in
                part == "q=0"
                    || (part.hasPrefix("q=0.") && part.dropFirst(4).allSatisfy { $0 == "0" })
            }
        }
    }

    private func blob(_ request: Request, name: String) async throws -> Response {
        guard let hash = TreeHash(hex: name) else {
            throw WebFailure.badRequest("Name a blob by its SHA-256, 64 lower-case hex digits.")
        }
        switch try await backend.blob(hash, caller: Caller(session: request.session)) {
        case .found(let bytes): return try Self.blobResponse(bytes, request: request, name: name)
        case .notFound: throw WebFailure.notFound("This blob is not held here.")
        case .forbidden:
            throw WebFailure.forbidden("Only the chain of the case may read this blob.")
        }
    }

    /// The name is the hash of the content, so the entity tag is strong for good and an interrupted
    /// download can always go on.
    private static func blobResponse(
        _ bytes: [UInt8], request: Request, name: String
    ) throws(WebFailure) -> Response {
        let condition = request.headers[.ifRange]
        let isUnchanged = condition == nil || condition == "\"\(name)\""
        let range =
            try isUnchanged
            ? ByteRange(header: request.headers[.range], byteCount: bytes.count) : nil
        var response = Responses.bytes(
            range.map { Array(bytes[$0.range]) } ?? bytes, type: "application/octet-stream",
            status: range == nil ? 200 : 206, cache: "private, max-age=31536000, immutable")
        Responses.add(
            [
                ("accept-ranges", "bytes"), ("etag", "\"\(name)\""),
                ("content-disposition", "attachment"), ("x-content-type-options", "nosniff"),
            ], to: &response)
        if let range {
            Responses.add([("content-range", range.header)], to: &response)
        }
        return response
    }
}
