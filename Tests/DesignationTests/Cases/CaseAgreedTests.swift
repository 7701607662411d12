import Testing

@testable import Designation

/// Signing rests on an agreement reached (N10, N41, P9), a renewal on one that still runs, and who fails while
/// signed is asked about (S4).
@Suite("Cases: agreed, over, failed afterwards")
struct CaseAgreedTests {
    private func day(_ text: String) -> LegalDate { World.day(text) }

    @Test(
        "Nothing is signed of which no agreement was reached (N10, P9, S4)",
        arguments: [CaseWorld.Area.national, .jilin, .changzhou])
    func notAgreed(area: CaseWorld.Area) throws {
        var world = CaseWorld(area)
        world.agreesBeforeSigning = false
        if area == .changzhou {
            world.extra = [("320400", "results-serve", "one-signing", "2021-02-01")]
        }
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-09")
        if area == .changzhou {
            world.step(.networkTestRequested, "2026-03-09")
            world.step(.networkTested, "2026-03-10") { $0.passed = true }
        }
        world.step(.noticeOpened, "2026-03-11") { $0.until = day("2026-03-18") }
        let state = try world.state("2026-03-20")
        #expect(!state.allowedSteps.contains(.signed) && state.allowedSteps.contains(.negotiated))
        let sign = world.make(.signed, "2026-03-20")
        let found = world.objections(to: sign)
        #expect(found.map(\.kind) == [.notAgreed])
        let articles = area == .changzhou ? [Citation(edition: "X", article: "1")] : []
        #expect(found.first?.citations == articles + [cited("N 10")])
        world.step(.negotiated, "2026-03-19") { $0.passed = true }
        #expect(world.objections(to: sign).isEmpty, "recorded late, of the day on which it was")
    }

    @Test("A renewal is negotiated too (N41); a supplement of an internet hospital need not be")
    func renewals() throws {
        for (kind, expected) in [
            (CaseKind.renewal, [CaseProblem.Kind.notAgreed]), (.internetSupplement, []),
        ] {
            var world = CaseWorld(.national, kind)
            world.agreesBeforeSigning = false
            world.subject.terms = [.init(from: day("2025-07-01"), to: day("2026-07-01"))]
            world.step(.accepted, "2026-03-02")
            #expect(world.objections(to: world.make(.signed, "2026-03-20")).map(\.kind) == expected)
        }
    }

    private func renewal(_ area: CaseWorld.Area, until end: String) -> CaseWorld {
        var world = CaseWorld(area, .renewal)
        world.subject.terms = [.init(from: day("2025-07-01"), to: day(end))]
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        return world
    }

    @Test("Nothing is left to renew once the term is over: it is a new designation (N41, P38)")
    func tooLate() throws {
        let world = renewal(.national, until: "2026-07-01")
        for kind in [CaseStep.Kind.negotiated, .signed, .decided] {
            func found(_ on: String) -> [CaseProblem] {
                var world = world
                if kind == .signed {
                    world.step(.negotiated, "2026-06-30") { $0.passed = true }
                }
                return world.objections(to: world.make(kind, on) { $0.passed = true })
            }
            #expect(found("2026-06-30").isEmpty, "\(kind)")
            #expect(found("2026-07-01").map(\.kind) == [.notForeseen], "\(kind)")
            #expect(found("2026-07-01").first?.citations == [cited("N 41")])
            #expect(found("2026-07-01").first?.day == day("2026-07-01"))
        }
        // That nothing was agreed may be said later.
        var ended = world
        #expect(ended.objections(to: ended.make(.negotiated, "2026-07-02")).isEmpty)
        var late = CaseWorld(.national, .renewal)
        late.subject.terms = [.init(from: day("2024-07-01"), to: day("2025-07-01"))]
        let accepted = late.make(.accepted, "2026-03-02")
        #expect(late.objections(to: accepted).map(\.kind) == [.notForeseen])
    }

    @Test("Where a term goes on in an imposed suspension, until that is over (S4 协议续签)")
    func suspended() throws {
        var world = renewal(.changzhou, until: "2026-04-01")
        world.extra = [("320400", "term.continues-while-suspended", "yes", "2021-02-01")]
        world.subject.suspensions = [
            .init(
                event: EventReference(origin: "x", index: 1, leafPrefix: 1),
                from: day("2026-03-10"), to: day("2026-06-10"), isOwnRequest: false,
                isDerived: false)
        ]
        func found(_ on: String) -> [CaseProblem.Kind] {
            world.objections(to: world.make(.negotiated, on) { $0.passed = true }).map(\.kind)
        }
        #expect(found("2026-06-09").isEmpty)
        #expect(found("2026-06-10") == [.notForeseen])
    }

