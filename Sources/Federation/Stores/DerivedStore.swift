public import Designation
public import TransparencyLog

/// What the registry derived for one institution.
public struct DossierRow: Sendable, Hashable {
    public var institution: InstitutionID
    /// Compactly encoded facts (`Fact.encode`), concatenated.
    public var facts: [UInt8]
    /// `Standing.encoded()` per area, sorted by area.
    public var standings: [[UInt8]]
    // For finding and counting, from the newest public facts; empty where none are held.
    public var name: String
    /// The code in force, then others that lead here: earlier ones, and those of other agencies (S2 25).
    public var nationalCodes: [String]
    public var place: String
    public var type: UInt8

    public init(
        institution: InstitutionID, facts: [UInt8], standings: [[UInt8]], name: String,
        nationalCodes: [String], place: String, type: UInt8
    ) {
        self.institution = institution
        self.facts = facts
        self.standings = standings
        self.name = name
        self.nationalCodes = nationalCodes
        self.place = place
        self.type = type
    }
}

/// What the rows of a derived store reflect: restart folds what the logs hold beyond it.
public struct DerivedSnapshot: Sendable, Hashable {
    /// Entries applied per log.
    public var applied: [Origin: UInt64]
    /// Opaque state of the registry (origin table, digest sums, stamps), its own format version inside.
    public var registry: [UInt8]

    public init(applied: [Origin: UInt64], registry: [UInt8]) {
        self.applied = applied
        self.registry = registry
    }
}

/// Derived data: can be deleted at any time and comes out the same from the logs (`rebuild`). Not
/// synced to disk on every write; rows and snapshot of one `save` appear together or not at all.
public protocol DerivedStore: AnyObject, Sendable {
    func snapshot() throws -> DerivedSnapshot?
    func dossier(_ institution: InstitutionID) throws -> DossierRow?
    /// The packed facts of a row alone: what a fold needs of it.
    func facts(of institution: InstitutionID) throws -> [UInt8]?
    /// Rows in key order after `institution`, at most `limit`: for walking the whole registry.
    func dossiers(after institution: InstitutionID?, limit: Int) throws -> [DossierRow]
    func save(_ rows: [DossierRow], snapshot: DerivedSnapshot) throws
    /// Institutions whose name contains `text`, or one of whose national codes, or whose number, starts with it.
    func find(_ text: String, limit: Int) throws -> [InstitutionID]
    func institutionCount() throws -> Int
    func erase() throws
}

extension DerivedStore {
    public func facts(of institution: InstitutionID) throws -> [UInt8]? {
        try dossier(institution)?.facts
    }
}
