import Testing

@testable import Designation

/// A renewal goes on with every agreement that it is about: one Renewed does not stand for another (N41, P38).
@Suite("Cases: renewals of several agreements")
struct CaseRenewedTests {
    private let tests = CaseObligationTests()

    private func day(_ text: String) -> LegalDate { World.day(text) }

    private func signed(
        _ number: UInt64, _ services: [Service], _ from: String = "2025-07-01",
        until: String = "2026-07-01", _ scope: FundScope = .basic, region: String = "990101"
    ) -> Fact {
        let agreement = Agreement(
            from: day(from), until: day(until), services: services, scope: scope)
        var fact = tests.fact(number, from, .signed(agreement))
        fact.region = World.code(region)
        return fact
    }

    private func renewed(
        _ number: UInt64, _ agreement: UInt64, on: String = "2026-03-20",
        until: String = "2027-07-01"
    ) -> Fact {
        tests.fact(
            number, on, .renewed(agreement: tests.event(agreement), until: day(until)))
    }

    /// Signed on 20 March until 1 July of the next year.
    private func world(
        _ acts: [Fact], _ services: [Service] = [], scope: FundScope? = .basic,
        naming event: UInt64? = nil, area: CaseWorld.Area = .national, says isUntilSaid: Bool = true
    ) -> CaseWorld {
        var world = CaseWorld(area, .renewal)
        world.subject.terms = [.init(from: day("2025-07-01"), to: day("2026-07-01"))]
        world.subject.acts = acts
        world.step(.accepted, "2026-03-02") {
            $0.services = []
            $0.scope = scope
        }
        world.step(.signed, "2026-03-20") {
            $0.services = services
            $0.event = event.map(tests.event)
            if isUntilSaid { $0.until = day("2027-07-01") }
        }
        return world
    }

    /// What is owed for which agreement, and how many acts rest on nothing.
    private func owed(_ world: CaseWorld, _ acts: [Fact]) throws -> (
        acts: [String], left: [UInt64]
    ) {
        let state = try world.state("2026-03-25")
        #expect(state.problems.isEmpty)
        let settled = Obligation.settled([state.obligations], by: acts, on: day("2026-03-25"))
        return (
            settled.owed[0].filter(\.isOpen).map {
                "\($0.kind.rawValue) \($0.renews?.event.index ?? 0)"
            }, settled.left.map(\.reference.index).filter { 2 < $0 }
        )
    }

    private var main: Fact { signed(1, [.outpatient, .inpatient]) }
    private var chronic: Fact { signed(2, [.chronicDisease], "2025-09-01") }

    @Test("Each agreement that ends needs its Renewed; the one that the step names is one of them")
    func each() throws {
        for isNamed in [true, false] {
            let one = [main, chronic, renewed(3, 1)]
            let first = try owed(world(one, naming: isNamed ? 3 : nil), one)
            #expect(first.acts == ["renewed 2"] && first.left.isEmpty)
            let both = one + [renewed(4, 2)]
            let second = try owed(world(both, naming: isNamed ? 3 : nil), both)
            #expect(second.acts.isEmpty && second.left.isEmpty)
        }
        let twice = [main, chronic, renewed(3, 1), renewed(4, 1)]
        #expect(try owed(world(twice), twice).acts == ["renewed 2"], "the other one is not renewed")
        let shorter = [main, chronic, renewed(3, 1), renewed(4, 2, until: "2026-12-01")]
        #expect(try owed(world(shorter), shorter).acts == ["renewed 2"])
    }

    @Test("What is left to renew is a duty, red when it is late, and the case is not done")
    func duty() throws {
        let acts = [main, chronic, renewed(3, 1)]
        let world = world(acts, naming: 3)
        #expect(try tests.open(world, "2026-03-25", acts) == [.renewed])
        let found = try tests.due(world, "2026-03-25", acts).entries.filter {
            $0.duty.rule == "act/renewed"
        }
        #expect(found.map(\.light) == [.red])
        let open = try tests.state(world, "2026-03-25", acts).openObligations
        #expect(open.map(\.name) == ["\(chronic.reference)"], "an officer sees which one")
    }

