import Designation

extension SlowRegistry {
    // MARK: When a sanction holds

    func runs(_ sanction: Int, on day: LegalDate, for scope: FundScope = .basic) -> Bool {
        let fact = facts[sanction]
        guard fact.effective <= day else { return false }
        if case .restricted(let restriction) = fact.act, let until = restriction.until, until <= day
        {
            return false
        }
        if case .suspended(let suspension) = fact.act, let until = suspension.until, until <= day,
            suspension.isOwnRequest || liftsByItself(fact)
        {
            return false
        }
        let named = Self.payers(funds(sanction))
        let here = Self.payers([scope]).intersection(named)
        return !(here.isEmpty ? named : here).isSubset(of: freed(sanction, by: day))
    }

    private func liftsByItself(_ fact: Fact) -> Bool {
        rule("suspension.imposed-lifts-by-itself", "yes", fact.region, fact.effective) == "yes"
    }

    func funds(_ sanction: Int) -> [FundScope] {
        switch facts[sanction].act {
        case .suspended(let act): act.funds
        case .terminated(let act): act.funds
        case .ended(_, .onRequest): target(sanction).flatMap { scope(of: $0) }.map { [$0] } ?? []
        default: []
        }
    }

    private func scope(of signing: Int) -> FundScope? {
        guard case .signed(let agreement) = facts[signing].act else { return nil }
        return agreement.scope
    }

    /// Who pays again by a day.
    private func freed(_ sanction: Int, by day: LegalDate) -> Set<String> {
        lifts(sanction).filter { facts[$0].effective <= day }.reduce(into: []) { payers, lift in
            if case .resumed(_, let funds) = facts[lift].act {
                payers.formUnion(Self.payers(funds))
            } else {
                payers.formUnion(Self.payers([]))
            }
        }
    }

    /// What lifts the sanction, from its own day on.
    private func lifts(_ sanction: Int) -> [Int] {
        facts.indices.filter { other in
            guard target(other) == sanction, counts(other) else { return false }
            switch facts[other].act {
            case .resumed(_, let funds):
                return !Self.payers(funds).isDisjoint(with: Self.payers(self.funds(sanction)))
            case .withdrawn, .restrictionLifted: return true
            default: return false
            }
        }
    }

    func isForGood(_ termination: Int) -> Bool { lifts(termination).isEmpty }

    /// The first day on which a suspension on own request has lasted longer than it may.
    func dayOfAutomaticEnd(_ sanction: Int, of scope: FundScope) -> LegalDate? {
        guard let end = dayTooLong(sanction), !isExcepted(sanction, before: end),
            !isByAct(sanction)
        else { return nil }
        return runs(sanction, on: end, for: scope) ? end : nil
    }

    func dayOfAutomaticEnd(_ sanction: Int) -> LegalDate? {
        [FundScope.basic, .pooledFund, .personalAccount, .care]
            .compactMap { dayOfAutomaticEnd(sanction, of: $0) }.max()
    }

    private func isByAct(_ sanction: Int) -> Bool {
        let fact = facts[sanction]
        return rule(
            "suspension.voluntary-exceeded", "ends-in-principle", fact.region, fact.effective)
            == "by-act"
    }

    private func isOwnSuspension(_ sanction: Int) -> Bool {
        if case .suspended(let act) = facts[sanction].act { return act.isOwnRequest }
        return false
    }

    /// The day on which it would be too long, if it runs as long as that.
    func dayTooLong(_ sanction: Int) -> LegalDate? {
        guard isOwnSuspension(sanction) else { return nil }
        let fact = facts[sanction]
        let name = "suspension.voluntary-maximum"
        let start = startOfAdjoining(sanction)
        // A local maximum that is longer than the national one does not hold before it is decided on.
        let maxima = [
            rule(name, "180d", fact.region, fact.effective),
            context.rules.own(name, of: World.code("CN"), on: fact.effective)?.value,
        ]
        let days = maxima.compactMap(\.self).map { longest in
            let number = Int(longest.dropLast()) ?? 0
            return longest.hasSuffix("m")
                ? start.adding(months: number) : start.adding(days: number)
        }
        let last = days.min() ?? start
        let day = max(last.adding(days: 1), fact.effective)
        // Whoever asked in time waits for the answer.
        var end = day
        while isAsked(sanction, before: day, openOn: end) {
            end = end.adding(days: 1)
            if end > day.adding(days: 400) { return nil }
        }
        return end
    }

