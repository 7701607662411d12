import Testing

@testable import Designation

/// A published list that a withdrawal made wrong is put right.
@Suite("Duties: lists to be put right")
struct CorrectionDutyTests {
    private static let rule = "terminations-published"

    /// Terminated on 5 March, listed on the 9th, overturned on 3 August.
    private func history(anew: Bool = false) -> (history: History, withdrawal: EventReference) {
        var history = History()
        history.sign("220100", "2026-01-01", "2028-01-01")
        let termination = history.terminate("220100", "2026-03-05")
        let withdrawal = history.write(
            "220100", .sanctions, "2026-08-03", .withdrawn(act: termination))
        if anew { history.terminate("220100", "2026-03-06", written: "2026-08-03") }
        return (history, withdrawal)
    }

    private func measured(_ published: [String]) throws -> CaseState {
        var world = CaseWorld(.jilin, .enforcement)
        world.office = World.code("220100")
        world.step(.finding, "2026-03-04") { $0.items = ["grave-risk"] }
        world.step(.measure, "2026-03-05") { $0.items = ["terminate"] }
        for day in published { world.step(.published, day) }
        return try world.state("2026-08-10")
    }

    private func disputed(_ published: [String]) throws -> CaseState {
        var world = CaseWorld(.jilin, .dispute)
        world.office = World.code("220100")
        world.step(.received, "2026-07-01", officer: "甲")
        world.step(.disputeDecided, "2026-08-03", officer: "乙") { $0.passed = true }
        for day in published { world.step(.published, day, officer: "丙") }
        return try world.state("2026-08-10")
    }

    private func asked(_ history: History, _ on: String, _ cases: [CaseState]) -> [Duty] {
        var policy = PolicyWorld()
        policy.book = World.rules()
        policy.set(Self.rule, "yes", PolicyWorld.nation, article: "43")
        var finder = DutyFinder(
            day: World.day(on), calendar: WorkCalendar(publishedYears: [2025, 2026]),
            rules: policy.book, regions: World.tree)
        for (index, state) in cases.enumerated() { finder.take(state, of: [UInt8(index)]) }
        finder.take(history.standing("220000")) { history.facts }
        return finder.list().entries.map(\.duty).filter {
            $0.rule == Self.rule && $0.start == World.day("2026-08-03")
        }
    }

    @Test("Who was listed as terminated and is so no more is taken off by another list (N43, N46)")
    func corrected() throws {
        let (history, withdrawal) = self.history()
        let listed = try measured(["2026-03-09"])
        let duty = try #require(asked(history, "2026-08-03", [listed]).first)
        #expect(duty.subject == .event(withdrawal))
        #expect(duty.ending == .published)
        #expect(duty.responsible == .office)
        #expect(asked(history, "2026-08-02", [listed]).isEmpty, "not before it was withdrawn")
        let open = try disputed([])
        #expect(asked(history, "2026-08-10", [listed, open]).count == 1)
        let done = try disputed(["2026-08-05"])
        #expect(done.problems.isEmpty)
        #expect(asked(history, "2026-08-10", [listed, done]).isEmpty)
    }

    @Test("Nothing is put right where no list is known, or where the termination stands anew")
    func notAsked() throws {
        #expect(try asked(history().history, "2026-08-10", [measured([])]).isEmpty)
        let listed = try measured(["2026-03-09"])
        #expect(asked(history(anew: true).history, "2026-08-10", [listed]).isEmpty)
    }

    @Test("A dispute that overturned nothing has no list to publish")
    func upheld() throws {
        var world = CaseWorld(.jilin, .dispute)
        world.office = World.code("220100")
        world.step(.received, "2026-07-01", officer: "甲")
        world.step(.disputeDecided, "2026-08-03", officer: "乙")
        world.step(.published, "2026-08-05", officer: "丙")
        let kinds = try world.state("2026-08-10").problems.map(\.kind)
        #expect(kinds == [.notAtThisPoint])
    }
}
