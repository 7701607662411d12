import Designation
import Federation
import Logging
import Storage
import TransparencyLog
import Web

@testable import Node

/// A node with what runs its commands.
struct CommandNode: Sendable {
    let service: NodeService
    let backend: NodeBackend
    let host: CommandHost

    init(_ service: NodeService) {
        self.service = service
        backend = NodeBackend(service: service)
        host = CommandHost(service: service, backend: backend)
    }

    func run(
        _ name: String, _ arguments: [String] = [], options: [String: String] = [:],
        files: [String: [UInt8]] = [:]
    ) async throws -> CommandResult {
        var command = LocalCommand(
            name, options: options, arguments: arguments, files: files)
        while true {
            // Through bytes, as a forwarded command goes.
            let result = try CommandResult(encoded: await host.run(command.encoded()))
            guard let next = result.next else { return result }
            command.options.merge(next) { $1 }
        }
    }

    @discardableResult
    func record(
        _ acts: String, options: [String: String] = [:]
    ) async throws -> CommandResult {
        try await run(
            "record", ["acts.yaml"], options: ["officer": "tester"].merging(options) { $1 },
            files: ["acts.yaml": Array(acts.utf8)])
    }

    func settled(_ acts: String) async throws -> CommandResult {
        let result = try await record(acts)
        guard result.exit == 0 else { throw TestFailure("\(result.error)\n\(result.text)") }
        return result
    }

    func answer(_ institution: String, _ region: String, on date: String) -> StatusAnswer {
        service.core.registry.answer(
            StatusQuestion(
                institution: BackendWorld.institution(institution),
                region: BackendWorld.code(region), date: BackendWorld.day(date)))
    }
}

/// Four real nodes in temporary folders that know each other by sticks only: the root, the province
/// 220000, the city 222400 and its field office.
final class CommandsWorld: Sendable {
    static let hospital = "practice-licence:222401:PDY00001"
    static let office = "222401.field"

    let time = TestTime(BackendWorld.start)
    let anchor: Anchor
    let folder = TestFolder()
    let root: CommandNode
    let province: CommandNode
    let city: CommandNode
    let office: CommandNode

    init() async throws {
        let anchor = try Anchor(
            federationName: "probe", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: BackendWorld.seed("root")))
        self.anchor = anchor
        let (path, time) = (folder.path, time)
        func open(_ name: String) throws -> CommandNode {
            CommandNode(try Self.open(name, in: path, anchor: anchor, time: time))
        }
        root = try open("root")
        province = try open("220000")
        city = try open("222400")
        office = try open(Self.office)
        try await enrol()
    }

    static func open(
        _ name: String, in folder: String, anchor: Anchor, time: TestTime
    ) throws -> NodeService {
        let place = NodeFolder(folder + "/" + name)
        var seeds = [BackendWorld.seed(name), BackendWorld.seed("box " + name)]
        _ = try place.create(name: name, anchor: anchor) { seeds.removeFirst() }
        let settings = NodeSettings(
            node: name, port: 0,
            registers: name == "root" ? [] : [BackendWorld.code("220000")], isOffline: true)
        try FileSystem.writeDurably(Array(settings.yaml.utf8), to: place.settings)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try NodeService.open(
            folder: place, settings: settings, clock: { time.now }, logger: logger)
    }

    private func enrol() async throws {
        let today = BackendWorld.today
        let regions = [
            BackendWorld.region("220000", nil, .province),
            BackendWorld.region("220100", "220000", .prefecture),
            BackendWorld.region("222400", "220000", .prefecture),
            BackendWorld.region("222401", "222400", .county, pool: "222400"),
        ]
        func grants(_ code: String) -> [Federation.CompetenceGrant] {
            [.init(regions: [BackendWorld.code(code)], acts: Competency.allCases)]
        }
        try await record(
            .directory(.regions(regions), effective: today), by: root)
        try await record(
            .directory(
                .nodeEnrolled(
                    BackendWorld.member(
                        "220000", "220000", .province, grants: grants("220000"))),
                effective: today), by: root)
        try await carry(from: root, to: province)
        try await record(
            .directory(
                .nodeEnrolled(
                    BackendWorld.member("222400", "222400", .city, grants: grants("222400"))),
                effective: today), by: province)
        try await carry(from: province, to: city)
        try await record(
            .directory(
                .nodeEnrolled(
                    BackendWorld.member(
                        Self.office, "222401", .fieldOffice,
                        grants: [
                            .init(regions: [BackendWorld.code("222401")], acts: [.accept])
                        ])),
                effective: today), by: city)
        try await carry(from: city, to: office)
    }

    private func record(_ draft: EntryDraft, by node: CommandNode) async throws {
        _ = try await node.service.core.record(RecordRequest([draft], officer: "tester"))
    }

    /// Export into a fresh folder, import from it.
    @discardableResult
    func carry(
        from source: CommandNode, to target: CommandNode, name: String = "stick"
    ) async throws -> CommandResult {
        let path = "\(folder.path)/\(name)-\(source.service.core.name)-\(target.service.core.name)"
        let written = try await source.run("export", [path])
        guard written.exit == 0 else { throw TestFailure(written.error) }
        return try await target.run("import", [path])
    }

    /// An institution of Yanji, designated by the city.
    static func designation(_ institution: String = hospital) -> String {
        """
        acts:
          - {act: register, institution: "\(institution)", region: "222401",
             name: 延吉示范医院, type: medical, kind: hospital, place: "222401",
             national-code: H22240100001, effective: 2026-01-01, basis: [N 11]}
          - {act: sign, as: agreement, institution: "\(institution)", region: "222401",
             from: 2026-01-01, until: 2027-01-01, effective: 2026-01-01,
             services: [inpatient, outpatient], basis: [N 10]}

        """
    }
}
