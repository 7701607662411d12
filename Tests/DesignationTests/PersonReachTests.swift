import Designation
import Testing

/// S4 解除: a person who lost the right to settle has lost it at every institution of the pool; N45 is a
/// measure under one agreement.
@Suite struct PersonReachTests {
    private let first = World.institution("practice-licence:320402:PDY00001")
    private let second = World.institution("practice-licence:320411:PDY00002")

    private var context: FoldContext {
        World.context(
            rules: World.rules([
                (.personSuspensionReach, "pool", "320400", "S4"),
                (.personSuspensionTerm, "1 to 5 years", "320400", "S4"),
            ]))
    }

    /// What the second institution's standing says of a person who is stopped at the first.
    private func ask(
        _ imposed: History, _ region: String, _ day: String, person: String = "D1",
        context: FoldContext
    ) -> StatusAnswer {
        let source = imposed.standing("320000", context: context, of: first)
        var own = History()
        own.place = "320411"
        own.sign("320411", "2025-01-01", "2029-01-01")
        var standing = own.standing("320000", context: context, of: second)
        standing.add(
            source.measures(
                following: person, in: World.code("320400"), facts: imposed.facts, context: context)
        )
        return standing.answer(
            StatusQuestion(
                institution: second, region: World.code(region), date: World.day(day),
                person: person), tree: World.tree, context: context)
    }

    private func stopped(until: String?) -> (History, EventReference) {
        var history = History()
        history.place = "320402"
        history.sign("320402", "2025-01-01", "2026-01-01")
        let event = history.restrict("320402", "2025-06-03", .person, "D1", until: until)
        return (history, event)
    }

    @Test("A year or more, or for good, holds at every institution of the pool")
    func followsThePerson() {
        for until in ["2026-06-03", "2028-06-03", nil] {
            let (history, event) = stopped(until: until)
            let found = ask(history, "320411", "2025-07-01", context: context)
            #expect(found.status == .suspended && !found.settleable, "\(until ?? "for good")")
            #expect(found.reasons.map(\.event) == [event])
            #expect(found.since == World.day("2025-06-03"))
            // For good: until the agreement is over.
            #expect(found.until == World.day(until ?? "2029-01-01"))
            #expect(ask(history, "320411", "2025-06-02", context: context).settleable)
            #expect(
                ask(history, "320411", "2025-07-01", person: "D2", context: context).settleable)
        }
    }

    @Test("A shorter one is under the agreement (N45), as all are where the edition says nothing")
    func underTheAgreement() {
        let (short, _) = stopped(until: "2025-12-31")
        #expect(ask(short, "320411", "2025-07-01", context: context).settleable)
        let (long, _) = stopped(until: "2028-06-03")
        #expect(ask(long, "320411", "2025-07-01", context: World.context()).settleable)
    }

    @Test("What was lifted early was of its kind before, and is over everywhere from then on")
    func lifted() {
        var (history, event) = stopped(until: "2028-06-03")
        history.write(
            "320402", .register, "2025-09-01", .restrictionLifted(restriction: event))
        #expect(
            ask(history, "320411", "2025-08-31", context: context).status == .suspended)
        #expect(ask(history, "320411", "2025-09-01", context: context).settleable)
        history.write("320402", .register, "2025-10-01", .withdrawn(act: event))
        #expect(ask(history, "320411", "2025-08-31", context: context).settleable)
    }
}
