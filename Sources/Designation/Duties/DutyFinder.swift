/// Gathers what is still to be done from cases, standings, review items and editions. Pure: the same
/// on every node that holds the same, for every day, past or future.
///
/// Cases are to be handed in before standings: a duty that a case already counts, or that a step of it
/// ended, is not named a second time for the public act.
public struct DutyFinder {
    /// A duty from a public act, the end of which leaves a trace in casework only, is listed this many
    /// days past its last day, or past its start where it has none.
    public static let untracedDays = 90
    /// A case and a public act belong together when they lie at most this many days apart.
    public static let nearDays = 31
    /// Renewals are listed this many days ahead of the last day for asking.
    public static let renewalLeadDays = 60

    /// What a case says of a duty that a public act starts too.
    struct Trace: Hashable {
        var unit: RegionCode?
        var rule: String
        var day: LegalDate
        /// The fund that it is about; `nil`: not said.
        var scope: FundScope?
    }

    public let day: LegalDate
    let calendar: WorkCalendar
    let rules: RuleBook
    let regions: RegionTree
    /// Whether this node can open all cases that an agency handles.
    let seesCases: @Sendable (RegionCode) -> Bool
    /// The region of the agency whose node an author is; `nil` where it is not known.
    let agencyOf: @Sendable (String) -> RegionCode?
    /// Whether an agency's nodes may do an act for a place.
    let mayAct: @Sendable (_ agency: RegionCode, Competency, _ place: RegionCode) -> Bool
    var duties: [Duty] = []
    private var figures: [DutyFigure.Key: DutyFigure] = [:]
    var appraisals: [RegionCode: Appraisals] = [:]
    private var traces: [InstitutionID: Set<Trace>] = [:]
    private var policies: [RegionCode: Policy] = [:]

    public init(
        day: LegalDate, calendar: WorkCalendar, rules: RuleBook, regions: RegionTree,
        seesCases: @escaping @Sendable (RegionCode) -> Bool = { _ in true },
        agencyOf: @escaping @Sendable (String) -> RegionCode? = { _ in nil },
        mayAct: @escaping @Sendable (RegionCode, Competency, RegionCode) -> Bool = { _, _, _ in
            true
        }
    ) {
        self.mayAct = mayAct
        self.agencyOf = agencyOf
        self.day = day
        self.calendar = calendar
        self.rules = rules
        self.regions = regions
        self.seesCases = seesCases
    }

    public func list() -> DutyList {
        DutyList(
            day: day, duties: duties + owedAppraisals, figures: Array(figures.values),
            calendar: calendar)
    }

    // MARK: Cases

    /// Takes a case as it stands on ``day``.
    ///
    /// - Parameter id: its 16 bytes.
    public mutating func take(_ state: CaseState, of id: [UInt8]) {
        let region = state.region ?? state.institution.issuer
        let handling = handling(state, in: region)
        let owed = Set(state.obligations.map(\.rule))
        for clock in state.clocks where !owed.contains(clock.rule) {
            // A wait is never the report that begins on its day and has its name.
            let filing = state.filings.first {
                !clock.isWait && $0.item == clock.rule && $0.since == clock.start
            }
            let isFiling = filing != nil
            let rule = isFiling ? "filing/\(clock.rule)" : clock.rule
            note(rule, clock.start, state.institution, region)
            let acting = filing?.region ?? acting(clock.responsible, handling, at: region)
            for share in clock.isWait ? [] : clock.shares {
                let agency =
                    filing?.region ?? self.acting(share.responsible, handling, at: region)
                count(share, rule, agency)
            }
            guard clock.isRunning(on: day) else { continue }
            var duty = Duty(
                rule: rule, value: clock.value, citation: clock.citation, subject: .casework(id),
                institution: state.institution, region: acting, responsible: clock.responsible,
                start: clock.start, lastDay: clock.lastDay, isProvisional: clock.isProvisional,
                ending: isFiling ? .filed : clock.isWait ? .time : Self.ending(of: clock.rule))
            duty.isStopped = clock.isStopped
            duty.stoppedDayCount = clock.stoppedDayCount(through: day)
            duty.isWait = clock.isWait
            duties.append(duty)
        }
        notice(state, id, handling)
        filings(state, id, region)
        obligations(state, id, region)
        for wait in [state.wait, state.lateObjections].compactMap(\.self) {
            let agency = acting(wait.responsible, handling, at: region)
            take(wait, state, id, able(agency, wait.competency, at: region))
        }
        requests(state, region)
    }

    /// Public acts that steps oblige to, each the duty of whoever took the step (protocol §10.5).
    private mutating func obligations(
        _ state: CaseState, _ id: [UInt8], _ region: RegionCode
    ) {
        for obligation in state.obligations {
            note(obligation.rule, obligation.since, state.institution, region)
            if let clock = obligation.clock { count(clock, clock.rule, obligation.region) }
            guard obligation.isOpen else { continue }
            duties.append(
                Duty(
                    rule: obligation.rule, citation: obligation.citation, subject: .casework(id),
                    institution: state.institution, region: obligation.region,
                    responsible: .office, start: obligation.since, lastDay: obligation.lastDay,
                    isProvisional: obligation.isProvisional,
                    ending: obligation.kind == .published ? .published : .recorded))
        }
    }

    private mutating func count(_ clock: CaseClock, _ rule: String, _ region: RegionCode) {
        let key = DutyFigure.Key(region: region, responsible: clock.responsible, rule: rule)
        figures[key, default: DutyFigure(key)].take(clock, on: day)
    }

