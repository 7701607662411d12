import Designation
import Testing

/// Domain §4.10: facts that arrive late, or that meet what forbids them.
@Suite struct ClashTests {
    @Test("Domain §4.10: an agreement signed elsewhere while the termination was on its way")
    func signedAfterTermination() {
        var history = History()
        history.place = "220100"
        history.sign("220200", "2026-03-05", "2027-03-05", written: "2026-03-04")
        history.terminate("220100", "2026-03-01", written: "2026-03-06")
        let standing = history.standing()
        #expect(standing.status("220200", "2026-03-05") == .terminated)
        let item = standing.reviewItems.first { $0.kind == .signedAfterTermination }
        #expect(item?.events.count == 2)
        #expect(item?.region == World.code("220200"))
    }

    @Test("An agreement signed before a termination, to start after it, does not survive it")
    func signedBeforeEffectiveAfter() {
        var history = History()
        history.sign("220100", "2026-04-01", "2027-04-01", written: "2026-02-01")
        history.terminate("220100", "2026-03-01")
        #expect(history.standing().status("220100", "2026-04-01") == .terminated)
    }

    @Test("N12: a bar stops applications, so signing inside it counts and is reviewed")
    func signedWhileBarred() {
        var history = History()
        history.write(
            "220100", .sanctions, "2026-01-01", .barred(until: World.day("2029-01-01")))
        history.sign("220100", "2026-05-01", "2027-05-01")
        let standing = history.standing()
        #expect(standing.bars.map(\.until) == [World.day("2029-01-01")])
        #expect(standing.has(.signedWhileBarred))
        #expect(standing.status("220100", "2026-05-01") == .designated)
    }

    @Test("N12(5)(6): a termination bars by itself, in every pool, for as long as its ground says")
    func terminationBars() {
        var rules = World.rules()
        for (name, value, article) in [
            ("bar.unlawful", "3y", "12(5)"), ("bar.breach", "1y", "12(6)"),
        ] {
            let citation = Citation(edition: "N", article: article)
            rules.add(
                DatedValue(
                    value: value, from: World.day("2021-02-01"), to: nil, citation: citation,
                    isDecision: false), named: name, for: World.code("CN"))
        }
        func history(_ basis: [Citation], signed day: String, own: Bool = false) -> Standing {
            var history = History()
            history.write(
                "220100", .sanctions, "2026-01-10",
                .terminated(
                    Termination(
                        isOwnRequest: own, type: .medical, place: World.code("220100"),
                        cause: "x")), basis: basis)
            history.sign("220200", day, "2032-01-01")
            return history.standing(context: World.context(rules: rules))
        }
        let breach = [Citation(edition: "N", article: "43(13)")]
        for (basis, day, isBarred) in [
            ([], "2029-01-09", true), ([], "2029-01-10", false), (breach, "2027-01-09", true),
            (breach, "2027-01-10", false),
        ] {
            let standing = history(basis, signed: day)
            #expect(standing.has(.signedWhileBarred) == isBarred, "\(day)")
            #expect(standing.status("220200", day) == .designated, "bars stop applications only")
        }
        let item = history(breach, signed: "2026-12-01").reviewItems.first {
            $0.kind == .signedWhileBarred
        }
        #expect(item?.citations.map(\.article) == ["12(6)"])
        #expect(item?.events.count == 2)
        #expect(!history([], signed: "2026-02-01", own: true).has(.signedWhileBarred))
    }

    @Test("Domain §4.10: old facts entered in their order on one day met nothing")
    func enteredTogether() {
        func standing(signedFirst: Bool, from: String = "2025-05-01") -> Standing {
            var history = History()
            func sign() {
                history.sign("220100", from, "2028-05-01", written: "2026-11-22")
            }
            if signedFirst { sign() }
            history.terminate("220100", "2026-10-03", written: "2026-11-22")
            history.write(
                "220100", .sanctions, "2026-10-03", .barred(until: World.day("2029-10-03")),
                written: "2026-11-22")
            if !signedFirst { sign() }
            var rules = World.rules()
            rules.add(
                DatedValue(
                    value: "3y", from: World.day("2021-02-01"), to: nil,
                    citation: Citation(edition: "N", article: "12(5)"), isDecision: false),
                named: "bar.unlawful", for: World.code("CN"))
            return history.standing(context: World.context(rules: rules))
        }
        let entered = standing(signedFirst: true)
        #expect(entered.status("220100", "2026-10-02") == .designated)
        #expect(entered.status("220100", "2026-10-03") == .terminated)
        #expect(!entered.has(.signedAfterTermination) && !entered.has(.signedWhileBarred))
        for met in [
            standing(signedFirst: false), standing(signedFirst: true, from: "2026-10-03"),
        ] {
            #expect(met.has(.signedAfterTermination) && met.has(.signedWhileBarred))
        }
    }

