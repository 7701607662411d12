import Designation
import Federation
import Testing

@testable import Node

/// Cases beside public acts, rosters, and what one branch's termination asks of the others.
@Suite("Cases, officers and public acts at a node")
struct CommandsCaseActsTests {
    private static let clinic = "practice-licence:222401:PDY00077"
    private static let place = #"institution: "\#(clinic)", region: "222401""#

    private func step(_ text: String, _ place: String = Self.place) -> String {
        "- {act: step, \(place), \(text)}\n"
    }

    private func cases(_ node: CommandNode) async throws -> [String] {
        let list = try await node.run("case ls", options: ["all": "yes"])
        return list.text.split(separator: "\n").compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
    }

    @Test("The articles that an officer gives stay with the step and are shown")
    func basis() async throws {
        let world = try await CommandsWorld()
        let recorded = try await world.city.settled(
            step("step: received, case: a, kind: new, officer: 甲, role: clerk, basis: [N 8, S2 12]")
        )
        #expect(recorded.text.contains("甲") && recorded.text.contains("clerk"), "\(recorded.text)")
        #expect(recorded.json.contains(#""role":"clerk""#), "\(recorded.json)")
        let id = try #require(try await cases(world.city).first)
        let shown = try await world.city.run("case show", [id])
        #expect(shown.json.contains(#""edition":"S2""#), "\(shown.json)")
        #expect(shown.text.contains("S2 12"), "\(shown.text)")
    }

