import Designation
import Federation
import Testing
import TransparencyLog

@testable import Simulator

/// Exchanges that are connected without a network: whatever is sent arrives at once and in order.
final class Wires {
    var nodes: [String: Exchange] = [:]
    var now = Simulation.startTime
    /// Polls that wait for news, by client and server.
    private var waiting: [String: [String: String?]] = [:]
    private var queue: [(client: String, action: ExchangeAction)] = []
    /// What was asked for, in order.
    private(set) var fetched: [Fetch] = []
    /// Whether a server fails to give a resource.
    var breaks: (_ server: String, _ origin: Origin, _ resource: LogResource) -> Bool = {
        _, _, _ in false
    }

    struct Fetch: Hashable {
        var server: String
        var origin: Origin
        var resource: LogResource
    }

    static let seed = [UInt8](repeating: 7, count: 32)
    static var today: LegalDate { LegalDate(unixMilliseconds: Simulation.startTime) }

    static func disk() -> MachineDisk {
        MachineDisk(gate: DiskGate(random: SeededGenerator(seed: 1)))
    }

    /// Starts a node, in the place of the one of that name that ran before.
    ///
    /// - Parameters:
    ///   - entropy: keys of epochs come from this; two machines need two.
    ///   - seed: the node key.
    @discardableResult
    func start(
        _ name: String, on disk: MachineDisk, entropy: UInt64, mark: UInt8 = 1,
        seed: [UInt8] = Wires.seed, heldAreas: Set<RegionCode> = [],
        knownFoldEdition: UInt32 = Registry.foldEdition
    ) throws -> Exchange {
        let anchor = try Anchor(
            federationName: "test", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: Self.seed))
        var random = SeededGenerator(seed: entropy)
        let replica = Replica(
            identity: NodeIdentity(
                anchor: anchor, name: name, nodeSeed: seed, encryptionSeed: Self.seed,
                machineMark: [mark]),
            store: disk.logStore, heads: disk.headStore, keys: disk.keyStore,
            derived: disk.derivedStore, heldAreas: heldAreas, factBudget: 0,
            knownFoldEdition: knownFoldEdition, entropy: { random.bytes32() })
        let exchange = Exchange(replica: replica, instance: entropy, seed: 1)
        try exchange.open(now: now)
        replica.confirmPeersAsked()
        nodes[name] = exchange
        waiting[name] = nil
        return exchange
    }

    func node(_ name: String) throws -> Exchange { try #require(nodes[name]) }

    /// Begins to exchange, and goes on until nobody has anything to say.
    func connect(_ client: String, to server: String) throws {
        carryOut(try node(client).connect(server, now: now), client)
        try settle()
    }

    /// Begins to exchange with all of them at the same time.
    func connect(_ client: String, toAll servers: [String]) throws {
        for server in servers { carryOut(try node(client).connect(server, now: now), client) }
        try settle()
    }

    func disconnect(_ client: String, from server: String) throws {
        try node(client).disconnect(server)
        waiting[client]?[server] = nil
    }

    /// The node is gone, with the polls that it had waiting.
    func end(_ name: String) {
        nodes[name] = nil
        waiting[name] = nil
    }

    /// Lets everybody hear of everything: waiting polls are answered, news are told, ticks come.
    func settle() throws {
        for _ in 0..<8 {
            now += 2_000
            for name in nodes.keys.sorted() {
                carryOut((try? node(name).tick(now: now)) ?? [], name)
                try run()
                for peer in try node(name).connectedPeers {
                    carryOut(try node(name).happened(.tick, peer: peer, now: now), name)
                    let news = try node(name).news(for: peer)
                    let read = try HeadsAnswer(encoded: news.encoded())
                    carryOut(try node(peer).heard(read, from: name, now: now), peer)
                    try node(name).told(news, to: peer)
                }
            }
            for (client, polls) in waiting {
                for (server, cursor) in polls { try poll(client, server, cursor, waits: true) }
            }
            try run()
        }
    }

    private func carryOut(_ actions: [ExchangeAction], _ client: String) {
        queue += actions.map { (client, $0) }
    }

    private func run() throws {
        var steps = 0
        while !queue.isEmpty {
            let (client, action) = queue.removeFirst()
            try perform(action, client)
            steps += 1
            try #require(steps < 20_000, "messages go on without end")
        }
    }

    private func happened(_ event: PeerEvent, _ peer: String, _ client: String) throws {
        carryOut(try node(client).happened(event, peer: peer, now: now), client)
    }

    private func perform(_ action: ExchangeAction, _ client: String) throws {
        switch action {
        case .openSession(let peer): try happened(.opened, peer, client)
        case .pollHeads(let peer, let cursor, let seconds):
            try poll(client, peer, cursor, waits: seconds > 0)
        case .fetch(let peer, let origin, let resources):
            for resource in resources {
                fetched.append(Fetch(server: peer, origin: origin, resource: resource))
                guard !breaks(peer, origin, resource) else {
                    try happened(.fetchFailed(origin, resource, .transient), peer, client)
                    continue
                }
                let part = try StoredResource.read(resource, origin, node(peer).replica.store)
                try happened(
                    part.map { .fetched(origin, resource, bytes: $0.bytes, gzip: nil) }
                        ?? .fetchFailed(origin, resource, .missing), peer, client)
            }
        case .push(let peer, let request):
            let read = try PushRequest(encoded: request.encoded())
            let (answer, actions) = try node(peer).push(
                caller: "\(client)#1", request: read, expanded: read.resources.map(\.bytes),
                now: now)
            carryOut(actions, peer)
            try happened(
                .pushAnswered(request.origin, try PushAnswer(encoded: answer.encoded())), peer,
                client)
        case .wait, .answer, .grew, .digestAlarm: break
        }
    }

    private func poll(
        _ client: String, _ server: String, _ cursor: String?, waits: Bool
    ) throws {
        waiting[client]?[server] = nil
        let outcome = try node(server).poll(
            caller: "\(client)#1", cursor: cursor, waitMilliseconds: 0, now: now)
        switch outcome {
        case .answer(let answer):
            try happened(.heads(try HeadsAnswer(encoded: answer.encoded())), server, client)
        case .nothing where waits: waiting[client, default: [:]][server] = .some(cursor)
        case .nothing: try happened(.heads(nil), server, client)
        case .parked: break
        }
    }

    // MARK: A small federation

    /// The root enrols two provinces.
    func found(_ disk: MachineDisk) throws {
        let root = try start("root", on: disk, entropy: 1)
        let plan = FederationPlan(count: 4, start: Self.today)
        var drafts = [
            try EntryDraft.directory(
                .regions(plan.regions), effective: Self.today, retroactiveGround: "test")
        ]
        for name in ["220000", "320000"] {
            let region = FederationPlan.code(name)
            let record = NodeRecord(
                name: name, nodeKey: NodeSigning.publicKey(seed: Self.seed),
                encryptionKey: SealingKey.publicKey(seed: Self.seed), region: region,
                role: .province,
                grants: [CompetenceGrant(regions: [region], acts: Competency.allCases)],
                from: Self.today)
            drafts.append(
                try EntryDraft.directory(.nodeEnrolled(record), effective: Self.today))
        }
        _ = try root.replica.record(
            RecordRequest(drafts, officer: "test", requiresCompetence: false), now: now)
    }

    static var institution: InstitutionID {
        get throws {
            try #require(
                InstitutionID(
                    scheme: .practiceLicence, issuer: FederationPlan.code("220000"),
                    number: "TEST1"))
        }
    }

    /// An officer of the author suspends.
    func suspend(_ exchange: Exchange, cause: String) throws -> EventReference {
        let region = FederationPlan.code("220000")
        let suspension = Suspension(
            isOwnRequest: false, until: nil, type: .medical, place: region, cause: cause)
        let draft = try EntryDraft.act(
            .suspended(suspension), subject: try Self.institution, region: region,
            effective: Self.today, basis: [Citation(edition: "N", article: "42")], references: [])
        let (results, actions) = exchange.record(
            [RecordRequest([draft], officer: "test")], now: now)
        carryOut(actions, exchange.replica.name)
        return try #require(try results[0].get().first).reference
    }

    /// The root closes a log of a node below it.
    func close(
        _ origin: Origin, at position: LogPosition, _ reason: LogClosing.Reason
    ) throws {
        let closing = LogClosing(
            origin: origin, finalSize: position.size, root: position.edge.root, reason: reason)
        let draft = try EntryDraft.directory(.closed(closing), effective: Self.today)
        let (results, actions) = try node("root").record(
            [RecordRequest([draft], officer: "test", requiresCompetence: false)], now: now)
        carryOut(actions, "root")
        _ = try results[0].get()
    }

    /// Own entries that a node recorded again, by their first places.
    func recordedAgain(_ exchange: Exchange) throws -> [EventReference] {
        let store = exchange.replica.store
        return try store.logs().flatMap { log in
            try store.entries(log.origin, 0..<log.position.size).compactMap { bytes in
                guard case .lost(let lost) = try EntryCodec.decode(bytes).body else { return nil }
                return lost.place
            }
        }
    }
}
