import Testing

@testable import Designation

/// What whoever oversees an agency reads of a decision on the sheet by which it is reported.
@Suite("Notices: filing sheets of decisions")
struct FilingPaperTests {
    private func row(_ kind: CaseKind, _ fill: (inout CaseWorld) -> Void) throws -> String? {
        var world = CaseWorld(.national, kind)
        world.extra = [
            ("CN", "list:measures/suspend", "中止协议\nSuspend", "2021-02-01"),
            ("CN", "list:reports/suspension", "及时报告：中止协议\nSuspended", "2021-02-01"),
        ]
        fill(&world)
        world.step(.filed, "2026-03-09")
        let writer = NoticeWriter(issuer: "演示区医保中心", policyAt: world.setting.policyAt)
        let paper = try writer.paper(
            .filing, of: try world.state("2026-03-09"), case: NoticeTests.id, NoticeTests.party)
        return paper.table?.rows.first { $0[0] == "内容" }?[1]
    }

    @Test("N49 ¶2: the sheet of an imposed suspension says which measure, and its days")
    func measure() throws {
        let content = try row(.enforcement) { world in
            world.step(.finding, "2026-03-02", officer: "甲") { $0.items = ["grave-risk"] }
            world.step(.measure, "2026-03-06", officer: "乙") {
                $0.items = ["suspend"]
                $0.from = World.day("2026-03-09")
                $0.until = World.day("2026-06-09")
            }
        }
        #expect(content == "中止协议，自2026年3月9日起至2026年6月8日止")
    }

    @Test("N45, N49 ¶2: the sheet names the department that may not serve")
    func parts() throws {
        let content = try row(.enforcement) { world in
            world.step(.finding, "2026-03-02", officer: "甲") { $0.items = ["grave-risk"] }
            world.step(.departmentSuspended, "2026-03-06", officer: "乙") {
                $0.department = "口腔科"
                $0.from = World.day("2026-03-09")
            }
        }
        #expect(content == "中止有关科室、执业地点的医保结算，科室：口腔科，自2026年3月9日起")
    }

    @Test("N42, N49 ¶2: a suspension on request is told as one")
    func requested() throws {
        let content = try row(.suspension) { world in
            world.step(.accepted, "2026-03-02", officer: "甲")
            world.step(.decided, "2026-03-06", officer: "乙") {
                $0.passed = true
                $0.from = World.day("2026-03-09")
            }
        }
        #expect(content == "依申请中止协议，自2026年3月9日起")
    }

    @Test("S2 33 ¶2: papers of a laboratory's filing cite the edition's own rule")
    func laboratory() throws {
        for (area, isOwn) in [(CaseWorld.Area.jilin, true), (.national, false)] {
            var world = CaseWorld(area, .thirdPartyFiling)
            world.step(.received, "2026-03-02")
            world.step(.supplementNotice, "2026-03-03") { $0.items = ["staff"] }
            let writer = NoticeWriter(issuer: "演示区医保中心", policyAt: world.setting.policyAt)
            let paper = try writer.paper(
                .supplement, of: try world.state("2026-03-03"), case: NoticeTests.id,
                NoticeTests.party)
            #expect(paper.legalBasis.count == 1)
            #expect(paper.legalBasis[0].contains("第47条") != isOwn, "\(paper.legalBasis)")
        }
    }
}
