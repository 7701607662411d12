import Designation
import Federation
import Foundation
import Storage
import Testing
import TransparencyLog

@testable import Node

/// Commands about logs, nodes, papers and rules; what the program itself prints is made by Node, too.
extension CommandShapeTests {
    @Test("Ends and verification of logs, a relay, two nodes that differ")
    func logs() async throws {
        let ends = try await run("log ends", ["222400"])
        #expect(ends.json.contains(#""end":""#), "\(ends.json)")
        let none = try await run("log ends", ["222401.field"])
        #expect(none.text.hasPrefix("#"), "a file for `rotate --ends`: \(none.text)")
        let stored = try world.city.service.logs.logs().map {
            LogVerifier.verify($0, in: world.city.service.logs)
        }
        try check("log verify", LogVerification.result(stored).json)
        let path = world.folder.path + "/site"
        _ = try await world.city.run("export", [path])
        let file = "\(path)/blob/\(try #require(try FileSystem.names(in: path + "/blob").first))"
        try FileSystem.writeDurably([1], to: file)
        let folder = try await FolderVerifier.run(path, only: nil, anchor: world.anchor) { _ in }
        try check("log verify", folder.json)
        #expect(folder.json.contains(#""file":"blob/"#) && folder.exit == 1, "\(folder.json)")
        let server = try FileServer(folder: path)
        let taken = try await world.province.run("import", [server.url])
        try check("import", taken.json)
        #expect(taken.exit == 0 && taken.json.contains(#""state":"current""#), "\(taken.error)")
        let held = try #require(try world.city.service.logs.logs().first?.position.checkpoint)
        let own = DigestInput(origin: held.origin, size: held.size, root: held.root)
        let differing = DigestDifference(
            peer: "220000", scope: "common", logs: DigestDifference.logs([own], []),
            institutions: [Self.hospital])
        try check("digest --peer", DigestCommand.result([differing], with: "220000").json)
        try check("digest --peer", DigestCommand.result([], with: "220000").json)
    }

    @Test("Papers, and persons by their marks")
    func papers() async throws {
        let list = try await run("notice", ["published-list", "222401"])
        #expect(list.json.contains(#""rows":[[""#), "\(list.json)")
        let secret = "3\n\(Hex.encode(BackendWorld.seed("marks")))\n"
        try FileSystem.writeDurably(
            Array(secret.utf8), to: world.province.service.folder.markSecret, isSecret: true)
        func ask() async throws -> CommandResult {
            let result = try await world.province.run(
                "mark", files: ["person": Array(BackendMarkTests.idNumber.utf8)])
            try check("mark", result.json)
            return result
        }
        let mark = try #require(try await ask().text.split(separator: "\n").first)
        let clinic = #"institution: "practice-licence:222401:PDY00077", region: "222401""#
        _ = try await world.city.settled(
            """
            - {act: step, \(clinic), step: received, case: c, kind: new,
               services: [outpatient], role: clerk, officer: 甲, persons: ["\(mark)"]}
            """)
        try await world.carry(from: world.city, to: world.province)
        let known = try await ask()
        #expect(known.json.contains(#""step":"received""#), "\(known.json)")
        let nobody = try await world.city.run("mark", files: ["person": Array("12345678".utf8)])
        try check("mark", nobody.json)
        #expect(nobody.exit == 1 && nobody.json.contains(#""answers":[]"#), "\(nobody.json)")
    }

