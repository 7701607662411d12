import Designation
import Federation
import Foundation
import Storage
import Testing
import TransparencyLog

@testable import Node

@Suite("Cases at a node")
struct CommandsCaseTests {
    private static let clinic = "practice-licence:222401:PDY00077"
    private static let place = #"institution: "\#(clinic)", region: "222401""#

    private func file(_ lines: String...) -> String {
        lines.map { "- {act: step, \(Self.place), \($0)}" }.joined(separator: "\n")
    }

    /// The identifier of the only case that a node lists.
    private func onlyCase(_ node: CommandNode) async throws -> String {
        let list = try await node.run("case ls", options: ["all": "yes"])
        let name = try #require(list.text.split(separator: " ").first)
        #expect(name.utf8.count == 32, "\(list.text)")
        return String(name)
    }

    @Test("From the office's paper to the city's signature, over sticks, seen on both sides")
    func twoTiers() async throws {
        let world = try await CommandsWorld()
        _ = try await world.office.settled(
            file(
                "step: received, case: a, kind: new, services: [outpatient], role: clerk, officer: 甲",
                "step: accepted, case: a, role: clerk, officer: 甲"))
        let id = try await onlyCase(world.office)
        try await world.carry(from: world.office, to: world.city, name: "up")
        let seen = try await world.city.run("case show", [id])
        #expect(seen.exit == 0, "\(seen.error)")
        #expect(seen.text.contains("评估中 / assessing"), "\(seen.text)")
        #expect(seen.text.contains("甲"), "the officer is named")
        _ = try await world.city.settled(
            file(
                "step: assessed, case: \(id), role: assessor, officer: 乙, results: [{passed: yes}]",
                "step: notice-opened, case: \(id), role: reviewer, officer: 丙, until: today"))
        try await world.carry(from: world.city, to: world.office, name: "down")
        let back = try await world.office.run("case show", [String(id.prefix(8))])
        #expect(back.text.contains("公示 / noticing"), "\(back.text)")
        #expect(back.json.contains(#""passedServices":["outpatient"]"#), "\(back.json)")
        world.time.advance(milliseconds: 86_400_000)
        let signed = try await world.city.settled(
            file(
                "step: negotiated, case: \(id), role: signer, officer: 丙, passed: yes",
                "step: signed, case: \(id), role: signer, officer: 丙, services: [outpatient]"))
        #expect(signed.exit == 0)
        let later = try await world.city.run("case show", [id])
        #expect(later.json.contains(#""outcome":"signed""#), "\(later.json)")
        let past = try await world.city.run("case show", [id], options: ["on": "2026-03-02"])
        #expect(past.text.contains("公示 / noticing"), "any past day can be asked")
    }

    @Test("A step against the rules is refused with its article; a reason records and shows it")
    func refused() async throws {
        let world = try await CommandsWorld()
        let refused = try await world.city.record(
            file(
                "step: accepted, case: a, officer: 甲, services: [outpatient]",
                "step: assessed, case: a, officer: 乙, passed: yes",
                "step: notice-opened, case: a, officer: 丙, until: 2026-03-09",
                "step: signed, case: a, officer: 丙, services: [outpatient]"))
        #expect(refused.exit == 1)
        #expect(refused.error.contains("acts.yaml:4"), "\(refused.error)")
        #expect(refused.error.contains("公示期未满"), "\(refused.error)")
        #expect(refused.error.contains("N 9"), "\(refused.error)")
        let none = try await world.city.run("case ls", options: ["all": "yes"])
        #expect(none.json.contains(#""cases":[]"#), "nothing of the file is recorded")
        let taken = try await world.city.record(
            file(
                "step: accepted, case: a, officer: 甲, services: [outpatient]",
                "step: assessed, case: a, officer: 乙, passed: yes",
                "step: notice-opened, case: a, officer: 丙, until: 2026-03-09",
                "step: signed, case: a, officer: 丙, services: [outpatient], override: 应急救治"))
        #expect(taken.exit == 0, "\(taken.error)")
        let shown = try await world.city.run("case show", [try await onlyCase(world.city)])
        #expect(shown.text.contains("overridden"), "\(shown.text)")
        #expect(shown.json.contains(#""override":"应急救治""#))
        #expect(shown.json.contains(#""outcome":"signed""#), "with a reason it counts")
    }

