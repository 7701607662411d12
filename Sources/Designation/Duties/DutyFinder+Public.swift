/// Duties that follow from public facts alone: every node that holds the register finds them.
extension DutyFinder {
    /// Takes an institution's standing in one area.
    ///
    /// - Parameter facts: its events; asked for only where a duty depends on one of them.
    public mutating func take(_ standing: Standing, facts: () -> [Fact]) {
        for timeline in standing.timelines {
            renewal(timeline, standing)
            appraisal(timeline, standing)
        }
        var events: [Fact]?
        func fetch() -> [Fact] {
            if let events { return events }
            let void = Set(standing.withoutEffect.map(\.event))
            let found = facts().filter { !void.contains($0.reference) }
            events = found
            return found
        }
        for sanction in standing.sanctions
        where regions.area(of: sanction.region) == standing.area {
            running(sanction, standing, fetch)
            // An act of long ago can leave nothing that is still listed.
            guard sanction.from >= day.adding(days: -2 * Self.untracedDays - Self.nearDays) else {
                continue
            }
            afterwards(sanction, standing, fetch)
        }
        for restricted in standing.restrictions
        where restricted.from >= day.adding(days: -2 * Self.untracedDays) {
            afterwards(restricted, standing, fetch)
        }
        afterSigning(standing, fetch)
        afterFailedRenewal(standing, fetch)
        platform(standing, fetch)
        corrections(standing, facts)
    }

    /// Whose agency acted: the author's, except at a pool's own level, which has no other
    /// (``CaseRun/agency(of:)``).
    func agency(of fact: Fact) -> RegionCode {
        guard regions[fact.region]?.kind != .poolArea else { return fact.region }
        return agencyOf(fact.author) ?? fact.region
    }

    func qualifiers(_ standing: Standing, _ scope: FundScope = .basic) -> [String] {
        let type = standing.facts?.type ?? standing.institution.scheme.usualType
        return [scope.rawValue, type.name]
    }

    /// - Parameter effect: the day from which the act has effect, where that may be later than its start.
    mutating func add(_ duty: Duty, isTracedInCases: Bool, effect: LegalDate? = nil) {
        var duty = duty
        guard duty.start <= day else { return }
        if isTracedInCases {
            let limit = max(duty.lastDay ?? duty.start, effect ?? duty.start)
                .adding(days: Self.untracedDays)
            guard day <= limit else { return }
            duty.isBlind = !seesCases(duty.region)
        }
        duties.append(duty)
    }

    func around(_ day: LegalDate) -> ClosedRange<LegalDate> {
        day.adding(days: -Self.nearDays)...day.adding(days: Self.nearDays)
    }

    // MARK: Terms

    /// Until when renewal is to be asked for (N41, P38); listed until the term ends or a case shows
    /// that it was asked for.
    private mutating func renewal(_ timeline: Timeline, _ standing: Standing) {
        guard let end = timeline.termEnd(after: day), let span = timeline.span(on: day) else {
            return
        }
        let policy = policy(timeline.unit)
        let names = qualifiers(standing, timeline.scope)
        guard let value = policy.value("renewal-ahead", qualifiers: names),
            let last = policy.latestDay("renewal-ahead", names, ahead: end, calendar),
            let reason = span.reasons.first
        else { return }
        let region = span.status == .designated ? reason.region : timeline.unit
        guard
            !hasTrace(
                "renewal-ahead", of: standing.institution, in: timeline.unit,
                end.adding(days: -366)...end, scope: timeline.scope)
        else { return }
        add(
            Duty(
                rule: "renewal-ahead", value: value.text, citation: value.citation,
                subject: .event(reason.event), institution: standing.institution, region: region,
                responsible: .institution, start: last.day.adding(days: -Self.renewalLeadDays),
                lastDay: last.day, isProvisional: last.isProvisional, ending: .renewalAsked),
            isTracedInCases: true)
        // Nobody asked in time: the agency may organise the renewal all the same (N41, P38).
        guard last.day < day,
            let organised = policy.value("renewal-organised-by-agency", qualifiers: names),
            organised.text == "yes"
        else { return }
        add(
            Duty(
                rule: "renewal-organised-by-agency", value: organised.text,
                citation: organised.citation, subject: .event(reason.event),
                institution: standing.institution, region: able(region, .renew, at: region),
                responsible: .office, start: last.day, lastDay: end.adding(days: -1),
                ending: .renewalAsked),
            isTracedInCases: true)
    }

    // MARK: Suspensions that run

