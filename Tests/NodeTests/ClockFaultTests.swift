import Messages
import Testing
import Web

@testable import Federation
@testable import Node

/// A clock that is years off is named wherever somebody looks, before what follows from it.
@Suite("A wrong clock is named")
struct ClockFaultTests {
    private static let years: UInt64 = 10 * 366 * 86_400_000

    private func turn(_ time: TestTime, ahead: Bool) {
        if ahead {
            time.advance(milliseconds: Self.years)
        } else {
            time.goBack(milliseconds: Self.years)
        }
    }

    @Test(
        "By readiness though nobody records, and not as peers that are asked",
        arguments: [true, false])
    func readiness(ahead: Bool) async throws {
        let world = try await BackendWorld()
        try await world.service.core.with { $0.replica.hasAskedPeers = false }
        turn(world.time, ahead: ahead)
        let readiness = await world.backend.readiness()
        #expect(!readiness.isReady)
        #expect(readiness.problems.first?.english.contains("set the clock") == true)
        #expect(!readiness.problems.contains { $0.english.contains("asked for newer") })
        turn(world.time, ahead: !ahead)
        try await world.service.core.with { $0.replica.hasAskedPeers = true }
        #expect(await world.backend.readiness().isReady)
    }

    @Test("By record, before any other reason", arguments: [true, false])
    func record(ahead: Bool) async throws {
        let world = try await CommandsWorld()
        turn(world.time, ahead: ahead)
        let refused = try await world.city.record(CommandsWorld.designation())
        #expect(refused.exit == 1)
        #expect(refused.error.contains("clock") && refused.error.contains("时钟"), "\(refused.error)")
        #expect(!refused.error.contains("competence"))
    }

    @Test("By status, whose answer is provisional then")
    func status() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        func asked(_ options: [String: String] = [:]) async throws -> CommandResult {
            await world.city.backend.freshnessCache.refresh()
            return try await world.city.run(
                "status", [CommandsWorld.hospital],
                options: ["region": "222401"].merging(options) { $1 })
        }
        let before = try await asked()
        #expect(before.error.isEmpty && before.json.contains(#""provisional":false"#))
        turn(world.time, ahead: true)
        let doubtful = try await asked()
        #expect(doubtful.exit == 0)
        #expect(doubtful.error.contains("go by it"), "\(doubtful.error)")
        #expect(doubtful.json.contains(#""provisional":true"#), "\(doubtful.json)")
        #expect(try await asked(["strict": "yes"]).exit == 3)
    }

    @Test("A peer's clock that is far off is named with the difference, and stops nothing")
    func peers() async throws {
        let now: UInt64 = 1_795_374_000_000
        let date = "Sun, 22 Nov 2026 19:00:00 GMT"
        #expect(PeerClock.milliseconds(date) == now)
        #expect(PeerClock.doubt(of: "p", header: date, now: now + 600_000) == nil)
        let ahead = PeerClock.doubt(of: "p", header: date, now: now + 400 * 86_400_000)
        #expect(ahead?.english.contains("400 days ahead of that of p") == true, "\(ahead as Any)")
        let behind = PeerClock.doubt(of: "p", header: date, now: now - 3_600_000)
        #expect(behind?.english.contains("60 minutes behind") == true)
        #expect(behind?.isComplete == true)
        for wrong in ["", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 32 Nov 2026 19:00:00 GMT"] {
            #expect(PeerClock.doubt(of: "p", header: wrong, now: now) == nil)
        }
        let world = try await BackendWorld()
        await world.service.core.note(clockDoubt: behind, of: "p")
        let readiness = await world.backend.readiness()
        #expect(readiness.isReady && readiness.problems == [behind].compactMap { $0 })
        await world.service.core.note(clockDoubt: nil, of: "p")
        #expect(await world.backend.readiness().problems.isEmpty)
    }

    @Test("A node that nobody enrolled says so")
    func unenrolled() async throws {
        let world = try await CommandsWorld()
        #expect(await world.city.backend.readiness().isReady)
        let stray = CommandNode(
            try CommandsWorld.open(
                "222402", in: world.folder.path, anchor: world.anchor, time: world.time))
        await stray.service.core.confirmPeersAsked()
        let readiness = await stray.backend.readiness()
        #expect(!readiness.isReady)
        #expect(readiness.problems.contains { $0.english.contains("not enrolled") })
    }
}