    /// What is excepted afterwards has ended before.
    private func isExcepted(_ sanction: Int, before end: LegalDate) -> Bool {
        let fact = facts[sanction]
        return positions { act in
            if case .reviewed(let item, "exception") = act {
                item.hasPrefix("voluntary-suspension-too-long,")
                    && item.hasSuffix(",\(fact.reference)")
            } else {
                false
            }
        }
        .contains {
            context.regions.lies(fact.region, in: facts[$0].region) && firstWritten($0) < end
        }
    }

    /// Suspensions on own request of one unit that follow each other are counted together, except those
    /// that were excepted, and what came before a new agreement or an end by itself.
    private func startOfAdjoining(_ sanction: Int) -> LegalDate {
        let from = facts[sanction].effective
        let signings = positions { if case .signed = $0 { true } else { false } }
        var start = from
        for other in facts.indices where isOwnSuspension(other) && counts(other) {
            let first = facts[other].effective
            guard first < from, region(other)?.unit == region(sanction)?.unit,
                !Self.payers(funds(other)).isDisjoint(with: Self.payers(funds(sanction))),
                runsForAny(other, on: from.adding(days: -1))
            else { continue }
            let isNew = signings.contains { signing in
                guard case .signed(let act) = facts[signing].act else { return false }
                let begin = max(act.from, facts[signing].effective)
                return region(signing)?.unit == region(sanction)?.unit && first < begin
                    && begin <= from
            }
            if isNew { continue }
            if let end = dayTooLong(other), runsForAny(other, on: end) {
                if isExcepted(other, before: end) { continue }
                if !isByAct(other), end <= from { continue }
            }
            start = min(start, startOfAdjoining(other))
        }
        return start
    }

    func runsForAny(_ sanction: Int, on day: LegalDate) -> Bool {
        let funds = funds(sanction)
        return (funds.isEmpty ? [.basic, .care] : funds).contains {
            runs(sanction, on: day, for: $0)
        }
    }

    private func firstWritten(_ position: Int) -> LegalDate {
        LegalDate(unixMilliseconds: facts[position].stoodSince.milliseconds)
    }

    private func isAsked(_ sanction: Int, before limit: LegalDate, openOn day: LegalDate) -> Bool {
        positions { if case .resumptionRequested = $0 { true } else { false } }.contains {
            request in
            guard target(request) == sanction, facts[request].effective < limit else {
                return false
            }
            let isAnswered = positions { if case .resumptionRefused = $0 { true } else { false } }
                .contains { target($0) == request && facts[$0].effective <= day }
            return !isAnswered
        }
    }

    /// A renewal that failed is a termination where the edition calls it so (P38).
    func isTerminationByName(_ position: Int) -> Bool {
        guard case .ended(_, .notRenewed) = facts[position].act else { return false }
        let otherwise = known?.type == .pharmacy ? "terminates" : "ends"
        let fact = facts[position]
        return rule("renewal-not-agreed", otherwise, fact.region, fact.effective) == "terminates"
    }

    /// What the institution asked for is a termination where the region does not call it an end (N43(12)).
    func isTerminationOnRequest(_ position: Int) -> Bool {
        guard case .ended(_, .onRequest) = facts[position].act else { return false }
        let fact = facts[position]
        return rule("end-on-request", "terminates", fact.region, fact.effective) == "terminates"
    }

    // MARK: Whom a sanction reaches

