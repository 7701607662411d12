import Testing

@testable import Designation

/// A value on which both orders agree is shown to an institution under the order that covers it.
@Suite("Citations of both orders")
struct CitationOrderTests {
    private let both = [cited("N 12(6)"), cited("P 11(4)")]

    @Test("Two citations travel as one and come apart again")
    func joined() throws {
        let one = try #require(Citation(joining: both))
        #expect(one == cited("N 12(6); P 11(4)"))
        #expect(one.parts == both)
        #expect(cited("S0 六(三)").parts == [cited("S0 六(三)")])
        #expect(Citation(joining: []) == nil)
        // What is no list of citations stays as it is.
        #expect(cited("N 9;x").parts == [cited("N 9;x")])
    }

    @Test("A pharmacy is shown No. 3, others No. 2, and all of it where only one is cited")
    func narrowed() throws {
        let one = try #require(Citation(joining: both))
        #expect(one.narrowed(to: .medical) == both[0])
        #expect(one.narrowed(to: .care) == both[0])
        #expect(one.narrowed(to: .pharmacy) == both[1])
        #expect(cited("N 6(3)").narrowed(to: .pharmacy) == cited("N 6(3)"))
        let local = try #require(Citation(joining: both + [cited("S4 三")]))
        #expect(local.narrowed(to: .pharmacy) == cited("P 11(4); S4 三"))
    }

    @Test("A refused pharmacy reads P11 where a refused hospital reads N12, of the same value")
    func refused() throws {
        var book = RuleBook()
        let nation = try #require(RuleBook.national)
        book.add(
            DatedValue(
                value: "1y", from: World.day("2021-02-01"), to: nil,
                citation: try #require(Citation(joining: both)), isDecision: false),
            named: "bar.breach", for: nation)
        let day = World.day("2026-03-02")
        let policy = Policy(
            region: nation, day: day, rules: book, regions: RegionTree([]))
        #expect(policy.value("bar.breach")?.citation == cited("N 12(6); P 11(4)"))
        for (type, basis, citation) in [
            (InstitutionType.medical, "N 43(13)", both[0]), (.pharmacy, "P 40(16)", both[1]),
        ] {
            var facts = Screening.Facts(type: type)
            facts.terminations = [
                Screening.Termination(
                    event: EventReference(origin: "a", index: 0, leafPrefix: 0),
                    day: World.day("2025-12-01"), isOwnRequest: false, basis: [cited(basis)])
            ]
            let reasons = Screening.reasons(facts, policy: policy, on: day)
            #expect(reasons.map(\.item) == ["breach"])
            #expect(reasons.first?.citations == [citation])
        }
    }
}
