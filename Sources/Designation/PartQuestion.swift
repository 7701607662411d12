/// A question that says who served, or where: what a designation is for that department, person and
/// site (domain §3).
struct PartQuestion {
    let standing: Standing
    let question: StatusQuestion
    let unit: RegionCode
    let timeline: Timeline

    /// What holds on one day.
    private struct Day {
        var status: Status
        var isSettleable: Bool
        var services: [Service] = []
        /// Restrictions of what is named.
        var restricted: [Standing.Restricted] = []
        /// Agreements that do not cover the named site.
        var uncovered: [Reason] = []
    }

    /// Narrows the answer for the whole institution to the parts that are named. Where it is not
    /// designated on the day of the question, only the days around with the same answer may be more.
    func narrow(_ answer: inout StatusAnswer, _ context: FoldContext?) {
        let named = standing.restrictions.filter {
            $0.units.contains(unit) && question.name(of: $0.part) != nil
        }
        let found = day(question.date, named)
        answer.status = found.status
        answer.settleable = found.isSettleable
        answer.services = found.services
        (answer.since, answer.until) = stretch(found, named)
        if !found.restricted.isEmpty {
            answer.reasons = found.restricted.map {
                Reason(
                    event: $0.event, rule: .restricted, citations: $0.citations, region: $0.region)
            }
        } else if !found.uncovered.isEmpty {
            answer.reasons = found.uncovered.map { agreement in
                let setting = context?.setting(.sites, for: agreement.region, on: question.date)
                return Reason(
                    event: agreement.event, rule: .siteNotCovered,
                    citations: setting.map { [$0.citation] } ?? [], region: agreement.region)
            }
        }
    }

    private func day(_ date: LegalDate, _ named: [Standing.Restricted]) -> Day {
        guard let index = timeline.index(on: date) else {
            return Day(status: .notDesignated, isSettleable: false)
        }
        let span = timeline.spans[index]
        guard span.status == .designated else {
            return Day(status: span.status, isSettleable: false)
        }
        let holding = named.filter { $0.holds(on: date) && isNamed($0, on: date) }
        if !holding.isEmpty {
            return Day(status: .suspended, isSettleable: false, restricted: holding)
        }
        guard let services = services(span, on: date) else {
            return Day(status: .notDesignated, isSettleable: false, uncovered: span.reasons)
        }
        let isSettleable = question.service.map(services.contains) ?? !services.isEmpty
        return Day(status: .designated, isSettleable: isSettleable, services: services)
    }

    /// The services at the named site; `nil` where no agreement covers it.
    private func services(_ span: Span, on date: LegalDate) -> [Service]? {
        guard let site = question.site else { return span.services }
        if span.covers.isEmpty {
            return standing.isOnePlace(site, on: date) ? span.services : nil
        }
        let covering = span.covers.filter { cover in
            cover.sites.isEmpty
                ? standing.isOnePlace(site, on: date)
                : cover.sites.contains { $0.utf8.elementsEqual(site.utf8) }
        }
        if covering.isEmpty { return nil }
        return span.services.filter { service in
            covering.contains { $0.services.contains(service) }
        }
    }

    /// Whether the question names what is restricted. An agreement without sites covers the licence's
    /// one place: that may be restricted by what it was called on that day, and be asked for by what it
    /// is called on another.
    private func isNamed(_ restriction: Standing.Restricted, on date: LegalDate) -> Bool {
        guard let name = question.name(of: restriction.part) else { return false }
        if name.utf8.elementsEqual(restriction.name.utf8) { return true }
        return restriction.part == .site && standing.isOnePlace(name, on: date)
            && (standing.isOnePlace(restriction.name, on: restriction.from)
                || standing.isOnePlace(restriction.name, on: date))
    }

    /// The days around the question's with the same status and the same answer.
    private func stretch(
        _ found: Day, _ named: [Standing.Restricted]
    ) -> (since: LegalDate?, until: LegalDate?) {
        var days: Set<LegalDate> = []
        for span in timeline.spans {
            days.insert(span.from)
            if let to = span.to { days.insert(to) }
        }
        for restriction in named {
            days.insert(restriction.from)
            if let to = restriction.to { days.insert(to) }
        }
        if question.site != nil { days.formUnion(standing.places.map(\.from)) }
        let sorted = days.sorted()
        func isAlike(_ date: LegalDate) -> Bool {
            let other = day(date, named)
            return other.status == found.status && other.isSettleable == found.isSettleable
        }
        var first = sorted.lastIndex { $0 <= question.date }
        while let place = first, place > 0, isAlike(sorted[place - 1]) { first = place - 1 }
        // Before anything is known the institution is not designated either, without a beginning.
        if first == 0, isAlike(sorted[0].adding(days: -1)) { first = nil }
        let until = sorted.first { $0 > question.date && !isAlike($0) }
        return (first.map { sorted[$0] }, until)
    }
}
