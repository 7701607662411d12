import Designation
import Federation
import Testing
import TransparencyLog
import Web

@testable import Node

@Suite("Backend: what pages show")
struct BackendPagesTests {
    @Test("The overview counts by unit, type and today's status, and lists what is in force")
    func overview() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        try await world.designate(
            BackendWorld.institution("practice-licence:220100:PDY00002"), nationalCode: "")
        let event = try await world.suspend()
        let overview = try await world.backend.overview(area: nil)
        #expect(overview.area == BackendWorld.code("220000"))
        #expect(overview.areas == [BackendWorld.code("220000")])
        #expect(overview.regions.map(\.region.text) == ["220000", "220100", "222400"])
        for unit in ["220100", "222400"] {
            let counts = overview.regions.first { $0.region.text == unit }?.counts ?? []
            #expect(
                Set(counts) == [
                    StatusCount(type: .medical, status: .designated, count: 1),
                    StatusCount(type: .medical, status: .suspended, count: 1),
                ])
        }
        #expect(overview.sanctionCount == 1)
        let row = try #require(overview.sanctions.first)
        #expect(row.event == event)
        #expect(row.units.map(\.text) == ["220100", "222400"])
        #expect(row.writtenAtMilliseconds >= BackendWorld.start)
        #expect(row.citations == [Citation(edition: "N", article: "42")])
        #expect(row.institution.name == "长春示范医院（演示）")
        #expect(overview.nodes.contains { $0.isSelf })
        #expect(overview.digests.count == 2)
        await #expect(throws: WebFailure.self) {
            try await world.backend.overview(area: BackendWorld.code("320000"))
        }
    }

    @Test("Within two seconds the overview may be the same; then it shows what is new")
    func overviewIsRenewed() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        #expect(try await world.backend.overview(area: nil).sanctionCount == 0)
        _ = try await world.suspend()
        // The core tells of changes on its own thread; it has done so once it answers again.
        _ = await world.service.core.recordingState
        world.time.advance(milliseconds: 2_100)
        #expect(try await world.backend.overview(area: nil).sanctionCount == 1)
    }

    @Test("A node that holds no register shows the sanctions that everybody holds")
    func overviewOfTheRoot() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let event = try await world.suspend()
        try await world.deliver(.directory, from: world.service, to: world.rootBackend)
        try await world.deliver(.sanctions, from: world.service, to: world.rootBackend)
        let overview = try await world.rootBackend.overview(area: nil)
        #expect(overview.areas.isEmpty)
        #expect(overview.sanctions.map(\.event) == [event])
    }

    @Test("Search finds by name and number once saved, by whole identity and code at once")
    func search() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let identity = BackendWorld.hospital.description
        #expect(try await world.backend.search(identity, limit: 10).count == 1)
        await world.service.save(minimumFacts: 1)
        for text in ["示范", "PDY0", "H220102", identity, "H22010200001"] {
            let rows = try await world.backend.search(text, limit: 10)
            #expect(rows.map(\.institution) == [BackendWorld.hospital], "\(text)")
            #expect(rows.first?.status == .designated)
        }
        #expect(try await world.backend.search("nothing of the kind", limit: 10).isEmpty)
    }

    @Test("A dossier has facts, standings, and events with author and time of application")
    func dossier() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let event = try await world.suspend()
        world.time.advance(milliseconds: 2_000)
        await world.service.core.tick()
        let found = try await world.backend.dossier(BackendWorld.hospital)
        let dossier = try #require(found)
        #expect(dossier.facts?.name == "长春示范医院（演示）")
        #expect(dossier.standings.map(\.area.text) == ["220000"])
        #expect(dossier.events.count == 4)
        #expect(dossier.events.last?.fact.reference == event)
        #expect(dossier.events.allSatisfy { $0.appliedAtMilliseconds == BackendWorld.start })
        let nobody = BackendWorld.institution("practice-licence:220100:NOBODY")
        #expect(try await world.backend.dossier(nobody) == nil)
    }

    @Test("An act is the agency's of its region, whoever recorded it; that one is named beside it")
    func whoseAnActIs() async throws {
        let world = try await CommandsWorld()
        // The nodes' folders go with it.
        defer { withExtendedLifetime(world) {} }
        _ = try await world.city.settled(CommandsWorld.designation())
        let found = try await world.city.backend.dossier(
            BackendWorld.institution(CommandsWorld.hospital))
        let events = try #require(found).events
        #expect(!events.isEmpty)
        let view = world.city.service.core.registry.view
        let backend = world.city.backend
        let county = try #require(view.tree[BackendWorld.code("222401")])
        for event in events {
            #expect(event.agency.chinese == "\(county.nameChinese)医疗保障经办机构")
            #expect(event.recorder == backend.agency(of: "222400"))
        }
        let own = backend.acting("222400", for: BackendWorld.code("222400"), in: view)
        #expect(own.agency == backend.agency(of: "222400"))
        #expect(own.recorder == nil)
        let spot = backend.acting(
            CommandsWorld.office, for: BackendWorld.code("222400"), in: view)
        #expect(spot.agency == backend.agency(of: "222400"))
        #expect(spot.recorder == backend.agency(of: CommandsWorld.office))
        let strange = backend.acting("222400", for: BackendWorld.code("999999"), in: view)
        #expect(strange.agency == backend.agency(of: "222400"))
    }

    @Test("The board fills as receipts arrive, and watching ends when everybody applies")
    func propagation() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let event = try await world.suspend()
        world.time.advance(milliseconds: 2_000)
        await world.service.core.tick()
        let first = try await world.backend.propagation(EventName(event))
        let board = try #require(first)
        #expect(board.institutionName == "长春示范医院（演示）")
        #expect(
            board.rows.map(\.node) == ["220000", "222400", "222401.field", "320000", "root"])
        #expect(board.rows[0].state == .applied(atMilliseconds: BackendWorld.start))
        #expect(board.rows[4].state == .unknown)
        // The root applies it two seconds later and says so.
        try await world.deliver(.directory, from: world.service, to: world.rootBackend)
        try await world.deliver(.sanctions, from: world.service, to: world.rootBackend)
        let applied = world.time.now
        world.time.advance(milliseconds: 2_000)
        await world.root.core.tick()
        var watching = world.backend.propagationChanges(EventName(event)).makeAsyncIterator()
        #expect(await watching.next()?.rows[4].state == .unknown)
        try await world.deliver(.receipts, from: world.root, to: world.backend)
        #expect(await watching.next()?.rows[4].state == .applied(atMilliseconds: applied))
        let missing = EventName(origin: event.origin, index: 99)
        #expect(try await world.backend.propagation(missing) == nil)
        var ended = world.backend.propagationChanges(missing).makeAsyncIterator()
        #expect(await ended.next() == nil)
    }

    @Test("An application accepted from a terminated institution waits for a person")
    func applicationWhileTerminated() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        try await world.accept()
        func items() async throws -> [ReviewRow] {
            try await world.backend.reviewItems(area: nil, includingResolved: false)
                .filter { $0.item.kind == .applicationWhileTerminated }
        }
        #expect(try await items().isEmpty)
        let termination = try await world.terminate()
        world.time.advance(milliseconds: 2_100)
        let found = try await items()
        #expect(found.count == 1)
        #expect(found.first?.item.events.last == termination)
        #expect(found.first?.institutionName == "长春示范医院（演示）")
        #expect(found.first?.item.region.text == "222400")
        // What came of a case stays off the overview, which everybody may read.
        #expect(try await world.backend.overview(area: nil).reviewCount == 0)
        // An officer's decision on it ends the waiting.
        let key = try #require(found.first?.item.key)
        try await world.record(
            [
                .act(
                    .reviewed(item: key, decision: "不予受理"), stream: .register,
                    subject: BackendWorld.hospital, region: BackendWorld.code("222400"),
                    effective: BackendWorld.today, basis: [])
            ], by: world.service)
        #expect(try await items().isEmpty)
    }

    @Test("A stamp ahead of its arrival waits for a person and names the log")
    func futureStamp() async throws {
        let world = try await BackendWorld()
        try await world.deliver(.directory, from: world.service, to: world.rootBackend)
        world.time.advance(milliseconds: 3_600_000)
        _ = try await world.suspend()
        world.time.goBack(milliseconds: 3_600_000)
        try await world.deliver(.sanctions, from: world.service, to: world.rootBackend)
        let origin = try await world.origin(.sanctions, of: world.service)
        let items = try await world.rootBackend.reviewItems(area: nil, includingResolved: false)
        let item = try #require(items.first { $0.item.kind == .futureStamp })
        #expect(item.item.events.first?.origin == origin.text)
        #expect(item.item.region.text == "220000")
    }
}
