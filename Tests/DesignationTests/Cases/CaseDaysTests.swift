import Testing

@testable import Designation

/// Protocol §10.5: an act has the days of the step that it carries out, and stands; else the step is owed.
@Suite("Cases: days of acts, and acts taken back")
struct CaseDaysTests {
    private let tests = CaseObligationTests()

    private func day(_ text: String) -> LegalDate { World.day(text) }

    private func suspension(until: String?, own: Bool = false) -> Act {
        .suspended(
            Suspension(
                isOwnRequest: own, until: until.map(day), type: .medical,
                place: World.code("990100"), cause: "查实"))
    }

    private func termination(own: Bool) -> Act {
        .terminated(
            Termination(
                isOwnRequest: own, type: .medical, place: World.code("990100"), cause: "查实"))
    }

    /// A suspension from 9 March to 8 June.
    private func measured(_ item: String = "suspend") -> CaseWorld {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02", officer: "甲") { $0.items = ["grave-risk"] }
        world.step(.measure, "2026-03-06", officer: "乙") {
            $0.items = [item]
            $0.from = day("2026-03-09")
            if item == "suspend" { $0.until = day("2026-06-09") }
        }
        return world
    }

    @Test("A suspension for other days than were decided is owed still (N42)")
    func suspensionDays() throws {
        let world = measured()
        func outcome(_ from: String, _ until: String?) throws -> (owed: Bool, left: Int) {
            let act = tests.fact(1, "2026-03-06", suspension(until: until), effective: from)
            let owed = try world.state("2026-03-10").obligations
            let settled = Obligation.settled([owed], by: [act], on: day("2026-03-10"))
            return (
                settled.owed[0].contains { $0.kind == .suspended && $0.isOpen }, settled.left.count
            )
        }
        #expect(try outcome("2026-03-09", "2026-06-09") == (false, 0))
        #expect(try outcome("2026-03-08", "2026-06-09") == (true, 1), "begins before it may")
        #expect(try outcome("2026-03-09", "2026-12-09") == (true, 1), "lasts longer")
        #expect(try outcome("2026-03-09", nil) == (true, 1), "has no end")
        #expect(try outcome("2026-03-09", "2026-05-09") == (true, 0), "the rest is owed")
        #expect(try outcome("2026-03-30", "2026-06-09") == (true, 0), "the first weeks are owed")
    }

    @Test("An end, a renewal and a resumption have the days that were granted (N41, N42, N44)")
    func grantedDays() throws {
        var end = CaseWorld(.national, .end)
        end.step(.accepted, "2026-03-02")
        end.step(.decided, "2026-03-06") {
            $0.passed = true
            $0.from = day("2026-06-08")
        }
        func owed(_ effective: String) throws -> Bool {
            let act = tests.fact(1, "2026-03-06", termination(own: true), effective: effective)
            return try tests.open(end, "2026-06-09", [act]).contains(.terminated)
        }
        #expect(try !owed("2026-06-08"))
        #expect(try owed("2026-04-01"), "months before it was asked for")
        #expect(try owed("2026-07-01"), "what is missing is owed")

        var pause = CaseWorld(.national, .suspension)
        pause.step(.accepted, "2026-03-02")
        pause.step(.decided, "2026-03-06") {
            $0.passed = true
            $0.from = day("2026-06-08")
            $0.until = day("2026-08-03")
        }
        func paused(_ until: String?) throws -> Bool {
            let act = tests.fact(
                1, "2026-03-06", suspension(until: until, own: true), effective: "2026-06-08")
            return try tests.open(pause, "2026-06-09", [act]).contains(.suspended)
        }
        #expect(try !paused("2026-08-03") && !paused(nil), "ended by a request, too")
        #expect(try paused("2026-09-03"))

        var renewal = CaseWorld(.national, .renewal)
        renewal.subject.terms = [.init(from: day("2025-07-01"), to: day("2026-07-01"))]
        renewal.step(.accepted, "2026-03-02")
        renewal.step(.signed, "2026-03-06") { $0.until = day("2028-07-01") }
        func renewed(_ until: String) throws -> Bool {
            let act = tests.fact(
                1, "2026-03-06", .renewed(agreement: tests.event(9), until: day(until)))
            return try tests.open(renewal, "2026-03-10", [act]).contains(.renewed)
        }
        #expect(try !renewed("2028-07-01"))
        #expect(try renewed("2031-07-01") && renewed("2027-07-01"))
    }

    @Test("A step that names an act for other days has no effect (N41)")
    func named() throws {
        var world = CaseWorld(.national, .renewal)
        world.subject.terms = [.init(from: day("2025-07-01"), to: day("2026-07-01"))]
        world.subject.acts = [
            tests.fact(
                1, "2026-03-06",
                .renewed(agreement: tests.event(9), until: day("2031-07-01")))
        ]
        world.step(.accepted, "2026-03-02")
        world.step(.negotiated, "2026-03-05") { $0.passed = true }
        let signing = world.make(.signed, "2026-03-06") {
            $0.until = day("2028-07-01")
            $0.event = tests.event(1)
        }
        let found = world.objections(to: signing)
        #expect(found.map(\.kind) == [.actDiffers] && found.first?.detail == "days")
        #expect(found.first?.citations == [cited("N 41")])
        let same = world.make(.signed, "2026-03-06") {
            $0.until = day("2031-07-01")
            $0.event = tests.event(1)
        }
        #expect(world.objections(to: same).isEmpty)
    }

