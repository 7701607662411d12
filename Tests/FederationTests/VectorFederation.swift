import Designation
import TransparencyLog

@testable import Federation

/// A small federation with real logs: openings, signed checkpoints, entries with rising stamps.
struct VectorFederation {
    typealias Stream = Designation.Stream
    struct Log {
        var name: LogName
        var signer: NoteSigner
        var entries: [[UInt8]]
    }
    let anchor: Anchor
    private(set) var logs: [Origin: Log] = [:]
    /// Nodes' streams that went on in another log.
    private var laterEpochs: Set<String> = []
    private var milliseconds: UInt64 = 1_735_689_600_000

    init(anchor: Anchor) { self.anchor = anchor }

    /// The log of a node's stream, opened at its first use.
    mutating func log(_ node: String, _ stream: Stream) throws -> Origin {
        let isLater = laterEpochs.contains("\(node) \(stream)")
        let seed = VectorSeed.epoch(node, stream.rawValue + (isLater ? " 2" : ""))
        let key = NodeSigning.publicKey(seed: seed)
        let name = try LogName.make(
            federation: anchor.federationID, node: node, stream: stream, epochKey: key)
        if logs[name.origin] != nil { return name.origin }
        logs[name.origin] = Log(
            name: name, signer: try NoteSigner(name: name.origin, seed: seed), entries: [])
        let opened = EpochOpened.make(
            federation: anchor.federationID, node: node, stream: stream, epochPublicKey: key
        ) { NodeSigning.sign($0, seed: VectorSeed.node(node)) }
        _ = try append(name.origin, .epochOpened(opened))
        return name.origin
    }

    /// What is written from here on has stamps of this day or later ones.
    mutating func wait(until day: LegalDate) {
        milliseconds = max(milliseconds, UInt64(day.startUnixMilliseconds) + 32_400_000)
    }

    /// From here on the node writes into another log of the stream.
    mutating func beginEpoch(_ node: String, _ stream: Stream) {
        laterEpochs.insert("\(node) \(stream)")
    }

    @discardableResult
    mutating func append(
        _ origin: Origin, _ body: EntryBody, _ subject: InstitutionID? = nil,
        region: String? = nil, on day: String = "2025-01-01", basis: [Citation] = []
    ) throws -> EventReference {
        milliseconds += 1_000
        let header = EntryHeader(
            stamp: Stamp(milliseconds: milliseconds, counter: 0), officer: "vector",
            subject: subject, region: region.map(EntryFixtures.code),
            effective: EntryFixtures.day(day), basis: basis,
            retroactiveGround: body.isDirectory ? "first setting up" : "")
        return try append(origin, EntryCodec.encode(Entry(header: header, body: body)))
    }

    @discardableResult
    mutating func append(_ origin: Origin, _ bytes: [UInt8]) throws -> EventReference {
        logs[origin]?.entries.append(bytes)
        return EventReference(
            origin: origin.text, index: UInt64((logs[origin]?.entries.count ?? 0) - 1),
            leafPrefix: TreeHash.leaf(bytes).leafPrefix)
    }

    mutating func act(
        _ node: String, _ act: Act, _ subject: InstitutionID, region: String, on day: String,
        basis: [Citation] = []
    ) throws -> EventReference {
        let stream = try unwrap(act.kind?.streams.first)
        return try append(
            log(node, stream), .act(act), subject, region: region, on: day, basis: basis)
    }

    @discardableResult
    mutating func directory(_ node: String, _ event: DirectoryEvent) throws -> EventReference {
        try append(log(node, .directory), .directory(event))
    }

    var ordered: [Log] { logs.keys.sorted().compactMap { logs[$0] } }

    static func checkpoint(_ log: Log) throws -> VerifiedCheckpoint {
        let edge = edge(log)
        return try log.signer.sign(
            Checkpoint(origin: log.name.origin, size: edge.size, root: edge.root))
    }

    static func edge(_ log: Log) -> CompactRange {
        var edge = CompactRange()
        for entry in log.entries { edge.append(leaf: .leaf(entry)) }
        return edge
    }

    func json() throws -> VectorJSON {
        .list(
            try ordered.map { log in
                .object([
                    ("origin", .text(log.name.origin.text)),
                    ("key", .hex(log.signer.verifierKey.publicKey)),
                    ("note", .note(try Self.checkpoint(log).note)),
                    ("entries", .list(log.entries.map { .hex($0) })),
                ])
            })
    }
}

