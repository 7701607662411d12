import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Messages
import Testing

@testable import Web

@Suite struct FailureTableTests {
    static let rows: [(WebFailure, Int, String)] = [
        (.badRequest("Say what."), 400, "Say what."),
        (.unauthorized("Open a session."), 401, "Open a session."),
        (.forbidden("Not yours."), 403, "Not yours."), (.notFound("Gone."), 404, "Gone."),
        (.methodNotAllowed(allowed: ["GET", "HEAD"]), 405, "GET, HEAD"),
        (.conflict("Held more."), 409, "Held more."),
        (.tooLarge(limitByteCount: 9), 413, "9 bytes"),
        (.rangeNotSatisfiable(byteCount: 5), 416, "5 bytes"),
        (.tooManyRequests("Wait.", retryAfterSeconds: 7), 429, "Wait."), (.broken, 500, "log"),
        (.unavailable("Catching up.", retryAfterSeconds: 3), 503, "Catching up."),
        (.cannotStore("Disk full."), 507, "Disk full."),
    ]

    @Test(arguments: rows)
    func everyFailureHasItsStatus(_ failure: WebFailure, _ status: Int, _ hint: String) throws {
        var json = JSONWriter()
        failure.write(to: &json)
        let value = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any]
        let problem = try #require(value)
        #expect(problem["type"] as? String == "about:blank")
        #expect(problem["status"] as? Int == status)
        #expect((problem["title"] as? String)?.isEmpty == false)
        #expect((problem["detail"] as? String)?.contains(hint) == true)
        #expect(problem["en"] as? String == failure.message.english)
        #expect((problem["zh"] as? String)?.isEmpty == false)
        #expect((problem["code"] as? String)?.contains(" ") == false)
        #expect(Responses.problem(failure).status.code == status)
    }

    @Test func failuresSpeakTheLanguageOfTheReader() async throws {
        try await withWeb(try FakeBackend()) { client in
            let question = "/api/v1/status?institution=x&region=y"
            let answer = try await client.execute(uri: question, method: .get)
            let problem =
                try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any]
            #expect(problem?["code"] as? String == "bad-request")
            let chinese = try #require(problem?["zh"] as? String)
            let english = try #require(problem?["en"] as? String)
            #expect(chinese.contains("应为"))
            #expect(problem?["detail"] as? String == "\(chinese) \(english)")
            for (language, text) in [("zh", "全部地址见"), ("en", "lists all")] {
                let page = try await client.execute(
                    uri: "/nowhere?lang=\(language)", method: .get,
                    headers: [.accept: "text/html"])
                #expect(page.text.contains(text), "\(language)")
            }
        }
    }

    @Test func retryAndAllowStandInHeaders() {
        let busy = Responses.problem(.tooManyRequests("Wait.", retryAfterSeconds: 7))
        #expect(busy.headers.contains { $0.name.canonicalName == "retry-after" && $0.value == "7" })
        let wrong = Responses.problem(.methodNotAllowed(allowed: ["POST"]))
        #expect(wrong.headers.contains { $0.name.canonicalName == "allow" && $0.value == "POST" })
    }

    /// Every documented address answers a method it does not take with 405, and HEAD where it
    /// takes GET.
    @Test func methodsAreChecked() async throws {
        let documented: [String: Set<String>] = try OpenAPIDocument().operations
        try await withWeb(try FakeBackend()) { client in
            for (path, methods) in documented {
                let uri = OpenAPIDocument.example(path)
                let wrong = try await client.execute(uri: uri, method: .delete)
                #expect(wrong.status == .methodNotAllowed, "\(path)")
                if methods.contains("get"), !path.hasSuffix("/events") {
                    let head = try await client.execute(uri: uri, method: .head)
                    #expect(head.status != .methodNotAllowed, "\(path)")
                    #expect(head.body.readableBytes == 0, "\(path)")
                }
            }
        }
    }

    @Test func unknownAddressesArePagesForPeopleAndProblemsForPrograms() async throws {
        try await withWeb(try FakeBackend()) { client in
            let person = try await client.execute(
                uri: "/nowhere", method: .get, headers: [.accept: "text/html"])
            #expect(person.status == .notFound)
            #expect(person.text.contains("<!DOCTYPE html>"))
            let program = try await client.execute(
                uri: "/api/v1/nowhere", method: .get, headers: [.accept: "text/html"])
            #expect(program.status == .notFound)
            #expect(program.header("content-type") == "application/problem+json")
        }
    }

    @Test func controlNeedsItsToken() async throws {
        try await withWeb(try FakeBackend()) { client in
            func control(_ headers: HTTPFields) async throws -> TestResponse {
                try await client.execute(
                    uri: "/api/v1/control", method: .post, headers: headers,
                    body: ByteBuffer(string: "do"))
            }
            let name = try #require(HTTPField.Name("x-control-token"))
            #expect(try await control([:]).status == .unauthorized)
            #expect(try await control([name: "wrong"]).status == .unauthorized)
            #expect(try await control([name: "right"]).text == "do")
        }
    }

    @Test func readinessSaysWhatIsWrong() async throws {
        try await withWeb(try FakeBackend()) { client in
            let ready = try await client.execute(uri: "/readyz", method: .get)
            #expect(ready.status == .serviceUnavailable)
            #expect(ready.text.contains("The disk is full"))
            #expect(try await client.execute(uri: "/healthz", method: .get).text == "ok\n")
            let metrics = try await client.execute(uri: "/metrics", method: .get)
            #expect(metrics.text.contains("dingdian_logs 18"))
        }
    }
}
