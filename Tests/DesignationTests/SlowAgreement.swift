import Designation

/// One agreement of the slow registry, lived through day by day.
struct SlowAgreement {
    let registry: SlowRegistry
    let position: Int
    private let agreement: Agreement
    let unit: RegionCode
    private var term: LegalDate
    /// The event that gave the term.
    private var termEvent: Int
    private var bearing: [Int] = []
    /// Recorded that it will not be renewed: it ends when its term does.
    private var failing: [Int] = []
    private(set) var end: (day: LegalDate, status: Status, events: [Int])?
    /// The recorded end that is a termination by law or in name, where that is what ended it: asked for by
    /// the institution, or a renewal that failed.
    private(set) var failure: Int?

    var scope: FundScope { agreement.scope }

    init(_ registry: SlowRegistry, _ position: Int) {
        self.registry = registry
        self.position = position
        guard case .signed(let agreement) = registry.facts[position].act,
            let region = registry.region(position)
        else { preconditionFailure("not a signing") }
        self.agreement = agreement
        unit = region.unit
        term = agreement.until
        termEvent = position
        bearing = findBearing()
    }

    var start: LegalDate { max(agreement.from, registry.facts[position].effective) }

    func isAlive(on day: LegalDate) -> Bool { start <= day && end == nil }

    /// Must be called with every day in turn.
    mutating func advance(to day: LegalDate) {
        if end != nil { return }
        // Whom nobody will renew, nobody renews; and no renewal makes a term shorter.
        for renewal in followers(of: day) where failing.isEmpty {
            if case .renewed(_, let until) = registry.facts[renewal].act, term < until {
                term = until
                termEvent = renewal
            }
        }
        let recorded = followers(of: day).filter { isEnd($0) { $0 != .notRenewed } }
        failing += followers(of: day).filter { isEnd($0) { $0 == .notRenewed } }
        if day >= term, !continues(on: day) {
            end = (day, .ended, [termEvent])
            if let failed = (failing + recorded).min(), registry.isTerminationByName(failed) {
                end = (day, .terminated, [failed])
                failure = failed
            }
            return
        }
        if let first = recorded.first {
            let isAsked = registry.isTerminationOnRequest(first)
            end = (day, isAsked ? .terminated : .ended, [first])
            if isAsked { failure = first }
            return
        }
        let tooLong = bearing.filter { isTooLong($0, day) }
        if let first = tooLong.first {
            end = (day, .ended, [first])
            return
        }
        let terminations = registry.terminations.filter {
            registry.firstDay($0) == day && registry.isForGood($0) && !survives($0)
                && registry.reaches($0, position, scope)
        }
        if !terminations.isEmpty { end = (day, .terminated, terminations) }
    }

    private func isEnd(_ position: Int, _ isMeant: (EndCause) -> Bool) -> Bool {
        guard case .ended(_, let cause) = registry.facts[position].act else { return false }
        return isMeant(cause)
    }

    private func followers(of day: LegalDate) -> [Int] {
        registry.facts.indices.filter {
            registry.target($0) == position && registry.facts[$0].effective == day
                && registry.counts($0)
        }
    }

    /// In some regions a term goes on while a suspension that its agency imposed before its end runs, to
    /// the day for which that was imposed at most.
    private func continues(on day: LegalDate) -> Bool {
        let region = registry.facts[position].region
        guard registry.rule("term.continues-while-suspended", "no", region, term) == "yes" else {
            return false
        }
        return bearing.contains { sanction in
            guard registry.region(sanction)?.unit == unit,
                case .suspended(let act) = registry.facts[sanction].act, !act.isOwnRequest,
                let until = act.until, registry.facts[sanction].effective < day, day < until
            else { return false }
            return registry.runs(sanction, on: day, for: scope)
        }
    }

    private func isTooLong(_ suspension: Int, _ day: LegalDate) -> Bool {
        registry.region(suspension)?.unit == unit && start < day
            && registry.dayOfAutomaticEnd(suspension, of: scope) == day
    }

    func survives(_ termination: Int) -> Bool {
        let day = registry.firstDay(termination)
        return position > termination && signedDay >= day && start >= day
    }

