import Testing

@testable import Designation

/// Acts that are to leave something out: what the step took away must not stay (N38, N40, N41, S4).
@Suite("Cases: acts that reduce")
struct CaseReducedTests {
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
        _ number: UInt64, _ services: [Service], on day: String = "2025-04-01"
    ) -> Fact {
        let agreement = Agreement(
            from: World.day(day), until: World.day("2027-04-01"), services: services,
            scope: .basic)
        return fact(number, .signed(agreement), on: day)
    }

    private func change(_ services: [Service]) -> Fact {
        fact(2, .changed(agreement: event(1), services: services))
    }

    private var renewed: Fact {
        fact(3, .renewed(agreement: event(1), until: World.day("2028-04-01")))
    }

    private func owed(_ world: CaseWorld) throws -> [Obligation.Kind] {
        let state = try world.state("2026-03-20")
        #expect(state.problems.isEmpty)
        let settled = Obligation.settled(
            [state.obligations], by: world.subject.acts, on: World.day("2026-03-20"))
        return settled.owed[0].filter(\.isOpen).map(\.kind)
    }

    private func granted(_ acts: [Fact], naming event: EventReference? = nil) -> CaseWorld {
        var world = CaseWorld(.national, .change)
        world.subject.acts = acts
        world.step(.received, "2026-03-02") { $0.items = ["scale"] }
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-20") {
            $0.passed = true
            $0.services = [.outpatient]
            $0.event = event
        }
        return world
    }

    private func measured(_ acts: [Fact]) -> CaseWorld {
        var world = CaseWorld(.national, .enforcement)
        world.subject.acts = acts
        world.extra = [
            ("CN", "list:measures/reduce-services", "减少服务范围\nReduce the services", "2021-02-01")
        ]
        world.step(.finding, "2026-03-10", note: "查实")
        world.step(.measure, "2026-03-20") {
            $0.items = ["reduce-services"]
            $0.services = [.outpatient]
        }
        return world
    }

    @Test("A change or measure that takes a service away is not answered by one that keeps it")
    func kept() throws {
        let first = signed(1, [.outpatient, .inpatient])
        let (same, fewer) = (change([.outpatient, .inpatient]), change([.outpatient]))
        #expect(try owed(granted([first, same])) == [.changed])
        #expect(try owed(granted([first, fewer])) == [])
        #expect(try owed(measured([first, same])) == [.changed])
        #expect(try owed(measured([first, fewer])) == [])
        let named = try granted([first, same], naming: event(2)).problems()
        #expect(named == [.actDiffers])
    }

    @Test("Changzhou: a closure that was filed owes an end and no termination (S4)")
    func closure() throws {
        var world = CaseWorld(.changzhou, .end)
        world.subject.isPublicInstitution = true
        let first = signed(1, [.outpatient])
        world.subject.acts = [first]
        world.step(.received, "2026-03-02") { $0.items = ["closure"] }
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-20") { $0.passed = true }
        #expect(try owed(world) == [.ended])
        #expect(try world.state("2026-03-20").filings.isEmpty)
        world.subject.acts.append(fact(2, .ended(agreement: event(1), cause: .closure)))
        #expect(try owed(world) == [])
    }

    @Test("Jilin: an assessment by a third party is named and signed like another (S2 15, S2 18)")
    func thirdParty() throws {
        func problems(_ team: [String]) throws -> [CaseProblem.Kind] {
            var world = CaseWorld(.jilin)
            world.step(.received, "2026-03-02")
            world.step(.accepted, "2026-03-02")
            world.assess("2026-03-09") {
                $0.form = "third-party"
                $0.team = team.map { TeamMember(name: $0) }
                $0.confirmations = team
            }
            return try world.problems()
        }
        #expect(try problems([]).contains(.notConfirmed))
        #expect(try !problems(["演示评估公司"]).contains(.notConfirmed))
    }

    private func agreed(_ acts: [Fact]) -> CaseWorld {
        var world = CaseWorld(.national, .renewal)
        world.subject.terms = [.init(from: World.day("2025-04-01"), to: World.day("2027-04-01"))]
        world.subject.acts = acts
        world.step(.accepted, "2026-03-02")
        world.step(.signed, "2026-03-20") { $0.services = [.outpatient] }
        return world
    }

    @Test("A renewal agreed for fewer services owes a change beside the renewal (N41)")
    func renewal() throws {
        let first = signed(1, [.outpatient, .inpatient])
        #expect(try owed(agreed([first])) == [.renewed, .changed])
        #expect(try owed(agreed([first, renewed])) == [.changed])
        #expect(try owed(agreed([first, change([.outpatient]), renewed])) == [])
        #expect(
            try owed(agreed([first, change([.outpatient, .inpatient]), renewed])) == [.changed])
        let anew = signed(4, [.outpatient], on: "2026-03-20")
        #expect(try owed(agreed([first, anew])) == [], "signed anew, it stands for both")
        #expect(try owed(agreed([signed(1, [.outpatient]), renewed])) == [], "nothing is left out")
    }
}
