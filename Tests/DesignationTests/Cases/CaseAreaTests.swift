import Testing

@testable import Designation

@Suite("Cases: from acceptance to signing, by area")
struct CaseAreaTests {
    func opened(
        _ area: CaseWorld.Area, scope: FundScope = .basic, type: InstitutionType = .medical
    ) -> CaseWorld {
        var world = CaseWorld(area, type: type, scope: scope)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        return world
    }

    // MARK: Shanghai

    @Test("Shanghai: the city approves what the district passed, within two months (S0 六(二))")
    func shanghai() throws {
        var world = opened(.shanghai)
        let open = try world.clock("assessment-limit", "2026-03-05")
        #expect(
            open.lastDay == World.day("2026-05-06"), "the second is a Saturday in a holiday week")
        #expect(open.responsible == .office)
        world.assess("2026-03-20")
        #expect(try world.stage("2026-03-20") == .reviewing)
        #expect(try world.clock("assessment-limit", "2026-03-25").responsible == .city)
        #expect(try !world.state("2026-03-25").allowedSteps.contains(.noticeOpened))
        world.step(.approved, "2026-04-02", at: world.city) { $0.passed = true }
        let done = try world.clock("assessment-limit", "2026-04-10")
        #expect(done.done == World.day("2026-04-02"))
        #expect(!done.isOverdue(on: World.day("2026-12-01")))
        #expect(try world.stage("2026-04-02") == .noticing)
    }

    @Test("Shanghai: a district's fail ends there; nothing is left to approve (S0 六(二))")
    func shanghaiFail() throws {
        var world = opened(.shanghai)
        world.assess("2026-03-20", passed: false)
        #expect(try world.stage("2026-03-20") == .notifying)
        world.step(.approved, "2026-03-23", at: world.city) { $0.passed = true }
        #expect(try world.problems() == [.notAtThisPoint])
        #expect(try world.stage("2026-03-23") == .notifying)
    }

    @Test("After a failure: three months to mend, again, then barred one year (N9, S0 六(二))")
    func secondFailure() throws {
        var world = opened(.shanghai)
        world.assess("2026-03-20", passed: false)
        world.step(.resultNotified, "2026-03-24")
        let state = try world.state("2026-04-01")
        #expect(state.stage == .mending)
        #expect(state.waitsThrough == World.day("2026-06-24"))
        #expect(!state.allowedSteps.contains(.assessed))
        let early = world.make(.assessed, "2026-06-24") { $0.results = [SiteResult(passed: true)] }
        #expect(world.objections(to: early).map(\.kind) == [.tooEarly])
        #expect(world.objections(to: early).first?.day == World.day("2026-06-24"))
        world.step(.mended, "2026-06-25")
        #expect(try world.stage("2026-06-25") == .assessing)
        #expect(try world.clock("assessment-limit", "2026-06-25").start == World.day("2026-06-25"))
        world.assess("2026-07-10")
        world.step(.approved, "2026-07-15", at: world.city) { $0.passed = false }
        world.step(.resultNotified, "2026-07-16")
        let over = try world.state("2026-07-16")
        #expect(over.outcome == .failedAgain)
        #expect(over.barredThrough == World.day("2027-07-16"))
        #expect(over.proposals.map(\.kind) == [.bar])
        #expect(over.problems == [])
    }

    // MARK: Yunnan

    @Test("Yunnan: thirty working days from acceptance to opened, notice seven (S1 三)")
    func yunnan() throws {
        var world = opened(.yunnan)
        world.assess("2026-03-10")
        world.step(.noticeOpened, "2026-03-11")
        #expect(try world.clock("public-notice", "2026-03-12").lastDay == World.day("2026-03-20"))
        let early = world.make(.signed, "2026-03-20")
        #expect(world.objections(to: early).map(\.kind) == [.noticeOpen])
        world.step(.negotiated, "2026-03-23") { $0.passed = true }
        #expect(try world.stage("2026-03-23") == .signing)
        world.step(.signed, "2026-03-24")
        #expect(try world.state("2026-03-24").outcome == .signed)
        #expect(
            try world.clock("opening-limit", "2026-04-14").isOverdue(on: World.day("2026-04-14")))
        world.step(.connected, "2026-04-13")
        let clock = try world.clock("opening-limit", "2026-05-01")
        #expect(clock.done == World.day("2026-04-13"))
        #expect(!clock.isOverdue(on: World.day("2026-05-01")), "the thirtieth day is within")
        #expect(try !world.state("2026-05-01").clocks.contains { $0.rule == "sign-within" })
    }

    @Test("A notice shorter than the area's has no effect (S1 三, S3 四(四), S4)")
    func shortNotice() throws {
        for area in [CaseWorld.Area.yunnan, .weihai] {
            var world = opened(area)
            world.assess("2026-03-10")
            world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-13") }
            #expect(try world.problems() == [.noticeTooShort])
            #expect(try world.stage("2026-03-12") == .noticing)
        }
    }

    // MARK: Jilin

    @Test("Jilin: a result counts when all members signed it (S2 18)")
    func allMembers() throws {
        var world = opened(.jilin)
        world.assess("2026-03-10") { $0.confirmations = ["甲一"] }
        #expect(try world.problems() == [.notConfirmed])
        #expect(try world.state("2026-03-10").problems.first?.citations == [cited("S2 18")])
        #expect(try world.stage("2026-03-10") == .assessing)
        world.assess("2026-03-11") { $0.form = "remote-video" }
        #expect(try world.problems() == [.notConfirmed])
        #expect(try world.stage("2026-03-11") == .noticing)
    }

    @Test("Jilin: a substantiated complaint ends the case, a cleared one does not (S2 19)")
    func complaint() throws {
        for isSubstantiated in [true, false] {
            var world = opened(.jilin)
            world.assess("2026-03-10")
            world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-17") }
            world.step(.objection, "2026-03-13")
            #expect(try world.stage("2026-03-20") == .clearing)
            let sign = world.make(.signed, "2026-03-20")
            #expect(world.objections(to: sign).map(\.kind) == [.objectionOpen, .notAgreed])
            world.step(.objectionInvestigated, "2026-03-23") { $0.passed = isSubstantiated }
            let state = try world.state("2026-03-23")
            #expect(state.outcome == (isSubstantiated ? .complaint : nil))
            #expect(state.stage == (isSubstantiated ? .over : .negotiating))
        }
    }

    @Test("Jilin: a site that failed may not serve, nor a service (S2 23(2))")
    func sites() throws {
        var world = CaseWorld(.jilin)
        world.step(.accepted, "2026-03-02") { $0.sites = ["总院", "北院"] }
        world.assess("2026-03-10") {
            $0.results = [
                SiteResult(site: "总院", services: [.outpatient], passed: true),
                SiteResult(site: "总院", services: [.inpatient], passed: false),
                SiteResult(site: "北院", passed: false),
            ]
        }
        let state = try world.state("2026-03-10")
        #expect(state.passedServices == [.outpatient])
        #expect(state.passedSites == ["总院"])
        world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-17") }
        let wide = world.make(.signed, "2026-03-20") {
            $0.services = [.outpatient, .inpatient]
            $0.sites = ["北院"]
        }
        #expect(world.objections(to: wide).map(\.detail) == ["inpatient", "site"])
        world.step(.signed, "2026-03-20") {
            $0.services = [.outpatient]
            $0.sites = ["总院"]
        }
        #expect(try world.state("2026-03-20").outcome == .signed)
    }

    @Test("Jilin: what the pair assessed is taken over by service, the rest is assessed (S2 7)")
    func recognition() throws {
        let result = EventReference(origin: "changchun/log", index: 4, leafPrefix: 4)
        var world = CaseWorld(.jilin)
        world.office = World.code("229900")
        world.subject.results = [
            result: .init(
                region: World.code("220100"), passed: true, services: [.outpatient, .inpatient])
        ]
        world.step(.accepted, "2026-03-02") { $0.services = [.outpatient, .chronicDisease] }
        world.step(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.outpatient]
        }
        #expect(
            try world.stage("2026-03-03") == .assessing, "chronic diseases are its own to assess")
        world.assess("2026-03-10") {
            $0.results = [SiteResult(services: [.chronicDisease], passed: true)]
        }
        #expect(try world.state("2026-03-10").passedServices == [.chronicDisease, .outpatient])

        var whole = CaseWorld(.jilin)
        whole.office = World.code("229900")
        whole.subject.results = world.subject.results
        whole.step(.accepted, "2026-03-02") { $0.services = [.outpatient] }
        let foreign = whole.make(.recognised, "2026-03-03", at: World.code("222401")) {
            $0.event = result
            $0.services = [.outpatient]
        }
        #expect(whole.objections(to: foreign).map(\.kind) == [.notRecognised], "outside the pairs")
        let beyond = whole.make(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.chronicDisease]
        }
        #expect(whole.objections(to: beyond).map(\.detail) == ["chronic-disease"])
        whole.step(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.outpatient]
        }
        #expect(try whole.stage("2026-03-03") == .noticing, "nothing is left to assess")
    }

    @Test("Jilin: care institutions go the same way (S2 9)")
    func care() throws {
        var world = CaseWorld(.jilin, type: .care, scope: .care)
        world.step(.accepted, "2026-03-02") { $0.services = [.care] }
        world.assess("2026-03-10")
        #expect(try world.state("2026-03-10").passedServices == [.care])
        #expect(try world.problems() == [])
    }

    // MARK: Editions

    @Test("A case keeps the edition of its acceptance, unless newer rules apply at once (§4.9)")
    func editionOfCase() throws {
        var yunnan = opened(.yunnan)
        yunnan.extra = [("530000", "opening-limit", "20wd", "2026-03-16")]
        #expect(try yunnan.clock("opening-limit", "2026-03-20").value == "30wd")
        yunnan.extra.append(("530000", "applies-to-running-cases", "yes", "2026-03-16"))
        #expect(try yunnan.clock("opening-limit", "2026-03-20").value == "20wd")

        // Newer rules from above reach Jilin's running cases (S2 37), and not Changzhou's.
        for (area, value) in [(CaseWorld.Area.jilin, "15wd"), (.changzhou, "10wd")] {
            var world = opened(area)
            world.assess("2026-03-10")
            if area == .changzhou {
                world.step(.networkTestRequested, "2026-03-11")
                world.step(.networkTested, "2026-03-12") { $0.passed = true }
            }
            world.step(.noticeOpened, "2026-03-13") { $0.until = World.day("2026-03-20") }
            world.step(.signed, "2026-03-23")
            world.extra = [("CN", "publish-within", "15wd", "2026-03-16")]
            #expect(try world.clock("publish-within", "2026-03-24").value == value)
        }
    }
}
