import Designation
import Testing

/// What moves days of the past is a question, once per act (N10, N41–N43; protocol §7.9).
@Suite struct DatedBackTests {
    private static let region = "220100"

    /// An agreement of 2026-01-02 until 2027-01-01, and what is written after it.
    private func items(
        _ write: (inout History, EventReference) -> Void
    ) -> (standing: Standing, items: [ReviewItem]) {
        var history = History()
        history.register(Self.region, "2026-01-01")
        let agreement = history.sign(
            Self.region, "2026-01-02", "2027-01-01", services: [.outpatient])
        write(&history, agreement)
        let standing = history.standing()
        return (standing, standing.reviewItems.filter { $0.kind == .retroactive })
    }

    @Test(
        "N41 ¶1: a renewal written when the term was over revives the agreement, and is asked about"
    )
    func renewal() {
        for (written, asked) in [("2026-12-20", 0), ("2027-01-01", 0), ("2027-03-02", 1)] {
            let found = items { history, agreement in
                history.write(
                    Self.region, .register, "2026-12-01",
                    .renewed(agreement: agreement, until: World.day("2028-01-01")),
                    written: written)
            }
            #expect(found.items.count == asked, "written \(written)")
            #expect(found.standing.status(Self.region, "2027-02-01") == .designated)
        }
    }

    @Test("N41: a renewal does not shorten the term", arguments: ["2026-06-02", "2027-01-01"])
    func shorter(until: String) {
        var renewal: EventReference?
        let found = items { history, agreement in
            renewal = history.write(
                Self.region, .register, "2026-05-01",
                .renewed(agreement: agreement, until: World.day(until)))
        }
        #expect(found.standing.status(Self.region, "2026-12-31") == .designated)
        #expect(renewal.flatMap { found.standing.why($0) } == .superseded)
    }

    @Test("N42 ¶1: a resumption dated back pays for days of the suspension")
    func resumption() {
        for (day, asked) in [("2026-04-15", 1), ("2026-09-01", 0)] {
            let found = items { history, _ in
                let event = history.suspend(Self.region, "2026-04-01", until: "2026-10-01")
                history.resume(Self.region, day, event, written: "2026-09-01")
            }
            #expect(found.items.count == asked)
            #expect(found.standing.status(Self.region, "2026-09-02") == .designated)
        }
    }

    @Test("N42 ¶2: a request to resume that was written after it had ended the agreement")
    func request() {
        let found = items { history, _ in
            let event = history.suspend(Self.region, "2026-02-01", ownRequest: true)
            history.write(
                Self.region, .register, "2026-07-01", .resumptionRequested(suspension: event),
                written: "2026-09-01")
        }
        #expect(found.items.count == 1)
    }

    @Test("N10, N43: a change or an end dated back; one of its own day is none")
    func changeAndEnd() {
        for (written, asked) in [("2026-06-01", 2), ("2026-03-01", 0)] {
            let found = items { history, agreement in
                history.write(
                    Self.region, .register, "2026-03-01",
                    .changed(agreement: agreement, services: [.outpatient, .inpatient]),
                    written: written)
                history.write(
                    Self.region, .register, "2026-03-01",
                    .ended(agreement: agreement, cause: .closure), written: written)
            }
            #expect(found.items.count == asked)
            #expect(found.standing.status(Self.region, "2026-03-01") == .ended)
        }
    }

    @Test("N45: the lifting of a department's measure, dated back")
    func restriction() {
        let found = items { history, _ in
            let event = history.restrict(Self.region, "2026-03-01", .department, "骨科")
            history.write(
                Self.region, .register, "2026-04-10", .restrictionLifted(restriction: event),
                written: "2026-09-01")
        }
        #expect(found.items.count == 1)
    }

    @Test(
        "N46: who takes back what was granted is asked; what was decided against it is taken back")
    func withdrawals() {
        for (kind, written, asked) in [
            ("agreement", "2026-11-02", 1), ("agreement", "2026-01-02", 0),
            ("suspension", "2026-11-02", 1), ("suspension", "2026-02-01", 0),
            ("resumption", "2026-11-02", 1),
        ] {
            let found = items { history, agreement in
                let suspension = history.suspend(
                    Self.region, "2026-02-01", ownRequest: true)
                let resumed = history.resume(Self.region, "2026-03-01", suspension)
                let named = [
                    "agreement": agreement, "suspension": suspension, "resumption": resumed,
                ]
                history.write(
                    Self.region, kind == "agreement" ? .register : .sanctions, written,
                    .withdrawn(act: named[kind] ?? agreement))
            }
            #expect(found.items.count == asked, "\(kind), \(written)")
        }
    }

