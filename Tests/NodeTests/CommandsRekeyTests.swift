import Designation
import Federation
import Foundation
import Logging
import Messages
import Storage
import Testing
import TransparencyLog

@testable import Node

/// What `rekey` says to programs.
struct Prepared: Decodable {
    var request: String
    var keeps: [String]
    var notOpenedHere: [String]

    init(_ folder: NodeFolder) throws {
        let result = try NodeRekeying.prepare(folder)
        self = try JSONDecoder().decode(Prepared.self, from: Data(result.json.utf8))
        #expect(result.text.contains(request) && keeps.allSatisfy { result.text.contains($0) })
    }
}

@Suite("Another key for a node")
struct CommandsRekeyTests {
    private static let clinic = "practice-licence:222401:PDY00077"

    private func step(_ rest: String) -> String {
        #"- {act: step, institution: "\#(Self.clinic)", region: "222401", \#(rest)}"#
    }

    @Test("A superior alone replaces a node's key; the logs that the node names go on")
    func rotation() async throws {
        let world = try await CommandsWorld()
        let folder = NodeFolder(world.folder.path + "/222400")
        let old = try folder.readSecrets()
        _ = try await world.city.settled(CommandsWorld.designation())
        let prepared = try Prepared(folder)
        #expect(prepared.keeps.contains { $0.contains("/222400/register/") })
        let keys = try EnrolmentRequest(prepared.request).keys
        #expect(try EnrolmentRequest(Prepared(folder).request).keys == keys, "the same key again")
        #expect(try folder.readSecrets().nodeSeed == old.nodeSeed, "not in use yet")
        func rotate(
            _ node: CommandNode, _ more: [String: String] = [:]
        ) async throws -> CommandResult {
            try await node.run(
                "rotate", [prepared.request], options: ["officer": "tester"].merging(more) { $1 })
        }
        let keeps = ["keeps": prepared.keeps.joined(separator: ",")]
        #expect(try await rotate(world.province).exit == 2, "an unnamed epoch would count no more")
        let both = try await rotate(world.province, keeps.merging(["stolen": "yes"]) { $1 })
        #expect(both.exit == 2 && both.error.contains("--keeps"), "\(both.error)")
        let hand = try await rotate(world.province, keeps.merging(["closed-by-hand": "yes"]) { $1 })
        #expect(hand.exit == 2 && hand.error.contains("--stolen"), "\(hand.error)")
        try await world.carry(from: world.province, to: world.root)
        let far = try await rotate(world.root, ["stolen": "yes"])
        #expect(far.exit == 1 && far.error.contains("--closed-by-hand"), "\(far.error)")
        #expect(try await rotate(world.office, keeps).exit == 1)
        let cut = try await world.province.run(
            "rotate", [String(prepared.request.dropLast(9))], options: ["officer": "tester"])
        #expect(cut.error.contains("rekey"), "\(cut.error)")
        let done = try await rotate(world.province, keeps)
        #expect(done.exit == 0, "\(done.error)")
        let member = world.province.service.core.registry.view.directory.node(named: "222400")
        #expect(member?.nodeKey == keys.nodeKey)
        #expect(member?.encryptionKey == old.publicKeys.encryptionKey)
        try await world.carry(from: world.city, to: world.province)
        let standing = world.province.answer(CommandsWorld.hospital, "222401", on: "2026-02-10")
        #expect(standing.status == .designated, "what was recorded under the old key goes on")
        #expect(try await rotate(world.province, keeps).exit == 1)
    }

    @Test("A node whose key was replaced is enrolled again with other grants")
    func enrolledAgain() async throws {
        let world = try await CommandsWorld()
        let folder = NodeFolder(world.folder.path + "/222400")
        let prepared = try Prepared(folder)
        let old = EnrolmentRequest.make(
            federation: world.anchor.federationID, secrets: try folder.readSecrets())
        let rotated = try await world.province.run(
            "rotate", [prepared.request],
            options: ["officer": "tester", "keeps": prepared.keeps.joined(separator: ",")])
        #expect(rotated.exit == 0, "\(rotated.error)")
        let options = ["region": "222400", "role": "city", "acts": "sign", "officer": "tester"]
        let done = try await world.province.run("enrol", [prepared.request], options: options)
        #expect(done.exit == 0, "\(done.error)")
        let directory = world.province.service.core.registry.view.directory
        let member = try #require(directory.node(named: "222400"))
        #expect(member.grants.map(\.acts) == [[.sign]], "what was printed as done is in force")
        #expect(member.nodeKey == (try EnrolmentRequest(prepared.request).keys.nodeKey))
        #expect(directory.problems(of: "220000").isEmpty)
        let stale = try await world.province.run("enrol", [old], options: options)
        #expect(stale.exit == 1 && stale.error.contains("dingdian rotate"), "\(stale.error)")
    }

