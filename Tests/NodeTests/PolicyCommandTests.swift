import Designation
import Federation
import Testing
import Web

@testable import Node

/// Editions and calendars as people work with them at a node.
@Suite("Policy and calendar commands")
struct PolicyCommandTests {
    private static let edition = """
        id: JL-TEST
        region: "220000"
        name: {zh: 测试版, en: Test edition}
        basis: [S2]
        valid: {from: 2026-12-01, through: 2027-01-31}
        values:
          covers: {value: [medical, pharmacy], citation: S2 8}
          renewal-ahead: {value: 4 months, citation: S2 27}
          bar.persons: {value: 3 years, citation: S2 13}
          suspension.voluntary-maximum: {value: 10 days, citation: S2 28}
        decisions: {}

        """
    private static let lists = """
        edition: JL-TEST
        lists:
          conditions:
            items:
              phone:
                zh: 有联系电话
                en: Has a phone
                citation: S2 22

        """

    /// A root's edition to differ from.
    func world() async throws -> CommandsWorld {
        let world = try await CommandsWorld()
        let nation = """
            id: CN-TEST
            region: CN
            name: {zh: 国家, en: Nation}
            basis: [N]
            valid: {from: 2021-02-01}
            values:
              renewal-ahead: {value: 3 months, citation: N41}
              assessment-limit: {value: 3 months, citation: N9}
              bar.persons: {value: 5 years, citation: N12(7)}
              suspension.voluntary-maximum: {value: 180 days, citation: N42}
            decisions:
              laxer-local-value:
                value: stricter-until-decided
                since: 2021-02-01
                ground: {zh: 从严, en: The stricter one holds.}

            """
        let result = try await world.root.run(
            "policy publish", ["n.yaml"],
            options: ["officer": "tester", "ground": "in force already"],
            files: ["edition": Array(nation.utf8)])
        #expect(result.exit == 0, "\(result.error)")
        try await world.carry(from: world.root, to: world.province, name: "nation")
        try await world.carry(from: world.province, to: world.city, name: "nation")
        return world
    }

    /// With an institution suspended on its own request before the edition begins.
    private func suspended() async throws -> CommandsWorld {
        let world = try await world()
        _ = try await world.city.settled(
            CommandsWorld.designation() + """
                  - {act: suspend, institution: "\(CommandsWorld.hospital)", region: "222401",
                     own-request: yes, cause: works, type: medical, place: "222401", effective: 2026-12-05,
                     basis: [N 42]}
                """)
        return world
    }

    static let files = [
        "edition": Array(edition.utf8), "lists": Array(lists.utf8),
    ]

    @Test("A rehearsal names values, items, institutions and last days, and records nothing")
    func rehearse() async throws {
        let world = try await suspended()
        let result = try await world.city.run(
            "policy rehearse", ["e.yaml"], files: Self.files)
        #expect(result.exit == 0, "\(result.error)")
        for expected in [
            #""edition":"JL-TEST""#, #""on":"2026-12-01""#, #""name":"conditions/phone""#,
            #""name":"renewal-ahead""#, #""institutionCount":1"#,
            // Asked for by 2026-09-01 instead of 2026-10-01.
            #""before":{"day":"2026-09-30""#, #""after":{"day":"2026-08-31""#,
            // Ten days after 2026-12-05 the agreement ends; else its term does so on 2027-01-01.
            #""before":"suspended","from":"2026-12-16""#,
        ] {
            #expect(result.json.contains(expected), "\(expected)\n\(result.json)")
        }
        #expect(result.text.contains("4 个月"))
        // Three years where the nation has five: said, since nothing of it would apply.
        #expect(result.json.contains(##""withheld":[{"citation":"##), "\(result.json)")
        #expect(result.text.contains("地方（较宽）/ local, laxer: 3 年 / 3 years  (S2 13)"))
        let shown = try await world.city.run("policy show", ["222401"])
        #expect(!shown.text.contains("JL-TEST"))
    }

    @Test("A value for one type of institution changes what is rehearsed for such institutions")
    func valueOfOneType() async throws {
        let world = try await suspended()
        for (type, isChanged) in [("medical", true), ("pharmacy", false)] {
            let text = Self.edition.replacing(
                "voluntary-maximum:", with: "voluntary-maximum.\(type):")
            let result = try await world.city.run(
                "policy rehearse", ["e.yaml"], files: ["edition": Array(text.utf8)])
            #expect(result.exit == 0, "\(result.error)")
            let change = #""before":"suspended","from":"2026-12-16""#
            #expect(result.json.contains(change) == isChanged, "\(result.json)")
        }
    }

