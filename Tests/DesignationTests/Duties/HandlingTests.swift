import Testing

@testable import Designation

/// Protocol §13.3: whose duty a clock is where the city handles a district's institution.
@Suite("Duties: who handles the case")
struct HandlingTests {
    private func list(_ world: CaseWorld, _ on: String, by agency: RegionCode?) throws -> DutyList {
        var finder = DutyFinder(
            day: World.day(on), calendar: world.calendar, rules: world.book,
            regions: CaseWorld.tree, agencyOf: { _ in agency })
        finder.take(try world.state(on), of: [UInt8](repeating: 1, count: 16))
        return finder.list()
    }

    @Test(
        "Clocks, waits and rates are the city's that took the case in, the institution's its place's"
    )
    func city() throws {
        var world = CaseWorld(.shanghai)
        world.step(.received, "2026-03-02")
        let district = World.code("310101")
        for (agency, handler) in [(world.city, world.city), (nil, district), (district, district)] {
            let found = try list(world, "2026-03-03", by: agency)
            let clock = try #require(
                found.entries.first { $0.duty.rule == "supplement-notice" })
            #expect(clock.duty.region == handler)
        }
        world.step(.accepted, "2026-03-04")
        let figures = try list(world, "2026-03-20", by: world.city).figures
        #expect(figures.first { $0.rule == "supplement-notice" }?.region == world.city)
        world.assess("2026-03-16", passed: false)
        let waits = try list(world, "2026-03-20", by: world.city).entries.map(\.duty)
        let telling = try #require(waits.first { $0.rule == "waits/notifying" })
        #expect(telling.region == world.city)
    }

    @Test("S0 七: the district takes requests in, and who may decide is the one who has to")
    func decided() throws {
        var world = CaseWorld(.shanghai, .suspension)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-03")
        let (city, district) = (world.city, World.code("310101"))
        // Who may suspend: the city, everybody, nobody who is known.
        for (able, expected) in [([city], city), ([district, city], district), ([], district)] {
            var finder = DutyFinder(
                day: World.day("2026-03-05"), calendar: world.calendar, rules: world.book,
                regions: CaseWorld.tree, agencyOf: { _ in district },
                mayAct: { agency, act, _ in act != .suspend || able.contains(agency) })
            finder.take(try world.state("2026-03-05"), of: [UInt8](repeating: 1, count: 16))
            let wait = finder.list().entries.first { $0.duty.rule == "waits/deciding" }
            #expect(wait?.duty.region == expected)
        }
    }

    @Test("An agency elsewhere that enters a step handles nothing here")
    func elsewhere() throws {
        var world = CaseWorld(.shanghai)
        world.step(.received, "2026-03-02")
        let found = try list(world, "2026-03-03", by: World.code("530100"))
        #expect(found.entries.map(\.duty.region) == [World.code("310101")])
    }
}
