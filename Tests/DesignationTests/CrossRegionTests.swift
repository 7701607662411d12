import Designation
import Testing

/// Domain §4.1 and §4.2: what a suspension or termination does elsewhere.
@Suite struct CrossRegionTests {
    /// A medical institution seated in Kunming, with agreements in two Yunnan pools.
    private func yunnan(_ type: InstitutionType = .medical, seat: String = "530100") -> History {
        var history = History()
        history.type = type
        history.place = seat
        history.sign("530100", "2026-01-01", "2027-01-01")
        history.sign("532500", "2026-01-01", "2027-01-01")
        return history
    }

    @Test("N44 ¶2: the seat's pool suspends a medical institution, and it is suspended elsewhere")
    func seatPoolReachesOthers() {
        var history = yunnan()
        let event = history.suspend("530100", "2026-03-01")
        let standing = history.standing("530000")
        #expect(standing.status("532500", "2026-02-28") == .designated)
        #expect(standing.status("532500", "2026-03-01") == .suspended)
        let reason = standing.ask("532500", "2026-03-01").reasons.first
        #expect(reason?.event == event)
        #expect(reason?.rule == .crossRegion)
        #expect(reason?.citations == [Citation(edition: "N", article: "44")])
        #expect(reason?.region == World.code("530100"))
    }

    @Test("N44 ¶2: another pool's suspension of a medical institution stays in that pool")
    func otherPoolDoesNotReach() {
        var history = yunnan()
        history.suspend("532500", "2026-03-01")
        let standing = history.standing("530000")
        #expect(standing.status("532500", "2026-03-01") == .suspended)
        #expect(standing.status("530100", "2026-03-01") == .designated)
    }

    @Test("P41: any pool's suspension of a pharmacy reaches the others")
    func pharmacyFromAnyPool() {
        var history = yunnan(.pharmacy)
        history.suspend("532500", "2026-03-01")
        let standing = history.standing("530000")
        #expect(standing.status("530100", "2026-03-01") == .suspended)
        let reason = standing.ask("530100", "2026-03-01").reasons.first
        #expect(reason?.citations == [Citation(edition: "P", article: "41")])
    }

    @Test("No text carries a care institution's suspension between pools outside Jilin")
    func careOutsideJilin() {
        var history = yunnan(.care)
        history.suspend("530100", "2026-03-01")
        #expect(history.standing("530000").status("532500", "2026-03-01") == .designated)
    }

    @Test("S2 30: in Jilin any pool reaches every kind, care included, and binds only Jilin")
    func jilinReachesItsArea() {
        for type in InstitutionType.allCases {
            var history = History()
            history.type = type
            history.place = "220100"
            history.sign("220100", "2026-01-01", "2027-01-01")
            history.sign("220200", "2026-01-01", "2027-01-01")
            history.sign("530100", "2026-01-01", "2027-01-01")
            history.suspend("220200", "2026-03-01")
            let jilin = history.standing("220000")
            #expect(jilin.status("220100", "2026-03-01") == .suspended, "\(type)")
            let cited = jilin.ask("220100", "2026-03-01").reasons.first?.citations ?? []
            #expect(cited.contains(Citation(edition: "S2", article: "30")))
            // Not the seat's pool: only the pharmacy rule leaves the province.
            let outside = history.standing("530000").status("530100", "2026-03-01")
            #expect(outside == (type == .pharmacy ? .suspended : .designated), "\(type)")
        }
    }

