import Designation
import Testing

/// Domain §3: what time does without anybody acting, and §4.10: clashes.
@Suite struct LifeTests {
    @Test("N42: a term that ends during a suspension ends the agreement")
    func termEndsWhileSuspended() {
        var history = History()
        history.sign("220100", "2026-01-01", "2026-06-01")
        history.suspend("220100", "2026-05-01", until: "2026-08-01")
        let standing = history.standing()
        #expect(standing.status("220100", "2026-05-31") == .suspended)
        #expect(standing.status("220100", "2026-06-01") == .ended)
        #expect(standing.status("220100", "2026-08-01") == .ended)
        let reason = standing.ask("220100", "2026-06-01").reasons.first
        #expect(reason?.rule == .termOver)
        #expect(reason?.citations == [Citation(edition: "N", article: "42")])
    }

    @Test("S4: in Changzhou it stays suspended past its term, then is renewed or ends")
    func changzhouTermContinues() {
        var history = History()
        history.place = "320400"
        let agreement = history.sign("320402", "2024-06-01", "2026-06-01")
        let suspension = history.suspend("320402", "2026-05-01", until: "2026-08-01")
        history.resume("320402", "2026-08-01", suspension)
        #expect(history.standing("320000").status("320402", "2026-07-31") == .suspended)
        #expect(history.standing("320000").status("320402", "2026-08-01") == .ended)
        history.write(
            "320402", .register, "2026-07-15",
            .renewed(agreement: agreement, until: World.day("2028-06-01")))
        let renewed = history.standing("320000")
        #expect(renewed.status("320402", "2026-07-31") == .suspended)
        #expect(renewed.status("320402", "2026-08-01") == .designated)
        #expect(!renewed.has(.renewedWhileSuspended))
    }

