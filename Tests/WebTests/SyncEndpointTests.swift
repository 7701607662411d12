import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite struct SyncEndpointTests {
    private func session() throws -> HTTPFields {
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name("s"))] = "00112233445566ff"
        return headers
    }

    /// An idle poll is counted in bytes (protocol §5), so the answer carries nothing it need not.
    @Test func idlePollIsSmall() async throws {
        let headers = try session()
        try await withWeb(try FakeBackend(), live: true) { client in
            let response = try await client.execute(
                uri: "/sync/v1/heads?c=k7&w=1", method: .get, headers: headers)
            #expect(response.status == .noContent)
            #expect(response.body.readableBytes == 0)
            let headerByteCount = response.headers.reduce("HTTP/1.1 204 No Content\r\n\r\n".count) {
                $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4
            }
            #expect(headerByteCount < 100)
            #expect(response.header("server") == nil)
        }
    }

    @Test func cursorWaitAndSessionArePassedOnWithinBounds() async throws {
        let backend = try FakeBackend()
        let headers = try session()
        try await withWeb(backend) { client in
            for uri in ["/sync/v1/heads", "/sync/v1/heads?c=a%2Fb&w=9999"] {
                _ = try await client.execute(uri: uri, method: .get, headers: headers)
            }
            for uri in [
                "/sync/v1/heads?w=-1", "/sync/v1/heads?c=" + String(repeating: "x", count: 300),
            ] {
                let response = try await client.execute(uri: uri, method: .get)
                #expect(response.status == .badRequest)
            }
        }
        #expect(
            backend.calls == ["heads  0 00112233445566ff", "heads a/b 60 00112233445566ff"])
    }

    @Test func bodiesPassThrough() async throws {
        let backend = try FakeBackend()
        let headers = try session()
        try await withWeb(backend) { client in
            let body = ByteBuffer(bytes: [1, 2, 3])
            let opened = try await client.execute(
                uri: "/sync/v1/session", method: .post, body: body)
            #expect(opened.text == "0123456789abcdef")
            let pushed = try await client.execute(
                uri: "/sync/v1/push", method: .post, headers: headers, body: body)
            #expect(pushed.status == .conflict)
            #expect(pushed.bytes == [8, 42])
            let refused = try await client.execute(
                uri: "/sync/v1/push", method: .post, body: body)
            #expect(refused.status == .unauthorized)
            #expect(refused.header("content-type")?.hasPrefix("application/problem+json") == true)
            #expect(refused.text.contains(#""status":401"#), "\(refused.text)")
            #expect(refused.text.contains("open another one"), "\(refused.text)")
            let board = try await client.execute(
                uri: "/sync/v1/board?event=a/b%234", method: .get, headers: headers)
            #expect(board.bytes == [10])
            let unnamed = try await client.execute(uri: "/sync/v1/board?event=x", method: .get)
            #expect(unnamed.status == .badRequest)
        }
        #expect(
            backend.calls == [
                "session 3", "push 3 00112233445566ff", "push 3 -", "board a/b#4",
            ])
    }

    @Test func tooLargeBodiesAreRefusedUnread() async throws {
        let backend = try FakeBackend()
        try await withWeb(backend) { client in
            let response = try await client.execute(
                uri: "/sync/v1/session", method: .post,
                body: ByteBuffer(repeating: 0, count: 8 * 1024 + 1))
            #expect(response.status == .contentTooLarge)
        }
        #expect(backend.calls.isEmpty)
    }

    /// A client that went away must not leave its long poll behind.
    @Test(.timeLimit(.minutes(1))) func waitingEndsWithTheConnection() async throws {
        let backend = try FakeBackend()
        try await withWeb(backend, live: true) { client in
            let port = try #require(client.port)
            let leaver = TestClient(host: "localhost", port: port)
            leaver.connect()
            async let answer = leaver.execute(
                TestClient.Request("/sync/v1/heads?c=hang&w=60", method: .get, authority: "test"))
            for await _ in backend.waiting.stream { break }
            try await leaver.close()
            for await wasCancelled in backend.gaveUp.stream {
                #expect(wasCancelled)
                break
            }
            _ = try? await answer  // the connection is gone, so there is none
        }
    }
}
