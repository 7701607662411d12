import Testing

@testable import Designation

/// What was taken back or overturned leaves nothing owed, and what came late undoes nothing that was done in
/// good faith (N9, N10, N42, N46).
@Suite("Cases: taken back, and too late")
struct CaseTakenBackTests {
    private let tests = CaseObligationTests()

    private func day(_ text: String) -> LegalDate { World.day(text) }

    // MARK: Objections (N9 ¶2, S2 19)

    /// A notice to 19 March, and a signing on the 24th.
    private func signed() -> CaseWorld {
        var world = CaseWorld(.jilin)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-09")
        world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-19") }
        world.step(.signed, "2026-03-24")
        return world
    }

    @Test(
        "An objection of the notice that is entered after the signing undoes nothing (N9 ¶2, N10)")
    func enteredAfterSigning() throws {
        var world = signed()
        world.step(.objection, "2026-03-18")
        #expect(try world.problems() == [])
        let state = try world.state("2026-03-30")
        #expect(state.stage == .following)
        #expect(!state.isDone)
        #expect(state.lateObjections?.rule == "waits/clearing")
        #expect(state.lateObjections?.since == day("2026-03-18"))
        let due = try tests.due(world, "2026-03-30").entries.map(\.duty.rule)
        #expect(due.contains("waits/clearing"))
        // Found to be true, it is for a person to say what becomes of the agreement.
        world.step(.objectionInvestigated, "2026-03-31") { $0.passed = true }
        let found = try world.state("2026-04-01")
        #expect(found.problems == [])
        #expect(found.outcome == .signed)
        #expect(found.lateObjections == nil)
        #expect(found.proposals.map(\.kind) == [.assessmentFailed])
        // Looked into before it was signed, as the paper says, but entered after.
        var back = signed()
        back.step(.objection, "2026-03-18")
        back.step(.objectionInvestigated, "2026-03-20") { $0.passed = true }
        #expect(try back.problems() == [])
        #expect(try back.state("2026-04-01").outcome == .signed)
    }

