import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing

@testable import Web

/// Connections that never come to a request (protocol §5.12), on a loop whose time a test moves.
@Suite("Connections without a request")
struct RequestWatchTests {
    /// A connection with the server's decoder, whose requests are left for the test to answer.
    private final class Connection {
        let channel = EmbeddedChannel()
        private let room: WaitingRoom

        init(_ room: WaitingRoom = WaitingRoom()) throws {
            self.room = room
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = RequestFault.fieldByteCount
            limits.maxHeaderListSize = RequestFault.headerByteCount
            limits.maxHeaderFieldCount = RequestFault.fieldCount
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
            let watch = RequestWatch(room: room)
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(watch)
            try pipeline.addHandler(ByteWatch(watch), position: .first)
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        /// Whatever becomes of it shows in ``answer()`` and ``isOpen``.
        func send(_ text: String) {
            _ = try? channel.writeInbound(ByteBuffer(string: text))
        }

        func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

        /// What was written since the last call.
        func answer() throws -> String {
            var text = ""
            while let part = try channel.readOutbound(as: ByteBuffer.self) {
                text += String(buffer: part)
            }
            return text
        }

        func requestCount() throws -> Int {
            var count = 0
            while let part = try channel.readInbound(as: HTTPRequestPart.self) {
                if case .head = part { count += 1 }
            }
            return count
        }

        func respond() throws {
            try channel.writeOutbound(
                HTTPResponsePart.head(
                    HTTPResponse(status: .ok, headerFields: [.contentLength: "0"])))
            try channel.writeOutbound(HTTPResponsePart.end(nil))
        }

        var isOpen: Bool { channel.isActive }
    }

    private static let whole = "GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n"

    @Test(
        "Half a header is answered after twenty seconds and its connection closed, however it trickles"
    )
    func trickle() throws {
        let connection = try Connection()
        connection.send("GET /healthz HTTP/1.1\r\n")
        for number in 0..<19 {
            connection.pass(1)
            connection.send("x-\(number): 1\r\n")
        }
        #expect(connection.isOpen)
        #expect(try connection.answer().isEmpty)
        connection.pass(1)
        let answer = try connection.answer()
        #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
        #expect(answer.contains("application/problem+json") && answer.contains("\"status\":408"))
        #expect(answer.lowercased().contains("connection: close"))
        connection.send("\r\n")
        #expect(try connection.requestCount() == 0)
        connection.pass(2)
        #expect(!connection.isOpen)
    }

    @Test("A connection on which nothing is sent is closed without a word")
    func silent() throws {
        let connection = try Connection()
        connection.pass(19)
        #expect(connection.isOpen)
        connection.pass(1)
        #expect(try connection.answer().isEmpty)
        #expect(!connection.isOpen)
    }

    @Test("Between requests, while one is answered, and during a body nothing is hurried")
    func patient() throws {
        let connection = try Connection()
        connection.send(Self.whole)
        connection.pass(300)
        #expect(try connection.requestCount() == 1)
        try connection.respond()
        #expect(try connection.answer().hasPrefix("HTTP/1.1 200"))
        connection.pass(300)
        connection.send("POST /sync/v1/push HTTP/1.1\r\nhost: here\r\ncontent-length: 4\r\n\r\nab")
        connection.pass(300)
        connection.send("cd")
        connection.pass(300)
        #expect(connection.isOpen)
        #expect(try connection.requestCount() == 1)
        try connection.respond()
        _ = try connection.answer()
        // The next one is timed again.
        connection.send("GET / HT")
        connection.pass(21)
        #expect(try connection.answer().hasPrefix("HTTP/1.1 408"))
    }

    @Test(
        "What is no request is answered with its own status and a problem document",
        arguments: [
            ("HELLO\r\n\r\n", 400), ("GET / HTTP/9.9\r\n\r\n", 400),
            ("GET /" + String(repeating: "a", count: 300_000) + " HTTP/1.1\r\n\r\n", 414),
            (
                "GET / HTTP/1.1\r\nhost: here\r\nx: " + String(repeating: "a", count: 200_000),
                431
            ),
            (
                "GET / HTTP/1.1\r\n" + (0..<400).map { "x-\($0): 1\r\n" }.joined() + "\r\n", 431
            ),
        ])
    func faults(text: String, status: Int) throws {
        let connection = try Connection()
        var rest = Substring(text)
        while !rest.isEmpty {
            connection.send(String(rest.prefix(2_048)))
            rest = rest.dropFirst(2_048)
        }
        let answer = try connection.answer()
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(80))")
        #expect(answer.contains("application/problem+json"))
        #expect(answer.contains("\"status\":\(status)") && answer.contains("\"zh\":"))
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "one answer")
        connection.pass(2)
        #expect(!connection.isOpen)
        #expect(try connection.requestCount() == 0)
    }

    @Test("The oldest connection without a request gives way, those with one stay")
    func places() throws {
        let room = WaitingRoom(limit: 3)
        let served = try Connection(room)
        served.send(Self.whole)
        let waiting = try (0..<4).map { _ in try Connection(room) }
        #expect(served.isOpen)
        #expect(waiting.map(\.isOpen) == [false, true, true, true])
        waiting[2].send(Self.whole)
        let more = try Connection(room)
        #expect(waiting.map(\.isOpen) == [false, true, true, true] && more.isOpen)
        #expect(room.count == 3)
        _ = try? more.channel.close().wait()
        #expect(room.count == 2)
    }

    @Test("The server itself answers so")
    func served() async throws {
        try await withWeb(try FakeBackend(), live: true) { client in
            let long = "/api/v1/status?institution=" + String(repeating: "a", count: 40_000)
            let response = try await client.execute(uri: long, method: .get)
            #expect(response.status.code == 414)
            #expect(response.header("content-type") == "application/problem+json")
        }
    }
}
