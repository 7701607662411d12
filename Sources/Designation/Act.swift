/// What an agency did about one institution. Amounts of time are legal days, intervals `[from, to)`.
public enum Act: Hashable, Sendable {
    /// `register`: the institution's public facts, whole. Kept apart in memory: it is by far the largest,
    /// and every fact would be as large as it.
    indirect case registered(InstitutionFacts)
    /// `register`: an assessment result that others may recognise (S2 7).
    case assessed(Assessment)
    /// `register`: the use of another agency's result (互认); names it.
    case recognised(Recognition)
    /// `register`: an agreement signed for the act's region.
    case signed(Agreement)
    /// `register`: services, and sites where they are given, of an agreement changed from the
    /// effective day. Sites `nil`: as before; empty: the licence's one place.
    case changed(agreement: EventReference, services: [Service], sites: [String]? = nil)
    /// `register`: the agreement's term now ends on `until`.
    case renewed(agreement: EventReference, until: LegalDate)
    /// `register`: the agreement ends on the effective day without sanction (终止).
    case ended(agreement: EventReference, cause: EndCause)
    /// `register`: a department, a person or a site may not serve (N38(5), N45); the agreement runs.
    case restricted(Restriction)
    /// `register`: lifts one restriction from the effective day.
    case restrictionLifted(restriction: EventReference)
    /// `register`: the agency received, on the effective day, the request to end a suspension that the
    /// institution had asked for itself (N42, P39).
    case resumptionRequested(suspension: EventReference)
    /// `register`: that request is refused, or taken back, from the effective day.
    case resumptionRefused(request: EventReference)
    /// `sanctions`
    case suspended(Suspension)
    /// `sanctions`: lifts one suspension from the effective day, of these funds alone where any are
    /// named.
    case resumed(suspension: EventReference, funds: [FundScope] = [])
    /// `sanctions`
    case terminated(Termination)
    /// `sanctions` or `register`: the named act and all its effects are taken back (N46).
    case withdrawn(act: EventReference)
    /// `sanctions`: no application may be accepted until the day (N9, N12, P11).
    case barred(until: LegalDate)
    /// An officer's decision on a review item, by the item's key.
    case reviewed(item: String, decision: String)
    /// A kind that this software does not know. If it is restrictive, the institution is not settleable.
    case unknown(kind: UInt32, isRestrictive: Bool)
}

/// Services that a designation covers and a claim is made for.
public enum Service: String, Sendable, CaseIterable, Hashable, Comparable {
    case outpatient, inpatient, purchase
    case chronicDisease = "chronic-disease"
    case dualChannel = "dual-channel"
    case care
    case internet

    public static func < (left: Service, right: Service) -> Bool { left.rawValue < right.rawValue }
}

/// Funds under which an agreement stands (S3: pooled fund and personal account apart; care apart).
public enum FundScope: String, Sendable, CaseIterable, Hashable {
    case basic
    case pooledFund = "pooled-fund"
    case personalAccount = "personal-account"
    case care
}

public struct Agreement: Hashable, Sendable {
    public var from: LegalDate
    /// The first day after the term.
    public var until: LegalDate
    public var services: [Service]
    public var scope: FundScope
    /// The assessment or recognition on which the signing rests.
    public var restsOn: EventReference?
    /// Names or codes of the sites that it covers (S2 23(2)); empty: the licence's one place.
    public var sites: [String]

    /// Of one act. A county's medical community with its township hospitals and village clinics has
    /// several hundred (S2 23(3)(4)); with names of some twenty characters all fit one entry.
    public static let maximumSiteCount = 1_024

    public init(
        from: LegalDate, until: LegalDate, services: [Service], scope: FundScope,
        restsOn: EventReference? = nil, sites: [String] = []
    ) {
        self.from = from
        self.until = until
        self.services = services
        self.scope = scope
        self.restsOn = restsOn
        self.sites = sites
    }
}

public struct Assessment: Hashable, Sendable {
    public var passed: Bool
    public var services: [Service]
    /// The practice places that the result is about (S2 23(2)); empty: the licence's one place, or not said.
    public var sites: [String]

    public init(passed: Bool, services: [Service], sites: [String] = []) {
        self.passed = passed
        self.services = services
        self.sites = sites
    }
}

public struct Recognition: Hashable, Sendable {
    public var assessment: EventReference
    public var services: [Service]

    public init(assessment: EventReference, services: [Service]) {
        self.assessment = assessment
        self.services = services
    }
}

/// Why an agreement ended without sanction. The raw value travels and is kept.
public enum EndCause: UInt8, Sendable, CaseIterable, Hashable {
    case termOver = 1
    case notRenewed = 2
    case closure = 3
    case onRequest = 4
    case merged = 5
}

/// A suspension with everything that is needed to judge it elsewhere (protocol §3.3).
public struct Suspension: Hashable, Sendable {
    public var isOwnRequest: Bool
    /// The day on which it ends by itself, where edition and decision let it.
    public var until: LegalDate?
    public var type: InstitutionType
    public var place: RegionCode
    public var cause: String
    /// Whose agreements it is about, where a pool signs for several funds (S3); none: all, as where only
    /// one is signed. In the order of ``FundScope/sorted(_:)``.
    public var funds: [FundScope]

    public init(
        isOwnRequest: Bool, until: LegalDate?, type: InstitutionType, place: RegionCode,
        cause: String, funds: [FundScope] = []
    ) {
        self.isOwnRequest = isOwnRequest
        self.until = until
        self.type = type
        self.place = place
        self.cause = cause
        self.funds = funds
    }
}

public struct Termination: Hashable, Sendable {
    public var isOwnRequest: Bool
    public var type: InstitutionType
    public var place: RegionCode
    public var cause: String
    /// Other licences that the decision names (chains, P40(14)).
    public var affects: [InstitutionID]
    /// As of a suspension.
    public var funds: [FundScope]

    public init(
        isOwnRequest: Bool, type: InstitutionType, place: RegionCode, cause: String,
        affects: [InstitutionID] = [], funds: [FundScope] = []
    ) {
        self.isOwnRequest = isOwnRequest
        self.type = type
        self.place = place
        self.cause = cause
        self.affects = affects
        self.funds = funds
    }
}
