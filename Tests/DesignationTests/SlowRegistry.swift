import Designation

/// The status rules once more, day by day and rule by rule, as slow and as plain as they can be
/// said. It shares no code with the fold: what it says of a day is compared with the fold's spans.
struct SlowRegistry {
    struct Day: Equatable {
        var status: Status
        var services: Set<Service>
        var events: Set<EventReference>
        /// How each event comes to decide here.
        var ways: [EventReference: Reason.Rule] = [:]
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
    private(set) var judged: [Bool] = []
    /// Asked of every event on every day, so it is worked out once.
    private var counted: [Bool] = []
    private var referredTo: [Int?] = []
    /// Recorded ends that are renewals which failed, as far as they end agreements elsewhere too.
    /// with the days on which they do.
    private(set) var spread: [Int: LegalDate] = [:]

    /// Suspensions on own request whose agreements have all ended, with the day of the last end: what
    /// followed from them elsewhere is over by then.
    private(set) var causesOver: [Int: LegalDate] = [:]

    /// Sanctions by offices that were no party to the agreements in force on their first days.
    private(set) var dismissed: Set<Int> = []
    /// Agreements in force on one day, two by two.
    private(set) var together: Set<[Int]> = []
    /// Suspensions on own request with agreements elsewhere that went on when their causes were over.
    private(set) var outlived: Set<[Int]> = []

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

    /// Takes out an act of an office that was no party to what was in force.
    private mutating func dismiss(_ position: Int) {
        dismissed.insert(position)
        counted = facts.indices.map { isInEffect($0) }
        (spread, causesOver, together, outlived) = ([:], [:], [], [])
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

    func positions(_ isWanted: (Act) -> Bool) -> [Int] {
        facts.indices.filter { isWanted(facts[$0].act) && counts($0) }
    }

    // MARK: All days

    /// What the institution is in every unit and fund on each of the days, which must begin before the
    /// first event.
    mutating func live(_ days: [LegalDate]) -> [Place: [Day]] {
        var found = run(days)
        // A renewal that failed may end an agreement elsewhere, whose own renewal then fails no more.
        for _ in facts.indices where found.failures != spread || found.causes != causesOver {
            spread = found.failures
            causesOver = found.causes
            (together, outlived) = ([], [])
            found = run(days)
        }
        if let stranger = found.strangers.min() {
            dismiss(stranger)
            return live(days)
        }
        return found.days
    }

    private mutating func run(
        _ days: [LegalDate]
    ) -> (
        days: [Place: [Day]], failures: [Int: LegalDate], causes: [Int: LegalDate],
        strangers: Set<Int>
    ) {
        var strangers: Set<Int> = []
        var lives = positions { if case .signed = $0 { true } else { false } }
            .map { SlowAgreement(self, $0) }
        let places = places(lives)
        var result: [Place: [Day]] = [:]
        for day in days {
            for index in lives.indices { lives[index].advance(to: day) }
            let all = lives
            for index in lives.indices { lives[index].beginAnew(on: day, after: all) }
            note(lives, on: day)
            strangers.formUnion(self.strangers(lives, on: day))
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
        return (result, failures, endedCauses(lives), strangers)
    }

    private mutating func note(_ lives: [SlowAgreement], on day: LegalDate) {
        let alive = lives.filter { $0.isAlive(on: day) }
        for one in alive {
            for other in alive where one.position < other.position {
                together.insert([one.position, other.position])
            }
            for (suspension, over) in causesOver
            where over == day && one.start < day && one.isStopped(by: suspension)
                && one.unit != region(suspension)?.unit
                && runs(suspension, on: day, for: one.scope)
            {
                outlived.insert([suspension, one.position])
            }
        }
    }

    private func endedCauses(_ lives: [SlowAgreement]) -> [Int: LegalDate] {
        var causes: [Int: LegalDate] = [:]
        for position in facts.indices {
            guard case .suspended(let act) = facts[position].act, act.isOwnRequest else { continue }
            let stopped = lives.filter { life in
                life.unit == region(position)?.unit && life.isStopped(by: position)
                    && life.end.map { $0.day > facts[position].effective } ?? true
            }
            let ends = stopped.compactMap { $0.end?.day }
            if stopped.isEmpty {
                // Whatever it stopped elsewhere is over when it has lasted too long.
                causes[position] = dayOfAutomaticEnd(position)
            } else if ends.count == stopped.count {
                causes[position] = ends.max()
            }
        }
        return causes
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
        if isTerminationOnRequest(failure) { return known != nil }
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
