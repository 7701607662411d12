import Designation
import Federation
import Messages
import Testing
import TransparencyLog
import Web

@testable import Node

/// Protocol §8.4: differences are narrowed down to the logs, or to the institutions.
@Suite("Backend: digests narrowed down")
struct BackendDigestTests {
    private func ask(
        _ world: BackendWorld, _ query: DigestQuery, as node: String
    ) async throws -> (status: Int, detail: DigestDetail?) {
        let session = try await world.session(of: node, at: world.backend)
        let reply = await world.backend.digest(query.encoded(), session: session)
        return (reply.status, try? DigestDetail(encoded: reply.body))
    }

    private func own(
        _ node: NodeService, _ scope: String, bucket: UInt8? = nil
    ) async throws -> DigestDetail {
        let detail = try await node.core.with { try $0.ownDetail(scope, bucket: bucket) }
        return try #require(detail)
    }

    @Test("Equal inputs: the buckets, then the rows of a bucket, name the institution")
    func institutions() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let mine = try await own(world.service, "220000")
        let inputs = try #require(mine.inputs)
        var query = DigestQuery(scope: "220000", foldEdition: 1, inputs: inputs, bucket: nil)
        let (status, detail) = try await ask(world, query, as: BackendWorld.city)
        #expect(status == 200)
        #expect(detail?.buckets == mine.buckets && detail?.inputs == inputs)
        // A registry without the institution differs in one bucket.
        let nothing = [UInt8](repeating: 0, count: mine.buckets.count)
        let buckets = try #require(DigestDifference.buckets(nothing, mine.buckets))
        #expect(buckets.count == 1)
        query.bucket = buckets[0]
        let rows = try #require(try await ask(world, query, as: BackendWorld.city).detail).rows
        #expect(rows.map(\.institution) == [BackendWorld.hospital.description])
        #expect(DigestDifference.institutions([], rows) == [BackendWorld.hospital.description])
        #expect(DigestDifference.institutions(rows, rows).isEmpty)
    }

    @Test("Other inputs: the logs on which the digest rests")
    func logs() async throws {
        let world = try await BackendWorld()
        _ = try await world.suspend()
        let there = try await own(world.root, "common")
        let query = DigestQuery(
            scope: "common", foldEdition: 1, inputs: try #require(there.inputs), bucket: nil)
        let (status, detail) = try await ask(world, query, as: "root")
        #expect(status == 409)
        let theirs = try #require(detail)
        #expect(theirs.buckets.isEmpty && theirs.inputs != there.inputs)
        let logs = DigestDifference.logs(there.logs, theirs.logs)
        let sanctions = try await world.origin(.sanctions, of: world.service)
        let named = try #require(logs.first { $0.origin == sanctions })
        #expect(named.own == nil && named.theirs == 2 && !named.isForked)
        // What both have is not named.
        let directory = try await world.origin(.directory, of: world.root)
        #expect(!logs.contains { $0.origin == directory })
    }

    @Test("Told to members only, and of an area only to who may read its register")
    func rights() async throws {
        let world = try await BackendWorld()
        let query = DigestQuery(
            scope: "220000", foldEdition: 1, inputs: .sha256([1]), bucket: nil)
        #expect(await world.backend.digest(query.encoded(), session: nil).status == 401)
        #expect(try await ask(world, query, as: BackendWorld.stranger).status == 403)
        #expect(try await ask(world, query, as: BackendWorld.office).status == 409)
        var other = query
        other.scope = "320000"
        #expect(try await ask(world, other, as: BackendWorld.stranger).status == 404)
        let session = try await world.session(of: BackendWorld.city, at: world.backend)
        #expect(await world.backend.digest([0xFF], session: session).status == 400)
    }

    @Test("A difference is shown with the peer, without contents")
    func shown() async throws {
        let world = try await BackendWorld()
        let session = try await world.session(of: BackendWorld.city, at: world.backend)
        _ = await world.backend.heads(cursor: "", waitSeconds: 0, session: session)
        let difference = DigestDifference(
            peer: BackendWorld.city, scope: "220000",
            institutions: [BackendWorld.hospital.description])
        await world.service.core.explain(difference)
        let peer = try await world.backend.peers().first { $0.node == BackendWorld.city }
        #expect(peer?.detail.contains(BackendWorld.hospital.description) == true)
        #expect(!difference.summary.english.contains(BackendWorld.hospital.number))
    }

    @Test("Who is revoked loses its session with the entry that says so")
    func revoked() async throws {
        let world = try await BackendWorld()
        let session = try await world.session(of: BackendWorld.city, at: world.backend)
        #expect(await world.service.core.caller(session) != nil)
        try await world.record(
            [
                .directory(
                    .revoked(node: BackendWorld.city, reason: "lost"),
                    effective: BackendWorld.today)
            ], by: world.service)
        #expect(await world.service.core.caller(session) == nil)
    }
}
