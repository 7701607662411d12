import Testing

@testable import Designation

/// What a failed assessment comes to, and by when the next one is held.
@Suite("Cases: after a failure")
struct CaseFailureTests {
    private func told(_ area: CaseWorld.Area) -> CaseWorld {
        var world = CaseWorld(area)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10", passed: false)
        world.step(.resultNotified, "2026-03-11")
        return world
    }

    @Test("Changzhou: a failure ends the application, which may be made anew after a month (S4)")
    func ends() throws {
        var world = told(.changzhou)
        let state = try world.state("2026-03-12")
        #expect(state.stage == .over)
        #expect(state.outcome == .failed)
        #expect(state.waitsThrough == World.day("2026-04-11"))
        #expect(!state.allowedSteps.contains(.mended))
        #expect(!state.allowedSteps.contains(.assessed))
        let again = world.make(.assessed, "2026-05-06")
        #expect(world.objections(to: again).map(\.kind).contains(.caseIsOver))
        // Its next application is as good as the first, and no failure of it bars.
        var next = CaseWorld(.changzhou)
        next.subject.earlier = [
            EarlierApplication(kind: .new, failed: World.day("2026-03-11"))
        ]
        let early = next.make(.accepted, "2026-04-11")
        #expect(next.objections(to: early).map(\.kind) == [.tooEarly])
        next.step(.accepted, "2026-04-13")
        next.assess("2026-04-20", passed: false)
        next.step(.resultNotified, "2026-04-21")
        #expect(try next.state("2026-04-22").outcome == .failed)
        #expect(try next.state("2026-04-22").barredThrough == nil)
        // Where the orders hold it goes on, as before.
        #expect(try told(.national).state("2026-03-12").outcome == nil)
    }

    @Test(
        "While another application's failure holds it back, the time for its assessment stands still"
    )
    func heldBack() throws {
        var world = CaseWorld(.national)
        world.step(.accepted, "2026-03-02")
        #expect(
            try world.clock("assessment-limit", "2026-05-06").lastDay == World.day("2026-06-02"))
        world.subject.earlier = [
            EarlierApplication(kind: .new, failed: World.day("2026-04-01"))
        ]
        let clock = try world.clock("assessment-limit", "2026-05-06")
        #expect(clock.stops == [.init(from: World.day("2026-04-01"), to: World.day("2026-07-01"))])
        // 91 days later, which is the first of September.
        #expect(clock.lastDay == World.day("2026-09-01"))
        // Assessed in that time it was in time, whatever is signed or fails afterwards.
        var assessed = world
        assessed.assess("2026-08-20")
        var signed = assessed
        signed.subject.terms = [
            .init(from: World.day("2026-09-10"), to: World.day("2027-09-10"))
        ]
        var failed = assessed
        failed.subject.earlier.append(
            EarlierApplication(kind: .new, failed: World.day("2026-08-25")))
        for later in [assessed, signed, failed] {
            #expect(
                try later.clock("assessment-limit", "2026-09-11").lastDay
                    == World.day("2026-09-01"))
        }
        // Assessed before that was told, nothing held it back.
        world.assess("2026-03-30")
        #expect(try world.clock("assessment-limit", "2026-05-06").stops.isEmpty)
    }

    @Test("The time for a second assessment begins when it may be held (N9 ¶2, S0 六(二))")
    func second() throws {
        for area in [CaseWorld.Area.national, .shanghai, .yunnan] {
            var world = told(area)
            world.step(.mended, "2026-03-20")
            let waiting = try world.state("2026-06-11")
            #expect(waiting.stage == .mending, "not before the three months are over")
            #expect(
                waiting.clocks.filter { $0.isRunning(on: World.day("2026-06-11")) }
                    .allSatisfy { $0.isWait || $0.responsible != .office })
            #expect(try world.stage("2026-06-12") == .assessing)
            let rule = area == .yunnan ? "opening-limit" : "assessment-limit"
            #expect(try world.clock(rule, "2026-06-12").start == World.day("2026-06-12"))
            // Mended later, it counts from then.
            var late = told(area)
            late.step(.mended, "2026-07-01")
            #expect(try late.clock(rule, "2026-07-02").start == World.day("2026-07-01"))
            #expect(try late.stage("2026-07-01") == .assessing)
        }
    }

    @Test("An objection that comes when the notice is over keeps nobody from signing (S4, S2 19)")
    func lateObjection() throws {
        for (day, expected) in [
            ("2026-03-19", [CaseProblem.Kind.objectionOpen]), ("2026-03-20", []),
        ] {
            var world = CaseWorld(.jilin)
            world.step(.received, "2026-03-02")
            world.step(.accepted, "2026-03-02")
            world.assess("2026-03-09")
            world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-19") }
            world.step(.objection, day)
            world.step(.negotiated, "2026-03-23") { $0.passed = true }
            let sign = world.make(.signed, "2026-03-24")
            if expected.isEmpty {
                #expect(try world.problems() == [])
                #expect(world.objections(to: sign) == [])
            } else {
                #expect(try world.problems() == expected)
            }
            // What turns out to be true counts whenever it came.
            world.step(.objectionInvestigated, "2026-03-25") { $0.passed = true }
            #expect(try world.state("2026-03-26").outcome == .complaint)
        }
    }
}
