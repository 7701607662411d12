public import Designation
import TransparencyLog

/// What happened.
///
/// The rare bodies are indirect, so that the millions of acts stay small to move.
public enum EntryBody: Sendable, Hashable {
    /// Entry 0 of a log.
    indirect case epochOpened(EpochOpened)
    indirect case directory(DirectoryEvent)
    /// An act about the institution that the header names; never
    /// ``Act/unknown(kind:isRestrictive:)``.
    case act(Act)
    indirect case casework(CaseEvent)
    case receipt(AppliedSizes)
    /// Evidence of a fork, as ``ForkEvidence`` encodes it; receivers verify it themselves.
    case forkShown([UInt8])
    case lost(LostEntry)
    /// A kind, or a value in a known kind, that needs newer software. The bytes stay in the entry.
    case unknown

    /// `nil` for an unknown body.
    public var kind: EntryKind? {
        switch self {
        case .epochOpened: .epochOpened
        case .directory(let event): event.kind
        case .act(let act): act.kind
        case .casework: .caseEvent
        case .receipt: .appliedSizes
        case .forkShown: .forkShown
        case .lost: .lost
        case .unknown: nil
        }
    }

    /// The event that the body is about, which travels as the first reference.
    var leadingReference: EventReference? {
        switch self {
        case .act(let act): act.leadingReference
        case .directory(.delegationEnded(let reference)): reference
        case .lost(let lost): lost.place
        default: nil
        }
    }
}

/// An entry of an earlier epoch that is recorded again, because the epoch ended before others had
/// it (protocol §4). It counts as if its content stood here, with this entry's place and stamp.
public struct LostEntry: Sendable, Hashable {
    /// Where it stood.
    public var place: EventReference
    /// The bytes as first written.
    public var entry: [UInt8]

    public init(place: EventReference, entry: [UInt8]) {
        self.place = place
        self.entry = entry
    }

    /// Whether the place belongs to another log of the same node and stream, and names just these
    /// bytes: nobody records for others, and nothing but what was once written there.
    public func isRecorded(at origin: String) -> Bool {
        // Losing the errors is right: what is no name of a log is nobody's log.
        guard let here = try? LogName(origin: Origin(origin)),
            let there = try? LogName(origin: Origin(place.origin))
        else { return false }
        return here.node == there.node && here.stream == there.stream
            && here.federation == there.federation && here.origin != there.origin
            && TreeHash.leaf(entry).leafPrefix == place.leafPrefix
    }
}

extension Act {
    /// `nil` for ``unknown(kind:isRestrictive:)``.
    public var kind: EntryKind? {
        switch self {
        case .registered: .registered
        case .assessed: .assessed
        case .recognised: .recognised
        case .signed: .signed
        case .changed: .changed
        case .renewed: .renewed
        case .ended: .ended
        case .restricted: .restricted
        case .restrictionLifted: .restrictionLifted
        case .resumptionRequested: .resumptionRequested
        case .resumptionRefused: .resumptionRefused
        case .suspended: .suspended
        case .resumed: .resumed
        case .terminated: .terminated
        case .withdrawn: .withdrawn
        case .barred: .barred
        case .reviewed: .reviewed
        case .unknown: nil
        }
    }

    var leadingReference: EventReference? {
        switch self {
        case .recognised(let recognition): recognition.assessment
        case .signed(let agreement): agreement.restsOn
        case .changed(let agreement, _, _), .renewed(let agreement, _), .ended(let agreement, _):
            agreement
        case .resumed(let suspension, _), .resumptionRequested(let suspension): suspension
        case .resumptionRefused(let request): request
        case .restrictionLifted(let restriction): restriction
        case .withdrawn(let act): act
        default: nil
        }
    }
}
