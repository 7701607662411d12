import Testing

@testable import Designation

@Suite("Cases: requests of designated institutions")
struct CaseRequestTests {
    func asked(
        _ area: CaseWorld.Area, _ kind: CaseKind, on: String = "2026-03-02",
        scope: FundScope = .basic, type: InstitutionType = .medical,
        _ fill: (inout CaseStep.Details) -> Void = { _ in }
    ) -> CaseWorld {
        var world = CaseWorld(area, kind, type: type, scope: scope)
        world.subject.terms = [
            .init(from: World.day("2025-07-01"), to: World.day("2026-07-01"))
        ]
        world.step(.received, on, fill)
        return world
    }

    // MARK: Information changes

    @Test("A major change asked for after thirty working days is late (N40, P37)")
    func changeInTime() throws {
        var world = asked(.national, .change, on: "2026-03-31") {
            $0.items = ["name"]
            $0.approvedOn = World.day("2026-02-17")
        }
        #expect(try world.problems() == [], "the thirtieth day")
        world = asked(.national, .change, on: "2026-04-01") {
            $0.items = ["name"]
            $0.approvedOn = World.day("2026-02-17")
        }
        let problem = try #require(try world.state("2026-04-01").problems.first)
        #expect(problem.kind == .late)
        #expect(problem.citations == [cited("N 40")])
        #expect(problem.day == World.day("2026-03-31"))
        #expect(try world.clock("major-change-within", "2026-04-01").responsible == .institution)
    }

    @Test("Only major information has thirty days; other changes are told in writing (N40)")
    func otherChange() throws {
        func asked(_ item: String) throws -> [CaseProblem.Kind] {
            var world = self.asked(.national, .change, on: "2026-05-15") {
                $0.items = [item]
                $0.approvedOn = World.day("2026-01-02")
            }
            world.extra = [
                ("CN", "list:other-changes/told-in-writing", "其他\nOther", "2021-02-01"),
                ("CN", "list:major-changes/name", "名称\nName", "2021-02-01"),
            ]
            return try world.problems()
        }
        #expect(try asked("told-in-writing") == [])
        #expect(try asked("name") == [.late])
    }

    @Test(
        "The agency's time for a change: Yunnan 7, Weihai 7 or 10 working days (S1 三, S3 九)",
        arguments: [
            (CaseWorld.Area.yunnan, FundScope.basic, "2026-03-11"),
            (.weihai, .personalAccount, "2026-03-11"), (.weihai, .pooledFund, "2026-03-16"),
        ])
    func handling(area: CaseWorld.Area, scope: FundScope, last: String) throws {
        var world = asked(area, .change, scope: scope) { $0.items = ["name"] }
        world.step(.accepted, "2026-03-02")
        #expect(try world.clock("change-handling", "2026-03-03").lastDay == World.day(last))
        world.step(.decided, last) { $0.passed = true }
        let state = try world.state("2026-05-01")
        #expect(state.outcome == .granted)
        #expect(!state.clocks.contains { $0.isOverdue(on: World.day("2026-05-01")) })
    }

    @Test("Changzhou: renewal may be asked for until the suspension's last day, lifted or not (S4)")
    func renewalWhileSuspended() throws {
        for (until, to, isOwnRequest, expected) in [
            ("2026-03-21", nil, false, []), ("2026-03-20", nil, false, [.late]),
            ("2026-03-20", "2026-05-01", false, [.late]), (nil, nil, false, [.late]),
            ("2026-03-21", nil, true, [.late]), ("2026-03-21", "2026-02-20", false, [.late]),
        ] as [(String?, String?, Bool, [CaseProblem.Kind])] {
            var world = CaseWorld(.changzhou, .renewal)
            world.subject.terms = [
                .init(from: World.day("2024-03-01"), to: World.day("2026-03-01"))
            ]
            world.subject.suspensions = [
                .init(
                    event: EventReference(origin: "s", index: 1, leafPrefix: 1),
                    from: World.day("2026-01-12"), to: to.map(World.day),
                    until: until.map(World.day), isOwnRequest: isOwnRequest, isDerived: false)
            ]
            world.step(.received, "2026-03-20")
            #expect(try world.problems() == expected, "\(until ?? "open")")
        }
    }

