import Designation
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@Suite struct StatusTests {
    private let known = "institution=practice-licence:220100:PDY22010017A1001&region=220100"

    private func document(_ response: TestResponse) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(response.bytes))
        return try #require(value as? [String: Any])
    }

    @Test func answerHasEveryPromisedMember() async throws {
        try await withWeb(try FakeBackend()) { client in
            let response = try await client.execute(uri: "/api/v1/status?\(known)", method: .get)
            #expect(response.status == .ok)
            #expect(response.header("content-type") == "application/json")
            let json = try document(response)
            for name in [
                "institution", "region", "date", "status", "settleable", "since", "until",
                "services", "reasons", "asOf", "provisional",
            ] {
                #expect(json[name] != nil, "\(name)")
            }
            #expect(json["status"] as? String == "suspended")
            #expect(json["settleable"] as? Bool == false)
            #expect(json["date"] as? String == "2026-11-21")
            #expect(json["since"] as? String == "2026-10-08")
            #expect(json["until"] as? String == "2027-01-01")
            #expect(json["exceptions"] as? [String] == ["emergency-rescue"])
            let asOf = try #require(json["asOf"] as? [String: [String: String]])
            #expect(asOf["region"]?["node"] == "220100")
            #expect(asOf["oldest"]?["at"] == "2026-11-21T11:02:48.123Z")
            let reason = try #require((json["reasons"] as? [[String: Any]])?.first)
            #expect(reason["event"] as? String == FakeRegistry.suspension.description)
            let citation = try #require((reason["citations"] as? [[String: String]])?.first)
            #expect(citation == ["edition": "N", "article": "44"])
        }
    }

    @Test func dayServiceAndNationalCodeAreHeeded() async throws {
        try await withWeb(try FakeBackend()) { client in
            let uri = "/api/v1/status?institution=H22010200001&region=220100&on=2025-01-01"
            let open = try document(
                try await client.execute(uri: uri + "&service=inpatient", method: .get))
            #expect(open["settleable"] as? Bool == true)
            #expect(open["exceptions"] as? [String] == [])
            let closed = try document(
                try await client.execute(uri: uri + "&service=care", method: .get))
            #expect(closed["settleable"] as? Bool == false)
            #expect(closed["status"] as? String == "designated")
        }
    }

    @Test func whoServedAndWhereIsHeeded() async throws {
        try await withWeb(try FakeBackend()) { client in
            let uri = "/api/v1/status?institution=H22010200001&region=220100&on=2025-01-01"
            func ask(_ more: String) async throws -> [String: Any] {
                try document(try await client.execute(uri: uri + more, method: .get))
            }
            let stopped = try await ask("&person=d2201-00000001&explain=1")
            #expect(stopped["status"] as? String == "suspended")
            #expect(stopped["settleable"] as? Bool == false)
            #expect(stopped["until"] as? String == "2026-06-01")
            let reason = try #require((stopped["reasons"] as? [[String: Any]])?.first)
            #expect(reason["rule"] as? String == "restricted")
            let words = try #require(stopped["explanation"] as? [String: [String]])
            #expect(words["zh"]?.joined().contains("D220100000001") == true)
            #expect(try await ask("&person=D220100000002")["settleable"] as? Bool == true)
            #expect(try await ask("&department=%E5%86%85%E7%A7%91")["settleable"] as? Bool == true)
            let elsewhere = try await ask("&site=%E4%B8%9C%E9%99%A2")
            #expect(elsewhere["status"] as? String == "not-designated")
            // Whoever names nobody is told that somebody may not serve.
            let plain = try await ask("")
            #expect(plain["settleable"] as? Bool == true)
            let listed = try #require((plain["restrictions"] as? [[String: Any]])?.first)
            #expect(listed["part"] as? String == "person")
            #expect(listed["name"] is NSNull, "who it is only whoever asks about that person")
            let told = try await ask("&explain=1")
            let sentences = try #require(told["explanation"] as? [String: [String]])
            for language in ["zh", "en"] {
                #expect(sentences[language]?.joined().contains("D2201") == false, "\(language)")
            }
            #expect(sentences["en"]?.joined().contains("(code not public)") == true)
            let about = try #require((stopped["restrictions"] as? [[String: Any]])?.first)
            #expect(about["name"] as? String == "D220100000001")
            for wrong in ["&person=", "&person=D220100000001&person=D220100000002"] {
                let response = try await client.execute(uri: uri + wrong, method: .get)
                #expect(response.status == .badRequest, "\(wrong)")
            }
        }
    }

    @Test func strangersGetAnAnswer() async throws {
        try await withWeb(try FakeBackend()) { client in
            for institution in ["P99999900001", "practice-licence:220100:NOBODY"] {
                let response = try await client.execute(
                    uri: "/api/v1/status?institution=\(institution)&region=220100", method: .get)
                #expect(response.status == .ok)
                let json = try document(response)
                #expect(json["status"] as? String == "not-designated")
                #expect(json["settleable"] as? Bool == false)
            }
        }
    }

    @Test func explanationSpeaksBothLanguages() async throws {
        try await withWeb(try FakeBackend()) { client in
            let response = try await client.execute(
                uri: "/api/v1/status?institution=H22010200001&region=229900&explain=1",
                method: .get)
            let explanation = try #require(
                try document(response)["explanation"] as? [String: [String]])
            let chinese = try #require(explanation["zh"]?.joined())
            #expect(chinese.contains("长春市经办机构的决定在其他统筹地区同时生效"))
            #expect(chinese.contains("国家医保局令第 2 号 第 44 条"))
            let english = try #require(explanation["en"]?.joined())
            #expect(english.contains("takes effect in the other regions at the same time"))
            #expect(english.contains("level that triggers cross-region effect – prefecture"))
            let chain = try #require(try document(response)["chain"] as? [[String: Any]])
            #expect(chain.map { $0["kind"] as? String } == ["act", "lapsed", "no-agreement"])
            let lapsed = try #require((chain[1]["settings"] as? [[String: Any]])?.first)
            #expect(lapsed["from"] as? String == "2021-02-01")
            #expect(lapsed["decision"] as? Bool == true)
            #expect((lapsed["ground"] as? [String: String])?["zh"] == "文本未要求另行申请。")
        }
    }

    @Test func knownAtShowsTheVector() async throws {
        let backend = try FakeBackend()
        try await withWeb(backend) { client in
            let response = try await client.execute(
                uri: "/api/v1/status?\(known)&known-at=2026-11-20T10:00:00%2B08:00", method: .get)
            let json = try document(response)
            #expect(json["knownAt"] as? String == "2026-11-20T02:00:00.000Z")
            let vector = try #require(json["knownVector"] as? [[String: Any]])
            #expect(vector.first?["size"] as? Int == 4)
            #expect(backend.calls == ["known-at 1795140000000"])
        }
    }

    @Test(arguments: [
        ("region=220100", "institution="), ("institution=H22010200001", "region="),
        ("institution=abc&region=220100", "national code"),
        ("institution=H2201&region=220100", "national code"),
        ("institution=H22010200001&region=999999", "has no region"),
        ("institution=H22010200001&region=22 01", "region="),
        ("institution=H22010200001&region=220100&on=2026-02-30", "YYYY-MM-DD"),
        ("institution=H22010200001&region=220100&service=surgery", "service="),
        ("institution=H22010200001&region=220100&scope=x", "scope="),
        ("institution=H22010200001&region=220100&person=%E5%BC%A0%E4%B8%89", "never a name"),
        ("institution=H22010200001&region=220100&site=%20", "name or code"),
        ("institution=H22010200001&region=220100&known-at=noon", "known-at="),
        ("institution=H22010200001&region=220100&serivce=care", "Unknown parameter"),
        ("institution=%FF&region=220100", "UTF-8"), ("institution=%2&region=220100", "UTF-8"),
    ])
    func badQuestionsAreToldWhatToDo(_ query: String, _ hint: String) async throws {
        try await withWeb(try FakeBackend()) { client in
            let escaped = query.split(separator: " ").joined(separator: "%20")
            let response = try await client.execute(
                uri: "/api/v1/status?\(escaped)", method: .get)
            #expect(response.status == .badRequest)
            #expect(response.header("content-type") == "application/problem+json")
            let json = try document(response)
            #expect(json["status"] as? Int == 400)
            #expect((json["detail"] as? String)?.contains(hint) == true)
        }
    }

    // MARK: Batch

    private func batch(_ text: String, _ client: any TestClientProtocol) async throws
        -> TestResponse
    {
        try await client.execute(
            uri: "/api/v1/status:batch", method: .post, body: ByteBuffer(string: text))
    }

    @Test func batchAnswersInOrderAndKeepsGoodAnswersBesideBadQuestions() async throws {
        try await withWeb(try FakeBackend()) { client in
            let response = try await batch(
                """
                [{"institution":"H22010200001","region":"220100","service":null},
                 {"institution":"H22010200001","region":"moon"}, 7,
                 {"institution":"H22010200001","region":"220100","on":"2025-01-01"},
                 {"institution":"H22010200001","region":"220100","explain":"1"}]
                """, client)
            #expect(response.status == .ok)
            let answers = try #require(
                try JSONSerialization.jsonObject(with: Data(response.bytes)) as? [[String: Any]])
            #expect(answers.count == 5)
            #expect(answers[0]["status"] as? String == "suspended")
            #expect(answers[1]["status"] as? Int == 400)
            #expect(answers[2]["status"] as? Int == 400)
            #expect(answers[3]["settleable"] as? Bool == true)
            #expect(answers[4]["status"] as? Int == 400)
        }
    }

    @Test func batchIsBounded() async throws {
        try await withWeb(try FakeBackend()) { client in
            let one = #"{"institution":"H22010200001","region":"220100"}"#
            func list(_ count: Int) -> String {
                "[" + Array(repeating: one, count: count).joined(separator: ",") + "]"
            }
            let most = try await batch(list(1000), client)
            #expect(most.status == .ok)
            let more = try await batch(list(1001), client)
            #expect(more.status == .badRequest)
            let none = try await batch("[]", client)
            #expect(none.text == "[]")
            let blanks = String(repeating: " ", count: 512 * 1024)
            let large = try await batch("[\(blanks)]", client)
            #expect(large.status == .contentTooLarge)
        }
    }

    @Test(arguments: ["", "{}", "[1", "[{]", "[\"\u{1}\"]", "[1]x", "[[[[[[[[[]]]]]]]]]", "nul"])
    func batchRefusesWhatIsNotJSON(_ text: String) async throws {
        try await withWeb(try FakeBackend()) { client in
            let response = try await batch(text, client)
            #expect(response.status == .badRequest)
        }
    }
}