    @Test("A running case keeps its edition, unless the rehearsed one holds for running cases")
    func runningCases() async throws {
        let world = try await world()
        _ = try await world.city.settled(
            """
            - {act: step, institution: "\(CommandsWorld.hospital)", region: "222401", case: a,
               step: accepted, kind: new, services: [outpatient], officer: 甲}
            """)
        func rehearsed(_ values: String) async throws -> String {
            let text = Self.edition.replacing(
                "decisions: {}",
                with: "  assessment-limit: {value: 2 months, citation: S2 20}\n"
                    + values + "decisions: {}")
            let result = try await world.city.run(
                "policy rehearse", ["e.yaml"], files: ["edition": Array(text.utf8)])
            #expect(result.exit == 0, "\(result.error)")
            return result.json
        }
        let kept = try await rehearsed("")
        #expect(kept.contains(#""caseCount":1"#), "\(kept)")
        #expect(kept.contains(#""cases":[]"#), "\(kept)")
        // What is not accepted yet would be accepted under the new one, with its lists.
        _ = try await world.city.settled(
            """
            - {act: step, institution: "\(CommandsWorld.hospital)", region: "222401", case: b,
               step: received, kind: new, services: [outpatient], officer: 甲}
            """)
        let met = try await world.city.run(
            "policy rehearse", ["e.yaml"], files: Self.files)
        #expect(met.json.contains(#""name":"conditions/phone""#), "\(met.json)")
        #expect(met.json.contains(#""kind":"item""#) && met.json.contains(#""met":[{"#))
        #expect(met.text.contains("新增 to meet: conditions/phone"), "\(met.text)")
        let changed = try await rehearsed(
            "  applies-to-running-cases: {value: yes, citation: S2 37}\n")
        // Accepted on 2026-03-02; the second of May is a Saturday.
        #expect(changed.contains(#""before":{"day":"2026-06-02""#), "\(changed)")
        #expect(changed.contains(#""after":{"day":"2026-05-04""#), "\(changed)")
    }

