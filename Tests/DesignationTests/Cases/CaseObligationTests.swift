import Testing

@testable import Designation

/// Protocol §10.5: what a step decides binds settlement by a public act, and until that stands in the
/// log it is owed.
@Suite("Cases: public acts that steps oblige to")
struct CaseObligationTests {
    private let id = [UInt8](repeating: 0xCD, count: 16)

    private func event(_ number: UInt64) -> EventReference {
        EventReference(origin: "node/register", index: number, leafPrefix: UInt128(number))
    }

    private func fact(
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

    private func restriction(_ part: RestrictedPart, _ name: String) -> Act {
        .restricted(Restriction(part: part, name: name, until: nil, cause: "查实"))
    }

    /// The state of the case with what became of its obligations.
    private func state(
        _ world: CaseWorld, _ on: String, _ acts: [Fact] = []
    ) throws -> CaseState {
        var state = try world.state(on)
        let settled = Obligation.settled([state.obligations], by: acts, on: World.day(on))
        state.take(settled.owed[0])
        return state
    }

    private func open(
        _ world: CaseWorld, _ on: String, _ acts: [Fact] = []
    ) throws -> [Obligation.Kind] {
        try state(world, on, acts).openObligations.map(\.kind)
    }

    private func due(_ world: CaseWorld, _ on: String, _ acts: [Fact] = []) throws -> DutyList {
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

    // MARK: Requests

    private func own(_ world: inout CaseWorld, from: String) {
        world.subject.suspensions = [
            .init(
                event: event(20), from: World.day(from), to: nil, isOwnRequest: true,
                isDerived: false)
        ]
    }

    @Test("A suspension asked for, its exception, a request to resume and its refusal (N42, S2 28)")
    func suspensions() throws {
        var world = CaseWorld(.national, .suspension)
        own(&world, from: "2026-04-01")
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        #expect(try open(world, "2026-03-02") == [])
        world.step(.decided, "2026-03-06") {
            $0.passed = true
            $0.from = World.day("2026-04-01")
        }
        let owed = try #require(try state(world, "2026-03-06").openObligations.first)
        #expect(owed.kind == .suspended && owed.citation == cited("N 42"))
        #expect(owed.lastDay == World.day("2026-04-01"))
        let paused = fact(
            20, "2026-03-09",
            .suspended(
                Suspension(
                    isOwnRequest: true, until: nil, type: .medical, place: World.code("990100"),
                    cause: "")), effective: "2026-04-01")
        #expect(try open(world, "2026-03-09", [paused]) == [])
        world.step(.exceptionGranted, "2026-09-01")
        #expect(try open(world, "2026-09-01", [paused]) == [.exception])
        func reviewed(_ number: UInt64, _ suspension: EventReference, _ decision: String) -> Fact {
            fact(
                number, "2026-09-02",
                .reviewed(
                    item: ReviewItem.key(.laterThanMaximum, World.hospital, [suspension]),
                    decision: decision))
        }
        #expect(
            try open(
                world, "2026-09-03",
                [paused, reviewed(21, event(2), "exception"), reviewed(22, event(20), "no")])
                == [.exception])
        #expect(
            try open(world, "2026-09-03", [paused, reviewed(21, event(20), "exception")]) == [])

        var resume = CaseWorld(.national, .resumption)
        own(&resume, from: "2026-04-01")
        resume.step(.received, "2026-06-01")
        resume.step(.accepted, "2026-06-02")
        let asked = try #require(try state(resume, "2026-06-02").openObligations.first)
        #expect(asked.kind == .resumptionRequested && asked.target == event(20))
        #expect(asked.lastDay == World.day("2026-06-01"), "the day of receipt")
        let request = fact(30, "2026-06-01", .resumptionRequested(suspension: event(20)))
        #expect(try open(resume, "2026-06-02", [request]) == [])
        var granted = resume
        granted.step(.decided, "2026-06-08") { $0.passed = true }
        #expect(try open(granted, "2026-06-08", [request]) == [.resumed])
        let resumed = fact(31, "2026-06-08", .resumed(suspension: event(20)))
        #expect(try open(granted, "2026-06-08", [request, resumed]) == [])
        resume.step(.decided, "2026-06-08", note: "整改不到位")
        #expect(try open(resume, "2026-06-08", [request]) == [.resumptionRefused])
        let refused = fact(32, "2026-06-09", .resumptionRefused(request: event(30)))
        #expect(try open(resume, "2026-06-09", [request, refused]) == [])
    }

    @Test("A pharmacy's failed renewal must be recorded, a hospital's ends by itself (P38, N41)")
    func failedRenewal() throws {
        for (type, expected) in [
            (InstitutionType.pharmacy, [Obligation.Kind.ended]), (.medical, []),
        ] {
            var world = CaseWorld(.national, .renewal, type: type)
            world.subject.terms = [
                .init(from: World.day("2025-07-01"), to: World.day("2026-07-01"))
            ]
            world.step(.received, "2026-03-02")
            world.step(.accepted, "2026-03-02")
            world.step(.negotiated, "2026-05-11") { $0.passed = false }
            let state = try state(world, "2026-05-11")
            #expect(state.openObligations.map(\.kind) == expected, "\(type)")
            // A termination is reported (P46), an end of term is not.
            #expect(state.filings.map(\.item) == (type == .pharmacy ? ["termination"] : []))
            #expect(state.openObligations.allSatisfy { $0.lastDay == World.day("2026-07-01") })
            // Recorded all the same, it rests on the case.
            let act = fact(1, "2026-06-01", .ended(agreement: event(2), cause: .notRenewed))
            let settled = Obligation.settled(
                [state.obligations], by: [act], on: World.day("2026-06-01"))
            #expect(settled.left.isEmpty, "\(type)")
            #expect(settled.owed[0].allSatisfy { !$0.isOpen })
        }
    }

