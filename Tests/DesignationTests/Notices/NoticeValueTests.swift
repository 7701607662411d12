import Testing

@testable import Designation

/// What single values of an edition change in papers.
@Suite("Notices: what values of an edition change")
struct NoticeValueTests {
    @Test("public-notice-place: the notice says that it hangs on the website (S2 19, S3, S4)")
    func place() throws {
        func paper(_ place: String?) throws -> NoticeDocument {
            var world = CaseWorld(.national)
            if let place { world.extra = [("CN", "public-notice-place", place, "2021-02-01")] }
            world.step(.accepted, "2026-03-02")
            world.assess("2026-03-10")
            world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-18") }
            let party = NoticeWriter.Party(World.hospital, nil)
            let line = try #require(NoticeWriter.Noticed(try world.state("2026-03-11"), party))
            let writer = NoticeWriter(issuer: "演示", policyAt: world.setting.policyAt)
            return try writer.publicNotice([line])
        }
        #expect(try paper("website").text.contains("网站"))
        #expect(try !paper(nil).text.contains("网站"))
        #expect(try paper("website").legalBasis.count == (try paper(nil).legalBasis.count) + 1)
    }

    @Test("A last day counted through a year without holidays is said to be provisional (S1 三, S4)")
    func provisional() throws {
        func text(_ area: CaseWorld.Area, holidays: Bool, until: String? = nil) throws -> String {
            var world = CaseWorld(area)
            if holidays {
                world.calendar.publishedYears.insert(2027)
                world.calendar.exceptions[World.day("2027-01-01")] = .holiday
            }
            world.step(.accepted, "2026-12-14")
            world.assess("2026-12-21")
            if area == .changzhou {
                world.step(.networkTestRequested, "2026-12-22")
                world.step(.networkTested, "2026-12-23") { $0.passed = true }
            }
            world.step(.noticeOpened, "2026-12-28") { $0.until = until.map(World.day) }
            let line = try #require(
                NoticeWriter.Noticed(
                    try world.state("2026-12-28"), NoticeWriter.Party(World.hospital, nil)))
            let writer = NoticeWriter(issuer: "演示", policyAt: world.setting.policyAt)
            return try writer.publicNotice([line]).paragraphs.joined()
        }
        let open = "（暂定，当年节假日安排公布后以其为准）"
        #expect(try text(.yunnan, holidays: false).contains("至2027年1月6日\(open)"))
        #expect(try text(.changzhou, holidays: false).contains("至2027年1月4日\(open)"))
        // Published, the list moves the last day, and the paper says it without reserve.
        #expect(try text(.yunnan, holidays: true).contains("至2027年1月7日。"))
        #expect(try text(.changzhou, holidays: true).contains("至2027年1月5日。"))
        // What the officer gave is given.
        let given = try text(.yunnan, holidays: false, until: "2027-01-08")
        #expect(given.contains("至2027年1月8日。") && !given.contains("暂定"))
    }

    @Test("Whoever is in charge by now: a paper is signed by the agency and names no officer")
    func officers() throws {
        func paper(_ officer: String, later: String) throws -> NoticeDocument {
            var world = CaseWorld(.shanghai)
            world.step(.accepted, "2026-03-02", officer: "受理人")
            world.assess("2026-03-10")
            world.step(.approved, "2026-03-12", officer: "审定人") { $0.passed = true }
            world.step(.noticeOpened, "2026-03-13", officer: officer) {
                $0.until = World.day("2026-03-20")
            }
            // Who took over, and what was done later, changes no earlier paper.
            world.step(.note, "2026-03-16", officer: later)
            let line = try #require(
                NoticeWriter.Noticed(
                    try world.state("2026-03-13"), NoticeWriter.Party(World.hospital, nil)))
            let writer = NoticeWriter(issuer: "演示", policyAt: world.setting.policyAt)
            return try writer.publicNotice([line])
        }
        let one = try paper("经办甲", later: "经办乙")
        #expect(try paper("经办丙", later: "经办丁") == one)
        for name in ["受理人", "审定人", "经办甲", "经办乙"] { #expect(!one.text.contains(name)) }
        #expect(one.text.contains("演示"))
    }

    @Test("suspension.imposed-called: Changzhou calls what it imposes a halt (S4)")
    func called() throws {
        func title(_ value: String?, ownRequest: Bool) throws -> (NoticeDocument, NoticeDocument) {
            var world = CaseWorld(.changzhou)
            if let value {
                world.extra = [("320400", "suspension.imposed-called", value, "2021-02-01")]
            }
            let writer = NoticeWriter(issuer: "演示", policyAt: world.setting.policyAt)
            let party = NoticeWriter.Party(World.hospital, nil)
            var history = History()
            let event = history.suspend("320402", "2026-03-05", ownRequest: ownRequest)
            history.resume("320402", "2026-04-01", event)
            return (
                try writer.act(history.facts[0], of: party),
                try writer.act(history.facts[1], of: party, lifting: history.facts[0])
            )
        }
        let (halted, resumed) = try title("halted", ownRequest: false)
        #expect(halted.title == "暂停医疗保障服务协议通知书")
        #expect(!halted.text.contains("中止你单位") && halted.text.contains("暂停你单位"))
        #expect(resumed.text.contains("暂停结束"))
        #expect(try title("halted", ownRequest: true).0.title == "中止医疗保障服务协议通知书")
        #expect(try title(nil, ownRequest: false).0.title == "中止医疗保障服务协议通知书")
    }

    @Test("After a true objection the result says that nothing is signed, and why (N9 ¶2, N10)")
    func objected() throws {
        var world = CaseWorld(.national)
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10")
        world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-18") }
        let objection = world.step(.objection, "2026-03-12")
        world.step(.objectionInvestigated, "2026-03-16") {
            $0.event = objection
            $0.passed = true
        }
        let bare = world.make(.resultNotified, "2026-03-17", note: "")
        #expect(world.objections(to: bare).map(\.kind) == [.reasonMissing])
        world.step(.resultNotified, "2026-03-17", note: "人员挂靠属实")
        let writer = NoticeWriter(issuer: "演示", policyAt: world.setting.policyAt)
        let paper = try writer.paper(
            .result, of: try world.state("2026-03-17"), case: [1],
            NoticeWriter.Party(World.hospital, nil))
        #expect(paper.paragraphs.first?.contains("异议经核实成立，不予签约") == true)
        #expect(paper.text.contains("人员挂靠属实"))
        #expect(!paper.text.contains("结果为：合格") && !paper.text.contains("公示期满后协商签约"))
    }
}
