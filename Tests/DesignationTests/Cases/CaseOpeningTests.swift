import Testing

@testable import Designation

@Suite("Cases: from the paper to acceptance")
struct CaseOpeningTests {
    @Test(
        "Told once what is missing, within the area's working days",
        arguments: [
            (CaseWorld.Area.national, "2026-03-09"), (.shanghai, "2026-03-09"),
            (.yunnan, "2026-03-09"), (.jilin, "2026-03-09"), (.weihai, "2026-03-05"),
            (.changzhou, "2026-03-09"),
        ])
    func supplementLimit(area: CaseWorld.Area, last: String) throws {
        var world = CaseWorld(area)
        world.step(.received, "2026-03-02")
        let clock = try world.clock("supplement-notice", "2026-03-03")
        #expect(clock.lastDay == World.day(last), "N8, S3 四(二)")
        #expect(clock.responsible == .office)
        #expect(try world.stage("2026-03-03") == .screening)
        var late = world
        late.step(.supplementNotice, "2026-03-10") { $0.items = ["licence"] }
        #expect(try late.problems() == [.late])
        #expect(try late.stage("2026-03-10") == .supplementing, "a late notice is one all the same")
        world.step(.supplementNotice, last) { $0.items = ["licence"] }
        #expect(try world.problems() == [])
    }

    @Test("A notice after the acceptance counts its days from the receipt (N8, S0 六(一))")
    func noticeAfterAcceptance() throws {
        var world = CaseWorld(.shanghai)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        #expect(try world.clock("supplement-notice", "2026-03-12").done == World.day("2026-03-02"))
        var soon = world
        soon.step(.supplementNotice, "2026-03-05") { $0.items = ["licence"] }
        #expect(try soon.problems() == [])
        world.step(.supplementNotice, "2026-03-12") { $0.items = ["licence"] }
        let clock = try world.clock("supplement-notice", "2026-03-12")
        #expect(clock.lastDay == World.day("2026-03-09"))
        #expect(clock.done == World.day("2026-03-12"), "overdue in the rates")
        #expect(try world.problems() == [.late])
    }

    @Test("Weihai: defective papers have five working days, missing ones three (S3 四(二))")
    func defective() throws {
        var world = CaseWorld(.weihai, scope: .pooledFund)
        world.step(.received, "2026-03-02")
        world.step(.supplementNotice, "2026-03-09") {
            $0.items = ["licence"]
            $0.form = "defective"
        }
        #expect(try world.problems() == [])
    }

