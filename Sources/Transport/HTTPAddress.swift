/// The address under which a peer is reached; paths are added to it.
public enum PeerAddress {
    /// Whether it is an absolute `http` or `https` address of printable ASCII without user, password, query
    /// and fragment.
    public static func isCallable(_ text: String) -> Bool {
        HTTPAddress(text) != nil && !text.utf8.contains { [0x22, 0x23, 0x3F].contains($0) }
    }
}

/// The parts of an address that the client decides by.
struct HTTPAddress: Sendable, Equatable {
    /// Whether TLS is spoken (`https`).
    let isSecure: Bool
    /// Host and port as written, in lower case: what a connection is made to.
    let host: String

    /// Nil unless `url` is an absolute `http` or `https` address of printable ASCII bytes. An
    /// address with a user or password in it is refused: addresses end up in logs.
    init?(_ url: String) {
        guard url.utf8.count <= 8_192, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
        let lower = url.lowercased()
        let rest: Substring
        if lower.hasPrefix("https://") {
            isSecure = true
            rest = lower.dropFirst(8)
        } else if lower.hasPrefix("http://") {
            isSecure = false
            rest = lower.dropFirst(7)
        } else {
            return nil
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        host = String(authority)
    }

    /// Identifies the connections that one transfer can share with another.
    var connectionKey: String { (isSecure ? "https://" : "http://") + host }
}