extension EntryBody {
    fileprivate var isDirectory: Bool { if case .directory = self { true } else { false } }
}

/// A store that only tells which logs are held: all that a digest asks of it.
final class VectorStore: ReplicaStore {
    struct Unused: Error {}
    private let held: [StoredLog]

    init(_ held: [StoredLog]) { self.held = held }

    func logs() throws -> [StoredLog] { held }
    func log(_ origin: Origin) throws -> StoredLog? { held.first { $0.origin == origin } }
    func open(_ origin: Origin, key: VerifierKey) throws { throw Unused() }
    func store(_ chunks: [VerifiedChunk]) throws { throw Unused() }
    func setState(_ origin: Origin, _ state: String) throws { throw Unused() }
    func discard(_ origin: Origin) throws { throw Unused() }
    func bundle(_ origin: Origin, _ coordinate: BundleCoordinate) throws -> StoredBundle? { nil }
    func tile(_ origin: Origin, _ coordinate: TileCoordinate) throws -> [TreeHash]? { nil }
    func note(_ name: String) throws -> [UInt8]? { nil }
    func notes(prefix: String) throws -> [(name: String, bytes: [UInt8])] { [] }
    func setNote(_ name: String, _ bytes: [UInt8]?) throws { throw Unused() }
    func blob(_ name: TreeHash) throws -> [UInt8]? { nil }
    func hasBlob(_ name: TreeHash) throws -> Bool { false }
    func putBlob(_ bytes: [UInt8]) throws -> TreeHash { throw Unused() }
    func eraseBlob(_ name: TreeHash) throws { throw Unused() }
    func stage(_ origin: Origin, from: UInt64, entries: [[UInt8]]) throws { throw Unused() }
    func storedSize(_ origin: Origin) throws -> UInt64 { 0 }
    func entries(_ origin: Origin, _ range: Range<UInt64>) throws -> [[UInt8]] { [] }
    func publish(_ origin: Origin, checkpoint: VerifiedCheckpoint, edge: CompactRange) throws {
        throw Unused()
    }
    func publishedEdge(_ origin: Origin) throws -> CompactRange? { nil }
}

/// Heads, keys and derived data of a replica that records nothing.
final class VectorEmptyStores: HeadStore, KeyStore, DerivedStore {
    func head(_ origin: Origin) throws -> Head? { nil }
    func swap(_ origin: Origin, from: Head?, to: Head) throws { throw HeadConflict() }
    func allHeads() throws -> [Origin: Head] { [:] }
    func currentEpochs() throws -> [Designation.Stream: EpochKey] { [:] }
    func setCurrentEpoch(_ stream: Designation.Stream, _ key: EpochKey) throws {}
    func snapshot() throws -> DerivedSnapshot? { nil }
    func dossier(_ institution: InstitutionID) throws -> DossierRow? { nil }
    func dossiers(after institution: InstitutionID?, limit: Int) throws -> [DossierRow] { [] }
    func save(_ rows: [DossierRow], snapshot: DerivedSnapshot) throws {}
    func find(_ text: String, limit: Int) throws -> [InstitutionID] { [] }
    func institutionCount() throws -> Int { 0 }
    func erase() throws {}
}

/// What the directories of all vectors are made of.
extension VectorFederation {
    /// A region whose name is its code.
    static func region(
        _ code: String, _ level: RegionLevel, _ parent: String?, pool: String, unit: String
    ) -> Region {
        Region(
            code: EntryFixtures.code(code), nameChinese: code, nameEnglish: code, level: level,
            kind: code == "229900" ? .poolArea : .division,
            parent: parent.map(EntryFixtures.code), pool: EntryFixtures.code(pool),
            unit: EntryFixtures.code(unit))
    }

    /// A node that works for the region of its name.
    static func record(
        _ node: String, _ role: Federation.NodeRole, acts: [Competency]
    ) throws -> NodeRecord {
        let region = EntryFixtures.code(node)
        return NodeRecord(
            name: node, nodeKey: NodeSigning.publicKey(seed: VectorSeed.node(node)),
            encryptionKey: SealingKey.publicKey(seed: VectorSeed.encryption(node)),
            region: region, role: role, grants: [CompetenceGrant(regions: [region], acts: acts)],
            from: EntryFixtures.day("2021-02-01"))
    }
}
