import Testing

@testable import Node

/// Entries that cannot have the effect that is meant are refused when they are made.
@Suite("Entries that cannot be meant")
struct CommandsEntryTests {
    @Test(
        "Refused with what to do",
        arguments: [
            ("suspend, cause: 测试, basis: [N 42], until: today", "a day after the first"),
            ("suspend, cause: 测试", "basis"),
            ("terminate, cause: 测试", "basis"),
            ("bar, until: 2020-01-01", "a day after the first"),
            ("end, agreement: latest, cause: closure, basis: [N 43(9)]", "use `terminate`"),
            ("resume, suspension: agreement", "is no suspension"),
            (
                "register, name: 甲, type: medical, kind: hospital, place: \"999999\"",
                "tree of regions"
            ),
            (
                "register, name: 甲, type: medical, kind: hospital, place: \"222401\", "
                    + "predecessor: \"\(CommandsWorld.hospital)\"", "does not replace itself"
            ),
        ])
    func refused(act: String, said: String) async throws {
        let world = try await CommandsWorld()
        let result = try await world.city.record(
            CommandsWorld.designation()
                + "  - {act: \(act), institution: \"\(CommandsWorld.hospital)\", region: \"222401\"}\n"
        )
        #expect(result.exit != 0 && result.error.contains(said), "\(result.error)")
    }
}
