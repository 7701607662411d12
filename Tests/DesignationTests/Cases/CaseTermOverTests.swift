import Testing

@testable import Designation

/// What was accepted for renewal and not signed by the end of the term ended with it (N41, P38): the case says
/// until when there is something to sign, and that it has to be ended afterwards.
@Suite("Cases: renewals and the end of the term")
struct CaseTermOverTests {
    private func day(_ text: String) -> LegalDate { World.day(text) }

    private func renewal(until end: String, _ area: CaseWorld.Area = .national) -> CaseWorld {
        var world = CaseWorld(area, .renewal)
        world.subject.terms = [.init(from: day("2025-07-01"), to: day(end))]
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        return world
    }

    private func waits(_ world: CaseWorld, _ on: String) throws -> DutyList.Entry? {
        var finder = DutyFinder(
            day: day(on), calendar: world.calendar, rules: world.book, regions: CaseWorld.tree)
        finder.take(try world.state(on), of: [UInt8](repeating: 7, count: 16))
        return finder.list().entries.first { $0.duty.rule == "waits/negotiating" }
    }

    @Test("An accepted renewal is red once the term is over, agreed or not, until it is ended")
    func red() throws {
        for isAgreed in [false, true] {
            var world = renewal(until: "2026-07-01")
            if isAgreed { world.step(.negotiated, "2026-03-05") { $0.passed = true } }
            let last = day("2026-06-30")
            #expect(try waits(world, "2026-03-10")?.duty.lastDay == last)
            #expect(try waits(world, "2026-03-10")?.light == .green)
            #expect(try waits(world, "2026-06-29")?.light == .amber)
            #expect(try waits(world, "2026-06-30")?.light == .amber)
            #expect(try waits(world, "2026-07-01")?.light == .red)
            #expect(try waits(world, "2026-12-01")?.light == .red)
            #expect(try waits(world, "2026-12-01")?.duty.citation == cited("N 41"))
            var closed = world
            #expect(!closed.objections(to: closed.make(.closed, "2026-06-30")).isEmpty)
            closed.step(.closed, "2026-07-02", note: "协议期满终止")
            #expect(try closed.problems().isEmpty)
            #expect(try waits(closed, "2026-07-02") == nil)
            var signed = world
            if isAgreed {
                signed.step(.signed, "2026-06-30")
                #expect(try waits(signed, "2026-07-02") == nil)
            }
            world.step(.negotiated, "2026-07-02")
            #expect(try world.state("2026-07-02").outcome == .notAgreed)
            #expect(try waits(world, "2026-07-02") == nil)
        }
    }

    @Test("Nor is it forgotten where papers are missing")
    func supplementing() throws {
        var world = renewal(until: "2026-07-01")
        world.step(.supplementNotice, "2026-03-03") { $0.items = ["licence"] }
        #expect(try waits(world, "2026-06-30") == nil, "the institution's turn")
        #expect(try waits(world, "2026-07-01")?.light == .red)
    }

    @Test("Nothing is offered that would be refused: neither acceptance nor signing (N41)")
    func offered() throws {
        var world = renewal(until: "2026-07-01")
        world.step(.negotiated, "2026-03-05") { $0.passed = true }
        for (on, isOpen) in [("2026-06-30", true), ("2026-07-01", false)] {
            let state = try world.state(on)
            #expect(state.allowedSteps.contains(.signed) == isOpen)
            #expect(world.objections(to: world.make(.signed, on)).isEmpty == isOpen)
        }
        world.remove(.accepted)
        world.remove(.negotiated)
        #expect(try world.state("2026-06-30").allowedSteps.contains(.accepted))
        #expect(try !world.state("2026-07-01").allowedSteps.contains(.accepted))
        #expect(try world.state("2026-07-01").allowedSteps.contains(.refused))
    }

    @Test("What was signed when the term was over is another agreement; what adjoins it goes on")
    func anotherAgreement() throws {
        var world = renewal(until: "2026-07-01")
        world.step(.negotiated, "2026-03-05") { $0.passed = true }
        let first = world.subject.terms[0]
        world.subject.terms = [first, .init(from: day("2026-09-01"), to: day("2028-09-01"))]
        #expect(try waits(world, "2026-10-01")?.light == .red)
        #expect(try !world.state("2026-10-01").allowedSteps.contains(.signed))
        var renewed = CaseSubject.Term(from: day("2026-07-01"), to: day("2028-07-01"))
        for isRenewal in [true, false] {
            renewed.isRenewal = isRenewal
            world.subject.terms = [first, renewed]
            #expect(try waits(world, "2026-10-01")?.duty.lastDay == day("2028-06-30"))
            #expect(try world.state("2026-10-01").allowedSteps.contains(.signed))
        }
    }

    @Test("Changzhou: in an imposed suspension that outlasts the term, until its end (S4 协议续签)")
    func suspended() throws {
        var world = renewal(until: "2026-04-01", .changzhou)
        world.extra = [("320400", "term.continues-while-suspended", "yes", "2021-02-01")]
        world.subject.suspensions = [
            .init(
                event: EventReference(origin: "x", index: 1, leafPrefix: 1),
                from: day("2026-03-10"), to: day("2026-06-10"), isOwnRequest: false,
                isDerived: false)
        ]
        #expect(try waits(world, "2026-05-04")?.duty.lastDay == day("2026-06-09"))
        #expect(try waits(world, "2026-06-10")?.light == .red)
        // Nobody lifts it, or somebody does before its day: the term is over when the fold says so.
        world.subject.suspensions[0].until = day("2026-06-10")
        for (to, last) in [(nil, "2026-06-09"), ("2026-05-18", "2026-05-17")] {
            world.subject.suspensions[0].to = to.map(day)
            #expect(try waits(world, "2026-05-04")?.duty.lastDay == day(last))
        }
        world.subject.suspensions[0].until = nil
        world.subject.suspensions[0].to = nil
        #expect(try waits(world, "2026-05-04")?.light == .red, "imposed for no day")
    }
}
