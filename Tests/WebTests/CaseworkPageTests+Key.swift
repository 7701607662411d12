import Designation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import TransparencyLog

@testable import Web

/// Who may read cases.
extension CaseworkPageTests {
    @Test func withoutTheKeyNothingOfACaseIsShown() async throws {
        for uri in ["/cases", Self.page, "/notices/supplement?of=\(FakeRegistry.caseID)"] {
            let response = try await get(uri, shut: true)
            #expect(response.status == .seeOther, "\(uri)")
            #expect(response.header("location")?.hasPrefix("/sign-in?to=/") == true)
            #expect(response.body.readableBytes == 0)
        }
        for uri in ["/api/v1/cases", "/api/v1" + Self.page] {
            let response = try await get(uri, shut: true)
            #expect(response.status == .unauthorized)
            #expect(response.header("content-type") == "application/problem+json")
        }
        for uri in ["/due", "/api/v1/due", "/review", "/api/v1/review"] {
            let response = try await get(uri, shut: true)
            #expect(response.status == .ok)
            #expect(!response.text.contains("00010203"))
            #expect(!response.text.contains("case-problem"))
            let open = try await get(uri).text
            #expect(open.contains("00010203") || open.contains("case-problem"), "\(uri)")
        }
        #expect(try await get("/due", shut: true).text.contains("/sign-in?to=/due"))
        #expect(try await get("/api/v1/due", shut: true).text.contains("\"cases\":false"))
        let list = try await get("/notices/published-list?of=220000", shut: true)
        #expect(list.status == .ok, "what is public stays public")
    }

    @Test func theBackendIsNeverAskedForCasesWithoutTheKey() async throws {
        let backend = try FakeBackend(isShut: true)
        try await withWeb(backend) { client in
            for uri in [
                "/due", "/cases", Self.page, "/notices/filing?of=x", "/api/v1/cases", "/review",
            ] {
                _ = try await client.execute(
                    uri: uri, method: .get, headers: [.cookie: "cases=wrong"])
            }
        }
        #expect(backend.calls == ["duties false", "notice filing false"])
    }

    @Test func theKeyOpensAsABearerTokenOnly() async throws {
        let key = FakeRegistry.pageKey
        let token = try await get(
            "/api/v1" + Self.page, [.authorization: "Bearer \(key)"], shut: true)
        #expect(token.status == .ok)
        for wrong in [key, "x", String(repeating: "a", count: 200), "a b", "\(key)x"] {
            let cookie = try await get("/cases", [.cookie: "cases=\(wrong)"], shut: true)
            #expect(cookie.status == .seeOther, "the key is no session")
        }
        for wrong in ["x", "\(key)x", String(repeating: "a", count: 200)] {
            let bearer = try await get(
                "/api/v1/cases", [.authorization: "Bearer \(wrong)"], shut: true)
            #expect(bearer.status == .unauthorized)
        }
    }

