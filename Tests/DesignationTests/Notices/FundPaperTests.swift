import Testing

@testable import Designation

/// Papers of a region that signs for two funds apart (S3 六, 七).
@Suite("Notices: funds and points")
struct FundPaperTests {
    /// An application to Weihai with a table of one item of 100 points, of which 90 pass.
    private func world(_ scope: FundScope, points: Int) -> CaseWorld {
        var world = CaseWorld(.weihai, scope: scope)
        let city = "\(world.city)"
        world.extra = [
            (
                city, "score:annex-1", "个人账户评估表\nTable\nfull 100\npass 90\nscope personal-account",
                "2021-02-01"
            ),
            (city, "score:annex-1/1", "药师\nPharmacist\npoints 100", "2021-02-01"),
            (city, "score:annex-1/1/1", "缺一项\nMissing\neach 2", "2021-02-01"),
            (city, "list:agency-duties/reasons-and-advice", "说明理由\nReasons", "2021-02-01"),
            (city, "list:publications/proposed-list", "公示名单\nList", "2021-02-01"),
        ]
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10", passed: points >= 90) {
            $0.results = [
                SiteResult(
                    services: [.outpatient], passed: points >= 90,
                    table: scope == .personalAccount ? "annex-1" : "",
                    scores: [ScoreFinding(item: "1", steps: [1: (100 - points) / 2])])
            ]
        }
        world.step(.resultNotified, "2026-03-11", note: "缺药师")
        return world
    }

    private func writer(_ world: CaseWorld) -> NoticeWriter {
        NoticeWriter(issuer: "演示区医保中心", policyAt: world.setting.policyAt)
    }

    @Test("The result names the fund, the table and the points, and the local article")
    func result() throws {
        let world = world(.personalAccount, points: 80)
        let paper = try writer(world).paper(
            .result, of: try world.state("2026-03-11"), case: NoticeTests.id, NoticeTests.party)
        #expect(paper.paragraphs == ["你单位的新增定点申请（个人账户支付）已经评估，结果为：不合格。"])
        #expect(paper.table?.header == ["执业地点", "服务类别", "评估表", "得分", "结果"])
        #expect(
            paper.table?.rows
                == [["主要执业地点", "门诊", "个人账户评估表", "80分（满分100，90分合格）", "不合格"]])
        #expect(paper.legalBasis.first == "X 1", "the edition's own article, not N9 alone")
    }

    @Test("Every row of a list says for which fund it is, where any is of a fund apart")
    func lists() throws {
        let day = World.day("2026-03-02")
        let writer = writer(CaseWorld(.weihai))
        func line(_ scope: FundScope) -> NoticeWriter.Published {
            NoticeWriter.Published(
                NoticeTests.party, services: [.outpatient], scope: scope, from: day,
                through: day, event: EventReference(origin: "o", index: 7, leafPrefix: 0))
        }
        func list(_ scopes: [FundScope], isTerminated: Bool = false) throws -> NoticeDocument {
            try writer.publishedList(
                scopes.map(line), isTerminated: isTerminated, region: World.code("371082"),
                author: "node", on: day)
        }
        let both = try list([.pooledFund, .personalAccount])
        #expect(both.table?.header[3] == "基金")
        #expect(both.table?.rows.map { $0[3] } == ["个人账户支付", "统筹基金支付"])
        #expect(try list([.basic]).table?.header.contains("基金") == false)
        #expect(try list([.pooledFund], isTerminated: true).table?.rows[0][3] == "统筹基金支付")
        let world = world(.personalAccount, points: 100)
        var noticed = world
        noticed.step(.noticeOpened, "2026-03-12") { $0.until = World.day("2026-03-20") }
        let row = try #require(
            NoticeWriter.Noticed(try noticed.state("2026-03-12"), NoticeTests.party))
        let notice = try self.writer(noticed).publicNotice([row])
        #expect(notice.table?.header[3] == "基金")
        #expect(notice.table?.rows[0][3] == "个人账户支付")
    }
}
