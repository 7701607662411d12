import Foundation
import Glibc
import Synchronization

/// A line to a port of this machine that breaks: it passes on what comes, and cuts a connection once
/// so many bytes went one way, the first times.
final class CuttingLine: Sendable {
    struct Count: Sendable {
        var cuts = 0
        /// From those who dial, and to them.
        var (up, down) = (0, 0)
    }
    let port: Int
    private let target: Int
    private let limit: Int
    private let mostCuts: Int
    private let listener: Int32
    private let state = Mutex(Count())

    /// - Parameters:
    ///   - target: the port that it leads to.
    ///   - limit: bytes of a connection in one direction.
    init(to target: Int, cuttingAfter limit: Int, times mostCuts: Int) throws {
        (self.target, self.limit, self.mostCuts) = (target, limit, mostCuts)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        listener = descriptor
        var address = Self.address(0)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0, listen(descriptor, 64) == 0 else { throw TestFailure("no line") }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        let take: @Sendable (Int32) -> Void = { [weak self] caller in self?.take(caller) }
        Thread.detachNewThread {
            while true {
                let caller = accept(descriptor, nil, nil)
                if caller < 0 { return }
                take(caller)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var count: Count { state.withLock { $0 } }

    private func take(_ caller: Int32) {
        let called = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(target)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(called, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(caller)
            close(called)
            return
        }
        // Both ends are closed when both directions are over.
        let pair = Pair(one: caller, other: called)
        Thread.detachNewThread { [self] in pass(from: caller, to: called, isUp: true, pair) }
        Thread.detachNewThread { [self] in pass(from: called, to: caller, isUp: false, pair) }
    }

    /// The two sockets of a connection.
    private final class Pair: Sendable {
        private let left = Mutex(2)
        let one: Int32
        let other: Int32

        init(one: Int32, other: Int32) {
            (self.one, self.other) = (one, other)
        }

        func end() {
            shutdown(one, Int32(SHUT_RDWR))
            shutdown(other, Int32(SHUT_RDWR))
            let isLast = left.withLock {
                $0 -= 1
                return $0 == 0
            }
            guard isLast else { return }
            close(one)
            close(other)
        }
    }

    private func pass(from source: Int32, to target: Int32, isUp: Bool, _ pair: Pair) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        var passed = 0
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            passed += count
            let isCut = state.withLock { state in
                if isUp { state.up += count } else { state.down += count }
                guard passed > limit, state.cuts < mostCuts else { return false }
                state.cuts += 1
                return true
            }
            var sent = 0
            while sent < count {
                let part = buffer.withUnsafeBytes {
                    send(target, $0.baseAddress! + sent, count - sent, Int32(MSG_NOSIGNAL))
                }
                guard part > 0 else { break }
                sent += part
            }
            if isCut || sent < count { break }
        }
        pair.end()
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
