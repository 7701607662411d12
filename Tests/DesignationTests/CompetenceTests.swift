import Designation
import Testing

/// Domain §4.2 (rests on), §4.3 to §4.5 and §4.8: competence, pairs, recognition, withdrawal.
@Suite struct CompetenceTests {
    @Test("Domain §4.3: without competence an act has no effect and is shown; reconsidered later")
    func withoutCompetence() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        let event = history.suspend("220100", "2026-03-01", author: "220102")
        let refused = history.standing(
            context: World.context(judge: .saying(.none, "220102", .suspend)))
        #expect(refused.status("220100", "2026-03-01") == .designated)
        #expect(refused.why(event) == .noCompetence)
        #expect(refused.has(.withoutAuthority))
        #expect(refused.sanctions.isEmpty)
        // The delegation arrives later: the same facts, reconsidered.
        let delegation = EventReference(origin: "directory", index: 4, leafPrefix: 9)
        let allowed = history.standing(
            context: World.context(judge: .saying(.delegated(delegation), "220102", .suspend)))
        #expect(allowed.status("220100", "2026-03-01") == .suspended)
        #expect(allowed.withoutEffect.isEmpty)
        #expect(!allowed.has(.withoutAuthority))
    }

    @Test("Protocol §7: a capability that lapsed by its stamp counts and is flagged")
    func lapsedCapability() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.suspend("220100", "2026-03-01")
        let standing = history.standing(
            context: World.context(judge: .saying(.lapsed, "220100", .suspend)))
        #expect(standing.status("220100", "2026-03-01") == .suspended)
        #expect(standing.has(.lapsedCapability))
    }

    @Test("Domain §4.3: a delegation must name suspension, unless the region decides otherwise")
    func delegationNamesSuspension() {
        var history = History()
        history.place = "222401"
        history.sign("222401", "2026-01-01", "2027-01-01")
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.suspend("222401", "2026-03-01")
        var judge = Judge.saying(.none, "222401", .suspend)
        let delegation = EventReference(origin: "directory", index: 4, leafPrefix: 9)
        judge.answers[Judge.Key(author: "222401", act: .sign)] = .delegated(delegation)
        let strict = history.standing(context: World.context(judge: judge))
        #expect(strict.status("222401", "2026-03-01") == .designated)
        let rules = World.rules([(.delegationNamesSuspension, "no", "222400", "4")])
        let lax = history.standing(context: World.context(judge: judge, rules: rules))
        #expect(lax.status("222401", "2026-03-01") == .suspended)
        // Nothing names suspension, so other pools wait for the prefecture (domain §4.2).
        #expect(lax.status("220100", "2026-03-01") == .designated)
        #expect(lax.has(.countyActNeedsPrefecture))
    }

    @Test("Domain §4.4: in the pair that shares a pool both are suspended, with a review item")
    func samePoolPair() {
        var history = History()
        history.place = "222401"
        history.sign("222401", "2026-01-01", "2027-01-01")
        history.sign("222499", "2026-01-01", "2027-01-01")
        let event = history.suspend("222499", "2026-03-01")
        let standing = history.standing()
        #expect(standing.status("222401", "2026-03-01") == .suspended)
        #expect(standing.ask("222401", "2026-03-01").reasons.first?.rule == .samePool)
        let item = standing.reviewItems.first { $0.kind == .samePoolPair }
        #expect(item?.events.first == event)
        let rules = World.rules([(.samePoolPair, "no", "222400", "5")])
        let apart = history.standing(context: World.context(rules: rules))
        #expect(apart.status("222401", "2026-03-01") == .designated)
        #expect(!apart.has(.samePoolPair))
    }

    @Test("S2 7: the pair's assessment is recognised, and each signs for itself")
    func recognition() {
        var history = History()
        let result = history.write(
            "220100", .register, "2026-01-01",
            .assessed(Assessment(passed: true, services: [.outpatient, .inpatient])))
        let use = history.write(
            "229900", .register, "2026-01-10",
            .recognised(Recognition(assessment: result, services: [.outpatient])))
        history.sign(
            "229900", "2026-02-01", "2027-02-01", services: [.outpatient], restsOn: use)
        let standing = history.standing()
        #expect(standing.status("229900", "2026-02-01") == .designated)
        #expect(standing.status("220100", "2026-02-01") == .notDesignated)
        #expect(standing.reviewItems.isEmpty)
    }

    @Test("S2 7: outside the pair, or on a failed result, nothing is recognised")
    func recognitionOutsidePair() {
        for (region, passed) in [("220200", true), ("229900", false)] {
            var history = History()
            let result = history.write(
                "220100", .register, "2026-01-01",
                .assessed(Assessment(passed: passed, services: [.outpatient])))
            let use = history.write(
                region, .register, "2026-01-10",
                .recognised(Recognition(assessment: result, services: [.outpatient])))
            let signing = history.sign(region, "2026-02-01", "2027-02-01", restsOn: use)
            let standing = history.standing()
            #expect(standing.status(region, "2026-02-01") == .notDesignated)
            #expect(standing.why(use) == .notRecognised)
            #expect(standing.why(signing) == .notRecognised)
            #expect(standing.has(.recognitionNotCovered))
        }
    }

    @Test("S2 7: services beyond the recognised ones are a question for review")
    func recognitionBeyondServices() {
        var history = History()
        let result = history.write(
            "220100", .register, "2026-01-01",
            .assessed(Assessment(passed: true, services: [.outpatient, .chronicDisease])))
        history.write(
            "229900", .register, "2026-01-10",
            .recognised(Recognition(assessment: result, services: [.chronicDisease])))
        #expect(history.standing().has(.recognitionNotCovered))
    }

    @Test("Domain §4.2: a recognised standing is never better than the one it rests on")
    func restsOn() {
        var history = History()
        history.place = "530100"
        let result = history.write(
            "220100", .register, "2026-01-01",
            .assessed(Assessment(passed: true, services: [.outpatient])))
        let use = history.write(
            "229900", .register, "2026-01-05",
            .recognised(Recognition(assessment: result, services: [.outpatient])))
        history.sign("220100", "2026-01-10", "2027-01-10")
        history.sign("229900", "2026-01-10", "2027-01-10", restsOn: use)
        let event = history.suspend("220100", "2026-03-01")
        // Without S2 30 the act would stay in its pool: the seat is elsewhere (N44).
        let settings: [(RuleName, String, String, String)] = [
            (.crossRegionReach, "federation", "220100", "6")
        ]
        let rules = World.rules(settings)
        let standing = history.standing(context: World.context(rules: rules))
        #expect(standing.status("229900", "2026-03-01") == .suspended)
        let reason = standing.ask("229900", "2026-03-01").reasons.first
        #expect(reason?.rule == .restsOn)
        #expect(reason?.event == event)
        let loose = World.rules(settings + [(.restsOn, "no", "220000", "7")])
        let free = history.standing(context: World.context(rules: loose))
        #expect(free.status("229900", "2026-03-01") == .designated)
    }

    @Test("Domain §4.5: signed in one district, valid in all of the city (S4)")
    func cityWideValidity() {
        var history = History()
        history.place = "320402"
        history.sign("320402", "2026-01-01", "2028-01-01")
        let standing = history.standing("320000")
        for district in ["320400", "320402", "320411"] {
            let answer = standing.ask(district, "2026-06-01", .outpatient)
            #expect(answer.settleable)
            #expect(answer.unit == World.code("320400"))
            #expect(answer.reasons.first?.rule == .poolWide)
        }
    }

    @Test("Domain §4.8, N46: a withdrawn act takes its effects back everywhere; both are shown")
    func withdrawal() {
        var history = History()
        history.place = "530100"
        history.sign("530100", "2026-01-01", "2027-01-01")
        history.sign("532500", "2026-01-01", "2027-01-01")
        let termination = history.terminate("530100", "2026-03-01")
        let withdrawal = history.write(
            "530100", .sanctions, "2026-05-01", .withdrawn(act: termination))
        let standing = history.standing("530000")
        for day in ["2026-03-01", "2026-04-30", "2026-05-01"] {
            #expect(standing.status("530100", day) == .designated)
            #expect(standing.status("532500", day) == .designated)
        }
        #expect(standing.why(termination) == .withdrawn)
        #expect(standing.why(withdrawal) == nil)
        let rules = World.rules([(.takesEffectsBack, "no", "530000", "8")])
        let kept = history.standing("530000", context: World.context(rules: rules))
        #expect(kept.status("532500", "2026-04-30") == .terminated)
        #expect(kept.status("532500", "2026-05-01") == .designated)
    }

    @Test("Domain §4.8: withdrawing a withdrawal or a lifting brings the suspension back")
    func withdrawalOfLifting() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        let suspension = history.suspend("220100", "2026-03-01")
        let lifting = history.resume("220100", "2026-04-01", suspension)
        #expect(history.standing().status("220100", "2026-04-01") == .designated)
        let withdrawal = history.write(
            "220100", .sanctions, "2026-05-01", .withdrawn(act: lifting))
        #expect(history.standing().status("220100", "2026-04-01") == .suspended)
        history.write("220100", .sanctions, "2026-05-02", .withdrawn(act: withdrawal))
        #expect(history.standing().status("220100", "2026-04-01") == .designated)
    }

    @Test("S2 23(5): two Jilin agencies outside the pairs sign one licence: shown, both count")
    func doubleSigning() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.sign("220200", "2026-02-01", "2027-02-01")
        let standing = history.standing()
        #expect(standing.has(.doubleSigning))
        #expect(standing.status("220100", "2026-02-01") == .designated)
        #expect(standing.status("220200", "2026-02-01") == .designated)
        var pair = History()
        pair.sign("220100", "2026-01-01", "2027-01-01")
        pair.sign("229900", "2026-02-01", "2027-02-01")
        #expect(!pair.standing().has(.doubleSigning))
        var yunnan = History()
        yunnan.sign("530100", "2026-01-01", "2027-01-01")
        yunnan.sign("532500", "2026-02-01", "2027-02-01")
        #expect(!yunnan.standing("530000").has(.doubleSigning))
    }

    @Test("P40(14): a decision that names another licence is a proposal to its own agency")
    func chainIsProposed() {
        var history = History()
        history.type = .pharmacy
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.terminate("220200", "2026-03-01", affects: [World.hospital])
        let standing = history.standing()
        #expect(standing.status("220100", "2026-03-01") == .designated)
        #expect(standing.has(.chainProposed))
    }
}
