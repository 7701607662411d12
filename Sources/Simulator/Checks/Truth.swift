import Designation
import Federation
import TransparencyLog

/// What an act does, as far as the checkers need to know.
enum ActMeaning: Hashable {
    case register, assess, recognise, sign, renew
    case suspend, terminate
    /// Lifts or takes back the act named.
    case lift(EventReference)
    case delegate, casework
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

/// What really happened, seen by nobody in the federation: what the checkers measure against.
struct Truth {
    var acts: [RecordedAct] = []
    /// Leaves of every log as signed by its owner, in order.
    var histories: [Origin: [TreeHash]] = [:]
    /// Logs whose owner meant to sign two histories, or whose head store was rolled back unseen.
    var allowedForks: Set<Origin> = []
    /// Logs of which two histories were signed.
    var forked: Set<Origin> = []
    /// Recorded, but the only disk that held it was replaced by an older one.
    var destroyed: Set<EventReference> = []
    /// Sizes behind every heartbeat, by node.
    var heartbeats: [String: [UInt64: [Origin: UInt64]]] = [:]
    /// The digest that belongs to the hash of its inputs, and who stated it first.
    var digests: [String: (value: TreeHash, node: String)] = [:]
    var unknownCount = 0

    /// A head was committed.
    ///
    /// - Returns: false when the owner had signed another history before.
    mutating func committed(_ origin: Origin, _ leaves: ArraySlice<TreeHash>) -> Bool {
        let known = histories[origin] ?? []
        let common = min(known.count, leaves.count)
        guard known.prefix(common).elementsEqual(leaves.prefix(common)) else {
            forked.insert(origin)
            return false
        }
        if leaves.count > known.count { histories[origin] = Array(leaves) }
        return true
    }
}
