import Glibc
import Messages

/// Whether a node could listen somewhere, asked before it starts: a supervisor would otherwise start
/// nodes again and again beside a federation that runs already.
public enum ListeningPort {
    /// - Parameter host: an address or a name; whether its port is free is asked for dotted addresses.
    /// - Throws: ``CommandFailure`` that names the port when another program listens there, and the host
    ///   when it is none of this machine.
    public static func check(host: String, port: Int) throws(CommandFailure) {
        guard hasAddress(host) else { throw unknown(host) }
        guard port > 0, let number = UInt16(exactly: port) else { return }
        switch failure(host: host, port: number) {
        case EADDRINUSE:
            throw CommandFailure(
                "Port \(port) of \(host) is in use, perhaps by the same node; end that program or "
                    + "choose another port.")
        case EADDRNOTAVAIL: throw unknown(host)
        default: return
        }
    }

    private static func unknown(_ host: String) -> CommandFailure {
        CommandFailure(
            "The host \(host) of the settings is no address of this machine; give one that is, "
                + "or 0.0.0.0 for all.")
    }

    /// An address, or a name for which the system finds one.
    private static func hasAddress(_ host: String) -> Bool {
        var found: UnsafeMutablePointer<addrinfo>?
        defer { if let found { freeaddrinfo(found) } }
        return getaddrinfo(host, nil, nil, &found) == 0
    }

    /// The system's error number when nothing can listen there; 0 where that is not known.
    private static func failure(host: String, port: UInt16) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return 0 }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        // As the server does: connections that ended a moment ago do not count.
        var yes: Int32 = 1
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return bound == 0 ? 0 : errno
    }
}
