import Testing

@testable import Designation

/// Proposals from suspensions, measures by day and by person.
extension CaseEnforcementTests {
    func subject(
        _ rows: [(from: String, isOwn: Bool, isDerived: Bool)]
    ) -> CaseSubject {
        var subject = CaseSubject(institution: World.hospital, type: .medical)
        subject.terms = [
            .init(from: World.day("2025-01-01"), to: World.day("2026-01-01")),
            .init(from: World.day("2026-01-01"), to: World.day("2027-01-01")),
        ]
        subject.suspensions = rows.enumerated().map { number, row in
            .init(
                event: event(UInt64(number)), from: World.day(row.from), to: nil,
                isOwnRequest: row.isOwn, isDerived: row.isDerived)
        }
        return subject
    }

    func proposals(
        _ subject: CaseSubject, confirmed: Set<String> = [], on: String = "2026-12-01"
    ) -> [Proposal.Kind] {
        let world = CaseWorld(.national)
        let policy = world.setting.policyAt(world.office, World.day(on))
        return Proposal.ofSuspensions(
            subject, region: world.office, policy: policy, confirmed: confirmed, on: World.day(on)
        ).map(\.kind)
    }

    @Test("A second imposed suspension in one term; own requests never count (N43(1))")
    func secondSuspension() {
        #expect(proposals(subject([("2026-02-01", false, false)])) == [])
        #expect(
            proposals(subject([("2026-02-01", false, false), ("2026-05-01", false, false)]))
                == [.secondSuspension])
        #expect(
            proposals(subject([("2025-12-31", false, false), ("2026-01-01", false, false)])) == [],
            "two terms")
        #expect(
            proposals(subject([("2026-02-01", false, false), ("2026-05-01", true, false)])) == [])
        #expect(
            proposals(
                subject([("2026-02-01", false, false), ("2026-05-01", false, false)]),
                on: "2026-04-30") == [], "not before it begins")
        var terminated = subject([("2026-02-01", false, false), ("2026-05-01", false, false)])
        terminated.terms[1].to = World.day("2026-06-01")
        terminated.terms[1].isCut = true
        #expect(proposals(terminated, on: "2026-05-31") == [.secondSuspension])
        #expect(proposals(terminated, on: "2026-06-01") == [], "terminated, it is answered")
    }

    @Test("One that follows from another pool counts when an officer confirms it (decision)")
    func derived() throws {
        let subject = subject([("2026-02-01", false, false), ("2026-05-01", false, true)])
        #expect(proposals(subject) == [.derivedSuspensionCounts])
        let world = CaseWorld(.national)
        let key = try #require(
            Proposal.ofSuspensions(
                subject, region: world.office,
                policy: world.setting.policyAt(world.office, World.day("2026-12-01")),
                confirmed: [], on: World.day("2026-12-01")
            ).first
        ).key
        #expect(proposals(subject, confirmed: [key]) == [.secondSuspension])
        #expect(
            proposals(self.subject([("2026-05-01", false, true)])) == [],
            "asked only where the answer makes a difference")
    }

    @Test("A voluntary suspension past its maximum without resuming (N42)")
    func maximum() {
        let world = CaseWorld(.national)
        var subject = subject([("2026-01-10", true, false)])
        func kinds(_ on: String, excepted: Set<EventReference> = []) -> [Proposal] {
            Proposal.ofMaximum(
                subject, region: world.office,
                policy: world.setting.policyAt(world.office, World.day(on)), excepted: excepted,
                on: World.day(on))
        }
        #expect(kinds("2026-07-09") == [], "the hundred and eightieth day")
        #expect(kinds("2026-07-10").map(\.kind) == [.maximumExceeded])
        #expect(kinds("2026-07-10").first?.day == World.day("2026-07-09"))
        #expect(kinds("2026-07-10", excepted: [event(0)]) == [])
        subject.suspensions[0].to = World.day("2026-07-09")
        #expect(kinds("2026-08-01") == [])
    }

    @Test("A measure on persons or departments says whom, by its own steps (N38(5), N45)")
    func measureOnPersons() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02", note: "查实")
        let vague = world.make(.measure, "2026-03-03") { $0.items = ["persons-and-departments"] }
        let told = world.objections(to: vague)
        #expect(told.map(\.kind) == [.reasonMissing])
        #expect(told.first?.citations == [cited("N 45")])
        #expect(told.first?.detail == "person-suspended department-suspended")
        // With a reason it is recorded, and then reported (N49).
        world.step(.measure, "2026-03-03", override: "名单另附") {
            $0.items = ["persons-and-departments"]
        }
        #expect(try world.state("2026-03-03").filings.map(\.item) == ["persons-and-departments"])
    }

    @Test("What is to be mended by a date has a clock (S4 规范违约处理, N39 ¶2)")
    func mendBy() throws {
        var world = CaseWorld(.national, .enforcement)
        world.extra = [("CN", "list:measures/mend-in-time", "限期\nMend", "2021-02-01")]
        world.step(.finding, "2026-03-02", note: "查实")
        world.step(.measure, "2026-03-03") {
            $0.items = ["mend-in-time"]
            $0.until = World.day("2026-03-31")
        }
        let clock = try world.clock("mend-in-time", "2026-04-01")
        #expect(clock.isOverdue(on: World.day("2026-04-01")) && clock.responsible == .institution)
        world.step(.mended, "2026-03-30")
        #expect(try world.clock("mend-in-time", "2026-04-01").done == World.day("2026-03-30"))
    }

    @Test("An appraisal is of a year, and is filed only where an edition says so (N36)")
    func appraisalOfYear() throws {
        var world = CaseWorld(.national, .appraisal)
        let bare = world.make(.appraised, "2026-03-02") { $0.passed = true }
        #expect(world.objections(to: bare).map(\.kind) == [.reasonMissing])
        world.step(.appraised, "2026-03-02") {
            $0.passed = true
            $0.number = 2025
        }
        #expect(try world.state("2026-03-02").filings.isEmpty)
        world.extra = [
            ("CN", "list:filings/appraisal", "考核结果\nAppraisal\nto department", "2021-02-01")
        ]
        #expect(try world.state("2026-03-02").filings.map(\.item) == ["appraisal"])
    }

    @Test("Who suspends persons or decides a suspension must be competent for it (S0 一, N38, N45)")
    func competenceForMeasures() throws {
        struct District: CompetenceJudge {
            func competence(
                of author: String, for act: Competency, in region: RegionCode, on day: LegalDate
            ) -> Competence { [.suspend, .terminate, .sign].contains(act) ? .none : .own }
        }
        var world = CaseWorld(.shanghai, .enforcement)
        world.judge = District()
        world.step(.finding, "2026-03-02", note: "查实")
        for (kind, items, needed) in [
            (CaseStep.Kind.measure, ["terminate"], ["terminate"]),
            (.measure, ["suspend"], ["suspend"]), (.measure, ["talk"], []),
            (.personSuspended, [], ["suspend"]), (.departmentSuspended, [], ["suspend"]),
        ] {
            let step = world.make(kind, "2026-03-03") {
                $0.items = items
                $0.persons = [CasePerson(role: .physician, name: "丙")]
                $0.department = "骨科"
            }
            let told = world.objections(to: step)
            #expect(told.filter { $0.kind == .noCompetence }.map(\.detail) == needed, "\(kind)")
        }
        var application = CaseWorld(.shanghai)
        application.judge = District()
        application.step(.accepted, "2026-03-02")
        application.assess("2026-03-10")
        application.step(.approved, "2026-03-12") { $0.passed = true }
        application.step(.noticeOpened, "2026-03-13") { $0.until = World.day("2026-03-20") }
        let broken = application.make(.negotiated, "2026-03-23") { $0.passed = false }
        #expect(application.objections(to: broken).map(\.kind) == [.noCompetence])
    }
}
