import Testing

@testable import Designation

/// A result that turned bad after it had been told, and how each result is told.
@Suite struct ToldAgainTests {
    private func tested() -> CaseWorld {
        var world = CaseWorld(.changzhou)
        world.step(.accepted, "2026-03-02") { $0.services = [.outpatient] }
        world.assess("2026-03-10")
        world.step(.networkTestRequested, "2026-03-11")
        world.step(.networkTested, "2026-03-12") { $0.passed = true }
        world.step(.resultNotified, "2026-03-13", note: "")
        return world
    }

    private func paper(_ world: CaseWorld, _ day: String) throws -> NoticeDocument {
        try NoticeWriter(issuer: "演示", policyAt: world.setting.policyAt).paper(
            .result, of: try world.state(day), case: [1], NoticeWriter.Party(World.hospital, nil))
    }

    @Test(
        "A spot check failed after the telling: told anew, the months count from that (N9 ¶2, S4)")
    func spotCheck() throws {
        var world = tested()
        world.step(.noticeOpened, "2026-03-16")
        world.step(.spotChecked, "2026-03-24", at: world.city) { $0.passed = false }
        let failed = try world.state("2026-03-24")
        #expect(failed.stage == .notifying && failed.passedServices.isEmpty)
        #expect(
            failed.wait?.rule == "waits/notifying" && failed.wait?.since == World.day("2026-03-24"))
        let again = world.make(.assessed, "2026-06-30")
        #expect(world.objections(to: again).map(\.kind) == [.notAtThisPoint], "nobody was told")
        world.step(.resultNotified, "2026-04-01", note: "抽查发现人员不在岗")
        #expect(try world.problems() == [])
        let told = try world.state("2026-04-01")
        let wait = told.clocks.first { $0.rule == "reassessment-after" }
        #expect(told.outcome == .failed || wait?.start == World.day("2026-04-01"))
        let paper = try paper(world, "2026-04-01")
        #expect(paper.paragraphs.first?.contains("结果为：不合格") == true)
        #expect(paper.table?.rows.first?.last == "抽查不合格")
        #expect(paper.closing.first == "理由与建议：抽查发现人员不在岗")
    }

    @Test("An objection found true ends it in Jilin; whoever had passed is told (S2 19)")
    func complaint() throws {
        var world = CaseWorld(.jilin)
        world.step(.accepted, "2026-03-02") { $0.services = [.outpatient] }
        world.assess("2026-03-10")
        world.step(.resultNotified, "2026-03-11", note: "")
        world.step(.noticeOpened, "2026-03-12") { $0.until = World.day("2026-03-20") }
        let objection = world.step(.objection, "2026-03-13")
        world.step(.objectionInvestigated, "2026-03-19") {
            $0.event = objection
            $0.passed = true
        }
        let ended = try world.state("2026-03-19")
        #expect(ended.outcome == .complaint)
        #expect(ended.wait?.rule == "waits/notifying")
        world.step(.resultNotified, "2026-03-20", note: "挂靠属实")
        #expect(try world.problems() == [])
        #expect(try world.state("2026-03-20").wait == nil)
        let paper = try paper(world, "2026-03-20")
        #expect(paper.text.contains("异议经核实成立，不予签约") && paper.text.contains("挂靠属实"))
    }

    @Test("A recognised result is told as passed, whole or beside what was assessed (S2 7)")
    func recognised() throws {
        let event = EventReference(origin: "changchun/log", index: 4, leafPrefix: 4)
        var world = CaseWorld(.jilin)
        world.office = World.code("229900")
        world.subject.results = [
            event: .init(region: World.code("220100"), passed: true, services: [.outpatient])
        ]
        var whole = world
        whole.step(.accepted, "2026-03-02") { $0.services = [.outpatient] }
        whole.step(.recognised, "2026-03-03") {
            $0.event = event
            $0.services = [.outpatient]
        }
        whole.step(.resultNotified, "2026-03-04", note: "")
        let told = try paper(whole, "2026-03-04")
        #expect(told.paragraphs == ["你单位的新增定点申请采用互认地区的评估结果，结果为：合格。"])
        #expect(told.table?.rows == [["主要执业地点", "门诊", "合格（互认）"]])
        #expect(!told.text.contains("不同意"))

        world.step(.accepted, "2026-03-02") { $0.services = [.outpatient, .chronicDisease] }
        world.step(.recognised, "2026-03-03") {
            $0.event = event
            $0.services = [.outpatient]
        }
        world.assess("2026-03-10") {
            $0.results = [SiteResult(services: [.chronicDisease], passed: false)]
        }
        world.step(.resultNotified, "2026-03-11", note: "缺病种目录")
        let part = try paper(world, "2026-03-11")
        #expect(part.paragraphs.first?.contains("结果为：部分合格") == true)
        #expect(part.table?.rows.map(\.last) == ["合格（互认）", "不合格"])
    }

    @Test(
        "A reassessment beside an agreement speaks of no signing and cites its own article (S4 附则3)"
    )
    func reassessed() throws {
        var world = CaseWorld(.changzhou, .change)
        world.subject.terms = [.init(from: World.day("2023-01-01"), to: World.day("2027-01-01"))]
        world.step(.received, "2026-03-02") { $0.items = ["address"] }
        world.step(.accepted, "2026-03-02") { $0.items = ["address"] }
        world.assess("2026-03-10")
        world.step(.resultNotified, "2026-03-11", note: "")
        let paper = try paper(world, "2026-03-11")
        #expect(!paper.text.contains("协商签约"))
        #expect(paper.closing == ["经评估合格的，继续履行医疗保障服务协议。"])
        #expect(paper.legalBasis.contains { $0.contains("附则") })
    }

    @Test("A supplement notice stops the time only where the edition stops it (S1 三, S3 四(二), 九)")
    func stopped() throws {
        func text(_ area: CaseWorld.Area, _ kind: CaseKind) throws -> String {
            var world = CaseWorld(area, kind)
            world.step(.received, "2026-03-02")
            world.step(.supplementNotice, "2026-03-04") { $0.lines = ["申请表"] }
            return try NoticeWriter(issuer: "演示", policyAt: world.setting.policyAt).paper(
                .supplement, of: try world.state("2026-03-04"), case: [1],
                NoticeWriter.Party(World.hospital, nil)
            ).text
        }
        #expect(try text(.national, .new).contains("办理期限停止计算"))
        #expect(try text(.weihai, .change).contains("办理期限照常计算"))
        #expect(try text(.yunnan, .change).contains("办理期限停止计算"))
        #expect(try !text(.weihai, .new).contains("不再另行要求"))
    }

    @Test("A measure on a department names it, its days and its own article (N45)")
    func department() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
        world.step(.departmentSuspended, "2026-03-04") {
            $0.department = "康复科"
            $0.from = World.day("2026-03-10")
            $0.until = World.day("2026-06-10")
        }
        world.step(.resultNotified, "2026-03-05", note: "")
        let told = try paper(world, "2026-03-05")
        #expect(told.items == ["科室：康复科"])
        #expect(told.paragraphs.first?.hasSuffix("自2026年3月10日起至2026年6月9日止。") == true)
        #expect(told.legalBasis.contains { $0.hasSuffix("第45条") })
    }

    @Test("Two tiers: each agency's figures count what it had itself (S0 六(二))")
    func shares() throws {
        var world = CaseWorld(.shanghai)
        world.step(.accepted, "2026-01-05")
        world.assess("2026-01-15")
        world.step(.approved, "2026-06-01", at: world.city) { $0.passed = true }
        let clock = try world.clock("assessment-limit", "2026-06-02")
        let shares = clock.shares
        #expect(shares.map(\.responsible) == [.office, .city])
        var figures = shares.map {
            DutyFigure(.init(region: world.city, responsible: $0.responsible, rule: $0.rule))
        }
        for place in shares.indices {
            figures[place].take(shares[place], on: World.day("2026-06-02"))
        }
        #expect(figures.map(\.lateCount) == [0, 1])
        #expect(figures.map(\.averageTenths) == [100, 1370])
    }

    @Test("Promptly in Changzhou: late after the thirty working days of the orders (N40, S4)")
    func promptly() throws {
        var world = CaseWorld(.changzhou, .change)
        world.step(.received, "2026-06-01") {
            $0.items = ["name"]
            $0.approvedOn = World.day("2026-03-02")
        }
        let clock = try world.clock("major-change-within", "2026-06-01")
        #expect(clock.value == "30wd" && clock.isOverdue(on: World.day("2026-06-01")))
        #expect(clock.citation.parts.contains { $0.article == "40" })
    }

    @Test("While it is investigated a change is not declined either (S4 信息变更)")
    func declined() throws {
        var world = CaseWorld(.changzhou, .change)
        world.subject.investigations = [.init(from: World.day("2026-02-01"), to: nil)]
        world.step(.received, "2026-03-02") { $0.items = ["phone"] }
        world.step(.accepted, "2026-03-02") { $0.items = ["phone"] }
        let declined = world.make(.decided, "2026-03-06", note: "不同意")
        #expect(world.objections(to: declined).map(\.kind) == [.investigated])
    }
}
