/// Turns agreements and sanctions of one unit and scope into adjoining spans.
struct TimelineBuilder {
    let plan: FoldPlan
    let seat: Ledger.Seat
    let scope: FundScope
    private let agreements: [Int]
    /// Sanctions imposed for this very unit, shown even where no agreement is alive.
    private let own: [(sanction: Int, reach: Reach)]

    /// What holds on one day, before it is given its final form.
    private struct DayState: Equatable {
        var status: Status
        var services = ServiceSet()
        /// What each agreement covers, where any of them names its sites.
        var covers: [Cover] = []
        var causes: [Cause] = []
    }

    private struct Cover: Equatable {
        var sites: [String]
        var services: ServiceSet
    }

    private struct Cause: Equatable {
        var position: Int
        var reach: Reach
    }

    init(_ plan: FoldPlan, seat: Ledger.Seat, scope: FundScope) {
        self.plan = plan
        self.seat = seat
        self.scope = scope
        agreements = plan.agreements.indices.filter {
            plan.agreements[$0].seat.unit == seat.unit && plan.agreements[$0].scope == scope
        }
        own = plan.sanctions.indices.compactMap { index in
            let sanction = plan.sanctions[index]
            guard sanction.seat.unit == seat.unit, !sanction.isDerivedOnly else { return nil }
            return plan.ledger.reach(sanction, seat, scope).map { (index, $0) }
        }
    }

    func build() -> Timeline {
        let days = boundaries()
        var spans: [Span] = []
        var current: (from: LegalDate, state: DayState)?
        for day in days {
            let state = state(on: day)
            if current?.state == state { continue }
            if let (from, known) = current { append(&spans, from, day, known) }
            current = (day, state)
        }
        if let (from, known) = current { append(&spans, from, .never, known) }
        return Timeline(unit: seat.unit, scope: scope, spans: spans)
    }

    /// Days on which something may change, ascending.
    private func boundaries() -> [LegalDate] {
        var days: [LegalDate] = []
        days.reserveCapacity(16)
        for index in agreements {
            let agreement = plan.agreements[index]
            if agreement.start < agreement.end { days.append(agreement.start) }
            days.append(agreement.end)
            for step in agreement.services.dropFirst() { days.append(step.from) }
            for burden in agreement.burdens {
                days.append(plan.sanctions[burden.sanction].from)
                days.append(
                    min(burden.until, plan.sanctions[burden.sanction].end(for: scope)))
            }
        }
        for (index, _) in own {
            days.append(plan.sanctions[index].from)
            days.append(plan.sanctions[index].end(for: scope))
        }
        for restriction in plan.restrictions { days.append(restriction.from) }
        days.sort()
        var unique: [LegalDate] = []
        unique.reserveCapacity(days.count)
        for day in days where day != .never && unique.last != day { unique.append(day) }
        return unique
    }

    // MARK: One day

    private func state(on day: LegalDate) -> DayState {
        var free = DayState(status: .designated)
        var burdened = DayState(status: .suspended)
        var isAlive = false
        for index in alive(on: day) {
            isAlive = true
            var isFree = true
            for burden in plan.agreements[index].burdens {
                guard plan.holds(burden, on: day, for: scope) else { continue }
                isFree = false
                if plan.sanctions[burden.sanction].isTermination { burdened.status = .terminated }
                add(&burdened, plan.sanctions[burden.sanction].position, burden.reach)
            }
            guard isFree else { continue }
            let isOwn = plan.agreements[index].seat.code == plan.agreements[index].seat.unit
            add(
                &free, plan.agreements[index].position,
                Reach(rule: isOwn ? .direct : .poolWide, citations: []))
            let services = plan.agreements[index].services(on: day)
            free.services.formUnion(services)
            if plan.namesSites {
                free.covers.append(
                    Cover(sites: plan.agreements[index].sites(on: day), services: services))
            }
        }
        if free.covers.allSatisfy(\.sites.isEmpty) { free.covers = [] }
        guard isAlive else { return stateWithoutAgreement(on: day) }
        return free.causes.isEmpty ? burdened : restricted(free, on: day)
    }

