import Designation
import Federation
import Testing

@testable import Node

/// What an act reaches besides the standing for which it was recorded: the past, other institutions of a
/// person, other provinces.
@Suite("Acts that reach further")
struct CommandsReachTests {
    private static let other = "practice-licence:222401:PDY00002"

    private func signed(_ institution: String) -> String {
        """
        - {act: register, institution: "\(institution)", region: "222401", name: 演示医院,
           type: medical, kind: hospital, place: "222401", effective: 2025-01-01}
        - {act: sign, as: "a-\(institution.suffix(1))", institution: "\(institution)", region: "222401",
           from: 2025-01-01, until: 2029-01-01, services: [outpatient], effective: 2025-01-01}
        """
    }

    @Test("A decision that reaches back asks about each past standing that it changes")
    func retroactive() async throws {
        let (world, hospital) = (try await CommandsWorld(), CommandsWorld.hospital)
        _ = try await world.city.settled(
            """
            \(signed(hospital))
            \(signed(Self.other))
            - {act: suspend, institution: "\(hospital)", region: "222401", own-request: yes,
               cause: 演示, effective: 2025-03-01}
            """)
        func items(_ institution: String) -> [ReviewItem] {
            world.city.service.core.registry.standing(
                of: BackendWorld.institution(institution), area: BackendWorld.code("220000")
            ).reviewItems.filter { $0.kind == .retroactive }
        }
        #expect(world.city.answer(hospital, "222401", on: "2025-04-01").status == .suspended)
        #expect(items(hospital).isEmpty)
        _ = try await world.city.settled(
            """
            - {act: decide, region: "222400", name: suspension.voluntary-maximum, value: 30d,
               from: 2021-01-01, ground: 演示：追溯, basis: N 42}
            """)
        #expect(world.city.answer(hospital, "222401", on: "2025-04-01").status == .ended)
        let found = items(hospital)
        #expect(found.count == 1)
        #expect(found.first?.region.text == "222400")
        #expect(found.first?.events.first?.origin.contains("/222400/directory/") == true)
        #expect(found.first?.citations == [Citation(edition: "N", article: "42")])
        #expect(items(Self.other).isEmpty)
        let settled = try await world.city.settled(
            """
            - {act: review, institution: "\(hospital)", region: "222400", item: retroactive,
               decision: 演示：已核对}
            """)
        #expect(settled.exit == 0)
        #expect(items(hospital).first?.resolution == "演示：已核对")
    }

    @Test("A person who lost the right to settle has lost it at every institution of the pool (S4)")
    func person() async throws {
        let (world, hospital) = (try await CommandsWorld(), CommandsWorld.hospital)
        _ = try await world.city.settled(
            """
            - {act: decide, region: "222400", name: person-suspension-reach, value: pool,
               from: 2026-03-02, basis: S4 解除}
            \(signed(hospital))
            \(signed(Self.other))
            - {act: restrict, as: stop, institution: "\(hospital)", region: "222401",
               person: D222401003301, until: 2028-03-10, cause: 演示, effective: 2026-03-02,
               basis: S4 解除}
            """)
        func status(_ person: String?) -> StatusAnswer {
            world.city.service.core.registry.answer(
                StatusQuestion(
                    institution: BackendWorld.institution(Self.other),
                    region: BackendWorld.code("222401"), date: BackendWorld.day("2026-03-05"),
                    person: person))
        }
        #expect(status("D222401003301").status == .suspended)
        #expect(status("D222401003301").restrictions.count == 1)
        #expect(status("D222401003302").status == .designated)
        #expect(status(nil).status == .designated)
        #expect(status(nil).restrictions.isEmpty)
        _ = try await world.city.settled(
            """
            - {act: lift, institution: "\(hospital)", region: "222401", restriction: latest,
               effective: 2026-03-04}
            """)
        #expect(status("D222401003301").status == .designated)
    }

    @Test(
        "An end on request is refused where it is a termination (N43(12)), and taken where it is none"
    )
    func requestedEnd() async throws {
        let world = try await CommandsWorld()
        let (hospital, city) = (CommandsWorld.hospital, world.city)
        _ = try await city.settled(
            """
            - {act: decide, region: "222400", name: end-on-request, value: terminates,
               from: 2026-03-02, basis: N 43(12)}
            \(signed(hospital))
            """)
        func end(_ cause: String) async throws -> CommandResult {
            try await city.record(
                """
                - {act: end, institution: "\(hospital)", region: "222401", agreement: latest,
                   effective: 2026-05-01, cause: \(cause)}
                """)
        }
        let refused = try await end("on-request")
        #expect(refused.exit == 1 && refused.error.contains("own-request: yes"), "\(refused.error)")
        #expect(city.answer(hospital, "222401", on: "2026-05-01").status == .designated)
        #expect(try await end("closure").exit == 0)
        #expect(city.answer(hospital, "222401", on: "2026-05-01").status == .ended)
    }
}