    @Test("Jilin: the code is kept and the pair has one already: refused, apply anew (S2 25)")
    func codedInPair() throws {
        var world = asked(.jilin, .change) { $0.items = ["registered-address"] }
        world.subject.codedInPair = World.day("2026-01-01")
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-05") { $0.passed = true }
        let state = try world.state("2026-03-05")
        #expect(state.problems.map(\.kind) == [.codedInPair])
        #expect(state.problems.first?.citations == [cited("S2 25")])
        #expect(state.outcome == nil)
        #expect(state.proposals.map(\.kind) == [.applyAnew])
        world.step(.decided, "2026-03-06") { $0.items = ["apply-anew"] }
        #expect(try world.state("2026-03-06").outcome == .declined)

        var other = asked(.yunnan, .change) { $0.items = ["registered-address"] }
        other.subject.codedInPair = World.day("2026-01-01")
        other.step(.accepted, "2026-03-02")
        other.step(.decided, "2026-03-05") { $0.passed = true }
        #expect(try other.state("2026-03-05").outcome == .granted, "a rule of Jilin alone")
    }

    @Test("Jilin: the pair's change is taken over without handling it again (S2 25)")
    func changeRecognised() throws {
        var world = asked(.jilin, .change) { $0.items = ["name"] }
        world.office = World.code("220100")
        let change = EventReference(origin: "province", index: 1, leafPrefix: 1)
        world.subject.changes[change] = .init(region: World.code("229900"), items: ["name"])
        world.step(.accepted, "2026-03-02")
        world.step(.recognised, "2026-03-02") { $0.event = change }
        world.step(.decided, "2026-03-02") { $0.passed = true }
        #expect(try world.problems() == [])
    }

    @Test("Jilin: a change that the pair granted is said, offered, and not decided again (S2 25)")
    func grantedInPair() throws {
        let renamed = EventReference(origin: "province", index: 7, leafPrefix: 7)
        func world(
            _ area: CaseWorld.Area = .jilin, items: [String] = ["name"],
            approved: String = "2026-02-10", until: String? = nil
        ) -> CaseWorld {
            var world = asked(area, .change) {
                $0.items = items
                $0.approvedOn = World.day(approved)
            }
            world.office = World.code("220100")
            world.subject.grantedInPair = [
                .init(
                    event: renamed, day: World.day("2026-02-20"), items: ["name"],
                    until: until.map(World.day))
            ]
            return world
        }
        var here = world()
        here.step(.accepted, "2026-03-02")
        let state = try here.state("2026-03-02")
        #expect(state.problems.map(\.kind) == [.grantedInPair], "said once, and the case goes on")
        #expect(state.problems.first?.citations == [cited("S2 25")])
        #expect(state.problems.first?.detail == "\(renamed)")
        #expect(state.proposals.map(\.kind) == [.takeOver])
        #expect(state.proposals.first?.events == [renamed])
        #expect(state.stage == .deciding)
        for passed in [true, false] {
            let anew = here.make(.decided, "2026-03-03", note: "重新办理") { $0.passed = passed }
            #expect(here.objections(to: anew).map(\.kind) == [.notTakenOver])
        }
        var taken = here
        taken.subject.changes[renamed] = .init(region: World.code("229900"))
        taken.step(.recognised, "2026-03-03") { $0.event = renamed }
        #expect(try taken.problems("2026-03-03") == [])
        #expect(try taken.state("2026-03-03").proposals == [])
        taken.step(.decided, "2026-03-03") { $0.passed = true }
        #expect(try taken.state("2026-03-03").outcome == .granted)
        #expect(try taken.problems() == [])
        // Another change, one approved only later, one taken over before, another area's.
        for other in [
            world(items: ["bank-account"]), world(approved: "2026-02-21"),
            world(until: "2026-03-01"), world(.yunnan),
        ] {
            #expect(try other.state("2026-03-02").problems.isEmpty)
            #expect(try other.state("2026-03-02").proposals.isEmpty)
        }
    }

    @Test("Weihai: the licence number must be the same before and after (S3 八(四)4)")
    func licenceNumber() throws {
        var world = asked(.weihai, .change, scope: .pooledFund) {
            $0.items = ["name", "licence-number"]
        }
        world.step(.accepted, "2026-03-02")
        let grant = world.make(.decided, "2026-03-05") { $0.passed = true }
        #expect(world.objections(to: grant).map(\.kind) == [.licenceNumberChanged])
    }