    /// Filings without a span, and those that nobody acknowledged (N9, N10).
    private mutating func filings(_ state: CaseState, _ id: [UInt8], _ region: RegionCode) {
        for filing in state.filings {
            let rule = "filing/\(filing.item)"
            note(rule, filing.since, state.institution, region)
            let hasClock = state.clocks.contains {
                $0.rule == filing.item && $0.start == filing.since
            }
            if filing.filed == nil, !hasClock {
                duties.append(
                    Duty(
                        rule: rule, citation: filing.citation, subject: .casework(id),
                        institution: state.institution, region: filing.region,
                        responsible: .office, start: filing.since, lastDay: nil, ending: .filed))
            }
            for recipient in filing.reached where !filing.acknowledged.contains(recipient) {
                guard let responsible = Self.responsible(recipient) else { continue }
                duties.append(
                    Duty(
                        rule: rule, citation: filing.citation, subject: .casework(id),
                        institution: state.institution,
                        region: acting(responsible, filing.region, at: region),
                        responsible: responsible,
                        start: filing.filed ?? filing.since, lastDay: nil, ending: .acknowledged))
            }
        }
    }

    private static func responsible(_ recipient: String) -> CaseClock.Responsible? {
        switch recipient {
        case "department": .department
        case "city-agency": .city
        default: nil
        }
    }

    /// What the agency has to do next where no text counts the days (N8, N9, N10): without it a case
    /// that lies about would be in no list. A renewal has until the term is over (N41, P38).
    private mutating func take(
        _ wait: CaseState.Wait, _ state: CaseState, _ id: [UInt8], _ region: RegionCode
    ) {
        duties.append(
            Duty(
                rule: wait.rule, citation: wait.citation, subject: .casework(id),
                institution: state.institution, region: region,
                responsible: wait.responsible, start: wait.since, lastDay: wait.lastDay,
                ending: Self.ending(of: wait.rule)))
    }

    /// What the case shows of duties that start from public acts.
    private mutating func requests(_ state: CaseState, _ region: RegionCode) {
        let isDropped = state.outcome == .refused || state.outcome == .withdrawn
        if let opened = state.opened, !isDropped {
            switch state.kind {
            case .renewal, .nonRenewal:
                note("renewal-ahead", opened, state.institution, region, state.scope)
            case .resumption: note("resumption", opened, state.institution, region)
            default: break
            }
        }
        for entry in state.history where entry.hasEffect && entry.step.kind == .published {
            note("published", entry.step.day, state.institution, region)
        }
        for entry in state.history where entry.hasEffect && entry.step.kind == .appraised {
            guard let year = entry.step.details.number,
                let end = LegalDate(year: Int(year), month: 12, day: 31)
            else { continue }
            note("appraised", end, state.institution, region)
        }
    }

    private static func ending(of rule: String) -> Duty.Ending {
        switch rule {
        case "supplement-notice", "waits/screening": .toldOrAccepted
        case "waits/notifying": .told
        case "waits/noticing": .published
        case "waits/clearing": .resolved
        case "waits/signing": .signed
        case "opening-limit": .connected
        case "assessment-limit": .assessed
        case "network-test-limit": .tested
        case "sign-within": .signed
        case "publish-within": .published
        case "major-change-within": .asked
        case "suspension.voluntary-maximum": .resumptionAsked
        default: .decided
        }
    }

    // MARK: Traces

    private mutating func note(
        _ rule: String, _ day: LegalDate, _ institution: InstitutionID, _ region: RegionCode,
        _ scope: FundScope? = nil
    ) {
        traces[institution, default: []].insert(
            Trace(unit: regions.unit(of: region), rule: rule, day: day, scope: scope))
    }

    func hasTrace(
        _ rule: String, of institution: InstitutionID, in region: RegionCode,
        _ days: ClosedRange<LegalDate>, scope: FundScope? = nil
    ) -> Bool {
        let unit = regions.unit(of: region)
        return traces[institution]?.contains { trace in
            trace.rule == rule && trace.unit == unit && days.contains(trace.day)
                && (scope == nil || trace.scope == nil || trace.scope == scope)
        } ?? false
    }

    /// The days on which lists with the institution are known to have been published, and where.
    func publications(of institution: InstitutionID) -> Set<Trace>? {
        traces[institution]?.filter { $0.rule == "published" }
    }

    // MARK: Review items and editions

    /// Takes an item that waits for a person.
    ///
    /// - Parameter since: the day of its newest event; items of later days are not looked at. An act that
    ///   is written after the last day was owed since that day at the latest.
    public mutating func take(_ item: ReviewItem, since: LegalDate) {
        guard item.resolution == nil, since <= day else { return }
        duties.append(
            Duty(
                rule: "review/\(item.kind.rawValue)", citation: item.citations.first ?? .none,
                subject: .review(item.key), institution: item.institution, region: item.region,
                responsible: .office, start: min(since, item.due ?? since),
                lastDay: item.due, ending: .resolved))
    }

    /// Takes the editions that end soon, or have ended, without a successor (protocol §12.7).
    public mutating func takeEditions() {
        for ending in rules.endings(on: day) {
            duties.append(
                Duty(
                    rule: "edition", value: ending.edition.id,
                    citation: Citation(edition: ending.edition.id, article: ""),
                    subject: .edition(ending.edition.id), institution: nil,
                    region: ending.edition.region, responsible: .department,
                    start: ending.lastDay.adding(days: -RuleBook.endingNoticeDays),
                    lastDay: ending.lastDay, ending: .successor))
        }
    }

    // MARK: Rules

    /// Takes a duty that was found elsewhere, from facts of several agencies.
    public mutating func take(_ duty: Duty) {
        if duty.start <= day { duties.append(duty) }
    }

    mutating func policy(_ region: RegionCode) -> Policy {
        if let known = policies[region] { return known }
        let policy = Policy(region: region, day: day, rules: rules, regions: regions)
        policies[region] = policy
        return policy
    }
}
