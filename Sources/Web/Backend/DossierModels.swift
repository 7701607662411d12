public import Designation

/// Everything known of one institution.
public struct Dossier: Hashable, Sendable {
    public var institution: InstitutionID
    /// The newest public facts of the areas held; `nil` when only sanctions are known.
    public var facts: InstitutionFacts?
    /// One per area whose `register` is held, sorted by area.
    public var standings: [Standing]
    /// All its events, oldest first (by stamp, origin, index).
    public var events: [DossierEvent]
    public var today: LegalDate
    public var nowMilliseconds: UInt64

    public init(
        institution: InstitutionID, facts: InstitutionFacts?, standings: [Standing],
        events: [DossierEvent], today: LegalDate, nowMilliseconds: UInt64
    ) {
        self.institution = institution
        self.facts = facts
        self.standings = standings
        self.events = events
        self.today = today
        self.nowMilliseconds = nowMilliseconds
    }
}

/// One event of an institution with who wrote it.
public struct DossierEvent: Hashable, Sendable {
    public var fact: Fact
    /// The agency of the region for which it was done.
    public var agency: BilingualText
    /// The agency or office that recorded it, where that is another one: by delegation, for a region below, or on
    /// the spot.
    public var recorder: BilingualText?
    /// When this node applied it, milliseconds since 1970 UTC; 0: not recorded.
    public var appliedAtMilliseconds: UInt64

    public init(
        fact: Fact, agency: BilingualText, recorder: BilingualText? = nil,
        appliedAtMilliseconds: UInt64
    ) {
        self.fact = fact
        self.agency = agency
        self.recorder = recorder
        self.appliedAtMilliseconds = appliedAtMilliseconds
    }
}

/// A clash that waits for a person.
public struct ReviewRow: Hashable, Sendable {
    public var item: ReviewItem
    /// Name of the institution concerned, when known.
    public var institutionName: String
    /// When the newest of its events was written, milliseconds since 1970 UTC.
    public var writtenAtMilliseconds: UInt64

    public init(item: ReviewItem, institutionName: String, writtenAtMilliseconds: UInt64) {
        self.item = item
        self.institutionName = institutionName
        self.writtenAtMilliseconds = writtenAtMilliseconds
    }
}
