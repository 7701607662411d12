import Designation
import Federation
import Testing

@testable import Node

/// Grounds and days of decisions, from the edition's file to what people read.
@Suite("Grounds of decisions")
struct PolicyGroundTests {
    private static let edition = """
        id: JL-GROUND
        region: "220000"
        name: {zh: 测试版, en: Test edition}
        basis: [S2]
        valid: {from: 2021-02-01}
        values:
          renewal-ahead: {value: 2 months, citation: S2 27}
          opening-limit: {value: 30 workdays, citation: S2 27, from: 2023-07-01}
        decisions:
          suspension.imposed-lifts-by-itself:
            value: yes
            since: 2022-03-01
            citation: S2 28
            ground: {zh: 文本未要求另行申请, en: The text asks for no application}

        """

    private func world() async throws -> CommandsWorld {
        let world = try await CommandsWorld()
        let done = try await world.province.run(
            "policy publish", ["e.yaml"],
            options: ["officer": "tester", "ground": "in force already"],
            files: ["edition": Array(Self.edition.utf8)])
        #expect(done.exit == 0, "\(done.error)")
        try await world.carry(from: world.province, to: world.city, name: "ground")
        return world
    }

    @Test("policy show tells since when and why, and the days of a value that has its own")
    func shown() async throws {
        let world = try await world()
        let shown = try await world.city.run("policy show", ["222401"])
        #expect(shown.text.contains("自 since 2022-03-01"), "\(shown.text)")
        #expect(shown.text.contains("理由 / ground: 文本未要求另行申请"))
        #expect(shown.text.contains("The text asks for no application"))
        #expect(shown.text.contains("自 since 2023-07-01"), "its own days")
        #expect(
            !shown.text.contains("自 since 2021-02-01"), "those of the edition stand at its head")
        #expect(shown.json.contains(#""zh":"文本未要求另行申请""#))
    }

    @Test("A recorded decision may say why, and an explanation does; what is too long is refused")
    func recorded() async throws {
        let world = try await world()
        let long = String(repeating: "长", count: 342)
        let refused = try await world.province.record(
            """
            - {act: decide, region: "220000", name: term.continues-while-suspended, value: yes,
               reason: \(long)}
            """)
        #expect(refused.exit != 0)
        _ = try await world.province.settled(
            """
            - {act: decide, region: "220000", name: suspension.imposed-lifts-by-itself, value: yes,
               reason: 另有决定}
            """)
        try await world.carry(from: world.province, to: world.city, name: "decided")
        _ = try await world.city.settled(
            CommandsWorld.designation() + """
                  - {act: suspend, as: stop, institution: "\(CommandsWorld.hospital)",
                     region: "222401", cause: 甲, until: 2026-06-01, type: medical,
                     place: "222401", effective: today, basis: [N 42]}
                """)
        let told = try await world.city.run(
            "status", [CommandsWorld.hospital],
            options: ["region": "222401", "on": "2026-08-01", "explain": "yes"])
        // Signed, suspended, and over by the decision.
        for expected in [
            "经过 how it came to this:", "1. 2026-01-01 ", "签订医保协议", "中止医保协议：甲",
            "3. 2026-06-01 ", "中止期满，按规定自行结束", "所用决策项：有期限的中止到期是否自动恢复——是",
            "理由：另有决定", "this decides",
        ] {
            #expect(told.text.contains(expected), "\(expected)\n\(told.text)")
        }
        #expect(told.json.contains(#""kind":"lapsed""#))
        // The prefecture acted for its city, and whoever asks who did it is told so.
        #expect(told.json.contains(#""agency":"222400""#), "\(told.json)")
        #expect(told.text.contains("222400医保经办机构（就222401）：中止医保协议：甲"), "\(told.text)")
        #expect(told.json.contains(#""ground":{"en":"","zh":"另有决定"}"#), "\(told.json)")
        let nobody = try await world.city.run(
            "status", [CommandsWorld.hospital],
            options: ["region": "220100", "on": "2026-08-01", "explain": "yes"])
        #expect(nobody.text.contains("没有签订过当日有效的医保协议"), "\(nobody.text)")
        #expect(nobody.text.contains("第 51 条"))
    }
}
