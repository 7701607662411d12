import Compression
import Testing

@testable import Transport

@Suite("HTTP exchanges")
struct ExchangeTests {
    let server: TestServer
    let client: CurlClient

    init() throws {
        server = try TestServer.shared()
        client = TestServer.client()
    }

    @Test(arguments: [200, 204, 301, 404, 409, 500, 503])
    func everyStatusIsAnAnswerWithItsBodyAndHeaders(status: Int) async throws {
        let response = try await client.send(HTTPRequest(url: "\(server.url)/status/\(status)"))
        #expect(response.status == status)
        #expect(status == 204 || response.body == [UInt8]("body of \(status)".utf8))
        #expect(response.header("x-tHING") == "a: b")
        #expect(response.header("absent") == nil)
    }

    @Test func anInterimAnswerIsNotTheAnswer() async throws {
        let response = try await client.send(HTTPRequest(url: "\(server.url)/interim"))
        #expect(response.status == 200)
        #expect(response.body == [UInt8]("late".utf8))
        #expect(response.header("X-Early") == nil)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "GET"])
    func methodHeadersAndBodyArriveAndNothingElse(method: String) async throws {
        let body: [UInt8] = method == "GET" ? [] : [0, 1, 2, 13, 10, 0]
        let response = try await client.send(
            HTTPRequest(
                method: method, url: "\(server.url)/echo/a%20b?c=1",
                headers: [("s", "0123456789abcdef"), ("Empty", "")], body: body))
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.hasPrefix("\(method) /echo/a%20b?c=1\nHost: 127.0.0.1:\(server.port)\n"))
        #expect(text.contains("\ns: 0123456789abcdef\n"))
        #expect(text.contains("\nEmpty: \n"))
        #expect(response.body.suffix(body.count) == body[...])
        let lower = text.lowercased()
        let unwanted = ["user-agent", "accept:", "expect", "accept-encoding"]
        for name in unwanted { #expect(!lower.contains(name)) }
        #expect(lower.contains("content-type: application/octet-stream") == !body.isEmpty)
    }

    @Test func headHasNoBody() async throws {
        let response = try await client.send(
            HTTPRequest(method: "HEAD", url: "\(server.url)/bytes/1000"))
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        #expect(response.header("content-length") == "1000")
    }

    @Test func compressedBodiesArriveAsSentAndOnlyWhenAskedFor() async throws {
        let url = "\(server.url)/gzip/50000"
        let plain = try await client.send(HTTPRequest(url: url))
        #expect(plain.contentEncoding == nil)
        #expect(plain.body == pattern(50_000))
        let compressed = try await client.send(HTTPRequest(url: url, acceptsGzip: true))
        #expect(compressed.contentEncoding == "gzip")
        #expect(compressed.body.starts(with: [0x1F, 0x8B]))
        let content = try Gzip.decompress(compressed.body, maximumByteCount: 50_000)
        #expect(content == pattern(50_000))
    }

    @Test func rangesAreAskedForAndAServerWithoutThemGivesAll() async throws {
        let rest = try await client.send(
            HTTPRequest(url: "\(server.url)/bytes/1000", resumeFrom: 900))
        #expect(rest.status == 206)
        #expect(rest.body[...] == pattern(1_000)[900...])
        let piece = try await client.send(
            HTTPRequest(url: "\(server.url)/bytes/1000", resumeFrom: 900, rangeByteCount: 10))
        #expect(piece.header("Content-Range") == "bytes 900-909/1000")
        #expect(piece.body[...] == pattern(1_000)[900..<910])
        let whole = try await client.send(
            HTTPRequest(url: "\(server.url)/bytes/1000?plain", resumeFrom: 900))
        #expect(whole.status == 200)
        #expect(whole.body == pattern(1_000))
        let none = try await client.send(
            HTTPRequest(url: "\(server.url)/bytes/1000", resumeFrom: 1_000))
        #expect(none.status == 416)
    }

    @Test func bytesOnTheWireAreCountedBothWays() async throws {
        for body in [[], pattern(10), pattern(300_000)] {
            let request = HTTPRequest(
                method: "POST", url: "\(server.url)/measure", headers: [("s", "0123456789abcdef")],
                body: body)
            // The second one runs on a connection that stands already, like an idle poll.
            for _ in 0..<2 {
                let response = try await client.send(request)
                let sent = try #require(Int(String(decoding: response.body, as: UTF8.self)))
                let lines = response.headers.map { $0.0.utf8.count + $0.1.utf8.count + 4 }
                let received =
                    "HTTP/1.1 200 X\r\n\r\n".utf8.count + lines.reduce(0, +) + response.body.count
                #expect(response.wireByteCount == sent + received)
            }
        }
    }

    @Test func connectionsAreKeptAndFewInParallel() async throws {
        let url = "\(server.url)/connection"
        var serial: Set<[UInt8]> = []
        for _ in 0..<50 { serial.insert(try await client.send(HTTPRequest(url: url)).body) }
        #expect(serial.count == 1)
        let (client, limit) = (client, TransportConfiguration().connectionsPerHost)
        let parallel = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<200 {
                group.addTask { try await client.send(HTTPRequest(url: url)).body }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(parallel.count <= limit)
    }

    @Test func tenThousandSmallRequests() async throws {
        let client = client
        let url = "http://127.0.0.1:\(server.fastPort)/"
        let clock = ContinuousClock()
        let start = clock.now
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    var total = 0
                    for _ in 0..<625 {
                        total += try await client.send(HTTPRequest(url: url)).body.count
                    }
                    return total
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(total == 10_000 * 300)
        #expect(client.totals.exchangeCount == 10_000)
        #expect(client.totals.wireByteCount > 10_000 * 300)
        // The figure is for people; nothing depends on it.
        print("10,000 small requests, 6 connections, Python server: \(clock.now - start)")
    }
}
