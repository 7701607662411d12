import Testing

@testable import Designation

/// Whole papers, so that a changed word is seen.
@Suite("Notices")
struct NoticeTests {
    static let facts = InstitutionFacts(
        name: "演示<b>医院</b>&\"甲\"", type: .medical, kind: "hospital",
        place: World.code("990101"), address: "演示路1号", phone: "010-1")
    static let party = NoticeWriter.Party(World.hospital, facts)
    static let id = [UInt8](repeating: 0xAB, count: 16)

    func writer(_ world: CaseWorld) -> NoticeWriter {
        let setting = world.setting
        return NoticeWriter(issuer: "演示区医保中心", policyAt: setting.policyAt)
    }

    func paper(
        _ kind: NoticeDocument.Kind, _ world: CaseWorld, _ on: String,
        screening: [Screening.Reason] = []
    ) throws -> NoticeDocument {
        try writer(world).paper(
            kind, of: try world.state(on), case: Self.id, Self.party, screening: screening)
    }

    /// The national rules with items of lists.
    func listed() -> CaseWorld {
        var world = CaseWorld(.national)
        world.extra = [
            ("CN", "list:materials.new/licence", "执业许可证\nLicence", "2021-02-01"),
            ("CN", "list:materials.new/ledger", "台账<3>\nLedger", "2021-02-01"),
            ("CN", "list:refusals/script", "情形<script>\nScript", "2021-02-01"),
            ("CN", "list:refusals/breach", "违约责任未履行\nBreach\nbar bar.breach", "2021-02-01"),
            ("CN", "list:filings/assessment-result", "评估结果备案\nResult\nto department", "2021-02-01"),
        ]
        return world
    }

    // MARK: Cases

