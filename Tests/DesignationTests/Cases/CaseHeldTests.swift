import Testing

@testable import Designation

/// What an act may add to what an institution has already, where nothing was assessed (N5 ¶2, N9, N40, N41).
@Suite("Cases: acts that go on with what there is")
struct CaseHeldTests {
    private func event(_ number: UInt64) -> EventReference {
        EventReference(origin: "acts", index: number, leafPrefix: UInt128(number))
    }

    private func fact(_ number: UInt64, _ act: Act, on day: String = "2026-03-20") -> Fact {
        let day = World.day(day)
        let stamp = Stamp(
            milliseconds: UInt64(day.daysSince1970) * 86_400_000 + number, counter: 0)
        return Fact(
            reference: event(number), stamp: stamp, author: "node", stream: .register,
            area: World.code("990000"), region: World.code("990101"), effective: day, basis: [],
            act: act)
    }

    private func signed(
        _ number: UInt64, _ services: [Service], _ sites: [String] = [],
        _ scope: FundScope = .basic, on day: String = "2025-04-01"
    ) -> Fact {
        let agreement = Agreement(
            from: World.day("2025-04-01"), until: World.day("2027-04-01"), services: services,
            scope: scope, sites: sites)
        return fact(number, .signed(agreement), on: day)
    }

    private func change(
        _ number: UInt64, _ services: [Service], _ sites: [String]? = nil
    ) -> Fact {
        fact(number, .changed(agreement: event(1), services: services, sites: sites))
    }

    /// A change of information that is granted on the day of the act.
    private func granted(
        _ item: String, _ acts: [Fact], naming event: EventReference? = nil
    ) -> CaseWorld {
        var world = CaseWorld(.national, .change)
        world.subject.acts = acts
        world.step(.received, "2026-03-02") { $0.items = [item] }
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-20") {
            $0.passed = true
            $0.event = event
        }
        return world
    }

    /// Whether the last act answers the granted change.
    private func isAnswered(_ item: String, _ acts: [Fact]) throws -> Bool {
        let state = try granted(item, acts).state("2026-03-20")
        #expect(state.problems.isEmpty)
        let settled = Obligation.settled(
            [state.obligations], by: acts, on: World.day("2026-03-20"))
        let act = try #require(acts.last).reference
        let isDone = settled.owed[0].contains { $0.kind == .changed && $0.done == act }
        #expect(isDone != settled.left.contains { $0.reference == act })
        return isDone
    }

    @Test("A granted change of information adds no service, no place and no fund (N9, N40)")
    func changeOfInformation() throws {
        let first = signed(1, [.outpatient, .inpatient], ["甲院"])
        #expect(try isAnswered("scale", [first, change(2, [.outpatient])]))
        #expect(try isAnswered("scale", [first, change(2, [.outpatient, .inpatient])]))
        #expect(try !isAnswered("scale", [first, change(2, [.outpatient, .chronicDisease])]))
        #expect(try !isAnswered("scale", [first, change(2, [.outpatient], ["乙院"])]))
        #expect(try !isAnswered("scale", [first, change(2, [.outpatient], ["甲院", "乙院"])]))
        let other = signed(2, [.outpatient], ["甲院"], .care, on: "2026-03-20")
        #expect(try !isAnswered("scale", [first, other]), "a fund that no agreement had")
    }

    @Test("A change of address moves a place, and adds none (N40, S4)")
    func moved() throws {
        let first = signed(1, [.outpatient], ["甲院"])
        #expect(try isAnswered("registered-address", [first, change(2, [.outpatient], ["乙院"])]))
        #expect(
            try !isAnswered(
                "registered-address", [first, change(2, [.outpatient], ["甲院", "乙院"])]))
    }

    @Test("Named by the decision or the measure, such an act is refused as another one")
    func named() throws {
        let acts = [signed(1, [.outpatient]), change(2, [.outpatient, .inpatient])]
        let world = granted("scale", acts, naming: event(2))
        let problem = try #require(try world.state("2026-03-20").problems.first)
        #expect(problem.kind == .actDiffers && problem.citations.first == cited("N 40"))
        #expect(try world.state("2026-03-20").outcome == nil)

        var reduced = CaseWorld(.national, .enforcement)
        reduced.subject.acts = acts
        reduced.step(.finding, "2026-03-10", note: "查实")
        reduced.step(.measure, "2026-03-20") {
            $0.items = ["reduce-services"]
            $0.event = event(2)
        }
        #expect(try reduced.problems().contains(.actDiffers))
    }

    @Test("What one agreement has is not in a change of another")
    func otherAgreement() {
        let acts = [
            signed(1, [.outpatient], ["甲院"]), signed(3, [.inpatient], ["乙院"]),
            change(4, [.outpatient, .inpatient]),
        ]
        #expect(acts[2].restsOn(among: acts) == [.changed, .signed])
        let narrower = acts.dropLast() + [change(4, [.outpatient])]
        #expect(change(4, [.outpatient]).restsOn(among: Array(narrower)) == [.changed])
    }

    @Test("What was withdrawn is held no longer")
    func withdrawn() {
        let wide = fact(2, .changed(agreement: event(1), services: [.outpatient, .inpatient]))
        let acts = [signed(1, [.outpatient]), wide, change(4, [.outpatient, .inpatient])]
        #expect(acts[2].restsOn(among: acts) == [.changed])
        let taken = acts + [fact(3, .withdrawn(act: event(2)))]
        #expect(acts[2].restsOn(among: taken) == [.changed, .signed])
    }

    /// What a signing that names no act leaves owed, with these acts.
    private func owed(_ kind: CaseKind, _ acts: [Fact]) throws -> [Obligation.Kind] {
        var world = CaseWorld(.national, kind)
        world.subject.terms = [.init(from: World.day("2025-04-01"), to: World.day("2027-04-01"))]
        world.subject.acts = acts
        world.step(.accepted, "2026-03-02")
        world.step(.signed, "2026-03-20")
        let state = try world.state("2026-03-20")
        #expect(state.problems.isEmpty)
        return Obligation.settled([state.obligations], by: acts, on: World.day("2026-03-20"))
            .owed[0].filter(\.isOpen).map(\.kind)
    }

    @Test("A renewal or supplement that names no act is compared with what was held too")
    func unnamed() throws {
        let first = signed(1, [.outpatient], on: "2025-04-01")
        let again = signed(2, [.outpatient], on: "2026-03-20")
        let wider = signed(2, [.outpatient, .inpatient], on: "2026-03-20")
        #expect(try owed(.renewal, [first, again]) == [])
        #expect(try owed(.renewal, [first, wider]) == [.renewed])
        let online = change(2, [.outpatient, .internet])
        #expect(try owed(.internetSupplement, [first, online]) == [])
        let more = change(2, [.outpatient, .inpatient, .internet])
        #expect(try owed(.internetSupplement, [first, more]) == [.changed])
    }
}
