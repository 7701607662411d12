import Designation
import Federation
import TransparencyLog

/// Sentence 3: what an officer was told is recorded survives any crash of process or power, and
/// reaches every node in scope once links heal.
enum Acknowledged: SentenceCheck {
    static let sentence = 3

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        for act in simulation.truth.acts where act.author == node.name {
            guard !simulation.truth.destroyed.contains(act.reference),
                !isInDispute(act, simulation),
                simulation.backups[simulation.index(named: node.name) ?? -1] == nil
            else { continue }
            if !Simulation.holds(node, act) {
                return "\(node.name) lost \(act.reference), which it had acknowledged"
            }
        }
        return nil
    }

    /// Entries of logs with two histories are dealt with by sentence 5. A copy of a machine hangs on a
    /// node of another area, which holds no register and no case of it: those have no way to go.
    /// Everything else that a node with a copy recorded is not excused.
    private static func isInDispute(_ act: RecordedAct, _ simulation: Simulation) -> Bool {
        if simulation.truth.forked.contains(act.origin) { return true }
        return act.isOnCopy && (act.stream == .register || act.stream == .casework)
    }

    static func atEnd(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        guard let directory = node.exchange?.replica.directory else { return nil }
        for act in simulation.truth.acts {
            guard !simulation.truth.destroyed.contains(act.reference),
                !isInDispute(act, simulation),
                let name = try? LogName(origin: act.origin),
                directory.inScope(of: node.name, origin: name)
            else { continue }
            if !simulation.holds(node, act), !isRecordedAgain(act, node) {
                return "\(node.name) never got \(act.reference)"
            }
        }
        return nil
    }

    private static func isRecordedAgain(_ act: RecordedAct, _ node: SimulatedNode) -> Bool {
        node.disk.live.logs.logs.values.contains { log in
            log.entries.contains { bytes in
                guard let entry = try? EntryCodec.decode(bytes),
                    case .lost(let lost) = entry.body
                else { return false }
                return lost.place == act.reference
            }
        }
    }
}
