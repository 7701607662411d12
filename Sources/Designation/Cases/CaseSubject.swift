/// What is known of the institution besides the case, on which its rules depend.
public struct CaseSubject: Hashable, Sendable {
    public var institution: InstitutionID
    public var type: InstitutionType
    /// Grade or kind: `hospital`, `clinic`, …
    public var kind: String
    public var place: RegionCode?
    public var isPublicInstitution: Bool
    /// Terms of agreements in the case's unit and scope, `[from, until)`, oldest first.
    public var terms: [Term]
    /// Suspensions that hold or held in the unit.
    public var suspensions: [Suspended]
    /// Days on which the institution is or was under investigation, `[from, to)`.
    public var investigations: [Term]
    /// Since when the other agency of its recognition pair has another national code for the institution
    /// that results from a change (S2 25); `nil`: it has none.
    public var codedInPair: LegalDate?
    /// Changes that the other agency of its recognition pair granted, as far as this node knows of them,
    /// oldest first (S2 25).
    public var grantedInPair: [GrantedChange]
    /// Its appraisals here, oldest first (N36, P34).
    public var appraisals: [Appraisal]
    /// What came of earlier applications here (N9 ¶2, P8 ¶2).
    public var earlier: [EarlierApplication]
    /// Other cases that were under way (N9 ¶2, N41).
    public var running: [RunningApplication]
    /// Ends that steps of other cases decided, whether or not an act tells them yet (N43, N44, P40, P41).
    public var endsDecided: [DecidedEnd]
    /// Assessment results of other agencies that exist, for recognition (S2 7).
    public var results: [EventReference: KnownResult]
    /// Changes of information that agencies made, for those that take them over (S2 25 ¶2).
    public var changes: [EventReference: KnownChange]
    /// Steps and acts that were overturned or taken back (N46): they have no effect.
    public var overturned: Set<EventReference>
    /// Public acts about the institution in the case's unit that have effect, or had it until they were
    /// withdrawn; of its facts those of the whole area.
    public var acts: [Fact]
    /// Steps of any case with the public acts that each of them names; of a step that the case overturns
    /// those that carry it out, and those that rest on what it came to.
    public var carriedOut: [EventReference: [EventReference]]

    public struct Term: Hashable, Sendable {
        public var from: LegalDate
        public var to: LegalDate?
        /// The agreement's fund; `nil` where it does not matter.
        public var scope: FundScope?
        /// It did not run out: the agreement was terminated or ended before (N43, P40).
        public var isCut = false
        /// It goes on where the one before it ends, under the same agreement.
        public var isRenewal = false
        public init(from: LegalDate, to: LegalDate?, scope: FundScope? = nil) {
            self.from = from
            self.to = to
            self.scope = scope
        }

        public func holds(on day: LegalDate) -> Bool {
            from <= day && (to.map { day < $0 } ?? true)
        }
    }

    public struct Suspended: Hashable, Sendable {
        public var event: EventReference
        public var from: LegalDate
        public var to: LegalDate?
        /// The day until which it was imposed, as the act says, whoever lifted it when.
        public var until: LegalDate?
        public var isOwnRequest: Bool
        /// It follows from another pool's act (N44 ¶2, P41, S2 30).
        public var isDerived: Bool
        /// From which day on the longest one allowed counts: that of the first of those on own request that
        /// adjoin each other (``RequestRun``); `nil`: it is not counted, because it was excepted.
        public var countedFrom: LegalDate?
        /// The day on which the agency received a request to end it that nobody refused and that came
        /// in time (N42, P39, S2 28).
        public var resumptionAsked: LegalDate?

        public init(
            event: EventReference, from: LegalDate, to: LegalDate?, until: LegalDate? = nil,
            isOwnRequest: Bool, isDerived: Bool
        ) {
            self.event = event
            self.from = from
            self.to = to
            self.until = until
            countedFrom = from
            self.isOwnRequest = isOwnRequest
            self.isDerived = isDerived
        }
    }

