import Testing

@testable import Designation

/// An agreement covers what passed, place by place and service by service, and nothing else: S2 23(2),
/// N9, N10, S0 六(二).
@Suite("Cases: what an agreement may cover")
struct CaseCoverageTests {
    private let hall = "卫生院"
    private let clinic = "村卫生室"

    /// A township hospital that passed for all, with a village clinic that passed for outpatients only.
    private func township() -> CaseWorld {
        var world = CaseWorld(.jilin)
        world.step(.accepted, "2026-03-02") { $0.sites = [hall, clinic] }
        world.assess("2026-03-10") {
            $0.results = [
                SiteResult(site: hall, passed: true),
                SiteResult(site: clinic, services: [.outpatient], passed: true),
            ]
        }
        world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-17") }
        return world
    }

    private func event(_ number: UInt64) -> EventReference {
        EventReference(origin: "jilin/register", index: number, leafPrefix: UInt128(number))
    }

    private func fact(_ number: UInt64, _ act: Act, on day: String = "2026-03-20") -> Fact {
        let written = World.day(day)
        return Fact(
            reference: event(number),
            stamp: Stamp(
                milliseconds: UInt64(written.startUnixMilliseconds + 36_000_000),
                counter: UInt32(number)),
            author: "node", stream: .register, area: World.code("220000"),
            region: World.code("222401"), effective: written, basis: [], act: act)
    }

    private func agreement(
        _ number: UInt64, _ services: [Service], _ sites: [String], on day: String = "2026-03-20"
    ) -> Fact {
        fact(
            number,
            .signed(
                Agreement(
                    from: World.day("2026-04-01"), until: World.day("2027-04-01"),
                    services: services, scope: .basic, sites: sites)), on: day)
    }

    private func open(_ world: CaseWorld, _ acts: [Fact]) throws -> Int {
        let owed = try world.state("2026-03-25").obligations
        return Obligation.settled([owed], by: acts, on: World.day("2026-03-25")).owed[0]
            .count { $0.isOpen && $0.kind != .published }
    }

    private func details(_ world: CaseWorld, _ step: CaseStep) -> [String] {
        world.objections(to: step).map { "\($0.kind.rawValue) \($0.detail)" }
    }

    @Test("A place that passed for outpatients only is signed for nothing else (S2 23(2))")
    func pairs() throws {
        var world = township()
        let both = world.make(.signed, "2026-03-20") {
            $0.services = [.outpatient, .inpatient]
            $0.sites = [hall, clinic]
        }
        #expect(details(world, both) == ["not-passed inpatient"])
        #expect(world.objections(to: both).first?.citations == [cited("S2 23(2)")])
        world.step(.signed, "2026-03-20") {
            $0.results = [
                SiteResult(site: hall, passed: true),
                SiteResult(site: clinic, services: [.outpatient], passed: true),
            ]
            $0.services = [.outpatient, .inpatient]
        }
        #expect(try world.problems() == [])
        // Two agreements, since one lets all its places do the same.
        let whole = agreement(1, [.outpatient, .inpatient], [hall])
        let part = agreement(2, [.outpatient], [clinic])
        #expect(try open(world, []) == 2)
        #expect(try open(world, [agreement(3, [.outpatient, .inpatient], [hall, clinic])]) == 2)
        #expect(try open(world, [whole]) == 1)
        #expect(try open(world, [part, whole]) == 0)
    }

