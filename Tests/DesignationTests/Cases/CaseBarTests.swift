import Testing

@testable import Designation

/// Bars that a case starts, or that stand against it; who enters, and what is left to renew.
@Suite("Bars in cases")
struct CaseBarTests {
    private let event = EventReference(origin: "node/sanctions", index: 1, leafPrefix: 0)
    private let mark = CasePerson.Mark(secretEdition: 1, digits: "ab")

    // MARK: Second failures (N9 ¶2, P8 ¶2)

    /// An application that fails its first assessment.
    private func failing(
        _ area: CaseWorld.Area = .national, _ kind: CaseKind = .new, scope: FundScope = .basic,
        after earlier: [EarlierApplication], terms: [CaseSubject.Term] = []
    ) -> CaseWorld {
        var world = CaseWorld(area, kind, scope: scope)
        world.subject.earlier = earlier
        world.subject.terms = terms
        world.step(.received, "2026-03-02") { $0.services = [.outpatient] }
        world.step(.accepted, "2026-03-02") { $0.services = [.outpatient] }
        world.assess("2026-03-09", passed: false)
        world.step(.resultNotified, "2026-03-10", note: "演示")
        return world
    }

    private func isBarred(_ world: CaseWorld) throws -> Bool {
        let state = try world.state("2026-03-11")
        #expect((state.outcome == .failedAgain) == (state.barredThrough != nil))
        #expect(state.obligations.contains { $0.kind == .barred } == (state.barredThrough != nil))
        if state.barredThrough == nil { #expect(state.stage == .mending) }
        return state.barredThrough != nil
    }

    @Test("Failed, mended, applied for again and failed: a second failure, in one file or in two")
    func secondInNewCase() throws {
        let first = EarlierApplication(
            kind: .new, services: [.outpatient, .inpatient], failed: World.day("2025-09-01"))
        #expect(try isBarred(failing(after: [first])))
        #expect(try !isBarred(failing(after: [])))
    }

    @Test("A second failure served its bar: the next one is a first again")
    func afterServedBar() throws {
        let earlier = [
            EarlierApplication(kind: .new, failed: World.day("2023-02-08")),
            EarlierApplication(kind: .new, failed: World.day("2023-05-17"), isSecond: true),
        ]
        #expect(try !isBarred(failing(after: earlier)))
    }

    @Test("Signed since: what failed before it counts no more")
    func signedSince() throws {
        let failed = EarlierApplication(kind: .new, failed: World.day("2023-02-08"))
        let signed = EarlierApplication(kind: .new, signed: World.day("2023-09-01"))
        #expect(try !isBarred(failing(after: [failed, signed])))
        let term = CaseSubject.Term(from: World.day("2023-10-01"), to: World.day("2024-10-01"))
        #expect(try !isBarred(failing(after: [failed], terms: [term])))
    }

    @Test("Another fund, other services, another kind of application: another matter (S3 六, S2 10)")
    func otherMatter() throws {
        func failed(
            _ kind: CaseKind, _ scope: FundScope, _ services: [Service]
        ) -> EarlierApplication {
            EarlierApplication(
                kind: kind, scope: scope, services: services, failed: World.day("2025-09-01"))
        }
        let pooled = failed(.new, .pooledFund, [.outpatient])
        #expect(try !isBarred(failing(.yunnan, scope: .personalAccount, after: [pooled])))
        #expect(try isBarred(failing(.yunnan, scope: .pooledFund, after: [pooled])))
        #expect(try !isBarred(failing(after: [failed(.new, .basic, [.purchase])])))
        #expect(
            try !isBarred(
                failing(
                    .jilin, .addedService, after: [failed(.new, .basic, [])],
                    terms: [.init(from: World.day("2025-04-01"), to: World.day("2027-04-01"))])))
    }

    @Test("Three months to mend are waited for in the same matter only (N9 ¶2, S3 六)")
    func waiting() throws {
        func accepted(_ scope: FundScope) throws -> [CaseProblem.Kind] {
            var world = CaseWorld(.weihai, scope: scope)
            world.subject.earlier = [
                EarlierApplication(
                    kind: .new, scope: .pooledFund, failed: World.day("2026-02-02"))
            ]
            world.step(.received, "2026-03-02")
            world.step(.accepted, "2026-03-02")
            return try world.problems()
        }
        #expect(try accepted(.pooledFund) == [.tooEarly])
        #expect(try accepted(.personalAccount) == [])
    }

