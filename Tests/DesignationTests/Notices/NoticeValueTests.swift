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
