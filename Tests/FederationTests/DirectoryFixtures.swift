import Crypto
import Designation
import Federation
import TransparencyLog

/// A small federation: root → Jilin (220000) → Yanbian (222400) → Yanji (222401) → field office,
/// and an exchange and Changzhou beside it. Logs are kept as entries; nothing is signed but
/// openings.
struct FederationFixture {
    typealias Stream = Designation.Stream
    static let start = EntryFixtures.day("2025-01-01")
    let anchor: Anchor
    private(set) var logs: [Origin: [LoggedEntry]] = [:]
    private(set) var epochs: [Origin: EpochOpened] = [:]
    private var clock: UInt64

    static func privateKey(_ name: String) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(
            rawRepresentation: TreeHash.sha256(Array("node \(name)".utf8)).bytes)
    }

    static func publicKey(_ name: String) throws -> [UInt8] {
        [UInt8](try privateKey(name).publicKey.rawRepresentation)
    }

    static func encryptionKey(_ name: String) throws -> Curve25519.KeyAgreement.PrivateKey {
        try Curve25519.KeyAgreement.PrivateKey(
            rawRepresentation: TreeHash.sha256(Array("box \(name)".utf8)).bytes)
    }

    init(name: String = "test") throws {
        anchor = try Anchor(
            federationName: name, rootNode: "root", rootPublicKey: try Self.publicKey("root"))
        clock = 1_760_000_000_000
    }

    /// Opens an epoch of a node; `keyName` is whose key signs.
    @discardableResult
    mutating func open(
        _ node: String, _ stream: Stream = .directory, epoch: String = "1", keyName: String? = nil
    ) throws -> Origin {
        let key = TreeHash.sha256(Array("epoch \(node) \(stream) \(epoch)".utf8)).bytes
        let signer = try Self.privateKey(keyName ?? node)
        let opened = try EpochOpened.make(
            federation: anchor.federationID, node: node, stream: stream, epochPublicKey: key
        ) { [UInt8](try signer.signature(for: $0)) }
        let origin = try LogName.make(
            federation: anchor.federationID, node: node, stream: stream, epochKey: key
        ).origin
        epochs[origin] = opened
        _ = try append(origin, .epochOpened(opened), effective: Self.start)
        return origin
    }

    @discardableResult
    mutating func append(
        _ origin: Origin, _ body: EntryBody, effective: LegalDate = FederationFixture.start,
        ground: String = "first setting up", at milliseconds: UInt64? = nil
    ) throws -> EventReference {
        clock += 1000
        let stamp = Stamp(milliseconds: milliseconds ?? clock, counter: 0)
        let entry = Entry(
            header: EntryHeader(stamp: stamp, effective: effective, retroactiveGround: ground),
            body: body)
        let bytes = try EntryCodec.encode(entry)
        let log = logs[origin] ?? []
        let logged = LoggedEntry(
            origin: origin, index: UInt64(log.count), leafHash: .leaf(bytes),
            stamp: max(stamp, log.last?.stamp ?? stamp), entry: try EntryCodec.decode(bytes))
        logs[origin, default: []].append(logged)
        return logged.reference
    }

    @discardableResult
    mutating func directory(
        _ origin: Origin, _ event: DirectoryEvent,
        effective: LegalDate = FederationFixture.start, ground: String = "first setting up",
        at milliseconds: UInt64? = nil
    ) throws -> EventReference {
        try append(
            origin, .directory(event), effective: effective, ground: ground, at: milliseconds)
    }

    static func record(
        _ name: String, _ region: String, _ role: NodeRole, grants: [CompetenceGrant],
        keyName: String? = nil, to: LegalDate? = nil
    ) throws -> NodeRecord {
        NodeRecord(
            name: name, nodeKey: try publicKey(keyName ?? name),
            encryptionKey: [UInt8](try encryptionKey(name).publicKey.rawRepresentation),
            region: EntryFixtures.code(region), role: role, grants: grants, from: start, to: to)
    }

    static func grant(_ regions: [String], _ acts: [Competency]) -> CompetenceGrant {
        CompetenceGrant(regions: regions.map(EntryFixtures.code), acts: acts)
    }

    static func region(
        _ code: String, _ parent: String?, _ level: RegionLevel, pool: String? = nil
    ) -> Region {
        Region(
            code: EntryFixtures.code(code), nameChinese: code, nameEnglish: code, level: level,
            kind: .division, parent: parent.map(EntryFixtures.code),
            pool: EntryFixtures.code(pool ?? code), unit: EntryFixtures.code(pool ?? code))
    }

    static let all = Competency.allCases
    static let acts: [Competency] = [
        .register, .accept, .assess, .sign, .suspend, .resume, .terminate,
    ]

    /// Root, exchange, two provinces, Yanbian, Yanji, its field office.
    static func standard() throws -> (fixture: FederationFixture, logs: [String: Origin]) {
        var fixture = try FederationFixture()
        var logs: [String: Origin] = [:]
        for name in ["root", "exchange", "220000", "320000", "222400", "222401"] {
            logs[name] = try fixture.open(name)
        }
        let root = try unwrap(logs["root"])
        let jilin = try unwrap(logs["220000"])
        let yanbian = try unwrap(logs["222400"])
        let yanji = try unwrap(logs["222401"])
        try fixture.directory(
            root,
            .regions([
                region("220000", nil, .province), region("320000", nil, .province),
            ]))
        try fixture.directory(
            jilin,
            .regions([
                region("222400", "220000", .prefecture),
                region("222401", "222400", .county, pool: "222400"),
                region("220100", "220000", .prefecture),
            ]))
        try fixture.directory(root, .nodeEnrolled(record("exchange", "CN", .exchange, grants: [])))
        for area in ["220000", "320000"] {
            try fixture.directory(
                root, .nodeEnrolled(record(area, area, .province, grants: [grant([area], all)])))
        }
        try fixture.directory(
            jilin,
            .nodeEnrolled(record("222400", "222400", .city, grants: [grant(["222400"], acts)])))
        try fixture.directory(
            yanbian,
            .nodeEnrolled(
                record(
                    "222401", "222401", .office,
                    grants: [grant(["222401"], [.register, .accept])])))
        try fixture.directory(
            yanji,
            .nodeEnrolled(
                record(
                    "222401.field", "222401", .fieldOffice,
                    grants: [grant(["222401"], [.accept])])))
        return (fixture, logs)
    }

    func build() -> Directory {
        Directory.build(anchor: anchor, logs: logs.map { ($0.key, $0.value) })
    }

    func name(_ origin: Origin) throws -> LogName { try LogName(origin: origin) }
}
