import Designation
import Federation
import TransparencyLog

/// Sentence 10: old and new versions work side by side.
///
/// Kinds that are not known here are kept and passed on (sentence 3 follows them like all others);
/// a restrictive one makes its institution not settleable, and a digest is never stated for an
/// edition of the fold that the software does not have.
enum OldAndNew: SentenceCheck {
    static let sentence = 10

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        for act in simulation.truth.acts {
            guard act.meaning == .unknown(isRestrictive: true), simulation.holds(node, act),
                !simulation.isClosed(node, act), simulation.isTrusted(act.origin, at: node),
                let institution = act.institution
            else { continue }
            for region in simulation.plan.regions {
                let answer = node.answer(
                    StatusQuestion(
                        institution: institution, region: region.code,
                        date: act.effective.adding(days: 1)))
                if answer?.settleable == true {
                    return "\(node.name) settles \(institution) in \(region.code.text) in spite "
                        + "of the unknown \(act.reference)"
                }
            }
            simulation.reached(.unknownRestrictiveObeyed)
        }
        return nil
    }

    /// Digests as they leave a node.
    static func stated(
        _ digests: [DigestReport], by node: SimulatedNode, in simulation: Simulation
    ) {
        for digest in digests where digest.foldEdition > Registry.foldEdition {
            simulation.fail(
                10, "\(node.name) states a digest of fold edition \(digest.foldEdition)")
        }
    }
}
