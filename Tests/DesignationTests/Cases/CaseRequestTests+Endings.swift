import Testing

@testable import Designation

/// Renewal, suspension, end, resumption, third parties.
extension CaseRequestTests {
    @Test("Renewal is asked for three months before the end, in Changzhou before it (N41, S4)")
    func renewal() throws {
        #expect(try asked(.national, .renewal, on: "2026-03-31").problems() == [])
        let late = try asked(.national, .renewal, on: "2026-04-01").state("2026-04-01")
        #expect(late.problems.map(\.kind) == [.late])
        #expect(late.problems.first?.day == World.day("2026-03-31"))
        #expect(try asked(.changzhou, .renewal, on: "2026-06-30").problems() == [])
        #expect(try asked(.changzhou, .renewal, on: "2026-07-01").problems() == [.late])
        var suspended = asked(.changzhou, .renewal, on: "2026-08-31")
        suspended.subject.suspensions = [
            .init(
                event: EventReference(origin: "s", index: 1, leafPrefix: 1),
                from: World.day("2026-05-01"), to: nil, until: World.day("2026-09-01"),
                isOwnRequest: false, isDerived: false)
        ]
        #expect(try suspended.problems() == [], "until the day for which it was suspended (S4)")
    }

    @Test("A renewal that is not agreed ends the case, not the agreement (N41)")
    func notRenewed() throws {
        var world = asked(.national, .renewal)
        world.step(.accepted, "2026-03-02")
        world.step(.negotiated, "2026-03-20") { $0.passed = false }
        #expect(try world.state("2026-03-20").outcome == .notAgreed)
        world = asked(.national, .renewal)
        world.step(.accepted, "2026-03-02")
        world.step(.negotiated, "2026-03-20") { $0.passed = true }
        world.step(.signed, "2026-03-23")
        #expect(try world.state("2026-03-23").outcome == .signed)
    }

    @Test("A renewal shows that the last appraisal was not passed (N36, N41)")
    func appraised() throws {
        func problems(_ passed: [Bool]) throws -> [CaseProblem.Kind] {
            var world = asked(.national, .renewal)
            world.subject.appraisals = passed.enumerated().map { year, isPassed in
                .init(day: World.day("202\(4 + year)-02-02"), isPassed: isPassed)
            }
            world.step(.accepted, "2026-03-02")
            world.step(.negotiated, "2026-03-20") { $0.passed = true }
            world.step(.signed, "2026-03-23")
            #expect(try world.state("2026-03-23").outcome == .signed, "both sides decide")
            return try world.problems()
        }
        #expect(try problems([true, false]) == [.appraisalFailed])
        #expect(try problems([false, true]) == [])
    }

    // MARK: Suspension, end, resumption

    @Test(
        "A public institution may not ask to suspend or to end, but may decline renewal (N44)",
        arguments: [CaseKind.suspension, .end, .nonRenewal])
    func publicInstitution(kind: CaseKind) throws {
        for area in CaseWorld.Area.allCases {
            var world = asked(area, kind)
            world.subject.isPublicInstitution = true
            let accept = world.make(.accepted, "2026-03-02")
            let told = world.objections(to: accept).map(\.kind)
            #expect(told == (kind == .nonRenewal ? [] : [.publicInstitution]))
        }
        var pharmacy = asked(.national, kind, type: .pharmacy)
        pharmacy.subject.isPublicInstitution = true
        #expect(pharmacy.objections(to: pharmacy.make(.accepted, "2026-03-02")) == [], "P41")
    }

    @Test("Own suspension: 180 days, six months in Changzhou, more with an exception (N42, S4)")
    func longest() throws {
        for (area, until) in [(CaseWorld.Area.national, "2026-11-29"), (.changzhou, "2026-12-02")] {
            var world = asked(area, .suspension)
            world.step(.accepted, "2026-03-02")
            let most = world.make(.decided, "2026-05-01") {
                $0.passed = true
                $0.from = World.day("2026-06-02")
                $0.until = World.day(until).adding(days: 1)
            }
            #expect(world.objections(to: most) == [], "\(area)")
            let more = world.make(.decided, "2026-05-01") {
                $0.passed = true
                $0.from = World.day("2026-06-02")
                $0.until = World.day(until).adding(days: 2)
            }
            #expect(world.objections(to: more).map(\.kind) == [.tooLong], "\(area)")
            world.step(.exceptionGranted, "2026-04-30", note: "改扩建")
            #expect(world.objections(to: more) == [])
        }
    }

