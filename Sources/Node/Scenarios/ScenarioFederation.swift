import Designation
import Federation
import Logging
import Storage
import TransparencyLog

/// The nodes of a scenario, each a whole one with stores of its own, in one process and without
/// sockets. What they exchange goes through a ``ScenarioWire``.
final class ScenarioFederation: Sendable {
    struct Member: Sendable {
        let description: NodeDescription
        let service: NodeService
        let backend: NodeBackend
        /// Kept over the scenario: what it opened once need not be opened again.
        let cases: CaseReader

        var core: NodeCore { service.core }
        var name: String { description.name }
        var heldAreas: Set<RegionCode> { core.registry.view.heldAreas }

        func context(_ command: String = "record") -> CommandContext {
            CommandContext(service: service, backend: backend, command: LocalCommand(command))
        }
    }
    let plan: ScenarioPlan
    let clock: ScenarioClock
    let members: [Member]
    private let byName: [String: Member]

    /// Makes a folder for each node and opens them.
    ///
    /// - Parameter path: an empty folder, or none.
    init(_ plan: ScenarioPlan, _ federation: FederationFolder, in path: String) throws {
        self.plan = plan
        // The directory is published on the eve of the first act.
        let clock = ScenarioClock(day: plan.first.adding(days: -1))
        self.clock = clock
        let root = NodeSecrets(
            name: federation.rootNode, nodeSeed: SystemEntropy.bytes(),
            encryptionSeed: SystemEntropy.bytes())
        let anchor = try Anchor(
            federationName: federation.name, rootNode: federation.rootNode,
            rootPublicKey: root.publicKeys.nodeKey)
        try FileSystem.makeFolder(path)
        members = try plan.nodes.map { node in
            let folder = NodeFolder("\(path)/\(node.name)")
            if node.name == root.name {
                try folder.create(root, anchor: anchor)
            } else {
                _ = try folder.create(name: node.name, anchor: anchor) { SystemEntropy.bytes() }
            }
            return try Self.open(node, folder, federation, clock)
        }
        byName = Dictionary(members.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    }

    private static func open(
        _ node: NodeDescription, _ folder: NodeFolder, _ federation: FederationFolder,
        _ clock: ScenarioClock
    ) throws -> Member {
        var registers = Set(node.registers)
        if let area = federation.tree.area(of: node.region) { registers.insert(area) }
        let settings = NodeSettings(
            node: node.name, port: 0, registers: registers.sorted(), isOffline: true)
        try FileSystem.writeDurably(Array(settings.yaml.utf8), to: folder.settings)
        var logger = Logger(label: "scenario")
        logger.logLevel = .critical
        let service = try NodeService.open(
            folder: folder, settings: settings, clock: { clock.now }, logger: logger)
        return Member(
            description: node, service: service, backend: NodeBackend(service: service),
            cases: CaseReader(service: service))
    }

    func member(_ name: String) -> Member? { byName[name] }

    /// Publishes what the federation's folder says: each node its part, as soon as it is connected.
    func publish(_ federation: FederationFolder, over wire: ScenarioWire) async throws {
        var keys: [String: NodePublicKeys] = [:]
        for member in members {
            keys[member.name] = try member.service.folder.readSecrets().publicKeys
        }
        let day = LegalDate(unixMilliseconds: clock.now)
        for member in members {
            for peer in plan.peers(of: member.description) {
                try await wire.connect(member.name, to: peer)
            }
            await wire.settle()
            let drafts = try Provisioning(federation: federation, keys: keys, day: day)
                .drafts(for: member.name, known: member.core.registry.view.directory)
            guard !drafts.isEmpty else { continue }
            _ = try await member.core.record(RecordRequest(drafts, officer: Seeding.officer))
            await wire.settle()
        }
        await wire.settle()
    }

    func close() async {
        for member in members { await member.service.close() }
    }
}
