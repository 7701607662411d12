public import Designation

/// The fields that every entry has, whatever its kind (protocol §3).
public struct EntryHeader: Sendable, Hashable {
    /// The edition of `entry.proto` that this software writes.
    public static let currentSchemaEdition: UInt32 = 1

    public var schemaEdition: UInt32
    /// The body's field number; see ``EntryKind``. Set by ``Entry/init(header:body:)`` for known
    /// bodies.
    public var kind: UInt32
    /// Software that does not know the kind must answer "not settleable" for the subject.
    public var isRestrictive: Bool
    /// As written. What counts is never below the predecessor's in the same log (protocol §6).
    public var stamp: Stamp
    /// Who recorded it, as the agency names its staff.
    public var officer: String
    public var subject: InstitutionID?
    public var region: RegionCode?
    /// The first day on which it has effect.
    public var effective: LegalDate
    public var basis: [Citation]
    /// Earlier events; the one that the body needs comes first.
    public var references: [EventReference]
    /// Not empty: the event reaches back before its own day, on this ground (protocol §2.4).
    public var retroactiveGround: String

    public init(
        schemaEdition: UInt32 = EntryHeader.currentSchemaEdition, kind: UInt32 = 0,
        isRestrictive: Bool = false, stamp: Stamp, officer: String = "",
        subject: InstitutionID? = nil, region: RegionCode? = nil, effective: LegalDate,
        basis: [Citation] = [], references: [EventReference] = [], retroactiveGround: String = ""
    ) {
        self.schemaEdition = schemaEdition
        self.kind = kind
        self.isRestrictive = isRestrictive
        self.stamp = stamp
        self.officer = officer
        self.subject = subject
        self.region = region
        self.effective = effective
        self.basis = basis
        self.references = references
        self.retroactiveGround = retroactiveGround
    }
}
