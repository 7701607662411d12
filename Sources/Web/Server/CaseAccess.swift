import HTTPTypes
import Hummingbird
import Messages

/// Who may read contents of cases through pages and the JSON API (protocol §10.4).
///
/// The backend knows the key. A browser shows it as a cookie that the sign-in page sets, a program as
/// a bearer token. There is one key for a node: officers are told apart by the acts they sign for,
/// and pages record nothing.
struct CaseAccess<Backend: WebBackend> {
    let backend: Backend

    func isOpen(to request: Request) -> Bool { backend.opensCases(to: CaseKey.shown(by: request)) }

    /// - Throws: ``WebFailure/unauthorized(_:)`` with where the key is.
    func demand(_ request: Request) throws(WebFailure) {
        guard isOpen(to: request) else { throw CaseKey.missing }
    }
}

/// The key as it travels.
enum CaseKey {
    static let cookieName = "cases"
    static let maximumByteCount = 128

    static let missing = WebFailure.unauthorized(
        "Cases are confidential: sign in at /sign-in, or send the node's page key (pages.key in "
            + "its data folder) as a bearer token.")

    static func shown(by request: Request) -> String? {
        if let header = request.headers[.authorization], header.hasPrefix("Bearer ") {
            return checked(header.dropFirst(7))
        }
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

    /// Kept for a working day, sent to this node only, out of reach of scripts.
    static func cookie(_ key: String) -> String {
        "\(cookieName)=\(key); Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"
    }

    static let noCookie = "\(cookieName)=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"
}
