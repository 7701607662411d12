import Designation
import Federation
import Glibc
import Logging
import Storage
import Synchronization
import TransparencyLog
import Web

@testable import Node

/// Two real nodes in temporary folders: the root, and the province 220000 that holds its register.
/// More nodes are enrolled (a city, a field office, another province) and appear as callers only.
///
/// Time stands still unless a test moves it; what nodes tell each other goes through the backends.
final class BackendWorld: Sendable {
    static let start: UInt64 = {
        guard let day = LegalDate("2026-03-02") else { preconditionFailure("a date") }
        return UInt64(day.startUnixMilliseconds) + 36_000_000
    }()
    static let today = day("2026-03-02")
    static let province = "220000"
    static let city = "222400"
    static let office = "222401.field"
    static let stranger = "320000"
    static let hospital = institution("practice-licence:220100:PDY00001")

    let time: TestTime
    let anchor: Anchor
    let folders: [TestFolder]
    let root: NodeService
    let service: NodeService
    let rootBackend: NodeBackend
    /// The backend under test: that of the province.
    let backend: NodeBackend

    init(isPublic: Bool = true) async throws {
        let time = TestTime(Self.start)
        self.time = time
        let anchor = try Anchor(
            federationName: "probe", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: Self.seed("root")))
        self.anchor = anchor
        folders = [TestFolder(), TestFolder()]
        root = try Self.open(
            NodeSettings(node: "root", port: 0), in: folders[0], anchor: anchor, time: time)
        service = try Self.open(
            NodeSettings(
                node: Self.province, port: 0, registers: [Self.code("220000")],
                isDemonstration: isPublic),
            in: folders[1], anchor: anchor, time: time)
        rootBackend = NodeBackend(service: root)
        backend = NodeBackend(service: service)
        try await provision()
    }

    static func open(
        _ settings: NodeSettings, in folder: TestFolder, anchor: Anchor, time: TestTime
    ) throws -> NodeService {
        let place = NodeFolder(folder.path + "/" + settings.node)
        var seeds = [seed(settings.node), seed("box " + settings.node)]
        _ = try place.create(name: settings.node, anchor: anchor) { seeds.removeFirst() }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try NodeService.open(
            folder: place, settings: settings, clock: { time.now }, logger: logger)
    }

    private func provision() async throws {
        let regions = [
            Self.region("220000", nil, .province), Self.region("320000", nil, .province),
            Self.region("220100", "220000", .prefecture),
            Self.region("222400", "220000", .prefecture),
            Self.region("222401", "222400", .county, pool: "222400"),
        ]
        try await record([.directory(.regions(regions), effective: Self.today)], by: root)
        for name in [Self.province, Self.stranger] {
            let record = Self.member(
                name, name, .province,
                grants: [CompetenceGrant(regions: [Self.code(name)], acts: Competency.allCases)])
            try await self.record(
                [.directory(.nodeEnrolled(record), effective: Self.today)], by: root)
        }
        try await deliver(.directory, from: root, to: backend)
        let city = Self.member(Self.city, "222400", .city)
        let office = Self.member(Self.office, "222401", .fieldOffice)
        try await record(
            [
                .directory(.nodeEnrolled(city), effective: Self.today),
                .directory(.nodeEnrolled(office), effective: Self.today),
            ], by: service)
    }

    // MARK: Recording

    @discardableResult
    func record(_ drafts: [EntryDraft], by node: NodeService) async throws -> [Recorded] {
        try await node.core.record(RecordRequest(drafts, officer: "tester"))
    }

    /// Registers an institution in 220100 and signs it for two pools.
    @discardableResult
    func designate(
        _ institution: InstitutionID = hospital, name: String = "长春示范医院（演示）",
        nationalCode: String = "H22010200001"
    ) async throws -> [Recorded] {
        let facts = InstitutionFacts(
            name: name, type: .medical, kind: "hospital", place: Self.code("220100"),
            nationalCode: nationalCode, isDemonstration: true)
        let agreement = Agreement(
            from: Self.day("2026-01-01"), until: Self.day("2027-01-01"),
            services: [.outpatient, .inpatient], scope: .basic)
        return try await record(
            [
                .act(
                    .registered(facts), subject: institution, region: Self.code("220100"),
                    effective: Self.day("2026-01-01"), basis: []),
                .act(
                    .signed(agreement), subject: institution, region: Self.code("220100"),
                    effective: Self.day("2026-01-01"), basis: []),
                .act(
                    .signed(agreement), subject: institution, region: Self.code("222400"),
                    effective: Self.day("2026-01-01"), basis: []),
            ], by: service)
    }

    func suspend(_ institution: InstitutionID = hospital) async throws -> EventReference {
        let suspension = Suspension(
            isOwnRequest: false, until: Self.day("2026-06-01"), type: .medical,
            place: Self.code("220100"), cause: "测试")
        return try await record(
            [
                .act(
                    .suspended(suspension), subject: institution, region: Self.code("220100"),
                    effective: Self.today, basis: [Citation(edition: "N", article: "42")])
            ], by: service)[0].reference
    }

    func terminate(_ institution: InstitutionID = hospital) async throws -> EventReference {
        let termination = Termination(
            isOwnRequest: false, type: .medical, place: Self.code("220100"), cause: "测试")
        return try await record(
            [
                .act(
                    .terminated(termination), subject: institution, region: Self.code("220100"),
                    effective: Self.today, basis: [Citation(edition: "N", article: "45")])
            ], by: service)[0].reference
    }

    /// Opens a case of the province's own chain: an application was accepted.
    @discardableResult
    func accept(
        _ institution: InstitutionID = hospital, attachment: TreeHash? = nil
    ) async throws -> CaseEvent {
        let caseKey = Self.seed("case")
        let caseID = Array(Self.seed("case id").prefix(16))
        let directory = service.core.registry.view.directory
        let chain = directory.caseworkChain(of: Self.province)
        let record = CaseRecord(
            institution: institution, step: .accepted, region: Self.code("222400"),
            day: Self.today, attachments: attachment.map { [$0] } ?? [])
        let sealed = try CasePayload.seal(
            record.encoded(), caseKey: caseKey, salt: Self.seed("salt"),
            context: CaseContext(
                federation: anchor.federationID, author: Self.province, caseID: caseID,
                sequence: 0))
        let wraps = try CaseKeyWraps(
            caseKey: caseKey, federation: anchor.federationID, caseID: caseID,
            chain: chain.compactMap { directory.node(named: $0) })
        _ = try service.logs.putBlob(sealed.bytes)
        _ = try service.logs.putBlob(wraps.encoded())
        let event = CaseEvent(
            caseID: caseID, sequence: 0, chain: chain, saltedHash: sealed.saltedHash,
            payload: sealed.name, payloadByteCount: UInt64(sealed.bytes.count), wraps: wraps.name)
        try await self.record(
            [try EntryDraft(.casework(event), effective: Self.today)], by: service)
        return event
    }

    // MARK: Exchange

    /// A session of a node at a backend, opened with a token that the node signed.
    func session(of node: String, at backend: NodeBackend) async throws -> String {
        let reply = await backend.openSession(try token(of: node, for: backend.core.name))
        guard reply.status == 200 else { throw TestFailure("no session: \(reply.status)") }
        return try SessionAnswer(encoded: reply.body).session
    }

    func token(of node: String, for peer: String) throws -> [UInt8] {
        let signer = try NoteSigner(
            name: Origin("\(anchor.federationID)/\(node)"), seed: Self.seed(node))
        return try SessionToken(
            audience: "\(anchor.federationID)/\(peer)", expiryMilliseconds: time.now + 60_000,
            nonce: SystemEntropy.bytes(16), software: "test"
        ).signed(by: signer)
    }

    func origin(_ stream: Designation.Stream, of node: NodeService) async throws -> Origin {
        let sizes = await node.core.ownLogSizes()
        guard let origin = sizes.keys.first(where: { (try? LogName(origin: $0))?.stream == stream })
        else { throw TestFailure("no \(stream.rawValue) log") }
        return origin
    }

    /// Hands a whole log of one node to another, as its parent or child would.
    @discardableResult
    func deliver(
        _ stream: Designation.Stream, from node: NodeService, to backend: NodeBackend
    ) async throws -> PushAnswer {
        let session = try await session(of: node.core.name, at: backend)
        let request = try await pushRequest(stream, of: node)
        let reply = await backend.push(request.encoded(), session: session)
        let answer = try PushAnswer(encoded: reply.body)
        guard answer.state == .current else {
            throw TestFailure("\(stream.rawValue): \(answer.state) \(answer.reason)")
        }
        return answer
    }

    func pushRequest(
        _ stream: Designation.Stream, of node: NodeService
    ) async throws -> PushRequest {
        let origin = try await origin(stream, of: node)
        guard let log = try node.logs.log(origin), let note = log.position.checkpoint?.note else {
            throw TestFailure("no checkpoint")
        }
        let entries = try node.logs.entries(origin, 0..<log.position.size)
        return PushRequest(
            origin: origin, key: log.key.publicKey, note: note,
            entries: InlineEntries(
                from: 0, count: entries.count, bytes: try EntryBundle.encode(entries)))
    }

    // MARK: Values

    static func seed(_ name: String) -> [UInt8] {
        TreeHash.sha256(Array("seed \(name)".utf8)).bytes
    }

    static func code(_ text: String) -> RegionCode {
        guard let code = RegionCode(text) else { preconditionFailure("a code in a test") }
        return code
    }

    static func day(_ text: String) -> LegalDate {
        guard let day = LegalDate(text) else { preconditionFailure("a day in a test") }
        return day
    }

    static func institution(_ text: String) -> InstitutionID {
        guard let id = InstitutionID(text) else { preconditionFailure("a licence in a test") }
        return id
    }

    static func region(
        _ code: String, _ parent: String?, _ level: RegionLevel, pool: String? = nil
    ) -> Region {
        Region(
            code: Self.code(code), nameChinese: code, nameEnglish: code, level: level,
            kind: .division, parent: parent.map(Self.code), pool: Self.code(pool ?? code),
            unit: Self.code(pool ?? code))
    }

    static func member(
        _ name: String, _ region: String, _ role: NodeRole, grants: [CompetenceGrant] = []
    ) -> NodeRecord {
        NodeRecord(
            name: name, nodeKey: NodeSigning.publicKey(seed: seed(name)),
            encryptionKey: SealingKey.publicKey(seed: seed("box " + name)), region: code(region),
            role: role, agencyChinese: "经办 \(name)", agencyEnglish: "Agency \(name)",
            grants: grants, from: day("2025-01-01"))
    }

    func ask(
        _ region: String, of institution: InstitutionID = hospital, on date: LegalDate = today
    ) -> StatusQuestion {
        StatusQuestion(institution: institution, region: Self.code(region), date: date)
    }
}