    @Test("N44 ¶2 reaches beyond Jilin when the Jilin pool is that of the seat")
    func jilinSeatReachesFederation() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.sign("530100", "2026-01-01", "2027-01-01")
        history.suspend("220100", "2026-03-01")
        #expect(history.standing("530000").status("530100", "2026-03-01") == .suspended)
    }

    @Test("A county pool of its own is below the level that reaches other pools")
    func countyPoolStays() {
        var history = yunnan(.pharmacy)
        history.suspend("530111", "2026-03-01")
        #expect(history.standing("530000").status("530100", "2026-03-01") == .designated)
    }

    @Test("Domain §4.1: termination reaches the other pools from the same day; re-signing cures")
    func terminationSpreads() {
        var history = yunnan()
        history.terminate("530100", "2026-03-01")
        var standing = history.standing("530000")
        #expect(standing.status("532500", "2026-03-01") == .terminated)
        #expect(standing.status("532500", "2026-02-28") == .designated)
        history.sign("532500", "2029-03-02", "2030-03-02")
        standing = history.standing("530000")
        #expect(standing.status("532500", "2029-03-01") == .terminated)
        #expect(standing.status("532500", "2029-03-02") == .designated)
        #expect(standing.status("530100", "2029-03-02") == .terminated)
    }

    @Test("Domain §4.1: suspension and termination on own request spread too")
    func ownRequestSpreads() {
        var history = yunnan()
        history.suspend("530100", "2026-03-01", ownRequest: true)
        #expect(history.standing("530000").status("532500", "2026-03-01") == .suspended)
        var ending = yunnan()
        ending.terminate("530100", "2026-03-01", ownRequest: true)
        #expect(ending.standing("530000").status("532500", "2026-03-01") == .terminated)
        let rules = World.rules([(.crossRegionOwnRequest, "no", "530000", "1")])
        let kept = history.standing("530000", context: World.context(rules: rules))
        #expect(kept.status("532500", "2026-03-01") == .designated)
    }

    @Test("Domain §4.1: end of term, a recorded end and an automatic end do not spread")
    func endsDoNotSpread() {
        var history = History()
        history.place = "530100"
        history.sign("530100", "2026-01-01", "2026-06-01")
        let second = history.sign("532500", "2026-01-01", "2027-01-01")
        #expect(history.standing("530000").status("530100", "2026-06-01") == .ended)
        #expect(history.standing("530000").status("532500", "2026-06-01") == .designated)
        history.write(
            "532500", .register, "2026-05-01", .ended(agreement: second, cause: .onRequest))
        #expect(history.standing("530000").status("532500", "2026-05-01") == .terminated)
        #expect(history.standing("530000").status("530100", "2026-05-01") == .designated)
    }

    @Test("P38: a pharmacy's failed renewal asks for a decision and reaches others only by it")
    func failedRenewal() {
        var history = yunnan(.pharmacy)
        history.register("530100", "2026-01-01")
        let agreement = history.facts[0].reference
        history.write(
            "530100", .register, "2026-05-01", .ended(agreement: agreement, cause: .notRenewed))
        let standing = history.standing("530000")
        #expect(standing.status("532500", "2026-05-01") == .designated)
        #expect(standing.has(.failedRenewal))
        let rules = World.rules([(.crossRegionFailedRenewal, "yes", "530000", "2")])
        let decided = history.standing("530000", context: World.context(rules: rules))
        // Recorded ahead, it takes effect when the terms are over, here and there.
        #expect(decided.status("532500", "2026-05-01") == .designated)
        #expect(decided.status("530100", "2026-12-31") == .designated)
        #expect(decided.status("530100", "2027-01-01") == .terminated)
        let later = decided.ask("532500", "2027-01-01")
        #expect(later.status != .designated)
    }

    @Test("P38: a failed renewal is one where it is what ended the agreement, and nowhere else")
    func failedRenewalAfterAnotherEnd() {
        let rules = World.rules([(.crossRegionFailedRenewal, "yes", "530000", "2")])
        let spreading = World.context(rules: rules)
        func history(_ ends: [(day: String, cause: EndCause)], until: String = "2026-06-01")
            -> (history: History, ends: [EventReference])
        {
            var history = History()
            history.type = .pharmacy
            history.place = "530100"
            let agreement = history.sign("530100", "2026-01-01", until)
            history.sign("532500", "2026-01-01", "2027-01-01")
            history.register("530100", "2026-01-01")
            let written = ends.map { day, cause in
                history.write(
                    "530100", .register, day, .ended(agreement: agreement, cause: cause))
            }
            return (history, written)
        }
        // Recorded for the day after the term: it ends the agreement, and reaches others by decision.
        let (inTime, _) = history([("2026-06-01", .notRenewed)])
        #expect(
            inTime.standing("530000", context: spreading).status("532500", "2026-06-01")
                == .terminated)
        // Later the term is over already: nothing is left to be terminated (N41, P38), anywhere.
        let (late, events) = history([("2026-06-02", .notRenewed)])
        for context in [spreading, World.context()] {
            let standing = late.standing("530000", context: context)
            #expect(standing.status("530100", "2026-07-01") == .ended)
            #expect(standing.status("532500", "2026-07-01") == .designated)
            #expect(!standing.has(.failedRenewal))
            #expect(standing.why(events[0]) == .superseded)
        }
        // A second recorded end has no effect, so it does not reach others either.
        let (second, both) = history([("2026-05-01", .closure), ("2026-05-20", .notRenewed)])
        for context in [spreading, World.context()] {
            let standing = second.standing("530000", context: context)
            #expect(standing.status("530100", "2026-05-20") == .ended)
            #expect(standing.status("532500", "2026-05-20") == .designated)
            #expect(!standing.has(.failedRenewal))
            #expect(standing.why(both[1]) == .superseded)
        }
        // Terminated for cause before: that is what ended it.
        var (caused, _) = history([("2026-06-01", .notRenewed)])
        caused.terminate("530100", "2026-03-01")
        let standing = caused.standing("530000", context: spreading)
        #expect(standing.status("532500", "2026-03-01") == .terminated)
        #expect(!standing.has(.failedRenewal))
    }

    @Test("P38: of two failures the earlier one ends the other agreement, which fails no more")
    func failuresMeet() {
        var history = History()
        history.type = .pharmacy
        history.place = "530100"
        let first = history.sign("530100", "2026-01-01", "2026-06-01")
        let second = history.sign("532500", "2026-01-01", "2026-08-01")
        history.register("530100", "2026-01-01")
        let early = history.write(
            "530100", .register, "2026-06-01", .ended(agreement: first, cause: .notRenewed))
        history.write(
            "532500", .register, "2026-08-01", .ended(agreement: second, cause: .notRenewed))
        let rules = World.rules([(.crossRegionFailedRenewal, "yes", "530000", "2")])
        let standing = history.standing("530000", context: World.context(rules: rules))
        #expect(standing.status("532500", "2026-05-31") == .designated)
        let answer = standing.ask("532500", "2026-07-01")
        #expect(answer.status == .terminated)
        #expect(answer.reasons.map(\.event) == [early])
        #expect(!standing.has(.failedRenewal))
    }

    @Test("Domain §4.1: two suspensions overlap and both must end, each lifted by its own")
    func overlappingSuspensions() {
        var history = yunnan(.pharmacy)
        let first = history.suspend("530100", "2026-03-01")
        let second = history.suspend("532500", "2026-04-01")
        history.resume("530100", "2026-05-01", first)
        var standing = history.standing("530000")
        #expect(standing.status("530100", "2026-05-01") == .suspended)
        #expect(standing.ask("530100", "2026-04-15").reasons.map(\.event) == [first, second])
        #expect(standing.ask("530100", "2026-05-15").reasons.map(\.event) == [second])
        history.resume("532500", "2026-06-01", second)
        standing = history.standing("530000")
        #expect(standing.status("530100", "2026-05-31") == .suspended)
        #expect(standing.status("530100", "2026-06-01") == .designated)
    }

    @Test("Domain §4.1: lifting belongs to the region that imposed it or to its superior")
    func whoMayLift() {
        var history = yunnan(.pharmacy)
        let suspension = history.suspend("530100", "2026-03-01")
        let attempt = history.resume("532500", "2026-04-01", suspension)
        var standing = history.standing("530000")
        #expect(standing.why(attempt) == .noCompetence)
        #expect(standing.has(.withoutAuthority))
        #expect(standing.status("532500", "2026-04-01") == .suspended)
        history.resume("530000", "2026-05-01", suspension)
        standing = history.standing("530000")
        #expect(standing.status("532500", "2026-05-01") == .designated)
    }

    @Test("A suspension reaches an agreement that is signed while it runs elsewhere")
    func laterAgreementIsSuspended() {
        var history = History()
        history.place = "530100"
        history.sign("530100", "2026-01-01", "2027-01-01")
        history.suspend("530100", "2026-03-01", until: "2026-09-01")
        history.sign("532500", "2026-04-01", "2027-04-01")
        let standing = history.standing("530000")
        #expect(standing.status("532500", "2026-04-01") == .suspended)
        #expect(standing.status("532500", "2026-09-01") == .designated)
    }

    @Test("Domain §4.2: a district's act takes effect in the whole pool at once (S4)")
    func districtActInPool() {
        var history = History()
        history.place = "320411"
        history.sign("320402", "2026-01-01", "2028-01-01")
        history.suspend("320411", "2026-03-01")
        let standing = history.standing("320000")
        for district in ["320400", "320402", "320411"] {
            #expect(standing.status(district, "2026-02-28") == .designated)
            #expect(standing.status(district, "2026-03-01") == .suspended)
        }
        #expect(standing.ask("320402", "2026-03-01").reasons.first?.rule == .poolWide)
    }

    @Test("Domain §4.2: whether a county's act reaches other pools is decided, else reviewed")
    func countyActElsewhere() {
        var history = History()
        history.place = "320400"
        history.sign("320402", "2026-01-01", "2028-01-01")
        history.sign("530100", "2026-01-01", "2027-01-01")
        history.suspend("320411", "2026-03-01")
        #expect(history.standing("530000").status("530100", "2026-03-01") == .suspended)
        let rules = World.rules([(.crossRegionCountyAct, "review", "320400", "3")])
        let context = World.context(rules: rules)
        let kept = history.standing("530000", context: context)
        #expect(kept.status("530100", "2026-03-01") == .designated)
        let own = history.standing("320000", context: context)
        #expect(own.status("320402", "2026-03-01") == .suspended)
        #expect(own.has(.countyActNeedsPrefecture))
        // What the prefecture takes up counts from its own act.
        history.suspend("320400", "2026-03-10")
        let taken = history.standing("530000", context: context)
        #expect(taken.status("530100", "2026-03-09") == .designated)
        #expect(taken.status("530100", "2026-03-10") == .suspended)
    }
}