    @Test("An agreement signed anew stands for all that it covers, and for no other")
    func anew() throws {
        func anew(_ services: [Service]) -> Fact {
            signed(5, services, "2026-03-20", until: "2027-07-01")
        }
        for isSaid in [true, false] {
            let all = [main, chronic, anew([.outpatient, .inpatient, .chronicDisease])]
            let whole = try owed(world(all, says: isSaid), all)
            #expect(whole.acts.isEmpty && whole.left.isEmpty)
            let some = [main, chronic, anew([.outpatient, .inpatient])]
            let part = try owed(world(some, says: isSaid), some)
            #expect(part.acts == ["renewed 2"] && part.left.isEmpty)
            let beside = some + [renewed(6, 2)]
            let done = try owed(world(beside, says: isSaid), beside)
            #expect(done.acts.isEmpty && done.left.isEmpty)
        }
    }

    @Test("A case without a fund renews those of every fund, one with a fund its own (S3 六)")
    func funds() throws {
        let acts = [
            signed(1, [.outpatient, .inpatient], "2025-07-01", .pooledFund),
            signed(2, [.outpatient], "2025-07-01", .personalAccount),
        ]
        #expect(try owed(world(acts, scope: nil), acts).acts == ["renewed 1", "renewed 2"])
        let one = acts + [renewed(3, 1)]
        #expect(try owed(world(one, scope: nil), one).acts == ["renewed 2"])
        #expect(try owed(world(one, scope: .pooledFund), one).acts.isEmpty)
        #expect(try owed(world(one, scope: .personalAccount), one).acts == ["renewed 2"])
    }

    @Test("Not renewed is what was not agreed on, runs on, is over, or is another office's")
    func others() throws {
        func open(
            _ acts: [Fact], _ services: [Service] = [], area: CaseWorld.Area = .national,
            says isSaid: Bool = true
        ) throws -> [String] {
            try owed(world(acts, services, area: area, says: isSaid), acts).acts
        }
        #expect(try open([main, chronic], [.outpatient, .inpatient]) == ["renewed 1"])
        let longer = signed(2, [.chronicDisease], until: "2028-07-01")
        #expect(try open([main, longer]) == ["renewed 1"])
        let between = signed(2, [.chronicDisease], until: "2026-12-01")
        #expect(try open([main, between]) == ["renewed 1", "renewed 2"])
        #expect(try open([main, between], says: false) == ["renewed 1"], "no end was agreed on")
        let known = tests.fact(
            3, "2026-01-05", .renewed(agreement: tests.event(2), until: day("2028-07-01")))
        #expect(try open([main, chronic, known]) == ["renewed 1"], "renewed before")
        let end = tests.fact(3, "2026-03-02", .ended(agreement: tests.event(2), cause: .onRequest))
        #expect(try open([main, chronic, end]) == ["renewed 1"])
        let gone = tests.fact(3, "2026-03-02", .withdrawn(act: tests.event(2)))
        #expect(try open([main, chronic, gone]) == ["renewed 1"])
        let coming = signed(2, [.chronicDisease], "2026-03-23", until: "2026-12-01")
        #expect(try open([main, coming]) == ["renewed 1"], "it has not begun")
        #expect(try open([]) == ["renewed 0"], "none is known: whichever the act names")
        var cut = world([main, chronic])
        cut.subject.terms.append(.init(from: day("2025-09-01"), to: day("2026-02-02")))
        #expect(try owed(cut, [main, chronic]).acts == ["renewed 1"], "terminated before")
    }

    @Test("Where every office signs for itself none owes what another one signed (S4)")
    func offices() throws {
        for (value, expected) in [("office", 1), ("city", 2)] {
            let acts = [
                signed(1, [.outpatient], region: "320402"),
                signed(2, [.inpatient], region: "320404"),
            ]
            var world = world(acts, area: .changzhou)
            world.extra = [("320400", "competence.sign", value, "2021-02-01")]
            #expect(try owed(world, acts).acts.count == expected, "\(value)")
        }
    }

    @Test("Of each agreement that has more than was agreed on a Changed takes it away (N41)")
    func reduced() throws {
        let acts = [main, signed(2, [.inpatient, .chronicDisease], "2025-09-01")]
        let world = world(acts, [.outpatient, .chronicDisease])
        #expect(
            try owed(world, acts).acts == ["renewed 1", "changed 1", "renewed 2", "changed 2"])
        let some =
            acts + [
                renewed(3, 1), renewed(4, 2),
                tests.fact(
                    5, "2026-03-20",
                    .changed(agreement: tests.event(1), services: [.outpatient])),
            ]
        let found = try owed(self.world(some, [.outpatient, .chronicDisease]), some)
        #expect(found.acts == ["changed 2"] && found.left.isEmpty)
    }
}
