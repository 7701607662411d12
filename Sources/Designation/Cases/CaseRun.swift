/// What the steps of a case that count add up to, while they are gone through in their order.
struct CaseRun {
    /// One assessment with what follows until its result (N9: a second one after mending).
    struct Round {
        var started: LegalDate
        var initialDay: LegalDate?
        var results: [SiteResult] = []
        var approvedDay: LegalDate?
        var isApproved = false
        /// What the second tier decided place by place; empty: the same about all.
        var approvedResults: [SiteResult] = []
        var spotFailedDay: LegalDate?
        var tests: [Test] = []
        var notified: LegalDate?
        var initialPassed: Bool { results.contains(where: \.passed) }
    }

    struct Test {
        var requested: LegalDate
        var done: LegalDate?
        var passed = false
    }

    enum Verdict: Equatable {
        case open
        case passed(LegalDate)
        case failed(LegalDate)

        var day: LegalDate? {
            switch self {
            case .open: nil
            case .passed(let day), .failed(let day): day
            }
        }
    }

    struct Objection {
        var event: EventReference
        var day: LegalDate
        var investigated: LegalDate?
        var isSubstantiated = false
        /// It came when the notice was over, or was entered when the agreement had been signed: looked into
        /// like any other, it keeps nobody from signing (S4, S2 19).
        var isLate = false
        /// When it was entered.
        var stamp = Stamp(milliseconds: 0, counter: 0)
    }

    struct Decision {
        var day: LegalDate
        var isGranted: Bool
        var from: LegalDate?
        var until: LegalDate?
    }

    struct Filing {
        var item: String
        var since: LegalDate
        /// Whose step it is about, and who therefore files it.
        var region: RegionCode
        /// To whom it is to go.
        var wanted: [String]
        /// When the last of these had it.
        var filed: LegalDate?
        /// Who has it.
        var recipients: [String] = []
        var acknowledged: [String] = []
    }

    let setting: CaseSetting
    var rules: CaseRules
    var kind: CaseKind
    var services: [Service] = []
    var sites: [String] = []
    var scope: FundScope?
    /// The first step that counts.
    var opened: LegalDate?
    /// Whether there is a note, which is all that some cases are.
    var isNoted = false
    var received: LegalDate?
    var approvedElsewhere: LegalDate?
    /// What was stated so far, and since when the institution runs.
    var stated: [String: String] = [:]
    var runningSince: LegalDate?
    /// Items of a change, or for what cause an end is asked for.
    var changes: [String] = []
    var accepted: LegalDate?
    /// Officers of the steps that count and by which the case was taken in.
    var intake: [(kind: CaseStep.Kind, officer: String)] = []
    var acceptingRegion: RegionCode?
    var refused: LegalDate?
    var noticeOfMissing: LegalDate?
    /// When it was told what is missing (`false`) and what is defective, each once (S3 四(二)).
    var noticesGiven: [Bool: LegalDate] = [:]
    var missing: [String] = []
    var isSupplementing = false
    /// While materials were missing.
    var stops: [CaseClock.Stop] = []
    /// While the case was not handled because the institution was investigated (S4).
    var deferrals: [CaseClock.Stop] = []
    var recognised: [Service] = []
    /// By step: what was taken over, and at which places; no places stand for the only one.
    var recognisedParts: [AgreedPart] = []
    var recognisedDay: LegalDate?
    var rounds: [Round] = []
    var mended: LegalDate?
    var noticeFrom: LegalDate?
    var noticeUntil: LegalDate?
    var noticeProvisional = false
    var objections: [Objection] = []
    /// When each signing was entered, whether it counts or not.
    var signings: [Stamp] = []
    var negotiated: (day: LegalDate, isAgreed: Bool, days: ActDays)?
    var signed: LegalDate?
    var signedEvent: EventReference?
    /// The last spot check after the signing, where it failed.
    var failedSpotCheck: CaseStep?
    /// The step that found an objection to be true which came when it was signed already.
    var trueAfterSigning: CaseStep?
    var connected: LegalDate?
    var published: LegalDate?
    var deferred: LegalDate?
    var decision: Decision?
    var exception: LegalDate?
    var filings: [Filing] = []
    var obligations: [Obligation] = []
    var findings: [(step: CaseStep, items: [String])] = []
    var measures: [(step: CaseStep, items: [String])] = []
    /// Measures that a dispute overturned (N46, P42).
    var overturnedMeasures: [CaseStep] = []
    var persons: [CasePerson] = []
    var personsChecked = false
    var personsBarred: [EventReference] = []
    var settledProposals: [String: Bool] = [:]
    var outcome: CaseOutcome?
    var outcomeDay: LegalDate?
    var barredThrough: LegalDate?
    /// Started by deceit in an application (N12(4), P11(2)).
    var deceitBars: [Screening.KnownBar] = []
    var problems: [CaseProblem] = []
    /// The last step of each kind that counts.
    var lastSteps: [CaseStep.Kind: EventReference] = [:]

    init(_ setting: CaseSetting, kind: CaseKind, region: RegionCode, scope: FundScope?) {
        self.setting = setting
        self.kind = kind
        self.scope = scope
        rules = CaseRules(
            policyAt: setting.policyAt, region: region, scope: scope, type: setting.subject.type)
    }

    var subject: CaseSubject { setting.subject }
    var calendar: WorkCalendar { setting.calendar }
    var round: Round? { rounds.last }