    @Test("An objection that was known keeps from signing, and waits while nobody looked into it")
    func enteredBeforeSigning() throws {
        var world = signed()
        world.step(.objection, "2026-03-18", stamp: 1)
        #expect(try world.problems() == [.objectionOpen, .objectionOpen, .notAgreed])
        // After the notice it keeps from nothing, and is in the list all the same.
        var late = signed()
        late.remove(.signed)
        late.step(.objection, "2026-03-23", stamp: 1)
        let state = try late.state("2026-03-23")
        #expect(
            try tests.due(late, "2026-03-23").entries.map(\.duty.rule).contains("waits/clearing"))
        #expect(state.lateObjections?.since == day("2026-03-23"))
        late.step(.objectionInvestigated, "2026-03-24")
        #expect(try late.state("2026-03-24").lateObjections == nil)
    }

    // MARK: Requests that were let be (N42, N44)

    private func suspension(to kind: CaseKind = .suspension) -> CaseWorld {
        var world = CaseWorld(.national, kind)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.step(.decided, "2026-03-06") {
            $0.passed = true
            $0.from = World.day("2026-06-08")
        }
        return world
    }

    private var paused: Fact {
        tests.fact(
            20, "2026-03-09",
            .suspended(
                Suspension(
                    isOwnRequest: true, until: nil, type: .medical, place: World.code("990100"),
                    cause: "")), effective: "2026-06-08")
    }

    @Test("A suspension that the applicant let be after it was granted is owed no more (N42)")
    func withdrawn() throws {
        var world = suspension()
        #expect(try tests.open(world, "2026-03-20") == [.suspended])
        world.step(.withdrawn, "2026-03-20", officer: "甲")
        let state = try tests.state(world, "2026-03-20")
        #expect(state.problems == [])
        #expect(state.outcome == .withdrawn)
        #expect(state.isDone)
        #expect(try tests.due(world, "2026-03-20").entries.isEmpty)
        // An act that would still begin is taken back.
        world.subject.acts = [paused]
        #expect(try tests.open(world, "2026-03-20", [paused]) == [.withdrawn])
        let back = tests.fact(21, "2026-03-23", .withdrawn(act: paused.reference))
        #expect(try tests.open(world, "2026-03-23", [paused, back]) == [])
        // One that has begun is ended by going on again.
        var begun = suspension()
        begun.subject.suspensions = [
            .init(
                event: paused.reference, from: day("2026-06-08"), to: nil, isOwnRequest: true,
                isDerived: false)
        ]
        let late = begun.make(.withdrawn, "2026-06-08")
        #expect(begun.objections(to: late).map(\.kind) == [.notForeseen])
        #expect(begun.objections(to: begun.make(.withdrawn, "2026-06-07")) == [])
    }

    @Test(
        "The act of a request that was withdrawn alone is not owed again, an imposed one is (N46)")
    func actWithdrawn() throws {
        let back = tests.fact(21, "2026-03-23", .withdrawn(act: paused.reference))
        #expect(try tests.open(suspension(), "2026-03-23", [paused, back]) == [])
        // Entered anew it is the act of the request, and of no other.
        var anew = paused
        anew.reference = tests.event(22)
        anew.stamp = Stamp(milliseconds: back.stamp.milliseconds, counter: 99)
        let owed = try suspension().state("2026-03-24").obligations
        let settled = Obligation.settled(
            [owed], by: [paused, back, anew], on: day("2026-03-24"))
        #expect(settled.owed[0].map(\.done) == [anew.reference])
    }

    // MARK: Renewals of what is to end (N41, N43)

    @Test("No renewal from the day on which a step decided the end (N41, N43(12), P38, P40)")
    func decidedToEnd() {
        var world = CaseWorld(.national, .renewal)
        world.subject.terms = [.init(from: day("2025-07-01"), to: day("2026-07-01"))]
        world.subject.endsDecided = [.init(day: day("2026-03-06"), scope: .basic)]
        func found(_ on: String) -> [CaseProblem.Kind] {
            world.objections(to: world.make(.accepted, on)).map(\.kind)
        }
        #expect(found("2026-03-05") == [])
        #expect(found("2026-03-06") == [.notForeseen])
        #expect(found("2026-03-09") == [.notForeseen])
        world.subject.endsDecided = [.init(day: day("2026-03-06"), scope: .care)]
        #expect(found("2026-03-09") == [], "another agreement's")
        world.subject.endsDecided = [.init(day: day("2025-06-02"), scope: .basic)]
        #expect(found("2026-03-09") == [], "signed since")
    }

    // MARK: Days that were agreed on (N10, N41)

    @Test("A term is signed as it was agreed on, and its act keeps to it (N10, N41, P9, P38)")
    func agreedTerm() throws {
        func signed(_ until: String?, override: String = "") -> CaseWorld {
            var world = CaseWorld(.national, .renewal)
            world.subject.terms = [.init(from: day("2025-07-01"), to: day("2026-07-01"))]
            world.step(.accepted, "2026-03-02")
            world.step(.negotiated, "2026-04-01") {
                $0.passed = true
                $0.until = World.day("2028-07-01")
            }
            world.step(.signed, "2026-04-02", override: override) { $0.until = until.map(day) }
            return world
        }
        #expect(try signed("2029-07-01").problems() == [.actDiffers])
        #expect(try signed("2027-07-01").problems() == [.actDiffers])
        #expect(try signed("2028-07-01").problems() == [])
        let silent = signed(nil)
        #expect(try silent.problems() == [])
        let agreement = tests.event(1)
        func renewed(_ until: String) -> [Fact] {
            [
                tests.fact(
                    2, "2026-04-03", .renewed(agreement: agreement, until: day(until)))
            ]
        }
        #expect(try tests.open(silent, "2026-04-03", renewed("2029-07-01")) == [.renewed])
        #expect(try tests.open(silent, "2026-04-03", renewed("2028-07-01")) == [])
        // Signed otherwise with a reason, the reason answers for it.
        let excused = signed("2029-07-01", override: "演示")
        #expect(try tests.open(excused, "2026-04-03", renewed("2029-07-01")) == [])
    }

    // MARK: Two applications (N9 ¶2)

    @Test("A failure told after the other application was accepted holds its assessment (N9 ¶2)")
    func heldByOther() throws {
        func problems(_ failed: String, _ on: String) -> [CaseProblem] {
            var world = CaseWorld(.national)
            world.step(.received, "2026-03-02")
            world.step(.accepted, "2026-03-02")
            world.subject.earlier = [EarlierApplication(kind: .new, failed: day(failed))]
            world.assess(on)
            return CaseFold.state(of: world.steps, in: world.setting, on: day("2030-01-01"))?
                .problems.filter { $0.stepKind == .assessed } ?? []
        }
        #expect(problems("2026-03-20", "2026-03-19") == [], "not told yet")
        #expect(problems("2026-03-20", "2026-04-01").map(\.kind) == [.tooEarly])
        #expect(problems("2026-03-20", "2026-04-01").map(\.day) == [day("2026-06-20")])
        #expect(problems("2026-03-20", "2026-06-22") == [])
        var world = CaseWorld(.national)
        world.step(.accepted, "2026-03-02")
        world.subject.earlier = [EarlierApplication(kind: .new, failed: day("2026-03-20"))]
        #expect(try !world.state("2026-04-01").allowedSteps.contains(.assessed))
        #expect(try world.state("2026-06-22").allowedSteps.contains(.assessed))
    }

    // MARK: Findings (N46)

    @Test(
        "A finding all of whose measures were overturned starts no bar and asks for none (N12, N46)"
    )
    func undone() throws {
        var world = CaseWorld(.national, .enforcement)
        world.step(.finding, "2026-03-02") { $0.items = ["fraudulent-application"] }
        let measure = world.step(.measure, "2026-03-09") { $0.items = ["terminate"] }
        let before = try world.state("2026-03-10")
        #expect(before.bars.map(\.item) == [CaseRun.deceit])
        #expect(before.openObligations.map(\.kind).contains(.barred))
        world.subject.overturned = [measure]
        let after = try world.state("2026-03-10")
        #expect(after.bars == [])
        #expect(after.openObligations == [])
        #expect(after.proposals == [])
        // Another measure takes the finding up again.
        world.step(.measure, "2026-03-16") { $0.items = ["terminate"] }
        #expect(try world.state("2026-03-17").bars == before.bars)
    }
}