    @Test(
        "The machine in the place of a stolen one opens new cases, and old ones after a next step")
    func stolen() async throws {
        let world = try await CommandsWorld()
        func cases(_ node: CommandNode) async throws -> [String] {
            let list = try await node.run("case ls", options: ["all": "yes"])
            return list.text.split(separator: "\n").compactMap { line in
                line.split(separator: " ").first.map(String.init)
            }.filter { $0.utf8.count == 32 }
        }
        _ = try await world.office.settled(
            step("step: received, case: a, kind: new, services: [outpatient], officer: 甲"))
        let early = try #require(try await cases(world.office).first)
        try await world.carry(from: world.office, to: world.province, name: "early")
        try await world.carry(from: world.city, to: world.province, name: "early")
        // Key and stores went with the machine; another one joins under the same name.
        let secrets = NodeSecrets(
            name: "222400", nodeSeed: BackendWorld.seed("another"),
            encryptionSeed: BackendWorld.seed("another box"))
        let request = EnrolmentRequest.make(federation: world.anchor.federationID, secrets: secrets)
        let done = try await world.province.run(
            "rotate", [request], options: ["officer": "tester", "stolen": "yes"])
        #expect(done.exit == 0, "\(done.error)")
        #expect(done.json.contains(#""encryptionKeyReplaced":true"#) && done.text.contains("note"))
        let city = try replacement(secrets, world)
        world.time.advance(milliseconds: 1_000)
        try await world.carry(from: world.province, to: world.office, name: "rotation")
        _ = try await world.office.settled(
            step("step: received, case: b, kind: new, services: [inpatient], officer: 甲"))
        let late = try #require(try await cases(world.office).first { $0 != early })
        try await world.carry(from: world.province, to: city, name: "first")
        try await world.carry(from: world.office, to: city, name: "second")
        #expect(try await cases(city) == [late], "sealed for the key that is there")
        let list = try await city.run("case ls")
        #expect(list.json.contains(#""notOpened":1"#) && list.text.contains("1 more do not open"))
        _ = try await world.province.settled(step("step: note, case: \(early), note: 补发密钥"))
        try await world.carry(from: world.province, to: city, name: "third")
        #expect(try await Set(cases(city)) == [early, late])
        let shown = try await city.run("case show", [early])
        #expect(shown.text.contains("甲"), "its first step opens, too: \(shown.text)\(shown.error)")
        world.time.advance(milliseconds: 1_000)
        _ = try await city.settled(
            step("step: note, case: \(early), officer: 乙, note: 已收到"))
        try await world.carry(from: city, to: world.office, name: "back")
        let below = try await world.office.run("case show", [early])
        #expect(below.text.contains("已收到"), "\(below.text)\(below.error)")
    }

    @Test("The root closes a province's cases, which it does not hold, by their signed ends")
    func stolenAtTheRoot() async throws {
        let world = try await CommandsWorld()
        _ = try await world.office.settled(
            step("step: received, case: a, kind: new, services: [outpatient], officer: 甲"))
        try await world.carry(from: world.office, to: world.province, name: "case")
        let list = try await world.province.run("case ls", options: ["all": "yes"])
        let id = try #require(
            list.text.split(separator: " ").first { $0.utf8.count == 32 }.map(String.init))
        _ = try await world.province.settled(step("step: note, case: \(id), note: 省里的一步"))
        world.time.advance(milliseconds: 1_000)
        try await world.carry(from: world.province, to: world.root, name: "last")
        try await world.carry(from: world.province, to: world.city, name: "last")
        let secrets = NodeSecrets(
            name: "220000", nodeSeed: BackendWorld.seed("another"),
            encryptionSeed: BackendWorld.seed("another box"))
        let request = EnrolmentRequest.make(federation: world.anchor.federationID, secrets: secrets)
        func rotate(_ ends: String?) async throws -> CommandResult {
            try await world.root.run(
                "rotate", [request], options: ["officer": "tester", "stolen": "yes"],
                files: ends.map { ["ends": Array($0.utf8)] } ?? [:])
        }
        let bare = try await rotate(nil)
        #expect(bare.exit == 1 && bare.error.contains("log ends 220000"), "\(bare.error)")
        let printed = try await world.city.run("log ends", ["220000"])
        #expect(printed.exit == 0, "\(printed.error)")
        let lines = printed.text.split(separator: "\n").map(String.init)
        let cases = try #require(lines.first { $0.contains("/220000/casework/") })
        // The heartbeat that came with the last stick names what is left out.
        let others = lines.filter { $0 != cases }.joined(separator: "\n")
        let partial = try await rotate(others)
        #expect(
            partial.exit == 1 && partial.error.contains("/220000/casework/"), "\(partial.error)")
        let bent = try await rotate(others + "\n" + String(cases.dropLast(40)))
        #expect(bent.exit == 1 && bent.error.contains("damaged"), "\(bent.error)")
        let city = try await world.province.run("log ends", ["222400"])
        let foreign = try await rotate(printed.text + "\n" + city.text)
        #expect(foreign.exit == 1 && foreign.error.contains("no log of 220000"), "\(foreign.error)")
        let done = try await rotate("# from the city\n" + printed.text + "\n")
        #expect(done.exit == 0, "\(done.error)")
        let held = try world.city.service.logs.logs().filter {
            $0.origin.text.contains("/220000/casework/")
        }
        let log = try #require(held.first)
        let closing = world.root.service.core.registry.view.directory.closing(of: log.origin)
        #expect(closing?.finalSize == log.position.size && closing?.reason == .rotation)
        #expect(closing?.root == log.position.edge.root)
        // The city believes the steps up to there, and nothing that a thief writes behind them.
        try await world.carry(from: world.root, to: world.city, name: "word")
        let shown = try await world.city.run("case show", [id])
        #expect(shown.text.contains("省里的一步"), "\(shown.text)\(shown.error)")
    }

    private func replacement(
        _ secrets: NodeSecrets, _ world: CommandsWorld
    ) throws -> CommandNode {
        let place = NodeFolder(world.folder.path + "/another")
        try place.create(secrets, anchor: world.anchor)
        let time = world.time
        return CommandNode(
            try NodeService.open(
                folder: place,
                settings: NodeSettings(
                    node: secrets.name, port: 0, registers: [BackendWorld.code("220000")],
                    isOffline: true),
                clock: { time.now }, logger: ColdFederation.logger))
    }
}