    @Test("N43(1): a second imposed suspension in one term is a ground; own requests never count")
    func secondSuspension() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.suspend("220100", "2026-02-01", until: "2026-03-01")
        history.suspend("220100", "2026-04-01", until: "2026-05-01", ownRequest: true)
        #expect(!history.standing().has(.secondSuspension))
        history.suspend("220100", "2026-06-01", until: "2026-07-01")
        let item = history.standing().reviewItems.first { $0.kind == .secondSuspension }
        #expect(item?.events.count == 3)
        #expect(item?.citations == [Citation(edition: "N", article: "43(1)")])
        // Terminated for it, or for another reason, nobody is asked any more.
        history.terminate("220100", "2026-08-01")
        #expect(!history.standing().has(.secondSuspension))
    }

    @Test("N42: whoever signs anew while suspended on own request does not escape the maximum")
    func signedAnewWhileSuspended() {
        var history = History()
        history.sign("220100", "2025-01-01", "2026-01-01")
        let suspension = history.suspend("220100", "2025-11-01", ownRequest: true)
        history.sign("220100", "2026-01-01", "2027-01-01", written: "2025-12-10")
        history.resume("220100", "2026-08-01", suspension)
        let standing = history.standing()
        #expect(standing.status("220100", "2026-04-01") == .suspended)
        #expect(standing.status("220100", "2026-05-01") == .ended)
        #expect(standing.status("220100", "2026-09-01") == .ended)
    }

    @Test("A suspension that ended the agreement reaches no later one, in no pool")
    func pastSuspensionElsewhere() {
        var history = History()
        history.sign("220100", "2025-01-01", "2026-12-01")
        history.suspend("220100", "2026-01-10", ownRequest: true)
        for region in ["220100", "222400"] {
            history.sign(region, "2027-01-01", "2028-01-01", written: "2026-12-10")
        }
        let standing = history.standing()
        #expect(standing.status("220100", "2027-03-01") == .designated)
        #expect(standing.status("222400", "2027-03-01") == .designated)
    }

    @Test("A pharmacy's term that ends in a suspension cites its own order")
    func pharmacyEndsSuspended() {
        for (type, edition, article) in [
            (InstitutionType.medical, "N", "42"), (.pharmacy, "P", "39"),
        ] {
            var history = History()
            history.type = type
            history.register("220100", "2025-01-01")
            history.sign("220100", "2025-01-01", "2026-01-01", services: [.outpatient])
            history.suspend("220100", "2025-12-01")
            let answer = history.standing().ask("220100", "2026-02-01")
            #expect(answer.status == .ended)
            #expect(
                answer.reasons.first?.citations == [Citation(edition: edition, article: article)])
        }
    }

    @Test("Domain §4.10: a suspension arrives days after a renewal")
    func renewedWhileSuspended() {
        var history = History()
        let agreement = history.sign("220100", "2025-06-01", "2026-06-01")
        history.suspend("220100", "2026-05-01", written: "2026-05-25")
        history.write(
            "220100", .register, "2026-05-20",
            .renewed(agreement: agreement, until: World.day("2027-06-01")))
        let standing = history.standing()
        #expect(standing.has(.renewedWhileSuspended))
        #expect(standing.status("220100", "2026-06-01") == .suspended)
    }

    @Test("Protocol §7: a sanction is judged by what it carries; the register changes nothing")
    func contradictsRegister() {
        var history = History()
        history.place = "530100"
        history.register("220100", "2026-01-01")
        history.place = "220100"
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.suspend("220100", "2026-03-01")
        let standing = history.standing()
        #expect(standing.has(.contradictsRegister))
        #expect(standing.status("220100", "2026-03-01") == .suspended)
    }
}
