import Designation
import Testing

@testable import Federation

/// Large editions in the directory: parts, items, and building again and again.
@Suite("Editions in the directory")
struct EditionPartTests {
    private static let jilin = EntryFixtures.code("220000")

    private func part(_ number: UInt32, _ values: [(String, String)]) -> DirectoryEvent {
        .edition(
            EditionPart(
                id: "JL", region: Self.jilin, titleChinese: "版", titleEnglish: "edition",
                part: number,
                values: values.map { name, value in
                    NamedValue(
                        name: name,
                        value: DatedValue(
                            value: value, from: FederationFixture.start, to: nil,
                            citation: Citation(edition: "S2", article: "8"), isDecision: false))
                }))
    }

    private func conditions(_ directory: Directory) -> [String] {
        let policy = Policy(
            region: EntryFixtures.code("222401"), day: EntryFixtures.day("2026-01-05"),
            rules: directory.rules, regions: directory.regions)
        return policy.list("conditions").entries.map(\.item.chinese)
    }

    @Test("Parts add up, one published again replaces itself, and items stay out of the values")
    func parts() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let jilin = try unwrap(logs["220000"])
        try fixture.directory(jilin, part(0, [("term", "1y")]))
        try fixture.directory(jilin, part(1, [("list:conditions/a", "甲\na")]))
        try fixture.directory(jilin, part(2, [("list:conditions/b", "乙\nb")]))
        let directory = fixture.build()
        #expect(directory.problems.isEmpty)
        #expect(conditions(directory) == ["甲", "乙"])
        #expect(directory.rules.values[Self.jilin]?.keys.sorted() == ["term"])
        #expect(directory.rules.editions.map(\.id) == ["JL"])
        try fixture.directory(jilin, part(1, [("list:conditions/a", "丙\nc")]))
        #expect(conditions(fixture.build()) == ["丙", "乙"])
    }

    @Test("What was built last saves time and changes nothing, whatever arrived since")
    func previous() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let jilin = try unwrap(logs["220000"])
        func build(_ previous: Directory?) -> Directory {
            Directory.build(
                anchor: fixture.anchor, logs: fixture.logs.map { ($0.key, $0.value) },
                previous: previous)
        }
        var last = fixture.build()
        let decision = DatedValue(
            value: "yes", from: FederationFixture.start, to: nil,
            citation: Citation(edition: "S2", article: "1"), isDecision: true)
        let events: [DirectoryEvent] = [
            part(0, [("term", "1y")]), part(1, [("list:conditions/a", "甲\na")]),
            .decision(Decision(region: Self.jilin, name: "standing.rests-on", value: decision)),
            .calendar(
                CalendarYear(
                    year: 2027, holidays: [], workdays: [],
                    citation: Citation(edition: "C", article: "2027"))),
            part(1, [("list:conditions/a", "丙\nc")]), part(1, []),
        ]
        for event in events {
            try fixture.directory(jilin, event)
            let fresh = fixture.build()
            #expect(build(last) == fresh, "\(event.kind)")
            #expect(build(fresh) == fresh)
            last = fresh
        }
        #expect(conditions(last).isEmpty)
        #expect(
            last.rules.own("standing.rests-on", of: Self.jilin, on: FederationFixture.start)
                == decision)
    }

    @Test("What reaches back without a ground counts from its publication, items too")
    func retroactive() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let jilin = try unwrap(logs["220000"])
        try fixture.directory(jilin, part(0, [("list:conditions/a", "甲\na")]), ground: "")
        let directory = fixture.build()
        #expect(directory.problems.map(\.reason) == [.retroactiveWithoutGround])
        let first = try unwrap(directory.editions.first?.values.first?.value.from)
        #expect(first > FederationFixture.start)
        #expect(directory.rules.editions.first?.from == first)
    }

    @Test(
        "Published again without a ground: days before keep what they had, what is repeated goes on"
    )
    func again() throws {
        var (fixture, logs) = try FederationFixture.standard()
        let jilin = try unwrap(logs["220000"])
        let first = part(0, [("term", "1y"), ("covers", "medical, care")])
        try fixture.directory(jilin, first)
        let before = fixture.build()
        let changed = part(0, [("term", "2y"), ("covers", "medical, care")])
        try fixture.directory(jilin, changed, ground: "")
        let after = fixture.build()
        func term(_ directory: Directory, _ day: LegalDate) -> String? {
            directory.rules.own("term", of: Self.jilin, on: day)?.value
        }
        let start = FederationFixture.start
        let later = try unwrap(after.rules.values[Self.jilin]?["term"]?.map(\.from).max())
        #expect(later > start && term(after, start) == "1y" && term(after, later) == "2y")
        #expect(
            after.rules.values[Self.jilin]?["covers"] == before.rules.values[Self.jilin]?["covers"])
        #expect(after.reachingBack.map(\.event) == before.reachingBack.map(\.event))
        #expect(after.problems.map(\.reason) == [.retroactiveWithoutGround])

        try fixture.directory(jilin, part(0, [("covers", "medical, care")]), ground: "")
        let without = fixture.build()
        #expect(term(without, start) == "1y" && term(without, later.adding(days: 400)) == nil)
        let held = try unwrap(without.editions.first).values
        guard case .edition(let written) = part(0, [("covers", "medical, care")]) else { return }
        let same = PublishedValues.following(held, written.values, on: later.adding(days: 9))
        #expect(same.values == held && !same.isMoved, "the same again is no change")

        try fixture.directory(jilin, changed)
        #expect(term(fixture.build(), start) == "2y", "with a ground it holds for every day")
    }
}
