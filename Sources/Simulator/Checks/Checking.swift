import Designation
import Federation
import TransparencyLog

/// One sentence of protocol §11 as a check over running nodes and the truth.
///
/// Each returns what it saw wrong, in words, or `nil`.
protocol SentenceCheck: Sendable {
    static var sentence: Int { get }
    /// After a step in which something happened to the node.
    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String?
    /// When the faults have stopped and all have exchanged.
    static func atEnd(_ node: SimulatedNode, _ simulation: Simulation) -> String?
}

extension SentenceCheck {
    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? { nil }
    static func atEnd(_ node: SimulatedNode, _ simulation: Simulation) -> String? { nil }
}

extension Simulation {
    static let checks: [any SentenceCheck.Type] = [
        OneRegistry.self, NeverSettleable.self, Acknowledged.self, AuthorityOnly.self,
        OneHistory.self, HonestFreshness.self, InItsChain.self, NobodyDelayed.self,
        AgreesInRounds.self, OldAndNew.self, HeldElsewhere.self,
    ]

    /// Checks every node to which something happened in this step.
    ///
    /// What the sentences are about changes only with what a node holds and with what was
    /// acknowledged; freshness also changes with the heartbeats that arrive.
    func check() {
        for index in touched.sorted() where nodes[index].isRunning && nodes[index].isHonest {
            let state = CheckedState(nodes[index], truth)
            let isNew = checkedStates[index] != state
            checkedStates[index] = state
            for check in Self.checks where isNew || check == HonestFreshness.self {
                if let wrong = check.afterStep(nodes[index], self) { fail(check.sentence, wrong) }
            }
        }
        touched = []
    }

    func finalChecks() {
        for node in nodes where node.isRunning && node.isHonest {
            if node.exchange?.replica.notices.futureStamps.isEmpty == false {
                reached(.futureStampNoticed)
            }
            for check in Self.checks {
                if let wrong = check.atEnd(node, self) { fail(check.sentence, wrong) }
            }
        }
    }
}

extension Simulation {
    /// Whether a node holds an entry, verified, folded or not.
    func holds(_ node: SimulatedNode, _ act: RecordedAct) -> Bool {
        guard let log = node.disk.live.logs.logs[act.origin], act.reference.index < log.size
        else { return false }
        return log.leaves[Int(act.reference.index)].leafPrefix == act.reference.leafPrefix
    }

    /// Entries beyond a closing never count.
    func isClosed(_ node: SimulatedNode, _ act: RecordedAct) -> Bool {
        guard let closing = node.exchange?.replica.directory.closing(of: act.origin) else {
            return false
        }
        return act.reference.index >= closing.finalSize
    }

    /// Whether the log's opening is by a key that counts at a node: nothing of one by an old key counts
    /// until a superior has closed it, nor of one by a key that has not been heard of.
    func isTrusted(_ origin: Origin, at node: SimulatedNode) -> Bool {
        guard truth.keyChangeCount > 0 else { return true }
        guard let view = node.exchange?.replica.registry.view,
            let index = view.origins.index(of: origin.text)
        else { return false }
        return view.scopes[index].isTrusted
    }
}

/// What the checks after a step look at, in short.
struct CheckedState: Hashable {
    var incarnation: Int
    var entries: UInt64
    var logs: Int
    var notes: Int
    var acts: Int

    init(_ node: SimulatedNode, _ truth: Truth) {
        incarnation = node.incarnation
        entries = node.disk.live.logs.logs.values.reduce(0) { $0 + $1.size }
        logs = node.disk.live.logs.logs.count
        notes = node.disk.live.logs.notes.count
        acts = truth.acts.count
    }
}
