import Designation
import Federation
import TransparencyLog

/// Sentence 6: no answer claims to be fresher than the newest verified data it rests on.
///
/// The truth knows the sizes of a node's logs behind each of its heartbeats. Nobody may claim the
/// time of a heartbeat whose entries, as far as they are for it, it has not applied.
enum HonestFreshness: SentenceCheck {
    static let sentence = 6

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        for other in simulation.nodes where other.isHonest && other.name != node.name {
            if let wrong = check(other.name, at: node, simulation) { return wrong }
        }
        return nil
    }

    private static func check(
        _ source: String, at node: SimulatedNode, _ simulation: Simulation
    ) -> String? {
        guard let exchange = node.exchange, let beats = simulation.truth.heartbeats[source],
            let claimed = claim(source, exchange, node, simulation)
        else { return nil }
        simulation.reached(.freshnessClaimed)
        let replica = exchange.replica
        let earned =
            beats.filter { _, sizes in
                sizes.allSatisfy { origin, size in
                    guard let name = try? LogName(origin: origin),
                        replica.directory.inScope(of: node.name, origin: name)
                    else { return true }
                    return replica.registry.applied(origin) >= size
                }
            }.keys.max() ?? 0
        // A later claim than any earned one would have to come from an entry's stamp.
        if claimed > earned {
            return "\(node.name) claims \(source) as of \(claimed) but has applied up to \(earned)"
        }
        return nil
    }

    /// What the node would print next to an answer.
    private static func claim(
        _ source: String, _ exchange: Exchange, _ node: SimulatedNode, _ simulation: Simulation
    ) -> UInt64? {
        var book = exchange.freshness
        let replica = exchange.replica
        return book.freshness(of: source, newestStamp: nil) { origin in
            if simulation.bug == .claimsFreshness { return nil }
            guard let name = try? LogName(origin: origin),
                replica.directory.inScope(of: node.name, origin: name)
            else { return nil }
            return replica.registry.applied(origin)
        }
    }
}
