import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Web

/// Look-ups are answered before the router sees them, on the thread of their connection.
@Suite("Look-ups in front of the router")
struct LookupFrontTests {
    private struct Answer: Equatable {
        var status: Int
        var headers: [String]
        var text: String

        init(_ response: TestResponse) {
            status = response.status.code
            let kept = response.headers.filter { $0.name != .date }
            headers = kept.map { "\($0.name.canonicalName): \($0.value)" }.sorted()
            text = response.text
        }
    }

    private static let address = "/api/v1/status"
    private static let known =
        address + "?institution=practice-licence:220100:PDY22010017A1001&region=220100"

    /// What is answered in front, and what must not be.
    private static let requests: [(HTTPRequest.Method, String)] = [
        (.get, known), (.head, known), (.post, known), (.delete, known),
        (.get, known + "&service=inpatient&on=2025-01-01"), (.get, known + "&explain=1"),
        (.get, known + "&known-at=2026-03-01T09:00:00%2B08:00"),
        (.get, known + "&known-at=2099-03-01T09:00:00Z"), (.get, known + "#part"),
        (.get, known + "&person="), (.get, known + "&on=2025-01-01&on=2025-01-02"),
        (.get, known + "&servcie=inpatient"), (.get, known + "&site=%E4%B8%9C%E9%99%A2"),
        (.get, known + "&site=%E4%"), (.get, address), (.get, address + "?"),
        (.get, address + "?institution=H22010200001&region=229900"),
        (.get, address + "?institution=P99999900001&region=220100"),
        (.get, address + "?institution=P99999900001&region=990000"), (.get, address + "/?region=1"),
    ]

    @Test("The answers are the router's, to the byte and the header")
    func same() async throws {
        func answers(live: Bool) async throws -> [Answer] {
            try await withWeb(try FakeBackend(), live: live) { client in
                var answers: [Answer] = []
                for (method, uri) in Self.requests {
                    answers.append(Answer(try await client.execute(uri: uri, method: method)))
                }
                return answers
            }
        }
        let routed = try await answers(live: false)
        let served = try await answers(live: true)
        for (place, request) in Self.requests.enumerated() {
            #expect(served[place] == routed[place], "\(request)")
        }
        #expect(Set(served.map(\.status)) == [200, 400, 405])
    }

    @Test("Look-ups run on the event loop's thread, and nothing else does")
    func places() async throws {
        let backend = try FakeBackend()
        try await withWeb(backend, live: true) { client in
            _ = try await client.execute(uri: Self.known, method: .get)
            #expect(backend.isOnLoop(at: "status") == true)
            for more in ["&explain=1", "&known-at=2026-03-01T09:00:00Z"] {
                _ = try await client.execute(uri: Self.known + more, method: .get)
                #expect(backend.isOnLoop(at: "status") == false, "\(more)")
            }
            _ = try await client.execute(uri: Self.known, method: .get)
            #expect(backend.isOnLoop(at: "status") == true, "the next one again")
            let heads = "/sync/v1/heads?c=none&w=0"
            _ = try await client.execute(uri: heads, method: .get)
            #expect(backend.isOnLoop(at: "heads") == false)
        }
    }

    private static let coded = address + "?institution=H22010200001&region=220100"

    @Test("Codes that have to be looked up on the disk are looked up on another thread")
    func codes() async throws {
        for (isAtHand, isOnLoop) in [(true, true), (false, false)] {
            let backend = try FakeBackend(findsCodesInMemory: isAtHand)
            try await withWeb(backend, live: true) { client in
                let answer = try await client.execute(uri: Self.coded, method: .get)
                #expect(answer.status == .ok)
                #expect(backend.isOnLoop(at: "code") == isOnLoop)
            }
        }
    }

    @Test("Beyond its rate a caller's code is looked up nowhere")
    func refusedUnseen() async throws {
        let gate = RequestGate(RequestRates(perAddress: 1, pagesPerAddress: 0, perSession: 0)) { 7 }
        let backend = try FakeBackend()
        try await withWeb(backend, live: true, gate: gate) { client in
            let first = try await client.execute(uri: Self.known, method: .get)
            let second = try await client.execute(uri: Self.coded, method: .get)
            #expect([first.status.code, second.status.code] == [200, 429])
            #expect(backend.isOnLoop(at: "code") == nil)
        }
    }

