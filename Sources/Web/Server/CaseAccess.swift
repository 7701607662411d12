import HTTPTypes
import Hummingbird
import Messages

/// Who may read contents of cases through pages and the JSON API (protocol §10.4).
///
/// The backend knows the key and the sessions. A browser shows the token of its session as a cookie
/// that the sign-in page sets, a program the key as a bearer token. There is one key for a node:
/// officers are told apart by the acts they sign for, and pages record nothing.
struct CaseAccess<Backend: WebBackend> {
    let backend: Backend

    /// A session counts before a bearer token: that may be meant for a proxy on the way, and must not keep
    /// out who signed in.
    ///
    /// - Throws: ``WebFailure/tooManyRequests(_:retryAfterSeconds:)`` after too many wrong keys.
    func isOpen(to request: Request) throws(WebFailure) -> Bool {
        if try backend.opensCases(to: CaseKey.session(of: request).map { .session($0) }) {
            return true
        }
        guard let key = CaseKey.bearer(of: request) else { return false }
        return try backend.opensCases(to: .key(key))
    }

    /// For pages that everybody may see, with or without cases: a key that is none shows them without.
    func showsCases(to request: Request) -> Bool {
        // Losing the error is right: whoever has to wait sees what everybody sees.
        (try? isOpen(to: request)) ?? false
    }

    /// - Throws: ``WebFailure/unauthorized(_:)`` with where the key is; as ``isOpen(to:)``.
    func demand(_ request: Request) throws(WebFailure) {
        guard try isOpen(to: request) else { throw CaseKey.missing }
    }
}

/// Key and session as they travel.
enum CaseKey {
    /// Browsers do not tell ports of a host apart: each has a name of its own, so that nodes on one
    /// machine leave each other's sessions alone.
    static func cookieName(for request: Request) -> String {
        let port = (request.head.authority ?? "").split(separator: ":").last ?? ""
        let isNumber = !port.isEmpty && port.utf8.count <= 5 && port.allSatisfy(\.isNumber)
        return isNumber ? "cases-\(port)" : "cases"
    }

    static let maximumByteCount = 128

    static let missing = WebFailure.unauthorized(
        "Cases are confidential: sign in at /sign-in, or send the node's page key (pages.key in "
            + "its data folder) as a bearer token.")

    static func bearer(of request: Request) -> String? {
        guard let header = request.headers[.authorization], header.hasPrefix("Bearer ") else {
            return nil
        }
        return checked(header.dropFirst(7))
    }

    static func session(of request: Request) -> String? {
        let cookieName = cookieName(for: request)
        for cookie in (request.headers[.cookie] ?? "").split(separator: ";") {
            let trimmed = cookie.drop { $0 == " " }
            if trimmed.hasPrefix(cookieName + "=") {
                return checked(trimmed.dropFirst(cookieName.utf8.count + 1))
            }
        }
        return nil
    }

    /// Letters and digits only, so that a key can be given back in a header as it came.
    static func checked(_ text: some StringProtocol) -> String? {
        let trimmed = text.drop { $0 == " " }
        guard (1...maximumByteCount).contains(trimmed.utf8.count),
            trimmed.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                default: false
                }
            })
        else { return nil }
        return String(trimmed)
    }

    /// As long as the session lasts, sent to this node only, out of reach of scripts.
    static func cookie(_ session: CaseSession, for request: Request) -> String {
        cookie(session.token, seconds: session.lifetimeSeconds, for: request)
    }

    static func noCookie(for request: Request) -> String { cookie("", seconds: 0, for: request) }

    private static func cookie(_ value: String, seconds: Int, for request: Request) -> String {
        "\(cookieName(for: request))=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (isEncrypted(request) ? "; Secure" : "")
    }

    /// TLS ends in front of the node, and what ends it says so. Whoever only claims it gets a cookie
    /// that his browser does not send back without TLS.
    private static func isEncrypted(_ request: Request) -> Bool {
        guard let name = HTTPField.Name("x-forwarded-proto") else { return false }
        let first = request.headers[name]?.split(separator: ",").first ?? ""
        return first.filter { $0 != " " }.lowercased() == "https"
    }
}
