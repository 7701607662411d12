import Testing

@testable import Designation

/// N49 ¶3, P45: the department finds a breach and orders the agency to act on it.
@Suite("Cases: what the department orders")
struct CaseOrderedTests {
    @Test("A supervisor's finding waits with the agency until it takes a measure; its own does not")
    func ordered() throws {
        for (type, article) in [(InstitutionType.medical, "N 49 ¶3"), (.pharmacy, "P 45")] {
            var world = CaseWorld(.national, .enforcement, type: type)
            world.step(.finding, "2026-03-02", officer: "丙", role: .supervisor, note: "查实")
            let wait = try #require(try world.state("2026-03-20").wait)
            #expect(wait.rule == "waits/investigating")
            #expect(wait.citation == cited(article))
            #expect(wait.since == World.day("2026-03-02"))
            #expect(wait.responsible == .office)
            world.step(.measure, "2026-03-24", role: .signer) { $0.items = ["talk"] }
            #expect(try world.state("2026-03-25").wait == nil, "the agency acted")
            #expect(try world.problems() == [])
            var own = CaseWorld(.national, .enforcement, type: type)
            own.step(.finding, "2026-03-02", role: .reviewer, note: "查实")
            #expect(try own.state("2026-03-20").wait == nil, "nobody ordered it")
        }
    }
}
