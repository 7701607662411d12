import Designation
import Federation
import Testing

@testable import Node

/// What names nothing, or nobody, is refused before it stands in a log for good.
@Suite("Commands that name nothing")
struct CommandsNamedWrongTests {
    private static let place =
        #"institution: "\#(CommandsWorld.hospital)", region: "222401""#

    @Test("A decision on an item that nobody knows is refused, and one on an item of a case")
    func review() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        for item in ["nonsense", "retroactive", "retroactive,\(CommandsWorld.hospital),a/b#1"] {
            let refused = try await world.city.record(
                "- {act: review, \(Self.place), item: \"\(item)\", decision: 已核实}\n")
            #expect(refused.exit == 1, "\(item)")
            #expect(refused.error.contains("item"), "\(refused.error)")
        }
        _ = try await world.city.settled(
            "- {act: step, \(Self.place), step: received, case: r, kind: change, officer: 甲}\n"
                + "- {act: change, \(Self.place), agreement: latest, services: [outpatient, inpatient, "
                + "chronic-disease]}\n")
        let waiting = try await world.city.run("review ls")
        let key = try #require(
            waiting.json.firstMatch(of: /"key":"(act-without-case,[^"]*)"/)?.1, "\(waiting.json)")
        let refused = try await world.city.record(
            "- {act: review, \(Self.place), item: \"\(key)\", decision: 已核实}\n")
        #expect(refused.exit == 1)
        #expect(refused.error.contains("step: note"), "\(refused.error)")
    }

    @Test("A note that names no item of the institution's cases is refused")
    func note() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let refused = try await world.city.record(
            "- {act: step, \(Self.place), step: note, case: n, officer: 甲, items: [nonsense], note: 核实}\n"
        )
        #expect(refused.exit == 1)
        #expect(refused.error.contains("nonsense is the key of no item"), "\(refused.error)")
    }

    @Test("`propagation` of a step says that nobody tells of it; `record` does not point there")
    func propagation() async throws {
        let world = try await CommandsWorld()
        let done = try await world.city.settled(
            "- {act: step, \(Self.place), step: received, case: r, kind: new, officer: 甲}\n")
        #expect(!done.text.contains("propagation"), "\(done.text)")
        let event = try #require(
            done.text.split(whereSeparator: { $0 == " " || $0 == "\n" }).first { $0.contains("#") })
        let refused = try await world.city.run("propagation", [String(event)])
        #expect(refused.exit == 1)
        #expect(refused.error.contains("of no step of a case"), "\(refused.error)")
    }

    @Test("`record --from` a line behind the last act is an error")
    func from() async throws {
        let world = try await CommandsWorld()
        let refused = try await world.city.record(
            CommandsWorld.designation(), options: ["from": "99999"])
        #expect(refused.exit == 1)
        #expect(refused.error.contains("from line 99999 on there is no act"), "\(refused.error)")
    }

    @Test("The number of an identity card is no code of a person")
    func identityCard() async throws {
        let world = try await CommandsWorld()
        for number in ["110101199003070011", "11010119900307001x", "110101900307001"] {
            let refused = try await world.city.record(
                "- {act: restrict, \(Self.place), person: \"\(number)\", cause: 甲, basis: N 42}\n")
            #expect(refused.exit != 0)
            #expect(refused.error.contains("ID number"), "\(refused.error)")
            #expect(!refused.error.contains(number))
        }
    }

    @Test("`mark` says that a number is none before it asks anybody")
    func mark() async throws {
        let world = try await CommandsWorld()
        let refused = try await world.city.run("mark", files: ["person": Array("123".utf8)])
        #expect(refused.exit == 2)
        #expect(refused.error.contains("8 to 24"), "\(refused.error)")
    }

    @Test("A registration with codes that are not in form, or a kind of another type, is told")
    func registration() async throws {
        let world = try await CommandsWorld()
        for (number, doubt) in [
            "national-code: FOO", "credit-code: BAR", "kind: pharmacy",
        ].enumerated() {
            let done = try await world.city.record(
                """
                - {act: register, institution: "practice-licence:222401:PDY9\(number)",
                   region: "222401", place: "222401", name: 甲医院, type: medical, \(doubt)}
                """)
            #expect(done.exit == 0)
            #expect(done.error.contains(doubt), "\(done.error)")
        }
    }
}
