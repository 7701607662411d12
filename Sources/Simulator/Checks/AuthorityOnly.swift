import Designation
import Federation

/// Sentence 4: nothing takes effect that its author had no authority for.
///
/// An act of an author without competence stands among the events without effect, and no stretch of
/// any timeline, no sanction and no answer rests on it.
enum AuthorityOnly: SentenceCheck {
    static let sentence = 4

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        for act in simulation.truth.acts where !act.isAuthorised {
            guard simulation.holds(node, act), let institution = act.institution,
                let registry = node.exchange?.replica.registry
            else { continue }
            for area in [Registry.common] + node.heldAreas.sorted() {
                let standing = registry.standing(of: institution, area: area)
                if hasEffect(act, standing) {
                    return "\(act.reference) takes effect at \(node.name) without authority"
                }
            }
        }
        return nil
    }

    static func hasEffect(_ act: RecordedAct, _ standing: Standing) -> Bool {
        standing.sanctions.contains { $0.event == act.reference }
            || standing.timelines.contains { timeline in
                timeline.spans.contains { span in
                    span.reasons.contains {
                        $0.event == act.reference && $0.rule != .forked
                    }
                }
            }
    }
}
