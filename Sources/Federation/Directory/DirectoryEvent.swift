public import Designation
public import TransparencyLog

/// What a `directory` log says (protocol §2.4, §4.6).
public enum DirectoryEvent: Sendable, Hashable {
    case nodeEnrolled(NodeRecord)
    case keyRotated(KeyRotation)
    /// The node has no competence from the entry's effective day; its logs count up to their
    /// closings.
    case revoked(node: String, reason: String)
    case closed(LogClosing)
    case delegated(Delegation)
    /// Ends the delegation named, on the entry's effective day.
    case delegationEnded(EventReference)
    case regions([Region])
    case edition(EditionPart)
    case calendar(CalendarYear)
    case group(NamedGroup)
    case decision(Decision)
    case foldEdition(UInt32)

    public var kind: EntryKind {
        switch self {
        case .nodeEnrolled: .nodeEnrolled
        case .keyRotated: .keyRotated
        case .revoked: .nodeRevoked
        case .closed: .logClosed
        case .delegated: .delegated
        case .delegationEnded: .delegationEnded
        case .regions: .regionsSet
        case .edition: .editionSet
        case .calendar: .calendarSet
        case .group: .groupSet
        case .decision: .decisionSet
        case .foldEdition: .foldEditionSet
        }
    }
}

/// A new key for a node.
public struct KeyRotation: Sendable, Hashable {
    public var node: String
    public var nodeKey: [UInt8]
    /// Empty: the old one stays.
    public var encryptionKey: [UInt8]
    public var from: LegalDate
    /// Epochs opened under earlier keys that go on. All others count only as far as they are
    /// closed, so a stolen key cannot open an epoch dated back.
    public var keeps: [Origin]

    public init(
        node: String, nodeKey: [UInt8], encryptionKey: [UInt8] = [], from: LegalDate,
        keeps: [Origin]
    ) {
        self.node = node
        self.nodeKey = nodeKey
        self.encryptionKey = encryptionKey
        self.from = from
        self.keeps = keeps
    }
}

/// The end of a log: entries at and beyond `finalSize` never count (protocol §4).
public struct LogClosing: Sendable, Hashable {
    /// The raw values are those of `entry.proto`.
    public enum Reason: UInt8, Sendable, CaseIterable, Hashable {
        case rotation = 1
        case revocation = 2
        case forkSettled = 3
        case retirement = 4
        case newEpoch = 5
    }
    public var origin: Origin
    public var finalSize: UInt64
    public var root: TreeHash
    public var reason: Reason
    public var successor: Origin?
    /// The stamp of the last entry that is kept; `nil`: not said, or nothing is kept. Acts that are recorded
    /// again count from their own stamps where it is (protocol §4.6).
    public var lastStamp: Stamp?

    public init(
        origin: Origin, finalSize: UInt64, root: TreeHash, reason: Reason,
        successor: Origin? = nil, lastStamp: Stamp? = nil
    ) {
        self.origin = origin
        self.finalSize = finalSize
        self.root = root
        self.reason = reason
        self.successor = successor
        self.lastStamp = lastStamp
    }
}

/// The author's own competences, for another node (S2 6). It cannot be passed on.
public struct Delegation: Sendable, Hashable {
    public var to: String
    public var regions: [RegionCode]
    public var acts: [Competency]
    public var from: LegalDate
    public var until: LegalDate?

    public init(
        to: String, regions: [RegionCode], acts: [Competency], from: LegalDate,
        until: LegalDate? = nil
    ) {
        self.to = to
        self.regions = regions
        self.acts = acts
        self.from = from
        self.until = until
    }
}

/// A named, dated value of an edition.
public struct NamedValue: Sendable, Hashable {
    public var name: String
    public var value: DatedValue

    public init(name: String, value: DatedValue) {
        self.name = name
        self.value = value
    }
}

/// An edition of a region's rules, or a part of a large one. The same id and part again, for the
/// same region, replaces the earlier.
public struct EditionPart: Sendable, Hashable {
    public var id: String
    public var region: RegionCode
    public var titleChinese: String
    public var titleEnglish: String
    public var part: UInt32
    public var values: [NamedValue]

    public init(
        id: String, region: RegionCode, titleChinese: String, titleEnglish: String,
        part: UInt32 = 0, values: [NamedValue]
    ) {
        self.id = id
        self.region = region
        self.titleChinese = titleChinese
        self.titleEnglish = titleEnglish
        self.part = part
        self.values = values
    }

    /// The edition with the days of this part's values; `nil` for a part without any.
    public var policyEdition: PolicyEdition? {
        guard let first = values.map(\.value.from).min() else { return nil }
        let ends = values.map(\.value.to)
        let isOpen = ends.contains { $0 == nil }
        return PolicyEdition(
            id: id, region: region, titleChinese: titleChinese, titleEnglish: titleEnglish,
            from: first, to: isOpen ? nil : ends.compactMap(\.self).max())
    }
}

/// The State Council's exceptions of one year.
public struct CalendarYear: Sendable, Hashable {
    public var year: Int
    /// Days off.
    public var holidays: [LegalDate]
    /// Saturdays and Sundays that are worked.
    public var workdays: [LegalDate]
    public var citation: Citation

    public init(year: Int, holidays: [LegalDate], workdays: [LegalDate], citation: Citation) {
        self.year = year
        self.holidays = holidays
        self.workdays = workdays
        self.citation = citation
    }
}

/// A recognition group with an id; the same id again replaces the earlier.
public struct NamedGroup: Sendable, Hashable {
    public var id: String
    public var group: RecognitionGroup

    public init(id: String, group: RecognitionGroup) {
        self.id = id
        self.group = group
    }
}

/// What a region decided where the texts leave it open; the same region, name and first day again
/// replaces the earlier.
public struct Decision: Sendable, Hashable {
    public var region: RegionCode
    public var name: String
    public var value: DatedValue

    public init(region: RegionCode, name: String, value: DatedValue) {
        self.region = region
        self.name = name
        self.value = value
    }
}

/// An entry with its place.
public struct LoggedEntry: Sendable, Hashable {
    public var origin: Origin
    public var index: UInt64
    public var leafHash: TreeHash
    /// Never below the stamp of its predecessor in the log.
    public var stamp: Stamp
    public var entry: Entry

    public init(
        origin: Origin, index: UInt64, leafHash: TreeHash, stamp: Stamp, entry: Entry
    ) {
        self.origin = origin
        self.index = index
        self.leafHash = leafHash
        self.stamp = stamp
        self.entry = entry
    }

    /// The reference that names this entry.
    public var reference: EventReference {
        EventReference(
            origin: origin.text, index: index,
            leafPrefix: leafHash.bytes.prefix(16).reduce(0) { $0 << 8 | UInt128($1) })
    }
}
