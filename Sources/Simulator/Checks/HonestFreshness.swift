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
        // What was earned once stays so while the process lives: nothing that it applied goes away.
        let key = "\(node.name) \(node.incarnation) \(source)"
        if simulation.earnedClaims[key] == claimed { return nil }
        let replica = exchange.replica
        let directory = replica.directory
        let isEarned = beats.contains { time, sizes in
            time >= claimed
                && sizes.allSatisfy { origin, size in
                    guard let name = try? simulation.logName(origin),
                        directory.inScope(of: node.name, origin: name)
                    else { return true }
                    return replica.registry.applied(origin) >= size
                }
        }
        // A later claim than any earned one would have to come from an entry's stamp.
        guard isEarned else {
            return "\(node.name) claims \(source) as of \(claimed) without what it had by then"
        }
        simulation.earnedClaims[key] = claimed
        return nil
    }

    /// What the node would print next to an answer.
    private static func claim(
        _ source: String, _ exchange: Exchange, _ node: SimulatedNode, _ simulation: Simulation
    ) -> UInt64? {
        var book = exchange.freshness
        let replica = exchange.replica
        let directory = replica.directory
        return book.freshness(of: source, newestStamp: nil) { origin in
            if simulation.bug == .claimsFreshness { return nil }
            guard let name = try? simulation.logName(origin),
                directory.inScope(of: node.name, origin: name)
            else { return nil }
            return replica.registry.applied(origin)
        }
    }
}
