public import Messages

/// The one place where failures become HTTP statuses; `FailureTableTests` lists every row.
extension WebFailure {
    var status: Int {
        switch self {
        case .badRequest: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .conflict: 409
        case .tooLarge: 413
        case .rangeNotSatisfiable: 416
        case .tooManyRequests: 429
        case .broken: 500
        case .unavailable: 503
        case .cannotStore: 507
        }
    }

    /// The short name of the status, the same for every occurrence (RFC 9457, `title`).
    var title: String {
        switch self {
        case .badRequest: "Bad Request"
        case .unauthorized: "Unauthorized"
        case .forbidden: "Forbidden"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .conflict: "Conflict"
        case .tooLarge: "Content Too Large"
        case .rangeNotSatisfiable: "Range Not Satisfiable"
        case .tooManyRequests: "Too Many Requests"
        case .broken: "Internal Server Error"
        case .unavailable: "Service Unavailable"
        case .cannotStore: "Insufficient Storage"
        }
    }

    /// The title as programs know it: `not-found`.
    public var code: String { ProblemJSON.code(title) }

    /// One sentence about this occurrence that says what to do.
    public var message: Message {
        switch self {
        case .badRequest(let detail), .unauthorized(let detail), .forbidden(let detail),
            .notFound(let detail), .conflict(let detail), .unavailable(let detail, _),
            .cannotStore(let detail), .tooManyRequests(let detail, _):
            detail
        case .methodNotAllowed(let allowed):
            "This address takes \(allowed) only."
        case .tooLarge(let limit):
            "Send at most \(limit) bytes in one request; split what is larger."
        case .rangeNotSatisfiable(let byteCount):
            "Ask for a range inside the \(byteCount) bytes, or for the whole."
        case .broken:
            "The node could not answer. Its log says why; ask its operator."
        }
    }

    /// Headers that belong to the failure.
    var headers: [(name: String, value: String)] {
        switch self {
        case .methodNotAllowed(let allowed): [("allow", allowed.joined(separator: ", "))]
        case .tooManyRequests(_, let seconds), .unavailable(_, let seconds):
            [("retry-after", String(seconds))]
        case .rangeNotSatisfiable(let byteCount): [("content-range", "bytes */\(byteCount)")]
        case .badRequest, .unauthorized, .forbidden, .notFound, .conflict, .tooLarge, .cannotStore,
            .broken:
            []
        }
    }

    /// Writes the problem document (RFC 9457).
    func write(to json: inout JSONWriter) {
        ProblemJSON.write(title: title, status: status, message: message, to: &json)
    }
}

/// The one form of problem documents.
enum ProblemJSON {
    static func write(title: String, status: Int, message: Message, to json: inout JSONWriter) {
        json.object { json in
            json.member("type", "about:blank")
            json.member("title", title)
            json.member("status", status)
            json.member("detail", message.line)
            json.member("code", code(title))
            json.member("zh", message.chinese)
            json.member("en", message.english)
        }
    }

    /// The title as programs know it: `not-found`.
    static func code(_ title: String) -> String { title.lowercased().replacing(" ", with: "-") }
}
