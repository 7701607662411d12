/// What a case is judged against: the rules of a region on a day, working days, who may act, who
/// recognises whom, and what is known of the institution.
public struct CaseSetting: Sendable {
    public var policyAt: @Sendable (RegionCode, LegalDate) -> Policy
    public var calendar: WorkCalendar
    public var regions: RegionTree
    public var groups: [RecognitionGroup]
    /// The region of the agency whose node an author is; where it is not known, the region for which
    /// the step was done. Its roster says who may do what there.
    public var agencyOf: @Sendable (String) -> RegionCode?
    /// `nil`: every author is taken to be competent (a rehearsal without a directory).
    public var judge: (any CompetenceJudge)?
    public var subject: CaseSubject
    /// What stands against an application (``Screening``); empty where nothing is known.
    public var screening: [Screening.Reason]

    public init(
        policyAt: @escaping @Sendable (RegionCode, LegalDate) -> Policy, calendar: WorkCalendar,
        regions: RegionTree, subject: CaseSubject, groups: [RecognitionGroup] = [],
        judge: (any CompetenceJudge)? = nil, screening: [Screening.Reason] = [],
        agencyOf: @escaping @Sendable (String) -> RegionCode? = { _ in nil }
    ) {
        self.agencyOf = agencyOf
        self.policyAt = policyAt
        self.calendar = calendar
        self.regions = regions
        self.groups = groups
        self.judge = judge
        self.subject = subject
        self.screening = screening
    }
}
