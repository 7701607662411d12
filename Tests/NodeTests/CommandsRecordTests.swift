import Designation
import Federation
import Messages
import Testing
import TransparencyLog

@testable import Node

@Suite("Act files")
struct CommandsRecordTests {
    private static let act =
        #"{act: bar, institution: "practice-licence:222401:PDY1", region: "222401", until: 2027-01-01}"#

    private func file(_ text: String) throws -> ActFile {
        try ActFile(name: "acts.yaml", bytes: Array(text.utf8), today: BackendWorld.today)
    }

    @Test("A list of acts, or a mapping with officer, acts and expectations; a mark in front")
    func forms() throws {
        #expect(try file("- \(Self.act)").acts.count == 1)
        let whole = try file("\u{FEFF}officer: 王莉\nacts:\n  - \(Self.act)\n")
        #expect(whole.officer == "王莉")
        let act = try #require(whole.acts.first)
        #expect(act.line == 3)
        #expect(act.institution?.description == "practice-licence:222401:PDY1")
        #expect(act.effective == BackendWorld.today)
    }

    @Test("An agreement whose first day is over has effect from it, not from today")
    func signedBefore() throws {
        let text =
            "- {act: sign, institution: \"practice-licence:222401:PDY1\", region: \"222401\", "
            + "from: 2026-01-01, until: 2090-01-01, services: [outpatient]}"
        let act = try #require(try file(text).acts.first)
        #expect(act.effective.description == "2026-01-01")
    }

