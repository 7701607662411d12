/// What agencies and departments hand in of their own work, and what they owe all their institutions alike.
extension DutyFinder {
    /// Takes the regions in which an agency has a node.
    ///
    /// A report for each month, quarter or year is due by the last day of it, and listed from a month
    /// before; one that was missed stays, red, until the next one is handed in. Where only "regularly" is
    /// said, no day follows and none is listed.
    public mutating func takeAgencies(_ regions: Set<RegionCode>) {
        for region in regions.sorted() {
            let policy = policy(region)
            for (entry, filer) in policy.agencyFilings() {
                guard let time = policy.time(of: entry),
                    let period = ReportPeriod(time.text, containing: day)
                else { continue }
                report(entry, filer, time, period, policy)
            }
        }
    }

    private mutating func report(
        _ entry: PolicyList.Entry, _ filer: AgencyFiling.Filer, _ time: FilingTime,
        _ period: ReportPeriod, _ policy: Policy
    ) {
        let region = policy.region
        let filed = rules.filings(entry.id, of: region).map(\.day).filter { $0 <= day }
        var owed = period
        let before = period.first.adding(days: -1)
        if let missed = ReportPeriod(time.text, containing: before),
            !filed.contains(where: { missed.first <= $0 }),
            isOwed(entry.id, as: time.text, in: region, since: missed.first)
        {
            owed = missed
        } else if filed.contains(where: { period.first <= $0 }) {
            return
        }
        let last = calendar.movedToWorkingDay(owed.last)
        guard last.day <= day.adding(days: Self.nearDays) else { return }
        duties.append(
            Duty(
                rule: "filing/\(entry.id)", value: time.text, citation: time.citation,
                subject: .agency(entry.id), institution: nil, region: region,
                responsible: filer.responsible, start: owed.first, lastDay: last.day,
                isProvisional: last.isProvisional, ending: .filed))
    }

    /// Whether the edition asked for it all through a period.
    private func isOwed(
        _ item: String, as word: String, in region: RegionCode, since first: LegalDate
    ) -> Bool {
        let policy = Policy(region: region, day: first, rules: rules, regions: regions)
        return policy.agencyFilings().contains {
            $0.entry.id == item && policy.time(of: $0.entry)?.text == word
        }
    }

    // MARK: Appraisals (N36, P34, S4)

    /// Where an edition has every institution appraised each year: those designated at the end of the last
    /// year whose cases show no appraisal of it. One line for each agency.
    mutating func appraisal(_ timeline: Timeline, _ standing: Standing) {
        let year = day.components.year - 1
        guard let end = LegalDate(year: year, month: 12, day: 31),
            let then = timeline.span(on: end), Self.runs(then),
            let now = timeline.span(on: day), Self.runs(now),
            let reason = then.reasons.first
        else { return }
        let region =
            then.status == .designated && regions[reason.region]?.kind != .poolArea
            ? reason.region : timeline.unit
        guard
            let value = policy(timeline.unit).value(
                "appraisal-every", qualifiers: qualifiers(standing, timeline.scope)),
            value.text == "yearly", seesCases(region),
            !hasTrace("appraised", of: standing.institution, in: timeline.unit, end...end)
        else { return }
        appraisals[region, default: Appraisals(citation: value.citation)].institutions
            .insert(standing.institution)
    }

    private static func runs(_ span: Span) -> Bool {
        span.status == .designated || span.status == .suspended
    }

    struct Appraisals {
        var citation: Citation
        var institutions: Set<InstitutionID> = []
    }

    /// The lines for agencies whose institutions are still to be appraised.
    var owedAppraisals: [Duty] {
        let year = day.components.year
        guard let start = LegalDate(year: year, month: 1, day: 1) else { return [] }
        return appraisals.map { region, owed in
            var duty = Duty(
                rule: "appraisal-every", value: "yearly", citation: owed.citation,
                subject: .agency("appraisal-\(year - 1)"), institution: nil, region: region,
                responsible: .office, start: start, lastDay: nil, ending: .appraised)
            duty.count = owed.institutions.count
            return duty
        }
    }

    // MARK: The national platform (S1 五)

    /// After a signing, a change, a suspension, a termination or an end the platform's data is updated.
    mutating func platform(_ standing: Standing, _ facts: () -> [Fact]) {
        let since = day.adding(days: -2 * Self.untracedDays)
        var units: Set<RegionCode> = []
        for timeline in standing.timelines {
            guard timeline.spans.contains(where: { since <= $0.from }),
                units.insert(timeline.unit).inserted
            else { continue }
            let policy = policy(timeline.unit)
            let names = qualifiers(standing, timeline.scope)
            let matters = policy.words("national-platform-updated", qualifiers: names)
            guard !matters.isEmpty,
                let entry = policy.list("reports", qualifiers: names)["national-platform"]
            else { continue }
            for fact in facts() where regions.unit(of: fact.region) == timeline.unit {
                guard since <= fact.effective, let matter = Self.matter(of: fact.act),
                    matters.contains(matter)
                else { continue }
                file(
                    entry, policy, names, of: fact.reference, standing, in: fact.region,
                    from: min(fact.written, fact.effective), by: agency(of: fact))
            }
        }
    }

    /// A word of the value `national-platform-updated`.
    private static func matter(of act: Act) -> String? {
        switch act {
        case .signed, .renewed: "signing"
        case .changed: "change"
        case .suspended: "suspension"
        case .resumed: "resumption"
        case .terminated: "termination"
        case .ended: "end"
        default: nil
        }
    }
}
