import Designation
import Federation
import TransparencyLog

/// What a node tells whoever asks it, by the calls that pages and programs make.
///
/// The checkers ask here and know nothing of planted bugs: a bug of answers spoils what is told, and the
/// whole checker has to find it, as it would have to find it in the software.
extension SimulatedNode {
    /// - Returns: `nil` while the process is down.
    func answer(_ question: StatusQuestion) -> StatusAnswer? {
        guard var answer = exchange?.replica.registry.answer(question) else { return nil }
        switch disk.bug {
        case .answersSettleable:
            answer.settleable = true
        case .ignoresUnknownKinds
        where !answer.reasons.isEmpty
            && answer.reasons.allSatisfy { $0.rule == .unknownRestrictive }:
            answer.settleable = true
        default: break
        }
        return answer
    }

    /// The time before which everything of each other node is here, by its own word.
    func freshTimes(now: UInt64) -> [String: UInt64] {
        guard let exchange else { return [:] }
        var times = exchange.freshTimes(now: now)
        if disk.bug == .claimsFreshness {
            for beat in exchange.freshness.heartbeats { times[beat.node] = beat.milliseconds }
        }
        return times
    }

    /// Who else holds an act (protocol §9.4).
    func board(for event: EventReference, nodes: [String]) -> [BoardRow] {
        let rows = exchange?.replica.board(for: event, nodes: nodes) ?? []
        guard disk.bug == .claimsOthersApply else { return rows }
        return rows.map { row in
            row.state == .notYet ? BoardRow(node: row.node, state: .applied(milliseconds: 0)) : row
        }
    }

    /// Whether the node knows that a log has two histories: by evidence of its own or by an entry.
    func knowsFork(of origin: Origin) -> Bool {
        guard disk.bug != .hidesForks else { return false }
        return disk.live.logs.notes[NoteName.fork + origin.text] != nil
            || exchange?.replica.registry.forkedFrom(origin) != nil
    }

    /// Entries of a log that answers rest on.
    func applied(_ origin: Origin, of log: MemoryLog) -> UInt64 {
        let applied = exchange?.replica.registry.applied(origin) ?? 0
        guard disk.bug == .badRecordStopsLog else { return applied }
        let bad = log.entries.firstIndex { (try? EntryCodec.decode($0)) == nil }
        return min(applied, UInt64(bad ?? .max))
    }
}
