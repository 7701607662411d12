import Designation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import TransparencyLog

@testable import Web

@Suite struct CaseworkPageTests {
    static let page = "/cases/\(FakeRegistry.caseID)"

    func get(
        _ uri: String, _ headers: HTTPFields = [:], shut: Bool = false
    ) async throws -> TestResponse {
        try await withWeb(try FakeBackend(isShut: shut)) {
            try await $0.execute(uri: uri, method: .get, headers: headers)
        }
    }

    // MARK: What is shown

    @Test func dutiesShowLightRuleLastDayAndWhoMustAct() async throws {
        let html = try await get("/due?on=2026-11-21").text
        for text in [
            "将于2026-11-30到期", "案卷 00010203", "href=\"/cases/000102030405060708090a0b0c0d0e0f",
            "延边朝鲜族自治州", "经办机构", "告知补正、受理或不予受理", "暂定", "各机构办理时间与逾期率",
        ] {
            #expect(html.contains(text), "\(text)")
        }
        let english = try await get("/due?on=2026-11-21&lang=en").text
        #expect(english.contains("what is missing is told, or it is accepted or refused"))
        #expect(english.contains("Handling times and overdue rates"))
        let red = try await get("/due?light=red&on=2027-03-01&lang=en").text
        #expect(red.contains("days over"))
        #expect(!red.contains("days left"))
        let elsewhere = try await get("/due?region=310000&on=2026-11-21").text
        #expect(!elsewhere.contains("案卷 00010203"))
    }

    @Test func casesListStageAndNextDeadline() async throws {
        let html = try await get("/cases").text
        for text in ["1 件", "等待补正", "href=\"\(Self.page)\"", "新增定点", "1 项待处理"] {
            #expect(html.contains(text), "\(text)")
        }
        #expect(try await get("/cases?state=over").text.contains("没有符合条件的案卷"))
    }

    @Test func aCaseShowsStepsProblemsNextStepsAndPapers() async throws {
        let html = try await get(Self.page).text
        for text in [
            "等待补正", "收到材料", "甲 · 经办", "国家医保局令第 2 号 第 8 条", "此步骤没有效力", "当前阶段不适用",
            "尚缺材料", "<code>supplemented</code>", "待核实", "第 12 条第（7）项",
            "/notices/supplement?of=", "case-problem,1",
        ] {
            #expect(html.contains(text), "\(text)")
        }
        // What the officer does next stands before what speaks against the application.
        let next = try #require(html.firstRange(of: "接下来可办"))
        let against = try #require(html.firstRange(of: "不予受理的可能情形"))
        #expect(next.lowerBound < against.lowerBound)
        let past = try await get(Self.page + "?on=2026-11-11").text
        #expect(past.contains("审核材料") && past.contains("过去某日"))
        #expect(!past.contains("222400/casework #2"), "a later step is not shown")
    }

    @Test func aCaseShowsPointsWithTheirMarkAndAppraisalsWithTheirYear() async throws {
        let html = try await get(Self.page).text
        for text in [
            "91 分（满分 100 分）", "90 分及以上为合格", "威海办法 附件2", "一票否决：第 2.1 项", "2025 年度考核",
            "国家医保局令第 2 号 第 36 条",
        ] {
            #expect(html.contains(text), "\(text)")
        }
        let english = try await get(Self.page + "?lang=en").text
        #expect(english.contains("91 of 100 points") && english.contains("Appraisal of 2025"))
        let json = try await get("/api/v1" + Self.page).text
        #expect(json.contains("\"total\":91,\"full\":100,\"pass\":90"))
        #expect(json.contains("\"year\":2025,\"passed\":true"))
    }

    @Test func policyShowsBothTextsWhereTheLocalOneIsLaxer() async throws {
        let html = try await get("/policy/220000?on=2026-11-21").text
        for text in [
            "地方规定较国家宽松", "地方: 1m", "国家: 3m", "尚未决定，按较严的执行", "第 6 条第（1）项",
            "信息系统材料", "解除报告", "时限 立即", "满分 100，90 分合格", "每项扣 2 分", "将于2026-11-30到期",
            "系统不据此判断：由经办人员把握",
        ] {
            #expect(html.contains(text), "\(text)")
        }
        let changes = try await get("/policy/220000?on=2026-11-30&with=2026-12-01").text
        #expect(changes.contains("2026-11-30 与 2026-12-01 的差别"))
        #expect(changes.contains("score") || changes.contains("annex-1"))
        let same = try await get("/policy/220000?on=2026-11-21&with=2026-11-22&lang=en").text
        #expect(same.contains("The rules are the same on both days."))
    }

