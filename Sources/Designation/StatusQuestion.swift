/// "May a claim of this institution, in this region, for this service and day be settled?"
public struct StatusQuestion: Hashable, Sendable {
    public var institution: InstitutionID
    /// The region as asked; the answer names the unit whose agreement carries it (N25).
    public var region: RegionCode
    public var service: Service?
    public var scope: FundScope?
    /// The day on which the cost was incurred (N42).
    public var date: LegalDate
    /// Who served, and where, each in the canonical form of its kind (``RestrictedPart/canonical(_:)``);
    /// `nil`: not said.
    public var department: String?
    public var person: String?
    public var site: String?

    public init(
        institution: InstitutionID, region: RegionCode, service: Service? = nil,
        scope: FundScope? = nil, date: LegalDate, department: String? = nil,
        person: String? = nil, site: String? = nil
    ) {
        self.institution = institution
        self.region = region
        self.service = service
        self.scope = scope
        self.date = date
        self.department = department
        self.person = person
        self.site = site
    }

    /// The name that the question gives for a part; `nil`: none.
    public func name(of part: RestrictedPart) -> String? {
        switch part {
        case .department: department
        case .person: person
        case .site: site
        }
    }

    var namesParts: Bool { department != nil || person != nil || site != nil }
}

/// What the registry says to a `StatusQuestion`. How fresh it is, the node adds.
public struct StatusAnswer: Hashable, Sendable {
    /// Why the answer is `unknown`.
    public enum Doubt: UInt8, Sendable, CaseIterable, Hashable {
        /// The asked region is not in the region tree.
        case unknownRegion = 1
        /// The node does not hold the register of the asked region's area (protocol §7).
        case registerNotHeld = 2
        /// An event of a kind that this software does not know restricts the institution.
        case needsNewerSoftware = 3
        /// The node has no fold of the edition in force (protocol §7.8).
        case foldEdition = 4
    }

    public var institution: InstitutionID
    public var region: RegionCode
    /// Where the standing is kept; `nil` for a region that the tree does not know.
    public var unit: RegionCode?
    public var date: LegalDate
    public var status: Status
    /// Whether a claim for the asked service may be settled; for any service when none is asked.
    public var settleable: Bool
    /// The stretch of days around `date` with the same status and the same answer to the asked
    /// service: `[since, until)`; `nil`: without limit.
    public var since: LegalDate?
    public var until: LegalDate?
    /// Services settleable on that day.
    public var services: [Service]
    public var scope: FundScope?
    public var reasons: [Reason]
    /// The identity comes from a list that gives no licence number.
    public var provisional: Bool
    /// Not settleable does not refuse emergency and rescue costs (N33).
    public var allowsEmergency: Bool
    /// Sanctions of any region in force on that day, whether or not they reach the unit.
    public var knownSanctions: [Standing.Sanction]
    public var doubt: Doubt?
    /// Departments, persons and sites that may not serve here on that day, asked for or not: whoever
    /// does not say who served sees that somebody may not.
    public var restrictions: [Standing.Restricted] = []
    /// The person asked about, whose code may be shown with a restriction; others' may not.
    public var askedPerson: String?
    /// The sites that the agreements of that day name; empty: the licence's one place.
    public var sites: [String] = []
    /// Agreements of others that name the institution as a place, where it is not designated by one of
    /// its own; sorted by whose they are. The registry adds them: a standing knows one institution.
    public var holders: [SiteHolder] = []
    /// The answer under each fund, where the question names none and there are several. The answer
    /// itself is then the least favourable of them.
    public var scopes: [ScopeAnswer] = []

    /// What holds under one fund.
    public struct ScopeAnswer: Hashable, Sendable {
        public var scope: FundScope
        public var status: Status
        public var settleable: Bool
        public var services: [Service]

        public init(scope: FundScope, status: Status, settleable: Bool, services: [Service]) {
            self.scope = scope
            self.status = status
            self.settleable = settleable
            self.services = services
        }
    }

    public init(
        question: StatusQuestion, unit: RegionCode?, status: Status, settleable: Bool = false,
        since: LegalDate? = nil, until: LegalDate? = nil, services: [Service] = [],
        scope: FundScope? = nil, reasons: [Reason] = [], allowsEmergency: Bool = true,
        knownSanctions: [Standing.Sanction] = [], doubt: Doubt? = nil
    ) {
        institution = question.institution
        region = question.region
        askedPerson = question.person
        self.unit = unit
        date = question.date
        self.status = status
        self.settleable = settleable
        self.since = since
        self.until = until
        self.services = services
        self.scope = scope
        self.reasons = reasons
        provisional = question.institution.scheme == .listEntry
        self.allowsEmergency = allowsEmergency
        self.knownSanctions = knownSanctions
        self.doubt = doubt
    }
}
