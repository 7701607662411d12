import Designation
import Federation
import Logging
import Messages
import Storage
import Testing
import TransparencyLog

@testable import Node

@Suite("Commands about the node itself")
struct CommandsNodeTests {
    private var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    @Test("A new federation, a new node, its request, its enrolment")
    func enrolment() async throws {
        let folder = TestFolder()
        try write("root.yaml", NodeSettings(node: "root", port: 0), folder)
        try write("child.yaml", NodeSettings(node: "220000", port: 0), folder)
        let root = NodeFolder(folder.path + "/root")
        let made = try NodeSetup.run(
            folder: root, config: folder.path + "/root.yaml", anchor: nil,
            federationName: "probe", peer: nil)
        #expect(made.request == nil)
        let child = try NodeSetup.run(
            folder: NodeFolder(folder.path + "/220000"), config: folder.path + "/child.yaml",
            anchor: root.anchor, federationName: nil, peer: nil)
        #expect(child.anchor == made.anchor)
        let request = try #require(child.request)
        let client = LocalCommandClient(NodeLocation(folder: root), logger: logger)
        let options = ["region": "CN", "role": "province", "agency": "省中心"]
        let done = try await client.run(
            LocalCommand("enrol", options: options, arguments: [request]))
        #expect(done.exit == 0, "\(done.error)")
        let list = try await client.run(LocalCommand("log ls"))
        #expect(list.json.contains("/root/directory/"))
        let changed = request.replacing(" 220000 ", with: " 220001 ")
        let refused = try await client.run(
            LocalCommand("enrol", options: options, arguments: [changed]))
        #expect(refused.exit == 1)
        #expect(refused.error.contains("changed on its way"))
        #expect(throws: NodeError.self) {
            try NodeSetup.run(
                folder: root, config: folder.path + "/root.yaml", anchor: nil,
                federationName: "probe", peer: nil)
        }
    }

    @Test("A federation is founded by commands: regions, groups, editions, nodes as described")
    func founding() async throws {
        let folder = TestFolder()
        try write("root.yaml", NodeSettings(node: "root", port: 0), folder)
        try write("city.yaml", NodeSettings(node: "220000", port: 0), folder)
        let root = NodeFolder(folder.path + "/root")
        _ = try NodeSetup.run(
            folder: root, config: folder.path + "/root.yaml", anchor: nil,
            federationName: "probe", peer: nil)
        let city = try NodeSetup.run(
            folder: NodeFolder(folder.path + "/220000"), config: folder.path + "/city.yaml",
            anchor: root.anchor, federationName: nil, peer: nil)
        let client = LocalCommandClient(NodeLocation(folder: root), logger: logger)
        func run(
            _ name: String, _ argument: String, _ files: [String: String], check: Bool = false
        ) async throws -> CommandResult {
            var options = ["officer": "tester", "ground": "founding"]
            if check { options["check"] = "yes" }
            for key in ["groups", "description"] { options[key] = files[key] }
            return try await client.run(
                LocalCommand(
                    name, options: options, arguments: [argument],
                    files: try files.mapValues { file in
                        try #require(try FileSystem.read(projectNodes + "/" + file))
                    }))
        }
        let area = ["regions": "jilin/regions.yaml", "groups": "jilin/recognition.yaml"]
        let early = try await run(
            "regions publish", "regions.yaml", ["regions": "jilin/nodes/220100.yaml"])
        #expect(early.exit == 1)
        let seen = try await run("regions publish", "regions.yaml", area, check: true)
        #expect(seen.exit == 0 && seen.json.contains(#""published":null"#), "\(seen.error)")
        let done = try await run("regions publish", "regions.yaml", area)
        #expect(done.exit == 0 && done.text.contains("已发布"), "\(done.error)")
        let again = try await run("regions publish", "regions.yaml", area)
        #expect(again.text.contains("已是现行版本"), "\(again.text)")
        let edition = try await run(
            "policy publish", "edition.yaml", ["edition": "jilin/edition.yaml"])
        #expect(edition.exit == 0, "\(edition.error)")
        let request = try #require(city.request)
        let other = try await run(
            "enrol", request, ["description": "jilin/nodes/222401.yaml"])
        #expect(other.exit == 1 && other.error.contains("222401"))
        let enrolled = try await run(
            "enrol", request, ["description": "jilin/nodes/220000.yaml"])
        #expect(enrolled.exit == 0, "\(enrolled.error)")
        let rules = try await client.run(LocalCommand("policy show", arguments: ["220100"]))
        #expect(rules.text.contains("S2"), "\(rules.error)")
    }

    private func write(_ name: String, _ settings: NodeSettings, _ folder: TestFolder) throws {
        var settings = settings
        settings.isOffline = true
        try FileSystem.writeDurably(
            Array(settings.yaml.utf8), to: "\(folder.path)/\(name)")
    }

    @Test("An enrolment that would have no effect is refused with the reason")
    func enrolmentOutOfReach() async throws {
        let world = try await CommandsWorld()
        let secrets = NodeSecrets(
            name: "220100", nodeSeed: BackendWorld.seed("x"), encryptionSeed: BackendWorld.seed("y")
        )
        let request = EnrolmentRequest.make(federation: world.anchor.federationID, secrets: secrets)
        let elsewhere = try await world.city.run(
            "enrol", [request], options: ["region": "220100", "role": "city"])
        #expect(elsewhere.exit == 1 && elsewhere.error.contains("220100"), "\(elsewhere.text)")
        let other = NodeSecrets(
            name: "222400", nodeSeed: BackendWorld.seed("222400"),
            encryptionSeed: BackendWorld.seed("box 222400"))
        try await world.carry(from: world.province, to: world.root)
        let taken = try await world.root.run(
            "enrol",
            [EnrolmentRequest.make(federation: world.anchor.federationID, secrets: other)],
            options: ["region": "222400", "role": "city"])
        #expect(taken.exit == 1 && taken.error.contains("222400"), "\(taken.text)")
    }

    @Test("Without a node in it a folder is refused; with several, their names are listed")
    func location() async throws {
        let world = try await CommandsWorld()
        let error = #expect(throws: CommandFailure.self) {
            try NodeLocation.find(data: world.folder.path, node: nil)
        }
        #expect(error?.exit == 2)
        #expect(error?.description.contains("220000, 222400, 222401.field, root") == true)
        let found = try NodeLocation.find(data: world.folder.path, node: "222400")
        #expect(found.folder.path.hasSuffix("/222400"))
        #expect(throws: CommandFailure.self) {
            try NodeLocation.find(data: world.folder.path + "/nothing", node: nil)
        }
    }

    @Test("Rebuild gives the same digests, in memory and from nothing")
    func rebuild() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let beside = try await world.city.run("rebuild")
        #expect(beside.exit == 0, "\(beside.error)")
        #expect(beside.json.contains(#""same":true"#))
    }

    @Test("Where no derived data could be read, nothing differs: the node is to be stopped first")
    func rebuildOfDamaged() throws {
        let area = BackendWorld.code("220000")
        let nothing = DigestBuckets().root
        let found = TreeHash.sha256([1])
        let beside = RebuildCommand.result([area], [nothing], [found], isErased: false)
        #expect(beside.exit == 1)
        #expect(beside.error.contains("stop the node, run `dingdian rebuild`, and start it again"))
        #expect(beside.error.contains("damaged") && !beside.text.contains("differs"))
        #expect(beside.json.contains(#""before":null"#))
        let alone = RebuildCommand.result([area], [nothing], [found], isErased: true)
        #expect(alone.exit == 0 && alone.error.isEmpty)
        #expect(!alone.text.contains("differs"), "\(alone.text)")
        // A row that cannot be read leaves the sums as they were.
        let row = RebuildCommand.result(
            [area], [found], [found], isErased: false, isDamaged: true)
        #expect(row.exit == 1 && row.error.contains("stop the node"))
        let other = RebuildCommand.result(
            [area], [TreeHash.sha256([2])], [found], isErased: false)
        #expect(other.text.contains("differs from \(TreeHash.sha256([2]).hex)"))
    }

    @Test("Without a running node the derived store is erased and comes out the same")
    func rebuildFromNothing() async throws {
        let folder = TestFolder()
        try write("root.yaml", NodeSettings(node: "root", port: 0), folder)
        let root = NodeFolder(folder.path + "/root")
        _ = try NodeSetup.run(
            folder: root, config: folder.path + "/root.yaml", anchor: nil,
            federationName: "probe", peer: nil)
        let client = LocalCommandClient(NodeLocation(folder: root), logger: logger)
        let acts = "- {act: decide, region: CN, name: cross-region.county-act, value: review}"
        let recorded = try await client.run(
            LocalCommand(
                "record", options: ["officer": "tester"], arguments: ["a"],
                files: ["a": Array(acts.utf8)]))
        #expect(recorded.exit == 0, "\(recorded.error)")
        let result = try await client.run(LocalCommand("rebuild"))
        #expect(result.exit == 0, "\(result.error)")
        #expect(result.json.contains(#""erased":true"#))
        #expect(result.json.contains(#""same":true"#))
    }

    @Test("Digest, recover, backup, peers, calendar and policy answer in one document each")
    func others() async throws {
        let world = try await CommandsWorld()
        let digest = try await world.city.run("digest")
        #expect(digest.json.contains(#""of":"common""#))
        #expect(digest.json.contains(#""of":"220000""#))
        let foreign = try await world.city.run("digest", options: ["area": "320000"])
        #expect(foreign.exit == 1)
        #expect(try await world.city.run("recover").json.contains(#""ready":true"#))
        let copy = world.folder.path + "/copy.sqlite"
        #expect(try await world.city.run("backup", [copy]).exit == 0)
        #expect(try await world.city.run("backup", [copy]).exit == 1)
        #expect(try await world.city.run("peers").exit == 0)
        let date = try await world.city.run("calendar add", ["2026-03-06", "1"])
        #expect(date.json.contains(#""date":"2026-03-09""#))
        #expect(date.text.contains("暂定"))
        let month = try await world.city.run(
            "calendar add", ["2026-01-31", "1"], options: ["unit": "months"])
        #expect(month.json.contains(#""date":"2026-02-28""#))
        for (day, count, unit, ahead) in [
            ("9999-12-31", "5", "workdays", "no"), ("9999-12-31", "5", "months", "no"),
            ("9998-06-01", "5000", "months", "no"), ("9999-12-31", "1", "days", "no"),
            ("1900-01-01", "1", "years", "yes"), ("1900-01-01", "1", "workdays", "yes"),
        ] {
            let over = try await world.city.run(
                "calendar add", [day, count], options: ["unit": unit, "ahead": ahead])
            #expect(over.exit == 1 && over.error.contains("1900 to 9999"), "\(day) \(unit)")
        }
        let last = try await world.city.run(
            "calendar add", ["9998-12-31", "12"], options: ["unit": "months"])
        #expect(last.json.contains(#""date":"9999-12-31""#), "\(last.json)")
        _ = try await world.province.settled(
            """
            - {act: decide, region: "220000", name: cross-region.county-act, value: review,
               basis: [S2 30]}
            """)
        let policy = try await world.province.run(
            "policy diff", ["220000", "CN"])
        #expect(policy.json.contains("cross-region.county-act"))
        #expect(policy.text.contains("S2 30"))
        let shown = try await world.province.run("policy show", ["222401"])
        #expect(shown.text.contains("220000"))
        #expect(try await world.city.run("dance").exit == 2)
    }

    @Test("A decision on a review item is recorded and shown")
    func review() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            CommandsWorld.designation() + """
                  - {act: sign, institution: "\(CommandsWorld.hospital)", region: "222401",
                     from: today, until: 2027-01-01, services: [outpatient]}
                """)
        // Signed in ignorance of what had been decided and is entered late.
        _ = try await world.city.settled(
            """
            acts:
              - {act: terminate, institution: "\(CommandsWorld.hospital)", region: "222401",
                 cause: 测试, effective: 2026-02-01, basis: [N 43]}
            """)
        let list = try await world.city.run("review ls")
        #expect(list.text.contains("解除之后签约"), "\(list.text)")
        let rows = world.city.service.core.registry.standing(
            of: BackendWorld.institution(CommandsWorld.hospital), area: BackendWorld.code("220000")
        ).reviewItems
        let key = try #require(rows.first { $0.kind == .signedAfterTermination }?.key)
        let unnamed = try await world.city.run("review resolve", [key])
        #expect(unnamed.exit == 2)
        let done = try await world.city.run(
            "review resolve", [key], options: ["decision": "协议无效", "officer": "王莉"])
        #expect(done.exit == 0, "\(done.error)")
        world.time.advance(milliseconds: 3_000)
        let all = try await world.city.run("review ls", options: ["all": "yes"])
        #expect(all.text.contains("已处理 resolved: 协议无效"))
    }

    @Test("Who applies a suspension, by the receipts at hand")
    func propagation() async throws {
        let world = try await CommandsWorld()
        let result = try await world.city.settled(
            CommandsWorld.designation() + """
                  - {act: suspend, as: stop, institution: "\(CommandsWorld.hospital)",
                     region: "222401", cause: 测试, basis: [N 42]}
                """)
        world.time.advance(milliseconds: 1_500)
        try await world.carry(from: world.city, to: world.province)
        world.time.advance(milliseconds: 1_500)
        try await world.carry(from: world.province, to: world.city, name: "back")
        let event = try #require(
            result.text.split(whereSeparator: \.isWhitespace).last { $0.contains("/sanctions/") })
        let board = try await world.city.run("propagation", [String(event)])
        #expect(board.exit == 0, "\(board.error)")
        #expect(board.text.contains("已执行 applied"))
        #expect(board.json.contains(#""node":"220000""#))
        #expect(board.json.contains(#""delayMilliseconds":1500"#), "\(board.json)")
        #expect(try await world.city.run("propagation", ["nonsense"]).exit == 2)
    }
}
