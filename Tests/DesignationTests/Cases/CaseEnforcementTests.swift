import Testing

@testable import Designation

@Suite("Cases: appraisal, findings, measures, disputes, proposals")
struct CaseEnforcementTests {
    private func event(_ number: UInt64) -> EventReference {
        EventReference(origin: "node/sanctions", index: number, leafPrefix: 0)
    }

    // MARK: Findings and measures

    @Test(
        "A listed reason to terminate is a proposal until an agency acts or dismisses it (N43(9))")
    func mustTerminate() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02") { $0.items = ["licence-withdrawn"] }
        let proposal = try #require(try world.state("2026-03-02").proposals.first)
        #expect(proposal.kind == .terminate)
        #expect(proposal.citations == [cited("N 43(9)")])
        world.step(.measure, "2026-03-03") { $0.items = ["talk"] }
        #expect(try world.state("2026-03-03").proposals.count == 1, "less than what the order asks")
        var dismissed = world
        dismissed.step(.proposalDismissed, "2026-03-04", note: "已恢复") {
            $0.items = [proposal.key]
        }
        #expect(try dismissed.state("2026-03-04").proposals == [])
        world.step(.measure, "2026-03-05") { $0.items = ["terminate"] }
        #expect(try world.state("2026-03-05").proposals == [])
    }

    @Test("A licence withdrawn ends a pharmacy by P40(11)")
    func pharmacyLicence() throws {
        var world = CaseWorld(.national, .enforcement, type: .pharmacy)
        world.step(.finding, "2026-03-02") { $0.items = ["licence-withdrawn"] }
        #expect(
            try world.state("2026-03-02").proposals.first?.citations == [cited("P 40(11)")])
    }

    @Test("Persons who cannot keep the agreement, or broke faith, end it: N43(10), P40(13)")
    func personsUnfit() throws {
        for (type, article) in [
            (InstitutionType.medical, "N 43(10)"), (.pharmacy, "P 40(13)"),
        ] {
            var world = CaseWorld(.national, .enforcement, type: type)
            world.step(.finding, "2026-03-02") { $0.items = ["persons-unfit"] }
            let proposal = try #require(try world.state("2026-03-02").proposals.first)
            #expect(proposal.kind == .terminate)
            #expect(proposal.detail == "persons-unfit")
            #expect(proposal.citations == [cited(article)])
            world.step(.proposalConfirmed, "2026-03-03") { $0.items = [proposal.key] }
            #expect(try world.problems() == [])
            #expect(try world.state("2026-03-03").proposals == [])

            // Entered by a change: proposed too, under the order of the institution's type.
            var change = CaseWorld(.national, .change, type: type)
            change.step(.received, "2026-03-02") { $0.items = ["legal-representative"] }
            change.step(.accepted, "2026-03-02")
            change.step(.personsChecked, "2026-03-03") {
                $0.passed = false
                $0.items = ["persons"]
            }
            let entered = try #require(try change.state("2026-03-03").proposals.first)
            #expect(entered.kind == .barredPersonEntered)
            #expect(entered.citations == [cited(article)])
        }
    }

    @Test("A listed reason to suspend (N42) is met by suspending or by terminating")
    func mustSuspend() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
        #expect(try world.state("2026-03-02").proposals.map(\.kind) == [.suspend])
        world.step(.measure, "2026-03-03") { $0.items = ["suspend"] }
        #expect(try world.state("2026-03-03").proposals == [])
    }

    @Test("Suspensions, terminations and measures on persons are reported at once (N49)")
    func reported() throws {
        for (kind, item) in [
            (CaseStep.Kind.measure, "suspension"), (.personSuspended, "persons-and-departments"),
        ] {
            var world = CaseWorld(.national, .enforcement)
            world.step(.finding, "2026-03-06") { $0.items = ["grave-risk"] }
            world.step(kind, "2026-03-07") {
                $0.items = kind == .measure ? ["suspend"] : []
                $0.persons = [CasePerson(role: .physician)]
            }
            let clock = try world.clock(item, "2026-03-07")
            #expect(clock.lastDay == World.day("2026-03-09"), "a Saturday moves to Monday")
            #expect(clock.citation == cited("N 49"))
            world.step(.filed, "2026-03-09") { $0.items = [item] }
            #expect(try world.clock(item, "2026-04-01").done == World.day("2026-03-09"))
        }
    }

    @Test("A measure that the list does not have, or none, has no effect (N38)")
    func unknownMeasure() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
        world.step(.measure, "2026-03-03") { $0.items = ["close-the-road"] }
        world.step(.measure, "2026-03-03")
        #expect(try world.problems() == [.unknownItem, .reasonMissing])
        #expect(try world.stage("2026-03-03") == .investigating)
    }

    @Test("Persons: medical yes, pharmacies no (P35), in Changzhou both for one to five years (S4)")
    func persons() throws {
        func attempt(
            _ area: CaseWorld.Area, _ type: InstitutionType, until: String
        ) throws -> [CaseProblem.Kind] {
            var world = CaseWorld(area, .enforcement, type: type)
            world.step(.finding, "2026-03-02") { $0.items = ["licence-withdrawn"] }
            world.step(.personSuspended, "2026-03-03") {
                $0.persons = [CasePerson(role: .physician)]
                $0.until = World.day(until)
            }
            return try world.problems()
        }
        #expect(try attempt(.national, .medical, until: "2026-09-03") == [])
        #expect(try attempt(.national, .pharmacy, until: "2026-09-03") == [.notForeseen])
        #expect(try attempt(.changzhou, .pharmacy, until: "2027-03-03") == [])
        #expect(
            try attempt(.changzhou, .medical, until: "2031-03-03") == [], "five years are within")
        #expect(try attempt(.changzhou, .medical, until: "2031-03-04") == [.tooLong])
        #expect(try attempt(.changzhou, .medical, until: "2027-03-02") == [.tooLong])
    }

    @Test("A department is suspended by name, and serves again after its days (N45)")
    func department() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
        world.step(.departmentSuspended, "2026-03-03")
        #expect(try world.problems() == [.reasonMissing])
        world.step(.departmentSuspended, "2026-03-03") {
            $0.department = "康复科"
            $0.until = World.day("2026-06-01")
        }
        let clock = try world.clock("persons-and-departments", "2026-04-01")
        #expect(clock.lastDay == World.day("2026-05-31"))
        #expect(clock.isRunning(on: World.day("2026-05-31")))
        #expect(!clock.isRunning(on: World.day("2026-06-01")))
    }

    // MARK: Appraisal and disputes

    @Test("The yearly appraisal is filed and closed (N36)")
    func appraisal() throws {
        var world = CaseWorld(.national, .appraisal)
        world.step(.appraised, "2026-03-02") {
            $0.number = 2025
            $0.passed = true
            $0.items = ["settlement", "deposit", "renewal"]
        }
        #expect(try world.stage("2026-03-02") == .carryingOut)
        world.step(.resultNotified, "2026-03-03")
        world.step(.closed, "2026-03-04")
        #expect(try world.state("2026-03-04").outcome == .done)
        world.step(.measure, "2026-03-03")
        #expect(try world.problems().contains(.otherKindOfCase))
    }

    @Test("An agency's own breach: the department talks, orders, criticises (N39)")
    func ownBreach() throws {
        var world = CaseWorld(.national, .dispute)
        world.step(.received, "2026-03-02") { $0.items = ["agency-breach"] }
        world.step(.measure, "2026-03-10", role: .supervisor) { $0.items = ["mend-by"] }
        #expect(try world.problems() == [])
        let own = world.make(.measure, "2026-03-11", role: .signer) { $0.items = ["talk"] }
        #expect(world.objections(to: own).map(\.kind) == [.roleNotAllowed])
        let odd = world.make(.measure, "2026-03-11", role: .supervisor) { $0.items = ["suspend"] }
        #expect(world.objections(to: odd).first?.citations == [cited("N 39 ¶2")])
        // What the department may do stands in the edition: a word that it does not have is none.
        let unlisted = world.make(.measure, "2026-03-11", role: .supervisor) {
            $0.items = ["discipline"]
        }
        #expect(world.objections(to: unlisted).map(\.kind) == [.unknownItem])
        var pharmacy = CaseWorld(.national, .dispute, type: .pharmacy)
        pharmacy.step(.received, "2026-03-02") { $0.items = ["agency-breach"] }
        let wrong = pharmacy.make(.measure, "2026-03-11", role: .supervisor) {
            $0.items = ["suspend"]
        }
        #expect(pharmacy.objections(to: wrong).first?.citations == [cited("P 36 ¶2")])
        world.step(.disputeDecided, "2026-03-20", role: .supervisor) { $0.passed = true }
        #expect(try world.stage("2026-03-20") == .carryingOut)
    }

    // MARK: Proposals from suspensions

    private func subject(
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

    private func proposals(
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