    @Test("A resumption granted before the suspension begins is owed (N42 ¶2)")
    func resumedBefore() throws {
        var world = CaseWorld(.national, .resumption)
        let own = tests.fact(
            1, "2026-03-02", suspension(until: "2026-09-01", own: true), effective: "2026-06-01")
        world.subject.acts = [own]
        world.subject.suspensions = [
            .init(
                event: own.reference, from: day("2026-06-01"), to: day("2026-09-01"),
                isOwnRequest: true, isDerived: false)
        ]
        world.step(.accepted, "2026-05-06")
        world.step(.decided, "2026-05-11") { $0.passed = true }
        #expect(try tests.open(world, "2026-05-11").contains(.resumed))
        let done = tests.fact(2, "2026-05-11", .resumed(suspension: own.reference))
        #expect(try !tests.open(world, "2026-05-11", [own, done]).contains(.resumed))
        // A suspension that was granted later was not what it was about.
        world.subject.acts = [tests.fact(1, "2026-05-20", own.act, effective: "2026-06-01")]
        #expect(try !tests.open(world, "2026-06-02").contains(.resumed))
    }

    @Test("An agreement whose end is recorded for a coming day is not renewed (N41, N43(12))")
    func toEnd() throws {
        var world = CaseWorld(.national, .renewal)
        world.subject.terms = [.init(from: day("2025-07-01"), to: day("2026-07-01"))]
        let end = tests.fact(1, "2026-03-02", termination(own: true), effective: "2026-06-08")
        func found(_ acts: [Fact], _ on: String) -> [CaseProblem.Kind] {
            world.subject.acts = acts
            return world.objections(to: world.make(.accepted, on)).map(\.kind)
        }
        #expect(found([end], "2026-03-09") == [.notForeseen])
        #expect(found([end], "2026-03-01").isEmpty, "not recorded yet")
        let back = tests.fact(2, "2026-03-05", .withdrawn(act: end.reference))
        #expect(found([end, back], "2026-03-09").isEmpty)
    }

    @Test("What was decided is owed again when its act is withdrawn without a dispute (N43, N46)")
    func withdrawn() throws {
        let world = measured("terminate")
        let act = tests.fact(1, "2026-03-09", termination(own: false))
        let gone = tests.fact(2, "2026-08-03", .withdrawn(act: act.reference))
        let acts = [act, gone]
        #expect(try !tests.open(world, "2026-08-02", acts).contains(.terminated))
        #expect(try tests.open(world, "2026-08-03", acts).contains(.terminated))
        func asked(_ acts: [Fact]) throws -> [EventReference] {
            let owed = try world.state("2026-08-10").obligations
            let settled = Obligation.settled([owed], by: acts, on: day("2026-08-10"))
            return Obligation.withdrawalsWithoutCase(
                settled.owed[0], left: settled.left, among: acts
            ).map(\.reference)
        }
        #expect(try asked(acts) == [gone.reference])
        // The withdrawal is itself taken back: the first act stands.
        let back = tests.fact(3, "2026-08-04", .withdrawn(act: gone.reference))
        #expect(try !tests.open(world, "2026-08-04", acts + [back]).contains(.terminated))
        #expect(try asked(acts + [back]) == [])
        // An entry that was put right needs no dispute.
        let anew = tests.fact(4, "2026-08-03", termination(own: false))
        #expect(try !tests.open(world, "2026-08-04", acts + [anew]).contains(.terminated))
        #expect(try asked(acts + [anew]) == [])
    }

    @Test("An act that a dispute overturned is not owed again (N46)")
    func overturned() throws {
        let world = measured("terminate")
        let act = tests.fact(1, "2026-03-09", termination(own: false))
        let gone = tests.fact(2, "2026-08-03", .withdrawn(act: act.reference))
        var dispute = CaseWorld(.national, .dispute)
        dispute.subject.acts = [act]
        dispute.step(.received, "2026-07-01", officer: "甲")
        dispute.step(.disputeDecided, "2026-08-03", officer: "乙") {
            $0.passed = true
            $0.event = act.reference
        }
        let owed = try [world, dispute].map { try $0.state("2026-08-10").obligations }
        let settled = Obligation.settled(owed, by: [act, gone], on: day("2026-08-10"))
        #expect(settled.owed[0].allSatisfy { $0.kind != .terminated || !$0.isOpen })
        #expect(settled.owed[1].map(\.kind) == [.withdrawn] && settled.owed[1][0].done != nil)
        #expect(
            Obligation.withdrawalsWithoutCase(
                settled.owed.joined(), left: settled.left, among: [act, gone]
            ).isEmpty)
    }
}
