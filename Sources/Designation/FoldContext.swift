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

/// Who may do what, where and when: answered by the directory (protocol §7). The same on every node
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

/// One dated value of an edition or a decision.
public struct DatedValue: Hashable, Sendable {
    public var value: String
    public var from: LegalDate
    public var to: LegalDate?
    public var citation: Citation
    /// True where the texts leave it open and the region decided (domain: **decision**).
    public var isDecision: Bool

    public init(
        value: String, from: LegalDate, to: LegalDate?, citation: Citation, isDecision: Bool
    ) {
        self.value = value
        self.from = from
        self.to = to
        self.citation = citation
        self.isDecision = isDecision
    }
}

/// Editions and decisions in force, by region and day. A value that a region's own edition lacks is
/// looked up along its parents and last in the national edition (`"—"` means the national value).
public struct RuleBook: Hashable, Sendable {
    /// Parameter name → dated values, per region; the national edition stands under `national`.
    public private(set) var values: [RegionCode: [String: [DatedValue]]]
    public static let national = RegionCode("CN")

    public init() { values = [:] }

    public mutating func add(_ value: DatedValue, named name: String, for region: RegionCode) {
        values[region, default: [:]][name, default: []].append(value)
    }

    /// The value that holds for `region` on `day`: the latest `from` wins within one region.
    public func value(
        _ name: String, for region: RegionCode, on day: LegalDate, in tree: RegionTree
    ) -> DatedValue? {
        var current: RegionCode? = region
        for _ in 0..<16 {
            guard let code = current else { break }
            if let found = own(name, of: code, on: day) { return found }
            current = tree[code]?.parent
        }
        return Self.national.flatMap { own(name, of: $0, on: day) }
    }

    private func own(_ name: String, of region: RegionCode, on day: LegalDate) -> DatedValue? {
        guard let list = values[region]?[name] else { return nil }
        var best: DatedValue?
        for value in list where value.from <= day && (value.to.map { day < $0 } ?? true) {
            if let known = best, !value.replaces(known) { continue }
            best = value
        }
        return best
    }
}

extension DatedValue {
    /// The later one holds; of one day a decision before the edition's own value; after that the order
    /// of the values decides, so that every node takes the same one.
    fileprivate func replaces(_ other: DatedValue) -> Bool {
        if from != other.from { return from > other.from }
        if isDecision != other.isDecision { return isDecision }
        return value > other.value
    }
}

/// Everything besides an institution's own facts that the fold looks at.
public struct FoldContext: Sendable {
    public var regions: RegionTree
    public var rules: RuleBook
    public var groups: [RecognitionGroup]
    public var judge: any CompetenceJudge

    public init(
        regions: RegionTree, rules: RuleBook, groups: [RecognitionGroup],
        judge: any CompetenceJudge
    ) {
        self.regions = regions
        self.rules = rules
        self.groups = groups
        self.judge = judge
    }
}
