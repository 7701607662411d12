import Designation
import Federation
import TransparencyLog

/// A claim that was found right, and under what.
struct EarnedClaim: Hashable {
    var milliseconds: UInt64
    var state: CheckedState
}

/// Sentence 6: no answer claims to be fresher than the newest verified data it rests on.
///
/// A node that states a time for a source holds every act of that source that is stamped before it and
/// for this node, wherever it was recorded: in a present log, in one of an earlier epoch, or again. The
/// truth knows all acts with their stamps; it asks no heartbeat which logs there are.
enum HonestFreshness: SentenceCheck {
    static let sentence = 6

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        let times = node.freshTimes(now: node.wall(simulation.time))
        let state = CheckedState(node, simulation.truth)
        for other in simulation.nodes where other.isHonest && other.name != node.name {
            guard let claimed = times[other.name] else { continue }
            simulation.reached(.freshnessClaimed)
            let claim = EarnedClaim(milliseconds: claimed, state: state)
            let key = "\(node.name) \(other.name)"
            if simulation.earnedClaims[key] == claim { continue }
            if let wrong = check(other.name, claimed, at: node, simulation) { return wrong }
            simulation.earnedClaims[key] = claim
        }
        return nil
    }

    private static func check(
        _ source: String, _ claimed: UInt64, at node: SimulatedNode, _ simulation: Simulation
    ) -> String? {
        let missing = missing(source, before: claimed, at: node, simulation)
        let beats = (simulation.truth.heartbeats[source] ?? [:]).filter { $0.key >= claimed }
        let isEarned = beats.contains { time, beat in
            missing.allSatisfy { beat.excuses($0.act, number: $0.number, at: time) }
        }
        guard !isEarned else { return nil }
        return "\(node.name) claims \(source) as of \(claimed), before which it wrote "
            + (missing.first.map { "\($0.act.reference)" } ?? "what no heartbeat says")
    }

    /// Acts before a time that the node may read and does not have.
    private static func missing(
        _ source: String, before time: UInt64, at node: SimulatedNode, _ simulation: Simulation
    ) -> [(number: Int, act: RecordedAct)] {
        guard let directory = node.exchange?.replica.directory else { return [] }
        return simulation.truth.acts.enumerated().compactMap { number, act in
            guard act.author == source, act.stamp.milliseconds < time, !act.isOnCopy,
                !simulation.holds(node, act), !simulation.isClosed(node, act),
                // Losing the error is right: what is no name is for nobody.
                let name = try? simulation.logName(act.origin),
                directory.inScope(of: node.name, origin: name),
                !Acknowledged.isRecordedAgain(act, node)
            else { return nil }
            return (number, act)
        }
    }
}
