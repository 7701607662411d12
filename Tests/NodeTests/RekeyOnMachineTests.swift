import Designation
import Federation
import Foundation
import Logging
import Messages
import Storage
import Testing
import TransparencyLog

@testable import Node

/// A root and a province that run only while they are asked something.
struct ColdFederation {
    let folder = TestFolder()
    let root: NodeFolder
    let province: NodeFolder

    static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    init() async throws {
        root = NodeFolder(folder.path + "/root")
        province = NodeFolder(folder.path + "/220000")
        for name in ["root", "220000"] {
            let settings = NodeSettings(
                node: name, port: 0,
                registers: name == "root" ? [] : [BackendWorld.code("220000")], isOffline: true)
            try FileSystem.writeDurably(
                Array(settings.yaml.utf8), to: "\(folder.path)/\(name).yaml")
        }
        _ = try NodeSetup.run(
            folder: root, config: folder.path + "/root.yaml", anchor: nil, federationName: "probe",
            peer: nil)
        let joined = try NodeSetup.run(
            folder: province, config: folder.path + "/220000.yaml", anchor: root.anchor,
            federationName: nil, peer: nil)
        let regions = try #require(try FileSystem.read(projectNodes + "/jilin/regions.yaml"))
        _ = try await run(
            root, "regions publish", ["regions.yaml"], files: ["regions": regions])
        _ = try await run(
            root, "enrol", [try #require(joined.request)],
            options: ["region": "220000", "role": "province", "acts": "register,suspend,sign"])
        try await carry(from: root, to: province, "founding")
    }

    @discardableResult
    func run(
        _ place: NodeFolder, _ name: String, _ arguments: [String],
        options: [String: String] = [:], files: [String: [UInt8]] = [:]
    ) async throws -> CommandResult {
        let client = LocalCommandClient(NodeLocation(folder: place), logger: Self.logger)
        let result = try await client.run(
            LocalCommand(
                name, options: ["officer": "tester"].merging(options) { $1 },
                arguments: arguments, files: files))
        guard result.exit == 0 else { throw TestFailure("\(name): \(result.error)") }
        return result
    }

    func record(_ place: NodeFolder, _ acts: String) async throws {
        try await run(place, "record", ["acts"], files: ["acts": Array(acts.utf8)])
    }

    func carry(from source: NodeFolder, to target: NodeFolder, _ name: String) async throws {
        let path = "\(folder.path)/stick-\(name)"
        try await run(source, "export", [path])
        try await run(target, "import", [path])
    }

    static func register(_ number: Int) -> String {
        """
        - {act: register, institution: "practice-licence:220100:K\(number)", region: "220100",
           name: 长春医院\(number), type: medical, kind: hospital, place: "220100"}

        """
    }
}

@Suite("Another key on the node's own machine")
struct RekeyOnMachineTests {
    private func refusal(_ work: () async throws -> Void) async -> String {
        do {
            try await work()
            return ""
        } catch {
            return CommandSentence.failure(error).message.english
        }
    }

    private func use(_ folder: NodeFolder) async throws -> CommandResult {
        try await NodeRekeying.use(folder, logger: ColdFederation.logger)
    }

    @Test("The root keeps its key, which is the anchor")
    func root() async throws {
        let federation = try await ColdFederation()
        let before = try FileSystem.read(federation.root.keys)
        let asked = await refusal { _ = try NodeRekeying.prepare(federation.root) }
        #expect(asked.contains("anchor"), "\(asked)")
        // As an earlier version left it behind.
        _ = try federation.root.makeNextKey { SystemEntropy.bytes() }
        let used = await refusal { _ = try await use(federation.root) }
        #expect(used.contains("anchor"), "\(used)")
        #expect(try FileSystem.read(federation.root.keys) == before)
    }

    @Test("The new key is used once the directory names it; what the rotation left out is told")
    func steps() async throws {
        let federation = try await ColdFederation()
        let (root, province) = (federation.root, federation.province)
        let none = await refusal { _ = try await use(province) }
        #expect(none.contains("dingdian rekey"), "\(none)")
        try await federation.record(province, ColdFederation.register(1))
        let prepared = try Prepared(province)
        #expect(prepared.keeps.contains { $0.contains("/220000/register/") })
        let old = try FileSystem.read(province.keys)
        let early = await refusal { _ = try await use(province) }
        #expect(early.contains("does not name"), "\(early)")
        #expect(try FileSystem.read(province.keys) == old, "the key in force stays")
        // The node goes on meanwhile, and opens another log.
        try await federation.record(
            province,
            """
            - {act: suspend, institution: "practice-licence:220100:K1", region: "220100", cause: 测试, basis: [N 42]}
            """)
        try await federation.run(
            root, "rotate", [prepared.request],
            options: ["keeps": prepared.keeps.joined(separator: ",")])
        try await federation.carry(from: root, to: province, "word")
        let service = try NodeService.open(
            folder: province, settings: NodeSettings.read(province.settings),
            logger: ColdFederation.logger)
        let running = await refusal { _ = try await use(province) }
        await service.close()
        #expect(running.contains("The node runs"), "\(running)")
        let used = try await use(province)
        #expect(used.text.contains("/220000/sanctions/"), "\(used.text)")
        #expect(!used.text.contains("/220000/register/") && used.text.contains("size 2"))
        let keys = try EnrolmentRequest(prepared.request).keys
        #expect(try province.readSecrets().publicKeys == keys)
        #expect(try FileSystem.read(province.oldKeys) == old)
        try await federation.record(province, ColdFederation.register(2))
        let logs = try await federation.run(province, "log ls", [])
        #expect(logs.text.split(separator: "\n").count { $0.contains("/220000/register/") } == 1)
    }

    @Test("A log that somebody else opened with the node's key is named apart and not vouched for")
    func thief() async throws {
        let federation = try await ColdFederation()
        let province = federation.province
        try await federation.record(province, ColdFederation.register(1))
        let thief = NodeFolder(federation.folder.path + "/thief")
        try thief.create(try province.readSecrets(), anchor: try province.readAnchor())
        let settings = try #require(try FileSystem.read(province.settings))
        try FileSystem.writeDurably(settings, to: thief.settings)
        try await federation.run(thief, "import", [federation.folder.path + "/stick-founding"])
        try await federation.record(thief, ColdFederation.register(9))
        try await federation.carry(from: thief, to: province, "forged")
        let prepared = try Prepared(province)
        func register(_ folder: NodeFolder) throws -> String {
            try #require(try EpochKeyFiles(folder: folder.epochs).currentEpochs()[.register]).origin
                .text
        }
        let (own, forged) = (try register(province), try register(thief))
        #expect(prepared.keeps.contains(own) && !prepared.keeps.contains(forged))
        #expect(prepared.notOpenedHere.contains(forged), "\(prepared)")
        #expect(try NodeRekeying.prepare(province).text.contains("--stolen"))
    }
}
