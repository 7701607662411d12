import Designation
import Testing

@testable import Node

/// Bars between cases, played with real nodes: what one case proves stands against the next, and nothing
/// else does.
@Suite("Bars from case to case")
struct CaseBarStoryTests {
    /// A file's acts, written short.
    struct Story {
        var text = "officer: 演示经办员\nacts:\n"
        let office: String

        init(_ office: String) { self.office = office }

        mutating func act(_ on: String, _ name: String, _ rest: String) {
            text +=
                "  - {on: \(on), by: \"\(office)\", act: \(name), region: \"\(office)\", \(rest)}\n"
        }

        mutating func step(_ on: String, _ name: String, _ rest: String) {
            let officer =
                switch name {
                case "assessed", "finding": "officer: 演示评估员, role: assessor"
                case "refused", "measure", "decided", "persons-checked":
                    "officer: 演示复核员, role: reviewer"
                case "dispute-decided": "officer: 演示监督员, role: supervisor"
                default: "role: clerk"
                }
            text += "  - {on: \(on), by: \"\(office)\", step: \(name), \(officer), \(rest)}\n"
        }

        mutating func expect(_ rest: String) { text += "  - expect: {\(rest)}\n" }

        mutating func register(_ institution: String, _ type: String = "medical") {
            act(
                "2025-03-03", "register",
                "institution: \"\(institution)\", name: 演示, type: \(type), kind: "
                    + "\(type == "medical" ? "hospital" : "pharmacy"), place: \"\(office)\"")
        }

        /// An application on its first day.
        mutating func apply(_ on: String, _ name: String, _ institution: String, _ rest: String) {
            step(
                on, "received",
                "case: \(name), institution: \"\(institution)\", region: \"\(office)\", \(rest)")
        }

        mutating func fail(_ assessed: String, _ told: String, _ name: String) {
            step(
                assessed, "assessed",
                "case: \(name), form: on-site, team: [{name: 甲, field: insurance}], "
                    + "confirmations: [甲], results: [{passed: no}]")
            step(told, "result-notified", "case: \(name), note: 演示：理由")
        }
    }

    func play(_ story: Story) async throws {
        let played = try await ScenarioFolder.play("bars.yaml", Array(story.text.utf8))
        #expect(played.missed.isEmpty, "\(played.missed.joined(separator: "\n"))")
    }

    static let applied = "kind: new, services: [outpatient], from: 2024-01-01"

    static func mark(_ digit: Character) -> String {
        "mark: \"1:\(String(repeating: digit, count: 64))\""
    }

    @Test("A second failure bars its own agency without the act, once, for its year (N9 ¶2)")
    func failures() async throws {
        var story = Story("530100")
        let institution = "practice-licence:530100:PDY401"
        story.register(institution)
        story.apply("2025-03-03", "first", institution, Self.applied)
        story.step("2025-03-03", "accepted", "case: first")
        story.fail("2025-03-10", "2025-03-12", "first")
        // Mended and applied for again, in a file of its own.
        story.apply("2025-06-16", "again", institution, Self.applied)
        story.step("2025-06-16", "accepted", "case: again")
        story.fail("2025-06-18", "2025-06-20", "again")
        story.expect("case: again, on: 2025-06-20, outcome: failed-again, public-act: barred")
        story.apply("2025-10-13", "early", institution, Self.applied)
        story.expect("case: early, on: 2025-10-13, reason: bar")
        story.step("2025-10-13", "accepted", "case: early, refused: N 9")
        // The year is over: a first failure once more.
        story.apply("2026-06-23", "later", institution, Self.applied)
        story.expect("case: later, on: 2026-06-23, reason: none")
        story.step("2026-06-23", "accepted", "case: later")
        story.fail("2026-06-24", "2026-06-25", "later")
        story.expect(
            "case: later, on: 2026-06-25, stage: mending, public-act: none, proposal: none")
        try await play(story)
    }

    @Test("Deceit bars for three years from its discovery, under its own article (N12(4))")
    func deceit() async throws {
        var story = Story("530100")
        let (refused, recorded) = (
            "practice-licence:530100:PDY402", "practice-licence:530100:PDY403"
        )
        story.register(refused)
        story.register(recorded)
        story.apply("2025-06-20", "d1", refused, Self.applied)
        story.step("2025-06-23", "refused", "case: d1, items: [fraudulent-application], note: 演示")
        story.expect("case: d1, on: 2025-06-23, public-act: barred, proposal: bar")
        story.apply("2025-09-22", "d2", refused, Self.applied)
        story.expect("case: d2, on: 2025-09-22, reason: fraudulent-application")
        story.step("2025-09-22", "accepted", "case: d2, refused: N 12(4)")
        // A refusal because of that bar starts no other.
        story.step("2025-09-22", "refused", "case: d2, items: [fraudulent-application], note: 演示")
        story.expect("case: d2, on: 2025-09-22, outcome: refused, public-act: none, proposal: none")
        story.act(
            "2025-09-23", "bar",
            "institution: \"\(recorded)\", until: 2028-09-24, basis: N 12(4)")
        story.apply("2025-09-24", "d3", recorded, Self.applied)
        story.expect("case: d3, on: 2025-09-24, reason: fraudulent-application")
        story.step("2025-09-24", "accepted", "case: d3, refused: N 12(4)")
        try await play(story)
    }