    @Test("What the case itself proves bars the next application without the public act (N9 ¶2)")
    func provenByCase() throws {
        var world = failing(after: [])
        world.step(.mended, "2026-06-11")
        world.assess("2026-06-15", passed: false)
        world.step(.resultNotified, "2026-06-16", note: "演示")
        let bar = try #require(try world.state("2026-06-16").bars.first)
        #expect(bar.from == World.day("2026-06-16"))
        #expect(bar.until == World.day("2027-06-17"))
        #expect(bar.basis == [cited("N 9")])
        var facts = Screening.Facts(type: .medical)
        facts.bars = [bar]
        let day = World.day("2026-10-12")
        let reasons = Screening.reasons(
            facts, policy: world.setting.policyAt(world.office, day), on: day)
        #expect(reasons.map(\.item) == ["bar"])
        #expect(reasons.first?.through == World.day("2027-06-16"))
    }

    @Test("An office that may not bar leaves the act to the agency of its pool (S3 七 ¶3)")
    func whoBars() throws {
        func bars(_ answer: Competence) throws -> [RegionCode] {
            var world = CaseWorld(.weihai)
            world.judge = Judge.saying(answer, "node", .bar)
            world.step(.received, "2026-03-02")
            world.step(.refused, "2026-03-04") { $0.items = ["fraudulent-application"] }
            return try world.state("2026-03-04").obligations.map(\.region)
        }
        #expect(try bars(.none) == [World.code("371000")])
        #expect(try bars(.own) == [World.code("371082")])
    }

    // MARK: Deceit (N12(4), P11(2))

    @Test("Refused for deceit: three years are owed as a bar, though it never was designated")
    func refusedForDeceit() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02")
        world.step(.refused, "2026-03-04") { $0.items = ["fraudulent-application"] }
        let state = try world.state("2026-03-04")
        #expect(state.obligations.map(\.kind) == [.barred])
        #expect(state.obligations.first?.citation == cited("N 12(4)"))
        #expect(state.proposals.map(\.kind) == [.bar])
        #expect(state.proposals.first?.day == World.day("2029-03-03"))
        #expect(state.bars.map(\.until) == [World.day("2029-03-04")])

