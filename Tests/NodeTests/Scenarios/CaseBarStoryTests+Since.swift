import Designation
import Testing

@testable import Node

/// What happens between two cases while both are under way.
extension CaseBarStoryTests {
    @Test(
        "What a dispute overturned says nothing against its persons or the institution (N46, P42)")
    func overturned() async throws {
        let named = "o1-measure"
        var story = Story("530100")
        let (ended, clinic) = ("practice-licence:530100:PDY601", "practice-licence:530100:PDY602")
        story.register(ended)
        story.register(clinic)
        story.act(
            "2025-03-03", "sign",
            "institution: \"\(ended)\", until: 2026-03-03, services: [outpatient], basis: N 10")
        story.step(
            "2025-04-01", "finding",
            "case: o1, institution: \"\(ended)\", region: \"530100\", kind: enforcement, "
                + "items: [fraud], note: 演示")
        story.act(
            "2025-04-02", "terminate",
            "as: o1-act, institution: \"\(ended)\", cause: 演示, basis: N 43(3)")
        story.step(
            "2025-04-02", "measure",
            "as: o1-measure, case: o1, items: [terminate], event: o1-act, "
                + "persons: [{role: principal, name: 演示己, \(Self.mark("6"))}]")
        func apply(_ on: String, _ name: String, _ institution: String, _ mark: Character) {
            story.apply(
                on, name, institution,
                "\(Self.applied), persons: [{role: principal, name: 演示己, \(Self.mark(mark))}]")
            story.step(on, "persons-checked", "case: \(name), passed: yes")
        }
        apply("2025-05-06", "before", clinic, "6")
        story.expect("case: before, on: 2025-05-06, reason: persons")
        apply("2025-05-06", "own", ended, "5")
        story.expect("case: own, on: 2025-05-06, reason: unlawful")
        story.step(
            "2025-05-12", "received",
            "case: o1-dispute, institution: \"\(ended)\", region: \"530100\", kind: dispute, "
                + "event: \(named), note: 演示")
        story.step(
            "2025-05-13", "dispute-decided",
            "case: o1-dispute, passed: yes, event: \(named), note: 演示")
        story.expect("case: o1-dispute, on: 2025-05-13, public-act: withdrawn")
        apply("2025-05-14", "after", clinic, "6")
        story.expect("case: after, on: 2025-05-14, reason: none")
        apply("2025-05-14", "own-after", ended, "5")
        story.expect("case: own-after, on: 2025-05-14, reason: none")
        try await play(story)
    }

    @Test("No renewal while a granted end is owed its act, and again once it was let be (N41, N44)")
    func decidedToEnd() async throws {
        var story = Story("530100")
        let institution = "practice-licence:530100:PDY603"
        story.register(institution)
        story.act(
            "2025-03-03", "sign",
            "institution: \"\(institution)\", until: 2026-03-03, services: [outpatient], "
                + "basis: N 10")
        story.apply("2025-05-06", "end", institution, "kind: end")
        story.step("2025-05-06", "accepted", "case: end")
        story.step("2025-05-12", "decided", "case: end, passed: yes, from: 2025-09-01")
        story.expect("case: end, on: 2025-05-12, public-act: terminated")
        story.apply("2025-05-13", "renewal", institution, "kind: renewal")
        story.step("2025-05-13", "accepted", "case: renewal, refused: N 43")
        story.step("2025-05-14", "withdrawn", "case: end")
        story.expect("case: end, on: 2025-05-14, outcome: withdrawn, public-act: none")
        story.step("2025-05-15", "accepted", "case: renewal")
        story.expect("case: renewal, on: 2025-05-15, problem: none")
        try await play(story)
    }

    @Test("Of two applications side by side none is assessed in the other's waiting time (N9 ¶2)")
    func sideBySide() async throws {
        var story = Story("530100")
        let institution = "practice-licence:530100:PDY604"
        story.register(institution)
        for name in ["first", "second"] {
            story.apply("2025-03-03", name, institution, Self.applied)
            story.step("2025-03-03", "accepted", "case: \(name), override: 演示")
        }
        story.fail("2025-03-10", "2025-03-12", "first")
        let passed =
            "case: second, form: on-site, team: [{name: 甲, field: insurance}], "
            + "confirmations: [甲], results: [{passed: yes}]"
        story.step("2025-03-20", "assessed", "\(passed), refused: N 9")
        story.step("2025-06-13", "assessed", passed)
        try await play(story)
    }
}