    /// The agreements that hold on the day. An internet hospital shares its host's: a supplement about it
    /// alone is none where nothing else is agreed (N5 ¶2, S2 33 ¶1).
    private func alive(on day: LegalDate) -> [Int] {
        let alive = agreements.filter {
            plan.agreements[$0].isAlive(on: day) && !plan.givesWay($0, on: day)
        }
        return alive.allSatisfy { isSupplement($0, on: day) } ? [] : alive
    }

    private func isSupplement(_ index: Int, on day: LegalDate) -> Bool {
        let agreement = plan.agreements[index]
        return agreement.services(on: day) == ServiceSet([.internet])
            && plan.ledger.context.says(
                .internetHospitals, "supplement-of-host", for: agreement.seat.code,
                on: agreement.start)
    }

    /// Nothing is settled under a designation on which an event of an unknown restrictive kind
    /// weighs (protocol §3.4).
    private func restricted(_ free: DayState, on day: LegalDate) -> DayState {
        var state = DayState(status: .unknown)
        for restriction in plan.restrictions where restriction.from <= day {
            add(&state, restriction.position, Reach(rule: .unknownRestrictive, citations: []))
        }
        return state.causes.isEmpty ? free : state
    }

    /// The latest end decides; on one day a termination outweighs another end. Without any, a
    /// suspension of this unit is shown, be it that the agreement's own event is still on its way.
    private func stateWithoutAgreement(on day: LegalDate) -> DayState {
        var latest: LegalDate?
        var state = DayState(status: .notDesignated)
        func consider(_ from: LegalDate, _ status: Status, _ position: Int, _ reach: Reach) {
            guard from <= day else { return }
            if let known = latest {
                if from < known { return }
                if from == known, status == .ended, state.status == .terminated { return }
                if from > known || status != state.status { state.causes = [] }
            }
            latest = from
            state.status = status
            add(&state, position, reach)
        }
        for index in agreements {
            let agreement = plan.agreements[index]
            if agreement.endStatus == .terminated, agreement.endedAs == nil {
                for killer in agreement.killers
                where plan.sanctions[killer.sanction].from == agreement.end {
                    consider(
                        agreement.end, .terminated, plan.sanctions[killer.sanction].position,
                        killer.reach)
                }
            } else {
                consider(
                    agreement.end, agreement.endStatus, agreement.endPosition,
                    Reach(rule: agreement.endRule, citations: agreement.endCitations))
            }
        }
        for (index, reach) in own {
            let sanction = plan.sanctions[index]
            guard sanction.isTermination, sanction.holds(on: day, for: scope) else { continue }
            consider(sanction.from, .terminated, sanction.position, reach)
        }
        return latest == nil ? suspendedWithoutAgreement(on: day) : state
    }

    private func suspendedWithoutAgreement(on day: LegalDate) -> DayState {
        var state = DayState(status: .notDesignated)
        for (index, reach) in own {
            let sanction = plan.sanctions[index]
            guard !sanction.isTermination, sanction.holds(on: day, for: scope) else { continue }
            state.status = .suspended
            add(&state, sanction.position, reach)
        }
        return state
    }

    /// Keeps causes in fold order, each once.
    private func add(_ state: inout DayState, _ position: Int, _ reach: Reach) {
        let place = state.causes.firstIndex { $0.position >= position }
        if let place, state.causes[place].position == position { return }
        state.causes.insert(
            Cause(position: position, reach: reach), at: place ?? state.causes.endIndex)
    }

    // MARK: Final form

    private func append(
        _ spans: inout [Span], _ from: LegalDate, _ to: LegalDate, _ state: DayState
    ) {
        // Before the first agreement or sanction the institution is simply not designated.
        if spans.isEmpty, state.status == .notDesignated { return }
        let reasons = state.causes.map { cause in
            let index = plan.ledger.factIndex(cause.position)
            let fact = plan.ledger.facts[index]
            return Reason(
                event: fact.reference, rule: cause.reach.rule,
                citations: cause.reach.citations.isEmpty ? fact.basis : cause.reach.citations,
                region: fact.region)
        }
        spans.append(
            Span(
                from: from, to: to.orNil, status: state.status, services: state.services.list,
                reasons: reasons,
                covers: state.covers.map { Coverage(sites: $0.sites, services: $0.services.list) }))
    }
}
