import Designation
import Federation
import Storage
import Testing
import TransparencyLog
import Web

@testable import Node

/// Papers of cases between running nodes, over a line that breaks (protocol §5.9).
@Suite("Papers over HTTP", .serialized)
struct LiveAttachmentTests {
    private static let content = SplitMix64Bytes.make(5 << 20, seed: 77)
    /// Bytes of a connection before it is cut, the first two times.
    private static let cut = 2_300_000

    private func ready(_ world: LiveWorld) async throws {
        let core = try world.node("222400").service.core
        try await world.eventually("the city may record") {
            guard await core.recordingState == .ready else { return false }
            return core.registry.view.directory.node(named: "222400") != nil
        }
    }

    /// Records a step with the paper at the city and gives the paper's blob.
    private func record(in world: LiveWorld) async throws -> CaseBlob {
        try await ready(world)
        let city = try world.node("222400")
        try FileSystem.writeDurably(Self.content, to: "\(world.folder.path)/scan.pdf")
        let acts = """
            - {act: step, institution: "practice-licence:222400:PDY1", region: "222400",
               step: received, case: a, kind: new, services: [outpatient], officer: 甲,
               attach: scan.pdf}
            """
        let result = await CommandHost(service: city.service, backend: city.backend).run(
            LocalCommand(
                "record", options: ["folder": world.folder.path], arguments: ["acts.yaml"],
                files: ["acts.yaml": Array(acts.utf8)]))
        guard result.exit == 0 else { throw TestFailure(result.error) }
        let papers = await CaseReader(service: city.service).papers()
        return try #require(papers.first)
    }

    private func arrives(_ paper: CaseBlob, in world: LiveWorld) async throws {
        let province = try world.node("220000")
        try await world.eventually("the paper is at the province") {
            try province.service.logs.hasBlob(paper.name)
        }
        let board = await CaseReader(service: province.service).board()
        let line = try #require(
            board.cases.keys.first.flatMap {
                board.files(ofCase: $0, on: BackendWorld.day("2100-01-01")).first
            })
        let found = try await CaseReader(service: province.service)
            .contents(of: line.file, in: line.opened)
        #expect(found == Self.content)
    }

    @Test("Handed in by the city that dials: what had arrived is not sent again")
    func up() async throws {
        let world = try LiveWorld()
        try await world.federation()
        let line = try CuttingLine(
            to: try world.node("220000").port, cuttingAfter: Self.cut, times: 2)
        try world.node("222400").service.shell.setURL(line.url, of: "220000")
        let paper = try await record(in: world)
        try await arrives(paper, in: world)
        let count = line.count
        #expect(count.cuts == 2)
        #expect(count.up > Self.content.count)
        // Begun anew it would be ten million bytes and more.
        #expect(count.up < Self.content.count + 2 * AttachmentDepot.handedPieceByteCount + 500_000)
        await world.stopAll()
    }

    @Test("Fetched by the province that dials: what had arrived is not fetched again")
    func down() async throws {
        let world = try LiveWorld()
        try await world.federation()
        let (province, city) = (try world.node("220000"), try world.node("222400"))
        try await ready(world)
        // From now on only the province dials.
        city.service.shell.setURL("http://127.0.0.1:9", of: "220000")
        let line = try CuttingLine(to: city.port, cuttingAfter: Self.cut, times: 2)
        province.service.shell.setURL(line.url, of: "222400")
        try await province.service.core.connect("222400")
        let paper = try await record(in: world)
        try await arrives(paper, in: world)
        let count = line.count
        #expect(count.cuts == 2)
        #expect(count.down > Self.content.count)
        // Begun anew it would be ten million bytes and more.
        #expect(count.down < Self.content.count + 500_000)
        await world.stopAll()
    }

    @Test("Neither a stranger nor a node without a session gets a byte of it")
    func strangers() async throws {
        let world = try LiveWorld()
        try await world.federation()
        let paper = try await record(in: world)
        try await arrives(paper, in: world)
        let (city, province) = (try world.node("222400"), try world.node("220000"))
        func reply(_ node: String, at live: LiveWorld.Live) async throws -> BlobReply {
            let signer = try NoteSigner(
                name: Origin("\(world.anchor.federationID)/\(node)"), seed: BackendWorld.seed(node))
            let token = try SessionToken(
                audience: "\(world.anchor.federationID)/\(live.service.core.name)",
                expiryMilliseconds: live.service.core.clock() + 60_000,
                nonce: SystemEntropy.bytes(16), software: "test"
            ).signed(by: signer)
            let opened = await live.backend.openSession(token)
            guard opened.status == 200 else { throw TestFailure("no session for \(node)") }
            let session = try SessionAnswer(encoded: opened.body).session
            return try await live.backend.blob(paper.name, caller: Caller(session: session))
        }
        for live in [city, province] {
            let directory = live.service.core.registry
            try await world.eventually("the stranger is known") {
                directory.view.directory.node(named: "320000") != nil
            }
            if case .forbidden = try await reply("320000", at: live) {
            } else {
                Issue.record("a stranger reads it at \(live.service.core.name)")
            }
            let none = try await live.backend.blob(paper.name, caller: Caller(session: nil))
            if case .forbidden = none {} else { Issue.record("anybody reads it") }
        }
        guard case .found(let sealed) = try await reply("220000", at: city) else {
            throw TestFailure("the superior may read it")
        }
        #expect(TreeHash.sha256(sealed) == paper.name)
        await world.stopAll()
    }
}
