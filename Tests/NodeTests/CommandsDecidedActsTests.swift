import Testing

@testable import Node

/// Acts that a case of the institution is to decide, and that were done without it or beyond it.
@Suite("Acts that a case of the kind decides, at a node")
struct CommandsDecidedActsTests {
    private static let clinic = "practice-licence:222401:PDY00177"
    private static let place = #"institution: "\#(clinic)", region: "222401""#

    private func step(_ text: String) -> String {
        "- {act: step, \(Self.place), \(text)}\n"
    }

    private var register: String {
        "- {act: register, \(Self.place), name: 甲诊所, type: medical, kind: clinic, "
            + "place: \"222401\"}\n"
    }

    /// An agreement for outpatients that the agency suspended.
    private var suspended: String {
        register + """
            - {act: sign, as: agreement, \(Self.place), from: today, until: 2028-01-01,
               services: [outpatient], basis: N 10}
            - {act: suspend, as: stop, \(Self.place), cause: 甲, basis: N 42}

            """
    }

    /// How many acts wait for a case.
    private func waiting(_ world: CommandsWorld) async throws -> Int {
        let list = try await world.city.run("review ls")
        #expect(list.exit == 0, "\(list.error)")
        return list.json.ranges(of: #""key":"act-without-case,"#).count
    }

    @Test("A granted change of information does not carry a wider agreement (N9, N40)")
    func widerChange() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            suspended + step("step: received, case: c, kind: change, items: [scale], officer: 甲")
                + step("step: accepted, case: c, officer: 甲")
                + step("step: decided, case: c, passed: yes, officer: 乙"))
        #expect(try await waiting(world) == 0)
        _ = try await world.city.settled(
            """
            - {act: sign, as: other, \(Self.place), from: today, until: 2028-01-01,
               services: [outpatient], basis: N 10}
            - {act: change, \(Self.place), agreement: other, services: [outpatient, inpatient],
               basis: N 40}
            """)
        #expect(try await waiting(world) == 2, "the signing, and what the change adds")
    }

    @Test("Nothing is resumed, and nothing ended on request, beside the case that decides it")
    func undecided() async throws {
        for (kind, act, article) in [
            ("resumption", "resume", "N 42"), ("enforcement", "end", "N 44"),
        ] {
            let world = try await CommandsWorld()
            let opening =
                kind == "enforcement"
                ? step("step: finding, case: c, kind: enforcement, officer: 甲, note: 查实")
                : step("step: received, case: c, kind: resumption, officer: 甲")
                    + step("step: accepted, case: c, officer: 甲")
            let done =
                act == "resume"
                ? "- {act: resume, \(Self.place), suspension: stop, basis: \(article)}\n"
                : "- {act: end, \(Self.place), agreement: agreement, cause: on-request, "
                    + "basis: \(article)}\n"
            _ = try await world.city.settled(suspended + opening + done)
            #expect(try await waiting(world) == 1, "\(kind): at once")
        }
    }

    @Test("Without a case of the kind an agency lifts and ends as before")
    func noCase() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            suspended
                + step(
                    "step: appraised, case: a, kind: appraisal, number: 2025, passed: yes, officer: 乙"
                )
                + "- {act: resume, \(Self.place), suspension: stop, basis: N 42}\n")
        #expect(try await waiting(world) == 0)
    }
}
