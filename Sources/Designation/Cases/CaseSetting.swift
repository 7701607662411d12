/// What a case is judged against: the rules of a region on a day, working days, who may act, who
/// recognises whom, and what is known of the institution.
public struct CaseSetting: Sendable {
    public var policyAt: @Sendable (RegionCode, LegalDate) -> Policy
    public var calendar: WorkCalendar
    public var regions: RegionTree
    public var groups: [RecognitionGroup]
    /// `nil`: every author is taken to be competent (a rehearsal without a directory).
    public var judge: (any CompetenceJudge)?
    public var subject: CaseSubject
    /// What stands against an application (``Screening``); empty where nothing is known.
    public var screening: [Screening.Reason]

    public init(
        policyAt: @escaping @Sendable (RegionCode, LegalDate) -> Policy, calendar: WorkCalendar,
        regions: RegionTree, subject: CaseSubject, groups: [RecognitionGroup] = [],
        judge: (any CompetenceJudge)? = nil, screening: [Screening.Reason] = []
    ) {
        self.policyAt = policyAt
        self.calendar = calendar
        self.regions = regions
        self.groups = groups
        self.judge = judge
        self.subject = subject
        self.screening = screening
    }
}