    @Test(
        "Persons follow their grave wrongs: into applications, into changes; no breach does (N12(7))"
    )
    func persons() async throws {
        var story = Story("530100")
        let (pharmacy, clinic) = ("drug-licence:530100:PDY501", "practice-licence:530100:PDY502")
        let (changed, ended) = ("practice-licence:530100:PDY503", "practice-licence:530100:PDY504")
        for one in [clinic, changed, ended] { story.register(one) }
        story.register(pharmacy, "pharmacy")
        for (one, services) in [
            (pharmacy, "purchase"), (changed, "outpatient"), (ended, "outpatient"),
        ] {
            story.act(
                "2025-03-03", "sign",
                "institution: \"\(one)\", until: 2026-03-03, services: [\(services)], basis: N 10")
        }
        func terminate(
            _ one: String, _ name: String, _ item: String, _ basis: String, _ role: String,
            _ mark: String
        ) {
            story.step(
                "2025-04-01", "finding",
                "case: \(name), institution: \"\(one)\", region: \"530100\", kind: enforcement, "
                    + "items: [\(item)], note: 演示")
            story.act(
                "2025-04-02", "terminate",
                "as: \(name)-act, institution: \"\(one)\", cause: 演示, basis: \(basis)")
            story.step(
                "2025-04-02", "measure",
                "case: \(name), items: [terminate], event: \(name)-act, "
                    + "persons: [{role: \(role), name: 演示己, \(mark)}]")
        }
        terminate(
            pharmacy, "p1", "agreed-ground", "P 40(16)", "legal-representative", Self.mark("7"))
        terminate(ended, "h2", "fraud", "N 43(3)", "principal", Self.mark("8"))
        let applied = "\(Self.applied), persons: [{role: legal-representative, name: 演示己, "
        story.apply("2025-05-06", "c1", clinic, "\(applied)\(Self.mark("7"))}]")
        story.step("2025-05-07", "persons-checked", "case: c1, passed: yes")
        story.expect("case: c1, on: 2025-05-07, reason: none")
        story.apply("2025-05-08", "c2", clinic, "\(applied)\(Self.mark("8"))}]")
        story.expect("case: c2, on: 2025-05-08, reason: persons")
        story.step("2025-05-08", "accepted", "case: c2, refused: N 12(7)")
        // No bar stands against a change: the agency is told (N43(10)).
        story.apply(
            "2025-05-14", "ch", changed,
            "kind: change, items: [principal], approved-on: 2025-05-13, "
                + "persons: [{role: principal, name: 演示庚, \(Self.mark("8"))}]")
        story.expect("case: ch, on: 2025-05-14, proposal: barred-person-entered")
        story.step("2025-05-14", "accepted", "case: ch")
        // Of a terminated agreement nothing is renewed (N41, N43).
        story.apply("2025-05-15", "ja", ended, "kind: renewal")
        story.step("2025-05-15", "accepted", "case: ja, refused: N 43")
        try await play(story)
    }

    @Test("A breach stands with its own ground against the successor of a successor (N12(6))")
    func inherited() async throws {
        var story = Story("530100")
        let line = (1...3).map { "practice-licence:530100:PDY60\($0)" }
        story.register(line[0])
        story.act(
            "2025-03-03", "sign",
            "institution: \"\(line[0])\", until: 2026-03-03, services: [outpatient], basis: N 10")
        story.act(
            "2025-04-02", "terminate",
            "institution: \"\(line[0])\", cause: 演示, basis: N 43(13)")
        for (old, new) in zip(line, line.dropFirst()) {
            story.act(
                "2025-05-06", "register",
                "institution: \"\(new)\", name: 演示, type: medical, kind: hospital, "
                    + "place: \"530100\", predecessor: \"\(old)\"")
        }
        for (name, one) in [("next", line[1]), ("last", line[2])] {
            story.apply("2025-06-03", name, one, Self.applied)
            story.expect("case: \(name), on: 2025-06-03, reason: breach")
            story.step("2025-06-03", "accepted", "case: \(name), refused: N 12(6)")
        }
        try await play(story)
    }

    @Test("Weihai: one fund's failure says nothing of the other's application (S3 六, 七 ¶3)")
    func funds() async throws {
        var story = Story("371082")
        let institution = "practice-licence:371082:PDY900501"
        story.register(institution)
        let applied = "kind: new, services: [outpatient], from: 2024-01-01, scope:"
        story.apply("2025-03-03", "pooled", institution, "\(applied) pooled-fund")
        story.step("2025-03-03", "accepted", "case: pooled")
        story.step(
            "2025-03-20", "assessed",
            "case: pooled, form: on-site, team: [{name: 甲}], confirmations: [甲, institution], "
                + "results: [{passed: no}], override: 演示：不问分数")
        story.step("2025-03-21", "result-notified", "case: pooled, note: 演示")
        story.apply("2025-03-24", "personal", institution, "\(applied) personal-account")
        story.step("2025-03-24", "accepted", "case: personal")
        story.expect("case: personal, on: 2025-03-24, problem: none")
        story.apply("2025-03-25", "once-more", institution, "\(applied) pooled-fund")
        story.step("2025-03-25", "accepted", "case: once-more, refused: S3")
        try await play(story)
    }
}
