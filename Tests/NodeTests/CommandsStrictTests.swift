import Testing

@testable import Node

/// `status --strict`: a script is told by the exit status that an answer rests on old data.
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

    @Test("3 as long as a source that could change the answer was not heard of for two heartbeats")
    func old() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        // Nobody was ever heard of.
        let first = try await status(world.city)
        #expect(first.exit == 3)
        #expect(first.error.contains("old data"), "\(first.error)")
        // The answer itself is there all the same, and without the option it is no failure.
        #expect(first.json.contains(#""designated""#), "\(first.json)")
        #expect(try await status(world.city, options: [:]).exit == 0)

        let others = [world.root, world.province, world.office]
        for (number, node) in others.enumerated() {
            await node.service.core.beat()
            _ = try await world.carry(from: node, to: world.city, name: "beat\(number)")
        }
        let fresh = try await status(world.city)
        #expect(fresh.exit == 0, "\(fresh.error) \(fresh.json)")
        #expect(fresh.error.isEmpty)

        world.time.advance(milliseconds: StatusCommand.staleMilliseconds + 1)
        #expect(try await status(world.city).exit == 3)
        // One source that is silent is enough.
        for (number, node) in others.dropLast().enumerated() {
            await node.service.core.beat()
            _ = try await world.carry(from: node, to: world.city, name: "again\(number)")
        }
        let silent = try await status(world.city)
        #expect(silent.exit == 3)
        #expect(silent.json.contains(CommandsWorld.office), "\(silent.json)")
    }
}
