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
        again.earlierStamp = first.stamp
        return (history.facts, first, again)
    }

    private func standing(
        _ facts: [Fact], context: FoldContext = World.context()
    ) -> Standing {
        Fold.standing(
            of: World.hospital, area: World.code("220000"), facts: facts, context: context)
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
        again.earlierStamp = first.stamp
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

    @Test("The compact form keeps the first place and stamp")
    func codec() {
        let (_, first, again) = history()
        for fact in [first, again] {
            var origins = OriginTable()
            var bytes: [UInt8] = []
            fact.encode(into: &bytes, origins: &origins)
            #expect(Fact.decode(bytes[...], origins: origins) == fact)
        }
    }

    // MARK: From when on it counts

    /// A termination in one pool that was cut off, what another pool signed meanwhile, and the termination
    /// recorded again.
    private func cutTermination() -> (uncut: [Fact], cut: [Fact], place: EventReference) {
        var history = History()
        history.sign("220200", "2026-01-01", "2027-01-01")
        let place = history.terminate("220200", "2026-03-01")
        history.sign("220100", "2026-04-01", "2027-01-01")
        var again = history.facts[1]
        again.reference.origin += "-2"
        again.stamp = Stamp(
            milliseconds: UInt64(World.day("2026-05-01").startUnixMilliseconds), counter: 0)
        again.earlierPlace = place
        again.earlierStamp = history.facts[1].stamp
        return (history.facts, [history.facts[0], history.facts[2], again], place)
    }

    private func closed(
        _ place: EventReference, size: UInt64, lastDay: String?,
        judge: any CompetenceJudge = Judge()
    ) -> FoldContext {
        var context = World.context()
        context.judge = judge
        let stamp = lastDay.map {
            Stamp(milliseconds: UInt64(World.day($0).startUnixMilliseconds), counter: 0)
        }
        context.closed = [place.origin: ClosedLog(size: size, lastStamp: stamp)]
        return context
    }

    @Test(
        "It counts from its first writing: what was signed in between is spared, as it would have been"
    )
    func countsFromFirst() {
        let (uncut, cut, place) = cutTermination()
        #expect(standing(uncut).status("220100", "2026-06-01") == .designated)
        let shown = standing(cut, context: closed(place, size: 1, lastDay: "2026-02-01"))
        #expect(shown.status("220100", "2026-06-01") == .designated)
        #expect(shown.status("220200", "2026-06-01") == .terminated)
        #expect(shown.has(.lostAndRecorded))
        // A closing of before says nothing of when the log ended: it counts where it is recorded again.
        for unshown in [World.context(), closed(place, size: 1, lastDay: nil)] {
            #expect(standing(cut, context: unshown).status("220100", "2026-06-01") == .terminated)
        }
    }

    @Test(
        "Nothing counts from before the last entry that its closed log kept, nor where that log ran on"
    )
    func notBackdated() {
        let (_, cut, place) = cutTermination()
        let later = closed(place, size: 1, lastDay: "2026-04-15")
        #expect(standing(cut, context: later).status("220100", "2026-06-01") == .terminated)
        // The place lies within what was kept, where something else stands.
        let kept = closed(place, size: place.index + 1, lastDay: "2026-02-01")
        #expect(standing(cut, context: kept).status("220100", "2026-06-01") == .terminated)
    }

    @Test("Authority is judged where it is recorded again, and so are bars")
    func authorityIsNotBackdated() throws {
        let (_, cut, place) = cutTermination()
        let again = try #require(cut.last)
        let late = closed(
            place, size: 1, lastDay: "2026-02-01", judge: UntilApril(author: "220200"))
        let standing = standing(cut, context: late)
        #expect(standing.why(again.reference) == .noCompetence)
        #expect(standing.status("220200", "2026-06-01") == .designated)

        var history = History()
        let signing = history.sign("220100", "2026-01-01", "2027-01-01")
        history.write("220100", .sanctions, "2026-02-01", .barred(until: World.day("2026-12-31")))
        var copy = history.facts[0]
        copy.reference.origin += "-2"
        copy.stamp.milliseconds += 90 * 86_400_000
        copy.earlierPlace = signing
        copy.earlierStamp = history.facts[0].stamp
        let barred = self.standing(
            [copy, history.facts[1]], context: closed(signing, size: 1, lastDay: "2025-01-01"))
        #expect(barred.has(.signedWhileBarred))
    }

    @Test("A random history is the same one after logs were cut and what was lost recorded again")
    func randomHistories() {
        for seed: UInt64 in 1...200 {
            let random = RandomHistory(seed: seed &* 613, length: 6 + Int(seed % 14))
            var generator = SeededGenerator(seed: seed)
            let cut = Cut(random.history.facts, &generator)
            for area in ["220000", "530000", "320000"] {
                let before = random.history.standing(area, context: random.context)
                var context = random.context
                context.closed = cut.closed
                let after = Fold.standing(
                    of: World.hospital, area: World.code(area), facts: cut.facts, context: context)
                #expect(cut.lives(after) == cut.lives(before), "seed \(seed), area \(area)")
                let sanctions = Set(after.sanctions.map(cut.asFirstWritten))
                #expect(sanctions == Set(before.sanctions), "seed \(seed), area \(area)")
            }
        }
    }
}

/// Competent until the end of March 2026.
private struct UntilApril: CompetenceJudge {
    var author: String

    func competence(
        of author: String, for act: Competency, in region: RegionCode, on day: LegalDate
    ) -> Competence {
        author == self.author && day >= World.day("2026-04-01") ? .none : .own
    }
}

/// A history of which some logs were cut at some place, and what lay beyond recorded again.
private struct Cut {
    var facts: [Fact] = []
    var closed: [String: ClosedLog] = [:]
    private var first: [EventReference: EventReference] = [:]

    init(_ history: [Fact], _ random: inout SeededGenerator) {
        for origin in Set(history.map(\.reference.origin)).sorted() where random.chance(60) {
            closed[origin] = ClosedLog(
                size: 1 + random.next() % 4, lastStamp: Stamp(milliseconds: 0, counter: 0))
        }
        let last = history.map(\.stamp).max()?.milliseconds ?? 0
        for fact in history {
            guard let log = closed[fact.reference.origin], fact.reference.index >= log.size else {
                facts.append(fact)
                continue
            }
            var again = fact
            again.reference.origin += "-2"
            again.stamp = Stamp(milliseconds: last + 86_400_000, counter: UInt32(facts.count))
            again.earlierPlace = fact.reference
            again.earlierStamp = fact.stamp
            first[again.reference] = fact.reference
            facts.append(again)
        }
    }

    func asFirstWritten(_ sanction: Standing.Sanction) -> Standing.Sanction {
        var sanction = sanction
        sanction.event = first[sanction.event] ?? sanction.event
        return sanction
    }

    /// Timelines with the events by their first places, in that order.
    func lives(_ standing: Standing) -> [Timeline] {
        standing.timelines.map { timeline in
            var timeline = timeline
            for span in timeline.spans.indices {
                for reason in timeline.spans[span].reasons.indices {
                    let event = timeline.spans[span].reasons[reason].event
                    timeline.spans[span].reasons[reason].event = first[event] ?? event
                }
            }
            return timeline
        }
    }
}
