import Glibc

/// Ports for processes that take theirs from a setting.
enum FreePorts {
    struct NoneFree: Error {}

    /// The first of `count` ports in a row that nobody listens on.
    ///
    /// They lie below those from which the system takes ports for outgoing connections, or one of
    /// these could be in use when the process gets to it.
    static func base(count: Int) throws -> Int {
        let start = 10_000 + Int(getpid()) % 60 * 300
        for step in 0..<60 {
            let base = 10_000 + (start - 10_000 + step * 300) % 18_000
            if (base..<base + count).allSatisfy(isFree) { return base }
        }
        throw NoneFree()
    }

    static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