    @Test("Changzhou: while it is investigated a change waits and no end is accepted (S4)")
    func investigated() throws {
        var world = asked(.changzhou, .change) { $0.items = ["bank-account"] }
        world.subject.investigations = [
            .init(from: World.day("2026-03-01"), to: World.day("2026-03-20"))
        ]
        world.step(.accepted, "2026-03-02")
        let grant = world.make(.decided, "2026-03-10") { $0.passed = true }
        #expect(world.objections(to: grant).map(\.kind) == [.investigated])
        world.step(.deferred, "2026-03-10")
        #expect(try world.stage("2026-03-12") == .deferred)
        world.step(.takenUp, "2026-03-23")
        world.step(.decided, "2026-03-24") { $0.passed = true }
        #expect(try world.state("2026-03-24").outcome == .granted)
        #expect(try world.problems() == [])

        var end = asked(.changzhou, .end)
        end.subject.investigations = world.subject.investigations
        let accept = end.make(.accepted, "2026-03-10")
        #expect(end.objections(to: accept).map(\.kind) == [.investigated])
        var elsewhere = asked(.national, .change) { $0.items = ["name"] }
        elsewhere.step(.accepted, "2026-03-02")
        let wait = elsewhere.make(.deferred, "2026-03-10")
        #expect(elsewhere.objections(to: wait).map(\.kind) == [.notForeseen])
    }

    @Test("An investigation defers a change by itself, and no decision is waited for (S4)")
    func heldUp() throws {
        var world = asked(.changzhou, .change) { $0.items = ["bank-account"] }
        world.subject.investigations = [
            .init(from: World.day("2026-03-05"), to: World.day("2026-03-20"))
        ]
        world.step(.accepted, "2026-03-02")
        #expect(try world.stage("2026-03-04") == .deciding)
        #expect(try world.stage("2026-03-12") == .deferred)
        #expect(try world.state("2026-03-12").wait == nil)
        #expect(try world.stage("2026-03-20") == .deciding)
        #expect(try world.state("2026-03-20").wait?.rule == "waits/deciding")
    }

    @Test("A deferral ends with the investigation, also where nobody takes the case up again (S4)")
    func deferralLapses() throws {
        var world = asked(.changzhou, .change) { $0.items = ["bank-account"] }
        world.extra = [("320400", "change-handling", "7wd", "2021-02-02")]
        world.subject.investigations = [
            .init(from: World.day("2026-03-01"), to: World.day("2026-03-20"))
        ]
        world.step(.accepted, "2026-03-02")
        world.step(.deferred, "2026-03-10")
        #expect(try world.stage("2026-03-19") == .deferred)
        #expect(try world.clock("change-handling", "2026-03-19").stops.first?.to == nil)
        #expect(try world.stage("2026-03-20") == .deciding)
        let clock = try world.clock("change-handling", "2026-03-23")
        #expect(clock.stops.map(\.to) == [World.day("2026-03-20")], "its clock runs again")
        #expect(clock.isRunning(on: World.day("2026-03-23")))
        let grant = world.make(.decided, "2026-03-23") { $0.passed = true }
        #expect(world.objections(to: grant).isEmpty)
        // One that follows at once keeps it waiting; where none is known, it waits to be taken up.
        world.subject.investigations.append(
            .init(from: World.day("2026-03-20"), to: nil))
        #expect(try world.stage("2026-03-23") == .deferred)
        world.subject.investigations = []
        #expect(try world.stage("2026-12-01") == .deferred)
    }

    @Test("Changzhou: name, head and address of an old agreement need an assessment (S4 附则3)")
    func reassessedChange() throws {
        var world = asked(.changzhou, .change) { $0.items = ["registered-address"] }
        world.subject.terms = [.init(from: World.day("2020-06-01"), to: World.day("2027-01-01"))]
        world.step(.accepted, "2026-03-02")
        #expect(try world.stage("2026-03-03") == .assessing)
        let bare = world.make(.decided, "2026-03-05") { $0.passed = true }
        #expect(world.objections(to: bare).map(\.kind) == [.notReassessed])
        var bank = asked(.changzhou, .change) { $0.items = ["bank-account"] }
        bank.subject.terms = world.subject.terms
        bank.step(.accepted, "2026-03-02")
        #expect(try bank.stage("2026-03-03") == .deciding)
        var younger = world
        younger.subject.terms = [.init(from: World.day("2025-06-01"), to: nil)]
        #expect(try younger.stage("2026-03-03") == .deciding, "signed under the notice")
    }

    @Test("A barred person who enters by a change is a proposal, no refusal (N43(10), §4.6)")
    func barredPerson() throws {
        var world = asked(.national, .change) { $0.items = ["legal-representative"] }
        world.step(.accepted, "2026-03-02")
        world.step(.personsChecked, "2026-03-03") {
            $0.passed = false
            $0.items = ["persons"]
        }
        let state = try world.state("2026-03-03")
        #expect(state.proposals.map(\.kind) == [.barredPersonEntered])
        #expect(state.proposals.first?.citations == [cited("N 43(10)")])
        #expect(state.stage == .deciding)
    }
}