    // MARK: On a loop whose time a test moves

    /// A connection behind the decoder: what is not answered at once stays for the test.
    private final class Connection {
        let channel = EmbeddedChannel()

        init() throws {
            let body = Array("at once".utf8)
            try channel.pipeline.syncOperations.addHandler(
                LookupHandler { _, _ in
                    .init(status: .ok, headers: [:], body: body)
                } clock: {
                    784_111_777_000
                })
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        func send(_ path: String, _ fields: HTTPFields = [:]) throws {
            try channel.writeInbound(
                HTTPRequestPart.head(
                    HTTPRequest(
                        method: .get, scheme: "http", authority: "here", path: path,
                        headerFields: fields)))
            try channel.writeInbound(HTTPRequestPart.end(nil))
        }

        func respond() throws {
            try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .accepted)))
            try channel.writeOutbound(HTTPResponsePart.end(nil))
        }

        /// Requests that were handed on since the last call.
        func handedOn() throws -> Int {
            var count = 0
            while let part = try channel.readInbound(as: HTTPRequestPart.self) {
                if case .head = part { count += 1 }
            }
            return count
        }

        /// The answers since the last call.
        func answers() throws -> [HTTPResponse] {
            var answers: [HTTPResponse] = []
            while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
                if case .head(let head) = part { answers.append(head) }
            }
            return answers
        }
    }

    @Test("Answers keep the order of their requests")
    func order() throws {
        let connection = try Connection()
        try connection.send("/cases")
        try connection.send(Self.known)
        try connection.send(Self.known)
        #expect(try connection.answers().isEmpty)
        #expect(try connection.handedOn() == 3)
        for _ in 0..<3 { try connection.respond() }
        #expect(try connection.answers().map(\.status) == [.accepted, .accepted, .accepted])
        try connection.send(Self.known)
        let answers = try connection.answers()
        #expect(answers.map(\.status) == [.ok])
        #expect(answers.first?.headerFields[.contentLength] == "7")
        #expect(answers.first?.headerFields[.date] == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(try connection.handedOn() == 0)
    }

    @Test(
        "What brings a body, ends the connection or finds a client that reads nothing is handed on")
    func handedOn() throws {
        let connection = try Connection()
        for fields in [
            [.contentLength: "3"], [.transferEncoding: "chunked"], [.connection: "close"],
            [.expect: "100-continue"],
        ] as [HTTPFields] {
            try connection.send(Self.known, fields)
            #expect(try connection.handedOn() == 1, "\(fields)")
            try connection.respond()
        }
        try connection.send(Self.known, [.connection: "Keep-Alive"])
        #expect(try connection.handedOn() == 0)
        connection.channel.isWritable = false
        try connection.send(Self.known)
        #expect(try connection.handedOn() == 1)
    }

    @Test("The server hears of a busy connection within its idle time")
    func shown() throws {
        let connection = try Connection()
        var handedOn = 0
        for _ in 0..<300 {
            try connection.send(Self.known)
            if try connection.handedOn() == 1 {
                handedOn += 1
                try connection.respond()
            }
            connection.channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect((8...10).contains(handedOn), "\(handedOn)")
    }

    @Test("Rates hold for what is answered at once")
    func rates() async throws {
        let gate = RequestGate(RequestRates(perAddress: 3, pagesPerAddress: 0, perSession: 0)) { 7 }
        try await withWeb(try FakeBackend(), live: true, gate: gate) { client in
            var answers: [TestResponse] = []
            for _ in 0..<5 {
                answers.append(try await client.execute(uri: Self.known, method: .get))
            }
            #expect(answers.map(\.status.code) == [200, 200, 200, 429, 429])
            #expect(answers.last?.header("retry-after") == "1")
            #expect(answers.last?.header("content-type") == "application/problem+json")
            #expect(gate.refused(by: .address) == 2)
        }
    }
}
