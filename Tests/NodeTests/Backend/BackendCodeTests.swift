import Designation
import Federation
import Testing

@testable import Node

@Suite("Backend: national codes that change hands")
struct BackendCodeTests {
    private static let code = "H22010200001"
    private static let place = BackendWorld.code("220100")
    private static let other = BackendWorld.institution("practice-licence:220100:OTHER1")

    private func register(
        _ institution: InstitutionID, _ code: String, in world: BackendWorld
    ) async throws {
        let facts = InstitutionFacts(
            name: "换码医院（演示）", type: .medical, kind: "hospital", place: Self.place,
            nationalCode: code)
        try await world.record(
            [
                .act(
                    .registered(facts), subject: institution, region: Self.place,
                    effective: BackendWorld.day("2026-02-15"), basis: [])
            ], by: world.service)
    }

    @Test("A code that passed to another institution names that one at the first question")
    func passesOn() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        _ = await world.backend.censusCache.current()
        #expect(world.backend.institution(nationalCode: Self.code) == BackendWorld.hospital)
        try await register(BackendWorld.hospital, "H22010200002", in: world)
        try await register(Self.other, Self.code, in: world)
        // A quiet node: its census is as old as one likes.
        world.time.advance(milliseconds: 3_600_000)
        #expect(world.backend.institution(nationalCode: Self.code) == Self.other)
        #expect(world.backend.institution(nationalCode: "H22010200002") == BackendWorld.hospital)
        _ = await world.backend.censusCache.current()
        #expect(world.backend.institution(nationalCode: Self.code) == Self.other)
        // Two that have it name nobody, whatever a census said before.
        try await register(BackendWorld.hospital, Self.code, in: world)
        #expect(world.backend.institution(nationalCode: Self.code) == nil)
    }

    @Test("A new institution is found by its code at once, and though nothing can be saved")
    func isNew() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        _ = await world.backend.censusCache.current()
        try await register(Self.other, "H22010200077", in: world)
        let registry = world.service.core.registry
        #expect(registry.institution(nationalCode: "H22010200077") == Self.other)
        #expect(world.backend.institution(nationalCode: "H22010200077") == Self.other)
        // Claims are forgotten with the next census, which has them.
        _ = await world.backend.censusCache.current()
        world.time.advance(milliseconds: 3_000)
        _ = await world.backend.censusCache.current()
        #expect(registry.recentClaims(of: "H22010200077").isEmpty)
        #expect(world.backend.institution(nationalCode: "H22010200077") == Self.other)
        #expect(registry.institutions(numbered: "OTHER1") == [Self.other])
    }
}
