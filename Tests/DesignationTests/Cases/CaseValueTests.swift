import Testing

@testable import Designation

/// Values of editions that decide about one thing each: with the other value the same case comes to
/// something else.
@Suite("Cases: what single values of an edition change")
struct CaseValueTests {
    private func world(
        _ area: CaseWorld.Area, _ values: [(String, String)], scope: FundScope = .basic
    ) -> CaseWorld {
        var world = CaseWorld(area, scope: scope)
        let region = area == .changzhou || area == .weihai ? area.rawValue : world.city.text
        world.extra = values.map { (region, $0.0, $0.1, "2022-01-01") }
        return world
    }

    @Test("first-tier-fail-ends: else the city decides about what the district failed (S0 六(二))")
    func firstTierFailEnds() throws {
        for (value, ends) in [("yes", true), ("no", false)] {
            var world = world(.shanghai, [("first-tier-fail-ends", value)])
            world.step(.accepted, "2026-03-02")
            world.assess("2026-03-20", passed: false)
            #expect(try world.stage("2026-03-20") == (ends ? .notifying : .reviewing))
            let approval = world.make(.approved, "2026-03-23", at: world.city) { $0.passed = true }
            #expect(world.objections(to: approval).map(\.kind) == (ends ? [.notAtThisPoint] : []))
            world.step(.approved, "2026-03-23", at: world.city) { $0.passed = true }
            let state = try world.state("2026-03-23")
            #expect(state.stage == (ends ? .notifying : .noticing))
            #expect(Set(state.passedServices) == (ends ? [] : [.outpatient, .inpatient]))
        }
    }

    @Test("assessment-clock-stops: else the days for completing papers count (S1 三, N9)")
    func clockStops() throws {
        for (value, last) in [("while-supplementing", "2026-06-12"), ("never", "2026-06-02")] {
            var world = world(.national, [("assessment-clock-stops", value)])
            world.step(.accepted, "2026-03-02")
            world.step(.supplementNotice, "2026-03-05") { $0.items = ["form"] }
            world.step(.supplemented, "2026-03-15") { $0.items = ["form"] }
            let clock = try world.clock("assessment-limit", "2026-03-20")
            #expect(clock.lastDay == World.day(last), "\(value)")
        }
    }

    @Test(
        "opening-limit-covers: the thirty days are met by the last of what they cover (S1 三)",
        arguments: [
            ("assessment, notice, signing, opening", "2026-04-10"), ("signing", "2026-03-30"),
            ("assessment, notice", "2026-03-19"), ("assessment", "2026-03-09"),
        ])
    func openingCovers(_ covers: String, _ done: String) throws {
        var world = world(.yunnan, [("opening-limit-covers", covers)])
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-09")
        world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-19") }
        world.step(.signed, "2026-03-30") { $0.services = [.outpatient] }
        world.step(.connected, "2026-04-10")
        #expect(try world.clock("opening-limit", "2026-04-20").done == World.day(done))
        #expect(
            try world.clock("opening-limit", "2026-03-08").done == nil,
            "nothing of it was done by then")
    }

    private func signed(_ world: inout CaseWorld) -> EventReference {
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-09")
        world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-19") }
        let agreement = EventReference(origin: "register/log", index: 7, leafPrefix: 7)
        world.step(.signed, "2026-03-23") { $0.event = agreement }
        return agreement
    }

    @Test(
        "results-serve: a withdrawn agreement is signed anew only where the result may serve (S4)")
    func resultsServe() throws {
        var open = CaseWorld(.national)
        let agreement = signed(&open)
        let again = open.make(.signed, "2026-04-20")
        #expect(open.objections(to: again).map(\.kind) == [.notAtThisPoint], "the first one stands")
        open.subject.overturned = [agreement]
        #expect(open.objections(to: again).isEmpty)

        var once = world(.national, [("results-serve", "one-signing")])
        once.subject.overturned = [signed(&once)]
        let second = once.make(.signed, "2026-04-20")
        let found = once.objections(to: second)
        #expect(found.map(\.kind) == [.resultUsed])
        #expect(found.first?.citations == [Citation(edition: "X", article: "1")])
        once.step(.signed, "2026-04-20", override: "机构要求")
        #expect(try once.problems() == [.resultUsed], "no reason makes the result serve twice")
    }

    @Test("results-serve: after an abandonment only another assessment leads to a signing (S4)")
    func abandonedResult() throws {
        for (value, expected) in [("one-signing", [CaseProblem.Kind.resultUsed]), ("", [])] {
            var values = [
                ("abandonment", "on-finding-against-institution"), ("sign-within", "10wd"),
            ]
            if !value.isEmpty { values.append(("results-serve", value)) }
            var world = world(.national, values)
            world.step(.accepted, "2026-03-02")
            world.assess("2026-03-09")
            world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-13") }
            world.step(.abandonmentFound, "2026-03-31", note: "机构未到场")
            #expect(try world.state("2026-03-31").outcome == .abandoned)
            let late = world.make(.signed, "2026-04-07")
            #expect(world.objections(to: late).map(\.kind) == expected, "\(value)")
            world.step(.signed, "2026-04-07")
            #expect(try world.stage("2026-04-07") == (value.isEmpty ? .following : .over))
        }
    }
}