    private var signedDay: LegalDate {
        LegalDate(unixMilliseconds: registry.facts[position].stoodSince.milliseconds)
    }

    /// On the first day: what stopped agreements that have all ended since stops no new one that is signed
    /// by whoever may lift it. Call it when all have come to the day.
    mutating func beginAnew(on day: LegalDate, after others: [SlowAgreement]) {
        guard day == start else { return }
        bearing = bearing.filter { sanction in
            guard case .suspended = registry.facts[sanction].act, sanction < position,
                let imposed = registry.region(sanction), imposed.unit == unit, maySign(sanction)
            else { return true }
            let first = registry.facts[sanction].effective
            let stopped = others.filter { other in
                other.unit == unit && other.scope == scope && other.start < start
                    && other.bearing.contains(sanction) && other.end.map { $0.day > first } ?? true
            }
            let areOver = stopped.allSatisfy { other in
                other.end.map { $0.day <= start && $0.day <= signedDay } ?? false
            }
            return stopped.isEmpty || !areOver || first >= start
        }
    }

    private func maySign(_ suspension: Int) -> Bool {
        let imposed = registry.facts[suspension]
        func says(_ name: String, _ otherwise: String, _ day: LegalDate) -> String {
            registry.rule(name, otherwise, imposed.region, day)
        }
        guard says("suspension.ends-with-agreement", "yes", start) == "yes" else { return false }
        let here = registry.facts[position].region
        if here == imposed.region { return true }
        return registry.context.regions.lies(imposed.region, in: here)
            && says("lifting-belongs-to", "imposer-or-superior", imposed.effective) != "imposer"
    }

    /// Sanctions that may weigh on this agreement without ending it.
    private func findBearing() -> [Int] {
        let suspensions = registry.positions {
            if case .suspended = $0 { true } else { false }
        }
        let sanctions = suspensions + registry.terminations
        return sanctions.filter { sanction in
            guard registry.reaches(sanction, position, scope) else { return false }
            if registry.isTermination(sanction) {
                return !registry.isForGood(sanction) && !survives(sanction)
            }
            if let end = registry.dayOfAutomaticEnd(sanction, of: scope), start >= end {
                return false
            }
            // What was imposed after the signing is meant for this agreement.
            if sanction > position { return true }
            return !sanctions.contains { other in
                registry.isTermination(other) && registry.isForGood(other) && survives(other)
                    && registry.facts[sanction].effective <= registry.firstDay(other)
                    && registry.region(sanction).map {
                        registry.reachesUnit(other, $0, scope)
                    } == true
            }
        }
    }

    func running(on day: LegalDate) -> [Int] {
        bearing.filter { sanction in
            // Elsewhere what was asked for lasts no longer than the agreements that it stopped.
            if registry.region(sanction)?.unit != unit, let over = registry.causesOver[sanction],
                over <= day
            {
                return false
            }
            return registry.runs(sanction, on: day, for: scope)
        }
    }

    func isStopped(by sanction: Int) -> Bool { bearing.contains(sanction) }

    /// Empty: the licence's one place.
    func sites(on day: LegalDate) -> Set<String> {
        var sites = agreement.sites
        var latest: LegalDate?
        for other in registry.facts.indices
        where registry.target(other) == position && registry.counts(other) {
            guard case .changed(_, _, let changed?) = registry.facts[other].act else { continue }
            let from = registry.facts[other].effective
            if from > day { continue }
            if let known = latest, from < known { continue }
            latest = from
            sites = changed
        }
        return Set(sites)
    }

    func services(on day: LegalDate) -> Set<Service> {
        var steps: [(LegalDate, [Service])] = []
        for other in registry.facts.indices
        where registry.target(other) == position && registry.counts(other) {
            if case .changed(_, let services, _) = registry.facts[other].act {
                steps.append((registry.facts[other].effective, services))
            }
        }
        var services = registry.foreseen(agreement.services, position, from: start)
        var latest: LegalDate?
        for (from, changed) in steps where from <= day {
            if let known = latest, from < known { continue }
            latest = from
            services = registry.foreseen(changed, position, from: from)
        }
        return services
    }
}