    /// The article of the order that covers the institution: No. 3 for pharmacies, else No. 2.
    func cite(_ medical: String, _ pharmacy: String?) -> [Citation] {
        if subject.type == .pharmacy {
            return pharmacy.map { [Citation(edition: "P", article: $0)] } ?? []
        }
        return [Citation(edition: "N", article: medical)]
    }

    /// The source of a value, else the order's article.
    func cite(
        _ name: String, on day: LegalDate, _ medical: String, _ pharmacy: String?
    ) -> [Citation] {
        rules.rule(name, on: day).map { [$0.citation] } ?? cite(medical, pharmacy)
    }

    mutating func end(_ outcome: CaseOutcome, _ day: LegalDate) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        outcomeDay = day
    }

    // MARK: Assessment

    /// Services that this agency must assess itself.
    var toAssess: [Service] { services.filter { !recognised.contains($0) } }

    /// Everything applied for was taken over from the other agency of the pair (S2 7).
    var isWhollyRecognised: Bool { !services.isEmpty && toAssess.isEmpty }

    /// Whether the second tier decides after the first passed (S0 六(二), S3 四(三)).
    func needsSecondTier(on day: LegalDate) -> Bool {
        guard kind.isDesignation, let tier = rules.word("second-tier", on: day),
            tier == "approval" || tier == "review"
        else { return false }
        guard rules.says("second-tier-except", "city-direct", on: day),
            let region = acceptingRegion
        else { return true }
        // The city agency's own cases (市直) need no review by itself.
        // They are accepted for the pool itself or for its city proper (371099).
        let kind = setting.regions[region]?.kind
        if setting.regions.pool(of: region) == region || kind == .poolArea { return false }
        return !exemptOffices(on: day).contains(region)
    }

    /// Whether the second tier decides about what the first one failed too. Both editions with a second
    /// tier say that a failure ends there (S0 六(二), S3 四(三)), which holds where nothing is said.
    func goesOnAfterFailure(on day: LegalDate) -> Bool {
        rules.says("first-tier-fail-ends", "no", on: day) && needsSecondTier(on: day)
    }

    /// Offices that a decision exempts besides, by the codes of their regions.
    private func exemptOffices(on day: LegalDate) -> [RegionCode] {
        rules.words("second-tier-exempt-offices", on: day).compactMap { RegionCode($0) }
    }

    func needsNetworkTest(on day: LegalDate) -> Bool {
        // A running institution that is assessed again is connected already.
        kind.isDesignation && rules.says("network-test", "separate", on: day)
    }

    func testAttempts(on day: LegalDate) -> Int {
        rules.word("network-test-attempts", on: day).flatMap { Int($0) } ?? 1
    }

    /// The result of the running assessment.
    func verdict(on day: LegalDate) -> Verdict {
        guard let round, round.initialDay != nil else {
            return isWhollyRecognised ? recognisedDay.map { .passed($0) } ?? .open : .open
        }
        let own = verdict(of: round, on: day)
        // What the pair's other agency assessed stays passed when a further service fails here (S2 7).
        if case .failed(let failed) = own, let recognisedDay,
            services.isEmpty ? !recognised.isEmpty : services.contains(where: recognised.contains)
        {
            return .passed(max(failed, recognisedDay))
        }
        return own
    }

    /// The result of what this agency assessed itself.
    func ownVerdict(on day: LegalDate) -> Verdict {
        guard let round, round.initialDay != nil else { return .open }
        return verdict(of: round, on: day)
    }

    func verdict(of round: Round, on day: LegalDate) -> Verdict {
        guard let initial = round.initialDay else { return .open }
        if let spot = round.spotFailedDay { return .failed(spot) }
        // Where the first tier's failure does not end it, the second tier has the last word.
        guard round.initialPassed || goesOnAfterFailure(on: day) else { return .failed(initial) }
        var last = initial
        if needsSecondTier(on: day) {
            guard let approved = round.approvedDay else { return .open }
            guard round.isApproved,
                round.approvedResults.isEmpty || !passedPlaces(in: round).services.isEmpty
            else { return .failed(approved) }
            last = max(last, approved)
        }
        guard needsNetworkTest(on: day) else { return .passed(last) }
        if let passed = round.tests.first(where: \.passed)?.done { return .passed(passed) }
        let failed = round.tests.compactMap(\.done)
        if failed.count >= testAttempts(on: day), let end = failed.last { return .failed(end) }
        return .open
    }

    // MARK: Notice

    var openObjections: [Objection] { objections.filter { $0.investigated == nil } }

    /// Those that came during the notice, and which must be cleared before anybody signs.
    var blockingObjections: [Objection] { openObjections.filter { !$0.isLate } }

    /// Whether a signing had been entered when the objection was: whoever signed could not know of it, and
    /// what was signed in good faith stands (N9 ¶2, N10, P8 ¶2, P9).
    func cameAfterSigning(_ objection: Objection) -> Bool {
        signed != nil || signings.contains { $0 < objection.stamp }
    }

    /// The day after which nothing stands against signing: the notice's last day, or that on which the
    /// last objection was cleared.
    var clearedDay: LegalDate? {
        guard let until = noticeUntil, blockingObjections.isEmpty else { return nil }
        return objections.filter { !$0.isLate }.compactMap(\.investigated).reduce(until) {
            max($0, $1)
        }
    }
}
