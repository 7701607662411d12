import Testing

@testable import Designation

/// Rounds of an assessment and what is taken over from the pair: N9 ¶2, S1 三, S2 7, 20, 25, S3 四, 九, S4.
@Suite("Cases: rounds, notices, recognition")
struct CaseRoundTests {
    func opened(_ area: CaseWorld.Area, scope: FundScope = .basic) -> CaseWorld {
        var world = CaseWorld(area, scope: scope)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        return world
    }

    // MARK: A second round

    @Test("After a failed spot check the second result hangs anew before it is signed (S1 三, S4)")
    func secondNotice() throws {
        var world = opened(.yunnan)
        world.assess("2026-03-10")
        world.step(.noticeOpened, "2026-03-11")
        world.step(.negotiated, "2026-03-13") { $0.passed = true }
        world.step(.spotChecked, "2026-03-16", at: world.city) { $0.passed = false }
        world.step(.resultNotified, "2026-03-17")
        #expect(try world.stage("2026-04-01") == .mending)
        world.step(.mended, "2026-06-18")
        world.assess("2026-06-19")
        #expect(try world.stage("2026-06-19") == .noticing)
        let sign = world.make(.signed, "2026-06-22")
        #expect(world.objections(to: sign).map(\.kind) == [.notAtThisPoint])
        let talk = world.make(.negotiated, "2026-06-22") { $0.passed = true }
        #expect(world.objections(to: talk).map(\.kind) == [.notAtThisPoint])
        world.step(.noticeOpened, "2026-06-22")
        #expect(try world.clock("public-notice", "2026-06-23").lastDay == World.day("2026-07-01"))
        #expect(try world.stage("2026-07-02") == .negotiating, "the first talk was about the first")
        world.step(.negotiated, "2026-07-02") { $0.passed = true }
        world.step(.signed, "2026-07-03")
        #expect(try world.problems() == [])
    }

    @Test("Changzhou: nobody is late with signing on a result that failed (S4)")
    func signWithinAfterFailure() throws {
        var world = opened(.changzhou)
        // Until the city decides, the stricter values of N9 hold, and with them a second assessment.
        world.extra = [("320400", "laxer-local-value", "stricter-until-decided", "2021-02-02")]
        world.assess("2026-03-10")
        world.step(.networkTestRequested, "2026-03-11")
        world.step(.networkTested, "2026-03-12") { $0.passed = true }
        world.step(.noticeOpened, "2026-03-13")
        #expect(try world.clock("sign-within", "2026-03-23").lastDay == World.day("2026-04-03"))
        world.step(.spotChecked, "2026-03-23", at: world.city) { $0.passed = false }
        #expect(try !world.state("2026-04-20").clocks.contains { $0.rule == "sign-within" })
        world.step(.resultNotified, "2026-03-24")
        world.step(.mended, "2026-06-22")
        world.assess("2026-06-25")
        world.step(.networkTestRequested, "2026-06-26")
        world.step(.networkTested, "2026-06-29") { $0.passed = true }
        world.step(.noticeOpened, "2026-06-30")
        world.step(.signed, "2026-07-08")
        let clock = try world.clock("sign-within", "2026-08-01")
        #expect(clock.start == World.day("2026-07-07"))
        #expect(!clock.isOverdue(on: World.day("2026-08-01")))
        #expect(try world.problems() == [])
    }

    @Test("Yunnan: the thirty days count anew when the case is taken up again (S1 三, N9 ¶2)")
    func openingAnew() throws {
        var world = opened(.yunnan)
        world.assess("2026-03-10", passed: false)
        world.step(.resultNotified, "2026-03-12")
        let first = try world.clock("opening-limit", "2026-05-01")
        #expect(first.done == World.day("2026-03-10"))
        world.step(.mended, "2026-06-15")
        world.assess("2026-06-18")
        let clocks = try world.state("2026-06-18").clocks.filter { $0.rule == "opening-limit" }
        #expect(clocks.map(\.start) == [World.day("2026-03-02"), World.day("2026-06-15")])
        #expect(clocks.map(\.done) == [World.day("2026-03-10"), nil])
        #expect(clocks.last?.lastDay == World.day("2026-07-27"))
        #expect(clocks.allSatisfy { !$0.isOverdue(on: World.day("2026-06-18")) })
        world.step(.noticeOpened, "2026-06-22")
        world.step(.signed, "2026-07-06")
        world.step(.connected, "2026-07-08")
        let done = try world.clock("opening-limit", "2026-08-01")
        #expect(done.done == World.day("2026-07-08"))
    }

    // MARK: The notice

