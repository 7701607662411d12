import Testing

@testable import Designation

/// Protocol §10.5: what a step decides binds settlement by a public act, and until that stands in the
/// log it is owed.
@Suite("Cases: public acts that steps oblige to")
struct CaseObligationTests {
    let id = [UInt8](repeating: 0xCD, count: 16)

    func event(_ number: UInt64) -> EventReference {
        EventReference(origin: "node/register", index: number, leafPrefix: UInt128(number))
    }

    func fact(
        _ number: UInt64, _ written: String, _ act: Act, effective: String? = nil
    ) -> Fact {
        let day = World.day(written)
        return Fact(
            reference: event(number),
            stamp: Stamp(
                milliseconds: UInt64(day.startUnixMilliseconds + 36_000_000),
                counter: UInt32(number)),
            author: "node", stream: .register, area: World.code("990000"),
            region: World.code("990100"), effective: World.day(effective ?? written), basis: [],
            act: act)
    }

    func restriction(_ part: RestrictedPart, _ name: String) -> Act {
        .restricted(Restriction(part: part, name: name, until: nil, cause: "查实"))
    }

    /// The state of the case with what became of its obligations.
    func state(
        _ world: CaseWorld, _ on: String, _ acts: [Fact] = []
    ) throws -> CaseState {
        var state = try world.state(on)
        let settled = Obligation.settled([state.obligations], by: acts, on: World.day(on))
        state.take(settled.owed[0])
        return state
    }

    func open(
        _ world: CaseWorld, _ on: String, _ acts: [Fact] = []
    ) throws -> [Obligation.Kind] {
        try state(world, on, acts).openObligations.map(\.kind)
    }

    func due(_ world: CaseWorld, _ on: String, _ acts: [Fact] = []) throws -> DutyList {
        var finder = DutyFinder(
            day: World.day(on), calendar: world.calendar, rules: world.book,
            regions: CaseWorld.tree)
        finder.take(try state(world, on, acts), of: id)
        return finder.list()
    }

    // MARK: Persons, departments, sites

