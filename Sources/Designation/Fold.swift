/// The fold: from the events of one institution to its standing.
public enum Fold {
    /// What the institution is in every unit of an area, on every day.
    ///
    /// A pure function: any order of `facts` in, the same standing out, byte for byte. It reads no
    /// clock; the future (end of term, end of a suspension) is in the answer as days.
    ///
    /// - Parameters:
    ///   - facts: all facts of the institution. Those that count are every `sanctions` fact, of any
    ///     area, and the `register` facts of `area`; others are ignored. Sanctions and bars of a
    ///     predecessor licence are handed in with the institution's own (protocol §7.5).
    ///   - context: regions, editions and decisions, recognition groups, and the judge of
    ///     competence, all from the `directory` logs.
    public static func standing(
        of institution: InstitutionID, area: RegionCode, facts: [Fact], context: FoldContext
    ) -> Standing {
        let ledger = Ledger(
            institution: institution, area: area, facts: facts, context: context)
        var plan = FoldPlan(ledger)
        let timelines = timelines(plan, area)
        plan.review()
        if !context.reachingBack.isEmpty { plan.noteChangedPast() }
        var standing = Standing(institution: institution, area: area, facts: plan.facts)
        standing.timelines = timelines
        standing.bars = bars(plan)
        standing.sanctions = sanctions(plan)
        standing.reviewItems = reviewItems(&plan)
        standing.withoutEffect = withoutEffect(plan.ledger)
        if !plan.restricted.isEmpty { standing.restrictions = restrictions(plan) }
        standing.places = plan.places
        return standing
    }

    /// One timeline for each unit and scope with an agreement, and one for each unit that acted
    /// without an agreement known here.
    private static func timelines(_ plan: FoldPlan, _ area: RegionCode) -> [Timeline] {
        var wanted: [(seat: Ledger.Seat, scope: FundScope)] = []
        for agreement in plan.agreements
        where !wanted.contains(where: {
            $0.seat.unit == agreement.seat.unit && $0.scope == agreement.scope
        }) {
            wanted.append((agreement.seat, agreement.scope))
        }
        let acting = plan.sanctions.filter { $0.seat.area == area && !$0.isDerivedOnly }
        for sanction in acting {
            // A fund that no agreement is known for is one all the same: its event may be on its way.
            for fund in sanction.funds
            where !wanted.contains(where: {
                $0.seat.unit == sanction.seat.unit && $0.scope.isMet(by: [fund])
            }) {
                wanted.append((sanction.seat, fund))
            }
        }
        for sanction in acting
        where !wanted.contains(where: { $0.seat.unit == sanction.seat.unit }) {
            wanted.append((sanction.seat, sanction.type == .care ? .care : .basic))
        }
        if wanted.count > 1 {
            wanted.sort {
                ($0.seat.unit, $0.scope.rawValue) < ($1.seat.unit, $1.scope.rawValue)
            }
        }
        return wanted.compactMap { seat, scope in
            let timeline = TimelineBuilder(plan, seat: seat, scope: scope).build()
            return timeline.spans.isEmpty ? nil : timeline
        }
    }

    private static func bars(_ plan: FoldPlan) -> [Standing.Bar] {
        plan.bars
            .map { Standing.Bar(until: $0.until, event: plan.ledger.reference($0.position)) }
            .sorted { ($0.until, $0.event) < ($1.until, $1.event) }
    }

    private static func sanctions(_ plan: FoldPlan) -> [Standing.Sanction] {
        var result: [Standing.Sanction] = []
        result.reserveCapacity(plan.sanctions.count)
        for sanction in plan.sanctions where !sanction.isDerivedOnly {
            result.append(
                Standing.Sanction(
                    event: plan.ledger.reference(sanction.position), region: sanction.seat.code,
                    isTermination: sanction.isTermination, isOwnRequest: sanction.isOwnRequest,
                    from: sanction.from, to: sanction.to.orNil, funds: sanction.funds,
                    lifted: FundScope.sorted(sanction.lifted.keys).compactMap { fund in
                        sanction.lifted[fund].map { Standing.Lifting(fund: fund, from: $0) }
                    }))
        }
        if result.count > 1 { result.sort { ($0.from, $0.event) < ($1.from, $1.event) } }
        return result
    }

    /// A measure under the agency's own agreement reaches its pool: its unit, and where the decision
    /// on agencies that share a pool says so, theirs (domain §4.1, §4.4).
    private static func restrictions(_ plan: FoldPlan) -> [Standing.Restricted] {
        let context = plan.ledger.context
        let rows = plan.restricted.filter { $0.from < $0.to }.map { state in
            var units: Set = [state.seat.unit]
            if context.says(.samePoolPair, "yes", for: state.seat.code, on: state.from) {
                for region in context.regions.regions.values where region.pool == state.seat.pool {
                    units.insert(region.unit)
                }
            }
            let fact = plan.ledger.facts[plan.ledger.factIndex(state.position)]
            return Standing.Restricted(
                event: fact.reference, region: state.seat.code, part: state.restriction.part,
                name: state.restriction.name, units: units.sorted(), from: state.from,
                to: state.to.orNil, citations: fact.basis)
        }
        return rows.sorted { ($0.from, $0.event) < ($1.from, $1.event) }
    }

    /// Sorted by key, each once, with the last decision that its region or a superior recorded.
    private static func reviewItems(_ plan: inout FoldPlan) -> [ReviewItem] {
        var items: [ReviewItem] = []
        for item in plan.ledger.items.sorted(by: { $0.key < $1.key })
        where items.last?.key != item.key {
            items.append(item)
        }
        if plan.reviews.isEmpty { return items }
        var used: Set<Int> = []
        for index in items.indices {
            let found = plan.decision(onItem: items[index].key, region: items[index].region)
            guard let found else { continue }
            items[index].resolution = found.decision
            used.insert(found.position)
        }
        // A decision on an item that does not stand (any more), or one that a later decision or a
        // missing authority overrides, is shown as such. Other areas' items are not seen from here, nor those
        // that a node makes beside the fold: of cases, logs and clocks.
        let area = plan.ledger.area
        for position in plan.reviews
        where !used.contains(position) && plan.ledger.seat(position)?.area == area {
            if case .reviewed(let item, _) = plan.ledger.facts[plan.ledger.factIndex(position)].act,
                ReviewItem.Kind(ofKey: item)?.isMadeBesideFold == true
            {
                continue
            }
            plan.ledger.verdicts[position] = .void(.superseded)
        }
        return items
    }

    private static func withoutEffect(_ ledger: Ledger) -> [Standing.WithoutEffect] {
        var result: [Standing.WithoutEffect] = []
        for position in ledger.positions {
            guard case .void(let why) = ledger.verdicts[position] else { continue }
            result.append(
                Standing.WithoutEffect(event: ledger.reference(position), why: why))
        }
        if result.count > 1 { result.sort { $0.event < $1.event } }
        return result
    }
}
