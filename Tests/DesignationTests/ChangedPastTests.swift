import Designation
import Testing

/// Protocol §7.9: every past standing that a directory event changes becomes a review item.
@Suite struct ChangedPastTests {
    private static let event = EventReference(
        origin: "test+0011223344556677/220000/directory/epoch", index: 9, leafPrefix: 9)

    private static func reach(
        _ day: String, _ before: FoldContext, _ with: FoldContext, regions: [String]? = nil
    ) -> ReachingBack {
        ReachingBack(
            event: event,
            stamp: Stamp(
                milliseconds: UInt64(max(0, World.day(day).startUnixMilliseconds)), counter: 0),
            citations: [Citation(edition: "S2", article: "30")],
            regions: regions?.map(World.code), views: { (before, with) })
    }

    private func context(_ reach: ReachingBack, rules: RuleBook = World.rules()) -> FoldContext {
        var context = World.context(rules: rules)
        context.reachingBack = [reach]
        return context
    }

    private static func rules(_ reach: String) -> FoldContext {
        World.context(rules: World.rules([(.crossRegionReach, reach, "220100", "reach")]))
    }

    @Test(
        "An edition that reaches back over a suspension asks the agencies whose standings it changes"
    )
    func edition() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.sign("220200", "2026-01-01", "2027-01-01")
        // Care is reached by the area's own rule alone (S2 30).
        history.type = .care
        history.suspend("220100", "2026-03-01", until: "2026-04-01")
        let (before, with) = (Self.rules("federation"), Self.rules("area"))
        func items(_ day: String, regions: [String]? = nil) -> [ReviewItem] {
            history.standing(context: context(Self.reach(day, before, with, regions: regions)))
                .reviewItems.filter { $0.kind == .retroactive }
        }
        let found = items("2026-06-01")
        #expect(found.map(\.region) == [World.code("220200")])
        #expect(found.map(\.events) == [[Self.event]])
        #expect(found.first?.citations == [Citation(edition: "S2", article: "30")])
        #expect(found.first?.key.hasPrefix("retroactive,") == true)
        // In the middle of it, too; on its own first day nothing was past yet.
        #expect(items("2026-03-15").count == 1)
        #expect(items("2026-03-01").isEmpty)
        #expect(items("2026-06-01", regions: ["530000"]).isEmpty)
        #expect(items("2026-06-01", regions: ["220000"]).count == 1)
        #expect(
            history.standing(context: context(Self.reach("2026-06-01", with, with)))
                .has(.retroactive) == false)
    }

    @Test("What was written afterwards was written by the new rules; several units are the area's")
    func written() {
        var history = History()
        for region in ["220100", "220200", "222400"] {
            history.sign(region, "2026-01-01", "2027-01-01")
        }
        var later = history
        for (written, count) in [("2026-03-01", 1), ("2026-07-01", 0)] {
            var story = count == 1 ? history : later
            story.type = .care
            story.suspend("220100", "2026-03-01", written: written)
            let reach = Self.reach("2026-06-01", Self.rules("federation"), Self.rules("area"))
            let found = story.standing(context: context(reach))
                .reviewItems.filter { $0.kind == .retroactive && $0.events == [Self.event] }
            #expect(found.map(\.region) == Array(repeating: World.code("220000"), count: count))
            later = history
        }
    }

    @Test("A decision on the item settles it, by its region or a superior")
    func decided() throws {
        var history = History()
        history.sign("220200", "2026-01-01", "2027-01-01")
        history.type = .care
        history.suspend("220100", "2026-03-01")
        let reach = Self.reach("2026-06-01", Self.rules("federation"), Self.rules("area"))
        let item = try #require(
            history.standing(context: context(reach)).reviewItems.first { $0.kind == .retroactive })
        let decision = history.write(
            "220200", .register, "2026-06-10", .reviewed(item: item.key, decision: "kept"))
        let standing = history.standing(context: context(reach))
        #expect(standing.why(decision) == nil)
        #expect(
            standing.reviewItems.first { $0.kind == .retroactive }?.resolution == "kept")
    }

    @Test("On random histories there is an item exactly where the slow registry's past differs")
    func againstSlowRegistry() {
        var found = (with: 0, without: 0)
        for seed: UInt64 in 1...120 {
            let random = RandomHistory(seed: seed, length: 6 + Int(seed % 10))
            let other = RandomHistory(seed: seed &+ 7_000, length: 1)
            let day = RandomHistory.firstDay.adding(days: 20 + Int(seed % 60))
            let reach = Self.reach(day.description, other.context, random.context)
            var context = random.context
            context.reachingBack = [reach]
            let known = random.history.facts.filter { $0.stamp < reach.stamp }
            let days = (-2..<200).map { RandomHistory.firstDay.adding(days: $0) }
                .filter { $0 < day }
            func lived(_ view: FoldContext) -> [SlowRegistry.Place: [SlowRegistry.Day]] {
                var slow = SlowRegistry(
                    known, area: World.code("220000"), institution: World.hospital, context: view)
                return slow.live(days).mapValues {
                    $0.map { day in
                        var day = day
                        day.events = []
                        day.ways = [:]
                        day.restricted = []
                        return day
                    }
                }.filter { $0.value.contains { $0.status != .notDesignated } }
            }
            let isChanged = lived(other.context) != lived(random.context)
            let standing = random.history.standing("220000", context: context)
            let isNoted = standing.reviewItems.contains {
                $0.kind == .retroactive && $0.events == [Self.event]
            }
            #expect(isNoted == isChanged, "seed \(seed)")
            if isChanged { found.with += 1 } else { found.without += 1 }
        }
        #expect(found.with > 10 && found.without > 10)
    }
}
