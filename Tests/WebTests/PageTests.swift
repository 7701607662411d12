import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

@Suite struct PageTests {
    private static let pages = [
        "/", "/?area=310000", "/institutions?query=a", "/institutions?query=", "/review",
        "/review?resolved=1", "/peers", hospital("/institutions/"),
        hospital("/institutions/", "?on=2025-01-01&region=229900&service=inpatient"),
        hospital("/institutions/", "?known-at=2026-11-20T10:00"), suspension("/propagation/"),
        "/institutions/practice-licence:220200:X1", "/due", "/due?on=2026-12-24&region=222400",
        "/due?light=red", "/cases", "/cases?state=over", "/cases/\(FakeRegistry.caseID)",
        "/cases/\(FakeRegistry.caseID)?on=2026-11-11", "/policy/CN", "/policy/220000",
        "/policy/220000?with=2026-12-01", "/policy/220000?with=2026-11-22", "/sign-in",
    ]

    private func get(_ uri: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await withWeb(try FakeBackend()) {
            try await $0.execute(uri: uri, method: .get, headers: headers)
        }
    }

    /// No page refers to anything outside, runs foreign or inline script or inline style, or shows
    /// a key instead of a text.
    @Test(arguments: pages, [Language.chinese, .english])
    func pagesStandAlone(_ uri: String, _ language: Language) async throws {
        let response = try await get(uri, [.acceptLanguage: language.tag])
        #expect(response.status == .ok)
        let html = response.text
        #expect(html.contains("<html lang=\"\(language.tag)\">"))
        #expect(!html.contains("style=\""))
        #expect(!html.contains("<style") && !html.contains("onclick"))
        #expect(!html.contains("src=\"http") && !html.contains("href=\"http"))
        #expect(html.components("<script").count == 2)
        #expect(!html.contains("{{"))
        let policy = try #require(response.header("content-security-policy"))
        #expect(policy.hasPrefix("default-src 'self'"))
        for key in Self.keys { #expect(!html.contains(">\(key)<"), "\(key)") }
    }

    private static let keys: [String] = {
        let catalogue = try? Catalogue(Resources.strings)
        return catalogue.map { Array($0.all(.english).keys).filter { $0.contains("-") } } ?? []
    }()

    @Test func dataNeverBecomesMarkup() async throws {
        for uri in [
            "/institutions/practice-licence:220200:X1", "/institutions?query=%3Cscript%3Ealert",
            "/due", "/cases", "/cases/\(FakeRegistry.caseID)", "/policy/220000",
            "/policy/220000?with=2026-12-01", "/notices/published-list?of=220000",
        ] {
            let html = try await get(uri).text
            #expect(!html.contains("<script>"))
            #expect(!html.contains("<img src=x"))
            #expect(html.contains("&lt;script&gt;alert"))
        }
    }

    @Test func languageFollowsQueryThenCookieThenBrowserThenChinese() async throws {
        func tag(_ uri: String, _ headers: HTTPFields) async throws -> String? {
            try await get(uri, headers).text.components("lang=\"").dropFirst().first?
                .components("\"").first
        }
        #expect(try await tag("/", [:]) == "zh-CN")
        #expect(try await tag("/", [.acceptLanguage: "fr, en-GB;q=0.8"]) == "en")
        #expect(try await tag("/", [.acceptLanguage: "en", .cookie: "a=b; lang=zh"]) == "zh-CN")
        #expect(try await tag("/?lang=en", [.cookie: "lang=zh"]) == "en")
        #expect(try await get("/?lang=xx").status == .badRequest)
        let chosen = try await get("/?lang=en")
        #expect(chosen.header("set-cookie")?.hasPrefix("lang=en;") == true)
    }

    @Test func overviewShowsCountsSanctionsFreshnessAndDigests() async throws {
        let html = try await get("/").text
        for text in [
            "吉林省总览", "8\u{202F}159", "长春示范第一医院（演示）", "显示最近 2 条，共 14 条", "48 秒前", "还差 12 条",
            "没有消息", "9c41 e0aa 52b7 f338", "不一致：220300", "演示数据",
        ] {
            #expect(html.contains(text), "\(text)")
        }
        #expect(try await get("/?area=999999").status == .badRequest)
    }

    @Test func institutionPageExplainsAnyDay() async throws {
        let today = try await get(hospital("/institutions/")).text
        #expect(today.contains("不可结算"))
        #expect(today.contains("没有效力: 作出机构当日没有该项权限"))
        #expect(today.contains("吉林省代办处（就长春市医疗保险中心的事项） · 长春市"))
        #expect(!today.contains("长春市医疗保险中心（由长春"), "who records for itself is named once")
        #expect(today.contains("国家医保局令第 2 号 第 44 条"))
        #expect(today.contains("决定没有权限"))
        // Whose code it is the page says to whoever asks about that person, in answer and events.
        #expect(today.contains("违规开药（演示）") && !today.contains("D220100000001"))
        for (person, count) in [("D220100000001", 3), ("D220100000002", 0)] {
            let asked = try await get(
                hospital("/institutions/", "?on=2025-01-01&region=220100&person=\(person)")
            ).text
            let shown = asked.ranges(of: "D220100000001").count
            #expect(count == 0 ? shown == 0 : shown >= count, "\(person): \(shown)")
        }
        let before = try await get(
            hospital("/institutions/", "?on=2025-01-01&region=220100&service=inpatient&lang=en")
        ).text
        #expect(before.contains("May be settled"))
        #expect(before.contains("<option value=\"inpatient\" selected>"))
        let known = try await get(hospital("/institutions/", "?known-at=2026-11-20T10:00")).text
        #expect(known.contains("已按本节点在 2026-11-20 10:00:00 已应用的数据重新计算"))
        let bad = try await get(
            hospital("/institutions/", "?on=tomorrow"), [.accept: "text/html"])
        #expect(bad.status == .badRequest)
    }

    @Test func searchLeadsStraightToAnExactNumber() async throws {
        let response = try await get("/institutions?query=H22010200001")
        #expect(response.status == .seeOther)
        #expect(response.header("location") == hospital("/institutions/"))
        #expect(try await get("/institutions?query=nothing").text.contains("没有找到"))
    }

    /// A list that was cut says so, and does not give its own length for that of the whole.
    @Test func aSearchThatFindsMoreThanItListsSaysSo() async throws {
        let cut = try await get("/institutions?query=many").text
        #expect(cut.contains("超过 100 条") && !cut.contains("共 "))
        #expect(cut.components("<tr><td>").count == 101)
        let whole = try await get("/institutions?query=a&lang=en").text
        #expect(whole.contains("3 found"))
        let all = try await get("/api/v1/institutions?query=a").text
        let more = try await get("/api/v1/institutions?query=many&limit=7").text
        #expect(all.contains("\"more\":false") && more.contains("\"more\":true"))
        #expect(more.components("\"nationalCode\"").count == 8)
    }

    @Test func itemsForReviewComeInParts() async throws {
        let first = try await get("/review?resolved=1&limit=1&area=220000").text
        #expect(first.contains("第 1–1 条，共 3 条"))
        #expect(
            first.contains("href=\"/review?area=220000&amp;resolved=1&amp;offset=1&amp;limit=1\""))
        let last = try await get("/review?resolved=1&limit=1&offset=2").text
        #expect(last.contains("第 3–3 条，共 3 条") && !last.contains("rel=\"next\""))
        let json = try await get("/api/v1/review?resolved=1&limit=2").text
        #expect(json.contains("\"total\":3") && json.components("\"key\"").count == 3)
    }

