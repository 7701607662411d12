import Designation
import Testing

/// The fold against the slow registry, and against itself in other orders of arrival.
@Suite struct AgainstSlowRegistryTests {
    @Test("On random histories the fold says of every day what the slow registry says")
    func sameStatusOnEveryDay() async {
        var met: [ReviewItem.Kind: Int] = [:]
        // Tests run one after the other; the seeds share the cores.
        await withTaskGroup(of: [ReviewItem.Kind: Int].self) { group in
            for seed: UInt64 in 1...400 { group.addTask { compare(seed) } }
            for await kinds in group { met.merge(kinds, uniquingKeysWith: +) }
        }
        // Else the two would agree about what never happens.
        for kind in SlowRegistry.askedKinds { #expect(met[kind, default: 0] > 3, "\(kind)") }
    }

    /// Compares one history in every area; the review items that it met, by kind.
    private func compare(_ seed: UInt64) -> [ReviewItem.Kind: Int] {
        var met: [ReviewItem.Kind: Int] = [:]
        let random = RandomHistory(seed: seed, length: 4 + Int(seed % 14))
        for area in RandomHistory.areas {
            let difference = difference(random, area, seed)
            #expect(difference == nil, "seed \(seed), area \(area)")
            for item in random.history.standing(area, context: random.context).reviewItems {
                met[item.kind, default: 0] += 1
            }
        }
        return met
    }

    /// The first day on which the two do not agree.
    private func difference(_ random: RandomHistory, _ area: String, _ seed: UInt64) -> String? {
        let code = World.code(area)
        let standing = random.history.standing(area, context: random.context)
        var slow = SlowRegistry(
            random.history.facts, area: code, institution: World.hospital, context: random.context)
        // Days before and after the written ones, as ends of term fall later.
        let days = (-2..<RandomHistory.dayCount + 60).map {
            RandomHistory.firstDay.adding(days: $0)
        }
        let places = slow.live(days)
        for (place, expected) in places {
            for (day, wanted) in zip(days, expected) {
                let found = state(standing, place, day)
                if found != wanted { return "\(place) \(day): fold \(found), slow \(wanted)" }
            }
        }
        for timeline in standing.timelines {
            let place = SlowRegistry.Place(unit: timeline.unit, scope: timeline.scope)
            if places[place] == nil { return "\(place) is the fold's alone" }
        }
        let asked = Set(
            standing.reviewItems.filter { slow.isAsked($0) }.map(\.key))
        if asked != slow.asked {
            return "items: \(asked.symmetricDifference(slow.asked).sorted())"
        }
        let addresses = days.map { slow.known(on: $0)?.address ?? "" }
        var questions = RandomQuestions(seed: seed)
        for unit in World.tree.units(inArea: code) {
            for number in days.indices {
                let question = questions.next(World.hospital, unit, days[number])
                let found = standing.answer(
                    question, tree: World.tree, context: random.context)
                let wanted = SlowAnswer(
                    question, unit: unit, at: number, of: days, in: places,
                    addresses: addresses)
                if let wrong = wrong(found, wanted, days) {
                    return "\(question): \(wrong), slow \(wanted)"
                }
                let listed = Set(found.restrictions.map { "\($0.part.name) \($0.name)" })
                if listed != slow.restricted(on: days[number], unit) { return "listed \(listed)" }
            }
        }
        return nil
    }

    private func wrong(
        _ found: StatusAnswer, _ wanted: SlowAnswer, _ days: [LegalDate]
    ) -> String? {
        if found.status != wanted.status { return "status \(found.status)" }
        if found.settleable != wanted.settleable { return "settleable \(found.settleable)" }
        if Set(found.services) != wanted.services { return "services \(found.services)" }
        if found.scope != wanted.scope { return "scope \(String(describing: found.scope))" }
        let scopes = found.scopes.map { "\($0.scope.rawValue) \($0.status) \($0.settleable)" }
        if scopes != wanted.scopes { return "scopes \(scopes)" }
        if found.since != wanted.since { return "since \(String(describing: found.since))" }
        // What changes after the days looked at only the fold knows.
        let until = found.until.flatMap { day in days.last.map { day <= $0 } == true ? day : nil }
        return until == wanted.until ? nil : "until \(String(describing: found.until))"
    }

    private func state(
        _ standing: Standing, _ place: SlowRegistry.Place, _ day: LegalDate
    ) -> SlowRegistry.Day {
        let span = standing.timelines.first { $0.unit == place.unit && $0.scope == place.scope }?
            .span(on: day)
        var found = SlowRegistry.Day(
            status: span?.status ?? .notDesignated, services: Set(span?.services ?? []),
            events: Set((span?.reasons ?? []).map(\.event)))
        for reason in span?.reasons ?? [] { found.ways[reason.event] = reason.rule }
        if let span, span.status == .designated {
            let whole = [Coverage(sites: [], services: span.services)]
            for cover in span.covers.isEmpty ? whole : span.covers {
                for site in cover.sites.isEmpty ? [""] : cover.sites {
                    found.served[site, default: []].formUnion(cover.services)
                }
            }
        }
        let restricted = standing.restrictions.filter {
            $0.holds(on: day) && $0.units.contains(place.unit)
        }
        found.restricted = Set(restricted.map { "\($0.part.name) \($0.name)" })
        return found
    }

    @Test("Spans adjoin, differ from their neighbours and only the last is open")
    func spansAdjoin() {
        for seed: UInt64 in 1...200 {
            let random = RandomHistory(seed: seed, length: 16)
            for timeline in random.history.standing("220000", context: random.context).timelines {
                for (left, right) in zip(timeline.spans, timeline.spans.dropFirst()) {
                    #expect(left.to == right.from, "seed \(seed)")
                    #expect(left.from < right.from, "seed \(seed)")
                }
                #expect(timeline.spans.last?.to == nil, "seed \(seed)")
            }
        }
    }

    @Test("Every order of arrival of a small history gives the same bytes")
    func everyPermutation() {
        for seed: UInt64 in 1...12 {
            let random = RandomHistory(seed: seed &* 1009, length: 6)
            let expected = random.history.standing("220000", context: random.context).encoded()
            var orders = 0
            permute(random.history.facts) { facts in
                orders += 1
                let standing = Fold.standing(
                    of: World.hospital, area: World.code("220000"), facts: facts,
                    context: random.context)
                #expect(standing.encoded() == expected, "seed \(seed)")
            }
            #expect(orders >= 1)
        }
    }

    @Test("Random orders and doubles of larger histories give the same bytes")
    func shuffles() {
        for seed: UInt64 in 1...60 {
            let random = RandomHistory(seed: seed &* 7919, length: 40 + Int(seed % 60))
            let expected = random.history.standing("220000", context: random.context).encoded()
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<5 {
                var facts = random.history.facts.shuffled(using: &generator)
                facts += facts.prefix(3)
                let standing = Fold.standing(
                    of: World.hospital, area: World.code("220000"), facts: facts,
                    context: random.context)
                #expect(standing.encoded() == expected, "seed \(seed)")
            }
        }
    }

    /// Heap's way through all orders.
    private func permute(_ facts: [Fact], _ visit: ([Fact]) -> Void) {
        var list = facts
        func step(_ count: Int) {
            if count <= 1 { return visit(list) }
            for index in 0..<count {
                step(count - 1)
                if index < count - 1 { list.swapAt(count % 2 == 0 ? index : 0, count - 1) }
            }
        }
        step(list.count)
    }

    @Test("Protocol §6: a lifting stamped before the suspension that it names still lifts it")
    func referenceOutranksStamp() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        let suspension = history.suspend("220100", "2026-03-01", written: "2026-03-20")
        history.write(
            "220000", .sanctions, "2026-03-10", .resumed(suspension: suspension),
            written: "2026-03-05")
        let standing = history.standing()
        #expect(standing.status("220100", "2026-03-09") == .suspended)
        #expect(standing.status("220100", "2026-03-10") == .designated)
        #expect(standing.withoutEffect.isEmpty)
    }
}
