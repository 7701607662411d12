import Testing

@testable import Designation

/// Acts that requests, signings and disputes owe.
extension CaseObligationTests {
    func own(_ world: inout CaseWorld, from: String) {
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
        let ended = fact(
            7, "2026-03-06", .ended(agreement: event(2), cause: .onRequest),
            effective: "2026-06-08")
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

    @Test("N45: what was lifted before its last day is a duty no longer, once all of it is lifted")
    func liftedRestrictions() throws {
        var world = CaseWorld(.national, .enforcement)
        let until = World.day("2026-12-01")
        world.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
        world.step(.departmentSuspended, "2026-03-06") {
            $0.department = "骨科"
            $0.sites = ["东院"]
            $0.until = until
        }
        func restricted(_ part: RestrictedPart, _ name: String, until: LegalDate) -> Act {
            .restricted(Restriction(part: part, name: name, until: until, cause: "查实"))
        }
        func lifted(_ number: UInt64, _ day: String, _ target: UInt64) -> Fact {
            fact(number, day, .restrictionLifted(restriction: event(target)))
        }
        let bones = fact(1, "2026-03-06", restricted(.department, "骨科", until: until))
        let east = fact(2, "2026-03-06", restricted(.site, "东院", until: until))
        let eyes = fact(3, "2026-03-06", restricted(.department, "眼科", until: until))
        func rows(_ day: String, _ acts: [Fact]) throws -> Int {
            world.subject.acts = acts
            return try due(world, day, acts).entries.count {
                $0.duty.rule == "persons-and-departments"
            }
        }
        let imposed = [bones, east, eyes]
        #expect(try rows("2026-07-01", imposed) == 1)
        #expect(try rows("2026-07-01", imposed + [lifted(4, "2026-06-01", 1)]) == 1, "one stands")
        let both = imposed + [lifted(4, "2026-06-01", 1), lifted(5, "2026-06-20", 2)]
        #expect(try rows("2026-06-19", both) == 1)
        #expect(try rows("2026-06-20", both) == 0)
        #expect(try rows("2026-07-01", imposed + [lifted(6, "2026-06-01", 3)]) == 1, "another's")
    }
}