    @Test("Only one notice a case; a second has no effect (N8)")
    func secondNotice() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.step(.supplementNotice, "2026-03-03") { $0.items = ["licence", "form"] }
        world.step(.supplemented, "2026-03-05") { $0.items = ["licence"] }
        #expect(try world.state("2026-03-05").missing == ["form"])
        #expect(try world.stage("2026-03-05") == .supplementing, "something is still missing")
        world.step(.supplemented, "2026-03-09")
        #expect(try world.stage("2026-03-09") == .assessing)
        let again = world.make(.supplementNotice, "2026-03-10") { $0.items = ["forecast"] }
        let told = world.objections(to: again)
        #expect(told.map(\.kind).contains(.secondNotice))
        #expect(told.first { $0.kind == .secondNotice }?.citations == [cited("N 8")])
    }

    @Test("The time for supplements does not count towards the assessment (N9)")
    func stoppedClock() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        #expect(
            try world.clock("assessment-limit", "2026-03-02").lastDay == World.day("2026-06-02"))
        world.step(.supplementNotice, "2026-03-03") { $0.items = ["form"] }
        #expect(try world.clock("assessment-limit", "2026-03-03").isStopped, "from its own day")
        let stopped = try world.clock("assessment-limit", "2026-03-10")
        #expect(stopped.isStopped)
        #expect(stopped.lastDay == World.day("2026-06-09"), "as if it went on tomorrow")
        world.step(.supplemented, "2026-03-13")
        let going = try world.clock("assessment-limit", "2026-04-01")
        #expect(!going.isStopped)
        #expect(going.lastDay == World.day("2026-06-12"), "ten days later: not counted")
    }

    @Test("Working days of a stop are given back as working days (S1 三)")
    func stoppedWorkdays() throws {
        var world = CaseWorld(.yunnan)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        let plain = try world.clock("opening-limit", "2026-03-02")
        #expect(plain.lastDay == World.day("2026-04-13"), "thirty working days")
        world.step(.supplementNotice, "2026-03-06") { $0.items = ["form"] }
        world.step(.supplemented, "2026-03-10")
        #expect(
            try world.clock("opening-limit", "2026-03-20").lastDay == World.day("2026-04-15"),
            "Monday and Tuesday did not count, the weekend never does")
    }

    @Test("A deadline through a year without a published calendar is provisional")
    func provisional() throws {
        var world = CaseWorld(.national)
        world.step(.accepted, "2026-11-16")
        let clock = try world.clock("assessment-limit", "2026-11-16")
        #expect(clock.lastDay == World.day("2027-02-16"))
        #expect(clock.isProvisional)
    }

    @Test("Papers that the authorities hold are waived in Shanghai only (S0 五)")
    func waived() throws {
        for area in [CaseWorld.Area.shanghai, .yunnan] {
            var world = CaseWorld(area)
            world.step(.received, "2026-03-02")
            world.step(.waived, "2026-03-02") { $0.items = ["licence"] }
            #expect(try world.problems() == (area == .shanghai ? [] : [.notWaivable]))
        }
        // What only the applicant can write is no paper of another authority.
        var form = CaseWorld(.shanghai)
        form.step(.received, "2026-03-02")
        form.step(.waived, "2026-03-02") { $0.items = ["form", "licence"] }
        #expect(try form.problems() == [.notWaivable])
    }

    @Test("When everything that was missing is waived the clock goes on (S0 五, N9)")
    func waivedAfterNotice() throws {
        var world = CaseWorld(.shanghai)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.step(.supplementNotice, "2026-03-03") { $0.items = ["licence"] }
        #expect(try world.stage("2026-03-04") == .supplementing)
        world.step(.waived, "2026-03-05") { $0.items = ["licence"] }
        #expect(try world.stage("2026-03-05") == .assessing)
        let clock = try world.clock("assessment-limit", "2026-03-09")
        #expect(clock.stops == [.init(from: World.day("2026-03-03"), to: World.day("2026-03-05"))])
    }

    @Test("Refused with a listed reason; without one the refusal has no effect (N12)")
    func refusal() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02")
        world.step(.refused, "2026-03-03")
        #expect(try world.problems() == [.reasonMissing])
        #expect(try world.stage("2026-03-03") == .screening)
        world.step(.refused, "2026-03-04") { $0.items = ["unlawful"] }
        let state = try world.state("2026-03-04")
        #expect(state.outcome == .refused)
        #expect(state.stage == .over)
        world.step(.accepted, "2026-03-05")
        #expect(try world.problems().last == .caseIsOver)
    }

    @Test("A barred institution: refused at recording, a review item when it happened (N12, §4.10)")
    func barred() throws {
        var world = CaseWorld(.national)
        world.screening = [
            Screening.Reason(
                item: "unlawful", citations: [cited("N 12(5)")], through: World.day("2026-06-30"))
        ]
        world.step(.received, "2026-03-02")
        let accept = world.make(.accepted, "2026-03-02")
        #expect(world.objections(to: accept).map(\.kind) == [.acceptedWhileBarred])
        #expect(world.objections(to: accept).first?.citations == [cited("N 12(5)")])
        world.step(.accepted, "2026-03-02")
        #expect(try world.stage("2026-03-02") == .assessing, "nobody offline could know")
        world.assess("2026-03-10")
        world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-18") }
        world.step(.signed, "2026-03-20")
        #expect(try world.problems().contains(.barred))
        #expect(try world.state("2026-03-20").outcome != .signed)
    }

    @Test("Who accepted does not decide, and no reason of an officer's makes it otherwise (N29)")
    func duties() throws {
        var world = CaseWorld(.shanghai)
        world.step(.accepted, "2026-03-02", officer: "甲", role: .clerk)
        world.assess("2026-03-10")
        let own = world.make(
            .approved, "2026-03-12", at: world.city, officer: "甲", role: .reviewer
        ) { $0.passed = true }
        #expect(world.objections(to: own).map(\.kind) == [.sameOfficer])
        let clerk = world.make(
            .approved, "2026-03-12", at: world.city, officer: "丙", role: .clerk
        ) { $0.passed = true }
        #expect(world.objections(to: clerk).map(\.kind) == [.roleNotAllowed])
        world.step(
            .approved, "2026-03-12", at: world.city, officer: "甲", role: .reviewer,
            override: "唯一在岗人员"
        ) { $0.passed = true }
        let state = try world.state("2026-03-12")
        #expect(state.stage == .reviewing, "whom a rule controls does not lift it")
        #expect(state.problems.map(\.kind) == [.sameOfficer])
        #expect(state.problems.map(\.isOverridden) == [false])
        // Where one person does everything, the agency's own dated decision says so beforehand.
        world.extra = [("310000", "separation-of-duties", "not-required", "2026-01-01")]
        #expect(try world.stage("2026-03-12") == .noticing)
        #expect(try world.problems().isEmpty)
    }

    @Test("A step that comes late in the log takes the place of its day")
    func lateRecord() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02", stamp: 10)
        world.step(.accepted, "2026-03-02", stamp: 11)
        world.step(.supplementNotice, "2026-03-03", stamp: 12) { $0.items = ["form"] }
        world.step(.assessed, "2026-03-10", stamp: 20) { $0.results = [SiteResult(passed: true)] }
        #expect(try world.problems() == [.notAtThisPoint], "papers are missing still")
        world.step(.supplemented, "2026-03-06", stamp: 99)
        #expect(try world.problems() == [])
        #expect(try world.stage("2026-03-10") == .noticing)
        #expect(try world.stage("2026-03-05") == .supplementing, "any past day can be asked")
    }

    @Test("The steps of a case come to the same in whatever order they arrive")
    func order() throws {
        var world = CaseWorld(.changzhou)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.step(.accepted, "2026-03-03", officer: "丙")
        world.assess("2026-03-09")
        world.step(.refused, "2026-03-04") { $0.items = ["unlawful"] }
        world.step(.withdrawn, "2026-03-20")
        let expected = try world.state("2026-04-01")
        var steps = world.steps
        for round in 0..<steps.count {
            steps.swapAt(round, (round * 7 + 3) % steps.count)
            #expect(
                CaseFold.state(of: steps, in: world.setting, on: World.day("2026-04-01"))
                    == expected)
        }
        #expect(expected.problems.map(\.kind) == [.notAtThisPoint, .notAtThisPoint])
    }

    @Test("An author without the competence has no effect, reason or not (domain §4.3)")
    func competence() throws {
        struct Nobody: CompetenceJudge {
            func competence(
                of author: String, for act: Competency, in region: RegionCode, on day: LegalDate
            ) -> Competence { act == .accept ? .own : .none }
        }
        var world = CaseWorld(.national)
        world.judge = Nobody()
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10") { _ in }
        world.step(.assessed, "2026-03-11", override: "x") {
            $0.results = [SiteResult(passed: true)]
        }
        #expect(try world.problems() == [.noCompetence, .noCompetence])
        #expect(try world.stage("2026-03-12") == .assessing)
    }

    @Test("An overturned step never was; the history shows it (N46)")
    func overturned() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02")
        let refusal = world.step(.refused, "2026-03-03") { $0.items = ["unlawful"] }
        #expect(try world.state("2026-03-05").outcome == .refused)
        world.subject.overturned = [refusal]
        let state = try world.state("2026-03-05")
        #expect(state.outcome == nil)
        #expect(state.history.map(\.hasEffect) == [true, false])
        #expect(state.problems.map(\.kind) == [.overturned])
    }
}
