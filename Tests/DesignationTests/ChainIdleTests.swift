import Designation
import Testing

/// What led to an answer and counts for it no longer: withdrawn acts, ends of what came from elsewhere,
/// agreements that give way.
@Suite struct ChainIdleTests {
    private func chain(
        _ history: History, _ region: String, _ day: String, area: String = "220000",
        context: FoldContext = World.context(rules: World.rules())
    ) -> (links: [Explanation.Link], status: Status) {
        let standing = history.standing(area, context: context)
        let answer = standing.answer(
            StatusQuestion(
                institution: World.hospital, region: World.code(region), scope: .basic,
                date: World.day(day)), tree: World.tree, context: context)
        let explanation = Explanation(
            of: answer, standing: standing, context: context, facts: history.facts)
        return (explanation.chain, answer.status)
    }

    @Test("A withdrawn sanction is told with its withdrawal, here and where it reached")
    func withdrawnSanctions() {
        for isTermination in [false, true] {
            var history = History()
            history.sign("220100", "2026-01-01", "2027-01-01")
            history.sign("220200", "2026-01-01", "2027-01-01")
            let sanction =
                isTermination
                ? history.terminate("220100", "2026-02-01")
                : history.suspend("220100", "2026-02-01")
            let withdrawal = history.write(
                "220100", .sanctions, "2026-02-10", .withdrawn(act: sanction))
            for region in ["220100", "220200"] {
                // Claims of these days were refused until the withdrawal came, and are paid since.
                let between = chain(history, region, "2026-02-05")
                #expect(between.status == .designated)
                #expect(between.links.map(\.kind) == [.act, .withoutEffect, .act], "\(region)")
                #expect(between.links[1].event == sanction)
                #expect(between.links[1].why == .withdrawn)
                #expect(between.links[2].event == withdrawal)
                #expect(between.links.map(\.isDeciding) == [true, false, false])
                let before = chain(history, region, "2026-01-31")
                #expect(before.links.map(\.kind) == [.act])
            }
            // Another area's institutions of another name were never reached.
            #expect(chain(history, "222400", "2026-02-05").links.map(\.kind) == [.noAgreement])
        }
    }

    @Test("A withdrawn change stands beside its agreement, not beside another fund's")
    func withdrawnChange() {
        var history = History()
        let signed = history.sign("220100", "2026-01-01", "2027-01-01")
        let changed = history.write(
            "220100", .register, "2026-02-01",
            .changed(agreement: signed, services: [.outpatient], sites: nil))
        let withdrawal = history.write(
            "220100", .register, "2026-02-10", .withdrawn(act: changed))
        let links = chain(history, "220100", "2026-02-05").links
        #expect(links.map(\.event) == [signed, changed, withdrawal])
        #expect(links.map(\.kind) == [.act, .withoutEffect, .act])
    }

    @Test("A renewal that came when the term was over is told to have no effect (N41, P38)")
    func lateRenewal() {
        var history = History()
        let signed = history.sign("220100", "2026-01-01", "2026-06-01")
        let renewal = history.write(
            "220100", .register, "2026-06-04",
            .renewed(agreement: signed, until: World.day("2027-06-01")))
        let found = chain(history, "220100", "2026-06-05")
        #expect(found.status == .ended)
        #expect(found.links.map(\.kind) == [.act, .termOver, .withoutEffect])
        #expect(found.links.last?.event == renewal && found.links.last?.why == .superseded)
        #expect(found.links.map(\.isDeciding) == [false, true, false])
        #expect(chain(history, "220100", "2026-06-03").links.count == 2, "nobody had written it")
        #expect(chain(history, "220200", "2026-06-05").links.map(\.kind) == [.noAgreement])
        var inTime = History()
        let first = inTime.sign("220100", "2026-01-01", "2026-06-01")
        inTime.write(
            "220100", .register, "2026-05-29",
            .renewed(agreement: first, until: World.day("2027-06-01")))
        let kinds = chain(inTime, "220100", "2026-06-05").links.map(\.kind)
        #expect(!kinds.contains(.withoutEffect))
    }

    @Test("What followed from a suspension elsewhere is told to be over with the agreement there")
    func causeEnded() {
        var history = History()
        history.sign("220100", "2026-01-01", "2026-06-01")
        history.sign("220200", "2026-01-01", "2027-01-01")
        let cause = history.suspend("220100", "2026-04-01", ownRequest: true)
        let during = chain(history, "220200", "2026-05-01")
        #expect(during.status == .suspended)
        #expect(during.links.map(\.kind) == [.act, .act])
        let after = chain(history, "220200", "2026-06-15")
        #expect(after.status == .designated)
        #expect(after.links.map(\.kind) == [.act, .act, .causeEnded])
        #expect(after.links.last?.day == World.day("2026-06-01"))
        #expect(after.links.last?.event == cause)
    }

    @Test("An agreement beside which another office signed before says that it stands behind")
    func standsBehind() {
        let context = World.context(
            rules: World.rules(
                named: ["sign", "suspend", "terminate"].map {
                    ("competence.\($0)", "office", "320400")
                }))
        var history = History()
        history.place = "320402"
        history.sign("320402", "2026-01-01", "2026-07-01", services: [.outpatient])
        let later = history.sign("320411", "2026-02-01", "2027-02-01", services: [.inpatient])
        let both = chain(history, "320402", "2026-03-01", area: "320000", context: context).links
        #expect(both.map(\.kind) == [.act, .act, .standsBehind])
        #expect(both.last?.event == later)
        let alone = chain(history, "320402", "2026-08-01", area: "320000", context: context).links
        #expect(!alone.map(\.kind).contains(.standsBehind))
    }
}