    @Test("The same suspension from two officers is one for N43(1), and is asked about")
    func sanctionTwice() {
        for (until, twice, second) in [("2026-05-01", true, false), ("2026-06-01", false, true)] {
            let standing = items { history, _ in
                history.suspend(Self.region, "2026-02-01", until: "2026-05-01")
                history.suspend(Self.region, "2026-02-01", until: until)
            }.standing
            #expect(standing.has(.enteredTwice) == twice)
            #expect(standing.has(.secondSuspension) == second)
            #expect(standing.status(Self.region, "2026-03-01") == .suspended)
        }
    }

    @Test("One agreement in two entries: ended once, it goes on paying, so it is asked about")
    func agreementTwice() {
        func asked(_ from: String, _ services: [Service], _ sites: [String] = []) -> Bool {
            items { history, _ in
                history.sign(
                    Self.region, from, "2028-01-01", written: "2026-01-02", services: services,
                    sites: sites)
            }.standing.has(.enteredTwice)
        }
        #expect(asked("2026-01-02", [.outpatient]))
        #expect(asked("2026-12-31", [.outpatient, .inpatient]))
        #expect(!asked("2027-01-01", [.outpatient]), "the next term")
        #expect(!asked("2026-01-02", [.inpatient]), "another service")
        #expect(!asked("2026-01-02", [.outpatient], ["新院"]), "another place")
    }

    @Test(
        "N43(12): a renewal after a termination that is to come prolongs nothing, and is asked about"
    )
    func renewedAgainstTermination() {
        for (written, asked) in [("2026-03-01", false), ("2026-10-20", true)] {
            let standing = items { history, agreement in
                func terminate() {
                    history.terminate(
                        Self.region, "2026-12-02", ownRequest: true, written: "2026-09-03")
                }
                if asked { terminate() }
                history.write(
                    Self.region, .register, written,
                    .renewed(agreement: agreement, until: World.day("2028-01-01")))
                if !asked { terminate() }
            }.standing
            #expect(standing.status(Self.region, "2026-12-02") == .terminated)
            #expect(standing.has(.signedAfterTermination) == asked)
        }
    }

    @Test("S2 7: a result whose designation was terminated since is recognised by nobody")
    func usedUp() {
        for (day, counts) in [("2026-05-01", true), ("2026-08-03", false)] {
            var history = History()
            history.place = "222401"
            let result = history.write(
                "222401", .register, "2026-01-05",
                .assessed(
                    Assessment(passed: true, services: [.outpatient, .inpatient], sites: [])))
            history.sign("222401", "2026-01-10", "2027-01-10", restsOn: result)
            if !counts { history.terminate("222401", "2026-06-03") }
            let taken = history.write(
                "222499", .register, day,
                .recognised(Recognition(assessment: result, services: [.outpatient])))
            history.sign("222499", day, "2027-08-03", services: [.outpatient], restsOn: taken)
            let standing = history.standing()
            #expect((standing.why(taken) == nil) == counts)
            #expect(standing.ask("222499", day, .outpatient).settleable == counts)
            #expect(standing.has(.recognitionNotCovered) != counts)
        }
    }

    @Test("S2 7: a termination without competence uses up no result on which a neighbour signs")
    func usedUpByNobody() {
        let competences = ["sign", "suspend", "terminate"].map {
            ("competence.\($0)", "office", "320400")
        }
        let context = FoldContext(
            regions: World.tree, rules: World.rules(named: competences),
            groups: [
                RecognitionGroup(
                    members: [World.code("320400"), World.code("320900")],
                    services: [.outpatient], from: World.day("2023-07-01"), to: nil,
                    citation: Citation(edition: "S2", article: "7"))
            ], judge: Judge())
        for (ending, alsoSigned, counts) in [
            ("320411", false, false), ("320411", true, false), ("320402", false, true),
            ("320400", false, true),
        ] {
            var history = History()
            history.place = "320402"
            let result = history.write(
                "320400", .register, "2026-01-05",
                .assessed(Assessment(passed: true, services: [.outpatient], sites: [])))
            history.sign("320402", "2026-01-10", "2027-01-10", services: [.outpatient])
            // Beside its neighbour's, an agreement of its own makes it no party to that one.
            if alsoSigned {
                history.sign("320411", "2026-02-10", "2027-01-10", services: [.outpatient])
            }
            let end = history.terminate(ending, "2026-03-20")
            let signed = history.sign(
                "320900", "2026-04-01", "2027-04-01", services: [.outpatient], restsOn: result)
            let standing = history.standing("320000", context: context)
            let name = "\(ending) \(alsoSigned)"
            #expect((standing.why(end) == nil) == counts, "\(name)")
            #expect((standing.why(signed) == nil) == !counts, "\(name)")
            let asked = standing.ask("320900", "2026-05-01", .outpatient)
            #expect(asked.settleable != counts, "\(name)")
            #expect(standing.has(.recognitionNotCovered) == counts, "\(name)")
            #expect(standing.reviewItems.count { $0.kind == .withoutAuthority } == (counts ? 0 : 1))
        }
    }
}