    @Test("Editions and regions: what would change, what is published")
    func rules() async throws {
        let world = try await PolicyCommandTests().world()
        _ = try await world.city.settled(
            CommandsWorld.designation() + """
                  - {act: step, institution: "\(Self.hospital)", region: "222401", case: b,
                     step: received, kind: new, services: [outpatient], officer: 甲}
                """)
        let rehearsed = try await world.city.run(
            "policy rehearse", ["e.yaml"], files: PolicyCommandTests.files)
        try check("policy rehearse", rehearsed.json)
        for part in [#""met":[{"#, #""deadlines":[{"#, #""differences":[{"#] {
            #expect(rehearsed.json.contains(part), "\(part) in \(rehearsed.json)")
        }
        let regions = """
            names:
              agency: {zh: "{zh}经办", en: "{en} agency"}
              department: {zh: "{zh}局", en: "{en} bureau"}
            regions:
              - {code: "530000", name: {zh: 区, en: Region}, level: province}

            """
        func publish(
            _ name: String, _ node: CommandNode, _ files: [String: [UInt8]]
        ) async throws -> [CommandResult] {
            var results: [CommandResult] = []
            // Tried, done, tried again and done again.
            for options in [["check": "yes"], [:], ["check": "yes"], [:]] {
                let result = try await node.run(
                    name, ["file.yaml"], options: ["officer": "tester"].merging(options) { $1 },
                    files: files)
                try check(name, result.json)
                results.append(result)
            }
            return results
        }
        _ = try await publish("policy publish", world.province, PolicyCommandTests.files)
        let told = try await publish(
            "regions publish", world.root, ["regions": Array(regions.utf8)])
        #expect(
            told[0].json == #"{"events":[],"published":null,"wouldRecord":1}"#, "\(told[0].json)")
        #expect(told[1].json.contains(#""wouldRecord":null"#), "\(told[1].json)")
        #expect(
            told[2].json == #"{"events":[],"published":null,"wouldRecord":0}"#, "\(told[2].json)")
        #expect(
            told[3].json == #"{"events":[],"published":"file.yaml","wouldRecord":null}"#,
            "\(told[3].json)")
    }

    @Test("Nodes: set up, enrolled, with another key, listening")
    func nodes() async throws {
        let machine = try await ColdFederation()
        let path = machine.folder.path
        func made(_ name: String, _ founded: String?) throws -> NodeSetup.Outcome {
            let settings = NodeSettings(node: name, port: 0, isOffline: true)
            try FileSystem.writeDurably(Array(settings.yaml.utf8), to: "\(path)/\(name).yaml")
            return try NodeSetup.run(
                folder: NodeFolder("\(path)/new-\(name)"), config: "\(path)/\(name).yaml",
                anchor: founded == nil ? machine.root.anchor : nil, federationName: founded,
                peer: nil)
        }
        let (folder, today) = (NodeFolder("\(path)/new"), BackendWorld.today)
        let founded = try made("other", "probe").result(in: folder, today: today)
        try check("init", founded.json)
        #expect(founded.json.contains(#""request":null"#) && founded.text.contains("\(today)"))
        let joined = try made("530000", nil)
        let shown = joined.result(in: folder, today: today)
        try check("join", shown.json)
        let request = try #require(joined.request)
        #expect(shown.json.contains(request) && shown.text.contains(request))
        let enrolled = try await machine.run(
            machine.root, "enrol", [request], options: ["region": "CN", "role": "exchange"])
        try check("enrol", enrolled.json)
        try check("rekey", NodeRekeying.prepare(machine.province).json)
        let prepared = try Prepared(machine.province)
        // A log that the rotation does not name.
        try await machine.record(machine.province, ColdFederation.register(1))
        let rotated = try await machine.run(
            machine.root, "rotate", [prepared.request],
            options: ["keeps": prepared.keeps.joined(separator: ",")])
        try check("rotate", rotated.json)
        try await machine.carry(from: machine.root, to: machine.province, "word")
        let used = try await NodeRekeying.use(machine.province, logger: ColdFederation.logger)
        try check("rekey --use", used.json)
        #expect(used.json.contains(#""leftOut":[{"#), "\(used.json)")
        let settings = NodeSettings(node: "530000", port: 0)
        try check("serve", NodeServing.listening(settings, port: 7_400).json)
        let data = try FederationData(
            path: path, descriptions: projectNodes, basePort: 7_400, everything: false)
        try check("up", data.document().text)
        try check("demo", data.document(isGood: true).text)
    }

    @Test("A scenario of several authors")
    func scenario() async throws {
        let clinic = #"institution: "clinic-filing:220100:PDY1", region: "220100""#
        let story = """
            officer: 甲
            acts:
              - {on: 2026-03-02, by: "220100", act: register, \(clinic), name: 演示诊所,
                 type: medical, place: "220100"}
              - expect: {\(clinic), on: 2026-03-05, status: designated}

            """
        for isCheck in [true, false] {
            let played = await ScenarioCommand.run(
                name: "story.yaml", bytes: Array(story.utf8), descriptions: projectNodes,
                in: "\(world.folder.path)/story", today: BackendWorld.today, isCheck: isCheck
            ) { _ in }
            try check(
                isCheck ? "record --federation --check" : "record --federation", played.json)
            #expect(played.exit == (isCheck ? 0 : 1), "\(played.error)")
            #expect(isCheck || played.json.contains(#""expectedStatus":"designated""#))
        }
    }
}
