import Designation
import Federation
import Logging
import Messages
import Storage
import Testing
import TransparencyLog
import Web

@testable import Node

/// What a command records in the directory counts there, or is refused with the reason.
@Suite("Acts of the directory by the commands")
struct CommandsDirectoryTests {
    private func bytes(_ file: String) throws -> [UInt8] {
        try #require(try FileSystem.read(projectNodes + "/" + file))
    }

    private func ownSize(_ node: CommandNode) -> UInt64 {
        node.service.core.registry.applied.filter {
            $0.key.text.contains("/\(node.service.core.name)/directory/")
        }.values.reduce(0, +)
    }

    static let withoutEffect = [
        #"{act: delegate, to: 222401.field, regions: ["220100"], acts: [sign]}"#,
        #"{act: delegate, to: nobody, regions: ["222401"], acts: [sign]}"#,
        #"{act: roster, region: "220100", name: 甲, roles: [clerk]}"#,
        #"{act: decide, region: "220000", name: supplement-notice, value: 5wd}"#,
        #"{act: revoke, node: "220000", reason: 测试}"#,
        #"{act: revoke, node: nobody, reason: 测试}"#,
    ]

    /// What nothing could be counted or compared by would leave a clock or a comparison out unseen.
    @Test(
        "A decision has a value that its rule knows, with the line where not",
        arguments: [
            ("assessment-limit", "2 Monate"), ("assessment-limit", "20 workday"),
            ("laxer-local-value", "locall"), ("suspension.voluntary-maximum", "hello"),
            ("terminations-published", "perhaps"),
        ])
    func odd(name: String, value: String) async throws {
        let world = try await CommandsWorld()
        let before = ownSize(world.city)
        let result = try await world.city.record(
            #"- {act: decide, region: "222400", name: \#(name), value: \#(value)}"#)
        #expect(result.exit == 1)
        #expect(result.error.contains("acts.yaml:"), "\(result.error)")
        #expect(ownSize(world.city) == before)
    }

    @Test("A decision says a span as editions do, or in the canonical form; a dash is the nation's")
    func spans() async throws {
        let world = try await CommandsWorld()
        for (value, shown) in [("2 months", "2m"), ("5wd", "5wd"), ("-", "-")] {
            let result = try await world.city.record(
                #"- {act: decide, region: "222400", name: assessment-limit, value: "\#(value)"}"#)
            #expect(result.exit == 0, "\(result.error)")
            let rules = world.city.service.core.registry.view.directory.rules
            let region = try #require(RegionCode("222400"))
            let held = rules.own("assessment-limit", of: region, on: BackendWorld.today)
            #expect(held?.value == shown)
        }
    }

    @Test(
        "What the directory would not follow is refused before anything is recorded",
        arguments: withoutEffect)
    func vain(_ act: String) async throws {
        let world = try await CommandsWorld()
        let before = ownSize(world.city)
        let good = #"- {act: roster, region: "222400", name: 乙, roles: [clerk]}"#
        let refused = try await world.city.record("\(good)\n- \(act)")
        #expect(refused.exit == 1 && refused.error.contains("acts.yaml:2"), "\(refused.error)")
        #expect(refused.error.contains("no effect") && refused.error.contains("不会生效"))
        #expect(ownSize(world.city) == before, "nothing of the file is recorded")
        let expected = String(act.dropLast()) + ", refused: no effect}"
        #expect(try await world.city.record("- \(expected)").exit == 0)
        #expect(ownSize(world.city) == before)
    }

    @Test("A log is closed by a superior only; a delegation ends in the file that made it")
    func closing() async throws {
        let world = try await CommandsWorld()
        try await world.carry(from: world.city, to: world.province)
        let log = try #require(
            world.city.service.core.registry.applied.keys.first {
                $0.text.contains("/222400/directory/")
            })
        let held = try #require(try world.province.service.logs.log(log))
        let close = """
            - {act: close, log: "\(log.text)", size: \(held.position.size),
               root: "\(held.position.edge.root.hex)", reason: retirement}
            """
        let own = try await world.city.record(close)
        #expect(own.exit == 1 && own.error.contains("stand above"), "\(own.error)")
        #expect(try await world.province.record(close).exit == 0)
        let office = CommandsWorld.office
        let lent = try await world.province.record(
            """
            - {act: delegate, as: lent, to: \(office), regions: ["222401"], acts: [sign]}
            - {act: end-delegation, delegation: lent, effective: 2026-04-01}
            """)
        #expect(lent.exit == 0, "\(lent.error)")
        let again = try await world.province.record(
            #"- {act: end-delegation, delegation: "\#(log.text)#0"}"#)
        #expect(again.exit == 1 && again.error.contains("not there"), "\(again.error)")
    }

    @Test("Recorded all the same, it is listed where the node is looked at")
    func listed() async throws {
        let world = try await CommandsWorld()
        let backend = NodeBackend(service: world.city.service)
        let quiet = try await world.city.run("peers")
        #expect(!quiet.text.contains("not in force as written"))
        let ready = await backend.readiness().isReady
        let done = try await world.city.record(
            "- " + Self.withoutEffect[0], options: ["allow-without-competence": "yes"])
        #expect(done.exit == 0, "\(done.error)")
        let peers = try await world.city.run("peers")
        #expect(peers.text.contains("/222400/directory/"), "\(peers.text)")
        #expect(peers.text.contains("by its own grants") && peers.text.contains("自身的权限"))
        let after = await backend.readiness()
        #expect(after.problems.contains { $0.english.contains("1 directory acts") })
        #expect(after.isReady == ready, "an act of the past stops nobody")
        let elsewhere = try await world.province.run("peers")
        #expect(!elsewhere.text.contains("not in force as written"))
    }

    @Test("What is lent publishes nothing: the directory looks at own grants")
    func publishing() async throws {
        let world = try await CommandsWorld()
        _ = try await world.province.settled(
            """
            - {act: delegate, to: "222400", regions: ["220000"],
               acts: [edition, decision, group, calendar]}
            """)
        try await world.carry(from: world.province, to: world.city, name: "lent")
        let options = ["officer": "tester", "ground": "test", "groups": "recognition.yaml"]
        let edition = try await world.city.run(
            "policy publish", ["edition.yaml"], options: options,
            files: ["edition": try bytes("jilin/edition.yaml")])
        #expect(edition.exit == 1 && edition.error.contains("edition"), "\(edition.error)")
        let calendar = try await world.province.run(
            "calendar publish", ["calendar.yaml"], options: options,
            files: ["calendar": try bytes("national/calendar.yaml")])
        #expect(calendar.exit == 1 && calendar.error.contains("calendar"), "\(calendar.error)")
    }

    @Test("A province publishes its whole tree, whatever its regions name; what is done counts")
    func regions() async throws {
        let world = try await CommandsWorld()
        func region(_ code: String, _ more: String = "") -> String {
            "  - {code: \"\(code)\", name: {zh: 区, en: Region}, level: province\(more)}\n"
        }
        let names = """
            names:
              agency: {zh: "{zh}经办", en: "{en} agency"}
              department: {zh: "{zh}局", en: "{en} bureau"}
            regions:

            """
        let bare = try await world.root.run(
            "regions publish", ["bare.yaml"], options: ["officer": "tester"],
            files: ["regions": Array((names + region("530000")).utf8)])
        #expect(bare.exit == 0, "\(bare.error)")
        let secrets = NodeSecrets(
            name: "530000", nodeSeed: BackendWorld.seed("530000"),
            encryptionSeed: BackendWorld.seed("box 530000"))
        let enrolled = try await world.root.run(
            "enrol",
            [EnrolmentRequest.make(federation: world.anchor.federationID, secrets: secrets)],
            options: [
                "region": "530000", "role": "province", "acts": "regions,enrol",
                "officer": "tester",
            ])
        #expect(enrolled.exit == 0, "\(enrolled.error)")
        let yunnan = CommandNode(
            try CommandsWorld.open(
                "530000", in: world.folder.path, anchor: world.anchor, time: world.time))
        try await world.carry(from: world.root, to: yunnan)
        let published = try await yunnan.run(
            "regions publish", ["regions.yaml"], options: ["officer": "tester"],
            files: ["regions": try bytes("yunnan/regions.yaml")])
        #expect(published.exit == 0, "\(published.error)")
        let tree = yunnan.service.core.registry.view.tree
        #expect(tree.pool(of: BackendWorld.code("530000")) == BackendWorld.code("539900"))
        #expect(tree.regions.count { $0.key.text.hasPrefix("53") } > 140)
        let again = try await yunnan.run(
            "regions publish", ["regions.yaml"], options: ["officer": "tester"],
            files: ["regions": try bytes("yunnan/regions.yaml")])
        #expect(again.text.contains("已是现行版本"), "\(again.text)\(again.error)")
    }

    @Test("Regions are cut so that none comes before what it names, and none is lost")
    func chunks() throws {
        // A chain backwards, and a ring larger than an event usually is.
        func region(_ number: Int, parent: Int?, pool: Int) -> Region {
            func code(_ number: Int) -> RegionCode { BackendWorld.code("\(100_000 + number)") }
            return Region(
                code: code(number), nameChinese: "区", nameEnglish: "R", level: .county,
                kind: .division, parent: parent.map(code), pool: code(pool), unit: code(number))
        }
        var regions = (0..<150).map { region($0, parent: nil, pool: $0) }
        regions += (150..<270).map { region($0, parent: nil, pool: $0 == 269 ? 150 : $0 + 1) }
        regions += (270..<400).map { region($0, parent: $0 == 399 ? nil : $0 + 1, pool: $0) }
        let events = RegionChunks.events(of: regions)
        var known: Set<RegionCode> = []
        for event in events {
            guard case .regions(let chunk) = event else { continue }
            known.formUnion(chunk.map(\.code))
            for region in chunk {
                #expect(known.contains(region.pool) && region.parent.map(known.contains) != false)
            }
            _ = try EntryDraft.directory(event, effective: BackendWorld.today)
        }
        #expect(known.count == regions.count && events.count < 8)
    }

    // MARK: Enrolment

    private func request(_ name: String, _ world: CommandsWorld) -> String {
        EnrolmentRequest.make(
            federation: world.anchor.federationID,
            secrets: NodeSecrets(
                name: name, nodeSeed: BackendWorld.seed("x"), encryptionSeed: BackendWorld.seed("y")
            ))
    }

    @Test("Options beside a description, and a root by description, are refused")
    func described() async throws {
        let world = try await CommandsWorld()
        let file = String(decoding: try bytes("jilin/nodes/220100.yaml"), as: UTF8.self)
        func enrol(_ text: String, _ more: [String: String]) async throws -> CommandResult {
            try await world.province.run(
                "enrol", [request("220100", world)],
                options: ["officer": "tester", "description": "220100.yaml"].merging(more) { $1 },
                files: ["description": Array(text.utf8)])
        }
        for option in ["region", "role", "acts", "regions", "registers", "agency", "agency-en"] {
            let refused = try await enrol(file, [option: "220100"])
            #expect(refused.exit == 2 && refused.error.contains("--\(option)"), "\(refused.error)")
        }
        let root = try await enrol(file.replacing("role: city", with: "role: root"), [:])
        #expect(root.exit == 1 && root.error.contains("anchor"), "\(root.error)")
    }

    @Test("A node that is not enrolled itself is told so when it enrols another")
    func stranger() async throws {
        let world = try await CommandsWorld()
        let stranger = CommandNode(
            try CommandsWorld.open(
                "220200", in: world.folder.path, anchor: world.anchor, time: world.time))
        let refused = try await stranger.run(
            "enrol", [request("220201", world)],
            options: ["region": "CN", "role": "office", "officer": "tester"])
        #expect(refused.exit == 1 && refused.error.contains("is not enrolled"), "\(refused.error)")
    }
}
