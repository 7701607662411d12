import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import Web

/// The rates of callers (protocol §5.12), with a clock that is handed in.
@Suite("Rates of callers")
struct RequestGateTests {
    /// Seconds that a test sets.
    private final class Seconds: Sendable {
        private let value = Atomic<UInt32>(7)
        var now: UInt32 { value.load(ordering: .relaxed) }
        func pass() { value.add(1, ordering: .relaxed) }
    }

    private let time = Seconds()

    private func gate(_ rates: RequestRates, proxy: String? = nil) -> RequestGate {
        let time = time
        return RequestGate(rates, proxy: proxy, salt: 5) { time.now }
    }

    private func request(
        _ path: String, session: String? = nil, forwarded: String? = nil
    ) throws -> Request {
        var headers = HTTPFields()
        if let session { headers[try #require(HTTPField.Name("s"))] = session }
        if let forwarded { headers[try #require(HTTPField.Name("x-forwarded-for"))] = forwarded }
        return Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "test", path: path, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
    }

    private func isAdmitted(
        _ request: Request, by gate: RequestGate, from address: String = "10.0.0.1"
    ) throws -> Bool {
        let remote = try SocketAddress(ipAddress: address, port: 4_000)
        do {
            try gate.admit(request.head, from: remote)
            return true
        } catch {
            #expect(error.status == 429)
            return false
        }
    }

    @Test("So many a second and no more; the next second begins anew")
    func perSecond() throws {
        let gate = gate(RequestRates(perAddress: 3, pagesPerAddress: 2, perSession: 1))
        let look = try request("/api/v1/status?institution=x&region=y")
        for _ in 0..<2 {
            let admitted = try (0..<5).map { _ in try isAdmitted(look, by: gate) }
            #expect(admitted == [true, true, true, false, false])
            #expect(try isAdmitted(look, by: gate, from: "10.0.0.2"), "another caller")
            time.pass()
        }
        #expect(gate.refused(by: .address) == 4)
        let page = try request("/institutions")
        #expect(try (0..<3).map { _ in try isAdmitted(page, by: gate) } == [true, true, false])
        #expect(gate.refused(by: .pages) == 1)
        time.pass()
        let one = try request("/log/a/checkpoint", session: "00000000000000aa")
        let two = try request("/sync/v1/heads", session: "00000000000000bb")
        #expect(try isAdmitted(one, by: gate))
        #expect(try !isAdmitted(one, by: gate))
        #expect(try isAdmitted(two, by: gate), "another session")
        #expect(gate.refused(by: .session) == 1)
    }

    @Test("Answers that are folded anew count as pages, however their names are spelt")
    func folded() throws {
        for name in ["explain=1", "known-at=5", "expl%61in=1", "explain"] {
            let gate = gate(RequestRates(perAddress: 9, pagesPerAddress: 1, perSession: 0))
            let dear = try request("/api/v1/status?institution=x&\(name)&region=y")
            let admitted = try (0..<2).map { _ in try isAdmitted(dear, by: gate) }
            #expect(admitted == [true, false], "\(name)")
            let plain = try request("/api/v1/status?institution=explain&region=known-at&site=%20+")
            #expect(try isAdmitted(plain, by: gate))
        }
    }

    @Test("Settlement and catch-ups do not meet the rates that hold where none is set")
    func defaults() throws {
        let gate = gate(RequestRates())
        let look = try request("/api/v1/status?institution=x&region=y")
        let bundle = try request("/log/a/tile/entries/000", session: "00000000000000aa")
        for _ in 0..<8_000 { #expect(try isAdmitted(look, by: gate)) }
        for _ in 0..<4_000 { #expect(try isAdmitted(bundle, by: gate)) }
    }

    @Test("Without a rate nobody is refused, and never whoever watches")
    func none() throws {
        let open = gate(RequestRates(perAddress: 0, pagesPerAddress: 0, perSession: 0))
        let page = try request("/due")
        for _ in 0..<1_000 { #expect(try isAdmitted(page, by: open)) }
        let shut = gate(RequestRates(perAddress: 1))
        for path in ["/healthz", "/readyz", "/metrics"] {
            for _ in 0..<3 { #expect(try isAdmitted(request(path), by: shut)) }
        }
    }

    @Test("Kinds of requests")
    func kinds() {
        for path in ["/api/v1/status", "/api/v1/status:batch", "/assets/app.js", "/api/v1/control"]
        {
            #expect(RequestGate.Kind(path: path) == .cheap, "\(path)")
        }
        for path in ["/log/a/b/checkpoint", "/blob/00", "/sync/v1/heads?c=1"] {
            #expect(RequestGate.Kind(path: path) == .ofNodes, "\(path)")
        }
        for path in ["/", "/institutions", "/api/v1/institutions", "/api/v1/due", ""] {
            #expect(RequestGate.Kind(path: path) == .page, "\(path)")
        }
    }

    @Test("An IPv6 caller is its network; behind a named proxy the caller is whom it names")
    func callers() throws {
        func key(_ text: String) throws -> UInt64 {
            RequestGate.key(try SocketAddress(ipAddress: text, port: 1))
        }
        #expect(try key("2001:db8::1") == key("2001:db8::ffff:2"))
        #expect(try key("2001:db8::1") != key("2001:db8:0:1::1"))
        #expect(try key("::ffff:10.0.0.1") == key("10.0.0.1"))
        #expect(try key("10.0.0.1") != key("10.0.0.2"))

        let gate = gate(RequestRates(perAddress: 1), proxy: "10.0.0.9")
        let path = "/api/v1/status"
        // What a client writes itself stands before what the proxy adds.
        let first = try request(path, forwarded: "192.0.2.77, 192.0.2.1")
        #expect(try isAdmitted(first, by: gate, from: "10.0.0.9"))
        #expect(try !isAdmitted(first, by: gate, from: "10.0.0.9"))
        let second = try request(path, forwarded: "192.0.2.2")
        #expect(try isAdmitted(second, by: gate, from: "10.0.0.9"))
        // Anybody else may write what he likes.
        for number in 0..<3 {
            let claimed = try request(path, forwarded: "192.0.2.\(100 + number)")
            #expect(try isAdmitted(claimed, by: gate, from: "10.0.0.8") == (number == 0))
        }
    }

    @Test("Many at once exceed the rate by no more than their number")
    func concurrent() async throws {
        let table = RateTable(limit: 1_000)
        let admitted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<1_000).count { _ in table.admits(12_345, second: 3) }
                }
            }
            return await group.reduce(0, +)
        }
        #expect((1_000...1_008).contains(admitted), "\(admitted)")
    }

    @Test(
        "Over a socket: 429 with Retry-After and a problem in both languages",
        arguments: [false, true])
    func served(live: Bool) async throws {
        let gate = gate(RequestRates(perAddress: 2))
        let time = time
        try await withWeb(try FakeBackend(), live: live, gate: gate) { client in
            let uri = "/api/v1/status?institution=H22010200001&region=229900"
            for _ in 0..<2 {
                #expect(try await client.execute(uri: uri, method: .get).status == .ok)
            }
            let refused = try await client.execute(uri: uri, method: .get)
            #expect(refused.status == .tooManyRequests)
            #expect(refused.header("retry-after") == "1")
            #expect(refused.header("content-type") == "application/problem+json")
            #expect(refused.text.contains("每秒超过 2 个"))
            #expect(try await client.execute(uri: "/healthz", method: .get).status == .ok)
            time.pass()
            #expect(try await client.execute(uri: uri, method: .get).status == .ok)
        }
    }
}
