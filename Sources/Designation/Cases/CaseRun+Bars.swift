/// Bars that a case's own steps start: they stand against the next application at the agency that knows
/// the case, whether or not the public act has been recorded (N9 ¶2, N12(4), P8 ¶2, P11(2)).
extension CaseRun {
    static let deceit = "fraudulent-application"

    /// Every bar that the case started.
    var startedBars: [Screening.KnownBar] {
        guard let barredThrough, let told = round?.notified,
            let event = lastSteps[.resultNotified]
        else { return deceitBars }
        return deceitBars + [
            Screening.KnownBar(
                event: event, from: told, until: barredThrough.adding(days: 1),
                basis: cite("bar.second-failure", on: told, "9", "8"))
        ]
    }

    /// Deceit in an application bars from its discovery on, also who was never designated (N12(4),
    /// P11(2)). An application is refused for it, or it is found on another occasion; what ended an
    /// agreement for it started with the finding.
    mutating func noteDeceit(_ step: CaseStep) {
        switch step.kind {
        case .refused:
            guard kind.isDesignation, step.details.items.contains(Self.deceit),
                !wasBarredForDeceit(before: step.day)
            else { return }
            barForDeceit(step, found: step.day)
            oweBar(step)
        case .finding:
            guard kind == .enforcement, step.details.items.contains(Self.deceit) else { return }
            barForDeceit(step, found: step.day)
            oweBar(step)
        case .measure:
            guard kind == .enforcement, step.details.items.contains("terminate"),
                let found = findings.first(where: { $0.items.contains("obtained-by-deceit") })
            else { return }
            barForDeceit(step, found: found.step.day)
            // From the termination alone the others would count from its own, later day.
            if found.step.day < step.details.from ?? step.day { oweBar(step) }
        default: break
        }
    }

    /// The application was refused for deceit that was known before: its bar runs already.
    private func wasBarredForDeceit(before day: LegalDate) -> Bool {
        setting.screening.contains { reason in
            reason.item == Self.deceit && reason.certainty == .certain
                && (reason.from.map { $0 < day } ?? true)
        }
    }

    /// - Parameter found: the day of the discovery.
    private mutating func barForDeceit(_ step: CaseStep, found: LegalDate) {
        guard let limit = rules.span("bar.fraudulent-application", on: found),
            !deceitBars.contains(where: { $0.from == found })
        else { return }
        // 未满 excludes the number: on the anniversary it is over (domain §6, counting).
        let until = limit.span.lastDay(from: found, calendar: calendar, moving: false).day
        deceitBars.append(
            Screening.KnownBar(
                event: step.reference, from: found, until: until,
                basis: [limit.rule.citation], item: Self.deceit))
    }

    private mutating func oweBar(_ step: CaseStep) {
        guard deceitBars.contains(where: { $0.event == step.reference }) else { return }
        owe(
            .barred, step,
            cite("bar.fraudulent-application", on: step.day, "12(4)", "11(2)"))
    }

    /// Whose duty the act is: an office that may not bar leaves it to the agency of its pool (S3 七 ¶3, S0 一).
    func barring(_ step: CaseStep) -> RegionCode {
        let mayBar = setting.judge.map {
            $0.competence(of: step.author, for: .bar, in: step.region, on: step.day) != .none
        }
        if mayBar ?? true { return agency(of: step) }
        return setting.regions.unit(of: step.region) ?? agency(of: step)
    }

    /// To be recorded, as long as the act is owed (``CaseState/take(_:)``).
    func barProposals(_ propose: (EventReference, [Citation], LegalDate) -> Void) {
        if let barredThrough, let last = lastSteps[.resultNotified] {
            propose(last, cite("bar.second-failure", on: barredThrough, "9", "8"), barredThrough)
        }
        let owed = Set(obligations.filter { $0.kind == .barred }.map(\.step))
        for bar in deceitBars where owed.contains(bar.event) {
            propose(bar.event, bar.basis, bar.until.adding(days: -1))
        }
    }

    // MARK: Findings whose measure was overturned (N46, P42)

    /// All that followed from the finding was overturned: it has been decided that nothing follows from it,
    /// until another measure does.
    func isUndone(_ finding: CaseStep) -> Bool {
        func follows(_ step: CaseStep) -> Bool {
            (finding.day, finding.stamp, finding.reference)
                < (step.day, step.stamp, step.reference)
        }
        return overturnedMeasures.contains(where: follows)
            && !measures.contains { follows($0.step) }
    }

    /// Such a finding starts no bar, and none is owed for it.
    mutating func releaseFindings() {
        let undone = Set(findings.filter { isUndone($0.step) }.map(\.step.reference))
        guard !undone.isEmpty else { return }
        deceitBars.removeAll { undone.contains($0.event) }
        for index in obligations.indices
        where obligations[index].kind == .barred && undone.contains(obligations[index].step) {
            obligations[index].isMoot = true
        }
    }

    // MARK: Persons who enter by a change (N43(10), P40(13))

    /// Steps and answers by which somebody who is barred came in: a matter for the agency, no bar. What
    /// happened after the decision is none of the change's.
    func personsEntered(on day: LegalDate) -> [EventReference] {
        guard kind == .change else { return [] }
        if !personsBarred.isEmpty { return personsBarred }
        let last = decision?.day ?? outcomeDay ?? day
        return Set(personReasons.filter { $0.hasBegun(on: last) }.flatMap(\.events)).sorted()
    }

    private var personReasons: [Screening.Reason] {
        setting.screening.filter { $0.item == "persons" || $0.item == "persons-listed" }
    }

    /// A change of those in charge is granted, and nobody has looked who they are.
    func personsOpen(_ step: CaseStep) -> [CaseProblem] {
        guard kind == .change, step.details.passed, !personsChecked,
            let open = personReasons.first(where: { $0.certainty == .open && $0.events.isEmpty })
        else { return [] }
        return [CaseProblem(.personsOpen, step, open.citations)]
    }
}
