import Designation
import Federation
import TransparencyLog

/// Sentence 2: no node answers "may be settled" for a date and region covered by a suspension or
/// termination in effect among the entries it has verified, folded or not.
///
/// The checker works out the reach of a sanction by itself, from the plan and the acts recorded: its
/// own region always, and by N44 ¶2 every region when the pool of the seat acted.
enum NeverSettleable: SentenceCheck {
    static let sentence = 2

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        for act in simulation.truth.acts {
            guard act.meaning == .suspend || act.meaning == .terminate, act.isAuthorised,
                simulation.holds(node, act), !simulation.isClosed(node, act)
            else { continue }
            if let wrong = check(act, node, simulation) { return wrong }
        }
        return nil
    }

    private static func check(
        _ act: RecordedAct, _ node: SimulatedNode, _ simulation: Simulation
    ) -> String? {
        guard let replica = node.exchange?.replica, let institution = act.institution,
            let region = act.region,
            // Before the directory arrived nobody knows the author; then nothing is answered.
            replica.directory.node(named: act.author) != nil
        else { return nil }
        let lifts = lifts(of: act, held: node, simulation)
        guard !lifts.isWithdrawn else { return nil }
        if isOver(act, simulation) { return nil }
        if act.author != node.name { simulation.reached(.sanctionSeenElsewhere) }
        for asked in regions(institution, region, node, simulation) {
            for offset in [0, 2, 20] {
                let day = act.effective.adding(days: offset)
                if let end = [act.until, lifts.day].compactMap({ $0 }).min(), day >= end { break }
                let question = StatusQuestion(
                    institution: institution, region: asked, date: day)
                if ask(question, node, simulation).settleable {
                    return "\(node.name) says on \(day) that \(institution) may be settled in "
                        + "\(asked.text) in spite of \(act.reference)"
                }
            }
        }
        return nil
    }

    /// What the node answers; the place of the planted bug.
    static func ask(
        _ question: StatusQuestion, _ node: SimulatedNode, _ simulation: Simulation
    ) -> StatusAnswer {
        guard let registry = node.exchange?.replica.registry else {
            return StatusAnswer(question: question, unit: nil, status: .unknown)
        }
        var answer = registry.answer(question)
        if simulation.bug == .answersSettleable { answer.settleable = true }
        return answer
    }

    private static func regions(
        _ institution: InstitutionID, _ region: RegionCode, _ node: SimulatedNode,
        _ simulation: Simulation
    ) -> [RegionCode] {
        let tree = RegionTree(simulation.plan.regions)
        guard let pool = tree.pool(of: region), pool == tree.pool(of: institution.issuer),
            pool == region
        else { return [region] }
        // Elsewhere the answer is "unknown" for want of the register; one region shows that.
        let codes = simulation.plan.regions.map(\.code)
        let held = codes.filter { tree.area(of: $0).map(node.heldAreas.contains) ?? false }
        return held + codes.filter { !held.contains($0) }.prefix(1)
    }

    private static func lifts(
        of act: RecordedAct, held node: SimulatedNode, _ simulation: Simulation
    ) -> (isWithdrawn: Bool, day: LegalDate?) {
        var day: LegalDate?
        for other in simulation.truth.acts {
            guard case .lift(act.reference) = other.meaning, simulation.holds(node, other) else {
                continue
            }
            // A withdrawal takes the effects back from the first day, a resumption from its own.
            if act.meaning == .terminate { return (true, nil) }
            day = min(day ?? other.effective, other.effective)
            if isWithdrawal(other, node) { return (true, nil) }
        }
        return (false, day)
    }

    private static func isWithdrawal(_ act: RecordedAct, _ node: SimulatedNode) -> Bool {
        guard let log = node.disk.live.logs.logs[act.origin],
            let entry = try? EntryCodec.decode(log.entries[Int(act.reference.index)])
        else { return false }
        return entry.kind == .withdrawn
    }

    /// Whoever signs after a termination begins anew: neither the termination nor a suspension of the
    /// agreement that was terminated reaches the new one.
    private static func isOver(_ act: RecordedAct, _ simulation: Simulation) -> Bool {
        let terminations = simulation.truth.acts.filter {
            $0.meaning == .terminate && $0.institution == act.institution
        }
        return simulation.truth.acts.contains { signing in
            signing.meaning == .sign && signing.institution == act.institution
                && terminations.contains { $0.stamp < signing.stamp }
        }
    }
}
