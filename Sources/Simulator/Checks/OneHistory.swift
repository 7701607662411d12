import Federation
import TransparencyLog

/// Sentence 5: honest software signs two histories only if head store and machine mark were rolled
/// back together unseen; the first contact shows it. A dishonest node is found by any two honest ones
/// that compare.
enum OneHistory: SentenceCheck {
    static let sentence = 5

    /// Called at every commit, before anybody is told: the earliest moment at which it shows.
    static func committed(
        _ origin: Origin, _ leaves: ArraySlice<TreeHash>, by node: SimulatedNode,
        in simulation: Simulation
    ) {
        if simulation.truth.committed(origin, leaves) { return }
        guard !simulation.truth.allowedForks.contains(origin) else { return }
        simulation.fail(5, "\(node.name) signed two histories of \(origin)")
    }

    /// Whoever holds one history of a forked log and exchanges, directly or through others, with
    /// somebody who holds the other has the evidence.
    static func atEnd(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        unknown(to: node, simulation) { simulation.reached($0) }
    }

    private static func unknown(
        to node: SimulatedNode, _ simulation: Simulation,
        isExcused: (Origin) -> Bool = { _ in false }, seen: (SometimesPoint) -> Void
    ) -> String? {
        for origin in simulation.truth.forked.keys.sorted() {
            // A closing settles it, and the other branch is given up.
            guard node.exchange?.replica.directory.closing(of: origin) == nil,
                isHeldInTwoForms(origin, simulation)
            else { continue }
            seen(.forkProved)
            guard let log = node.disk.live.logs.logs[origin], log.size > 0 else { continue }
            if !node.knowsFork(of: origin), !isExcused(origin) {
                return "\(node.name) does not know that \(origin) has two histories"
            }
            seen(.forkSeenByAll)
        }
        return nil
    }

    /// Somebody who holds one of two histories and has not heard of the other yet.
    ///
    /// - Parameter except: The log that its relay still damages. The key of the only node that has the
    ///   evidence may have been replaced in it: then that node cannot tell (protocol §2.4, §4.5), or
    ///   is not believed, until the log arrives.
    static func unknownYet(_ simulation: Simulation, except: Origin?) -> String? {
        for node in simulation.nodes where node.isHonest {
            let wrong = unknown(
                to: node, simulation,
                isExcused: { except != nil && !canBeTold($0, to: node, simulation) },
                seen: { _ in })
            if let wrong { return wrong }
        }
        return nil
    }

    /// Whether somebody has evidence who may write what both he and the listener believe.
    private static func canBeTold(
        _ origin: Origin, to node: SimulatedNode, _ simulation: Simulation
    ) -> Bool {
        simulation.nodes.contains { teller in
            teller.isHonest && teller.disk.live.logs.notes[NoteName.fork + origin.text] != nil
                && [teller, node].allSatisfy {
                    $0.exchange?.replica.directory.node(named: teller.name)?.nodeKey
                        == teller.publicKey
                }
        }
    }

    private static func isHeldInTwoForms(_ origin: Origin, _ simulation: Simulation) -> Bool {
        let held = simulation.nodes.filter(\.isHonest)
            .compactMap { $0.disk.live.logs.logs[origin] }
        guard let longest = held.max(by: { $0.size < $1.size }) else { return false }
        return held.contains { log in
            !log.leaves.prefix(Int(log.size)).elementsEqual(longest.leaves.prefix(Int(log.size)))
        }
    }
}
