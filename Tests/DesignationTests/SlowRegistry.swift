import Designation

/// The status rules once more, day by day and rule by rule, as slow and as plain as they can be
/// said. It shares no code with the fold: what it says of a day is compared with the fold's spans.
struct SlowRegistry {
    struct Day: Equatable {
        var status: Status
        var services: Set<Service>
        var events: Set<EventReference>
        /// Services by the site covered; `""` stands for the licence's one place. Empty unless
        /// designated.
        var served: [String: Set<Service>] = [:]
        /// Parts that may not serve, as `person D1`.
        var restricted: Set<String> = []
    }

    let area: RegionCode
    let institution: InstitutionID
    let context: FoldContext
    let facts: [Fact]
    private var judged: [Bool] = []
    /// Asked of every event on every day, so it is worked out once.
    private var counted: [Bool] = []
    private var referredTo: [Int?] = []
    /// Recorded ends that are renewals which failed, as far as they end agreements elsewhere too.
    /// with the days on which they do.
    private(set) var spread: [Int: LegalDate] = [:]

    /// A unit and a fund.
    struct Place: Hashable {
        var unit: RegionCode
        var scope: FundScope
    }

    init(_ facts: [Fact], area: RegionCode, institution: InstitutionID, context: FoldContext) {
        self.area = area
        self.institution = institution
        self.context = context
        self.facts = Self.ordered(
            facts.filter {
                $0.stream == .sanctions || ($0.stream == .register && $0.area == area)
            })
        referredTo = self.facts.indices.map { findTarget($0) }
        judged = Array(repeating: false, count: self.facts.count)
        for position in self.facts.indices { judged[position] = isAllowed(position) }
        counted = self.facts.indices.map { isInEffect($0) }
    }

    /// Takes the least fact that waits for nothing, again and again.
    private static func ordered(_ facts: [Fact]) -> [Fact] {
        var waiting = Set(facts)
        var taken: [Fact] = []
        while !waiting.isEmpty {
            let ready = waiting.filter { fact in
                !waiting.contains { other in
                    let isEarlierInLog =
                        other.stood.origin == fact.stood.origin
                        && other.stood.index < fact.stood.index
                    return isEarlierInLog || referred(fact) == other.stood
                        || referred(fact) == other.reference
                }
            }
            let next = (ready.isEmpty ? waiting : ready).min {
                $0.stoodSince == $1.stoodSince
                    ? $0.stood < $1.stood : $0.stoodSince < $1.stoodSince
            }
            guard let next else { break }
            waiting.remove(next)
            taken.append(next)
        }
        return taken
    }

    static func referred(_ fact: Fact) -> EventReference? {
        switch fact.act {
        case .recognised(let recognition): recognition.assessment
        case .signed(let agreement): agreement.restsOn
        case .changed(let event, _, _), .renewed(let event, _), .ended(let event, _): event
        case .resumed(let event, _), .withdrawn(let event): event
        case .restrictionLifted(let event), .resumptionRequested(let event),
            .resumptionRefused(let event):
            event
        default: nil
        }
    }

    func target(_ position: Int) -> Int? { referredTo[position] }

    func counts(_ position: Int) -> Bool { counted[position] }

    private func findTarget(_ position: Int) -> Int? {
        facts.indices.first {
            let wanted = Self.referred(facts[position])
            return $0 < position && [facts[$0].reference, facts[$0].stood].contains(wanted)
        }
    }

    func region(_ position: Int) -> Region? { context.regions[facts[position].region] }

    func rule(_ name: String, _ otherwise: String, _ region: RegionCode, _ day: LegalDate) -> String
    {
        context.rules.value(name, for: region, on: day, in: context.regions)?.value ?? otherwise
    }

    // MARK: Which events count

    private func isAllowed(_ position: Int) -> Bool {
        let fact = facts[position]
        if case .unknown(_, let isRestrictive) = fact.act { return isRestrictive }
        guard let region = region(position) else { return false }
        switch fact.act {
        case .registered, .assessed, .recognised, .signed, .changed, .renewed, .ended, .restricted,
            .restrictionLifted, .resumptionRequested, .resumptionRefused:
            if context.regions.area(of: region.code) != area { return false }
        default: break
        }
        if Self.referred(fact) != nil {
            guard let target = target(position), fits(fact, facts[target]) else { return false }
            guard concerns(fact, region, target) else { return false }
        }
        guard let needed = Self.needed(fact.act) else { return true }
        let answer = context.judge.competence(
            of: fact.author, for: needed, in: fact.region, on: written(position))
        return answer != .none
    }