    @Test(
        "Where an agency keeps a roster, `record` takes a step only from its officers in their roles"
    )
    func roster() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            """
            - {act: roster, region: "222400", name: 甲, roles: [clerk], officer: 主任}
            - {act: roster, region: "222400", name: 乙, roles: [assessor, reviewer], officer: 主任}
            """)
        let listed = try await world.city.run("policy show", ["222400"])
        #expect(listed.text.contains("乙: assessor, reviewer"), "\(listed.text)")
        let received = "step: received, case: a, kind: new, services: [outpatient]"
        for (who, word) in [
            ("officer: 甲", "role-missing"), ("officer: 丁, role: clerk", "not-on-roster"),
            ("officer: 乙, role: clerk", "not-on-roster"),
            ("officer: 丁, role: clerk, override: 代班", ""),
        ] {
            let result = try await world.city.record(step("\(received), \(who)"))
            guard !word.isEmpty else {
                // Recorded with a reason it is kept, and has no effect all the same.
                #expect(result.exit == 0, "\(result.error)")
                continue
            }
            #expect(result.exit == 1, "\(who)")
            #expect(result.error.contains(word.replacing("-", with: " ")), "\(result.error)")
        }
        let id = try #require(try await cases(world.city).first)
        let shown = try await world.city.run("case show", [id])
        #expect(shown.json.contains(#""kind":"not-on-roster""#), "\(shown.json)")
        #expect(shown.json.contains(#""effect":false"#), "\(shown.json)")
        let taken = try await world.city.record(
            step("step: received, case: \(id), kind: new, officer: 甲, role: clerk")
                + step("step: accepted, case: \(id), officer: 甲, role: clerk"))
        #expect(taken.exit == 0, "\(taken.error)")
        // The field office is an office of another region, and keeps no roster.
        let office = try await world.office.record(step("\(received), officer: 丁"))
        #expect(office.exit == 0, "\(office.error)")
        let odd = try await world.city.record(
            "- {act: roster, region: \"222400\", name: 甲, roles: [king]}")
        #expect(odd.exit != 0)
    }

    @Test(
        "An act without a case is asked about where cases are used, and joined where one names it")
    func actsWithoutCase() async throws {
        let world = try await CommandsWorld()
        let sign = """
            - {act: register, \(Self.place), name: 甲诊所, type: medical, kind: clinic, place: "222401"}
            - {act: sign, as: agreement, \(Self.place), from: today, until: 2028-01-01,
               services: [outpatient], basis: N 10}

            """
        _ = try await world.city.settled(sign)
        #expect(!(try await world.city.run("review ls")).text.contains("act-without-case"))
        _ = try await world.city.settled(
            step("step: finding, case: e, kind: enforcement, officer: 甲, note: 查实"))
        let stop =
            "- {act: suspend, as: stop, \(Self.place), cause: 甲, basis: N 42}\n"
        let id = try #require(try await cases(world.city).first)
        world.time.advance(milliseconds: 40 * 86_400_000)
        _ = try await world.city.settled(stop)
        let asked = try await world.city.run("case show", [id])
        #expect(asked.json.contains(#""kind":"act-without-case""#), "\(asked.json)")
        #expect(asked.json.contains(#""article":"42""#))
        #expect(
            world.city.answer(Self.clinic, "222401", on: "2026-05-01").status == .suspended,
            "the public act keeps its effect")
        let name = try #require(
            asked.json.firstMatch(of: /act-without-case,[^"]*?,([a-z][^",]*#[0-9]+)"/)?.1)
        _ = try await world.city.settled(
            step("step: measure, case: \(id), officer: 乙, items: [suspend], event: \"\(name)\""))
        let joined = try await world.city.run("case show", [id])
        #expect(!joined.json.contains("act-without-case"), "\(joined.json)")
        #expect(joined.text.contains("→ \(name)"), "\(joined.text)")
    }

    @Test("Where cases are kept for such acts, one about an institution without a case waits too")
    func actsBesideCases() async throws {
        let world = try await CommandsWorld()
        func place(_ number: Int) -> String {
            "institution: \"practice-licence:222401:PDY0008\(number)\", region: \"222401\""
        }
        func stop(_ number: Int) -> String {
            "- {act: suspend, \(place(number)), cause: 甲, basis: N 42}\n"
        }
        func waiting() async throws -> String {
            let list = try await world.city.run("review ls")
            #expect(list.exit == 0, "\(list.error)")
            return list.json
        }
        func pass() { world.time.advance(milliseconds: 2 * 86_400_000) }
        for number in 1...2 {
            _ = try await world.city.settled(
                """
                - {act: register, \(place(number)), name: 乙\(number), type: medical, kind: clinic,
                   place: "222401"}
                - {act: sign, \(place(number)), from: today, until: 2028-01-01, services: [outpatient],
                   basis: N 10}
                """)
        }
        pass()
        // A measure by whoever found counts for nothing, so the agency keeps no cases for these yet.
        _ = try await world.city.settled(
            step("step: finding, case: e, kind: enforcement, officer: 甲, note: 查实")
                + step("step: measure, case: e, officer: 甲, items: [suspend], override: 一人在岗"))
        pass()
        _ = try await world.city.settled(stop(1))
        #expect(try await !waiting().contains("act-without-case"))
        let id = try #require(try await cases(world.city).first)
        _ = try await world.city.settled(
            step("step: measure, case: \(id), officer: 乙, items: [suspend]"))
        #expect(try await world.city.run("due").text.contains("[act/suspended]"))
        #expect(
            try await world.city.run("case show", [id]).text.contains("to be recorded publicly"))
        pass()
        _ = try await world.city.settled(stop(2))
        let found = try await waiting()
        #expect(
            found.ranges(of: #""key":"act-without-case,"#).count == 1 && found.contains("PDY00082"),
            "\(found)")
        #expect(!found.contains("PDY00081"), "before that nobody kept such cases")
        let key = try #require(found.firstMatch(of: /"key":"(act-without-case,[^"]*)"/)?.1)
        _ = try await world.city.settled(
            step(
                "step: note, case: n, kind: enforcement, items: [\"\(key)\"], officer: 乙, "
                    + "note: 纸质案卷", place(2)))
        #expect(try await !waiting().contains("act-without-case"))
        // The act that the measure obliged to is no act without a case.
        _ = try await world.city.settled(
            "- {act: register, \(Self.place), name: 甲诊所, type: medical, kind: clinic, "
                + "place: \"222401\"}\n- {act: suspend, \(Self.place), cause: 甲, basis: N 42}\n")
        #expect(try await !waiting().contains("act-without-case"))
        #expect(try await !world.city.run("due").text.contains("[act/suspended]"))
    }

    @Test("An end that was asked for is no application of a terminated institution (N43(12), N44)")
    func endAskedFor() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            """
            - {act: register, \(Self.place), name: 甲诊所, type: medical, kind: clinic, place: "222401"}
            - {act: sign, \(Self.place), from: today, until: 2028-01-01, services: [outpatient],
               basis: N 10}

            """ + step("step: received, case: e, kind: end, officer: 甲")
                + step("step: accepted, case: e, officer: 甲")
                + step("step: decided, case: e, officer: 乙, passed: yes"))
        _ = try await world.city.settled(
            "- {act: terminate, \(Self.place), own-request: yes, cause: 停业, basis: N 43(12)}\n")
        world.time.advance(milliseconds: 2_100)
        let waiting = try await world.city.run("review ls")
        #expect(waiting.exit == 0, "\(waiting.error)")
        #expect(!waiting.json.contains("application-while-terminated"), "\(waiting.text)")
        // What follows it is still to be done, and the case says so.
        let due = try await world.city.run("due", options: ["all": "yes"])
        #expect(due.json.contains("filing/termination"), "\(due.text)")
    }

    @Test("One branch's termination for people of the head office proposes the others' (P40(14))")
    func chain() async throws {
        let world = try await CommandsWorld()
        let mark = "1:" + String(repeating: "ef", count: 32)
        func shop(_ number: Int, _ person: String) -> String {
            let place = "institution: \"drug-licence:222401:CB\(number)\", region: \"222401\""
            return """
                - {act: register, \(place), name: 药店\(number), type: pharmacy, place: "222401"}
                - {act: sign, as: s\(number), \(place), from: today, until: 2028-01-01,
                   services: [purchase], basis: P 9}
                """ + "\n"
                    + step(
                        "step: received, case: n\(number), kind: new, officer: 甲, "
                            + "persons: [{role: principal, mark: \"\(person)\"}]", place)
        }
        let other = "1:" + String(repeating: "aa", count: 32)
        _ = try await world.city.settled(shop(100, mark) + shop(200, mark) + shop(300, other))
        let place = #"institution: "drug-licence:222401:CB100", region: "222401""#
        func end(_ role: String) -> String {
            step("step: finding, case: e, kind: enforcement, officer: 甲, note: 查实", place)
                + step(
                    "step: measure, case: e, officer: 乙, items: [terminate], "
                        + "persons: [{role: \(role), mark: \"\(mark)\"}]", place)
        }
        func proposed(_ number: Int) async throws -> Bool {
            for id in try await cases(world.city) {
                let shown = try await world.city.run("case show", [id]).json
                if shown.contains("\"key\":\"chain,drug-licence:222401:CB\(number),") {
                    return true
                }
            }
            return false
        }
        _ = try await world.city.settled(end("principal"))
        #expect(try await !proposed(200), "a branch's own principal is no head office")
        _ = try await world.city.settled(end("head-office").replacing("case: e", with: "case: f"))
        #expect(try await proposed(200))
        #expect(try await !proposed(300), "under other people")
        #expect(try await !proposed(100))
    }

    /// Two offices of one city cannot open each other's cases, and both hold the register.
    @Test("By one social credit code a branch's public termination proposes the others' (P40(14))")
    func chainByCode() async throws {
        let world = try await CommandsWorld()
        func shop(_ number: Int, _ code: String) -> String {
            let place = "institution: \"drug-licence:222401:CB\(number)\", region: \"222401\""
            return """
                - {act: register, \(place), name: 药店\(number), type: pharmacy, place: "222401",
                   credit-code: \(code)}
                - {act: sign, as: s\(number), \(place), from: today, until: 2028-01-01,
                   services: [purchase], basis: P 9}
                """ + "\n" + step("step: received, case: n\(number), kind: new, officer: 甲", place)
        }
        let (ours, other) = ("91222401MA00000017", "91222401MA00000025")
        _ = try await world.city.settled(shop(100, ours) + shop(200, ours) + shop(300, other))
        func proposed() async throws -> [Int] {
            var found: [Int] = []
            for id in try await cases(world.city) {
                let shown = try await world.city.run("case show", [id]).json
                found += [100, 200, 300].filter {
                    shown.contains("\"key\":\"chain,drug-licence:222401:CB\($0),")
                }
            }
            return found
        }
        #expect(try await proposed() == [])
        _ = try await world.city.settled(
            """
            - {act: terminate, institution: "drug-licence:222401:CB100", region: "222401",
               cause: 演示：骗保, basis: P 40(4), effective: today}
            """)
        #expect(try await proposed() == [200])
    }

    @Test("`policy show` and `policy diff` read a federation's folder without a node")
    func folder() throws {
        func run(_ name: String, _ arguments: [String], _ options: [String: String] = [:])
            -> CommandResult
        {
            FolderPolicyCommand.run(
                LocalCommand(name, options: options, arguments: arguments),
                descriptions: projectNodes, today: BackendWorld.today)
        }
        let shown = run("policy show", ["310000"], ["only": "term"])
        #expect(shown.exit == 0, "\(shown.error)")
        #expect(shown.text.contains("SH-2021") && shown.text.contains("S0"), "\(shown.text)")
        let national = run("policy show", ["CN"], ["only": "term"])
        #expect(!national.text.contains("SH-2021"))
        let differing = run("policy diff", ["310000", "530000"])
        #expect(differing.json.contains("opening-limit"), "\(differing.text)")
        let ended = run("policy diff", ["310000@2026-11-30", "310000@2026-12-01"])
        #expect(ended.json.contains(#""term""#), "\(ended.text)")
        #expect(run("policy show", ["990099"]).exit == 1)
        #expect(
            FolderPolicyCommand.run(
                LocalCommand("policy show", arguments: ["CN"]), descriptions: "/no-such-folder",
                today: BackendWorld.today
            ).exit != 0)
    }
}
