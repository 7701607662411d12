import Designation
import Federation
import Glibc
import Logging
import Messages
import Storage
import Testing
import TransparencyLog
import Transport
import Web

@testable import Federation
@testable import Node

/// Nodes that dial each other over HTTP.
@Suite("Running nodes", .serialized)
struct LiveNodeTests {
    @Test("The board of a node shows, over HTTP, what only its superiors have receipts of")
    func boardUpstream() async throws {
        let world = try LiveWorld()
        try await world.federation()
        let event = EventName(try await world.suspend(1))
        let city = try world.node("222400")
        // Heads over HTTP: the act goes from the province down to its city and up to the other one.
        for name in ["root", "320000", "222400"] {
            let registry = try world.node(name).service.core.registry
            let origin = try Origin(event.origin)
            try await world.eventually("\(name) has the suspension") {
                registry.applied(origin) > event.index
            }
        }
        try await world.eventually("the city's board shows all nodes") {
            let board = try #require(try await city.backend.propagation(event))
            let applied = board.rows.filter {
                if case .applied = $0.state { true } else { false }
            }
            return Set(applied.map(\.node)).isSuperset(of: ["root", "220000", "320000", "222400"])
        }
        // Not by receipts of its own: it holds those of its chain, the other province is not of it.
        let own = try await city.service.core.with { exchange in
            exchange.replica.vector(of: "320000", before: .max)
        }
        #expect(own == nil)
        await world.stopAll()
    }

    @Test("A restored copy asks its peers, fetches its entries back, and then goes on recording")
    func restored() async throws {
        let world = try LiveWorld()
        try await world.federation()
        let first = try await world.suspend(1)
        let copy = world.folder.path + "/copy.sqlite"
        let saved = try await CommandHost(
            service: world.node("220000").service, backend: world.node("220000").backend
        ).run(LocalCommand("backup", arguments: [copy]))
        #expect(saved.exit == 0, "\(saved.error)")
        var acknowledged = [first]
        for number in 2...20 { acknowledged.append(try await world.suspend(number)) }
        let origin = try Origin(first.origin)
        let root = try world.node("root").service.core.registry
        try await world.eventually("the root has all") { root.applied(origin) == 21 }

        try await world.stop("220000")
        let place = world.place("220000")
        for file in [place.logs, place.derived] {
            for suffix in ["", "-wal", "-shm"] { _ = try FileSystem.remove(file + suffix) }
        }
        try LogDatabase.restore(backup: copy, to: place.logs)
        // Nobody can be asked yet: the node opens, and writes nothing.
        try await world.startAgain("220000")
        try await Self.isWaiting(world, origin)
        try await world.stop("220000")

        try await world.startAgain("220000", peers: ["root"])
        var next: EventReference?
        try await world.eventually("it records again") {
            next = try await world.suspend(21)
            return true
        }
        // In the same epoch, after its own lost entries: nothing was written twice.
        #expect(next?.origin == first.origin)
        #expect(next?.index == 21)
        let back = try world.node("220000").service
        for reference in acknowledged {
            let entry = try back.logs.entries(origin, reference.index..<reference.index + 1)
            #expect(TreeHash.leaf(entry[0]).leafPrefix == reference.leafPrefix)
        }
        try await world.eventually("the root has the new one too") { root.applied(origin) == 22 }
        #expect(!root.isForked(origin))
        await world.stopAll()
    }

    @Test("After a start nothing is recorded before a peer was asked, however long it takes")
    func asksFirst() async throws {
        let folder = TestFolder()
        let place = NodeFolder(folder.path + "/root")
        let anchor = try Anchor(
            federationName: "probe", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: BackendWorld.seed("root")))
        var seeds = [BackendWorld.seed("root"), BackendWorld.seed("box root")]
        _ = try place.create(name: "root", anchor: anchor) { seeds.removeFirst() }
        let before = try await Self.asked(place, isNew: true, confirming: true)
        #expect(before == 2)
        // The same store again, nobody asked: nothing is added.
        #expect(try await Self.asked(place, confirming: false) == before)
        #expect(try await Self.asked(place, confirming: true) == before + 1)
    }

    /// Opens a node, tries to record, and closes it.
    ///
    /// - Returns: entries in its own directory log.
    private static func asked(
        _ place: NodeFolder, isNew: Bool = false, confirming: Bool
    ) async throws -> UInt64 {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let service = try NodeService.open(
            folder: place, settings: NodeSettings(node: "root", port: 0),
            clock: { BackendWorld.start }, logger: logger)
        let backend = NodeBackend(service: service)
        // A node without logs has nothing to ask for.
        let state = await service.core.recordingState
        #expect(state == (isNew ? .ready : .mustAskPeers))
        #expect(await backend.readiness().isReady == isNew)
        if confirming { await service.core.confirmPeersAsked() }
        let region = BackendWorld.region("220000", nil, .province)
        let draft = try EntryDraft.directory(.regions([region]), effective: BackendWorld.today)
        var refusal = ""
        do throws(ReplicaError) {
            _ = try await service.core.record(RecordRequest([draft], officer: "tester"))
        } catch {
            refusal = error.description
        }
        #expect(refusal == (confirming ? "" : ReplicaError.mustAskPeers.description))
        let sizes = try service.logs.logs().filter { $0.origin.text.contains("/directory/") }
        let size = sizes.first?.position.size ?? 0
        await service.close()
        return size
    }

    /// The restored node alone: answers from what it has, records nothing.
    private static func isWaiting(_ world: LiveWorld, _ origin: Origin) async throws {
        let node = try world.node("220000")
        await #expect(throws: ReplicaError.self) { try await world.suspend(21) }
        #expect(await !node.backend.readiness().isReady)
        let alone = try #require(try node.service.logs.log(origin)).position.size
        #expect(alone < 21)
        #expect(node.backend.status(ask(1)).answer.knownSanctions.count == 1)
    }

    static func ask(_ number: Int) -> StatusQuestion {
        StatusQuestion(
            institution: BackendWorld.institution("practice-licence:220100:L\(number)"),
            region: BackendWorld.code("220100"), date: BackendWorld.today)
    }
}
