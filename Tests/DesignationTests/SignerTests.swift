import Designation
import Testing

/// Whose business an act on an agreement is, and whose word about the seat counts.
@Suite struct SignerTests {
    private func world(_ region: String) -> FoldContext {
        var rules = World.rules()
        for name in ["competence.sign", "competence.suspend", "competence.terminate"] {
            rules.add(
                DatedValue(
                    value: "district", from: World.day("2020-01-01"), to: nil,
                    citation: Citation(edition: "S4", article: "签订协议"), isDecision: false),
                named: name, for: World.code(region))
        }
        return World.context(rules: rules)
    }

    private func signed(_ region: String) -> (history: History, agreement: EventReference) {
        var history = History()
        history.place = "320402"
        let agreement = history.sign(
            region, "2026-01-01", "2027-01-01", services: [.outpatient])
        return (history, agreement)
    }

    @Test(
        "S4 规范违约处理: a district that signed nothing neither suspends nor terminates; the city does")
    func sanctionsOfNeighbours() {
        for (owner, acting, counts) in [
            ("320402", "320411", false), ("320402", "320402", true), ("320402", "320400", true),
            ("320400", "320411", true),
        ] {
            var (history, _) = signed(owner)
            let event = history.suspend(acting, "2026-03-01")
            let lifting = history.resume(acting, "2026-04-01", event)
            history.terminate(acting, "2026-05-01")
            let standing = history.standing("320000", context: world("320400"))
            #expect(standing.status("320402", "2026-03-01") == (counts ? .suspended : .designated))
            #expect(standing.status("320402", "2026-05-01") == (counts ? .terminated : .designated))
            #expect(standing.why(event) == (counts ? nil : .noCompetence))
            #expect(standing.why(lifting) == (counts ? nil : .superseded))
            #expect(standing.has(.withoutAuthority) != counts)
            // Where no edition says whose business it is, the grants alone decide.
            let free = history.standing("320000")
            #expect(free.status("320402", "2026-05-01") == .terminated)
        }
    }

    @Test("N43: an office whose agreement is over by its term that day terminates nothing else")
    func overThatDay() {
        for (end, counts) in [("2026-03-01", false), ("2026-03-02", true)] {
            var history = History()
            history.place = "320402"
            history.sign("320411", "2026-02-01", "2027-01-01", written: "2026-01-05")
            history.sign("320402", "2026-01-10", end, scope: .care)
            let event = history.terminate("320402", "2026-03-01")
            let standing = history.standing("320000", context: world("320400"))
            #expect(standing.why(event) == (counts ? nil : .noCompetence))
            // The neighbour's goes on either way.
            let basic = standing.timelines.first { $0.scope == .basic }
            #expect(basic?.span(on: World.day("2026-03-01"))?.status == .designated)
        }
    }

    @Test("N45, S4: a district that signed nothing stops no person, department or place either")
    func restrictionsOfNeighbours() {
        for (owner, acting, counts) in [
            ("320402", "320411", false), ("320402", "320402", true), ("320402", "320400", true),
            ("320400", "320411", true),
        ] {
            var (history, _) = signed(owner)
            let event = history.restrict(acting, "2026-03-01", .site, "东院")
            let lifting = history.write(
                acting, .register, "2026-04-01", .restrictionLifted(restriction: event))
            let standing = history.standing("320000", context: world("320400"))
            #expect(standing.why(event) == (counts ? nil : .noCompetence))
            #expect(standing.why(lifting) == (counts ? nil : .superseded))
            #expect(standing.has(.withoutAuthority) != counts)
            #expect(standing.restrictions.isEmpty != counts)
        }
    }

    @Test("S4 签订协议: a neighbour neither widens, nor renews, nor ends what another district signed")
    func agreementsOfNeighbours() {
        for (acting, counts) in [("320411", false), ("320402", true), ("320400", true)] {
            var (history, agreement) = signed("320402")
            history.write(
                acting, .register, "2026-02-01",
                .changed(agreement: agreement, services: [.outpatient, .inpatient]))
            let renewal = history.write(
                acting, .register, "2026-03-01",
                .renewed(agreement: agreement, until: World.day("2029-01-01")))
            let standing = history.standing("320000", context: world("320400"))
            #expect(standing.ask("320402", "2026-02-01", .inpatient).settleable == counts)
            #expect((standing.status("320402", "2028-01-01") == .designated) == counts)
            #expect(standing.why(renewal) == (counts ? nil : .noCompetence))
        }
    }

