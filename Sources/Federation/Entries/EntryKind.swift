public import Designation

/// The kinds of `entry.proto`: the number of the body's field.
public enum EntryKind: UInt32, Sendable, CaseIterable, Hashable {
    case epochOpened = 16
    case lost = 17
    case forkShown = 18
    case registered = 32
    case assessed = 33
    case recognised = 34
    case signed = 35
    case changed = 36
    case renewed = 37
    case ended = 38
    case restricted = 39
    case restrictionLifted = 40
    case resumptionRequested = 41
    case resumptionRefused = 42
    case suspended = 48
    case resumed = 49
    case terminated = 50
    case withdrawn = 51
    case barred = 52
    case reviewed = 53
    case nodeEnrolled = 64
    case keyRotated = 65
    case nodeRevoked = 66
    case logClosed = 67
    case delegated = 68
    case delegationEnded = 69
    case regionsSet = 70
    case editionSet = 71
    case calendarSet = 72
    case groupSet = 73
    case decisionSet = 74
    case foldEditionSet = 75
    case caseEvent = 96
    case appliedSizes = 112

    /// Numbers that are kinds, known or not; others are common fields (rule 5 of the schema).
    public static let numbers: ClosedRange<UInt32> = 16...999

    /// The streams in which the kind has a meaning (protocol §3.1). Elsewhere it is kept and shown, but
    /// has no effect: a sanction in a `register` log would bind one area only.
    public var streams: [Stream] {
        switch self {
        case .epochOpened, .lost: Stream.allCases
        case .registered, .assessed, .recognised, .signed, .changed, .renewed, .ended, .restricted,
            .restrictionLifted, .resumptionRequested, .resumptionRefused:
            [.register]
        case .suspended, .resumed, .terminated, .barred: [.sanctions]
        case .withdrawn, .reviewed: [.sanctions, .register]
        case .forkShown, .nodeEnrolled, .keyRotated, .nodeRevoked, .logClosed, .delegated,
            .delegationEnded, .regionsSet, .editionSet, .calendarSet, .groupSet, .decisionSet,
            .foldEditionSet:
            [.directory]
        case .caseEvent: [.casework]
        case .appliedSizes: [.receipts]
        }
    }

    /// Whether older software that does not know the kind must answer "not settleable".
    public var isRestrictive: Bool {
        switch self {
        case .restricted, .suspended, .terminated, .barred: true
        default: false
        }
    }

    /// Whether it is an act about one institution, with subject, region and effective day.
    public var isAct: Bool { (32...63).contains(rawValue) }

    /// Whether `references[0]` belongs to the body.
    var leadsWithReference: Bool {
        switch self {
        case .lost, .recognised, .changed, .renewed, .ended, .restrictionLifted,
            .resumptionRequested, .resumptionRefused, .resumed, .withdrawn, .delegationEnded:
            true
        default: false
        }
    }
}