    @Test("An act about another fund's agreement carries nothing out (S3 六, N41)")
    func otherFund() throws {
        var world = CaseWorld(.weihai, .renewal, scope: .pooledFund)
        world.subject.terms = [
            .init(from: World.day("2025-07-01"), to: World.day("2026-07-01"))
        ]
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.step(.signed, "2026-03-20") { $0.items = ["credit-pledge"] }
        func signed(_ number: UInt64, _ scope: FundScope) -> Fact {
            fact(
                number, "2025-06-20",
                .signed(
                    Agreement(
                        from: World.day("2025-07-01"), until: World.day("2026-07-01"),
                        services: [.outpatient], scope: scope)))
        }
        let held = [signed(1, .pooledFund), signed(2, .personalAccount)]
        for (agreement, expected) in [(2, [Obligation.Kind.renewed]), (1, [])] {
            let renewed = fact(
                3, "2026-03-20",
                .renewed(agreement: event(UInt64(agreement)), until: World.day("2027-07-01")))
            #expect(try open(world, "2026-03-20", held + [renewed]) == expected)
        }
    }

    @Test("A change of public facts is registered; what stands in the agreement alone is not (N40)")
    func change() throws {
        for (item, expected) in [
            ("name", [Obligation.Kind.registered]), ("bank-account", []),
        ] {
            var world = CaseWorld(.national, .change)
            world.step(.received, "2026-03-02") {
                $0.items = [item]
                $0.services = []
            }
            world.step(.accepted, "2026-03-02") { $0.services = [] }
            world.step(.decided, "2026-03-06") { $0.passed = true }
            #expect(try open(world, "2026-03-06") == expected, "\(item)")
        }
    }

    @Test("An end on request is published like any termination, and that can be recorded (N43(12))")
    func ended() throws {
        var world = CaseWorld(.national, .end)
        world.extra = [("CN", "terminations-published", "yes", "2021-02-01")]
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-06") {
            $0.passed = true
            $0.from = World.day("2026-06-08")
        }
        #expect(try open(world, "2026-03-06") == [.terminated, .published])
        let published = world.make(.published, "2026-06-09")
        #expect(world.objections(to: published).isEmpty)
        world.step(.published, "2026-06-09")
        #expect(try open(world, "2026-06-09") == [.terminated])
        // Recorded as an end it would not reach the other pools; only Changzhou calls it one.
        let ended = fact(7, "2026-03-06", .ended(agreement: event(2), cause: .onRequest))
        #expect(try open(world, "2026-06-09", [ended]) == [.terminated])
        world.extra.append(("CN", "list:ends/closure", "关闭\nClosed", "2021-02-01"))
        #expect(try open(world, "2026-06-09", [ended]) == [])
    }

    // MARK: Signing, bars, disputes

    @Test("A signing, its list, and the bar after a second failure (N9, N10, N11)")
    func signing() throws {
        var world = CaseWorld(.national)
        world.extra = [("CN", "publish", "name, address", "2021-02-01")]
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-09")
        world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-16") }
        world.step(.signed, "2026-03-20") { $0.services = [.outpatient] }
        #expect(try open(world, "2026-03-20") == [.signed, .published])
        func signed(_ scope: FundScope) -> Fact {
            fact(
                1, "2026-03-20",
                .signed(
                    Agreement(
                        from: World.day("2026-04-01"), until: World.day("2027-04-01"),
                        services: [.outpatient], scope: scope)))
        }
        #expect(try open(world, "2026-03-20", [signed(.care)]) == [.signed, .published])
        #expect(try open(world, "2026-03-20", [signed(.basic)]) == [.published])

        var failed = CaseWorld(.national)
        failed.step(.received, "2026-03-02")
        failed.step(.accepted, "2026-03-02")
        failed.assess("2026-03-09", passed: false)
        failed.step(.resultNotified, "2026-03-10")
        failed.step(.mended, "2026-06-11")
        failed.assess("2026-06-15", passed: false)
        failed.step(.resultNotified, "2026-06-16")
        #expect(try open(failed, "2026-06-16") == [.barred])
        #expect(try state(failed, "2026-06-16").proposals.map(\.kind) == [.bar])
        let bar = fact(1, "2026-06-17", .barred(until: World.day("2027-06-17")))
        #expect(try open(failed, "2026-06-17", [bar]) == [])
        #expect(try state(failed, "2026-06-17", [bar]).proposals == [], "it is on record")
    }

    @Test("What a dispute overturned is taken back, and so is the act of an overturned step (N46)")
    func dispute() throws {
        let suspended = fact(
            5, "2026-02-02",
            .suspended(
                Suspension(
                    isOwnRequest: false, until: nil, type: .medical, place: World.code("990100"),
                    cause: "")))
        let step = EventReference(origin: "case/log", index: 99, leafPrefix: 0)
        for named in [event(5), step] {
            var world = CaseWorld(.national, .dispute)
            world.subject.acts = [suspended]
            world.subject.carriedOut = [step: [event(5)]]
            world.step(.received, "2026-03-02") { $0.event = named }
            world.step(.disputeDecided, "2026-03-09") {
                $0.passed = true
                $0.event = named
            }
            #expect(try open(world, "2026-03-09", [suspended]) == [.withdrawn])
            let taken = fact(6, "2026-03-10", .withdrawn(act: event(5)))
            #expect(try open(world, "2026-03-10", [suspended, taken]) == [])
        }
    }
}
