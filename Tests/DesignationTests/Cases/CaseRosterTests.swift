import Testing

@testable import Designation

@Suite("Cases: who may do what")
struct CaseRosterTests {
    /// A case of Shanghai: the district has a roster with a clerk and an assessor, the city none.
    private func world() -> CaseWorld {
        var world = CaseWorld(.shanghai)
        world.extra = [
            ("310101", "officer:甲", "clerk", "2026-01-01"),
            ("310101", "officer:乙", "assessor, reviewer", "2026-01-01"),
        ]
        return world
    }

    @Test("Where the agency keeps a roster, a step counts only by an officer with the role")
    func roster() throws {
        var world = world()
        world.step(.received, "2026-03-02", officer: "甲", role: .clerk)
        let stranger = world.make(.accepted, "2026-03-02", officer: "丁", role: .clerk)
        #expect(world.objections(to: stranger).map(\.kind) == [.notOnRoster])
        #expect(world.objections(to: stranger).first?.detail == "clerk")
        let wrong = world.make(.accepted, "2026-03-02", officer: "乙", role: .clerk)
        #expect(
            world.objections(to: wrong).map(\.kind) == [.notOnRoster], "an assessor is no clerk")
        world.step(.accepted, "2026-03-02", officer: "丁", role: .clerk, override: "丁代班")
        #expect(try world.stage("2026-03-02") == .screening, "no reason makes an officer")
        #expect(try world.problems() == [.notOnRoster])
        world.step(.accepted, "2026-03-03", officer: "甲", role: .clerk)
        #expect(try world.stage("2026-03-03") == .assessing)
    }

    @Test("Where there is a roster the role must be said; without one it need not")
    func roleRequired() throws {
        var world = world()
        world.step(.received, "2026-03-02", officer: "甲")
        #expect(try world.problems() == [.roleMissing])
        #expect(try world.state("2026-03-02").problems.first?.detail == "clerk reviewer signer")
        world.extra = []
        #expect(try world.problems() == [])
    }

    @Test("The roster is that of the author's agency, on the day of the step")
    func agencyAndDay() throws {
        var world = world()
        world.extra.append(("310000", "officer:戊", "reviewer", "2026-03-10"))
        world.step(.received, "2026-03-02", officer: "甲", role: .clerk)
        world.step(.accepted, "2026-03-02", officer: "甲", role: .clerk)
        world.step(.assessed, "2026-03-04", officer: "乙", role: .assessor) {
            $0.results = [SiteResult(passed: true)]
        }
        world.step(.approved, "2026-03-12", officer: "戊", role: .reviewer) { $0.passed = true }
        // The test's world knows no nodes: taken for the district's own, the officer is a stranger.
        #expect(try world.problems() == [.notOnRoster])
        var setting = world.setting
        setting.agencyOf = { _ in World.code("310000") }
        let all = try #require(
            CaseFold.state(of: world.steps, in: setting, on: World.day("2026-03-12")))
        // Before the tenth the city kept no roster; on the twelfth the officer is on it.
        #expect(all.problems.isEmpty)
        #expect(all.stage == .noticing)
        // Taken off the roster, the same officer may not act any more.
        world.extra.append(("310000", "officer:戊", "none", "2026-03-11"))
        setting = world.setting
        setting.agencyOf = { _ in World.code("310000") }
        let later = try #require(
            CaseFold.state(of: world.steps, in: setting, on: World.day("2026-03-12")))
        #expect(later.problems.map(\.kind) == [.notOnRoster])
        #expect(later.stage == .reviewing)
    }

    @Test("A roster goes on when its last officer left: nobody may act")
    func emptied() throws {
        var book = RuleBook()
        let row = DatedValue(
            value: "clerk", from: World.day("2026-01-01"), to: World.day("2026-02-01"),
            citation: Citation(edition: "decision", article: ""), isDecision: true)
        book.add(row, named: "officer:甲", for: World.code("310101"))
        func roster(_ day: String) -> Roster? {
            book.roster(of: World.code("310101"), on: World.day(day))
        }
        #expect(roster("2025-12-31") == nil)
        #expect(roster("2026-01-31")?.has("甲", as: .clerk) == true)
        #expect(roster("2026-01-31")?.has("甲", as: .signer) == false)
        #expect(roster("2026-02-01")?.officers.isEmpty == true)
        #expect(book.values.isEmpty, "officers are no rules")
    }

    /// Decisions of an application, each in a case where it has its place, by the accepting officer.
    @Test(
        "Whoever accepted takes none of the decisions (N29, P28)",
        arguments: [
            CaseStep.Kind.approved, .spotChecked, .objectionInvestigated, .negotiated, .signed,
            .abandonmentFound,
        ])
    func accepterDecides(_ kind: CaseStep.Kind) throws {
        var world = CaseWorld(kind == .approved ? .shanghai : .national)
        if kind == .abandonmentFound {
            world.extra = [
                ("990000", "abandonment", "on-finding-against-institution", "2021-02-01")
            ]
        }
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02", officer: "甲")
        world.assess("2026-03-09")
        if kind != .approved, kind != .spotChecked {
            world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-16") }
            if kind == .objectionInvestigated { world.step(.objection, "2026-03-11") }
        }
        for (officer, expected) in [("甲", [CaseProblem.Kind.sameOfficer]), ("乙", [])] {
            let step = world.make(kind, "2026-03-20", officer: officer, note: "理由") {
                $0.passed = true
            }
            #expect(world.objections(to: step).map(\.kind) == expected, "\(officer)")
        }
    }

    @Test("Nor does whoever received refuse, defer, take up or decide a request")
    func requests() throws {
        var refusal = CaseWorld(.national)
        refusal.step(.received, "2026-03-02", officer: "甲")
        let own = refusal.make(.refused, "2026-03-03", officer: "甲") { $0.items = ["unlawful"] }
        #expect(refusal.objections(to: own).map(\.kind) == [.sameOfficer])
        let other = refusal.make(.refused, "2026-03-03", officer: "乙") { $0.items = ["unlawful"] }
        #expect(refusal.objections(to: other).isEmpty)

        var change = CaseWorld(.changzhou, .change)
        change.step(.received, "2026-03-02", officer: "甲") { $0.items = ["bank-account"] }
        change.step(.accepted, "2026-03-02", officer: "甲")
        let deferred = change.make(.deferred, "2026-03-03", officer: "甲")
        #expect(change.objections(to: deferred).map(\.kind) == [.sameOfficer])
        change.step(.deferred, "2026-03-03", officer: "乙")
        let up = change.make(.takenUp, "2026-03-04", officer: "甲")
        #expect(change.objections(to: up).map(\.kind) == [.sameOfficer])
        change.step(.takenUp, "2026-03-04", officer: "乙")
        let decided = change.make(.decided, "2026-03-05", officer: "甲") { $0.passed = true }
        #expect(change.objections(to: decided).map(\.kind) == [.sameOfficer])
    }

    @Test("Who found does not take the measure; who received a dispute does not decide it")
    func enforcement() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02", officer: "甲") { $0.items = ["grave-risk"] }
        for kind in [CaseStep.Kind.measure, .personSuspended, .departmentSuspended] {
            let step = world.make(kind, "2026-03-03", officer: "甲") {
                $0.items = ["talk"]
                $0.persons = [CasePerson(role: .physician, name: "丙")]
                $0.department = "骨科"
            }
            #expect(world.objections(to: step).map(\.kind) == [.sameOfficer], "\(kind)")
        }
        let proposal = try #require(try world.state("2026-03-03").proposals.first)
        for kind in [CaseStep.Kind.proposalConfirmed, .proposalDismissed] {
            let step = world.make(kind, "2026-03-03", officer: "甲") { $0.items = [proposal.key] }
            #expect(world.objections(to: step).map(\.kind) == [.sameOfficer], "\(kind)")
        }
        var dispute = CaseWorld(.national, .dispute)
        dispute.step(.received, "2026-03-02", officer: "甲")
        let decided = dispute.make(.disputeDecided, "2026-03-09", officer: "甲")
        #expect(dispute.objections(to: decided).map(\.kind) == [.sameOfficer])
    }

    @Test("No officer's reason gives a role that does not take the step, with a roster or without")
    func roleByReason() throws {
        for isKept in [true, false] {
            var world = world()
            if !isKept { world.extra = [] }
            world.step(.received, "2026-03-02", officer: "甲", role: .clerk)
            world.step(.accepted, "2026-03-02", officer: "甲", role: .clerk)
            world.step(.assessed, "2026-03-04", officer: "甲", role: .clerk, override: "人手不足") {
                $0.results = [SiteResult(passed: true)]
            }
            let state = try world.state("2026-03-04")
            #expect(state.problems.map(\.kind) == [.roleNotAllowed])
            #expect(state.problems.map(\.isOverridden) == [false])
            #expect(state.stage == .assessing, "it has no effect")
        }
        // A reason speaks of the matter, never of who acts.
        let lifted = CaseProblem.Kind.allCases.filter { $0.weight == .rule }
        let controls: [CaseProblem.Kind] = [
            .noCompetence, .roleMissing, .notOnRoster, .roleNotAllowed, .sameOfficer,
        ]
        #expect(Set(lifted).isDisjoint(with: controls))
    }

    @Test("Closing what nobody decided is a decision, and grants nothing")
    func closing() throws {
        var found = CaseWorld(.national, .enforcement)
        found.step(.finding, "2026-03-02", officer: "甲", note: "查实")
        let own = found.make(.closed, "2026-03-03", officer: "甲")
        #expect(found.objections(to: own).map(\.kind) == [.sameOfficer])
        #expect(found.objections(to: found.make(.closed, "2026-03-03", officer: "乙")).isEmpty)
        found.step(.measure, "2026-03-03", officer: "乙") { $0.items = ["talk"] }
        let later = found.make(.closed, "2026-03-04", officer: "甲")
        #expect(found.objections(to: later).isEmpty, "another one decided")

        var application = CaseWorld(.national)
        application.step(.accepted, "2026-03-02", officer: "甲")
        let shut = application.make(.closed, "2026-03-03", officer: "甲") { $0.passed = true }
        #expect(application.objections(to: shut).map(\.kind) == [.sameOfficer, .notForeseen])
        let silent = application.make(.closed, "2026-03-03", officer: "乙")
        #expect(
            application.objections(to: silent).map(\.kind) == [.notForeseen],
            "an application is answered (N9, N12)")
        application.step(.closed, "2026-03-03", officer: "乙", override: "机构已注销") {
            $0.passed = true
        }
        #expect(try application.state("2026-03-03").outcome == .done, "nobody granted anything")
        var end = CaseWorld(.national, .end)
        end.step(.accepted, "2026-03-02", officer: "甲")
        let granted = end.make(.closed, "2026-03-03", officer: "乙") { $0.passed = true }
        #expect(end.objections(to: granted).map(\.kind) == [.notForeseen])
        #expect(end.objections(to: granted).first?.citations == [cited("N 44")])
    }
}
