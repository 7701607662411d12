import Testing

@testable import Designation

/// The cities: Weihai with its two fund scopes, Changzhou with its network test.
extension CaseAreaTests {
    // MARK: Weihai

    @Test("Weihai: the score table decides: caps, knock-outs, ninety passes (S3 annexes)")
    func scores() throws {
        func attempt(_ findings: [ScoreFinding], passed: Bool) throws -> [CaseProblem.Kind] {
            var world = opened(.weihai, scope: .pooledFund)
            world.assess("2026-03-10") {
                $0.results = [SiteResult(passed: passed, table: "annex-2", scores: findings)]
            }
            return try world.problems()
        }
        let met = ScoreFinding(item: "1")
        let ten = ScoreFinding(item: "2", steps: [1: 1])
        let none = ["2", "3", "4"].map { ScoreFinding(item: $0) }
        #expect(try attempt([met] + none, passed: true) == [])
        #expect(try attempt([met, ten] + none.dropFirst(), passed: true) == [], "ninety passes")
        let capped = [met, none[0], ScoreFinding(item: "3", steps: [1: 9]), none[2]]
        #expect(try attempt(capped, passed: false) == [], "nine times five costs twenty")
        #expect(try attempt(capped, passed: true) == [.scoreContradicts])
        #expect(
            try attempt([ScoreFinding(item: "1", isMet: false)] + none, passed: true)
                == [.scoreContradicts], "knocked out with a hundred points")
        #expect(try attempt([met] + none.dropLast(), passed: true) == [.scoreMissing])
        #expect(
            try attempt([], passed: true) == [.scoreMissing], "the table of its scope is needed")
    }

    private func passed(_ world: inout CaseWorld) {
        world.assess("2026-03-10") {
            $0.results = [
                SiteResult(
                    passed: true, table: "annex-2",
                    scores: ["1", "2", "3", "4"].map { ScoreFinding(item: $0) })
            ]
        }
    }

    @Test("Weihai: inspectors and institution sign the result (S3 annexes)")
    func signedByInstitution() throws {
        var world = opened(.weihai, scope: .personalAccount)
        world.assess("2026-03-10") { $0.confirmations = ["甲一", "乙一"] }
        #expect(try world.problems() == [.notConfirmed])
    }

    @Test("Weihai: pooled-fund cases of offices are reviewed, the city's own are not (S3 四(三))")
    func review() throws {
        var office = opened(.weihai, scope: .pooledFund)
        passed(&office)
        #expect(try office.stage("2026-03-10") == .reviewing)
        #expect(try office.clock("assessment-limit", "2026-03-10").value == "3m")
        office.step(.approved, "2026-03-16", at: office.city) { $0.passed = true }
        #expect(try office.stage("2026-03-16") == .noticing)

        var huancui = CaseWorld(.weihai, scope: .pooledFund)
        huancui.office = World.code("371002")
        huancui.step(.accepted, "2026-03-02")
        passed(&huancui)
        #expect(try huancui.stage("2026-03-10") == .reviewing, "our reading")
        huancui.extra = [("371000", "second-tier-exempt-offices", "371002", "2021-02-02")]
        #expect(try huancui.stage("2026-03-10") == .noticing, "unless decided otherwise")

        var city = CaseWorld(.weihai, scope: .pooledFund)
        city.office = city.city
        city.step(.accepted, "2026-03-02")
        passed(&city)
        #expect(try city.stage("2026-03-10") == .noticing)

        var account = opened(.weihai, scope: .personalAccount)
        account.assess("2026-03-10")
        #expect(try account.stage("2026-03-10") == .noticing)
        let clock = try account.clock("assessment-limit", "2026-03-10")
        #expect(clock.value == "2m")
        #expect(clock.done == nil, "the notice belongs into the two months (S3 九)")
        account.step(.noticeOpened, "2026-03-11")
        #expect(try account.clock("assessment-limit", "2026-04-01").done == World.day("2026-03-18"))
    }

    @Test("Weihai: the pledge is signed with the agreement, connection comes after (S3 四(五)(六))")
    func pledge() throws {
        var world = opened(.weihai, scope: .personalAccount)
        world.assess("2026-03-10")
        world.step(.noticeOpened, "2026-03-11")
        let without = world.make(.signed, "2026-03-20")
        #expect(world.objections(to: without).map(\.kind) == [.pledgeMissing])
        world.step(.connected, "2026-03-19")
        #expect(try world.problems() == [.notAtThisPoint])
        world.step(.signed, "2026-03-20") { $0.items = ["credit-pledge"] }
        world.step(.connected, "2026-03-25")
        #expect(try world.problems() == [.notAtThisPoint])
    }

    // MARK: Changzhou

    @Test("Changzhou: initial in twenty working days, then a network test with a second try (S4)")
    func networkTest() throws {
        var world = opened(.changzhou)
        #expect(
            try world.clock("assessment-limit", "2026-03-03").lastDay == World.day("2026-03-30"))
        world.assess("2026-03-10")
        #expect(try world.stage("2026-03-10") == .testing)
        #expect(try world.clock("assessment-limit", "2026-03-11").done == World.day("2026-03-10"))
        world.step(.networkTestRequested, "2026-03-16")
        #expect(
            try world.clock("network-test-limit", "2026-03-17").lastDay == World.day("2026-04-13"))
        world.step(.networkTested, "2026-03-20") { $0.passed = false }
        #expect(try !world.state("2026-04-03").allowedSteps.contains(.networkTestRequested))
        let early = world.make(.networkTestRequested, "2026-04-03")
        #expect(world.objections(to: early).map(\.kind) == [.tooEarly])
        var failing = world
        failing.step(.networkTestRequested, "2026-04-07")
        failing.step(.networkTested, "2026-04-10") { $0.passed = false }
        #expect(try failing.stage("2026-04-10") == .notifying, "the second failure counts")
        failing.step(.resultNotified, "2026-04-13")
        let state = try failing.state("2026-04-13")
        #expect(state.waitsThrough == World.day("2026-05-13"), "one month (S4)")
        #expect(state.barredThrough == nil)
        let third = failing.make(.networkTestRequested, "2026-05-20")
        #expect(failing.objections(to: third).map(\.kind) == [.caseIsOver])
        world.step(.networkTestRequested, "2026-04-07")
        world.step(.networkTested, "2026-04-10") { $0.passed = true }
        #expect(try world.stage("2026-04-10") == .noticing)
        #expect(try world.problems() == [])
    }

    private func tested() -> CaseWorld {
        var world = opened(.changzhou)
        world.assess("2026-03-10")
        world.step(.networkTestRequested, "2026-03-11")
        world.step(.networkTested, "2026-03-12") { $0.passed = true }
        return world
    }

    @Test("Changzhou: a failed spot check of the city takes the result back (S4)")
    func spotCheck() throws {
        var world = tested()
        world.step(.spotChecked, "2026-03-16", at: world.city) { $0.passed = false }
        #expect(try world.stage("2026-03-16") == .notifying)
        world.step(.noticeOpened, "2026-03-17")
        #expect(try world.problems() == [.notAtThisPoint])
    }

    @Test("Changzhou: sign within ten working days of the notice or of clearing (S4)")
    func signWithin() throws {
        var world = tested()
        world.step(.noticeOpened, "2026-03-13")
        #expect(try world.clock("sign-within", "2026-03-23").lastDay == World.day("2026-04-03"))
        world.step(.objection, "2026-03-18")
        #expect(try !world.state("2026-03-23").clocks.contains { $0.rule == "sign-within" })
        world.step(.objectionInvestigated, "2026-03-30") { $0.passed = false }
        #expect(try world.clock("sign-within", "2026-04-01").lastDay == World.day("2026-04-13"))
        let early = world.make(.abandonmentFound, "2026-04-13", note: "逾期未签")
        #expect(world.objections(to: early).map(\.kind) == [.tooEarly])
        let bare = world.make(.abandonmentFound, "2026-04-14")
        #expect(world.objections(to: bare).map(\.kind) == [.reasonMissing], "a finding says why")
        #expect(try world.stage("2026-04-20") == .negotiating, "nothing is abandoned by itself")
        #expect(try world.clock("sign-within", "2026-04-20").isOverdue(on: World.day("2026-04-20")))
        world.step(.abandonmentFound, "2026-04-20", note: "机构未到场签约")
        #expect(try world.state("2026-04-20").outcome == .abandoned)
    }

    @Test("Changzhou: an objection found true bars signing, and the case is closed as such (S4)")
    func objectionTrue() throws {
        var world = tested()
        world.step(.noticeOpened, "2026-03-13")
        world.step(.objection, "2026-03-18")
        world.step(.objectionInvestigated, "2026-03-25") { $0.passed = true }
        #expect(try world.stage("2026-04-01") == .notifying, "whoever passed hears of it")
        world.step(.resultNotified, "2026-04-01", note: "材料不实")
        #expect(try world.stage("2026-04-01") == .clearing)
        let sign = world.make(.signed, "2026-04-01")
        #expect(
            world.objections(to: sign).map(\.kind) == [.objectionSubstantiated, .notAgreed])
        world.step(.closed, "2026-04-02")
        #expect(try world.state("2026-04-02").outcome == .complaint)
    }

    @Test("Results are filed with department and city agency; publication within ten days (S4)")
    func filing() throws {
        var world = tested()
        let open = try #require(try world.state("2026-03-12").filings.first)
        #expect(open.item == "assessment-result")
        #expect(open.recipients == ["department", "city-agency"])
        #expect(open.filed == nil)
        world.step(.filed, "2026-03-13") { $0.items = ["assessment-result"] }
        world.step(.acknowledged, "2026-03-16") {
            $0.items = ["assessment-result"]
            $0.parties = ["city-agency"]
        }
        #expect(try world.state("2026-03-16").filings.first?.acknowledged == ["city-agency"])
        world.step(.noticeOpened, "2026-03-13")
        world.step(.signed, "2026-03-23")
        #expect(try world.state("2026-03-23").filings.map(\.item).last == "agreement-signed")
        #expect(try world.clock("publish-within", "2026-03-24").lastDay == World.day("2026-04-06"))
        world.step(.published, "2026-04-01")
        world.step(.filed, "2026-04-01") { $0.items = ["agreement-signed"] }
        world.step(.connected, "2026-04-01")
        #expect(try world.stage("2026-04-01") == .over)
        let second = world.make(.signed, "2026-05-01")
        #expect(
            world.objections(to: second).map(\.kind) == [.notAtThisPoint], "one signing only (S4)")
    }
}
