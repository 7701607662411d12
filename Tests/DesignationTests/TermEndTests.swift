import Designation
import Testing

/// When a term ends an agreement: not earlier by what is recorded ahead (N41 ¶1, P38), and not later than
/// the region's edition carries it on (S4).
@Suite struct TermEndTests {
    private func ended(_ history: inout History, _ agreement: EventReference, _ day: String)
        -> EventReference
    {
        history.write(
            "220100", .register, day, .ended(agreement: agreement, cause: .notRenewed))
    }

    @Test("What is not renewed runs to the end of its term, whenever that is recorded")
    func recordedAhead() {
        for (type, after) in [(InstitutionType.medical, Status.ended), (.pharmacy, .terminated)] {
            var history = History()
            history.type = type
            history.register("220100", "2026-01-01")
            let agreement = history.sign("220100", "2026-01-01", "2026-06-01")
            let end = ended(&history, agreement, "2026-02-10")
            let standing = history.standing()
            #expect(standing.status("220100", "2026-02-10") == .designated)
            #expect(standing.status("220100", "2026-05-31") == .designated)
            #expect(standing.status("220100", "2026-06-01") == after)
            #expect(standing.why(end) == nil)
            // Any other end counts on its own day, though it was recorded later.
            history.write(
                "220100", .register, "2026-03-01", .ended(agreement: agreement, cause: .closure))
            #expect(history.standing().status("220100", "2026-03-01") == .ended)
        }
    }

    @Test("An agreement that is over has no term to come: its past end moves no deadline")
    func overNotAhead() throws {
        var history = History()
        history.sign("220100", "2026-01-01", "2026-06-01")
        let timeline = try #require(history.standing().timelines.first)
        #expect(timeline.termEnd(after: World.day("2026-05-31")) == World.day("2026-06-01"))
        #expect(timeline.termEnd(after: World.day("2026-06-01")) == nil)
        #expect(timeline.termEnd(after: World.day("2026-12-01")) == nil)
    }

    @Test("It is about the term that runs then; a renewal behind it waits until it is withdrawn")
    func renewedAfterwards() {
        var history = History()
        let agreement = history.sign("220100", "2026-01-01", "2026-06-01")
        history.write(
            "220100", .register, "2026-02-01",
            .renewed(agreement: agreement, until: World.day("2026-08-01")))
        let end = ended(&history, agreement, "2026-03-01")
        let renewal = history.write(
            "220100", .register, "2026-04-01",
            .renewed(agreement: agreement, until: World.day("2027-08-01")))
        let standing = history.standing()
        #expect(standing.status("220100", "2026-07-31") == .designated)
        #expect(standing.status("220100", "2026-08-01") == .ended)
        #expect(standing.why(renewal) == .superseded)
        history.write("220100", .sanctions, "2026-04-02", .withdrawn(act: end))
        #expect(history.standing().status("220100", "2026-08-01") == .designated)
    }

    private func changzhou() -> (history: History, agreement: EventReference) {
        var history = History()
        history.place = "320400"
        let agreement = history.sign("320402", "2024-06-01", "2026-06-01")
        return (history, agreement)
    }

    @Test(
        "S4: a term goes on to the day for which the suspension was imposed, not until it is lifted"
    )
    func carriedOn() {
        var (history, agreement) = changzhou()
        let suspension = history.suspend("320402", "2026-05-01", until: "2026-08-01")
        #expect(history.standing("320000").status("320402", "2026-07-31") == .suspended)
        #expect(history.standing("320000").status("320402", "2026-08-01") == .ended)
        let renewal = history.write(
            "320402", .register, "2026-09-01",
            .renewed(agreement: agreement, until: World.day("2028-06-01")))
        history.resume("320402", "2026-09-04", suspension)
        let standing = history.standing("320000")
        #expect(standing.status("320402", "2026-08-31") == .ended)
        #expect(standing.status("320402", "2026-09-05") == .ended)
        #expect(standing.why(renewal) == .superseded)
    }

    @Test("S4: nothing but an imposed suspension with a last day, which holds then, carries it on")
    func notCarriedOn() {
        let others: [(inout History) -> Void] = [
            { _ = $0.suspend("320402", "2026-05-01", until: "2026-08-01", ownRequest: true) },
            { _ = $0.suspend("320402", "2026-05-01") },
            { _ = $0.suspend("220100", "2026-05-01", until: "2026-08-01") },
            { history in
                let event = history.suspend("320402", "2026-05-01", until: "2026-08-01")
                history.resume("320402", "2026-05-20", event)
            },
        ]
        for (number, suspend) in others.enumerated() {
            var (history, _) = changzhou()
            suspend(&history)
            let standing = history.standing("320000")
            #expect(standing.status("320402", "2026-06-01") == .ended, "\(number)")
        }
    }
}