    @Test("The act that the step names is held to what passed, and to what the step says")
    func namedAct() throws {
        var world = CaseWorld(.jilin)
        world.step(.accepted, "2026-03-02") { $0.sites = ["甲院", "乙院"] }
        world.assess("2026-03-10") {
            $0.results = [
                SiteResult(site: "甲院", services: [.outpatient], passed: true),
                SiteResult(site: "乙院", passed: false),
            ]
        }
        world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-17") }
        world.subject.acts = [
            agreement(1, [.outpatient, .inpatient], ["甲院", "乙院"]),
            agreement(2, [.outpatient], ["甲院"]), agreement(3, [.outpatient], []),
        ]
        func signing(_ act: UInt64, _ services: [Service] = [], _ sites: [String] = []) -> CaseStep
        {
            world.make(.signed, "2026-03-20") {
                $0.event = event(act)
                $0.services = services
                $0.sites = sites
            }
        }
        #expect(details(world, signing(1)) == ["not-passed inpatient", "not-passed site"])
        #expect(
            details(world, signing(1, [.outpatient], ["甲院"]))
                == ["not-passed inpatient", "not-passed site", "act-differs "])
        #expect(details(world, signing(3)) == ["not-passed site"], "it names no place of several")
        #expect(details(world, signing(2)) == [])
        #expect(details(world, signing(2, [.outpatient], ["甲院"])) == [])
        // Without a name the wide act carries nothing out, and stays one without a case.
        world.step(.signed, "2026-03-20") {
            $0.services = [.outpatient]
            $0.sites = ["甲院"]
        }
        let settled = Obligation.settled(
            [try world.state("2026-03-25").obligations], by: [world.subject.acts[0]],
            on: World.day("2026-03-25"))
        #expect(settled.owed[0].contains { $0.kind == .signed && $0.isOpen })
        #expect(settled.left.map(\.reference) == [event(1)])
        #expect(try open(world, [world.subject.acts[1]]) == 0)
    }

    @Test("A reason lets an officer sign for more, and then the act may say so")
    func overridden() throws {
        var world = township()
        world.step(.signed, "2026-03-20", override: "上级复核同意") {
            $0.services = [.outpatient, .inpatient]
            $0.sites = [hall, clinic]
        }
        #expect(try world.state("2026-03-20").problems.map(\.isOverridden) == [true])
        #expect(try open(world, [agreement(3, [.outpatient, .inpatient], [hall, clinic])]) == 0)
    }

    @Test("An added service reaches no place of the agreement where it did not pass (S2 10, 23(2))")
    func addedService() throws {
        var world = CaseWorld(.jilin, .addedService)
        world.subject.terms = [.init(from: World.day("2025-04-01"), to: World.day("2026-04-01"))]
        world.step(.accepted, "2026-03-02") {
            $0.services = [.inpatient]
            $0.sites = [hall, clinic]
        }
        world.assess("2026-03-10") {
            $0.results = [
                SiteResult(site: hall, passed: true), SiteResult(site: clinic, passed: false),
            ]
        }
        world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-17") }
        let first = agreement(1, [.outpatient], [hall, clinic], on: "2025-03-20")
        func change(_ number: UInt64, _ services: [Service], _ sites: [String]?) -> Fact {
            fact(number, .changed(agreement: event(1), services: services, sites: sites))
        }
        world.step(.signed, "2026-03-20") { $0.services = [.inpatient] }
        let wide = change(2, [.outpatient, .inpatient], nil)
        #expect(try open(world, [first, wide]) == 1, "the clinic would have beds by it")
        let own = agreement(3, [.inpatient], [hall])
        #expect(try open(world, [first, own]) == 0)
        #expect(try open(world, [first, change(4, [.outpatient], nil)]) == 1, "nothing is added")
        var whole = CaseWorld(.jilin, .addedService)
        whole.subject.terms = [.init(from: World.day("2025-04-01"), to: World.day("2026-04-01"))]
        whole.step(.accepted, "2026-03-02") { $0.services = [.inpatient] }
        whole.assess("2026-03-10")
        whole.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-17") }
        whole.step(.signed, "2026-03-20") { $0.services = [.inpatient] }
        #expect(try open(whole, [first, wide]) == 0)
        #expect(
            try open(whole, [first, change(5, [.inpatient], nil)]) == 1, "outpatients are forgotten"
        )
        #expect(
            try open(whole, [first, change(6, [.outpatient, .inpatient, .chronicDisease], nil)])
                == 1, "nobody assessed the third")
    }

    @Test("Weihai: an act about the other fund's agreement answers no step (S3 六, N41, N44)")
    func otherFund() throws {
        var world = CaseWorld(.weihai, .renewal, scope: .pooledFund)
        world.subject.terms = [.init(from: World.day("2025-04-01"), to: World.day("2026-04-01"))]
        world.step(.accepted, "2026-03-02")
        world.step(.signed, "2026-03-20")
        func signed(_ number: UInt64, _ scope: FundScope) -> Fact {
            var signed = agreement(number, [.outpatient], [], on: "2025-03-20")
            guard case .signed(var terms) = signed.act else { return signed }
            terms.scope = scope
            signed.act = .signed(terms)
            return signed
        }
        let both = [signed(1, .pooledFund), signed(2, .personalAccount)]
        func renewal(_ agreement: UInt64) -> Fact {
            fact(3, .renewed(agreement: event(agreement), until: World.day("2028-04-01")))
        }
        #expect(try open(world, both + [renewal(2)]) == 1)
        #expect(try open(world, both + [renewal(1)]) == 0)
        var end = CaseWorld(.weihai, .end, scope: .personalAccount)
        end.extra = [("371000", "list:ends/closure", "关闭\nClosed", "2021-02-01")]
        end.step(.accepted, "2026-03-02")
        end.step(.decided, "2026-03-05") { $0.passed = true }
        func ended(_ agreement: UInt64) -> Fact {
            fact(4, .ended(agreement: event(agreement), cause: .onRequest))
        }
        #expect(try open(end, both + [ended(1)]) == 1)
        #expect(try open(end, both + [ended(2)]) == 0)
    }

    @Test("Shanghai: what the city fails of what the district passed is not signed (S0 六(二))")
    func secondTierByPlace() throws {
        var world = CaseWorld(.shanghai)
        world.step(.accepted, "2026-03-02") { $0.sites = ["甲院", "乙院"] }
        world.assess("2026-03-10") {
            $0.results = [
                SiteResult(site: "甲院", passed: true), SiteResult(site: "乙院", passed: true),
            ]
        }
        var none = world
        world.step(.approved, "2026-03-16", at: world.city) {
            $0.passed = true
            $0.results = [
                SiteResult(site: "甲院", services: [.inpatient], passed: false),
                SiteResult(site: "乙院", passed: false),
            ]
        }
        let state = try world.state("2026-03-16")
        #expect(state.stage == .noticing)
        #expect(state.passedSites == ["甲院"])
        #expect(state.passedServices == [.outpatient])
        world.step(.noticeOpened, "2026-03-17", at: world.city) {
            $0.until = World.day("2026-03-24")
        }
        let signing = world.make(.signed, "2026-03-26", at: world.city) {
            $0.services = [.outpatient, .inpatient]
            $0.sites = ["甲院", "乙院"]
        }
        #expect(details(world, signing) == ["not-passed inpatient", "not-passed site"])
        none.step(.approved, "2026-03-16", at: none.city) {
            $0.passed = true
            $0.results = [SiteResult(passed: false)]
        }
        #expect(try none.stage("2026-03-16") == .notifying, "it failed everything")
    }
}