    private func fits(_ fact: Fact, _ target: Fact) -> Bool {
        switch (fact.act, target.act) {
        case (.recognised, .assessed), (.signed, .assessed), (.signed, .recognised): true
        case (.changed, .signed), (.renewed, .signed), (.ended, .signed): true
        case (.resumed, .suspended), (.withdrawn, _): true
        case (.restrictionLifted, .restricted), (.resumptionRequested, .suspended): true
        case (.resumptionRefused, .resumptionRequested): true
        default: false
        }
    }

    private func concerns(_ fact: Fact, _ region: Region, _ target: Int) -> Bool {
        let isAbove = context.regions.lies(facts[target].region, in: fact.region)
        switch fact.act {
        case .resumed, .restrictionLifted:
            let imposed = facts[target]
            let who = rule(
                "lifting-belongs-to", "imposer-or-superior", imposed.region, imposed.effective)
            return who == "imposer" ? imposed.region == fact.region : isAbove
        case .withdrawn: return isAbove
        case .changed, .renewed, .ended, .resumptionRequested, .resumptionRefused:
            return isAbove || self.region(target)?.unit == region.unit
        default: return true
        }
    }

    private static func needed(_ act: Act) -> Competency? {
        switch act {
        case .registered: .register
        case .assessed, .recognised: .assess
        case .signed: .sign
        case .changed: .change
        case .renewed: .renew
        case .ended: .end
        case .suspended, .restricted: .suspend
        case .resumed, .restrictionLifted, .resumptionRefused: .resume
        case .resumptionRequested: .accept
        case .terminated: .terminate
        case .withdrawn: .withdraw
        case .barred: .bar
        case .reviewed: .review
        case .unknown: nil
        }
    }

    func written(_ position: Int) -> LegalDate {
        LegalDate(unixMilliseconds: facts[position].stamp.milliseconds)
    }

    /// Allowed, not withdrawn, and so is what it hangs on.
    private func isInEffect(_ position: Int) -> Bool {
        guard judged[position], !isWithdrawn(position) else { return false }
        if case .withdrawn = facts[position].act { return true }
        guard let target = target(position) else { return true }
        guard isInEffect(target) else { return false }
        switch (facts[position].act, facts[target].act) {
        case (.recognised, .assessed(let result)), (.signed, .assessed(let result)):
            return result.passed && recognises(position, target)
        default: return true
        }
    }

    private func isWithdrawn(_ position: Int) -> Bool {
        facts.indices.contains { other in
            guard case .withdrawn = facts[other].act, target(other) == position, isInEffect(other)
            else { return false }
            switch facts[position].act {
            case .suspended, .terminated, .restricted:
                return rule(
                    "withdrawal.takes-effects-back", "yes", facts[position].region,
                    facts[other].effective) == "yes"
            default: return true
            }
        }
    }

    private func recognises(_ position: Int, _ target: Int) -> Bool {
        guard let here = region(position), let there = region(target) else { return false }
        if here.unit == there.unit { return true }
        let day = facts[position].effective
        return context.groups.contains { group in
            let isInForce = group.from <= day && (group.to.map { day < $0 } ?? true)
            return isInForce && !group.members.isDisjoint(with: [here.code, here.unit])
                && !group.members.isDisjoint(with: [there.code, there.unit])
        }
    }

    func positions(_ isWanted: (Act) -> Bool) -> [Int] {
        facts.indices.filter { isWanted(facts[$0].act) && counts($0) }
    }

    // MARK: All days

    /// What the institution is in every unit and fund on each of the days, which must begin before the
    /// first event.
    mutating func live(_ days: [LegalDate]) -> [Place: [Day]] {
        var found = run(days)
        // A renewal that failed may end an agreement elsewhere, whose own renewal then fails no more.
        for _ in facts.indices where found.failures != spread {
            spread = found.failures
            found = run(days)
        }
        return found.days
    }

    private func run(_ days: [LegalDate]) -> (days: [Place: [Day]], failures: [Int: LegalDate]) {
        var lives = positions { if case .signed = $0 { true } else { false } }
            .map { SlowAgreement(self, $0) }
        let places = places(lives)
        var result: [Place: [Day]] = [:]
        for day in days {
            for index in lives.indices { lives[index].advance(to: day) }
            let all = lives
            for index in lives.indices { lives[index].beginAnew(on: day, after: all) }
            for place in places {
                let here = lives.filter { $0.unit == place.unit && $0.scope == place.scope }
                var state = state(on: day, place, here)
                state.restricted = restricted(on: day, place.unit)
                result[place, default: []].append(state)
            }
        }
        // Where nothing ever held, nothing is kept: what was lifted on its first day.
        result = result.filter { $0.value.contains { $0.status != .notDesignated } }
        var failures: [Int: LegalDate] = [:]
        for life in lives {
            if let failure = life.failure, let end = life.end, spreads(failure, end.day) {
                failures[failure] = end.day
            }
        }
        return (result, failures)
    }

