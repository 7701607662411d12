import Foundation
import Messages
import Synchronization

/// Passes bytes between a node and its peer and counts them: what really is on the wire.
final class BenchProxy: Sendable {
    struct Counts: Sendable {
        var sent = 0
        var received = 0
        /// The last request for heads, as the node sent it.
        var lastPoll: [UInt8] = []

        var total: Int { sent + received }
    }

    private let counts = Mutex(Counts())
    private let target: Int
    let port: Int

    /// Listens on a free port and passes everything on to `target`, both on this machine.
    init(target: Int) throws {
        self.target = target
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(0)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
        }
        guard bound == 0, listen(listener, 64) == 0 else {
            throw BenchError.tool("No port on the loopback address could be opened.")
        }
        var length = size
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(listener, $0, &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                if client < 0 { return }
                connect(client)
            }
        }
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var current: Counts { counts.withLock { $0 } }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// A connection to a port of this machine, negative when there is none.
    static func dial(_ port: Int) -> Int32 {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(server, $0, size)
            }
        }
        var one: Int32 = 1
        setsockopt(
            server, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return connected == 0 ? server : -1
    }

    private func connect(_ client: Int32) {
        let server = Self.dial(target)
        guard server >= 0 else {
            close(client)
            return
        }
        Thread.detachNewThread { [self] in pass(client, server, isRequest: true) }
        Thread.detachNewThread { [self] in pass(server, client, isRequest: false) }
    }

    private func pass(_ from: Int32, _ to: Int32, isRequest: Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(from, &buffer, buffer.count)
            guard count > 0 else { break }
            counts.withLock {
                if isRequest {
                    $0.sent += count
                    if buffer.starts(with: Array("GET /sync/v1/heads".utf8)) {
                        $0.lastPoll = Array(buffer[..<count])
                    }
                } else {
                    $0.received += count
                }
            }
            var done = 0
            while done < count {
                let written = buffer.withUnsafeBytes {
                    write(to, $0.baseAddress.map { $0 + done }, count - done)
                }
                guard written > 0 else { break }
                done += written
            }
        }
        shutdown(to, Int32(SHUT_RDWR))
        shutdown(from, Int32(SHUT_RDWR))
        if !isRequest {
            close(from)
            close(to)
        }
    }
}

/// One exchange on a connection of its own, for counting its bytes.
enum BenchRawExchange {
    /// The answer to a request, headers included; waits until nothing more comes for a while.
    static func answer(_ request: [UInt8], port: Int) -> [UInt8] {
        exchange(request, port: port, milliseconds: 300, reads: .max)
    }

    /// The first part of an answer, as soon as it comes.
    static func first(_ request: [UInt8], port: Int) -> [UInt8] {
        exchange(request, port: port, milliseconds: 30_000, reads: 2)
    }

    private static func exchange(
        _ request: [UInt8], port: Int, milliseconds: Int, reads: Int
    ) -> [UInt8] {
        let connection = BenchProxy.dial(port)
        guard connection >= 0 else { return [] }
        defer { close(connection) }
        var limit = timeval(
            tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        setsockopt(
            connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard write(connection, request, request.count) == request.count else { return [] }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        for _ in 0..<reads {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { break }
            answer += buffer[..<count]
            // A whole answer of one part needs no second look.
            if reads == 2, answer.count > 300, answer.last == UInt8(ascii: "}") { break }
        }
        return answer
    }
}
