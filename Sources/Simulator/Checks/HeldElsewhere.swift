import Designation
import Federation
import TransparencyLog

/// Sentence 3, last clause: "recorded here" and "also held by …" are shown apart.
///
/// Whoever is shown as applying an act holds it. A machine that was put back to an older disk said the
/// truth when it did; it is not asked.
enum HeldElsewhere: SentenceCheck {
    static let sentence = 3

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        let others = simulation.nodes.indices.filter { index in
            let other = simulation.nodes[index]
            return other.isHonest && other.name != node.name && simulation.backups[index] == nil
        }.map { simulation.nodes[$0] }
        let names = others.map(\.name)
        // Of two histories a size says nothing about an entry.
        for act in simulation.truth.acts where simulation.truth.forked[act.origin] == nil {
            for row in node.board(for: act.reference, nodes: names) {
                guard case .applied = row.state else { continue }
                simulation.reached(.shownAsHeld)
                let holder = others.first { $0.name == row.node }
                if let holder, !simulation.holds(holder, act) {
                    return "\(node.name) shows \(act.reference) as held by \(row.node)"
                }
            }
        }
        return nil
    }
}
