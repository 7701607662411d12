/// What an edition that is not yet in force would change: the same questions under two rule books.
public enum Rehearsal {
    /// A unit and fund in which an institution would stand otherwise.
    public struct StandingChange: Hashable, Sendable {
        public var unit: RegionCode
        public var scope: FundScope
        /// The first day, from the asked one on, on which the two differ.
        public var from: LegalDate
        public var before: Status
        public var after: Status
        /// Services that could be settled on that day.
        public var servicesBefore: [Service]
        public var servicesAfter: [Service]
    }

    /// A last day that would be another one.
    public struct DeadlineChange: Hashable, Sendable {
        /// The value that gives it.
        public var rule: String
        public var unit: RegionCode
        public var scope: FundScope
        /// The day from which it is counted; for "ahead" the end before which it lies.
        public var counted: LegalDate
        /// `nil`: that book sets no span.
        public var before: WorkCalendar.Deadline?
        public var after: WorkCalendar.Deadline?
    }

    /// Where two standings of one institution differ from `day` on; of each unit and fund the first
    /// day.
    public static func changes(
        from old: Standing, to new: Standing, since day: LegalDate
    ) -> [StandingChange] {
        var keys: [Key] = []
        for timeline in old.timelines + new.timelines where !keys.contains(Key(timeline)) {
            keys.append(Key(timeline))
        }
        return keys.compactMap { key in
            let before = old.timelines.first { Key($0) == key }
            let after = new.timelines.first { Key($0) == key }
            var days: Set<LegalDate> = [day]
            for span in (before?.spans ?? []) + (after?.spans ?? []) where span.from > day {
                days.insert(span.from)
            }
            for day in days.sorted() {
                let (one, other) = (before?.span(on: day), after?.span(on: day))
                guard one?.status != other?.status || one?.services != other?.services else {
                    continue
                }
                return StandingChange(
                    unit: key.unit, scope: key.scope, from: day,
                    before: one?.status ?? .notDesignated, after: other?.status ?? .notDesignated,
                    servicesBefore: one?.services ?? [], servicesAfter: other?.services ?? [])
            }
            return nil
        }
    }

    /// Last days of the agreements that run on `day`, under two policies: until when renewal is to be
    /// asked for, counted back from the end of the term (N41, P38).
    ///
    /// - Parameter policies: the rules before and after for a unit.
    public static func renewals(
        of standing: Standing, on day: LegalDate, calendar: WorkCalendar,
        policies: (RegionCode) -> (before: Policy, after: Policy)
    ) -> [DeadlineChange] {
        let type = standing.facts.map { "\($0.type)" } ?? "medical"
        return standing.timelines.compactMap { timeline in
            guard let end = timeline.termEnd(after: day) else { return nil }
            let (before, after) = policies(timeline.unit)
            let qualifiers = [timeline.scope.rawValue, type]
            let change = DeadlineChange(
                rule: "renewal-ahead", unit: timeline.unit, scope: timeline.scope, counted: end,
                before: before.latestDay("renewal-ahead", qualifiers, ahead: end, calendar),
                after: after.latestDay("renewal-ahead", qualifiers, ahead: end, calendar))
            return change.before == change.after ? nil : change
        }
    }

    /// A running case that would stand otherwise.
    public struct CaseChange: Hashable, Sendable {
        public var stageBefore: CaseStage
        public var stageAfter: CaseStage
        /// Clocks of which the last day differs, or that only one of the two books sets.
        public var clocks: [DeadlineChange]
        /// Steps that one book allows and the other does not.
        public var problemCountBefore: Int
        public var problemCountAfter: Int
        /// What steps that are still to come would meet otherwise.
        public var met: [Met]
    }

