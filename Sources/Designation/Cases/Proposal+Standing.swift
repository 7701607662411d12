extension Proposal {
    /// What follows from an institution's suspensions in a region, for its agency to decide.
    ///
    /// Imposed suspensions of the region's own agency count, each once in the term in which it begins;
    /// those that the institution asked for never do; one that follows from another pool's act counts
    /// as the decision `derived-suspension-counts` says: when an officer confirmed it, always, never.
    ///
    /// - Parameters:
    ///   - confirmed: keys of ``Kind/derivedSuspensionCounts`` proposals that officers confirmed.
    ///   - dismissed: keys that officers dismissed; they are not proposed again.
    public static func ofSuspensions(
        _ subject: CaseSubject, region: RegionCode, policy: Policy, confirmed: Set<String>,
        dismissed: Set<String> = [], on day: LegalDate
    ) -> [Proposal] {
        let qualifiers = ["\(subject.type)"]
        let limit = policy.number("suspension-count-terminates", qualifiers: qualifiers) ?? 2
        let derived =
            policy.value("derived-suspension-counts", qualifiers: qualifiers)?.text
            ?? "when-confirmed"
        let isPharmacy = subject.type == .pharmacy
        let citations = [
            policy.value("suspension-count-terminates", qualifiers: qualifiers)?.citation
                ?? Citation(
                    edition: isPharmacy ? "P" : "N", article: isPharmacy ? "40(1)" : "43(1)")
        ]
        var found: [Proposal] = []
        for term in subject.terms {
            let inTerm = subject.suspensions.filter {
                !$0.isOwnRequest && $0.from <= day && term.holds(on: $0.from)
            }
            .sorted { ($0.from, $0.event) < ($1.from, $1.event) }
            var counted: [CaseSubject.Suspended] = []
            var open: [Proposal] = []
            for suspension in inTerm
            where !counted.contains(where: { $0.event == suspension.event }) {
                guard suspension.isDerived, derived != "always" else {
                    counted.append(suspension)
                    continue
                }
                guard derived == "when-confirmed" else { continue }
                let question = Proposal(
                    .derivedSuspensionCounts, institution: subject.institution,
                    events: [suspension.event], citations: citations, region: region)
                if confirmed.contains(question.key) {
                    counted.append(suspension)
                } else if !dismissed.contains(question.key) {
                    open.append(question)
                }
            }
            // Asking is worth while only where the answer can make a difference.
            if counted.count + open.count >= limit { found += open }
            // Terminated, for this or another reason, nothing is left to propose.
            if counted.count >= limit, !(term.isCut && term.to.map { $0 <= day } ?? false) {
                found.append(
                    Proposal(
                        .secondSuspension, institution: subject.institution,
                        events: counted.map(\.event), citations: citations, region: region))
            }
        }
        return found.filter { !dismissed.contains($0.key) }
    }

    /// A voluntary suspension past its maximum without a request to go on (N42, P39, S2 28, S4).
    ///
    /// - Parameter excepted: suspensions for which an exception is recorded.
    public static func ofMaximum(
        _ subject: CaseSubject, region: RegionCode, policy: Policy,
        excepted: Set<EventReference> = [], on day: LegalDate
    ) -> [Proposal] {
        let qualifiers = ["\(subject.type)"]
        guard let value = policy.value("suspension.voluntary-maximum", qualifiers: qualifiers),
            let span = value.span
        else { return [] }
        return subject.suspensions.compactMap { suspension in
            guard suspension.isOwnRequest, !excepted.contains(suspension.event),
                let counted = suspension.countedFrom
            else { return nil }
            let last = max(
                span.lastDay(from: counted, calendar: WorkCalendar(), moving: false).day,
                suspension.from.adding(days: -1))
            guard suspension.resumptionAsked == nil, last < day,
                suspension.to.map({ $0 > last }) ?? true
            else { return nil }
            return Proposal(
                .maximumExceeded, institution: subject.institution, events: [suspension.event],
                citations: [value.citation], region: region, day: last)
        }
    }
}
