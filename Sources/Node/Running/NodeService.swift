import Designation
import Federation
import Hummingbird
public import Logging
import Messages
import Storage
import Synchronization
import TransparencyLog
import Transport
import Web

/// One node of the federation, running or opened for a command: the only place where stores,
/// transport, web and the core meet.
public final class NodeService: Sendable {
    public let folder: NodeFolder
    public let settings: NodeSettings
    public let core: NodeCore
    public let logger: Logger
    let derived: DerivedDatabase
    let logs: LogDatabase
    let heads: HeadDatabase
    let client: CurlClient
    let shell: PeerShell
    let blobs: BlobExchange
    /// Where local commands find this node, with a token that is fresh at each start.
    let control: ControlFile
    public let startedAt: UInt64
    /// A rush was saved, and what followed it has not been given back.
    let owesMemory = Atomic<Bool>(false)
    let caseMemory = CaseMemory()
    /// The command target puts here what runs local commands inside this node.
    public let localCommands = LocalCommandSlot()

    /// Opens a node's folder. One process at a time.
    ///
    /// - Throws: what keeps the node from starting, with what to do.
    public static func open(
        folder: NodeFolder, settings: NodeSettings,
        clock: @escaping @Sendable () -> UInt64 = SystemClock.milliseconds, logger: Logger
    ) throws -> NodeService {
        let secrets = try folder.readSecrets()
        guard secrets.name == settings.node else {
            throw NodeError.settings(
                "The key in \(folder.keys) is that of \(secrets.name), the settings name "
                    + "\(settings.node); they must agree.")
        }
        let logs = try LogDatabase(path: folder.logs, blobs: folder.blobs)
        let (derived, erased) = try DerivedDatabase.openOrErase(path: folder.derived)
        if let erased { logger.say("Derived data is rebuilt from the logs: \(erased)") }
        let identity = Federation.NodeIdentity(
            anchor: try folder.readAnchor(), name: secrets.name, nodeSeed: secrets.nodeSeed,
            encryptionSeed: secrets.encryptionSeed,
            machineMark: try MachineMark.read(dataFolder: folder.path).bytes)
        let heads = try openHeads(folder, logger)
        let replica = Replica(
            identity: identity, store: logs, heads: heads,
            keys: EpochKeyFiles(folder: folder.epochs), derived: derived,
            heldAreas: Set(settings.registers), parallel: .allCores,
            entropy: { SystemEntropy.bytes() })
        let exchange = Exchange(
            replica: replica, instance: SystemEntropy.number() >> 8,
            seed: SystemEntropy.number())
        try exchange.open(now: clock())
        sayUnknownRegisters(settings, replica.registry.view.tree, logger)
        return NodeService(
            folder: folder, settings: settings, logs: logs, heads: heads, derived: derived,
            secrets: secrets,
            core: NodeCore(exchange: exchange, clock: clock, logger: logger))
    }

    /// A register of no province brings nothing, and nobody would notice. It is no reason not to start: the
    /// directory held here may be older than the province.
    private static func sayUnknownRegisters(
        _ settings: NodeSettings, _ tree: RegionTree, _ logger: Logger
    ) {
        guard !tree.regions.isEmpty else { return }
        for code in settings.registers where tree.area(of: code) != code {
            logger.say(
                "node.yaml: the directory knows no province \(code.text), which stands under `registers`; "
                    + "correct the code.", level: .warning)
        }
    }

    /// A head store that is gone means: no log of the old epochs may be continued. An empty one says
    /// exactly that; the logs go on in new epochs (protocol §4).
    private static func openHeads(_ folder: NodeFolder, _ logger: Logger) throws -> HeadDatabase {
        do throws(StorageError) {
            return try HeadDatabase(path: folder.heads, createIfMissing: false)
        } catch {
            guard case .headStoreMissing = error else { throw error }
            logger.say("The head store is missing; own logs go on in new epochs.")
            return try HeadDatabase(path: folder.heads, createIfMissing: true)
        }
    }

    private init(
        folder: NodeFolder, settings: NodeSettings, logs: LogDatabase, heads: HeadDatabase,
        derived: DerivedDatabase, secrets: NodeSecrets, core: NodeCore
    ) {
        self.folder = folder
        self.settings = settings
        self.logs = logs
        self.heads = heads
        self.derived = derived
        self.core = core
        logger = core.logger
        startedAt = core.clock()
        control = ControlFile(
            path: folder.control, host: settings.host, token: Hex.encode(SystemEntropy.bytes(16)),
            logger: logger)
        var configuration = TransportConfiguration()
        if settings.receiveBytesPerSecond > 0 {
            configuration.receiveBytesPerSecond = settings.receiveBytesPerSecond
        }
        let client = CurlClient(configuration: configuration)
        self.client = client
        let federation = core.federationID
        let seed = secrets.nodeSeed
        let name = secrets.name
        let clock = core.clock
        shell = PeerShell(
            core: core, client: client,
            urls: Dictionary(
                settings.peers.map { ($0.node, $0.url) }, uniquingKeysWith: { $1 })
        ) { peer in
            Self.token(peer: peer, federation: federation, name: name, seed: seed, now: clock())
        }
        blobs = BlobExchange(core: core, store: logs, shell: shell)
    }

