import Testing

@testable import Designation

/// An internet hospital shares its host's designation (N5 ¶2, S2 33 ¶1).
@Suite struct SupplementTests {
    private func context(_ value: String) -> FoldContext {
        var rules = World.rules()
        rules.add(
            DatedValue(
                value: value, from: World.day("2020-01-01"), to: nil,
                citation: Citation(edition: "N", article: "5"), isDecision: false),
            named: "internet-hospitals", for: PolicyWorld.nation)
        return World.context(rules: rules)
    }

    /// The host until 1 July 2026, its supplement from March to the end of the year.
    private var history: History {
        var history = History()
        history.sign("220100", "2026-01-01", "2026-07-01", services: [.outpatient])
        history.sign("220100", "2026-03-01", "2027-01-01", services: [.internet])
        return history
    }

    @Test("N5 ¶2: a supplement that was signed for longer than its host's agreement ends with it")
    func host() {
        let standing = history.standing(context: context("supplement-of-host"))
        #expect(standing.ask("220100", "2026-06-30", .internet).settleable)
        let after = standing.ask("220100", "2026-07-01", .internet)
        #expect(!after.settleable)
        #expect(after.status == .ended)
        // Where internet hospitals are designated by themselves, or nobody says, it stands.
        for other in ["own-designation", ""] {
            let standing = history.standing(context: context(other))
            #expect(standing.ask("220100", "2026-07-01", .internet).settleable, "\(other)")
        }
    }

    @Test("S2 33: signed anew, the host takes its supplement along; without a host there is none")
    func hostAgain() {
        var history = history
        history.sign("220100", "2026-09-01", "2027-09-01", services: [.inpatient])
        let standing = history.standing(context: context("supplement-of-host"))
        #expect(!standing.ask("220100", "2026-08-31", .internet).settleable)
        #expect(standing.ask("220100", "2026-09-01", .internet).settleable)
        #expect(!standing.ask("220100", "2027-01-01", .internet).settleable)
        var alone = History()
        alone.sign("220100", "2026-03-01", "2027-01-01", services: [.internet])
        let none = alone.standing(context: context("supplement-of-host"))
        #expect(none.status("220100", "2026-03-01") == .notDesignated)
    }

    @Test("The slow registry says the same of every day")
    func slowly() {
        for value in ["supplement-of-host", "own-designation"] {
            var history = history
            history.sign("220100", "2026-09-01", "2026-12-01", services: [.inpatient, .internet])
            history.suspend("220100", "2026-04-01", until: "2026-05-01")
            let context = context(value)
            let standing = history.standing(context: context)
            var slow = SlowRegistry(
                history.facts, area: World.code("220000"), institution: World.hospital,
                context: context)
            let days = (0..<400).map { World.day("2026-01-01").adding(days: $0) }
            let place = SlowRegistry.Place(unit: World.code("220100"), scope: .basic)
            let expected = slow.live(days)[place] ?? []
            #expect(expected.count == days.count)
            for (day, wanted) in zip(days, expected) {
                let span = standing.timelines.first?.span(on: day)
                #expect((span?.status ?? .notDesignated) == wanted.status, "\(day)")
                #expect(Set(span?.services ?? []) == wanted.services, "\(day)")
            }
        }
    }
}
