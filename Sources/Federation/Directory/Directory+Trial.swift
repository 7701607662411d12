public import Designation
import Synchronization
import TransparencyLog

/// What superiors and parents are asked before an event is recorded (protocol §2.4).
extension Directory {
    /// Whether the node's own grants, as last enrolled, cover the act in the region; what is lent
    /// to it does not count. Which days they cover is the parent's concern: an office does not lose
    /// its children when its term is over.
    public func ownGrantsCover(
        _ act: Competency, in region: RegionCode, of author: String
    ) -> Bool {
        ownRegions(of: author, for: act).contains {
            $0 == .everywhere || $0 == region || regions.lies(region, in: $0)
        }
    }

    func ownRegions(of author: String, for act: Competency) -> [RegionCode] {
        (members[author]?.record.grants ?? [])
            .filter { $0.acts.contains(act) }.flatMap(\.regions)
    }

    /// The key with which the node was enrolled first: an enrolment of the same name must carry it,
    /// whatever rotations came after. `nil` for nodes that are not enrolled.
    public func enrolmentKey(of name: String) -> [UInt8]? { members[name]?.keys.first }

    /// When a rotation last gave the node another key for cases, by the clock of the superior;
    /// `nil` when it has the one with which it was enrolled.
    public func encryptionKeyReplaced(of name: String) -> Stamp? { members[name]?.sealedFrom }

    /// Where an event of a trial stands: nowhere, but as one of the author's own log.
    ///
    /// - Returns: `nil` for a name that no log can have.
    static func trialOrigin(of author: String, federation: String) -> Origin? {
        // Losing the error is right: what has no log records nothing either.
        try? LogName.make(
            federation: federation, node: author, stream: .directory,
            epochKey: [UInt8](repeating: 0, count: 32)
        ).origin
    }

    /// The events of a trial as entries behind everything that their author wrote.
    static func trialEntries(
        _ drafts: [EntryDraft], origin: Origin, at stamp: Stamp
    ) -> [LoggedEntry] {
        drafts.enumerated().map { number, draft in
            LoggedEntry(
                origin: origin, index: UInt64(number), leafHash: .emptyTree, stamp: stamp,
                entry: Entry(draft, stamp: stamp, officer: ""))
        }
    }
}

extension Registry {
    /// What the directory would report of events if `author` recorded them now, in this order: the
    /// directory is built with them, so the answer is that of every node that holds the same logs.
    ///
    /// - Parameter stamp: behind what the author wrote.
    /// - Returns: for each draft the reasons; what is no directory event has none.
    func trial(
        _ drafts: [EntryDraft], of author: String, at stamp: Stamp
    ) -> [[Directory.Problem.Reason]] {
        let none = drafts.map { _ in [Directory.Problem.Reason]() }
        guard let origin = Directory.trialOrigin(of: author, federation: anchor.federationID)
        else { return none }
        let (logs, epochs, previous) = globals.withLock { globals in
            (
                globals.directoryEntries.map { ($0.key, $0.value) }, globals.epochs,
                globals.view.directory
            )
        }
        // Whoever does not belong to it says nothing in it.
        guard previous.node(named: author) != nil, !previous.isRevoked(author) else {
            return drafts.map { if case .directory = $0.body { [.notCompetent] } else { [] } }
        }
        let directory = Directory.build(
            anchor: anchor, logs: logs, epochs: epochs, previous: previous,
            trial: Directory.trialEntries(drafts, origin: origin, at: stamp))
        var reasons = none
        for problem in directory.problems where problem.event.origin == origin.text {
            reasons[Int(problem.event.index)].append(problem.reason)
        }
        return reasons
    }
}

extension Replica {
    /// What the directory would report of events if this node recorded them now, in this order.
    ///
    /// - Parameter now: the machine's clock, milliseconds since 1970.
    /// - Returns: for each draft the reasons; what is no directory event has none.
    public func trial(_ drafts: [EntryDraft], now: UInt64) -> [[Directory.Problem.Reason]] {
        let stamp = Stamp(
            milliseconds: max(now, clock.last.milliseconds), counter: .max)
        return registry.trial(drafts, of: name, at: stamp)
    }

    /// The reference by which a later event of the same trial may name an earlier one.
    public func trialReference(_ number: Int) -> EventReference? {
        Directory.trialOrigin(of: name, federation: federationID).map {
            EventReference(
                origin: $0.text, index: UInt64(number),
                leafPrefix: TreeHash.emptyTree.leafPrefix)
        }
    }
}