    /// What the new book would change for a case on `day`. It keeps the edition of its acceptance,
    /// unless the new one holds for running cases (domain §4.9).
    ///
    /// - Parameter known: the day whose rules people know, before the edition is in force.
    /// - Returns: `nil` where nothing changes, and for a case that is over under both.
    public static func caseChange(
        of steps: [CaseStep], before: CaseSetting, after: CaseSetting, on day: LegalDate,
        known: LegalDate
    ) -> CaseChange? {
        guard let old = CaseFold.state(of: steps, in: before, on: day),
            let new = CaseFold.state(of: steps, in: after, on: day),
            old.outcome == nil || new.outcome == nil
        else { return nil }
        let region = old.region ?? old.institution.issuer
        let met = met(
            by: old, before: (before.policyAt(region, known), before),
            after: (after.policyAt(region, day), after))
        let change = CaseChange(
            stageBefore: old.stage, stageAfter: new.stage, clocks: clocks(old, new, on: day),
            problemCountBefore: old.problems.count, problemCountAfter: new.problems.count,
            met: met)
        let isSame =
            old.stage == new.stage && old.problems == new.problems && change.clocks.isEmpty
            && met.isEmpty
        return isSame ? nil : change
    }

    private static func clocks(
        _ old: CaseState, _ new: CaseState, on day: LegalDate
    ) -> [DeadlineChange] {
        let (before, after) = (old.runningClocks(on: day), new.runningClocks(on: day))
        func deadline(_ clock: CaseClock?) -> WorkCalendar.Deadline? {
            clock.map { WorkCalendar.Deadline(day: $0.lastDay, isProvisional: $0.isProvisional) }
        }
        func same(_ one: CaseClock, _ other: CaseClock) -> Bool {
            one.rule == other.rule && one.start == other.start
        }
        let all = before + after.filter { clock in !before.contains { same($0, clock) } }
        return all.compactMap { clock in
            let change = DeadlineChange(
                rule: clock.rule, unit: new.region ?? new.institution.issuer,
                scope: new.scope ?? .basic, counted: clock.start,
                before: deadline(before.first { same($0, clock) }),
                after: deadline(after.first { same($0, clock) }))
            return change.before == change.after ? nil : change
        }
    }

    private struct Key: Hashable {
        var unit: RegionCode
        var scope: FundScope

        init(_ timeline: Timeline) {
            unit = timeline.unit
            scope = timeline.scope
        }
    }
}

extension Timeline {
    /// The first day after the term of the agreement that runs, or is suspended, on `day`; `nil` where
    /// none does, or where it comes to another end before.
    public func termEnd(after day: LegalDate) -> LegalDate? {
        guard
            let index = spans.firstIndex(where: {
                $0.from <= day && ($0.to.map { day < $0 } ?? true)
            }), [.designated, .suspended].contains(spans[index].status)
        else { return nil }
        for span in spans[index...] {
            switch span.status {
            case .designated, .suspended: continue
            case .ended where span.reasons.contains { $0.rule == .termOver }: return span.from
            default: return nil
            }
        }
        return nil
    }
}

extension Timeline {
    /// The first of the days up to `day` on which an agreement ran or was suspended without a gap.
    public func start(before day: LegalDate) -> LegalDate {
        var start = day
        for span in spans.reversed() where span.from <= start {
            guard span.status == .designated || span.status == .suspended,
                span.to.map({ start <= $0 }) ?? true
            else { break }
            start = span.from
        }
        return start
    }
}

extension Policy {
    /// The last day for an act that must precede `end` by the span of a value; one that is to come
    /// "before the end" may come on the day before it.
    public func latestDay(
        _ name: String, _ qualifiers: [String], ahead end: LegalDate, _ calendar: WorkCalendar
    ) -> WorkCalendar.Deadline? {
        guard let value = value(name, qualifiers: qualifiers) else { return nil }
        if value.text == "before-end" {
            return WorkCalendar.Deadline(day: end.adding(days: -1), isProvisional: false)
        }
        let movesOn = self.value("months-ahead-counting")?.text == "next-working-day"
        return value.span?.latestDay(ahead: end, calendar: calendar, movesOn: movesOn)
    }
}

extension RuleBook {
    /// This book with an edition in place of what it held under the same id and region, and with its
    /// decisions. Every value keeps its own days.
    ///
    /// - Parameters:
    ///   - replaced: names and values of the edition as it is in force.
    ///   - values: names and values of the one that is rehearsed, decisions among them.
    public func rehearsing(
        _ edition: PolicyEdition, replaced: [(name: String, value: DatedValue)],
        values: [(name: String, value: DatedValue)]
    ) -> RuleBook {
        var book = self
        for (name, value) in replaced { book.remove(value, named: name, for: edition.region) }
        for (name, value) in values { book.add(value, named: name, for: edition.region) }
        book.drop(edition)
        book.add(edition)
        return book
    }
}