    /// A signed request for a session; bound to the peer, good for five minutes, used once.
    private static func token(
        peer: String, federation: String, name: String, seed: [UInt8], now: UInt64
    ) -> [UInt8]? {
        let token = SessionToken(
            audience: "\(federation)/\(peer)",
            expiryMilliseconds: now + SessionToken.lifetimeMilliseconds - 10_000,
            nonce: SystemEntropy.bytes(16), software: "dingdian/\(softwareVersion)")
        // Losing the error is right: a name that cannot be signed for is never enrolled either.
        guard let origin = try? Origin("\(federation)/\(name)"),
            let signer = try? NoteSigner(name: origin, seed: seed)
        else { return nil }
        return try? token.signed(by: signer)
    }

    // MARK: Running

    /// Serves until the task is cancelled: web, peers, housekeeping.
    ///
    /// - Parameter onListening: told the port, once connections are accepted.
    /// - Throws: whatever keeps it from beginning, as a ``Worded`` error.
    public func run(onListening: @escaping @Sendable (Int) async -> Void) async throws {
        let shell = self.shell
        await core.setShell { shell.carryOut($0) }
        await warmUp()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let backend = NodeBackend(service: self)
            if localCommands.host == nil {
                localCommands.host = CommandHost(service: self, backend: backend)
            }
            // The server reports its own cancellation, an orderly end, as an error.
            var quiet = logger
            quiet.logLevel = .critical
            let socket = ListeningSocket()
            let application = try makeApplication(
                backend: backend,
                configuration: WebConfiguration(
                    host: settings.host, port: settings.port, gate: backend.gate),
                logger: quiet, socket: socket
            ) { port in
                self.control.write(port: port)
                await onListening(port)
            }
            group.addTask {
                try await socket.serve {
                    try await application.runService(gracefulShutdownSignals: [])
                }
            }
            group.addTask { await self.startExchange() }
            group.addTask { await self.keepHouse(backend.marks) }
            // Housekeeping ends only when it is cancelled, and the server when it fails or is.
            try await group.next()
            try await group.next()
            group.cancelAll()
        }
    }

    /// Digests and lists need every row; answers do not wait for it.
    private func warmUp() async {
        let registry = core.registry
        Task.detached(priority: .utility) { registry.warmUp() }
    }

    private func startExchange() async {
        if !settings.isOffline { await connectAll() }
        await askPeers(milliseconds: settings.isOffline || settings.peers.isEmpty ? 0 : 3_000)
        do {
            guard let data = try FederationData.of(folder) else { return }
            await Seeding(data: data, service: self).run()
        } catch {
            logger.say("The federation's folder cannot be read: \(error)", level: .error)
        }
    }

    public func connectAll() async {
        for peer in settings.peers {
            do throws(ReplicaError) {
                try await core.connect(peer.node)
            } catch {
                logger.say("\(peer.node): \(error)", level: .error)
            }
        }
    }

    /// Waits until each peer has answered once, at most so long, and then lets the node sign.
    func askPeers(milliseconds: UInt64) async {
        // Not by the machine's clock: that may be put right meanwhile.
        let until = ContinuousClock.now + .milliseconds(milliseconds)
        while ContinuousClock.now < until, !Task.isCancelled {
            if await core.haveAnswered(settings.peers.map(\.node)) { break }
            // Losing the error is right: a cancelled pause ends the loop above.
            try? await Task.sleep(for: .milliseconds(20))
        }
        await core.confirmPeersAsked()
    }

    /// Saves and closes the stores.
    public func close() async {
        await save(minimumFacts: 1)
        // The core and its shell hold each other; without this the stores would stay locked.
        await core.setShell { _ in }
        localCommands.host = nil
        client.shutdown()
        do {
            try control.remove()
            try heads.close()
            try logs.close()
            try derived.close()
        } catch {
            logger.say("Closing: \(error)")
        }
    }
}

/// The version that `/healthz`, sessions and `--version` state.
public let softwareVersion = "1.0.0"