    @Test("N44 ¶2: by the register's seat and type, not by the words of the agency that sanctions")
    func statedSeat() {
        for type in [InstitutionType.medical, .pharmacy] {
            var history = History()
            history.place = "530100"
            history.register("530100", "2026-01-01")
            history.sign("530100", "2026-01-01", "2028-01-01")
            history.place = "532500"
            history.type = type
            history.terminate("532500", "2026-03-01")
            let licence = World.institution("practice-licence:530100:A1")
            let standing = history.standing("530000", of: licence)
            #expect(standing.status("530100", "2026-03-01") == .designated)
            #expect(standing.has(.contradictsRegister))
        }
    }

    @Test("N44 ¶2: who neither stands for the licence's region nor signed does not move the seat")
    func movedSeat() {
        for (signs, moves) in [(false, false), (true, true)] {
            var history = History()
            history.place = "530100"
            history.register("530100", "2026-01-01")
            history.sign("530100", "2026-01-01", "2028-01-01")
            if signs { history.sign("532500", "2026-01-15", "2028-01-01") }
            history.place = "532500"
            history.register("532500", "2026-02-01")
            history.suspend("532500", "2026-03-01")
            let licence = World.institution("practice-licence:530100:A1")
            let standing = history.standing("530000", of: licence)
            #expect(standing.status("530100", "2026-03-01") == (moves ? .suspended : .designated))
            #expect(standing.facts?.place == World.code(moves ? "532500" : "530100"))
            #expect(standing.has(.contradictsRegister) != moves)
        }
    }

    @Test("A move does not take the seat from what was imposed at the old one")
    func seatOfItsDay() {
        var history = History()
        history.place = "530100"
        history.register("530100", "2026-01-01")
        history.sign("532500", "2026-01-01", "2028-01-01")
        history.suspend("530100", "2026-03-01", until: "2026-06-01")
        history.place = "532500"
        history.register("532500", "2026-04-01")
        let licence = World.institution("practice-licence:530100:A1")
        let standing = history.standing("530000", of: licence)
        #expect(standing.status("532500", "2026-05-01") == .suspended)
    }

    @Test("N10, N43 ¶1: an agreement or sanction dated before its writing is one question each")
    func backdated() {
        func items(_ write: (inout History) -> Void) -> [ReviewItem] {
            var history = History()
            history.register("220100", "2026-01-01")
            write(&history)
            return history.standing().reviewItems.filter { $0.kind == .retroactive }
        }
        let signing = items { $0.sign("220100", "2025-11-01", "2027-01-01", written: "2026-01-20") }
        #expect(signing.count == 1 && signing.first?.region == World.code("220100"))
        let sanctions = items {
            $0.sign("220100", "2026-01-02", "2027-01-01")
            $0.suspend("220100", "2026-02-01", until: "2026-02-20", written: "2026-02-03")
            $0.terminate("220100", "2026-03-01", written: "2026-04-01")
        }
        #expect(sanctions.count == 2)
        // On the day on which the register is first filled, papers of before are entered.
        #expect(
            items { $0.sign("220100", "2025-01-01", "2027-01-01", written: "2026-01-01") } == [])
        #expect(items { $0.sign("220100", "2026-01-20", "2027-01-01") } == [])
    }

    @Test("N42 ¶1: an end on request in an imposed suspension, and a new signing, are asked about")
    func shakenOff() {
        for cause in [EndCause.onRequest, .termOver] {
            var history = History()
            let agreement = history.sign("220100", "2026-01-01", "2027-01-01")
            history.suspend("220100", "2026-02-03", until: "2026-08-03")
            history.write(
                "220100", .register, "2026-02-11", .ended(agreement: agreement, cause: cause))
            history.sign("220100", "2026-02-12", "2027-02-12")
            let standing = history.standing()
            #expect(standing.status("220100", "2026-02-12") == .designated)
            #expect(standing.has(.renewedWhileSuspended) == (cause == .onRequest))
        }
    }
}
