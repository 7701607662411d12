import Testing

@testable import Designation

/// What is taken over from the pair.
extension CaseRoundTests {
    var result: EventReference {
        EventReference(origin: "changchun/log", index: 4, leafPrefix: 4)
    }

    func provincial(
        _ services: [Service], from region: String = "220100", _ kind: CaseKind = .new
    ) -> CaseWorld {
        var world = CaseWorld(.jilin, kind)
        world.office = World.code("229900")
        world.subject.results = [
            result: .init(
                region: World.code(region), passed: true, services: [.outpatient, .inpatient])
        ]
        world.step(.accepted, "2026-03-02") { $0.services = services }
        return world
    }

    @Test("A further service that fails takes nothing of what is recognised (S2 7, 20)")
    func recognisedSurvives() throws {
        var world = provincial([.outpatient, .inpatient, .chronicDisease])
        world.step(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.outpatient, .inpatient]
        }
        world.assess("2026-03-10") {
            $0.results = [SiteResult(services: [.chronicDisease], passed: false)]
        }
        let state = try world.state("2026-03-10")
        #expect(state.stage == .noticing)
        #expect(state.passedServices == [.inpatient, .outpatient])
        world.step(.resultNotified, "2026-03-11")
        #expect(try world.state("2026-03-11").waitsThrough == World.day("2026-06-11"))
        var again = world
        world.step(.noticeOpened, "2026-03-12") { $0.until = World.day("2026-03-19") }
        let wide = world.make(.signed, "2026-03-23") {
            $0.services = [.outpatient, .chronicDisease]
        }
        #expect(world.objections(to: wide).map(\.detail) == ["chronic-disease"])
        world.step(.signed, "2026-03-23") { $0.services = [.outpatient, .inpatient] }
        #expect(try world.state("2026-03-23").outcome == .signed)
        #expect(try world.problems() == [])
        // Only that service waits for its three months, and its second failure bars nothing else.
        again.step(.mended, "2026-06-12")
        again.assess("2026-06-15") {
            $0.results = [SiteResult(services: [.chronicDisease], passed: false)]
        }
        again.step(.resultNotified, "2026-06-16")
        let over = try again.state("2026-06-16")
        #expect(over.stage == .noticing)
        #expect(over.barredThrough == nil)
        #expect(over.problems == [])
    }

    @Test("Recognised is a passed assessment of the pair's other agency, and nothing else (S2 7)")
    func recognisedWhat() throws {
        func kinds(_ world: CaseWorld, _ event: EventReference) -> [CaseProblem.Kind] {
            var world = world
            let step = world.make(.recognised, "2026-03-03") {
                $0.event = event
                $0.services = [.outpatient]
            }
            return world.objections(to: step).map(\.kind)
        }
        #expect(kinds(provincial([.outpatient]), result) == [])
        #expect(kinds(provincial([.outpatient], from: "229900"), result) == [.notRecognised])
        let agreement = EventReference(origin: "changchun/log", index: 9, leafPrefix: 9)
        #expect(
            kinds(provincial([.outpatient]), agreement) == [.notRecognised],
            "no assessment, or one that has not come yet")
        var withdrawn = provincial([.outpatient])
        withdrawn.subject.overturned = [result]
        #expect(kinds(withdrawn, result) == [.notRecognised])
        // Recorded before the result arrived, it counts from when it is there.
        var late = provincial([.outpatient])
        let results = late.subject.results
        late.subject.results = [:]
        late.step(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.outpatient]
        }
        #expect(try late.stage("2026-03-03") == .assessing)
        late.subject.results = results
        #expect(try late.stage("2026-03-03") == .noticing)
    }

    @Test("A change is taken over as the other agency made it, of the same items (S2 25 ¶2)")
    func changeTakenOver() throws {
        func kinds(
            _ known: CaseSubject.KnownChange?, _ items: [String] = ["bank-account"]
        ) -> [String] {
            var world = CaseWorld(.jilin, .change)
            world.office = World.code("229900")
            world.step(.accepted, "2026-03-02") { $0.items = items }
            world.subject.changes[result] = known
            let step = world.make(.recognised, "2026-03-03") { $0.event = result }
            return world.objections(to: step).map { "\($0.kind.rawValue) \($0.detail)" }
        }
        let there = World.code("220100")
        #expect(kinds(.init(region: there, items: ["bank-account", "grade"])) == [])
        #expect(kinds(.init(region: there)) == [], "a registration says no items")
        #expect(kinds(nil) == ["not-recognised "])
        #expect(kinds(.init(region: World.code("229900"))) == ["not-recognised "])
        #expect(kinds(.init(region: World.code("222401"))) == ["not-recognised "])
        #expect(
            kinds(.init(region: there, items: ["bank-account"]), ["bank-account", "grade"])
                == ["not-recognised grade"])
    }
}