    @Test("Two offices act at once: one has no effect, waits in review, and is settled in the case")
    func concurrent() async throws {
        let world = try await CommandsWorld()
        _ = try await world.office.settled(
            file("step: received, case: a, kind: new, services: [outpatient], officer: 甲"))
        let id = try await onlyCase(world.office)
        try await world.carry(from: world.office, to: world.city, name: "up")
        _ = try await world.city.settled(
            file("step: refused, case: \(id), officer: 乙, items: [unlawful]"))
        world.time.advance(milliseconds: 1_000)
        _ = try await world.office.settled(file("step: accepted, case: \(id), officer: 甲"))
        try await world.carry(from: world.office, to: world.city, name: "again")
        try await world.carry(from: world.city, to: world.office, name: "down")
        for node in [world.city, world.office] {
            let shown = try await node.run("case show", [id])
            #expect(shown.json.contains(#""outcome":"refused""#), "the same on both sides")
            let items = try await node.run("review ls")
            #expect(items.text.contains("案卷中的步骤不合规则"), "\(items.text)")
        }
        let items = try await world.city.run("review ls")
        let key = try #require(
            items.text.split(separator: "\n").first { $0.contains("key: case-problem") }
        )
        .split(separator: " ").last.map(String.init)
        let public1 = try await world.city.run(
            "review resolve", [key ?? ""], options: ["decision": "x", "officer": "丙"])
        #expect(public1.exit == 1, "what only the chain may read is not decided in public")
        _ = try await world.city.settled(
            file("step: note, case: \(id), officer: 丙, note: 以不予受理为准, items: [\"\(key ?? "")\"]"))
        let left = try await world.city.run("review ls")
        #expect(!left.text.contains("case-problem"), "\(left.text)")
        let all = try await world.city.run("review ls", options: ["all": "yes"])
        #expect(all.text.contains("以不予受理为准"))
    }

    @Test("Whoever is not in the chain sees no case; a past day shows no later step")
    func readable() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            file("step: received, case: a, kind: new, services: [outpatient], officer: 甲"))
        let id = try await onlyCase(world.city)
        // The office lies below the author: it may carry the log and open nothing of this case.
        try await world.carry(from: world.city, to: world.office)
        let below = try await world.office.run("case ls", options: ["all": "yes"])
        #expect(below.json.contains(#""cases":[]"#), "\(below.json)")
        let shown = try await world.office.run("case show", [id])
        #expect(shown.exit == 1)
        let before = try await world.city.run("case show", [id], options: ["on": "2026-03-01"])
        #expect(before.exit == 1)
        #expect(before.error.contains("2026-03-01"))
    }

    @Test("Marks follow a person from case to case where the secret is held; elsewhere it is open")
    func persons() async throws {
        let world = try await CommandsWorld()
        let secret = "1\n" + String(repeating: "ab", count: 32) + "\n"
        try FileSystem.writeDurably(
            Array(secret.utf8), to: world.city.service.folder.markSecret, isSecret: true)
        let other = #"institution: "practice-licence:222401:PDY00088", region: "222401""#
        let mark = "1:" + String(repeating: "cd", count: 32)
        let person = "persons: [{role: principal, name: 张三, mark: \"\(mark)\"}]"
        _ = try await world.city.settled(
            """
            - {act: decide, region: "222400", name: bar.persons, value: 5y}
            - {act: step, step: finding, case: e, kind: enforcement, \(other), officer: 乙,
               items: [fraud], \(person)}
            - {act: step, step: measure, case: e, \(other), officer: 丙, items: [terminate],
               basis: N 43(3)}
            """)
        let open = file("step: received, case: n, kind: new, services: [outpatient], \(person)")
        _ = try await world.city.settled(open)
        let list = try await world.city.run("case ls", options: ["all": "yes"])
        let row = try #require(
            list.text.split(separator: "\n").first { $0.contains("PDY00077") })
        let id = String(try #require(row.split(separator: " ").first))
        let shown = try await world.city.run("case show", [id])
        #expect(
            shown.json.contains(#""certainty":"certain""#)
                && shown.json.contains(#""item":"persons""#), "\(shown.json)")
        let accept = try await world.city.record(file("step: accepted, case: \(id), officer: 甲"))
        #expect(accept.exit == 1)
        #expect(accept.error.contains("不予受理期"), "\(accept.error)")
        _ = try await world.office.settled(open)
        let there = try await world.office.run("case show", [try await onlyCase(world.office)])
        #expect(there.json.contains(#""certainty":"open""#), "\(there.json)")
    }
}