    @Test("An imposed suspension with an end lifts by itself, in Changzhou only on application")
    func endDateOfSuspension() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.suspend("220100", "2026-03-01", until: "2026-04-01")
        #expect(history.standing().status("220100", "2026-03-31") == .suspended)
        #expect(history.standing().status("220100", "2026-04-01") == .designated)
        var city = History()
        city.place = "320400"
        city.sign("320402", "2026-01-01", "2028-01-01")
        let suspension = city.suspend("320402", "2026-03-01", until: "2026-04-01")
        #expect(city.standing("320000").status("320402", "2026-04-01") == .suspended)
        city.resume("320402", "2026-04-20", suspension)
        #expect(city.standing("320000").status("320402", "2026-04-20") == .designated)
    }

    @Test("N42: suspended on own request for more than 180 days, the agreement ends")
    func voluntaryMaximum() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-06-01")
        let event = history.suspend("220100", "2026-01-10", ownRequest: true)
        let standing = history.standing()
        // The starting day is not counted: 180 days run through 9 July.
        #expect(standing.status("220100", "2026-07-09") == .suspended)
        #expect(standing.status("220100", "2026-07-10") == .ended)
        #expect(standing.ask("220100", "2026-07-10").reasons.first?.rule == .suspendedTooLong)
        let item = standing.reviewItems.first { $0.kind == .laterThanMaximum }
        #expect(item?.due == World.day("2026-07-10"))
        // A resumption in time keeps it; a recorded exception does so without one.
        var resumed = history
        resumed.resume("220100", "2026-07-10", event)
        #expect(resumed.standing().status("220100", "2026-07-10") == .designated)
        history.write(
            "220100", .sanctions, "2026-06-01",
            .reviewed(item: item?.key ?? "", decision: "exception"))
        let excepted = history.standing()
        #expect(excepted.status("220100", "2026-07-10") == .suspended)
        #expect(excepted.reviewItems.first?.resolution == "exception")
    }

    @Test("N42 ¶2: suspensions on own request that follow each other count together")
    func adjoining() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-06-01")
        history.suspend("220100", "2026-01-10", until: "2026-05-01", ownRequest: true)
        var apart = history
        apart.suspend("220100", "2026-05-02", ownRequest: true)
        #expect(apart.standing().status("220100", "2026-07-10") == .suspended)
        var imposed = history
        imposed.suspend("220100", "2026-05-01")
        #expect(imposed.standing().status("220100", "2026-07-10") == .suspended)
        // A new agreement begins to count anew.
        var anew = history
        anew.sign("220100", "2026-04-01", "2027-06-01")
        anew.suspend("220100", "2026-05-01", ownRequest: true)
        #expect(anew.standing().status("220100", "2026-07-10") == .suspended)
        let second = history.suspend("220100", "2026-05-01", ownRequest: true)
        let standing = history.standing()
        #expect(standing.status("220100", "2026-07-09") == .suspended)
        #expect(standing.status("220100", "2026-07-10") == .ended)
        let item = standing.reviewItems.first { $0.kind == .laterThanMaximum }
        #expect(item?.events == [second])
        #expect(item?.due == World.day("2026-07-10"))
    }

    @Test("N42: an exception that is recorded when the agreement has ended does not bring it back")
    func exceptionTooLate() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-06-01")
        let event = history.suspend("220100", "2026-01-10", ownRequest: true)
        let key = history.standing().reviewItems.first?.key ?? ""
        for (day, status) in [("2026-07-09", Status.designated), ("2026-07-10", .ended)] {
            // Written as if it had been in time, it counts from when it was recorded.
            var other = history
            let exception = other.write(
                "220100", .sanctions, "2026-06-01", .reviewed(item: key, decision: "exception"),
                written: day)
            other.resume("220100", "2026-09-01", event)
            let standing = other.standing()
            #expect(standing.status("220100", "2026-09-01") == status)
            let isLate = status == .ended
            #expect(standing.why(exception) == (isLate ? .superseded : nil))
            let item = standing.reviewItems.first { $0.kind == .laterThanMaximum }
            #expect(item?.resolution == (isLate ? nil : "exception"))
        }
    }

    @Test("A decision on an item that cases or logs made is not without effect; one on nothing is")
    func decidedBesideFold() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-06-01")
        let key = ReviewItem.key(.applicationWhileTerminated, World.hospital, [])
        let decided = history.write(
            "220100", .sanctions, "2026-06-01", .reviewed(item: key, decision: "核实"))
        let nothing = history.write(
            "220100", .sanctions, "2026-06-02", .reviewed(item: "double-signing,x", decision: "无"))
        let standing = history.standing()
        #expect(standing.why(decided) == nil && standing.why(nothing) == .superseded)
    }

    @Test("S4: six months in Changzhou; an exception by another city's agency does not help")
    func voluntaryMaximumInMonths() {
        var history = History()
        history.place = "320400"
        history.sign("320402", "2026-01-01", "2028-01-01")
        history.suspend("320402", "2026-01-31", ownRequest: true)
        let standing = history.standing("320000")
        #expect(standing.status("320402", "2026-07-31") == .suspended)
        #expect(standing.status("320402", "2026-08-01") == .ended)
        let key = standing.reviewItems.first?.key ?? ""
        history.write(
            "530100", .sanctions, "2026-06-01", .reviewed(item: key, decision: "exception"))
        #expect(history.standing("320000").status("320402", "2026-08-01") == .ended)
    }

    @Test("After an automatic end the unit may sign anew, free of the old suspension")
    func signedAnewAfterTooLong() {
        var history = History()
        history.sign("220100", "2025-01-01", "2026-01-01")
        history.suspend("220100", "2025-03-01", ownRequest: true)
        history.sign("220100", "2026-02-01", "2027-02-01")
        let standing = history.standing()
        #expect(standing.status("220100", "2025-12-01") == .ended)
        #expect(standing.status("220100", "2026-02-01") == .designated)
    }

    @Test("A suspension that termination overtook does not follow into the next agreement")
    func suspensionThenTermination() {
        var history = History()
        history.sign("220100", "2025-01-01", "2026-01-01")
        history.suspend("220100", "2025-03-01")
        history.terminate("220100", "2025-05-01")
        history.sign("220100", "2028-06-01", "2029-06-01")
        let standing = history.standing()
        #expect(standing.status("220100", "2025-04-01") == .suspended)
        #expect(standing.status("220100", "2025-05-01") == .terminated)
        #expect(standing.status("220100", "2028-06-01") == .designated)
    }

    @Test("Terminated, signed anew and suspended on one day: it is suspended")
    func suspendedOnTheDayOfTheNewAgreement() {
        var history = History()
        history.sign("220100", "2025-01-01", "2026-01-01")
        history.terminate("220100", "2025-05-01")
        history.sign("220100", "2025-05-01", "2027-01-01")
        #expect(history.standing().ask("220100", "2025-05-01").settleable)
        history.suspend("220100", "2025-05-01", until: "2025-06-01")
        let standing = history.standing()
        #expect(standing.status("220100", "2025-05-01") == .suspended)
        #expect(standing.status("220100", "2025-05-31") == .suspended)
        #expect(standing.status("220100", "2025-06-01") == .designated)
    }

    @Test("Protocol §3: an unknown restrictive kind makes not settleable, others are shown")
    func unknownKinds() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        let harmless = history.write(
            "220100", .sanctions, "2026-02-01", .unknown(kind: 900, isRestrictive: false))
        #expect(history.standing().ask("220100", "2026-03-01").settleable)
        #expect(history.standing().why(harmless) == .unknownKind)
        history.write(
            "530100", .sanctions, "2026-02-01", .unknown(kind: 901, isRestrictive: true))
        let answer = history.standing().ask("220100", "2026-03-01")
        #expect(answer.status == .unknown)
        #expect(!answer.settleable)
        #expect(answer.doubt == .needsNewerSoftware)
        #expect(answer.reasons.first?.rule == .unknownRestrictive)
    }

    @Test("Protocol §3: a reference that does not match has no effect and is shown")
    func brokenReference() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        var suspension = history.suspend("220100", "2026-03-01")
        suspension.leafPrefix ^= 1
        let lifting = history.resume("220100", "2026-04-01", suspension)
        let standing = history.standing()
        #expect(standing.status("220100", "2026-04-01") == .suspended)
        #expect(standing.why(lifting) == .brokenReference)
        #expect(standing.has(.brokenReference))
    }

    @Test("Services change from their day; a claim asks for its own service (S4)")
    func servicesChange() {
        var history = History()
        let agreement = history.sign("220100", "2026-01-01", "2027-01-01")
        history.write(
            "220100", .register, "2026-03-01",
            .changed(agreement: agreement, services: [.outpatient]))
        let standing = history.standing()
        #expect(standing.ask("220100", "2026-02-28", .inpatient).settleable)
        #expect(!standing.ask("220100", "2026-03-01", .inpatient).settleable)
        let answer = standing.ask("220100", "2026-03-01", .outpatient)
        #expect(answer.settleable)
        #expect(answer.since == World.day("2026-01-01"))
        #expect(answer.until == World.day("2027-01-01"))
    }

    @Test("N44: a register of another area has no say here, its sanctions have")
    func registerCountsInItsArea() {
        var history = History()
        history.sign("530100", "2026-01-01", "2027-01-01")
        history.suspend("220100", "2026-03-01")
        let standing = history.standing("220000")
        #expect(standing.ask("530100", "2026-02-01").status == .unknown)
        #expect(standing.ask("530100", "2026-02-01").doubt == .registerNotHeld)
        let unheld = standing.answer(
            StatusQuestion(
                institution: World.hospital, region: World.code("220200"),
                date: World.day("2026-03-02")), tree: World.tree, holdsRegister: false)
        #expect(unheld.status == .unknown)
        #expect(unheld.knownSanctions.count == 1)
        #expect(!unheld.settleable)
    }

    @Test("N33: an answer that refuses says that emergency costs are another matter")
    func emergency() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.suspend("220100", "2026-03-01")
        let standing = history.standing()
        let answer = standing.ask("220100", "2026-03-01")
        let explanation = Explanation(of: answer, standing: standing, context: World.context())
        #expect(explanation.addsEmergencyNote)
        #expect(explanation.steps.first?.key == "reason.direct")
        #expect(explanation.steps.first?.from == World.day("2026-03-01"))
    }

    @Test("Explanations name the rule that decided, its value and who says so")
    func explanationOfReach() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.sign("220200", "2026-01-01", "2027-01-01")
        history.suspend("220100", "2026-03-01", ownRequest: true)
        let standing = history.standing()
        let explanation = Explanation(
            of: standing.ask("220200", "2026-03-01"), standing: standing,
            context: World.context())
        let used = explanation.steps.first?.used ?? []
        #expect(used.first?.name == .crossRegionReach)
        #expect(used.first?.value == "area")
        #expect(used.first?.citation == Citation(edition: "S2", article: "30"))
        #expect(used.contains { $0.name == .crossRegionOwnRequest && $0.citation == nil })
    }
}