    @Test("Changzhou: a spot check that fails after the signing is asked about (S4)")
    func spotCheck() throws {
        var world = CaseWorld(.changzhou)
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-09")
        world.step(.networkTestRequested, "2026-03-09")
        world.step(.networkTested, "2026-03-10") { $0.passed = true }
        world.step(.noticeOpened, "2026-03-11")
        world.step(.signed, "2026-03-20")
        #expect(try world.state("2026-03-20").proposals.isEmpty)
        let check = world.step(.spotChecked, "2026-03-24", at: world.city)
        let asked = try #require(try world.state("2026-03-24").proposals.first)
        #expect(asked.kind == .assessmentFailed && asked.events == [check])
        #expect(asked.detail == "spot-check" && asked.citations.first?.edition == "S4")
        #expect(try world.problems() == [] && world.state("2026-03-24").outcome == .signed)
        var ended = world
        ended.subject.terms = [.init(from: day("2026-03-20"), to: day("2026-03-26"))]
        #expect(try ended.state("2026-03-25").proposals.count == 1)
        #expect(try ended.state("2026-03-26").proposals.isEmpty, "the agreement is over")
        world.step(.spotChecked, "2026-04-01", at: world.city) { $0.passed = true }
        #expect(try world.state("2026-04-01").proposals.isEmpty)
    }

    @Test("Changzhou: a failed reassessment of an earlier agreement is asked about (S4)")
    func reassessment() throws {
        for kind in [CaseKind.change, .resumption] {
            var world = CaseWorld(.changzhou, kind)
            world.subject.terms = [.init(from: day("2020-12-01"), to: day("2027-12-01"))]
            world.subject.suspensions = [
                .init(
                    event: EventReference(origin: "s", index: 1, leafPrefix: 1),
                    from: day("2026-01-05"), to: nil, isOwnRequest: false, isDerived: false)
            ]
            world.step(.received, "2026-03-02") { $0.items = kind == .change ? ["name"] : [] }
            world.step(.accepted, "2026-03-02")
            let failed = world.assess("2026-03-09", passed: false)
            let asked = try #require(try world.state("2026-03-09").proposals.first, "\(kind)")
            #expect(asked.kind == .assessmentFailed && asked.events == [failed])
            #expect(asked.detail == "reassessment" && asked.citations == [cited("S4 附则3")])
            world.step(.decided, "2026-03-10", note: "重新评估不合格")
            #expect(try world.state("2026-03-10").proposals == [asked], "declined, and still open")
        }
    }

    @Test("Another name or address of an earlier agreement's holder is what a case grants (S4 附则3)")
    func registered() {
        func told(_ number: UInt64, _ name: String, _ address: String, _ kind: String) -> Fact {
            let facts = InstitutionFacts(
                name: name, type: .medical, kind: kind, place: World.code("320402"),
                address: address)
            return Fact(
                reference: EventReference(origin: "r", index: number, leafPrefix: 1),
                stamp: Stamp(milliseconds: number, counter: 0), author: "node",
                stream: .register, area: World.code("320000"), region: World.code("320402"),
                effective: day("2026-03-02"), basis: [], act: .registered(facts))
        }
        func asked(_ area: CaseWorld.Area, since start: String) -> [UInt64] {
            var world = CaseWorld(area, .change)
            world.subject.terms = [.init(from: day(start), to: day("2027-12-01"))]
            world.subject.acts = [
                told(1, "甲", "一号", "clinic"), told(2, "甲", "一号", "hospital"),
                told(3, "乙", "一号", "hospital"), told(4, "乙", "", "hospital"),
                told(5, "乙", "二号", "hospital"),
            ]
            return world.setting.reassessedRegistrations(in: world.office).map(\.index).sorted()
        }
        #expect(asked(.changzhou, since: "2020-12-01") == [3, 5])
        #expect(asked(.changzhou, since: "2023-12-01") == [], "signed after the notice")
        #expect(asked(.national, since: "2020-12-01") == [])
    }
}
