import Glibc
import Messages

/// Whether a node could listen somewhere, asked before it starts: a supervisor would otherwise start
/// nodes again and again beside a federation that runs already.
public enum ListeningPort {
    /// - Parameter host: a dotted address; of names nothing is known before the server resolves them.
    /// - Throws: ``CommandFailure`` that names the port when another program listens there.
    public static func check(host: String, port: Int) throws(CommandFailure) {
        guard port > 0, let number = UInt16(exactly: port), isTaken(host: host, port: number) else {
            return
        }
        throw CommandFailure(
            "Port \(port) of \(host) is in use, perhaps by the same node; end that program or "
                + "choose another port.")
    }

    private static func isTaken(host: String, port: UInt16) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return false }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
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
        return bound != 0 && errno == EADDRINUSE
    }
}