    func signIn(
        _ client: any TestClientProtocol, _ body: String, _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await client.execute(
            uri: "/sign-in", method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    @Test func signingInOpensASessionAndGoesOn() async throws {
        let key = FakeRegistry.pageKey
        try await withWeb(try FakeBackend(isShut: true)) { client in
            let good = try await signIn(client, "key=\(key)&to=%2Fcases%3Fstate%3Dall")
            #expect(good.status == .seeOther)
            #expect(good.header("location") == "/cases?state=all")
            let cookie = try #require(good.header("set-cookie"))
            #expect(!cookie.contains(key), "the key does not travel with every page")
            #expect(cookie.contains("; Max-Age=600;"))
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
            #expect(!cookie.contains("Secure"), "a browser without TLS would not send it back")
            let session = try #require(cookie.split(separator: ";").first)
            let headers: HTTPFields = [.cookie: "lang=zh; \(session)"]
            let page = try await client.execute(uri: "/cases", method: .get, headers: headers)
            #expect(page.status == .ok)
            let out = try await client.execute(uri: "/sign-out", method: .post, headers: headers)
            #expect(out.header("set-cookie")?.contains("Max-Age=0") == true)
            let after = try await client.execute(uri: "/cases", method: .get, headers: headers)
            #expect(after.status == .seeOther, "a kept cookie opens nothing any more")
            for target in ["https://evil.example/", "//evil.example", "/\\evil.example", "x"] {
                let sent = try await signIn(client, "key=\(key)&to=\(WebAddress.encode(target))")
                #expect(sent.header("location") == "/cases", "\(target)")
            }
            let form = try await client.execute(uri: "/sign-in?to=/due", method: .get)
            #expect(form.text.contains("name=\"to\" value=\"/due\""))
        }
    }

    /// Some proxies put a token of their own into each request.
    @Test func aTokenForAProxyKeepsNobodyOut() async throws {
        try await withWeb(try FakeBackend(isShut: true)) { client in
            let good = try await signIn(client, "key=\(FakeRegistry.pageKey)")
            let session = try #require(good.header("set-cookie")?.split(separator: ";").first)
            for token in ["abc.def.ghi", "abcdef"] {
                let page = try await client.execute(
                    uri: "/cases", method: .get,
                    headers: [.cookie: "\(session)", .authorization: "Bearer \(token)"])
                #expect(page.status == .ok, "\(token)")
            }
        }
    }

    /// A form of another site reaches the node without the cookie (SameSite=Strict).
    @Test func nobodyIsSignedOutByAnotherSite() async throws {
        try await withWeb(try FakeBackend(isShut: true)) { client in
            let out = try await client.execute(uri: "/sign-out", method: .post)
            #expect(out.status == .seeOther)
            #expect(out.header("set-cookie") == nil)
        }
    }

    @Test func behindTLSTheCookieStaysThere() async throws {
        let name = try #require(HTTPField.Name("x-forwarded-proto"))
        let body = "key=\(FakeRegistry.pageKey)"
        try await withWeb(try FakeBackend(isShut: true)) { client in
            for proto in ["https", "HTTPS, http"] {
                let response = try await signIn(client, body, [name: proto])
                #expect(response.header("set-cookie")?.hasSuffix("; Secure") == true)
            }
            let plain = try await signIn(client, body, [name: "http"])
            #expect(plain.header("set-cookie")?.contains("Secure") == false)
        }
    }

    @Test func aWrongKeyIsToldAndNotShownAgain() async throws {
        try await withWeb(try FakeBackend(isShut: true)) { client in
            let wrong = try await signIn(client, "key=wrong&to=/due")
            #expect(wrong.status == .unauthorized)
            #expect(wrong.header("set-cookie") == nil)
            #expect(wrong.text.contains("口令不对"))
            #expect(!wrong.text.contains("wrong\""), "what was typed does not come back")
            #expect(wrong.text.contains("name=\"to\" value=\"/due\""), "where to is kept")
            let long = try await signIn(client, "key=" + String(repeating: "a", count: 5000))
            #expect(long.status == .contentTooLarge)
        }
    }

    /// Whoever has to wait is told how long.
    @Test func guessingIsSlowedDown() async throws {
        try await withWeb(try FakeBackend(isShut: true, waitSeconds: 8)) { client in
            let english: HTTPFields = [.cookie: "lang=en"]
            let form = try await signIn(client, "key=\(FakeRegistry.pageKey)", english)
            #expect(form.status == .tooManyRequests)
            #expect(form.header("retry-after") == "8")
            #expect(form.header("set-cookie") == nil)
            #expect(form.text.contains("Wait 8 seconds."))
            let program = try await client.execute(
                uri: "/api/v1/cases", method: .get,
                headers: [.authorization: "Bearer \(FakeRegistry.pageKey)"])
            #expect(program.status == .tooManyRequests)
            #expect(program.header("retry-after") == "8")
            let open = try await client.execute(uri: "/due", method: .get)
            #expect(open.status == .ok, "what is public needs no key")
        }
    }
}
