import Designation
import Federation
import Testing
import Web

@testable import Node

@Suite("Backend: status")
struct BackendStatusTests {
    @Test("A suspension changes the answer at once, in every pool, and says who acted")
    func suspension() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        #expect(world.backend.status(world.ask("222400")).answer.status == .designated)
        let event = try await world.suspend()
        for region in ["220100", "222400", "222401"] {
            let answer = world.backend.status(world.ask(region)).answer
            #expect(answer.status == .suspended)
            #expect(!answer.settleable)
            #expect(answer.reasons.contains { $0.event == event })
            #expect(answer.until == BackendWorld.day("2026-06-01"))
        }
        let explained = await world.backend.explanation(
            of: world.backend.status(world.ask("222400")).answer, vector: nil)
        #expect(explained?.steps.contains { $0.event == event } == true)
    }

    @Test("A national code means whoever had it in the region on the day (N42: earlier costs)")
    func codeOfAReplacedLicence() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let code = "H22010200001"
        let successor = BackendWorld.institution("practice-licence:220100:NEW1")
        let day = BackendWorld.day("2026-02-15")
        let facts = InstitutionFacts(
            name: "新证医院（演示）", type: .medical, kind: "hospital",
            place: BackendWorld.code("220100"), nationalCode: code,
            predecessor: BackendWorld.hospital)
        let agreement = Agreement(
            from: day, until: BackendWorld.day("2027-02-15"), services: [.outpatient],
            scope: .basic)
        let place = BackendWorld.code("220100")
        try await world.record(
            [
                .act(
                    .registered(facts), subject: successor, region: place, effective: day,
                    basis: []),
                .act(
                    .signed(agreement), subject: successor, region: place, effective: day,
                    basis: []),
                .act(
                    .signed(agreement), subject: successor, region: BackendWorld.code("222400"),
                    effective: BackendWorld.day("2026-04-01"), basis: []),
            ], by: world.service)
        // What was recorded a moment ago is found by its code once it is saved.
        await world.service.save(minimumFacts: 1)
        for (region, asked, holder) in [
            ("220100", "2026-02-14", BackendWorld.hospital), ("220100", "2026-02-15", successor),
            ("220100", "2025-06-01", BackendWorld.hospital),
            // There it signs later; from its first day anywhere the code is the new licence's.
            ("222400", "2026-02-01", BackendWorld.hospital), ("222400", "2026-02-20", successor),
        ] {
            let found = world.backend.institution(
                nationalCode: code, in: BackendWorld.code(region), on: BackendWorld.day(asked))
            #expect(found == holder, "\(region) \(asked)")
        }
    }

    @Test("Two agencies of a city give two national codes: both name the licence (S2 25)")
    func codesOfTwoAgencies() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        // A name that holds somebody's code takes no claim away from them.
        for (licence, name, code) in [
            (BackendWorld.hospital, "演示医院", "H22240000002"),
            (BackendWorld.institution("practice-licence:220100:X"), "H22010200001", "H22010200009"),
        ] {
            let facts = InstitutionFacts(
                name: name, type: .medical, kind: "hospital", place: BackendWorld.code("220100"),
                nationalCode: code)
            try await world.record(
                [
                    .act(
                        .registered(facts), subject: licence, region: BackendWorld.code("222400"),
                        effective: BackendWorld.day("2026-02-15"), basis: [])
                ], by: world.service)
        }
        for isSaved in [false, true] {
            if isSaved { await world.service.save(minimumFacts: 1) }
            _ = await world.backend.censusCache.current()
            for code in ["H22010200001", "H22240000002"] {
                #expect(
                    world.backend.institution(nationalCode: code) == BackendWorld.hospital,
                    "\(code)")
            }
        }
        let registry = world.service.core.registry
        #expect(registry.institution(nationalCode: "H22010200001") == BackendWorld.hospital)
        #expect(registry.institution(nationalCode: "H2201020000") == nil)
    }

    @Test("An unknown institution gets an answer, and a region of another area is unknown here")
    func unknowns() async throws {
        let world = try await BackendWorld()
        let nobody = BackendWorld.institution("practice-licence:220100:NOBODY")
        let here = world.backend.status(world.ask("220100", of: nobody)).answer
        #expect(here.status == .notDesignated)
        let elsewhere = world.backend.status(world.ask("320000", of: nobody)).answer
        #expect(elsewhere.status == .unknown)
        #expect(elsewhere.doubt == .registerNotHeld)
    }

    @Test(
        "Freshness: own data is as fresh as the clock, others as their last heartbeat that is covered"
    )
    func freshness() async throws {
        let world = try await BackendWorld()
        await world.backend.freshnessCache.refresh()
        let stamped = world.backend.status(world.ask("220100"))
        #expect(
            stamped.asOf.directory == SourceTime(node: "root", milliseconds: 0),
            "entries alone do not say that none is missing")
        let before = world.time.now
        await world.root.core.beat()
        let notes = try await world.root.core.with { $0.freshness.heartbeats.map(\.note) }
        await world.service.core.heard(HeadsAnswer(cursor: "0", heartbeats: notes), from: "root")
        world.time.advance(milliseconds: 3_600_000)
        await world.backend.freshnessCache.refresh()
        let reply = world.backend.status(world.ask("220100"))
        #expect(reply.asOf.region == SourceTime(node: "220000", milliseconds: world.time.now))
        // The root said an hour ago that this is all, and nothing newer is known of it.
        #expect(reply.asOf.directory == SourceTime(node: "root", milliseconds: before))
        // The other province may sanction as well, and was never heard of.
        #expect(reply.asOf.oldest == SourceTime(node: "320000", milliseconds: 0))
        let rows = try await world.backend.freshness()
        #expect(rows.map(\.node) == ["220000", "222400", "222401.field", "320000", "root"])
        #expect(rows.filter(\.isSelf).map(\.node) == ["220000"])
        #expect(rows.first { $0.node == "320000" }?.state == "waiting")
        #expect(rows.first { $0.node == "222400" }?.agency.chinese == "经办 222400")
    }

    @Test("Freshness never claims more than the clock")
    func freshnessIsBounded() async throws {
        let world = try await BackendWorld()
        await world.root.core.beat()
        let notes = try await world.root.core.with { $0.freshness.heartbeats.map(\.note) }
        await world.service.core.heard(HeadsAnswer(cursor: "0", heartbeats: notes), from: "root")
        let found = await world.backend.freshnessCache.refresh()
        #expect(found.time(of: "root", now: world.time.now + 1) == world.time.now)
        #expect(found.time(of: "root", now: 5) == 5)
    }

    @Test("A national code finds the institution; after the census a miss is definite")
    func nationalCode() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        _ = await world.backend.censusCache.current()
        #expect(world.backend.institution(nationalCode: "H22010200001") == BackendWorld.hospital)
        #expect(world.backend.institution(nationalCode: "H99999999999") == nil)
    }

    @Test("What was known at a moment: before the suspension it was not known")
    func knownAt() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        await world.service.core.tick()
        world.time.advance(milliseconds: 60_000)
        let between = world.time.now
        world.time.advance(milliseconds: 60_000)
        _ = try await world.suspend()
        await world.service.core.tick()
        world.time.advance(milliseconds: 60_000)
        let question = world.ask("220100")
        // Who is the source of a region is read from what was worked out last.
        _ = await world.backend.freshnessCache.refresh()
        let then = try await world.backend.status(question, knownAtMilliseconds: between)
        #expect(then.answer.status == .designated)
        #expect(!then.knownVector.isEmpty)
        // What was written next is known by now: until then nothing was missing.
        #expect(then.asOf.region.milliseconds == between)
        let now = try await world.backend.status(question, knownAtMilliseconds: world.time.now)
        #expect(now.answer.status == .suspended)
        let never = try await world.backend.status(question, knownAtMilliseconds: 1_000)
        // Nothing was known, which is another answer than "not designated".
        #expect(never.answer.status == .unknown && never.answer.doubt == .registerNotHeld)
        #expect(!never.answer.settleable)
        #expect(never.knownVector.isEmpty)
        await #expect(throws: WebFailure.self) {
            try await world.backend.status(
                question, knownAtMilliseconds: world.time.now + 1)
        }
    }
}