    /// A change that an agency granted, by the public act that tells it or the step that decided it.
    public struct GrantedChange: Hashable, Sendable {
        public var event: EventReference
        public var day: LegalDate
        /// Items of `major-changes` and `other-changes`.
        public var items: Set<String>
        /// The day on which it was taken over here, by a case or by this agency's own registration.
        public var until: LegalDate?
        public init(
            event: EventReference, day: LegalDate, items: Set<String>, until: LegalDate? = nil
        ) {
            self.event = event
            self.day = day
            self.items = items
            self.until = until
        }
    }

    /// A termination, imposed or asked for, of which nothing says that it was taken back.
    public struct DecidedEnd: Hashable, Sendable {
        /// The day of the step.
        public var day: LegalDate
        public var scope: FundScope
        public init(day: LegalDate, scope: FundScope) {
            self.day = day
            self.scope = scope
        }
    }

    /// What an appraisal came to.
    public struct Appraisal: Hashable, Sendable {
        public var day: LegalDate
        public var isPassed: Bool
        public init(day: LegalDate, isPassed: Bool) {
            self.day = day
            self.isPassed = isPassed
        }
    }

    public struct KnownResult: Hashable, Sendable {
        public var region: RegionCode
        public var passed: Bool
        public var services: [Service]
        /// The places that it is about; empty: not said.
        public var sites: [String]
        public init(
            region: RegionCode, passed: Bool, services: [Service], sites: [String] = []
        ) {
            self.region = region
            self.passed = passed
            self.services = services
            self.sites = sites
        }
    }

    /// A registration, a changed agreement, or a decision in favour of a change.
    public struct KnownChange: Hashable, Sendable {
        public var region: RegionCode
        /// Of the lists of changes; empty where it does not say them.
        public var items: [String]
        public init(region: RegionCode, items: [String] = []) {
            self.region = region
            self.items = items
        }
    }

    public init(
        institution: InstitutionID, type: InstitutionType, kind: String = "",
        place: RegionCode? = nil, isPublicInstitution: Bool = false
    ) {
        self.institution = institution
        self.type = type
        self.kind = kind
        self.place = place
        self.isPublicInstitution = isPublicInstitution
        terms = []
        suspensions = []
        investigations = []
        codedInPair = nil
        grantedInPair = []
        appraisals = []
        earlier = []
        running = []
        endsDecided = []
        results = [:]
        changes = [:]
        overturned = []
        acts = []
        carriedOut = [:]
    }

    /// The agreement's term that covers the day, else the last one before it.
    public func term(on day: LegalDate) -> Term? {
        terms.last { $0.holds(on: day) } ?? terms.last { $0.from <= day }
    }

    /// The agreement whose term would run on the day, or ran last, is over before its time: nothing is left
    /// to renew or to supplement (N41, N43, P38, P40).
    public func isCut(on day: LegalDate) -> Bool {
        term(on: day).map { $0.isCut && !$0.holds(on: day) } ?? false
    }

    /// Since when the agreement of the day has run, its renewals included.
    public func agreementStart(on day: LegalDate) -> LegalDate? {
        guard var term = term(on: day) else { return nil }
        while let earlier = terms.last(where: { $0.to == term.from && $0.from < term.from }) {
            term = earlier
        }
        return term.from
    }

    /// From which day on the longest suspension on own request counts where one begins on a day: that of the
    /// first of those that adjoin it (N42 ¶2, P39 ¶2).
    public func startOfRequests(from day: LegalDate) -> LegalDate {
        let starts = terms.filter { !$0.isRenewal }.map(\.from)
        return suspensions.filter { $0.isOwnRequest && !$0.isDerived }
            .filter { suspended in
                let ended = terms.first { $0.isCut && $0.to.map { suspended.from < $0 } ?? false }
                return RequestRun.Row(
                    event: suspended.event, from: suspended.from, to: suspended.to,
                    endedAgreement: ended?.to
                ).reaches(day, [], starts)
            }
            .compactMap(\.countedFrom).reduce(day) { min($0, $1) }
    }

    public func isInvestigated(on day: LegalDate) -> Bool {
        investigations.contains { $0.holds(on: day) }
    }
}