        // Refused because of a bar that runs: no new one.
        world.screening = [
            Screening.Reason(
                item: "fraudulent-application", citations: [], from: World.day("2025-03-03"),
                through: World.day("2028-03-02"), events: [event])
        ]
        #expect(try world.state("2026-03-04").obligations == [])
        // The bar that carries this refusal out is none that ran before.
        world.screening[0].from = World.day("2026-03-04")
        #expect(try world.state("2026-03-04").obligations.map(\.kind) == [.barred])
        var other = CaseWorld(.national)
        other.step(.received, "2026-03-02")
        other.step(.refused, "2026-03-04") { $0.items = ["price-policy"] }
        #expect(try other.state("2026-03-04").obligations == [])
    }

    @Test("Deceit found on another occasion bars from that day; an end for it from its finding")
    func foundDeceit() throws {
        var found = CaseWorld(.national, .enforcement)
        found.step(.finding, "2026-03-02") {
            $0.caseKind = .enforcement
            $0.items = ["fraudulent-application"]
        }
        #expect(try found.problems() == [])
        #expect(try found.state("2026-03-02").obligations.map(\.kind) == [.barred])

        var ended = CaseWorld(.national, .enforcement)
        ended.step(.finding, "2026-06-01") {
            $0.caseKind = .enforcement
            $0.items = ["obtained-by-deceit"]
        }
        #expect(try ended.state("2026-06-02").bars == [], "nothing is decided")
        ended.step(.measure, "2026-06-08") { $0.items = ["terminate"] }
        let state = try ended.state("2026-06-08")
        #expect(state.bars.map(\.from) == [World.day("2026-06-01")])
        #expect(state.bars.map(\.until) == [World.day("2029-06-01")])
        // The termination would tell the others a later day.
        #expect(state.obligations.map(\.kind) == [.barred, .terminated])
        #expect(state.proposals.map(\.kind) == [.bar])
        #expect(state.proposals.first?.day == World.day("2029-05-31"))
    }

    // MARK: Who enters by a change (N43(10), P40(13))

    private func change(
        _ reasons: [Screening.Reason], isChecked: Bool = false
    ) throws -> (proposals: [Proposal.Kind], problems: [CaseProblem.Kind]) {
        var world = CaseWorld(.national, .change)
        world.screening = reasons
        world.step(.received, "2026-03-02") {
            $0.items = ["principal"]
            $0.persons = [CasePerson(role: .principal, mark: mark)]
        }
        world.step(.accepted, "2026-03-02")
        if isChecked { world.step(.personsChecked, "2026-03-03") { $0.passed = true } }
        world.step(.decided, "2026-03-04") { $0.passed = true }
        let state = try world.state("2026-03-04")
        return (state.proposals.map(\.kind), state.problems.map(\.kind))
    }

    @Test("A mark that bars, entered by a change, is a matter for the agency; unasked it is open")
    func entered() throws {
        func reason(
            _ certainty: Screening.Certainty, _ events: [EventReference]
        ) -> Screening.Reason {
            Screening.Reason(
                item: "persons", citations: [cited("N 12(7)")], certainty: certainty,
                events: events)
        }
        #expect(try change([reason(.certain, [event])]) == ([.barredPersonEntered], []))
        #expect(try change([reason(.open, [event])]) == ([.barredPersonEntered], []))
        var later = reason(.certain, [event])
        later.from = World.day("2026-03-05")
        #expect(try change([later]) == ([], []), "terminated after the change was granted")
        #expect(try change([reason(.open, [])]) == ([], [.personsOpen]))
        #expect(try change([reason(.open, [])], isChecked: true) == ([], []))
        #expect(try change([]) == ([], []))
    }

    // MARK: What is left to renew (N41, N43)

    @Test("A terminated agreement is not renewed and gets no supplement (N41, N43, N5 ¶2)")
    func nothingToRenew() throws {
        func problems(_ kind: CaseKind, cut: String?) throws -> [CaseProblem.Kind] {
            var world = CaseWorld(.national, kind)
            var term = CaseSubject.Term(
                from: World.day("2025-07-01"), to: World.day(cut ?? "2026-07-01"))
            term.isCut = cut != nil
            world.subject.terms = [term]
            world.step(.received, "2026-03-02")
            world.step(.accepted, "2026-03-02")
            if kind == .renewal { world.step(.negotiated, "2026-03-03") { $0.passed = true } }
            world.step(.signed, "2026-03-05")
            return try world.problems()
        }
        #expect(try problems(.renewal, cut: nil) == [])
        #expect(
            try problems(.renewal, cut: "2026-01-05")
                == [.late, .notForeseen, .notAtThisPoint, .notAtThisPoint])
        // Ended between the acceptance and the signing.
        #expect(try problems(.renewal, cut: "2026-03-04") == [.late, .notForeseen])
        #expect(try problems(.internetSupplement, cut: nil) == [])
        #expect(try problems(.internetSupplement, cut: "2026-03-04") == [.notForeseen])
    }

    // MARK: Public institutions (N44 ¶1, S4)

    @Test("Changzhou: a public hospital may file that it closes, and not ask to leave (S4, N44)")
    func closure() throws {
        func problems(_ area: CaseWorld.Area, _ items: [String]) throws -> [CaseProblem.Kind] {
            var world = CaseWorld(area, .end)
            world.subject.isPublicInstitution = true
            world.step(.received, "2026-03-02") { $0.items = items }
            world.step(.accepted, "2026-03-02")
            return try world.problems()
        }
        #expect(try problems(.changzhou, ["closure"]) == [])
        #expect(try problems(.changzhou, []) == [.publicInstitution])
        #expect(try problems(.national, ["closure"]) == [.publicInstitution])
    }

    // MARK: Relaxed running time (S0 四(一))

    @Test("Shanghai: who passes before the time has somebody's word and ground for it (S0 四(一))")
    func relaxed() throws {
        func problems(
            _ area: CaseWorld.Area, _ prepare: (inout CaseWorld) -> Void
        ) throws -> [CaseProblem.Kind] {
            var world = CaseWorld(area)
            world.extra = [("310000", "laxer-local-value", "local", "2022-01-04")]
            world.step(.received, "2026-03-02") { $0.from = World.day("2026-02-02") }
            world.step(.accepted, "2026-03-02")
            prepare(&world)
            world.assess("2026-03-09")
            return try world.problems()
        }
        #expect(try problems(.shanghai) { _ in } == [.conditionNotMet])
        #expect(
            try problems(.shanghai) {
                $0.step(.exceptionGranted, "2026-03-04", note: "配套城市总体规划")
            } == [])
        #expect(
            try problems(.shanghai) { $0.step(.exceptionGranted, "2026-03-04") }
                == [.reasonMissing, .conditionNotMet])
        #expect(
            try problems(.yunnan) { $0.step(.exceptionGranted, "2026-03-04", note: "演示") }
                == [.notAtThisPoint])
    }
}