    @Test(
        "N45: each person, department and site needs its act; until then it is a duty, red when late"
    )
    func restrictions() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
        world.step(.personSuspended, "2026-03-06") {
            $0.persons = [
                CasePerson(role: .physician, name: "丙"), CasePerson(role: .nurse, name: "丁"),
            ]
            $0.from = World.day("2026-03-10")
        }
        world.step(.departmentSuspended, "2026-03-06") {
            $0.department = "骨科"
            $0.sites = ["东院"]
        }
        #expect(try world.problems("2026-03-06") == [])
        let owed = try state(world, "2026-03-06").openObligations
        #expect(owed.map(\.kind) == Array(repeating: .restricted, count: 4))
        #expect(owed.map(\.part) == [.person, .person, .department, .site])
        #expect(owed.map(\.name) == ["", "", "骨科", "东院"], "no person's name leaves the case")
        #expect(owed.allSatisfy { $0.citation == cited("N 45") })
        let duties = try due(world, "2026-03-10").entries.filter {
            $0.duty.rule == "act/restricted"
        }
        #expect(duties.count == 4)
        #expect(
            duties.allSatisfy { $0.duty.ending == .recorded && $0.duty.subject == .casework(id) })
        let days = Set(duties.compactMap(\.duty.lastDay))
        #expect(days == [World.day("2026-03-06"), World.day("2026-03-10")], "from when it binds")
        #expect(duties.map(\.light) == [.red, .red, .amber, .amber])
        // Each act carries out what it names, and one at a time.
        let first = fact(1, "2026-03-10", restriction(.person, "D990100000001"))
        let second = fact(2, "2026-03-11", restriction(.person, "D990100000002"))
        let other = fact(3, "2026-03-06", restriction(.department, "内科"))
        let bones = fact(4, "2026-03-06", restriction(.department, "骨科"))
        let east = fact(5, "2026-03-06", restriction(.site, "东院"))
        func parts(_ acts: [Fact]) throws -> [RestrictedPart?] {
            try state(world, "2026-04-01", acts).openObligations.map(\.part)
        }
        #expect(try parts([first]) == [.person, .department, .site])
        #expect(try parts([first, second, other]) == [.department, .site])
        #expect(try parts([first, second, bones, east]) == [])
        #expect(
            try due(world, "2026-04-01", [first, second, bones, east]).entries.allSatisfy {
                $0.duty.rule != "act/restricted"
            })
        let figure = try #require(
            try due(world, "2026-04-01", [first, second, bones, east]).figures.first {
                $0.rule == "act/restricted"
            })
        #expect(figure.closedCount == 4 && figure.lateCount == 1, "the second person's came late")
        // As of an earlier day the act was not there yet.
        #expect(try open(world, "2026-03-09", [first]).count == 4)
    }

    @Test("A step that does not count obliges to nothing")
    func voidStep() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02", officer: "甲") { $0.items = ["grave-risk"] }
        world.step(.measure, "2026-03-06", officer: "甲", override: "人手不足") {
            $0.items = ["suspend"]
        }
        #expect(try world.problems() == [.sameOfficer])
        #expect(try open(world, "2026-03-06") == [])
        world.step(.measure, "2026-03-09", officer: "乙") { $0.items = ["suspend"] }
        #expect(try open(world, "2026-03-09") == [.suspended])
    }

    // MARK: Measures

    @Test(
        "Suspension and termination by a measure; the list of the terminated is made public (N42, N43)"
    )
    func measures() throws {
        var world = CaseWorld(.national, .enforcement)
        world.extra = [("CN", "terminations-published", "yes", "2021-02-01")]
        world.step(.finding, "2026-03-02") { $0.items = ["licence-withdrawn"] }
        world.step(.measure, "2026-03-06") { $0.items = ["terminate"] }
        #expect(try open(world, "2026-03-06") == [.terminated, .published])
        func ended(_ own: Bool, _ number: UInt64, _ day: String) -> Fact {
            fact(
                number, day,
                .terminated(
                    Termination(
                        isOwnRequest: own, type: .medical, place: World.code("990100"), cause: "")))
        }
        #expect(
            try open(world, "2026-03-10", [ended(true, 1, "2026-03-09")])
                == [.terminated, .published], "one on request is no measure")
        let done = [ended(false, 1, "2026-03-09")]
        #expect(try open(world, "2026-03-10", done) == [.published])
        let duty = try #require(
            try due(world, "2026-03-10", done).entries.first {
                $0.duty.rule == "terminations-published"
            })
        #expect(duty.duty.lastDay == nil && duty.duty.ending == .published)
        world.step(.published, "2026-03-11")
        #expect(try open(world, "2026-03-11", done) == [])
        // An act long before the step was decided by something else.
        #expect(
            try open(world, "2026-03-11", [ended(false, 1, "2026-02-02")]) == [.terminated])
        #expect(try open(world, "2026-03-11", [ended(false, 1, "2026-02-03")]) == [])
    }

    @Test("A step that names the act is answered by it, and leaves others to other steps")
    func named() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
        world.step(.measure, "2026-03-06") { $0.items = ["suspend"] }
        world.step(.measure, "2026-03-09") {
            $0.items = ["suspend"]
            $0.event = event(7)
        }
        let act = Act.suspended(
            Suspension(
                isOwnRequest: false, until: nil, type: .medical, place: World.code("990100"),
                cause: ""))
        let seventh = fact(7, "2026-03-06", act)
        let owed = try state(world, "2026-03-10", [seventh]).obligations
        #expect(owed.map(\.done) == [nil, event(7)])
        let state = try state(world, "2026-03-10", [seventh, fact(8, "2026-03-10", act)])
        #expect(state.obligations.map(\.done) == [event(8), event(7)])
        let left = Obligation.settled(
            [try world.state("2026-04-01").obligations],
            by: [seventh, fact(8, "2026-03-10", act), fact(9, "2026-03-20", act)],
            on: World.day("2026-04-01")
        ).left
        #expect(left.map(\.reference) == [event(9)], "one that no step decided")
    }

    @Test("What a case decides for one fund an act for another leaves owed (S3)")
    func funds() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02") {
            $0.items = ["grave-risk"]
            $0.scope = .pooledFund
        }
        world.step(.measure, "2026-03-06") { $0.items = ["suspend"] }
        func act(_ funds: [FundScope]) -> [Fact] {
            let suspension = Suspension(
                isOwnRequest: false, until: nil, type: .medical, place: World.code("990100"),
                cause: "", funds: funds)
            return [fact(1, "2026-03-06", .suspended(suspension))]
        }
        #expect(try open(world, "2026-03-06", act([.personalAccount])) == [.suspended])
        for funds in [[FundScope.pooledFund], [.basic], []] {
            #expect(try open(world, "2026-03-06", act(funds)) == [], "\(funds)")
        }
        var whole = CaseWorld(.national, .enforcement)
        whole.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
        whole.step(.measure, "2026-03-06") { $0.items = ["suspend"] }
        #expect(try open(whole, "2026-03-06", act([.pooledFund])) == [.suspended])
        #expect(try open(whole, "2026-03-06", act([])) == [])
    }
}
