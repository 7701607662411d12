import Designation
import Testing

/// A suspension in which the term of its agreement ended (N42, P39): nothing is left that it could stop.
@Suite struct TermInSuspensionTests {
    /// Designated until April, suspended from March until further notice.
    private func history(by region: String = "220100") -> History {
        var history = History()
        history.sign("220100", "2026-01-01", "2026-04-01")
        history.suspend(region, "2026-03-01")
        return history
    }

    @Test("What the same agency signs anew afterwards is not suspended")
    func signedAnew() {
        var history = history()
        #expect(history.standing().status("220100", "2026-04-05") == .ended)
        history.sign("220100", "2026-04-10", "2027-01-01")
        let standing = history.standing()
        #expect(standing.status("220100", "2026-03-31") == .suspended)
        #expect(standing.status("220100", "2026-04-09") == .ended)
        #expect(standing.status("220100", "2026-04-10") == .designated)
    }

    @Test("Where a decision says that it goes on, it does until it is lifted")
    func decided() {
        var history = history()
        history.sign("220100", "2026-04-10", "2027-01-01")
        let rules = World.rules([(.suspensionEndsWithAgreement, "no", "220000", "goes on")])
        let standing = history.standing(context: World.context(rules: rules))
        #expect(standing.status("220100", "2026-04-10") == .suspended)
    }

    @Test("Signed while the old agreement ran, the new one is suspended like it")
    func signedAhead() {
        var history = history()
        history.sign("220100", "2026-04-01", "2027-01-01", written: "2026-03-20")
        #expect(history.standing().status("220100", "2026-04-01") == .suspended)
    }

    @Test("An office that may not lift it cannot sign it away")
    func signedBelow() {
        var history = history()
        history.sign("220102", "2026-04-10", "2027-01-01")
        #expect(history.standing().status("220102", "2026-04-10") == .suspended)
        // A superior of the office that suspended may lift, and may sign.
        var other = self.history(by: "220102")
        other.sign("220100", "2026-04-10", "2027-01-01")
        #expect(other.standing().status("220100", "2026-04-10") == .designated)
    }

    @Test("A suspension from another pool goes on as long as it holds there")
    func imposedElsewhere() {
        var history = history(by: "220200")
        history.sign("220100", "2026-04-10", "2027-01-01")
        #expect(history.standing().status("220100", "2026-04-10") == .suspended)
    }

    @Test("As long as one of the suspended agreements runs, the suspension does")
    func oneRuns() {
        var history = History()
        history.sign("220100", "2026-01-01", "2026-04-01")
        history.sign("220100", "2026-01-01", "2026-08-01")
        history.suspend("220100", "2026-03-01")
        history.sign("220100", "2026-04-10", "2027-01-01")
        #expect(history.standing().status("220100", "2026-04-10") == .suspended)
        // Without any agreement that it stopped, it may have stopped one whose event is on its way.
        var late = History()
        late.suspend("220100", "2026-03-01")
        late.sign("220100", "2026-04-10", "2027-01-01")
        #expect(late.standing().status("220100", "2026-04-10") == .suspended)
    }

    @Test("S4, N42 ¶1: a term goes on while the suspension holds; lifted early it is over")
    func liftedEarly() {
        let rules = World.rules([
            (.termContinues, "yes", "220000", "S4"), (.liftsByItself, "no", "220000", "S4"),
        ])
        let context = World.context(rules: rules)
        var history = History()
        let agreement = history.sign("220100", "2026-01-01", "2026-04-01")
        let suspension = history.suspend("220100", "2026-03-01", until: "2026-06-01")
        let unlifted = history.standing(context: context)
        #expect(unlifted.status("220100", "2026-05-31") == .suspended)
        #expect(unlifted.status("220100", "2026-06-01") == .ended)
        history.resume("220100", "2026-04-20", suspension)
        let lifted = history.standing(context: context)
        #expect(lifted.status("220100", "2026-04-19") == .suspended)
        #expect(lifted.status("220100", "2026-04-20") == .ended)
        // Renewed while it was suspended it goes on.
        history.write(
            "220100", .register, "2026-04-15",
            .renewed(agreement: agreement, until: World.day("2027-04-01")))
        let renewed = history.standing(context: context)
        #expect(renewed.status("220100", "2026-04-20") == .designated)
    }

    @Test("N42 ¶1: what was asked for with an end is over then, also where imposed ones are not")
    func askedWithEnd() {
        let rules = World.rules([(.liftsByItself, "no", "220000", "S4")])
        for (isOwn, after) in [(true, Status.designated), (false, .suspended)] {
            var history = History()
            history.sign("220100", "2026-01-01", "2027-01-01")
            history.suspend("220100", "2026-03-01", until: "2026-04-01", ownRequest: isOwn)
            let standing = history.standing(context: World.context(rules: rules))
            #expect(standing.status("220100", "2026-03-31") == .suspended)
            #expect(standing.status("220100", "2026-04-01") == after)
        }
    }

    @Test("A suspension imposed after the new signing is meant for it")
    func imposedAfter() {
        var history = history()
        history.sign("220100", "2026-04-10", "2027-01-01")
        history.suspend("220100", "2026-05-01")
        #expect(history.standing().status("220100", "2026-05-01") == .suspended)
    }
}
