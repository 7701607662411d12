public import Federation
import Logging
import Messages
import TransparencyLog

extension NodeCore {
    public nonisolated var federationID: String { registry.anchor.federationID }

    /// Whether every one of these peers has answered since the start.
    func haveAnswered(_ peers: [String]) -> Bool {
        peers.allSatisfy { exchange.lastHeard[$0] != nil }
    }

    var connectedPeers: [String] { exchange.connectedPeers }

    public func confirmPeersAsked() { exchange.replica.confirmPeersAsked() }

    /// Whether the node may record now, and if not, why.
    public var recordingState: RecordingState { exchange.replica.recordingState }

    /// Own entries that no peer has are given up when nothing came for half a minute.
    ///
    /// After a failed restoration peers have to be asked again; sessions ask all the time, so what they
    /// know has arrived by the next look.
    func superviseRecovery() {
        let now = clock()
        if exchange.replica.recordingState == .mustAskPeers {
            // A clock that is set back would otherwise make a node wait for as long as it was ahead.
            let since = min(mustAskSince ?? now, now)
            mustAskSince = since
            if now > since + 5_000 { confirmPeersAsked() }
        } else {
            mustAskSince = nil
        }
        let missing = exchange.replica.ownMissing
        var seen: [String: RecoveryMark] = [:]
        for (origin, range) in missing {
            let mark = RecoveryMark(from: range.lowerBound, since: now)
            var known = recoveryMarks[origin.text]
            if let since = known?.since, now < since { known?.since = now }
            seen[origin.text] = known.flatMap { $0.from == mark.from ? $0 : nil } ?? mark
            if let known, known.from == mark.from, now > known.since + 30_000,
                let name = try? LogName(origin: origin)
            {
                logger.say("No peer has entries \(range) of \(origin.text); a new epoch.")
                exchange.replica.giveUpRecovery(name.stream)
            }
        }
        recoveryMarks = seen
    }

    /// Whether the derived store lacks so many entries.
    func lacksSave(of minimumFacts: Int) -> Bool {
        let applied = registry.applied.values.reduce(0, +)
        return applied >= savedApplied + UInt64(minimumFacts) || applied < savedApplied
    }

    /// Whether the last save worked. What could not be saved is tried again with the next look.
    func noteSave(problem: Message?) {
        note(problem, about: "derived")
        if problem != nil { savedApplied = 0 }
    }

    /// What the derived store lacks, if it is enough to be worth a write.
    func unsaved(minimumFacts: Int) -> ([DossierRow], DerivedSnapshot)? {
        guard lacksSave(of: minimumFacts) else { return nil }
        savedApplied = registry.applied.values.reduce(0, +)
        let (rows, snapshot) = registry.unsaved()
        return (rows, snapshot)
    }
}

/// How far own entries had come back when it was looked at last.
struct RecoveryMark: Sendable {
    var from: UInt64
    var since: UInt64
}
