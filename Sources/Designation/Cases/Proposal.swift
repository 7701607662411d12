/// Something that the system can compute and only an agency can decide (protocol §10.6).
public struct Proposal: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable, Hashable {
        /// A second imposed suspension in one term (N43(1), P40(1)).
        case secondSuspension = "second-suspension"
        /// Does a suspension that follows from another pool count? (decision)
        case derivedSuspensionCounts = "derived-suspension-counts"
        /// A voluntary suspension past its maximum (N42, P39).
        case maximumExceeded = "maximum-exceeded"
        /// A listed reason to terminate, such as a licence withdrawn (N43, P40).
        case terminate
        /// A listed reason to suspend (N42, P39).
        case suspend
        /// Branches under the same persons (P40(14)).
        case chain
        /// A barred person entered by a change (N43(10), P40(13)).
        case barredPersonEntered = "barred-person-entered"
        /// Record the bar after a second failed assessment (N9, P8).
        case bar
        /// Not changed but applied for anew (S2 25).
        case applyAnew = "apply-anew"
        /// The pair's other agency granted the change: take its result over by a step `recognised`
        /// that names the event (S2 25).
        case takeOver = "take-over"
        /// An institution with an agreement failed the city's spot check of its assessment, or the
        /// reassessment without which the agreement may not be gone on with: what becomes of the agreement
        /// (S4 监督公示, S4 附则3)?
        case assessmentFailed = "assessment-failed"
        /// Signed, suspended or terminated by an agency that has cases of the institution, and in none
        /// of them (N10, N42, N43): by which decision?
        case actWithoutCase = "act-without-case"
    }

    public var kind: Kind
    public var institution: InstitutionID
    /// What it rests on.
    public var events: [EventReference]
    public var citations: [Citation]
    /// Whose agency is asked.
    public var region: RegionCode
    /// An item of a list, or another licence, in ASCII.
    public var detail: String
    /// The day that matters: the end of a bar, the day of a maximum.
    public var day: LegalDate?

    public init(
        _ kind: Kind, institution: InstitutionID, events: [EventReference],
        citations: [Citation], region: RegionCode, detail: String = "", day: LegalDate? = nil
    ) {
        self.kind = kind
        self.institution = institution
        self.events = events
        self.citations = citations
        self.region = region
        self.detail = detail
        self.day = day
    }

    /// Names the proposal in confirmations, decisions and review items; the same on every node that
    /// holds the same events.
    public var key: String {
        var key = "\(kind.rawValue),\(institution)"
        for event in events { key += ",\(event)" }
        return detail.isEmpty ? key : key + ",\(detail)"
    }
}
