import Designation
import Federation
import TransparencyLog

/// What an act does, as far as the checkers need to know.
enum ActMeaning: Hashable {
    case register, assess, recognise, sign, renew
    case suspend, terminate
    /// Lifts or takes back the act named.
    case lift(EventReference)
    case delegate, casework, closeEpoch
    /// Ends the delegation named.
    case endDelegation(EventReference)
    case unknown(isRestrictive: Bool)
    case unreadable
}

/// An entry of which an officer was told that it is recorded.
struct RecordedAct {
    var reference: EventReference
    var origin: Origin
    var stream: Designation.Stream
    var author: String
    var meaning: ActMeaning
    var institution: InstitutionID?
    var region: RegionCode?
    var effective: LegalDate
    var until: LegalDate?
    var stamp: Stamp
    var isAuthorised: Bool
    /// Recorded on a copy of the author's machine, which has links of its own.
    var isOnCopy = false
}

/// An act under a signed head, whether or not its officer was told: a crash behind the commit point
/// leaves it in force, and the next start tells everybody of it.
struct WrittenAct {
    var origin: Origin
    var index: UInt64
    var leafPrefix: UInt128
    var author: String
    var header: EntryHeader
    var act: Act

    /// Where it stood first, if it was recorded again.
    var firstPlace: EventReference?

    var reference: EventReference {
        firstPlace ?? EventReference(origin: origin.text, index: index, leafPrefix: leafPrefix)
    }
}

/// How things stood at a node when it signed a heartbeat.
struct HeartbeatTruth {
    /// Acts that all officers together had been told of by then.
    var actCount: Int
    /// Own acts that it had lost, or of which it knew that they count nowhere.
    var unknown: Set<EventReference>

    /// Whether nobody who relies on the heartbeat of this time can be blamed for not having an act: its
    /// author did not know of it, or has set its clock back by more than a heartbeat may be ahead.
    func excuses(_ act: RecordedAct, number: Int, at milliseconds: UInt64) -> Bool {
        let isSetBack = act.stamp.milliseconds + FreshnessBook.toleranceMilliseconds < milliseconds
        return unknown.contains(act.reference) || (number >= actCount && isSetBack)
    }
}

/// What really happened, seen by nobody in the federation: what the checkers measure against.
struct Truth {
    var acts: [RecordedAct] = []
    /// Sealed content of cases, as it was before it was sealed.
    var cases: [SealedCase] = []
    /// What sentence 2 is about, of every history of every log.
    var written: [WrittenAct] = []
    /// Leaves of every log as signed by its owner, in order.
    var histories: [Origin: [TreeHash]] = [:]
    /// Logs whose owner meant to sign two histories, or whose head store was rolled back unseen.
    var allowedForks: Set<Origin> = []
    /// Logs of which two histories were signed, with the entries that both have in common.
    var forked: [Origin: UInt64] = [:]
    /// Logs that were closed while their machine ran twice.
    var closedTwins: Set<Origin> = []
    /// Recorded, but the only disk that held it was replaced by an older one.
    var destroyed: Set<EventReference> = []
    /// What its author knew behind every heartbeat, by node and time.
    var heartbeats: [String: [UInt64: HeartbeatTruth]] = [:]
    /// The digest that belongs to the hash of its inputs, and who stated it first.
    var digests: [String: (value: TreeHash, node: String)] = [:]
    var unknownCount = 0
    /// Nodes that are no members any more.
    var revoked: Set<String> = []
    var keyChangeCount = 0

    /// Notes the acts among entries that a head has come to cover.
    mutating func wrote(_ log: MemoryLog, _ range: Range<Int>, of name: LogName, _ origin: Origin) {
        guard name.stream == .sanctions || name.stream == .register else { return }
        for index in range {
            // Losing the error is right: what newer software wrote says nothing here.
            guard let outer = try? EntryCodec.decode(log.entries[index]) else { continue }
            var entry = outer
            var place: EventReference?
            if case .lost(let lost) = outer.body, let inner = try? EntryCodec.decode(lost.entry) {
                // It counts as if it stood at the new place, with the stamp of that.
                var header = inner.header
                header.stamp = outer.header.stamp
                entry = Entry(header: header, body: inner.body)
                place = lost.place
            }
            guard case .act(let act) = entry.body else { continue }
            let leafPrefix = log.leaves[index].leafPrefix
            let isKnown = written.contains {
                $0.origin == origin && $0.index == index && $0.leafPrefix == leafPrefix
            }
            guard !isKnown else { continue }
            written.append(
                WrittenAct(
                    origin: origin, index: UInt64(index),
                    leafPrefix: leafPrefix, author: name.node,
                    header: entry.header, act: act, firstPlace: place))
        }
    }

    /// A head was committed.
    ///
    /// - Returns: false when the owner had signed another history before.
    mutating func committed(_ origin: Origin, _ leaves: ArraySlice<TreeHash>) -> Bool {
        let known = histories[origin] ?? []
        let common = min(known.count, leaves.count)
        guard known.prefix(common).elementsEqual(leaves.prefix(common)) else {
            let same = zip(known, leaves).prefix { $0 == $1 }.count
            forked[origin] = min(forked[origin] ?? .max, UInt64(same))
            return false
        }
        if leaves.count > known.count { histories[origin] = Array(leaves) }
        return true
    }
}