    @Test("Numbers are folded, several bases are read, CRLF is no matter")
    func values() throws {
        let text =
            "- {act: bar, institution: \"practice-licence:222401:ＰＤＹ-1 a\", region: \"222401\",\r\n"
            + "   effective: today, until: 2090-01-01, basis: [N 9, P11, S2 23(5)]}\r\n"
        let act = try #require(try file(text).acts.first)
        #expect(act.institution?.number == "PDY1A")
        #expect(
            act.basis == [
                Citation(edition: "N", article: "9"), Citation(edition: "P", article: "11"),
                Citation(edition: "S2", article: "23(5)"),
            ])
    }

    @Test(
        "What is wrong is named with its line",
        arguments: [
            ("- {act: dance}", 1, "must be one of"),
            (
                "officer: x\nacts:\n  - {act: bar, region: \"222401\", until: 2027-01-01}", 3,
                "institution"
            ),
            (
                "- {act: bar, institution: nonsense, region: \"222401\", until: 2027-01-01}", 1,
                "scheme"
            ),
            (
                "-\n  act: bar\n  institution: \"practice-licence:1:1\"\n  region: \"1\"\n  until: soon",
                5, "YYYY"
            ),
            ("- \(act)\n- {act: bar, typo: 1, region: \"1\"}", 2, "unknown key"),
            (
                "acts:\n  - {act: resume, institution: \"practice-licence:1:1\", region: \"1\", suspension: nobody}",
                2, "earlier act"
            ),
            ("acts: []\nofficer: [a]", 2, "a text"),
            ("acts:\n  - act: &x bar", 2, "anchor"),
            (
                "- {act: sign, institution: \"practice-licence:1:1\", region: \"1\", from: 2026-01-01, until: 2026-01-01, services: [outpatient]}",
                1, "after the first"
            ),
            (
                "- {act: sign, institution: \"practice-licence:1:1\", region: \"1\", from: 2026-01-01, effective: 2026-02-01, until: 2027-01-01, services: [outpatient]}",
                1, "not after `from`"
            ),
            (
                "- {act: withdraw, institution: \"practice-licence:1:1\", region: \"1\", event: latest, effective: 2026-01-01}",
                1, "from its first day"
            ),
            ("expect:\n  - {institution: \"practice-licence:1:1\", region: \"1\"}", 2, "status"),
        ])
    func bad(text: String, line: Int, hint: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try file(text) }
        #expect(error?.line == line)
        #expect(error?.message.isComplete == true)
        #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix("acts.yaml:\(line): ") == true)
    }

    @Test("Acts refer to earlier ones by name; expectations are met; the city's status follows")
    func story() async throws {
        let world = try await CommandsWorld()
        let result = try await world.city.settled(
            CommandsWorld.designation() + """
                  - {act: suspend, as: stop, institution: "\(CommandsWorld.hospital)",
                     region: "222401", effective: today, cause: 测试, basis: [N 42]}
                  - expect: {institution: "\(CommandsWorld.hospital)", region: "222401",
                     status: suspended, settleable: no}
                  - {act: resume, institution: "\(CommandsWorld.hospital)", region: "222401",
                     suspension: stop, effective: 2026-04-01, basis: [N 42]}
                expect:
                  - {institution: "\(CommandsWorld.hospital)", region: "222401", on: 2026-04-01,
                     status: designated, settleable: yes}
                """)
        #expect(result.json.contains("\"as\":\"stop\""))
        #expect(result.json.contains("\"expectations\":2"))
        let answer = world.city.answer(CommandsWorld.hospital, "222401", on: "2026-03-15")
        #expect(answer.status == .suspended)
        let later = try await world.city.settled(
            """
            - {act: end, institution: "\(CommandsWorld.hospital)", region: "222401",
               agreement: latest, effective: 2026-05-01, cause: closure}
            """)
        #expect(later.exit == 0)
        let ended = world.city.answer(CommandsWorld.hospital, "222401", on: "2026-05-02")
        #expect(ended.status == .ended)
    }

    @Test("Expectations that are not met end with 1 and a table")
    func unmet() async throws {
        let world = try await CommandsWorld()
        let result = try await world.city.record(
            CommandsWorld.designation() + """
                expect:
                  - {institution: "\(CommandsWorld.hospital)", region: "222401", status: terminated}
                """)
        #expect(result.exit == 1)
        #expect(result.error == "1 项期望中有 1 项不符。\n1 of 1 expectations are not met.")
        #expect(result.text.contains("terminated"))
        #expect(result.json.contains("\"status\":\"designated\""))
    }

    @Test("Without competence nothing of the file is recorded, unless that is asked for")
    func competence() async throws {
        let world = try await CommandsWorld()
        let before = world.city.service.core.registry.applied.values.reduce(0, +)
        let acts = """
            - \(Self.act)
            - {act: bar, institution: "practice-licence:220100:PDY2", region: "220100", until: 2090-01-01}
            """
        let refused = try await world.city.record(acts)
        #expect(refused.exit == 1)
        #expect(refused.error.hasPrefix("acts.yaml:2: "))
        #expect(refused.error.contains("no competence"))
        #expect(world.city.service.core.registry.applied.values.reduce(0, +) == before)
        let shown = try await world.city.record(
            acts, options: ["allow-without-competence": "yes"])
        #expect(shown.exit == 0)
        let checked = try await world.city.record(
            "- \(Self.act)", options: ["check": "yes", "from": "1"])
        #expect(checked.json == #"{"acts":1,"leftOut":{},"notAsked":0,"recorded":[]}"#)
    }

    @Test("A sanction about an institution that is not known here needs type and place")
    func unknownInstitution() async throws {
        let world = try await CommandsWorld()
        let text = """
            - {act: suspend, institution: "practice-licence:222401:PDY9", region: "222401",
               cause: 测试, basis: [N 42]TYPE}
            """
        let refused = try await world.city.record(text.replacing("TYPE", with: ""))
        #expect(refused.exit == 1)
        #expect(refused.error.contains("give its type and place"))
        let taken = try await world.city.record(
            text.replacing("TYPE", with: ", type: medical, place: \"222401\""))
        #expect(taken.exit == 0)
    }

    @Test("Status in both languages, by licence, by number and by national code")
    func status() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            CommandsWorld.designation() + """
                  - {act: suspend, institution: "\(CommandsWorld.hospital)", region: "222401",
                     effective: today, cause: 测试, basis: [N 42]}
                """)
        for name in [CommandsWorld.hospital, "h22240100001"] {
            let result = try await world.city.run(
                "status", [name], options: ["explain": "yes"])
            #expect(result.exit == 0, "\(result.error)")
            for word in ["延吉示范医院", "中止 / suspended", "不可结算 / not settleable", "N 42", "急诊"] {
                #expect(result.text.contains(word), "\(word) in \(result.text)")
            }
            #expect(result.json.contains(#""settleable":false"#))
            #expect(result.json.contains(#""exceptions":["emergency-rescue"]"#))
        }
        let missing = try await world.city.run("status", ["X99"])
        #expect(missing.exit == 1)
        #expect(missing.error.contains("scheme:region:number"))
        let usage = try await world.city.run(
            "status", [CommandsWorld.hospital], options: ["service": "tea"])
        #expect(usage.exit == 2)
    }

    @Test("A case is sealed for its chain; the clash is shown on both sides after the sticks")
    func casework() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        try await world.carry(from: world.city, to: world.office)
        _ = try await world.city.settled(
            """
            - {act: terminate, institution: "\(CommandsWorld.hospital)", region: "222401",
               cause: 测试, basis: [N 43]}
            """)
        let accepted = try await world.office.record(
            """
            - {act: accept, institution: "\(CommandsWorld.hospital)", region: "222401",
               services: [outpatient], note: 收到申请, basis: [N 7]}
            """)
        #expect(accepted.exit == 0, "\(accepted.error)")
        let out = try await world.carry(from: world.office, to: world.city, name: "out")
        #expect(out.exit == 0, "\(out.error)")
        #expect(out.json.contains("application-while-terminated"))
        #expect(out.text.contains("受理了已解除机构的申请"))
        let back = try await world.carry(from: world.city, to: world.office, name: "back")
        #expect(back.json.contains("application-while-terminated"))
        let list = try await world.office.run("review ls")
        #expect(list.text.contains("application while terminated"))
    }

    @Test(
        "Of a scenario a node takes its own acts, says whose it left out, and asks what rests on its own"
    )
    func ownPart() async throws {
        let world = try await CommandsWorld()
        let other = "practice-licence:220100:PDY7"
        func acts(_ last: String) -> String {
            """
            acts:
              - {on: 2026-02-02, by: "222400", act: register, institution: "\(CommandsWorld.hospital)",
                 region: "222401", name: 甲, type: medical, place: "222401"}
              - {on: 2026-02-03, by: "222400", act: sign, institution: "\(CommandsWorld.hospital)",
                 region: "222401", from: 2026-02-05, until: 2027-02-05, services: [outpatient]}
              - {on: 2026-02-03, by: "220100", act: assess, as: theirs, institution: "\(other)",
                 region: "220100", services: [outpatient]}
              - expect: {institution: "\(other)", region: "220100", status: designated}
              - expect: {institution: "\(CommandsWorld.hospital)", region: "222401", on: 2026-02-05,
                 status: designated}
              \(last)
            """
        }
        let refused = try await world.city.record(
            acts(
                "- {on: 2026-02-04, by: \"222400\", act: recognise, institution: \"\(other)\", "
                    + "region: \"222401\", assessment: theirs, services: [outpatient]}"))
        #expect(refused.error.contains("\nacts.yaml:11: It names theirs, an act of another node"))
        let later = try await world.city.record(
            acts(
                "- {on: 2026-04-04, by: \"222400\", act: bar, institution: \"\(other)\", "
                    + "region: \"222401\", until: 2027-01-01}"))
        #expect(
            later.error == """
                acts.yaml:11: 此事项的日期 2026-04-04 尚未到。
                acts.yaml:11: The day of the act, 2026-04-04, lies ahead.
                """)
        let taken = try await world.city.record(acts("- day: 2026-02-05"))
        #expect(taken.exit == 0, "\(taken.error)")
        #expect(taken.text.contains("acts of others left out: 220100 (1)"))
        #expect(taken.json.contains(#""leftOut":{"220100":1}"#))
        #expect(taken.json.contains(#""expectations":1"#))
        let answer = world.city.answer(CommandsWorld.hospital, "222401", on: "2026-02-05")
        #expect(answer.status == .designated)
    }
}
