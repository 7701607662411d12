import Messages
import Testing

@testable import Transport

private let longName = String(repeating: "a", count: 9_000)

@Suite("HTTP failures")
struct FailureTests {
    let server: TestServer
    let client: CurlClient

    init() throws {
        server = try TestServer.shared()
        client = TestServer.client()
    }

    private func error(_ request: HTTPRequest) async -> TransportError? {
        let client = client
        return await transportError { () throws(TransportError) in try await client.send(request) }
    }

    @Test func anAnnouncedOversizeIsRefusedAndTheLimitItselfIsNot() async throws {
        let url = "\(server.url)/bytes/100000"
        #expect(
            await error(HTTPRequest(url: url, maximumByteCount: 99_999))
                == .tooLarge(limit: 99_999))
        let whole = try await client.send(HTTPRequest(url: url, maximumByteCount: 100_000))
        #expect(whole.body.count == 100_000)
        #expect(
            await error(HTTPRequest(url: "\(server.url)/hello", maximumByteCount: 0))
                == .tooLarge(limit: 0))
    }

    @Test func anEndlessBodyIsCutOffWhileItArrives() async throws {
        let request = HTTPRequest(url: "\(server.url)/endless", maximumByteCount: 1 << 20)
        #expect(await error(request) == .tooLarge(limit: 1 << 20))
        // The server notices that nobody listens any more.
        try await server.wait("endless-gone", reaches: 1)
    }

    @Test func aBrokenBodyIsAnErrorAndItsBeginningIsKept() async throws {
        let request = HTTPRequest(url: "\(server.url)/truncate/50000/20000")
        let exchange = await client.exchange(request)
        #expect(exchange.error == .interrupted)
        #expect(exchange.response.body == pattern(20_000))
        #expect(exchange.error?.isTransient == true)
    }

    @Test func silenceEndsATransferButSlownessDoesNot() async throws {
        let client = TestServer.client { $0.progressSeconds = 3 }
        let url = server.url
        for path in ["stall/1000?silent", "mute?silent"] {
            let failure = await transportError { () throws(TransportError) in
                try await client.send(HTTPRequest(url: "\(url)/\(path)"))
            }
            #expect(failure == .timedOut)
        }
        // Takes longer than silence may last, a byte at a time.
        let dripped = try await client.send(HTTPRequest(url: "\(server.url)/drip/40/100"))
        #expect(dripped.body == pattern(40))
    }

    @Test func aLongPollMayBeSilentAsLongAsItSays() async throws {
        let client = TestServer.client { $0.progressSeconds = 0.1 }
        let url = "\(server.url)/later/500"
        let answer = try await client.send(HTTPRequest(url: url, waitSeconds: 20))
        #expect(answer.status == 204)
        let silent = server.url + "/mute?unannounced"
        let failure = await transportError { () throws(TransportError) in
            try await client.send(HTTPRequest(url: silent))
        }
        #expect(failure == .timedOut)
    }

    @Test func cancellingTheTaskBreaksTheTransferOff() async throws {
        let (client, url) = (client, server.url)
        // More than there are connections, so that some are cancelled while they wait in line.
        let tasks = (0..<10).map { _ in
            Task { await client.exchange(HTTPRequest(url: url + "/mute?cancelled")).error }
        }
        let limit = TransportConfiguration().connectionsPerHost
        try await server.wait("cancelled", reaches: limit)
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await task.value == .cancelled) }
        try await server.wait("cancelled-gone", reaches: limit)
        #expect(try await client.send(HTTPRequest(url: url + "/hello")).status == 200)
    }

    @Test func cancellingBeforeDuringAndAfterIsSafe() async throws {
        let (client, url) = (client, server.url + "/hello")
        for round in 0..<300 {
            let task = Task { await client.exchange(HTTPRequest(url: url)) }
            for _ in 0..<(round % 30) { await Task.yield() }
            task.cancel()
            let exchange = await task.value
            #expect(exchange.error == .cancelled || exchange.response.status == 200)
        }
    }

    @Test func aServerThatTakesNothingIsSilentToo() async throws {
        let client = TestServer.client { $0.progressSeconds = 0.4 }
        let request = HTTPRequest(
            method: "POST", url: server.url + "/deaf",
            body: [UInt8](repeating: 1, count: 30_000_000))
        let failure = await transportError { () throws(TransportError) in
            try await client.send(request)
        }
        #expect(failure == .timedOut)
    }

    @Test func oneHostThatHangsDoesNotHoldUpAnother() async throws {
        let client = client
        let server = server
        let hanging = (0..<20).map { _ in
            Task { await client.exchange(HTTPRequest(url: "\(server.url)/mute?hanging")).error }
        }
        let other = "http://localhost:\(server.port)/hello"
        #expect(try await client.send(HTTPRequest(url: other)).status == 200)
        client.shutdown()
        for task in hanging { #expect(await task.value == .shutDown) }
        #expect(await error(HTTPRequest(url: other)) == .shutDown)
    }

    @Test func aPlaceThatSilenceFreedIsGivenAwayAtOnce() async throws {
        let client = TestServer.client {
            $0.progressSeconds = 3
            $0.connectionsPerHost = 1
        }
        let url = server.url
        let hanging = Task {
            await client.exchange(HTTPRequest(url: url + "/mute?blocking")).error
        }
        try await server.wait("blocking", reaches: 1)
        #expect(try await client.send(HTTPRequest(url: url + "/hello")).status == 200)
        #expect(await hanging.value == .timedOut)
    }

    @Test func nobodyListens() async throws {
        // Port 1 of the loopback is free on any machine that runs tests.
        #expect(
            await error(HTTPRequest(url: "http://127.0.0.1:1/"))
                == .unreachable(host: "127.0.0.1:1"))
        // Where the network's name servers do not answer at all, that is a time-out.
        let unknown = await error(HTTPRequest(url: "http://no.such.host.invalid/"))
        #expect(unknown == .unreachable(host: "no.such.host.invalid") || unknown == .timedOut)
    }

    @Test(arguments: [
        "", "hello", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http:///x",
        "http://user:secret@127.0.0.1/", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y",
        "http://127.0.0.1/é", "http://127.0.0.1:99999/", "http://" + longName,
    ])
    func addressesOutsideTheRulesAreRefused(url: String) async {
        #expect(await error(HTTPRequest(url: url)) == .malformed("address"))
    }

    @Test func headersAndMethodsCannotSmuggleLines() async {
        let url = "\(server.url)/hello"
        for header in [("A\r\nB", "c"), ("A", "b\r\nC: d"), ("A", "b\nc"), ("", "x"), ("A b", "c")]
        {
            #expect(
                await error(HTTPRequest(url: url, headers: [header]))
                    == .malformed("request header"))
        }
        for method in ["", "GET /x HTTP/1.1\r\nA: b", "G ET"] {
            #expect(
                await error(HTTPRequest(method: method, url: url)) == .malformed("request method"))
        }
    }

    @Test func whatIsNotHTTPIsRefused() async {
        #expect(await error(HTTPRequest(url: "\(server.url)/garbage")) == .malformed("answer"))
        guard case .malformed = await error(HTTPRequest(url: "\(server.url)/headers/200")) else {
            Issue.record("200 kB of headers were accepted")
            return
        }
    }

    @Test func everyTextIsOneSentenceThatSaysWhatToDo() {
        let errors: [TransportError] = [
            .unreachable(host: "h"), .timedOut, .interrupted, .tooLarge(limit: 1),
            .tls(.untrustedServer), .tls(.unusableCertificate), .tls(.handshake),
            .proxy(status: nil), .proxy(status: 407), .cancelled, .shutDown, .malformed("answer"),
            .status(500), .unsupported("a list of its logs"), .hashMismatch, .folder(.denied),
            .folder(.full),
            .folder(.unsafePath), .folder(.conflict), .folder(.missing), .folder(.busy),
            .folder(.failed(errno: 5)), .other(code: 1),
        ]
        for error in errors {
            #expect(error.description.hasSuffix("."))
            #expect(error.message.isComplete, "\(error)")
            #expect(error.description.split(separator: ". ").count == 1)
        }
        #expect(Set(errors.map(\.description)).count == errors.count)
        #expect(TransportError.status(503).isTransient)
        #expect(!TransportError.status(403).isTransient)
        #expect(!TransportError.tls(.untrustedServer).isTransient)
        #expect(!TransportError.folder(.conflict).isTransient)
    }
}
