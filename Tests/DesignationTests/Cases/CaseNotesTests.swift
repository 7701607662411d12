import Designation
import Testing

/// Cases that somebody opened with a note, to settle what waits beside all cases (protocol §10.6).
@Suite("Cases: notes alone")
struct CaseNotesTests {
    @Test("A case of notes is closed without an answer that nobody waits for, and began nothing")
    func closed() throws {
        var world = CaseWorld(.national)
        world.step(.note, "2026-03-02", note: "纸质案卷")
        #expect(try world.stage("2026-03-02") == .empty)
        #expect(try world.state("2026-03-02").allowedSteps.contains(.closed))
        let closing = world.make(.closed, "2026-03-03")
        #expect(world.objections(to: closing) == [])
        world.step(.closed, "2026-03-03")
        let state = try world.state("2026-03-03")
        #expect(state.stage == .over)
        #expect(state.opened == nil)
        #expect(state.problems == [])
        #expect(
            world.objections(to: world.make(.received, "2026-03-04")).map(\.kind) == [.caseIsOver])
    }

    @Test("Nothing at all cannot be closed")
    func nothing() throws {
        var world = CaseWorld(.national)
        #expect(
            world.objections(to: world.make(.closed, "2026-03-03")).map(\.kind)
                == [.notAtThisPoint])
    }

    @Test("What was written after its last day was owed since that day")
    func writtenLate() {
        let item = ReviewItem(
            key: "k", kind: .caseProposal, institution: World.hospital, events: [], citations: [],
            region: World.code("220100"), due: World.day("2026-03-01"))
        var finder = DutyFinder(
            day: World.day("2026-11-24"), calendar: WorkCalendar(), rules: RuleBook(),
            regions: World.tree)
        finder.take(item, since: World.day("2026-11-24"))
        #expect(finder.list().entries.first?.duty.start == World.day("2026-03-01"))
    }
}
