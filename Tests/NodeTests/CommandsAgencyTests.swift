import Designation
import Testing

@testable import Node

/// What an agency hands in of its own work, and lists of its whole region.
@Suite("Filings of an agency's own work, and its lists")
struct CommandsAgencyTests {
    private static let edition = """
        id: CN-TEST
        region: CN
        name: {zh: 国家, en: Nation}
        basis: [N]
        valid: {from: 2021-02-01}
        values:
          renewal-ahead: {value: 3 months, citation: N41}
          terminations-published: {value: yes, citation: N43}
        decisions: {}

        """
    private static let lists = """
        edition: CN-TEST
        lists:
          reports:
            items:
              fund:
                zh: 基金管理情况
                en: How the fund is managed
                citation: N49
                to: [department, city-agency]
                by: [agency]
                within: quarterly
                content: [designated]
              suspension: {zh: 中止, en: Suspension, citation: N49, to: [department]}

        """

    private func world() async throws -> CommandsWorld {
        let world = try await CommandsWorld()
        let result = try await world.root.run(
            "policy publish", ["n.yaml"],
            options: ["officer": "tester", "ground": "in force already"],
            files: ["edition": Array(Self.edition.utf8), "lists": Array(Self.lists.utf8)])
        #expect(result.exit == 0, "\(result.error)")
        try await world.carry(from: world.root, to: world.province, name: "nation")
        try await world.carry(from: world.province, to: world.city, name: "nation")
        _ = try await world.city.settled(CommandsWorld.designation())
        return world
    }

    @Test("A filing without an institution is recorded by its agency, ends its duty and is printed")
    func filed() async throws {
        let world = try await world()
        func owed() async throws -> Int {
            let due = try await world.city.run(
                "due", options: ["on": "2026-03-20", "region": "222400"])
            return due.text.split(separator: "[filing/fund]").count - 1
        }
        let before = try await owed()
        #expect(before >= 1, "of each agency in the prefecture one")
        let open = try await world.city.run("notice", ["agency-filing", "222400:fund"])
        #expect(open.text.contains("事项：基金管理情况"), "\(open.error)")
        #expect(open.text.contains("同级医疗保障行政部门、市级医疗保障经办机构"))
        #expect(open.text.contains("延吉示范医院"), "the list goes with it")
        for item in ["suspension", "nonsense"] {
            let unknown = try await world.city.record(
                #"- {act: agency-filing, region: "222400", item: \#(item), officer: 甲}"#)
            #expect(unknown.exit != 0, "belongs to an institution, or is unknown: \(item)")
            #expect(unknown.error.contains("fund"), "\(unknown.error)")
        }
        let ahead = try await world.city.record(
            #"- {act: agency-filing, region: "222400", item: fund, from: 2030-01-01, officer: 甲}"#)
        #expect(ahead.exit != 0)
        _ = try await world.city.settled(
            #"- {act: agency-filing, region: "222400", item: fund, officer: 甲}"#)
        #expect(try await owed() == before - 1)
        let done = try await world.city.run("notice", ["agency-filing", "222400:fund"])
        #expect(done.text.contains("报送日期：2026年"), "\(done.text)")
        // Another agency's filing it cannot record: it would have no effect.
        let foreign = try await world.city.record(
            #"- {act: agency-filing, region: "220100", item: fund, officer: 甲}"#)
        #expect(foreign.exit != 0)
        let wrong = try await world.city.run("notice", ["agency-filing", "222400:suspension"])
        #expect(wrong.exit == 1)
    }

    @Test("The terminated of a region are one list, without those designated since (N43, P40)")
    func terminatedList() async throws {
        let world = try await world()
        let none = try await world.city.run("notice", ["terminated-list", "222400"])
        #expect(none.exit == 1)
        _ = try await world.city.settled(
            """
            - {act: terminate, institution: "\(CommandsWorld.hospital)", region: "222401",
               cause: 演示, basis: [N 43], officer: 甲}
            """)
        let list = try await world.city.run("notice", ["terminated-list", "222400"])
        #expect(list.text.hasPrefix("解除协议医药机构名单公布"), "\(list.text) \(list.error)")
        #expect(list.text.contains("1 ｜ 延吉示范医院"))
        #expect(list.text.contains("第43条"))
        let elsewhere = try await world.city.run("notice", ["terminated-list", "220100"])
        #expect(elsewhere.exit == 1)
    }
}