    @Test("Its maximum runs from the first day and does not move; resuming ends it (N42)")
    func maximum() throws {
        var world = asked(.national, .suspension)
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-10") {
            $0.passed = true
            $0.from = World.day("2026-06-02")
        }
        world.subject.terms = [.init(from: World.day("2025-06-01"), to: World.day("2027-06-01"))]
        let clock = try world.clock("suspension.voluntary-maximum", "2026-07-01")
        #expect(clock.lastDay == World.day("2026-11-29"), "a Sunday, and it stays")
        #expect(clock.responsible == .institution)
        world.subject.suspensions = [
            .init(
                event: EventReference(origin: "s", index: 1, leafPrefix: 1),
                from: World.day("2026-06-02"), to: World.day("2026-09-01"), isOwnRequest: true,
                isDerived: false)
        ]
        #expect(
            try world.clock("suspension.voluntary-maximum", "2026-10-01").done
                == World.day("2026-09-01"))
    }

    @Test("When the agreement is over, nobody is late any more to ask for going on with it (N42)")
    func maximumOver() throws {
        var world = asked(.national, .suspension)
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-10") {
            $0.passed = true
            $0.from = World.day("2026-03-12")
        }
        let rule = "suspension.voluntary-maximum"
        world.subject.terms = [.init(from: World.day("2025-01-01"), to: World.day("2026-09-09"))]
        #expect(try world.clock(rule, "2026-09-08").done == nil)
        #expect(try world.clock(rule, "2027-05-01").done == World.day("2026-09-09"))
        #expect(try !world.clock(rule, "2027-05-01").isRunning(on: World.day("2027-05-01")))
    }

    @Test("What was not renewed is over when its term is, and not late before (N41, N44)")
    func notRenewedInTime() throws {
        var world = asked(.national, .nonRenewal, on: "2026-02-02")
        world.subject.terms = [.init(from: World.day("2025-06-01"), to: World.day("2026-06-01"))]
        world.step(.accepted, "2026-02-02")
        world.step(.decided, "2026-02-10") { $0.passed = true }
        let owed = try world.state("2026-02-10").obligations.first { $0.kind == .ended }
        #expect(owed?.lastDay == World.day("2026-06-01"))
    }

    @Test("Asked for less than three months ahead is shown, not barred (N44)")
    func ahead() throws {
        var world = asked(.national, .end, on: "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-10") {
            $0.passed = true
            $0.from = World.day("2026-06-01")
        }
        let state = try world.state("2026-03-10")
        #expect(state.problems.map(\.kind) == [.late])
        #expect(state.outcome == .granted)
        // Three whole months lie between the day of asking and the first day without it: the last day in
        // time is in time itself.
        for (day, isLate) in [("2026-02-28", false), ("2026-03-01", true)] {
            var asked = asked(.national, .end, on: day)
            asked.step(.accepted, "2026-03-02")
            asked.step(.decided, "2026-03-10") {
                $0.passed = true
                $0.from = World.day("2026-06-01")
            }
            #expect(try asked.problems() == (isLate ? [.late] : []), "\(day)")
        }
        var filing = asked(.changzhou, .end, on: "2026-03-02")
        filing.step(.accepted, "2026-03-02")
        filing.step(.decided, "2026-03-10") {
            $0.passed = true
            $0.from = World.day("2026-03-11")
        }
        #expect(try filing.problems() == [], "in Changzhou closing is a filing (S4)")
    }

    @Test("Changzhou: resumption under an old agreement needs a passed reassessment (S4 附则3)")
    func resumption() throws {
        let stopped = CaseSubject.Suspended(
            event: EventReference(origin: "s", index: 1, leafPrefix: 1),
            from: World.day("2025-12-01"), to: nil, isOwnRequest: true, isDerived: false)
        var world = asked(.changzhou, .resumption)
        world.subject.suspensions = [stopped]
        world.subject.terms = [.init(from: World.day("2020-06-01"), to: World.day("2027-01-01"))]
        world.step(.accepted, "2026-03-02")
        let bare = world.make(.decided, "2026-03-05") { $0.passed = true }
        #expect(world.objections(to: bare).map(\.kind) == [.notReassessed])
        // Renewed since it is old all the same; signed anew after a gap it is not.
        world.subject.terms = [
            .init(from: World.day("2020-06-01"), to: World.day("2022-06-01")),
            .init(from: World.day("2022-06-01"), to: World.day("2027-01-01")),
        ]
        #expect(world.objections(to: bare).map(\.kind) == [.notReassessed])
        world.subject.terms[1].from = World.day("2022-06-02")
        #expect(world.objections(to: bare) == [])
        world.subject.terms[1].from = World.day("2022-06-01")
        world.assess("2026-03-10")
        #expect(try world.stage("2026-03-10") != .over)
        var national = asked(.national, .resumption)
        national.subject.suspensions = [stopped]
        national.step(.accepted, "2026-03-02")
        national.step(.decided, "2026-03-05") { $0.passed = true }
        #expect(try national.state("2026-03-05").outcome == .granted)
    }

    @Test("Declined needs a reason; withdrawn by the institution is over (N46)")
    func declined() throws {
        var world = asked(.national, .suspension)
        world.step(.accepted, "2026-03-02")
        let bare = world.make(.decided, "2026-03-05")
        #expect(world.objections(to: bare).map(\.kind) == [.reasonMissing])
        world.step(.withdrawn, "2026-03-06")
        #expect(try world.state("2026-03-06").outcome == .withdrawn)
    }

    // MARK: Third parties, internet hospitals

    @Test(
        "Jilin: laboratories are filed, checked, then contracted; Changzhou the other way (S2 33)")
    func thirdParties() throws {
        var jilin = asked(.jilin, .thirdPartyFiling)
        jilin.step(.accepted, "2026-03-02")
        jilin.step(.signed, "2026-03-03")
        #expect(try jilin.problems() == [.notAtThisPoint])
        #expect(try jilin.state("2026-03-04").problems.map(\.detail) == ["decided"])
        jilin.step(.decided, "2026-03-05") { $0.passed = true }
        jilin.step(.signed, "2026-03-06")
        #expect(try jilin.problems() == [.notAtThisPoint])
        var changzhou = asked(.changzhou, .thirdPartyFiling)
        changzhou.extra = [("320400", "third-parties", "contract-then-file", "2021-02-02")]
        changzhou.step(.accepted, "2026-03-02")
        let file = changzhou.make(.decided, "2026-03-03") { $0.passed = true }
        let told = changzhou.objections(to: file)
        #expect(told.map(\.kind) == [.notAtThisPoint] && told.first?.detail == "signed")
        #expect(told.first?.citations == [Citation(edition: "X", article: "1")])
        changzhou.step(.signed, "2026-03-03")
        changzhou.step(.decided, "2026-03-05") { $0.passed = true }
        #expect(try changzhou.problems() == [])
    }

    @Test("Where no text has laboratories filed, none is (N5, N47)")
    func thirdPartiesElsewhere() throws {
        for area in [CaseWorld.Area.national, .shanghai, .yunnan, .weihai] {
            var world = asked(area, .thirdPartyFiling)
            let accept = world.make(.accepted, "2026-03-02")
            let told = world.objections(to: accept)
            #expect(told.map(\.kind) == [.notForeseen], "\(area)")
            #expect(told.first?.citations == [cited("N 47 ¶2")])
        }
    }

    @Test("An internet hospital is a supplement to its host's agreement (N5, S2 33)")
    func internet() throws {
        var world = asked(.national, .internetSupplement)
        world.step(.accepted, "2026-03-02")
        world.step(.negotiated, "2026-03-10") { $0.passed = true }
        world.step(.signed, "2026-03-11")
        #expect(try world.state("2026-03-11").outcome == .signed)
        var without = world
        without.subject.terms = []
        #expect(try without.problems().contains(.notForeseen), "no host, no supplement")
    }

    @Test("The clock of a change stands still while it may not be decided, unwritten too (S4 信息变更)")
    func heldUpClock() throws {
        var world = asked(.changzhou, .change) { $0.items = ["bank-account"] }
        world.extra = [("320400", "change-handling", "7wd", "2021-02-02")]
        world.step(.accepted, "2026-03-02")
        let free = try world.clock("change-handling", "2026-03-30").lastDay
        world.subject.investigations = [
            .init(from: World.day("2026-02-20"), to: World.day("2026-03-06")),
            .init(from: World.day("2026-03-05"), to: World.day("2026-03-20")),
        ]
        #expect(try world.clock("change-handling", "2026-03-18").isStopped)
        let after = try world.clock("change-handling", "2026-03-23")
        #expect(!after.isStopped)
        #expect(after.stops == [.init(from: World.day("2026-03-02"), to: World.day("2026-03-20"))])
        #expect(free == World.day("2026-03-11"))
        #expect(after.lastDay == World.day("2026-03-31"), "seven working days from the 20th")
        // What somebody wrote down besides is not given back twice.
        world.step(.deferred, "2026-03-10")
        #expect(try world.clock("change-handling", "2026-03-23").lastDay == after.lastDay)
        // Elsewhere an investigation holds up nothing.
        var other = asked(.yunnan, .change) { $0.items = ["bank-account"] }
        other.step(.accepted, "2026-03-02")
        other.subject.investigations = world.subject.investigations
        #expect(try other.clock("change-handling", "2026-03-18").stops.isEmpty)
    }
}
