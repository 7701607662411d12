import Federation
import TransparencyLog

/// Sentence 8: one bad record, log or peer delays no other.
///
/// The main check is made in the rounds at the end: with one log still damaged by its relay, all the
/// others must arrive in the rounds of sentence 9. Here: an entry that nobody can read does not stop
/// its log, so whatever is stored of a log is also applied.
enum NobodyDelayed: SentenceCheck {
    static let sentence = 8

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        guard let replica = node.exchange?.replica, replica.ownMissing.isEmpty else { return nil }
        for (origin, log) in node.disk.live.logs.logs.sorted(by: { $0.key < $1.key }) {
            // A store that failed leaves entries behind that the next step takes up.
            guard node.disk.gate.failChances == 0 else { return nil }
            let applied = node.applied(origin, of: log)
            if applied < log.size {
                return "\(node.name) stores \(log.size) entries of \(origin) but applies \(applied)"
            }
        }
        return nil
    }

    static func atEnd(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        for act in simulation.truth.acts where act.meaning == .unreadable {
            guard simulation.holds(node, act) else { continue }
            simulation.reached(.unreadableEntryKept)
        }
        return nil
    }
}
