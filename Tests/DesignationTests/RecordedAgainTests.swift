import Designation
import Testing

/// Protocol §4.6: acts that a closing cut off and their author recorded again.
@Suite struct RecordedAgainTests {
    /// A suspension with its resumption, and the same suspension recorded again in a later epoch.
    private func history() -> (facts: [Fact], first: Fact, again: Fact) {
        var history = History()
        history.register("220100", "2025-01-01")
        history.sign("220100", "2026-01-01", "2027-01-01")
        let place = history.suspend("220100", "2026-02-01")
        history.resume("220100", "2026-04-01", place)
        let first = history.facts[2]
        var again = first
        again.reference.origin += "-2"
        again.stamp.milliseconds += 90 * 86_400_000
        again.earlierPlace = place
        return (history.facts, first, again)
    }

    private func standing(_ facts: [Fact]) -> Standing {
        Fold.standing(
            of: World.hospital, area: World.code("220000"), facts: facts, context: World.context())
    }

    @Test("Cut off and recorded again: in force, lifted by what names the first place, and shown")
    func standsForItsPlace() {
        let (facts, first, again) = history()
        let standing = standing(facts.filter { $0.reference != first.reference } + [again])
        #expect(standing.status("220100", "2026-03-01") == .suspended)
        #expect(standing.status("220100", "2026-04-01") == .designated)
        let item = standing.reviewItems.first { $0.kind == .lostAndRecorded }
        #expect(item?.events == [again.reference])
        #expect(item?.region == World.code("220100"))
        #expect(!standing.has(.brokenReference))
    }

    @Test("Of an act and its copies one counts, in whatever order they come")
    func countsOnce() {
        let (facts, first, again) = history()
        var third = again
        third.reference.origin += "-3"
        let whole = standing(facts)
        #expect(standing(facts + [again, third]) == whole)
        #expect(standing([third, again] + facts.reversed()) == whole)
        let cut = facts.filter { $0.reference != first.reference }
        let once = standing(cut + [again])
        #expect(standing(cut + [third, again]) == once)
        #expect(standing([again, third] + cut.reversed()) == once)
        // Two suspensions in one term would be a ground to terminate.
        #expect(!once.has(.secondSuspension))
    }

    /// Two suspensions in one term, and what was decided about that.
    @Test("What was decided about an event holds for it where it was recorded again, and back")
    func decisionsFollow() throws {
        var history = History()
        history.register("220100", "2025-01-01")
        history.sign("220100", "2026-01-01", "2027-01-01")
        let one = history.suspend("220100", "2026-02-01")
        history.resume("220100", "2026-02-10", one)
        history.suspend("220100", "2026-03-01")
        let first = try #require(history.facts.last)
        var again = first
        again.reference.origin += "-2"
        again.stamp.milliseconds += 90 * 86_400_000
        again.earlierPlace = first.reference
        let cut = history.facts.filter { $0.reference != first.reference } + [again]
        func item(_ facts: [Fact]) -> ReviewItem? {
            standing(facts).reviewItems.first { $0.kind == .secondSuspension }
        }
        let before = try #require(item(history.facts))
        let after = try #require(item(cut))
        #expect(before.key != after.key && before.resolution == nil && after.resolution == nil)
        for key in [before.key, after.key] {
            var later = history
            later.write("220100", .sanctions, "2026-03-05", .reviewed(item: key, decision: "kept"))
            let decision = try #require(later.facts.last)
            #expect(item(cut + [decision])?.resolution == "kept")
            #expect(item(history.facts + [again, decision])?.resolution == "kept")
        }
    }

    @Test("The compact form keeps the first place")
    func codec() {
        let (_, first, again) = history()
        for fact in [first, again] {
            var origins = OriginTable()
            var bytes: [UInt8] = []
            fact.encode(into: &bytes, origins: &origins)
            #expect(Fact.decode(bytes[...], origins: origins) == fact)
        }
    }
}
