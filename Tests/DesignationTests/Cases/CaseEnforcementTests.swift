import Testing

@testable import Designation

@Suite("Cases: appraisal, findings, measures, disputes, proposals")
struct CaseEnforcementTests {
    func event(_ number: UInt64) -> EventReference {
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

    @Test("A dispute with nothing to take back, to order or to file is over once decided (N46)")
    func disputeOver() throws {
        for passed in [true, false] {
            var world = CaseWorld(.national, .dispute)
            let step = EventReference(origin: "case/log", index: 99, leafPrefix: 0)
            world.step(.received, "2026-03-02") { $0.event = step }
            #expect(try world.stage("2026-03-08") == .investigating)
            world.step(.disputeDecided, "2026-03-09", role: .supervisor) {
                $0.passed = passed
                $0.event = step
            }
            let state = try world.state("2026-03-09")
            #expect(state.problems.isEmpty && state.isDone)
            #expect(state.stage == .over && state.outcome == .done)
            #expect(state.outcomeDay == World.day("2026-03-09"))
            world.subject.carriedOut = [
                step: [EventReference(origin: "acts", index: 5, leafPrefix: 5)]
            ]
            let open = try world.stage("2026-03-09")
            #expect(open == (passed ? .carryingOut : .over), "an act is to be taken back")
        }
    }
}