    @Test("The supplement notice names what is missing, once")
    func supplement() throws {
        var world = listed()
        world.step(.received, "2026-03-02")
        world.step(.supplementNotice, "2026-03-04") { $0.items = ["licence", "ledger"] }
        #expect(
            try paper(.supplement, world, "2026-03-04").text == """
                补正材料一次性告知书
                编号：node〔2026〕补正第2-0000号

                演示<b>医院</b>&"甲"：

                　　你单位2026年3月2日提交的新增定点申请材料已经收到。尚缺下列材料，请补齐后提交：
                　　1. 执业许可证
                　　2. 台账<3>
                　　以上内容一次告知，不再另行要求。自本告知之次日起至材料补齐之日，办理期限停止计算。

                依据：
                　　《医疗机构医疗保障定点管理暂行办法》（国家医疗保障局令第2号）第8条
                　　X 1

                登记事项：
                　　case/log#2

                演示区医保中心
                2026年3月4日
                （盖章）

                """)
    }

    @Test("The page is the same paper, with foreign names escaped and nothing from outside")
    func page() throws {
        var world = listed()
        world.step(.received, "2026-03-02")
        world.step(.refused, "2026-03-04") { $0.items = ["script"] }
        let html = try paper(.refusal, world, "2026-03-04").html
        let body = try #require(html.split(separator: "<body>\n").last)
        #expect(
            body == """
                <h1>不予受理通知书</h1>
                <p class="number">编号：node〔2026〕不受第2-0000号</p>
                <p class="addressee">演示&lt;b&gt;医院&lt;/b&gt;&amp;&quot;甲&quot;：</p>
                <p>你单位的新增定点申请有下列情形，依规定不予受理：</p>
                <ol>
                <li>情形&lt;script&gt;</li>
                </ol>
                <p>对本决定有异议的，可向本机构提出说明，也可请同级医疗保障行政部门协调处理，或者依法申请行政复议、提起诉讼。</p>
                <h2>依据</h2>
                <ul>
                <li>X 1</li>
                </ul>
                <h2>登记事项</h2>
                <ul>
                <li>case/log#2</li>
                </ul>
                <div class="sign"><p>演示区医保中心</p><p>2026年3月4日</p><p>（盖章）</p></div>
                </body>
                </html>

                """)
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"zh-CN\">"))
        #expect(html.contains("@page { size: A4;"))
        for outside in ["http", "src=", "href=", "url(", "@import"] {
            #expect(!html.contains(outside), "\(outside)")
        }
    }

    @Test("Marks that turn the line and line feeds in names cannot forge a text")
    func controls() {
        let document = NoticeDocument(
            .filing, number: "1", addressee: "甲\u{202E}乙\n编号：2", paragraphs: [],
            legalBasis: [], references: [], date: World.day("2026-03-02"), issuer: "丙")
        #expect(document.text.hasPrefix("备案（报告）表\n编号：1\n\n甲\u{202E}乙 编号：2：\n"))
        #expect(document.html.contains("甲 乙 编号：2："))
    }

    @Test("A refusal says through which day the bar stands")
    func refusal() throws {
        var world = listed()
        world.step(.received, "2026-03-02")
        world.step(.refused, "2026-03-04") { $0.items = ["breach"] }
        let document = try paper(
            .refusal, world, "2026-03-04",
            screening: [
                Screening.Reason(
                    item: "breach", citations: [cited("N 12(6)")], through: World.day("2026-08-31"),
                    events: [])
            ])
        #expect(document.items == ["违约责任未履行（2026年8月31日及以前不予受理）"])
        #expect(document.legalBasis == ["X 1"])
    }

    @Test("The result: what passed where; after a failure when again; after two the bar (N9)")
    func result() throws {
        var failed = listed()
        failed.step(.accepted, "2026-03-02")
        failed.assess("2026-03-10", passed: false)
        failed.step(.resultNotified, "2026-03-11", note: "缺药师")
        let document = try paper(.result, failed, "2026-03-11")
        #expect(document.paragraphs == ["你单位的新增定点申请已经评估，结果为：不合格。"])
        #expect(document.table?.rows == [["主要执业地点", "门诊、住院", "不合格"]])
        #expect(
            document.closing == ["理由与建议：缺药师", "请对照上述内容整改；2026年6月11日之后可再次评估。"])
        var passed = listed()
        passed.step(.accepted, "2026-03-02")
        passed.assess("2026-03-10") {
            $0.results = [
                SiteResult(services: [.outpatient], passed: true),
                SiteResult(site: "分院", services: [.inpatient], passed: false),
            ]
        }
        passed.step(.resultNotified, "2026-03-11")
        let good = try paper(.result, passed, "2026-03-11")
        #expect(good.paragraphs == ["你单位的新增定点申请已经评估，结果为：部分合格。"])
        #expect(good.table?.rows == [["主要执业地点", "门诊", "合格"], ["分院", "住院", "不合格"]])
        #expect(good.legalBasis.first?.hasSuffix("第9条") == true)
    }

    @Test("The result is that of whoever had the last word: the second tier, a spot check (S0, S4)")
    func lastWord() throws {
        var world = CaseWorld(.shanghai)
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10")
        world.step(.approved, "2026-03-12") { $0.passed = false }
        let bare = world.make(.resultNotified, "2026-03-13", note: "")
        #expect(world.objections(to: bare).map(\.kind) == [.reasonMissing], "reasons and advice")
        world.step(.resultNotified, "2026-03-13", note: "人员资质不符，请补充")
        let document = try paper(.result, world, "2026-03-13")
        #expect(document.paragraphs == ["你单位的新增定点申请已经评估，结果为：不合格。"])
        #expect(document.table?.rows == [["主要执业地点", "门诊、住院", "审定不合格"]])
        #expect(document.closing.first == "理由与建议：人员资质不符，请补充")
    }

    @Test("What was decided on a request is told as such, and is no assessment (N40)")
    func decision() throws {
        var world = CaseWorld(.national, .change)
        world.step(.received, "2026-03-02") { $0.items = ["name"] }
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-06", note: "材料不实")
        world.step(.resultNotified, "2026-03-07", note: "")
        let document = try paper(.result, world, "2026-03-07")
        #expect(document.title == "办理结果告知书")
        #expect(document.paragraphs == ["你单位的信息变更申请已经办理，不同意。"])
        #expect(document.closing.first == "理由与说明：材料不实")
        #expect(document.legalBasis.map { $0.hasSuffix("第40条") } == [true])
        #expect(!document.text.contains("公示"))
    }

    @Test("A refused request rests on its own article, and on what the officer gave (N44)")
    func refusedRequest() throws {
        var world = CaseWorld(.national, .end)
        world.step(.received, "2026-03-02")
        world.step(.refused, "2026-03-04") { $0.items = ["public-institution"] }
        let document = try paper(.refusal, world, "2026-03-04")
        #expect(document.items == ["公立机构不能自行提出中止或者解除协议"])
        #expect(document.legalBasis.map { $0.hasSuffix("第44条") } == [true])
    }

    @Test("A condition that is not met is told as not met, with figures and words (N6)")
    func unmetCondition() throws {
        var world = CaseWorld(.national)
        world.extra = [
            ("CN", "physicians-at-least", "2", "2021-02-01"),
            (
                "CN", "list:conditions/doctors", "有注册医师\nPhysicians\nrule physicians-at-least",
                "2021-02-01"
            ), ("CN", "list:refusals/breach", "违约\nBreach", "2021-02-01"),
        ]
        world.step(.received, "2026-03-02") { $0.stated = ["physicians": "1"] }
        world.step(.refused, "2026-03-04", note: "医师一人") { $0.items = ["doctors"] }
        let document = try paper(.refusal, world, "2026-03-04")
        #expect(document.items == ["未达到基本条件：有注册医师（要求2，所填1）"])
        #expect(document.closing.first == "说明：医师一人")
    }

    @Test("A notice without a last day hangs as long as the edition says (S1 三, S3 四(四))")
    func noticePeriod() throws {
        var world = CaseWorld(.yunnan)
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10")
        world.step(.noticeOpened, "2026-03-11")
        func line(_ world: CaseWorld) throws -> NoticeWriter.Noticed {
            try #require(NoticeWriter.Noticed(try world.state("2026-03-11"), Self.party))
        }
        let one = try writer(world).publicNotice([line(world)])
        #expect(one.paragraphs.first?.contains("2026年3月11日至2026年3月20日") == true)
        var other = CaseWorld(.yunnan)
        other.step(.accepted, "2026-03-02")
        other.assess("2026-03-10")
        other.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-24") }
        let both = try writer(world).publicNotice([line(world), line(other)])
        #expect(both.paragraphs.first?.contains("公示期见各行") == true)
        #expect(
            both.table?.rows.compactMap(\.last) == [
                "2026年3月11日至2026年3月20日", "2026年3月11日至2026年3月24日",
            ])
    }

    @Test("The filing sheet names the matter, its day and who receives it")
    func filing() throws {
        var world = listed()
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10")
        world.step(.filed, "2026-03-12") { $0.items = ["assessment-result"] }
        let document = try paper(.filing, world, "2026-03-12")
        #expect(document.addressee == "同级医疗保障行政部门")
        #expect(
            document.table?.rows == [
                ["事项", "评估结果备案"], ["机构名称", Self.facts.name],
                ["执业许可标识", "\(World.hospital)"], ["地址", "演示路1号"],
                ["案卷", String(repeating: "ab", count: 16)], ["内容", "评估合格：门诊、住院"],
                ["事项发生日期", "2026年3月10日"], ["报送日期", "2026年3月12日"], ["回执", "（收件单位盖章、日期）"],
            ])
    }

    @Test("The sheet of a second assessment names that one, and whom it was filed with (S2 20, N9)")
    func filedAgain() throws {
        var world = listed()
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10", passed: false)
        world.step(.resultNotified, "2026-03-11", note: "缺药师")
        world.step(.filed, "2026-03-12") { $0.items = ["assessment-result"] }
        world.step(.mended, "2026-06-12")
        world.assess("2026-06-15")
        world.step(.filed, "2026-06-17") {
            $0.items = ["assessment-result"]
            $0.parties = ["city-agency"]
        }
        let document = try paper(.filing, world, "2026-06-17")
        let rows = document.table?.rows ?? []
        #expect(rows.contains(["事项发生日期", "2026年6月15日"]))
        #expect(rows.contains(["内容", "评估合格：门诊、住院"]))
        #expect(document.addressee == "市级医疗保障经办机构")
    }

    @Test("A paper that the case gives no cause for is not printed")
    func nothing() throws {
        var world = listed()
        world.step(.received, "2026-03-02")
        #expect(throws: NoticeWriter.Problem.nothingToPrint(.refusal)) {
            try paper(.refusal, world, "2026-03-02")
        }
        // A step without effect gives no paper either.
        world.step(.supplemented, "2026-03-03")
        #expect(throws: NoticeWriter.Problem.nothingToPrint(.supplement)) {
            try paper(.supplement, world, "2026-03-03")
        }
    }
}
