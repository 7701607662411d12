/// The answer to "what is this institution here, on that day" (interfaces, status).
public enum Status: UInt8, Sendable, CaseIterable, Hashable {
    case notDesignated = 0
    case designated = 1
    case suspended = 2
    case terminated = 3
    case ended = 4
    case unknown = 5

    /// The name on the wire and in JSON.
    public var name: String {
        switch self {
        case .notDesignated: "not-designated"
        case .designated: "designated"
        case .suspended: "suspended"
        case .terminated: "terminated"
        case .ended: "ended"
        case .unknown: "unknown"
        }
    }
}

/// Why a status holds: the event, the article, and how the event reaches this region.
public struct Reason: Hashable, Sendable {
    public enum Rule: UInt8, Sendable, CaseIterable, Hashable {
        /// The event itself is an act for this unit.
        case direct = 1
        /// Cross-region effect (N44 ¶2, P41, S2 30).
        case crossRegion = 2
        /// The pair that shares a pool: both are suspended (decision, domain §4.4).
        case samePool = 3
        /// End of term (N41, N42).
        case termOver = 4
        /// A voluntary suspension past its maximum (N42, S2 28, S4).
        case suspendedTooLong = 5
        /// City-wide validity (S4) or a pool's office signing for the pool.
        case poolWide = 6
        /// Needs newer software: an unknown restrictive event.
        case unknownRestrictive = 7
        /// A standing never better than the one it rests on (domain §4.2).
        case restsOn = 8
        /// The log of the event is forked beyond the common prefix.
        case forked = 9
        /// A department, person or site named in the question may not serve (N38(5), N45).
        case restricted = 10
        /// The agreement does not cover the site named in the question (S2 23(2)).
        case siteNotCovered = 11
    }
    public var event: EventReference
    public var rule: Rule
    public var citations: [Citation]
    /// The region whose agency acted.
    public var region: RegionCode

    public init(event: EventReference, rule: Rule, citations: [Citation], region: RegionCode) {
        self.event = event
        self.rule = rule
        self.citations = citations
        self.region = region
    }
}

/// One stretch of a timeline, days `[from, to)`; `to == nil`: without end.
public struct Span: Hashable, Sendable {
    public var from: LegalDate
    public var to: LegalDate?
    public var status: Status
    /// Services settleable in this stretch; empty unless designated.
    public var services: [Service]
    public var reasons: [Reason]
    /// What each agreement covers, where any of them names its sites; else empty.
    public var covers: [Coverage]

    public init(
        from: LegalDate, to: LegalDate?, status: Status, services: [Service], reasons: [Reason],
        covers: [Coverage] = []
    ) {
        self.from = from
        self.to = to
        self.status = status
        self.services = services
        self.reasons = reasons
        self.covers = covers
    }
}

/// Sites and services of one agreement (S2 23(2)).
public struct Coverage: Hashable, Sendable {
    /// Empty: the licence's one place.
    public var sites: [String]
    public var services: [Service]

    public init(sites: [String], services: [Service]) {
        self.sites = sites
        self.services = services
    }
}

/// The full series of standings of one institution in one unit and fund scope; spans adjoin, the
/// first starts with the first agreement or sanction, before it the institution is not designated.
public struct Timeline: Hashable, Sendable {
    public var unit: RegionCode
    public var scope: FundScope
    public var spans: [Span]

    public init(unit: RegionCode, scope: FundScope, spans: [Span]) {
        self.unit = unit
        self.scope = scope
        self.spans = spans
    }

    /// The span that holds on `date`; `nil` before the first.
    public func span(on date: LegalDate) -> Span? {
        var low = 0
        var high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].from <= date { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        let span = spans[low - 1]
        if let to = span.to, to <= date { return nil }
        return span
    }
}

/// Everything the fold says about one institution in one area.
public struct Standing: Hashable, Sendable {
    public var institution: InstitutionID
    public var area: RegionCode
    public var facts: InstitutionFacts?
    /// Sorted by unit, then scope.
    public var timelines: [Timeline]
    public var bars: [Bar]
    /// Every suspension and termination of the institution that counts, of any region, whether or
    /// not it reaches a unit here; sorted by first day, then event. What is known even where the
    /// asked region's register is not held.
    public var sanctions: [Sanction]
    /// Events kept but without effect, with the reason.
    public var withoutEffect: [WithoutEffect]
    public var reviewItems: [ReviewItem]
    /// Departments, persons and sites that may not serve; sorted by first day, then event.
    public var restrictions: [Restricted]
    /// Names of the licence's one place from each day on; empty where they never changed.
    public var places: [Place] = []

    /// All national codes that name the licence: that of the facts in force, then the others that were
    /// registered, each once. Two agencies of one city may each have given one (S2 25 ¶2), and claims of
    /// before a change name the old one.
    public var nationalCodes: [String] {
        var codes: [String] = []
        for code in [facts?.nationalCode ?? ""] + places.reversed().map(\.nationalCode)
        where !code.isEmpty && !codes.contains(code) {
            codes.append(code)
        }
        return codes
    }

    public struct Bar: Hashable, Sendable {
        public var until: LegalDate
        public var event: EventReference
        public init(until: LegalDate, event: EventReference) {
            self.until = until
            self.event = event
        }
    }

    /// A suspension or termination in effect over `[from, to)`; `to == nil`: until lifted.
    public struct Sanction: Hashable, Sendable {
        public var event: EventReference
        public var region: RegionCode
        public var isTermination: Bool
        public var isOwnRequest: Bool
        public var from: LegalDate
        public var to: LegalDate?
        /// The funds that it is about; empty: all.
        public var funds: [FundScope]
        /// For which of them alone it was lifted, and from when on.
        public var lifted: [Lifting]

        public init(
            event: EventReference, region: RegionCode, isTermination: Bool, isOwnRequest: Bool,
            from: LegalDate, to: LegalDate?, funds: [FundScope] = [], lifted: [Lifting] = []
        ) {
            self.event = event
            self.region = region
            self.isTermination = isTermination
            self.isOwnRequest = isOwnRequest
            self.from = from
            self.to = to
            self.funds = funds
            self.lifted = lifted
        }
    }

    /// A suspension lifted for one fund, from a day on.
    public struct Lifting: Hashable, Sendable {
        public var fund: FundScope
        public var from: LegalDate

        public init(fund: FundScope, from: LegalDate) {
            self.fund = fund
            self.from = from
        }
    }

    public struct WithoutEffect: Hashable, Sendable {
        public enum Why: UInt8, Sendable, CaseIterable, Hashable {
            case noCompetence = 1
            case brokenReference = 2
            case withdrawn = 3
            case logClosed = 4
            case subjectMismatch = 5
            case unknownKind = 6
            case notRecognised = 7
            case unknownRegion = 8
            case superseded = 9
        }
        public var event: EventReference
        public var why: Why
        public init(event: EventReference, why: Why) {
            self.event = event
            self.why = why
        }
    }

    public init(
        institution: InstitutionID, area: RegionCode, facts: InstitutionFacts? = nil,
        timelines: [Timeline] = [], bars: [Bar] = [], withoutEffect: [WithoutEffect] = [],
        reviewItems: [ReviewItem] = [], sanctions: [Sanction] = [],
        restrictions: [Restricted] = []
    ) {
        self.institution = institution
        self.area = area
        self.facts = facts
        self.timelines = timelines
        self.bars = bars
        self.sanctions = sanctions
        self.withoutEffect = withoutEffect
        self.reviewItems = reviewItems
        self.restrictions = restrictions
    }
}
