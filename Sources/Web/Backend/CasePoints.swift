public import Designation

/// What a score table gave at one place in an assessment (S3 七, annexes).
public struct CaseScore: Hashable, Sendable {
    /// The assessment.
    public var step: EventReference
    public var day: LegalDate
    /// Empty: the only place.
    public var site: String
    public var table: BilingualText
    /// The sum of all items, of ``full`` points.
    public var total: Int
    public var full: Int
    /// As many points pass, and more, unless an item was a knock-out.
    public var pass: Int
    /// Items that fail the whole, whatever the sum.
    public var knockedOut: [String]
    public var isPassed: Bool
    /// Of the table, then of the mark that passes where that stands elsewhere.
    public var citations: [Citation]

    public init(
        step: EventReference, day: LegalDate, site: String, table: BilingualText, total: Int,
        full: Int, pass: Int, knockedOut: [String], isPassed: Bool, citations: [Citation]
    ) {
        self.step = step
        self.day = day
        self.site = site
        self.table = table
        self.total = total
        self.full = full
        self.pass = pass
        self.knockedOut = knockedOut
        self.isPassed = isPassed
        self.citations = citations
    }
}

/// What an appraisal came to. The orders and local texts give it no points, only a result (N36, P34).
public struct CaseAppraisal: Hashable, Sendable {
    public var step: EventReference
    /// The day on which it was done.
    public var day: LegalDate
    /// The year that was appraised; `nil`: not said.
    public var year: UInt32?
    public var isPassed: Bool
    public var citations: [Citation]

    public init(
        step: EventReference, day: LegalDate, year: UInt32?, isPassed: Bool,
        citations: [Citation]
    ) {
        self.step = step
        self.day = day
        self.year = year
        self.isPassed = isPassed
        self.citations = citations
    }
}