    @Test func theFormOfPoliciesLeadsToTheRegionsAddress() async throws {
        func location(_ uri: String) async throws -> String? {
            try await get(uri).header("location")
        }
        #expect(try await location("/policy") == "/policy/220000")
        #expect(try await location("/policy?region=&on=2026-01-01") == "/policy/CN?on=2026-01-01")
        #expect(
            try await location("/policy?region=222400&on=2026-01-01&with=2026-02-01")
                == "/policy/222400?on=2026-01-01&with=2026-02-01")
    }

    @Test func aPaperIsAPageInWhichNothingRuns() async throws {
        let paper = try await get("/notices/supplement?of=\(FakeRegistry.caseID)")
        #expect(paper.status == .ok)
        #expect(paper.text.contains("补正材料一次性告知书"))
        #expect(paper.header("content-security-policy")?.hasPrefix("default-src 'none'") == true)
    }

    @Test func aCaseListsWhatWasHandedIn() async throws {
        let html = try await get(Self.page).text
        #expect(html.contains("执业 许可证0&lt;b&gt;"))
        let hash = TreeHash.sha256(Array(FakeRegistry.paper.utf8) + [0]).hex
        #expect(html.contains("\(Self.page)/papers/\(hash)"))
        #expect(html.contains("尚未到达本节点"))
        let away = TreeHash.sha256(Array(FakeRegistry.paper.utf8) + [2]).hex
        #expect(!html.contains("papers/\(away)"))
    }

    @Test func whatWasHandedInOpensAndCanRunNothing() async throws {
        func paper(_ number: UInt8) -> (address: String, bytes: [UInt8]) {
            let bytes = Array(FakeRegistry.paper.utf8) + [number]
            return ("\(Self.page)/papers/\(TreeHash.sha256(bytes).hex)", bytes)
        }
        for prefix in ["", "/api/v1"] {
            let shown = try await get(prefix + paper(0).address)
            #expect(shown.bytes == paper(0).bytes)
            #expect(shown.header("content-type") == "application/pdf")
            #expect(
                shown.header("content-disposition")
                    == "inline; filename*=UTF-8''"
                    + "%E6%89%A7%E4%B8%9A%20%E8%AE%B8%E5%8F%AF%E8%AF%810%3Cb%3E")
            #expect(shown.header("cache-control") == "private, no-store")
            let page = try await get(prefix + paper(1).address)
            #expect(page.header("content-disposition")?.hasPrefix("attachment;") == true)
            #expect(page.header("content-security-policy") == "default-src 'none'; sandbox")
            #expect(page.header("x-content-type-options") == "nosniff")
            let part = try await get(prefix + paper(0).address, [.range: "bytes=3-5"])
            #expect(part.status == .partialContent)
            #expect(part.bytes == Array(paper(0).bytes[3...5]))
            let beyond = try await get(prefix + paper(0).address, [.range: "bytes=900-"])
            #expect(beyond.status == .rangeNotSatisfiable)
            #expect(try await get(prefix + paper(2).address).status == .notFound)
            #expect(try await get(prefix + Self.page + "/papers/x").status == .notFound)
        }
        let away = try await get(paper(0).address, shut: true)
        #expect(away.status == .seeOther)
        #expect(away.body.readableBytes == 0)
        let refused = try await get("/api/v1" + paper(0).address, shut: true)
        #expect(refused.status == .unauthorized)
        #expect(!refused.text.contains("script"))
    }

    // MARK: Bounds

    @Test(arguments: [
        "/due?on=1900-01-01", "/due?on=9999-12-31", "/due?on=x", "/due?region=999999",
        "/due?light=blue", "/due?offset=-1", "/due?limit=201", "/due?limit=0",
        "/cases?kind=x", "/cases?state=x", "/cases?institution=x", "/cases?offset=1000001",
        "/policy/220000?on=3000-01-01", "/policy/220000?with=x",
        "/notices/supplement", "/api/v1/due?limit=1000", "/api/v1/cases?light=x",
    ])
    func badQuestionsAreRefused(_ uri: String) async throws {
        #expect(try await get(uri).status == .badRequest)
    }

    @Test(arguments: [
        "/cases/ffffffffffffffffffffffffffffffff", "/cases/x", "/cases/%3Cscript%3E",
        "/api/v1/cases/ffffffffffffffffffffffffffffffff", "/policy/999999", "/policy/x",
        "/api/v1/policy/999999", "/notices/x?of=1", "/notices/refusal?of=1",
    ])
    func unknownNamesAreNotFound(_ uri: String) async throws {
        let response = try await get(uri, [.accept: "text/html"])
        #expect(response.status == .notFound)
        #expect(!response.text.contains("<script>"))
    }

    @Test func aListIsCutIntoParts() async throws {
        let first = try await get("/due?on=2026-11-21&limit=1&lang=en").text
        #expect(first.contains("1–1 of"))
        #expect(first.contains("offset=1&amp;limit=1\" rel=\"next\""))
        let beyond = try await get("/due?on=2026-11-21&limit=1&offset=900&lang=en").text
        #expect(beyond.contains("Nothing of this kind is due."))
        // A page has fewer rows than a document: who wants as many keeps asking for them.
        #expect(try await get("/due").text.contains("limit=") == false)
        #expect(try await get("/due?limit=200").text.contains("light=red&amp;limit=200"))
    }
}
