import Designation
import Testing

@testable import Node

@Suite("What is due, and papers")
struct CommandsDueTests {
    private static let clinic = "practice-licence:222401:PDY00077"
    private static let place = #"institution: "\#(clinic)", region: "222401""#

    private static func file(_ lines: String...) -> String {
        lines.map { "- {act: step, \(place), \($0)}" }.joined(separator: "\n")
    }

    /// Rules for the prefecture, a designated hospital, and a clinic that handed in its papers.
    private func world() async throws -> CommandsWorld {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            """
            - {act: decide, region: "222400", name: supplement-notice, value: 5wd}
            - {act: decide, region: "222400", name: renewal-ahead, value: 3m}
            - {act: decide, region: "222400", name: terminations-published, value: yes}
            """)
        _ = try await world.city.settled(CommandsWorld.designation())
        _ = try await world.city.settled(
            Self.file("step: received, case: a, kind: new, services: [outpatient], officer: 甲"))
        return world
    }

    private func caseName(_ node: CommandNode) async throws -> String {
        let list = try await node.run("case ls", options: ["all": "yes"])
        return String(try #require(list.text.split(separator: " ").first))
    }

    @Test("Clocks of cases and terms, by light, for any day; a province sees its area's")
    func due() async throws {
        let world = try await world()
        let today = try await world.city.run("due")
        #expect(today.exit == 0, "\(today.error)")
        #expect(today.text.contains("红 red 0  黄 amber 0  绿 green 1"), "\(today.text)")
        #expect(today.text.contains("[supplement-notice]"))
        #expect(today.text.contains("至 by 2026-03-09"))
        let late = try await world.city.run("due", options: ["on": "2026-03-10"])
        #expect(late.json.contains(#""counts":{"amber":0,"green":0,"red":1}"#), "\(late.json)")
        #expect(late.json.contains(#""responsible":"office""#))
        // No year is published here, so that every day is provisional.
        let strict = try await world.city.run("due", options: ["strict": "yes"])
        #expect(strict.exit == 3)
        let autumn = try await world.city.run("due", options: ["on": "2026-09-30"])
        #expect(autumn.json.contains(#""rule":"renewal-ahead""#), "\(autumn.json)")
        #expect(autumn.json.contains(#""lastDay":"2026-09-30""#))
        let elsewhere = try await world.city.run(
            "due", options: ["region": "220100", "on": "2026-09-30"])
        #expect(elsewhere.json.contains(#""duties":[]"#), "\(elsewhere.json)")

        try await world.carry(from: world.city, to: world.province)
        let province = try await world.province.run("due", options: ["on": "2026-09-30"])
        #expect(province.json.contains(#""rule":"renewal-ahead""#), "\(province.json)")
        #expect(province.json.contains(#""rule":"supplement-notice""#), "it is in the chain")
        #expect(province.json.contains(#""blind":false"#))
        #expect(!province.json.contains(#""blind":true"#))
    }

    @Test("An office lists public duties of its area, and says that it does not see the cases")
    func blind() async throws {
        let world = try await world()
        _ = try await world.city.settled(
            """
            - {act: terminate, institution: "\(CommandsWorld.hospital)", region: "222401",
               cause: 骗取基金, basis: [N 43]}
            """)
        try await world.carry(from: world.city, to: world.office)
        let office = try await world.office.run("due")
        #expect(office.text.contains("[terminations-published]"), "\(office.text)")
        #expect(office.text.contains("＊"))
        #expect(!office.text.contains("[supplement-notice]"), "no case of its superior")
        #expect(office.json.contains(#""blind":true"#))
    }

    @Test("Papers by case and by event, as text and as a page")
    func papers() async throws {
        let world = try await world()
        let id = try await caseName(world.city)
        let none = try await world.city.run("notice", ["refusal", id])
        #expect(none.exit == 1, "nothing was refused")
        _ = try await world.city.settled(
            Self.file("step: refused, case: \(id), officer: 乙, items: [unlawful]"))
        let refusal = try await world.city.run("notice", ["refusal", id])
        #expect(refusal.text.hasPrefix("不予受理通知书\n编号：222400〔2026〕不受第"), "\(refusal.error)")
        #expect(refusal.text.contains("practice-licence:222401:PDY00077："))
        let page = try await world.city.run("notice", ["refusal", id], options: ["html": "yes"])
        #expect(page.text.hasPrefix("<!DOCTYPE html>"))

        let suspended = try await world.city.settled(
            """
            - {act: suspend, institution: "\(CommandsWorld.hospital)", region: "222401",
               cause: <b>未按规定上传数据</b>, basis: [N 42]}
            """)
        let event = try #require(
            suspended.json.split(separator: "\"").first { $0.contains("/sanctions/") })
        let notice = try await world.city.run(
            "notice", ["suspension", String(event)], options: ["html": "yes"])
        #expect(notice.text.contains("延吉示范医院"), "\(notice.error)")
        #expect(notice.text.contains("&lt;b&gt;未按规定上传数据"), "\(notice.text)")
        #expect(!notice.text.contains("<b>"))
        #expect(notice.json.contains(#""references":["\#(event)"]"#), "\(notice.json)")
        let wrong = try await world.city.run("notice", ["termination", String(event)])
        #expect(wrong.exit == 1)
        let unknown = try await world.city.run("notice", ["letter", String(event)])
        #expect(unknown.exit == 2)
        // Nobody may follow what was taken back (N46).
        _ = try await world.city.settled(
            """
            - {act: withdraw, institution: "\(CommandsWorld.hospital)", region: "222401",
               event: "\(event)", basis: [N 46]}
            """)
        let withdrawn = try await world.city.run("notice", ["suspension", String(event)])
        #expect(withdrawn.exit == 1 && withdrawn.error.contains("was withdrawn on"))
    }

    @Test("The published list of a region on a day")
    func list() async throws {
        let world = try await world()
        let list = try await world.city.run("notice", ["published-list", "222401"])
        #expect(list.exit == 0, "\(list.error)")
        #expect(
            list.text.contains("1 ｜ 延吉示范医院 ｜  ｜ 门诊、住院 ｜ 2026年1月1日至2026年12月31日"),
            "\(list.text)")
        let before = try await world.city.run(
            "notice", ["published-list", "222401"], options: ["on": "2025-12-31"])
        #expect(before.exit == 1)
    }
}