    @Test("A published edition is shown with both values where it is laxer, and its end announced")
    func publish() async throws {
        let world = try await world()
        let refused = try await world.city.run(
            "policy publish", ["e.yaml"], options: ["officer": "tester"], files: Self.files)
        #expect(refused.exit == 1)
        let dry = try await world.province.run(
            "policy publish", ["e.yaml"], options: ["check": "yes"], files: Self.files)
        #expect(dry.json.contains(#""wouldRecord":2"#))
        let done = try await world.province.run(
            "policy publish", ["e.yaml"], options: ["officer": "tester"], files: Self.files)
        #expect(done.exit == 0, "\(done.error)")
        let again = try await world.province.run(
            "policy publish", ["e.yaml"], options: ["officer": "tester"], files: Self.files)
        #expect(again.json.contains(#""events":[]"#))
        try await world.carry(from: world.province, to: world.city, name: "edition")

        let shown = try await world.city.run(
            "policy show", ["222401"], options: ["on": "2026-12-24"])
        #expect(shown.text.contains("地方（较宽）/ local, laxer: 3 年 / 3 years  (S2 13)"))
        #expect(shown.text.contains("国家 / national: 5 年 / 5 years  (N 12(7))"))
        // What an agency has to record so that its own value holds.
        #expect(
            shown.text.contains(
                "{act: decide, region: 220000, name: laxer-local-value, value: local}"))
        #expect(shown.text.contains("有联系电话"))
        #expect(shown.text.contains("JL-TEST 将于 2027-01-31 到期（38 日后），无后续版本"))
        #expect(shown.json.contains(#""laxer":true"#))
        let only = try await world.city.run(
            "policy show", ["222401"], options: ["on": "2026-12-24", "only": "conditions"])
        #expect(!only.text.contains("N 12(7)"))
        let care = try await world.city.run(
            "policy show", ["222401"], options: ["on": "2026-12-24", "of": "care"])
        #expect(!care.text.contains("有联系电话"), "the edition does not cover care")
        let diff = try await world.city.run("policy diff", ["CN", "222401@2026-12-24"])
        #expect(diff.text.contains("A  3 个月 / 3 months  (N 41)"))
        #expect(diff.text.contains("B  4 个月 / 4 months  (S2 27)"))
        #expect(diff.json.contains(#""kind":"item""#))
        let overview = try await NodeBackend(service: world.city.service).overview(area: nil)
        #expect(overview.endings.map(\.edition.id) == [], "it has not begun")
    }

    @Test("A part that a new publication no longer has stops holding")
    func shorter() async throws {
        let world = try await world()
        let now = Self.edition.replacing("from: 2026-12-01", with: "from: 2021-02-01")
        _ = try await world.province.run(
            "policy publish", ["e.yaml"], options: ["officer": "tester"],
            files: ["edition": Array(now.utf8), "lists": Array(Self.lists.utf8)])
        let before = try await world.province.run("policy show", ["220000"])
        #expect(before.text.contains("有联系电话"))
        let forgotten = try await world.province.run(
            "policy publish", ["e.yaml"], options: ["officer": "tester"],
            files: ["edition": Array(now.utf8)])
        #expect(forgotten.exit == 2 && "\(forgotten.error)".contains("--without-lists"))
        let result = try await world.province.run(
            "policy publish", ["e.yaml"], options: ["officer": "tester", "without-lists": "yes"],
            files: ["edition": Array(now.utf8)])
        #expect(result.json.contains("/220000/directory/"), "\(result.error)")
        let after = try await world.province.run("policy show", ["220000"])
        #expect(!after.text.contains("有联系电话"))
        #expect(after.text.contains("3 年 / 3 years"))
    }

    @Test("When a year's list arrives, a deadline counted through it is computed anew")
    func calendarArrives() async throws {
        let world = try await CommandsWorld()
        func last() async throws -> String {
            try await world.city.run("calendar add", ["2026-12-30", "3"]).json
        }
        func deadline() -> WorkCalendar.Deadline {
            RuleSpan(count: 3, unit: .workdays).lastDay(
                from: BackendWorld.day("2026-12-30"),
                calendar: world.city.service.core.registry.view.directory.workCalendar,
                moving: true)
        }
        // 31 December is a Thursday: Thursday, Friday, Monday.
        #expect(deadline().day == BackendWorld.day("2027-01-04"))
        #expect(deadline().isProvisional)
        #expect(try await last().contains(#""provisional":true"#))
        let calendar = """
            id: CN-calendar
            region: CN
            years:
              2026: {off: {}, worked: {}}
              2027:
                off: {元旦: ["01-01", "01-04"]}
                worked: {元旦: ["01-09"]}

            """
        let files = ["calendar": Array(calendar.utf8)]
        let refused = try await world.city.run(
            "calendar publish", ["c.yaml"], options: ["officer": "tester"], files: files)
        #expect(refused.exit == 1)
        let done = try await world.root.run(
            "calendar publish", ["c.yaml"], options: ["officer": "tester"], files: files)
        #expect(done.exit == 0, "\(done.error)")
        try await world.carry(from: world.root, to: world.province, name: "year")
        try await world.carry(from: world.province, to: world.city, name: "year")
        #expect(deadline().day == BackendWorld.day("2027-01-06"))
        #expect(!deadline().isProvisional)
        #expect(try await last().contains(#""date":"2027-01-06""#))
        let shown = try await world.city.run("calendar show", ["2027"])
        #expect(shown.text.contains("2027-01-09"))
        #expect(try await world.city.run("calendar show", ["2028"]).exit == 1)
    }

    @Test("Counting ahead never moves to a later day; years and days count as they are written")
    func counting() async throws {
        let world = try await CommandsWorld()
        func add(_ day: String, _ count: String, _ options: [String: String]) async throws
            -> String
        {
            try await world.city.run("calendar add", [day, count], options: options).json
        }
        let ahead = try await add("2026-05-31", "3", ["unit": "months", "ahead": "yes"])
        #expect(ahead.contains(#""deadline":"2026-02-28""#))
        let leap = try await add("2024-02-29", "1", ["unit": "years"])
        #expect(leap.contains(#""date":"2025-02-28""#))
        let days = try await add("2026-01-01", "180", ["unit": "days"])
        #expect(days.contains(#""date":"2026-06-30""#))
        // 2026-07-04 is a Saturday.
        let moved = try await add("2026-07-01", "3", ["unit": "days"])
        #expect(moved.contains(#""date":"2026-07-04""#))
        #expect(moved.contains(#""deadline":"2026-07-06""#))
        let wrong = try await world.city.run(
            "calendar add", ["2026-01-01", "1"], options: ["unit": "weeks"])
        #expect(wrong.exit == 2)
    }
}
