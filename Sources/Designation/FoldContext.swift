/// Names of acts as competence knows them (configuration and directory events use the raw values).
public enum Competency: String, Sendable, CaseIterable, Hashable {
    case enrol, close, delegate, regions, edition, calendar, group, decision, register, accept
    case assess, approve, notice, sign, change, renew, end, suspend, resume, terminate, withdraw,
        publish
    case bar, review, attest
}

/// How an author came by a competence that it used.
public enum Competence: Hashable, Sendable {
    /// Granted by the parent at enrolment (edition).
    case own
    /// Named in a delegation event (S2 6).
    case delegated(EventReference)
    /// The capability had lapsed by the event's stamp, the parent saw the event later: counts, flagged.
    case lapsed
    case none
}

/// Who may do what, where, when: answered by the directory (protocol §6.4). The same on every node
/// that holds the same `directory` logs.
public protocol CompetenceJudge: Sendable {
    func competence(
        of author: String, for act: Competency, in region: RegionCode, on day: LegalDate
    ) -> Competence
}

/// A pair or set of regions whose agencies recognise each other's results (S2 7).
public struct RecognitionGroup: Hashable, Sendable {
    public var members: Set<RegionCode>
    public var services: Set<Service>
    public var from: LegalDate
    public var to: LegalDate?
    public var citation: Citation

    public init(
        members: Set<RegionCode>, services: Set<Service>, from: LegalDate, to: LegalDate?,
        citation: Citation
    ) {
        self.members = members
        self.services = services
        self.from = from
        self.to = to
        self.citation = citation
    }
}

/// Everything besides an institution's own facts that the fold looks at.
public struct FoldContext: Sendable {
    public var regions: RegionTree
    public var rules: RuleBook
    public var groups: [RecognitionGroup]
    public var judge: any CompetenceJudge
    /// Closed logs by origin, where acts that were cut off may have stood first.
    public var closed: [String: ClosedLog]
    /// Directory events that may change what was so far said of the past, by their stamps.
    public var reachingBack: [ReachingBack] = []

    public init(
        regions: RegionTree, rules: RuleBook, groups: [RecognitionGroup],
        judge: any CompetenceJudge, closed: [String: ClosedLog] = [:]
    ) {
        self.regions = regions
        self.rules = rules
        self.groups = groups
        self.judge = judge
        self.closed = closed
    }
}
