import Designation
import Federation
import TransparencyLog

/// Sentence 2: no node answers "may be settled" for a date and region covered by a suspension or
/// termination in effect among the entries it has verified, folded or not.
///
/// The checker works out the reach of a sanction by itself, from the plan and from what stands under
/// signed heads: its own region always, and by N44 ¶2 every region when the pool of the seat acted.
/// What was committed but, for a crash, never acknowledged counts like everything else: it is in the
/// log, and everybody is told of it at the next start.
enum NeverSettleable: SentenceCheck {
    static let sentence = 2

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        guard let replica = node.exchange?.replica else { return nil }
        let held = simulation.truth.written.filter {
            holds(node, $0) && !isClosed($0, replica) && simulation.isTrusted($0.origin, at: node)
                && mayStillWrite($0, replica)
        }
        for act in held where isSanction(act) && mayImpose(act.author, simulation) {
            // Before the directory arrived nobody knows the author; then nothing is answered.
            guard replica.directory.node(named: act.author) != nil else { continue }
            if let wrong = check(act, node, held, simulation) { return wrong }
        }
        return nil
    }

    private static func holds(_ node: SimulatedNode, _ act: WrittenAct) -> Bool {
        guard let log = node.disk.live.logs.logs[act.origin], act.index < log.size else {
            return false
        }
        return log.leaves[Int(act.index)].leafPrefix == act.leafPrefix
    }

    private static func isClosed(_ act: WrittenAct, _ replica: Replica) -> Bool {
        guard let closing = replica.directory.closing(of: act.origin) else { return false }
        return act.index >= closing.finalSize
    }

    /// Nothing counts that was written on a day from which on its author was revoked (protocol §6.4, 6).
    private static func mayStillWrite(_ act: WrittenAct, _ replica: Replica) -> Bool {
        let directory = replica.directory
        guard directory.isRevoked(act.author), let region = act.header.region else { return true }
        return directory.competence(
            of: act.author, for: .suspend, in: region,
            on: LegalDate(unixMilliseconds: act.header.stamp.milliseconds)) != .none
    }

    private static func isSanction(_ act: WrittenAct) -> Bool {
        switch act.act {
        case .suspended, .terminated: true
        default: false
        }
    }

    /// Cities and provinces may; an office that does oversteps (sentence 4).
    private static func mayImpose(_ author: String, _ simulation: Simulation) -> Bool {
        simulation.plan.nodes.contains {
            $0.name == author && ($0.role == .city || $0.role == .province)
        }
    }

    private static func check(
        _ act: WrittenAct, _ node: SimulatedNode, _ held: [WrittenAct], _ simulation: Simulation
    ) -> String? {
        guard let institution = act.header.subject, let region = act.header.region else {
            return nil
        }
        let related = held.filter { $0.header.subject == institution }
        guard let end = end(of: act, related) else { return nil }
        if act.author != node.name { simulation.reached(.sanctionSeenElsewhere) }
        for asked in regions(institution, region, node, simulation)
        where !isOver(act, asked, related, simulation) {
            for offset in [0, 2, 20] {
                let day = act.header.effective.adding(days: offset)
                if let end = end.day, day >= end { break }
                let question = StatusQuestion(
                    institution: institution, region: asked, date: day)
                if node.answer(question)?.settleable == true {
                    return "\(node.name) says on \(day) that \(institution) may be settled in "
                        + "\(asked.text) in spite of \(act.reference)"
                }
            }
        }
        return nil
    }

    private static func regions(
        _ institution: InstitutionID, _ region: RegionCode, _ node: SimulatedNode,
        _ simulation: Simulation
    ) -> [RegionCode] {
        guard isOfSeat(region, institution, simulation) else { return [region] }
        // Elsewhere the answer is "unknown" for want of the register; one region shows that.
        let tree = simulation.tree
        let codes = simulation.plan.regions.map(\.code)
        let held = codes.filter { tree.area(of: $0).map(node.heldAreas.contains) ?? false }
        return held + codes.filter { !held.contains($0) }.prefix(1)
    }

    /// Whether the region is the pool of the institution's seat: its sanctions reach everywhere.
    private static func isOfSeat(
        _ region: RegionCode, _ institution: InstitutionID, _ simulation: Simulation
    ) -> Bool {
        let tree = simulation.tree
        guard let pool = tree.pool(of: region), pool == tree.pool(of: institution.issuer) else {
            return false
        }
        return pool == region
    }

    private struct End {
        /// The first day on which the sanction has no effect any more; `nil`: none.
        var day: LegalDate?
    }

    /// - Returns: `nil` when the sanction was taken back and has no effect on any day.
    private static func end(of act: WrittenAct, _ related: [WrittenAct]) -> End? {
        var end = End()
        if case .suspended(let suspension) = act.act { end.day = suspension.until }
        for other in related {
            switch other.act {
            case .withdrawn(act.reference): return nil
            case .resumed(act.reference, _):
                end.day = min(end.day ?? other.header.effective, other.header.effective)
            default: break
            }
        }
        return end
    }

    /// Whoever signs after a termination begins anew: neither the termination nor an earlier suspension
    /// of the agreement that was terminated reaches the new one, in the area in which it was signed.
    private static func isOver(
        _ act: WrittenAct, _ asked: RegionCode, _ related: [WrittenAct], _ simulation: Simulation
    ) -> Bool {
        let area = simulation.tree.area(of: asked)
        return related.contains { signing in
            guard case .signed = signing.act, act.header.stamp < signing.header.stamp,
                let region = signing.header.region, simulation.tree.area(of: region) == area
            else { return false }
            return related.contains { termination in
                guard case .terminated = termination.act,
                    act.header.effective <= termination.header.effective
                else { return false }
                return termination.header.stamp < signing.header.stamp
            }
        }
    }
}