    private mutating func running(
        _ sanction: Standing.Sanction, _ standing: Standing, _ facts: () -> [Fact]
    ) {
        guard !sanction.isTermination, sanction.from <= day,
            sanction.to.map({ day < $0 }) ?? true, isSuspended(by: sanction, standing)
        else { return }
        let institution = standing.institution
        if sanction.isOwnRequest {
            voluntary(sanction, standing, fetch: facts)
            return
        }
        let policy = policy(sanction.region)
        let until = sanction.to ?? self.until(of: sanction, facts())
        guard let until else { return }
        let value = policy.value(
            "suspension.imposed-lifts-by-itself", qualifiers: qualifiers(standing))
        let lifts = sanction.to != nil
        guard
            lifts
                || !hasTrace(
                    "resumption", of: institution, in: sanction.region,
                    sanction.from...max(sanction.from, day))
        else { return }
        add(
            Duty(
                rule: "suspension.imposed-lifts-by-itself", value: value?.text ?? "",
                citation: value?.citation ?? .none, subject: .event(sanction.event),
                institution: institution, region: sanction.region, responsible: .institution,
                start: sanction.from, lastDay: until.adding(days: -1),
                ending: lifts ? .time : .resumptionAsked), isTracedInCases: !lifts)
    }

    /// The longest suspension on own request (N42, P39, S2 28, S4). A case that counts it is its duty.
    private mutating func voluntary(
        _ sanction: Standing.Sanction, _ standing: Standing, fetch facts: () -> [Fact]
    ) {
        let rule = "suspension.voluntary-maximum"
        let policy = policy(sanction.region)
        let institution = standing.institution
        guard let value = policy.value(rule, qualifiers: qualifiers(standing)),
            let span = value.span,
            !hasTrace(rule, of: institution, in: sanction.region, around(sanction.from)),
            !hasTrace(
                "resumption", of: institution, in: sanction.region,
                sanction.from...max(sanction.from, day)),
            !isResumptionAsked(sanction, standing, facts()),
            let counted = counted(sanction, standing, facts())
        else { return }
        let last = max(
            span.lastDay(from: counted, calendar: calendar, moving: false).day,
            sanction.from.adding(days: -1))
        add(
            Duty(
                rule: rule, value: value.text, citation: value.citation,
                subject: .event(sanction.event), institution: institution,
                region: sanction.region, responsible: .institution, start: sanction.from,
                lastDay: sanction.to.map { min(last, $0.adding(days: -1)) } ?? last,
                ending: .resumptionAsked), isTracedInCases: true)
    }

    /// From which day on it counts, those that adjoin it included; `nil` where it is excepted.
    private func counted(
        _ sanction: Standing.Sanction, _ standing: Standing, _ facts: [Fact]
    ) -> LegalDate? {
        guard let unit = regions.unit(of: sanction.region) else { return sanction.from }
        return standing.requestsCounted(in: unit, facts) { regions.unit(of: $0) }[sanction.event]
    }

    /// Whether a request to resume that counts is undecided, or was granted, on the day.
    private func isResumptionAsked(
        _ sanction: Standing.Sanction, _ standing: Standing, _ facts: [Fact]
    ) -> Bool {
        let void = Set(standing.withoutEffect.map(\.event))
        let valid = facts.filter { $0.effective <= day && !void.contains($0.reference) }
        return valid.contains { request in
            request.act == .resumptionRequested(suspension: sanction.event)
                && !valid.contains { $0.act == .resumptionRefused(request: request.reference) }
        }
    }

    private func isSuspended(by sanction: Standing.Sanction, _ standing: Standing) -> Bool {
        standing.timelines.contains { timeline in
            guard let span = timeline.span(on: day), span.status == .suspended else { return false }
            return span.reasons.contains { $0.event == sanction.event }
        }
    }

    private func until(of sanction: Standing.Sanction, _ facts: [Fact]) -> LegalDate? {
        guard let fact = facts.first(where: { $0.reference == sanction.event }),
            case .suspended(let act) = fact.act
        else { return nil }
        return act.until
    }

    // MARK: What follows an act

    /// Reports to the department (N49, P46) and the list of the terminated (N43, P40).
    private mutating func afterwards(
        _ sanction: Standing.Sanction, _ standing: Standing, _ facts: () -> [Fact]
    ) {
        guard let fact = facts().first(where: { $0.reference == sanction.event }) else { return }
        let written = LegalDate(unixMilliseconds: fact.stamp.milliseconds)
        let start = min(written, sanction.from)
        reports(sanction, standing, from: start, by: agency(of: fact))
        guard sanction.isTermination else { return }
        publishEnd(of: fact, standing, from: start, effect: sanction.from)
    }

    /// The list of the terminated, until a case shows that it was made (N43, P40).
    mutating func publishEnd(
        of fact: Fact, _ standing: Standing, from start: LegalDate, effect: LegalDate
    ) {
        let rule = "terminations-published"
        let days =
            start.adding(days: -Self.nearDays)...max(start, effect).adding(days: Self.nearDays)
        guard
            let publish = policy(fact.region).value(rule, qualifiers: qualifiers(standing)),
            publish.text == "yes",
            !hasTrace("published", of: standing.institution, in: fact.region, days),
            !hasTrace(rule, of: standing.institution, in: fact.region, days)
        else { return }
        add(
            Duty(
                rule: rule, value: publish.text, citation: publish.citation,
                subject: .event(fact.reference), institution: standing.institution,
                region: agency(of: fact), responsible: .office, start: start, lastDay: nil,
                ending: .published), isTracedInCases: true, effect: effect)
    }
}
