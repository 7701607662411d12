import Testing

@testable import Node

/// `status --strict`: a script is told by the exit status that an answer rests on old data (protocol §9.3).
@Suite("Status, strictly")
struct CommandsStrictTests {
    private func status(
        _ node: CommandNode, options: [String: String] = ["strict": "yes"]
    ) async throws -> CommandResult {
        await node.backend.freshnessCache.refresh()
        return try await node.run(
            "status", [CommandsWorld.hospital],
            options: ["region": "222401", "on": "2026-03-02"].merging(options) { $1 })
    }

    /// The province has the root's heartbeat, which came with its enrolment, and none of the city.
    @Test("3 until every source that could change the answer was heard of")
    func neverHeard() async throws {
        let world = try await CommandsWorld()
        _ = try await world.province.settled(CommandsWorld.designation())
        let first = try await status(world.province)
        #expect(first.exit == 3)
        #expect(first.error.contains("old data"), "\(first.error)")
        // The answer itself is there all the same, and without the option it is no failure.
        #expect(first.json.contains(#""designated""#), "\(first.json)")
        let plain = try await status(world.province, options: [:])
        #expect(plain.exit == 0 && plain.error.isEmpty)

        try await world.carry(from: world.city, to: world.province)
        let heard = try await status(world.province)
        #expect(heard.exit == 0, "\(heard.error) \(heard.json)")
        #expect(heard.error.isEmpty)
    }

    @Test("3 once one of them is silent for longer than two heartbeats, not a millisecond earlier")
    func silent() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        #expect(try await status(world.city).exit == 0)
        world.time.advance(milliseconds: StatusCommand.staleMilliseconds)
        #expect(try await status(world.city).exit == 0)
        world.time.advance(milliseconds: 1)
        #expect(try await status(world.city).exit == 3)

        try await world.carry(from: world.root, to: world.city)
        let halfway = try await status(world.city)
        #expect(halfway.exit == 3)
        #expect(halfway.json.contains(#""220000""#), "\(halfway.json)")
        try await world.carry(from: world.province, to: world.city)
        // The field office may neither sanction nor sign: its silence changes no answer.
        #expect(try await status(world.city).exit == 0)
    }
}