    func reaches(_ sanction: Int, _ signing: Int, _ scope: FundScope) -> Bool {
        guard let here = region(signing), !passesBy(sanction, signing) else { return false }
        if reachesUnit(sanction, here, scope) { return true }
        // A standing rests on the one whose assessment it recognised.
        guard var basis = target(signing) else { return false }
        if case .recognised = facts[basis].act {
            guard let deeper = target(basis) else { return false }
            basis = deeper
        }
        guard let there = region(basis), there.unit != here.unit else { return false }
        return reachesUnit(sanction, there, scope)
            && rule("standing.rests-on", "yes", here.code, firstDay(sanction)) == "yes"
    }

    func reachesUnit(_ sanction: Int, _ there: Region, _ scope: FundScope) -> Bool {
        guard let here = region(sanction) else { return false }
        let isMeant = !Self.payers([scope]).isDisjoint(with: Self.payers(funds(sanction)))
        let day = firstDay(sanction)
        func says(_ name: String, _ otherwise: String) -> String {
            rule(name, otherwise, here.code, day)
        }
        // A failed renewal is no sanction of its own unit, where it simply ends the agreement.
        if here.unit == there.unit { return isMeant && spread[sanction] == nil }
        if here.pool == there.pool {
            return isMeant && says("same-pool-pair.both-suspended", "yes") == "yes"
        }
        if !isMeant, says("cross-region.fund", "all") == "same" { return false }

        let isOwnRequest: Bool
        let type: InstitutionType
        let place: RegionCode
        switch facts[sanction].act {
        case .suspended(let act):
            (isOwnRequest, type, place) = (act.isOwnRequest, act.type, act.place)
        case .terminated(let act):
            (isOwnRequest, type, place) = (act.isOwnRequest, act.type, act.place)
        case .ended(_, .onRequest):
            guard let known else { return false }
            (isOwnRequest, type, place) = (true, known.type, known.place)
        case .ended: (isOwnRequest, type, place) = (false, .pharmacy, known?.place ?? here.code)
        default: return false
        }
        if isOwnRequest, says("cross-region.own-request", "yes") == "no" { return false }
        if context.regions[here.pool]?.level == .county { return false }
        let isCountyAct = here.level == .county && here.pool != here.code
        if isCountyAct, says("cross-region.county-act", "yes") == "review" { return false }
        let isSameProvince =
            context.regions.area(of: here.code) == context.regions.area(of: there.code)
        let isSeat =
            context.regions.pool(of: place) == here.pool
            || (says("cross-region.seat-above", "yes") == "yes" && isAbove(here, place))
        if says("cross-region.reach", "federation") == "area", isSameProvince,
            isSeat || ownTrigger(here, day) == "any-pool"
        {
            return true
        }
        switch type {
        case .medical: return isSeat || nationalTrigger(day) == "any-pool"
        case .pharmacy: return true
        case .care: return false
        }
    }

    /// Whether the pool is a higher one than that of the place, and the place lies in its territory.
    private func isAbove(_ acting: Region, _ place: RegionCode) -> Bool {
        let tree = context.regions
        guard let pool = tree[acting.pool], let own = tree.pool(of: place).flatMap({ tree[$0] }),
            pool.level.rawValue > own.level.rawValue
        else { return false }
        let territory = pool.kind == .poolArea ? pool.parent : pool.code
        return territory.map { tree.lies(place, in: $0) } ?? false
    }

    private func nationalTrigger(_ day: LegalDate) -> String? {
        context.rules.own("cross-region.trigger", of: World.code("CN"), on: day)?.value
    }

    private func ownTrigger(_ region: Region, _ day: LegalDate) -> String {
        var step: Region? = region
        while let here = step {
            if let own = context.rules.own("cross-region.trigger", of: here.code, on: day) {
                return own.value
            }
            step = here.parent.flatMap { context.regions[$0] }
        }
        return "any-pool"
    }
}
