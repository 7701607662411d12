import Designation

/// What one day of a unit and fund is.
extension SlowRegistry {
    /// Parts that may not serve in the unit on the day, as `person D1`.
    func restricted(on day: LegalDate, _ unit: RegionCode) -> Set<String> {
        var found: Set<String> = []
        for position in facts.indices where counts(position) {
            guard case .restricted(let act) = facts[position].act, runs(position, on: day),
                let here = region(position), let there = context.regions[unit]
            else { continue }
            let isPair = here.unit != there.unit
            if isPair, here.pool != there.pool { continue }
            let reaches = rule(
                "same-pool-pair.both-suspended", "yes", here.code, facts[position].effective)
            if isPair, reaches == "no" { continue }
            found.insert("\(act.part.name) \(act.name)")
        }
        return found
    }

    func state(on day: LegalDate, _ place: Place, _ lives: [SlowAgreement]) -> Day {
        var alive = leading(lives.filter { $0.isAlive(on: day) })
        // Without a host there is nothing to supplement.
        let isOnlyOnline = alive.allSatisfy { life in
            life.services(on: day) == [.internet]
                && rule("internet-hospitals", "", facts[life.position].region, life.start)
                    == "supplement-of-host"
        }
        if isOnlyOnline { alive = [] }
        let free = alive.filter { $0.running(on: day).isEmpty }
        if !free.isEmpty {
            let unknown = positions { if case .unknown = $0 { true } else { false } }
                .filter { facts[$0].effective <= day }
            if !unknown.isEmpty { return result(.unknown, place, [], unknown) }
            let services = free.reduce(into: Set<Service>()) { $0.formUnion($1.services(on: day)) }
            var state = result(.designated, place, services, free.map(\.position))
            for life in free {
                let sites = life.sites(on: day)
                for site in sites.isEmpty ? [""] : sites {
                    state.served[site, default: []].formUnion(life.services(on: day))
                }
            }
            return state
        }
        if !alive.isEmpty {
            let burdens = alive.flatMap { $0.running(on: day) }
            let isTerminated = burdens.contains { isTermination($0) }
            return result(isTerminated ? .terminated : .suspended, place, [], burdens)
        }
        return stateWithoutAgreement(on: day, place, lives)
    }

    private func stateWithoutAgreement(
        on day: LegalDate, _ place: Place, _ lives: [SlowAgreement]
    ) -> Day {
        var ends: [(day: LegalDate, status: Status, events: [Int])] = []
        for life in lives { if let end = life.end { ends.append(end) } }
        let own = positions { act in
            switch act {
            case .suspended, .terminated: true
            default: false
            }
        }.filter { position in
            guard let region = region(position), region.unit == place.unit else { return false }
            return reachesUnit(position, region, place.scope)
                && runs(position, on: day, for: place.scope)
        }
        for position in own where isTermination(position) {
            ends.append((facts[position].effective, .terminated, [position]))
        }
        guard let last = ends.map(\.day).max() else {
            return own.isEmpty
                ? result(.notDesignated, place, [], [])
                : result(.suspended, place, [], own)
        }
        let latest = ends.filter { $0.day == last }
        let status: Status =
            latest.contains { $0.status == .terminated } ? .terminated : .ended
        return result(
            status, place, [], latest.filter { $0.status == status }.flatMap(\.events))
    }

    private func result(
        _ status: Status, _ place: Place, _ services: Set<Service>, _ events: [Int]
    ) -> Day {
        var day = Day(
            status: status, services: services,
            events: Set(events.map { facts[$0].reference }))
        for event in events { day.ways[facts[event].reference] = way(event, to: place, status) }
        return day
    }

    /// How an event comes to decide about a unit and fund.
    private func way(_ event: Int, to place: Place, _ status: Status) -> Reason.Rule {
        let here = region(event)
        let own: Reason.Rule = here?.code == place.unit ? .direct : .poolWide
        switch facts[event].act {
        case .signed where status == .designated: return own
        case .signed, .renewed: return .termOver
        case .unknown: return .unknownRestrictive
        case .suspended where status == .ended: return .suspendedTooLong
        case .ended where here?.unit == place.unit: return .direct
        case .ended(let agreement, _) where isOf(place, agreement): return .direct
        default: break
        }
        guard let here, let there = context.regions[place.unit],
            reachesUnit(event, there, place.scope)
        else { return .restsOn }
        if here.unit == there.unit { return own }
        return here.pool == there.pool ? .samePool : .crossRegion
    }

    /// Whether a signing is of a unit and fund: a superior's end of it is an act about these.
    private func isOf(_ place: Place, _ agreement: EventReference) -> Bool {
        facts.contains { fact in
            guard fact.reference == agreement, case .signed(let signed) = fact.act else {
                return false
            }
            return signed.scope == place.scope && context.regions[fact.region]?.unit == place.unit
        }
    }

    /// Who pays under an agreement of the scopes; none named: everybody.
    static func payers(_ scopes: [FundScope]) -> Set<String> {
        if scopes.isEmpty { return ["pool", "account", "care"] }
        return scopes.reduce(into: []) { payers, scope in
            switch scope {
            case .basic: payers.formUnion(["pool", "account"])
            case .pooledFund: payers.insert("pool")
            case .personalAccount: payers.insert("account")
            case .care: payers.insert("care")
            }
        }
    }
}
