import Testing

@testable import Federation
@testable import Node

/// A clock that is put right after it was years ahead: what waits by it waits no longer than it should.
@Suite("A clock that is put right while a node waits")
struct ClockSetBackTests {
    @Test("Peers that nobody can reach are waited for five seconds, not ten years")
    func askingPeers() async throws {
        let world = try await BackendWorld()
        let core = world.service.core
        let years: UInt64 = 10 * 366 * 86_400_000
        try await core.with { $0.replica.hasAskedPeers = false }
        world.time.advance(milliseconds: years)
        await core.superviseRecovery()
        #expect(await core.recordingState == .mustAskPeers)
        world.time.goBack(milliseconds: years)
        await core.superviseRecovery()
        #expect(await core.recordingState == .mustAskPeers)
        world.time.advance(milliseconds: 5_001)
        await core.superviseRecovery()
        #expect(await core.recordingState == .ready)
    }
}