    // MARK: Propagation

    @Test func boardShowsWhoAppliesItAndWhoDoesNot() async throws {
        let page = try await get(suspension("/propagation/"))
        let html = page.text
        for text in [
            "4 / 6 个节点已执行", "吉林省代办处（就长春市医疗保险中心的事项）", "+38 ms", "第四十四条", "接收节点自己的时钟", "尚未执行", "没有回执",
            "2026-10-08 09:00:01.272",
        ] {
            #expect(html.contains(text), "\(text)")
        }
        let part = try await get(suspension("/propagation/", "?part=board"))
        #expect(!part.text.contains("<html"))
        #expect(part.text.contains("<progress max=\"6\" value=\"4\">"))
        #expect(try await get("/propagation/nothing/1").status == .notFound)
    }

    @Test(arguments: [false, true])
    func boardIsStreamedUntilComplete(_ live: Bool) async throws {
        try await withWeb(try FakeBackend(appliedCount: 4), live: live) { client in
            let response = try await client.execute(
                uri: suspension("/api/v1/propagation/", "/events"), method: .get)
            #expect(response.header("content-type") == "text/event-stream; charset=utf-8")
            let messages = response.text.components("\n\n").filter { !$0.isEmpty }
            #expect(messages.count == 4)
            #expect(messages[0].contains("\"appliedCount\":4"))
            #expect(messages[2].contains("\"appliedCount\":6"))
            #expect(messages[2].contains("\"afterMilliseconds\":95000"))
            #expect(messages[3] == "event: complete\ndata: {}")
        }
    }

    @Test func assetsAreServed() async throws {
        for (name, type) in [
            ("style.css", "text/css"), ("app.js", "text/javascript"), ("icon.svg", "image/svg+xml"),
        ] {
            let response = try await get("/assets/\(name)")
            #expect(response.header("content-type")?.hasPrefix(type) == true)
            #expect(!response.text.contains("http://") || name == "icon.svg")
        }
    }
}

extension String {
    /// The parts between occurrences of a text.
    func components(_ separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
