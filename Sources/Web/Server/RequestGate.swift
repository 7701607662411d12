import Glibc
import HTTPTypes
import Hummingbird
import Messages
import NIOCore
import Synchronization

/// Refuses requests beyond the rates of a caller (protocol §5.12). It counts, and remembers nobody.
public final class RequestGate: Sendable {
    /// What was exceeded.
    public enum Limit: String, Sendable, CaseIterable {
        case address, pages, session
    }
    private let rates: RequestRates
    private let addresses: RateTable?
    private let pages: RateTable?
    private let sessions: RateTable?
    private let proxy: String?
    private let salt: UInt64
    private let second: @Sendable () -> UInt32
    private let byAddress = Atomic<UInt64>(0)
    private let byPages = Atomic<UInt64>(0)
    private let bySession = Atomic<UInt64>(0)

    /// - Parameters:
    ///   - proxy: the IP address of a reverse proxy in front of the node. Of requests from there the last
    ///     address of `X-Forwarded-For` counts, which the proxy itself has written.
    ///   - salt: random, so that nobody knows who shares a counter with whom.
    ///   - second: of a clock that does not go back.
    public init(
        _ rates: RequestRates = RequestRates(), proxy: String? = nil,
        salt: UInt64 = .random(in: 0...UInt64.max),
        second: @escaping @Sendable () -> UInt32 = RequestGate.monotonicSecond
    ) {
        self.rates = rates
        self.proxy = proxy
        self.salt = salt
        self.second = second
        func table(_ limit: Int) -> RateTable? { limit > 0 ? RateTable(limit: limit) : nil }
        addresses = table(rates.perAddress)
        pages = table(rates.pagesPerAddress)
        sessions = table(rates.perSession)
    }

    /// Seconds of a clock that only goes forward.
    public static func monotonicSecond() -> UInt32 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt32(truncatingIfNeeded: time.tv_sec)
    }

    /// Requests that were refused since the start.
    public func refused(by limit: Limit) -> UInt64 {
        switch limit {
        case .address: byAddress.load(ordering: .relaxed)
        case .pages: byPages.load(ordering: .relaxed)
        case .session: bySession.load(ordering: .relaxed)
        }
    }

    // MARK: Counting

    /// - Throws: ``WebFailure/tooManyRequests(_:retryAfterSeconds:)``.
    func admit(_ request: HTTPRequest, from remote: SocketAddress?) throws(WebFailure) {
        let path = request.path ?? ""
        guard let kind = Kind(path: path) else { return }
        let now = second()
        let address = mixed(key(request, remote))
        if let addresses, !addresses.admits(address, second: now) {
            byAddress.add(1, ordering: .relaxed)
            throw .tooManyRequests(
                "More than \(rates.perAddress) requests a second come from this address; go on "
                    + "after the pause.", retryAfterSeconds: 1)
        }
        switch kind {
        case .cheap: break
        case .page:
            guard let pages, !pages.admits(address, second: now) else { return }
            byPages.add(1, ordering: .relaxed)
            throw .tooManyRequests(
                "More than \(rates.pagesPerAddress) pages and lists a second are asked for from "
                    + "this address; go on after the pause.", retryAfterSeconds: 1)
        case .ofNodes:
            guard let sessions, let session = request.session,
                !sessions.admits(mixed(UInt64(session, radix: 16) ?? 0), second: now)
            else { return }
            bySession.add(1, ordering: .relaxed)
            throw .tooManyRequests(
                "More than \(rates.perSession) requests a second come in this session; go on "
                    + "after the pause.", retryAfterSeconds: 1)
        }
    }

    /// What a request costs, roughly.
    enum Kind: Equatable {
        /// Look-ups, files, commands of this machine.
        case cheap
        /// With a session, mostly.
        case ofNodes
        /// Everything that is put together from many rows.
        case page

        /// - Returns: `nil` for what is never refused, so that whoever watches a node sees it alive.
        init?(path: String) {
            func begins(_ prefix: StaticString) -> Bool {
                prefix.withUTF8Buffer { path.utf8.starts(with: $0) }
            }
            if begins("/api/v1/status") {
                self = Self.foldsAnew(path) ? .page : .cheap
            } else if begins("/assets/") || begins("/api/v1/control") {
                self = .cheap
            } else if begins("/sync/") || begins("/log/") || begins("/blob/") {
                self = .ofNodes
            } else if path == "/healthz" || path == "/readyz" || path == "/metrics" {
                return nil
            } else {
                self = .page
            }
        }

        /// Whether a status question names what no look-up does: the chain behind the answer, or another
        /// time. A name in an odd spelling counts as one.
        private static func foldsAnew(_ path: String) -> Bool {
            var rest = path.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
            while !rest.isEmpty {
                let piece = rest.prefix { $0 != UInt8(ascii: "&") }
                let name = piece.prefix { $0 != UInt8(ascii: "=") }
                if name.elementsEqual("explain".utf8) || name.elementsEqual("known-at".utf8)
                    || name.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") })
                {
                    return true
                }
                rest = rest[piece.endIndex...].dropFirst()
            }
            return false
        }
    }

    // MARK: Callers

    /// What tells addresses apart: an IPv4 address whole, of IPv6 the network of 64 bits, in which one caller
    /// has as many addresses as it likes.
    private func key(_ request: HTTPRequest, _ remote: SocketAddress?) -> UInt64 {
        guard let proxy, remote?.ipAddress == proxy,
            let name = HTTPField.Name("x-forwarded-for"),
            let last = request.headerFields[values: name].last?.split(separator: ",").last
        else { return Self.key(remote) }
        let text = last.filter { !$0.isWhitespace }
        // Losing the error is right: what is no address all callers of that kind share.
        return Self.key(try? SocketAddress(ipAddress: text, port: 0))
    }

    static func key(_ address: SocketAddress?) -> UInt64 {
        switch address {
        // Behind family and port in sockaddr_in; in sockaddr_in6 behind the flow, too.
        case .v4(let address):
            withUnsafeBytes(of: address.address) {
                UInt64($0.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            }
        case .v6(let address):
            withUnsafeBytes(of: address.address) { bytes in
                let network = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                // ::ffff:a.b.c.d is the IPv4 address, ::1 this machine.
                return network == 0
                    ? UInt64(bytes.loadUnaligned(fromByteOffset: 20, as: UInt32.self)) : network
            }
        case .unixDomainSocket, nil: 0
        }
    }

    /// SplitMix64's finisher: neighbouring addresses fall on counters far from each other.
    private func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value ^ salt
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
