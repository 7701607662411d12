import Designation
import Federation
import Testing

@testable import Node

/// Public acts and the directory are recorded by those who may (N29, P28; protocol §6.6).
@Suite("Officers of public acts at a node")
struct CommandsOfficerTests {
    private static let clinic = "practice-licence:222401:PDY00091"
    private static let place = #"institution: "\#(clinic)", region: "222401""#

    private static func sign(_ officer: String) -> String {
        "- {act: sign, as: agreement, \(place), from: today, until: 2028-01-01, "
            + "services: [outpatient], basis: N 10, officer: \(officer)}\n"
    }

    private static let register =
        "- {act: register, \(place), name: 甲诊所, type: medical, kind: clinic, place: \"222401\", "
        + "officer: 甲}\n"

    private func step(_ text: String) -> String { "- {act: step, \(Self.place), \(text)}\n" }

    private func enrol(_ name: String, _ roles: String, by officer: String) -> String {
        "- {act: roster, region: \"222400\", name: \(name), roles: [\(roles)], officer: \(officer)}\n"
    }

    @Test("Where an agency keeps a roster, a public act needs its signer, a fact its clerk")
    func publicActs() async throws {
        let world = try await CommandsWorld()
        // Its folders go with it.
        defer { withExtendedLifetime(world) {} }
        let city = world.city
        _ = try await city.settled(
            enrol("甲", "clerk", by: "主任") + enrol("乙", "signer", by: "主任"))
        _ = try await city.settled(Self.register)
        for (officer, word) in [("甲", "as signer (N 29, P 28)"), ("丁", "not on the roster")] {
            let refused = try await city.record(Self.sign(officer))
            #expect(refused.exit == 1 && refused.error.contains(word), "\(refused.error)")
            // Nothing lifts it: whom a control is for does not.
            let forced = try await city.record(
                Self.sign(officer), options: ["allow-without-competence": "yes"])
            #expect(forced.exit == 1 && forced.error.contains(word), "\(forced.error)")
        }
        #expect(city.answer(Self.clinic, "222401", on: "2026-12-01").status == .notDesignated)
        _ = try await city.settled(Self.sign("乙"))
        let stop = "- {act: suspend, \(Self.place), cause: 甲, basis: N 42, officer: 甲}\n"
        #expect(try await city.record(stop).exit == 1)
        // The registration stands already, so recording it once more has to be asked for.
        let again = Self.register.replacing("officer: 甲", with: "officer: 乙")
        let fact = try await city.record(again, options: ["from": "1"])
        #expect(fact.exit == 0, "\(fact.error)")
    }

    @Test("Once there is a roster only its administrator changes it, and decides for the directory")
    func roster() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            enrol("甲", "clerk", by: "主任") + enrol("乙", "administrator", by: "主任"))
        world.time.advance(milliseconds: 86_400_000)
        let own = try await world.city.record(enrol("甲", "signer", by: "甲"))
        #expect(own.exit == 1 && own.error.contains("administrator"), "\(own.error)")
        let decide =
            "- {act: decide, region: \"222400\", name: laxer-local-value, value: local, officer: "
        #expect(try await world.city.record(decide + "甲}").exit == 1)
        // The new signer may act at once, in the same file.
        let both = try await world.city.record(
            enrol("丙", "signer", by: "乙") + Self.register + Self.sign("丙"))
        #expect(both.exit == 0, "\(both.error)")
    }

    @Test("Who took a case in records neither what it decides nor an act that a step names (N29)")
    func intake() async throws {
        let world = try await CommandsWorld()
        // Its folders go with it.
        defer { withExtendedLifetime(world) {} }
        let city = world.city
        _ = try await city.settled(
            Self.register
                + step("step: received, case: a, kind: new, services: [outpatient], officer: 甲")
                + step("step: accepted, case: a, officer: 甲"))
        let own = try await city.record(Self.sign("甲"))
        #expect(own.exit == 1 && own.error.contains("took the case in"), "\(own.error)")
        let other = try await city.record(Self.sign("乙"))
        #expect(other.exit == 0, "\(other.error)")
    }
}