    /// Where there is an agreement; and where somebody acted without one, under the fund of the type.
    private func places(_ lives: [SlowAgreement]) -> Set<Place> {
        var places = Set(lives.map { Place(unit: $0.unit, scope: $0.scope) })
        var acts: [(unit: RegionCode, type: InstitutionType, funds: [FundScope])] = []
        for position in facts.indices where counts(position) {
            guard let region = region(position), context.regions.area(of: region.code) == area
            else { continue }
            switch facts[position].act {
            case .suspended(let act): acts.append((region.unit, act.type, act.funds))
            case .terminated(let act): acts.append((region.unit, act.type, act.funds))
            default: continue
            }
        }
        // First the funds that are named and for which nothing is known, then the acts that name none.
        for act in acts {
            for fund in act.funds {
                let isThere = places.contains {
                    $0.unit == act.unit
                        && !Self.payers([$0.scope]).isDisjoint(with: Self.payers([fund]))
                }
                if !isThere { places.insert(Place(unit: act.unit, scope: fund)) }
            }
        }
        for act in acts where !places.contains(where: { $0.unit == act.unit }) {
            places.insert(Place(unit: act.unit, scope: act.type == .care ? .care : .basic))
        }
        return places
    }

    // MARK: One day

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

    private func state(on day: LegalDate, _ place: Place, _ lives: [SlowAgreement]) -> Day {
        let alive = lives.filter { $0.isAlive(on: day) }
        let free = alive.filter { $0.running(on: day).isEmpty }
        if !free.isEmpty {
            let unknown = positions { if case .unknown = $0 { true } else { false } }
                .filter { facts[$0].effective <= day }
            if !unknown.isEmpty { return result(.unknown, [], unknown) }
            let services = free.reduce(into: Set<Service>()) { $0.formUnion($1.services(on: day)) }
            var state = result(.designated, services, free.map(\.position))
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
            return result(isTerminated ? .terminated : .suspended, [], burdens)
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
            return own.isEmpty ? result(.notDesignated, [], []) : result(.suspended, [], own)
        }
        let latest = ends.filter { $0.day == last }
        let status: Status =
            latest.contains { $0.status == .terminated } ? .terminated : .ended
        return result(
            status, [], latest.filter { $0.status == status }.flatMap(\.events))
    }

    private func result(_ status: Status, _ services: Set<Service>, _ events: [Int]) -> Day {
        Day(
            status: status, services: services,
            events: Set(events.map { facts[$0].reference }))
    }

    func isTermination(_ position: Int) -> Bool {
        if case .terminated = facts[position].act { return true }
        return spread[position] != nil
    }

    /// The first day of a sanction; of a renewal that failed, the one on which that ended the agreement.
    func firstDay(_ position: Int) -> LegalDate { spread[position] ?? facts[position].effective }

    /// Acts that end agreements for cause, and renewals that failed, as far as they are known to reach
    /// other pools.
    var terminations: [Int] {
        facts.indices.filter { isTermination($0) && counts($0) }
    }

    /// The facts that hold: of the latest day, of one day the last.
    var known: InstitutionFacts? { registrations.last.flatMap(registered) }

    /// Those of a day: of the latest day until then, before the first the first.
    func known(on day: LegalDate) -> InstitutionFacts? {
        let first = registrations.first.map { facts[$0].effective } ?? day
        return registrations.last { facts[$0].effective <= max(day, first) }.flatMap(registered)
    }

    private var registrations: [Int] {
        positions { if case .registered = $0 { true } else { false } }
            .sorted { (facts[$0].effective, $0) < (facts[$1].effective, $1) }
    }

    private func registered(_ position: Int) -> InstitutionFacts? {
        guard case .registered(let known) = facts[position].act else { return nil }
        return known
    }

    /// Only of pharmacies the order calls a failed renewal by the name of a termination (P38), and
    /// whether that reaches others is a decision.
    private func spreads(_ failure: Int, _ day: LegalDate) -> Bool {
        let fact = facts[failure]
        return known?.type == .pharmacy
            && rule("cross-region.failed-renewal-pharmacy", "no", fact.region, day)
                == "yes"
    }
}

extension Fact {
    /// Where and when it was first written, as the tests' closings show it.
    var stood: EventReference { earlierPlace ?? reference }
    var stoodSince: Stamp { earlierStamp ?? stamp }
}