    @Test("A notice does not end before it begins, whatever length is laid down (N9 ¶2)")
    func noticeBackwards() throws {
        var world = opened(.jilin)
        world.assess("2026-03-10")
        let backwards = world.make(.noticeOpened, "2026-03-11") {
            $0.from = World.day("2026-03-16")
            $0.until = World.day("2026-03-13")
        }
        #expect(world.objections(to: backwards).map(\.kind) == [.noticeTooShort])
        #expect(world.objections(to: backwards).first?.day == World.day("2026-03-16"))
        let past = world.make(.noticeOpened, "2026-03-11") {
            $0.from = World.day("2026-03-02")
            $0.until = World.day("2026-03-10")
        }
        #expect(world.objections(to: past).map(\.kind) == [.noticeTooShort])
        let right = world.make(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-18") }
        #expect(world.objections(to: right) == [])
    }

    @Test("Weihai: the three months run to the notice of the result (S3 九 ¶1)")
    func limitToNotice() throws {
        var world = opened(.weihai, scope: .pooledFund)
        world.assess("2026-05-20") {
            $0.results = [
                SiteResult(
                    passed: true, table: "annex-2",
                    scores: ["1", "2", "3", "4"].map { ScoreFinding(item: $0) })
            ]
        }
        world.step(.approved, "2026-05-26", at: world.city) { $0.passed = true }
        let late = try world.clock("assessment-limit", "2026-07-10")
        #expect(late.done == nil)
        #expect(late.lastDay == World.day("2026-06-02"))
        #expect(late.isOverdue(on: World.day("2026-06-03")))
        world.step(.noticeOpened, "2026-07-15")
        let done = try world.clock("assessment-limit", "2026-07-15")
        #expect(done.done == World.day("2026-07-15"))
        #expect(done.isOverdue(on: World.day("2026-07-15")))
    }

    @Test("Weihai: one notice of missing papers and one of defective ones (S3 四(二))")
    func noticesByForm() throws {
        for isSupplied in [true, false] {
            var world = CaseWorld(.weihai, scope: .pooledFund)
            world.step(.received, "2026-03-02")
            world.step(.supplementNotice, "2026-03-04") { $0.items = ["form"] }
            if isSupplied { world.step(.supplemented, "2026-03-05") { $0.items = ["form"] } }
            #expect(try world.state("2026-03-06").allowedSteps.contains(.supplementNotice))
            let again = world.make(.supplementNotice, "2026-03-05") { $0.items = ["licence"] }
            #expect(world.objections(to: again).map(\.kind) == [.secondNotice])
            world.step(.supplementNotice, "2026-03-09") {
                $0.items = ["licence"]
                $0.form = "defective"
            }
            let state = try world.state("2026-03-09")
            #expect(state.problems == [])
            #expect(state.missing == (isSupplied ? ["licence"] : ["form", "licence"]))
            #expect(!state.allowedSteps.contains(.supplementNotice))
            world.step(.supplemented, "2026-03-11")
            #expect(try world.stage("2026-03-11") == .screening)
            let third = world.make(.supplementNotice, "2026-03-11") {
                $0.items = ["licence"]
                $0.form = "defective"
            }
            #expect(world.objections(to: third).map(\.kind).contains(.secondNotice))
        }
        // Elsewhere there is one notice, whatever it is about.
        var plain = CaseWorld(.national)
        plain.step(.received, "2026-03-02")
        plain.step(.supplementNotice, "2026-03-03") { $0.items = ["form"] }
        plain.step(.supplemented, "2026-03-04")
        let second = plain.make(.supplementNotice, "2026-03-05") {
            $0.items = ["licence"]
            $0.form = "defective"
        }
        #expect(plain.objections(to: second).map(\.kind) == [.secondNotice])
    }

    @Test(
        "Weihai: a request that names no fund is handled in the time of its agreements' (S3 九 ¶2)")
    func handlingWithoutFund() throws {
        for (funds, last) in [
            ([FundScope.personalAccount], "2026-03-11"), ([.pooledFund], "2026-03-16"),
            ([.pooledFund, .personalAccount], "2026-03-11"),
        ] {
            var world = CaseWorld(.weihai, .change)
            world.subject.terms = funds.map {
                .init(from: World.day("2025-06-01"), to: World.day("2026-06-01"), scope: $0)
            }
            world.step(.accepted, "2026-03-02") {
                $0.scope = nil
                $0.items = ["name"]
            }
            #expect(try world.clock("change-handling", "2026-03-03").lastDay == World.day(last))
        }
    }

    @Test(
        "Weihai: papers completed later take nothing off the seven days; in Yunnan they do (S1 三)")
    func handlingRunsOn() throws {
        for (area, last) in [(CaseWorld.Area.weihai, "2026-03-11"), (.yunnan, "2026-03-16")] {
            var world = CaseWorld(
                area, .change, scope: area == .weihai ? .personalAccount : .basic)
            world.step(.accepted, "2026-03-02") { $0.items = ["name"] }
            world.step(.supplementNotice, "2026-03-03") { $0.items = ["form"] }
            world.step(.supplemented, "2026-03-06")
            #expect(try world.clock("change-handling", "2026-03-09").lastDay == World.day(last))
        }
    }

    @Test("Weihai: telling of defects on the fifth working day is in time (S3 四(二))")
    func defectsInTime() throws {
        var world = CaseWorld(.weihai, scope: .pooledFund)
        world.step(.received, "2026-03-02")
        func clock(_ day: String) throws -> CaseClock {
            try world.clock("supplement-notice", day)
        }
        #expect(try clock("2026-03-05").lastDay == World.day("2026-03-05"))
        #expect(try clock("2026-03-06").lastDay == World.day("2026-03-09"))
        #expect(try !clock("2026-03-06").isOverdue(on: World.day("2026-03-06")))
        var missing = world
        missing.step(.supplementNotice, "2026-03-06") { $0.items = ["form"] }
        #expect(
            try missing.clock("supplement-notice", "2026-03-06")
                .isOverdue(on: World.day("2026-03-06")))
        world.step(.supplementNotice, "2026-03-09") {
            $0.items = ["form"]
            $0.form = "defective"
        }
        #expect(try clock("2026-03-20").done == World.day("2026-03-09"))
        #expect(try !clock("2026-03-20").isOverdue(on: World.day("2026-03-20")))
    }

    @Test("Weihai: the table of one fund scores no application for the other (S3 七 ¶2)")
    func otherTable() throws {
        var world = opened(.weihai, scope: .personalAccount)
        world.assess("2026-03-10") {
            $0.results = [
                SiteResult(
                    passed: true, table: "annex-2",
                    scores: ["1", "2", "3", "4"].map { ScoreFinding(item: $0) })
            ]
        }
        #expect(try world.problems() == [.notForeseen])
        #expect(try world.stage("2026-03-10") == .assessing)
    }
}
