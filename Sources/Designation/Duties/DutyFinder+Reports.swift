/// What an agency files, reports and publishes of its own public acts.
extension DutyFinder {
    /// Suspensions and terminations: to the department at once (N49, P46), and as editions ask besides
    /// (S2 31, S4).
    mutating func reports(
        _ sanction: Standing.Sanction, _ standing: Standing, from start: LegalDate,
        by agency: RegionCode
    ) {
        report(
            sanction.isTermination ? "termination" : "suspension",
            isImposed: !sanction.isOwnRequest, of: sanction.event, standing,
            in: sanction.region, from: start, by: agency)
    }

    /// A person, a department or a place that may not serve (N49 ¶2).
    mutating func afterwards(
        _ restricted: Standing.Restricted, _ standing: Standing, _ facts: () -> [Fact]
    ) {
        guard regions.area(of: restricted.region) == standing.area,
            let fact = facts().first(where: { $0.reference == restricted.event })
        else { return }
        report(
            "persons-and-departments", isImposed: true, of: fact.reference, standing,
            in: fact.region, from: min(fact.written, fact.effective), by: agency(of: fact))
    }

    private mutating func report(
        _ matter: String, isImposed: Bool, of event: EventReference, _ standing: Standing,
        in region: RegionCode, from start: LegalDate, by agency: RegionCode
    ) {
        let policy = policy(region)
        let names = qualifiers(standing)
        let entries = policy.reports(
            of: matter, isImposed: isImposed, by: region, qualifiers: names)
        for entry in entries {
            file(entry, policy, names, of: event, standing, in: region, from: start, by: agency)
        }
    }

    /// A pharmacy's renewal that was not agreed terminates (P38): reported and published like any other
    /// termination, at the day on which the term is over at the latest (P40, P46).
    mutating func afterFailedRenewal(_ standing: Standing, _ facts: () -> [Fact]) {
        let since = day.adding(days: -2 * Self.untracedDays)
        for timeline in standing.timelines {
            let names = qualifiers(standing, timeline.scope)
            guard timeline.spans.contains(where: { $0.status != .designated && since <= $0.from }),
                policy(timeline.unit).value("renewal-not-agreed", qualifiers: names)?.text
                    == "terminates"
            else { continue }
            for fact in facts() where regions.unit(of: fact.region) == timeline.unit {
                guard case .ended(_, .notRenewed) = fact.act, since <= fact.effective else {
                    continue
                }
                let start = min(fact.written, fact.effective)
                report(
                    "termination", isImposed: false, of: fact.reference, standing,
                    in: fact.region, from: start, by: agency(of: fact))
                publishEnd(of: fact, standing, from: start, effect: fact.effective)
            }
        }
    }

    mutating func file(
        _ entry: PolicyList.Entry, _ policy: Policy, _ names: [String], of event: EventReference,
        _ standing: Standing, in region: RegionCode, from start: LegalDate,
        by agency: RegionCode
    ) {
        let rule = "filing/\(entry.id)"
        guard !hasTrace(rule, of: standing.institution, in: region, around(start)) else { return }
        let time = policy.time(of: entry, qualifiers: names)
        let last = time?.lastDay(from: start, calendar: calendar)
        add(
            Duty(
                rule: rule, value: time?.text ?? "", citation: time?.citation ?? entry.citation,
                subject: .event(event), institution: standing.institution, region: agency,
                responsible: .office, start: start, lastDay: last?.day,
                isProvisional: last?.isProvisional ?? false, ending: .filed),
            isTracedInCases: true)
    }

    /// What follows a signing: the list is filed (N10, P9, S4), and where the edition gives a number of
    /// days name and address are published in time (N11, S4).
    mutating func afterSigning(_ standing: Standing, _ facts: () -> [Fact]) {
        let since = day.adding(days: -2 * Self.untracedDays)
        for timeline in standing.timelines {
            // Signed a while before it starts, or recorded a while after: the act tells.
            guard timeline.spans.contains(where: { $0.status == .designated && since <= $0.from })
            else { continue }
            let policy = policy(timeline.unit)
            let names = qualifiers(standing, timeline.scope)
            let publish = policy.value("publish-within", qualifiers: names)
            let filed = policy.signedListFiled(qualifiers: names)
            guard publish?.span != nil || filed != nil else { continue }
            for fact in facts() where regions.unit(of: fact.region) == timeline.unit {
                guard case .signed(let agreement) = fact.act, agreement.scope == timeline.scope
                else { continue }
                if let publish, !isContinued(timeline, by: agreement, from: fact.effective) {
                    publication(publish, of: fact, standing, timeline.unit)
                }
                guard let filed else { continue }
                file(
                    filed, policy, names, of: fact.reference, standing, in: fact.region,
                    from: fact.effective, by: agency(of: fact))
            }
        }
    }

    /// Signed anew where the agreement before it ended, without more services: a renewal, and the list of the
    /// newly designated has it already (N11, S4 结果公布).
    private func isContinued(
        _ timeline: Timeline, by agreement: Agreement, from day: LegalDate
    ) -> Bool {
        let start = max(agreement.from, day)
        guard let before = timeline.span(on: start.adding(days: -1)) else { return false }
        switch before.status {
        case .designated: return Set(agreement.services).isSubset(of: before.services)
        case .suspended: return true
        default: return false
        }
    }

    private mutating func publication(
        _ value: PolicyValue, of fact: Fact, _ standing: Standing, _ unit: RegionCode
    ) {
        let days = around(fact.effective)
        guard let span = value.span,
            !hasTrace("publish-within", of: standing.institution, in: unit, days),
            !hasTrace("published", of: standing.institution, in: unit, days)
        else { return }
        let last = span.lastDay(from: fact.effective, calendar: calendar, moving: true)
        add(
            Duty(
                rule: "publish-within", value: value.text, citation: value.citation,
                subject: .event(fact.reference), institution: standing.institution,
                region: agency(of: fact), responsible: .office, start: fact.effective,
                lastDay: last.day, isProvisional: last.isProvisional, ending: .published),
            isTracedInCases: true)
    }
}
