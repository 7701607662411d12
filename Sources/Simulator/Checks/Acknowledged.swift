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

    /// What must reach everybody in scope and lies published on some running machine.
    static func onTheirWay(_ simulation: Simulation) -> [RecordedAct] {
        simulation.truth.acts.filter { act in
            !simulation.truth.destroyed.contains(act.reference) && !isInDispute(act, simulation)
                && !waitsForBadLog(act, simulation)
                && simulation.nodes.contains { $0.isRunning && simulation.holds($0, act) }
        }
    }

    /// Entries behind the point at which two histories part are dealt with by sentence 5; those before it
    /// are not in dispute. A copy of a machine hangs on one node: what is not for that node has no way
    /// to go, everything else that a copy recorded must arrive.
    private static func isInDispute(_ act: RecordedAct, _ simulation: Simulation) -> Bool {
        if let common = simulation.truth.forked[act.origin], act.reference.index >= common {
            return true
        }
        if simulation.truth.revoked.contains(act.author) { return !isVouchedFor(act, simulation) }
        return act.isOnCopy && !hasWayOut(act, simulation)
    }

    /// The only link of a copy is to a node that a damaged directory log keeps from learning the key
    /// of that machine. Nobody may open a session under a key that the directory does not name, so
    /// what the copy recorded has no way to go until that log arrives.
    private static func waitsForBadLog(_ act: RecordedAct, _ simulation: Simulation) -> Bool {
        guard act.isOnCopy, let badLog = simulation.badLog,
            (try? LogName(origin: badLog.origin))?.stream == .directory
        else { return false }
        let copies = simulation.nodes.filter { $0.isCopy && $0.name == act.author }
        return !copies.contains { copy in
            copy.dials.contains { partner in
                let node = simulation.nodes.first { $0.name == partner && !$0.isCopy }
                let record = node?.exchange?.replica.directory.node(named: copy.name)
                return record?.nodeKey == copy.publicKey
            }
        }
    }

    /// Of a revoked node that counts, and goes on its way, which its superior closed its logs at.
    private static func isVouchedFor(_ act: RecordedAct, _ simulation: Simulation) -> Bool {
        let closing = simulation.nodes.first?.exchange?.replica.directory.closing(of: act.origin)
        return closing.map { act.reference.index < $0.finalSize } ?? false
    }

    private static func hasWayOut(_ act: RecordedAct, _ simulation: Simulation) -> Bool {
        guard let name = try? LogName(origin: act.origin),
            let directory = simulation.nodes.first?.exchange?.replica.directory
        else { return false }
        let partners = simulation.nodes.filter { $0.isCopy && $0.name == act.author }
            .flatMap(\.dials)
        return partners.contains { directory.inScope(of: $0, origin: name) }
    }

    static func atEnd(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        guard let directory = node.exchange?.replica.directory else { return nil }
        for act in simulation.truth.acts {
            guard !simulation.truth.destroyed.contains(act.reference),
                !isInDispute(act, simulation),
                let name = try? LogName(origin: act.origin),
                directory.inScope(of: node.name, origin: name)
            else { continue }
            if !simulation.holds(node, act), !isRecordedAgain(act, node),
                !isMalformedAndCutOff(act, directory)
            {
                return "\(node.name) never got \(act.reference)"
            }
        }
        return nil
    }

    /// What a closing cut off and somebody neither holds nor sees recorded again.
    ///
    /// - Parameter except: The log that its relay still damages: of a closing in it its author may not
    ///   have heard, and then it has recorded nothing again.
    static func cutOffAndMissing(
        _ simulation: Simulation, _ directory: Directory, except: Origin?
    ) -> String? {
        for act in onTheirWay(simulation) {
            guard let closing = directory.closing(of: act.origin),
                act.reference.index >= closing.finalSize, act.meaning != .unreadable,
                except == nil || hasHeard(of: closing, act.author, simulation),
                let name = try? simulation.logName(act.origin)
            else { continue }
            for node in simulation.nodes
            where node.isHonest && directory.inScope(of: node.name, origin: name) {
                if simulation.holds(node, act) { continue }
                guard isRecordedAgain(act, node) else {
                    return "\(node.name) lacks \(act.reference), which a closing cut off"
                }
                simulation.reached(.cutOffRecordedAgain)
            }
        }
        return nil
    }

    /// What nobody can read had no effect where it stood; behind a closing it is kept there by whoever has
    /// it, and not recorded again (protocol §3.6).
    private static func isMalformedAndCutOff(_ act: RecordedAct, _ directory: Directory) -> Bool {
        guard act.meaning == .unreadable, let closing = directory.closing(of: act.origin) else {
            return false
        }
        return act.reference.index >= closing.finalSize
    }

    /// Whether some machine of a node knows of a closing.
    private static func hasHeard(
        of closing: LogClosing, _ name: String, _ simulation: Simulation
    ) -> Bool {
        simulation.nodes.contains { node in
            node.name == name
                && node.exchange?.replica.directory.closing(of: closing.origin) == closing
        }
    }

    static func isRecordedAgain(_ act: RecordedAct, _ node: SimulatedNode) -> Bool {
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
