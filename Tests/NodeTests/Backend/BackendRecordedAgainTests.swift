import Designation
import Storage
import Testing
import TransparencyLog
import Web

@testable import Federation
@testable import Node

/// Protocol §4.6: what a closing cut off is found again, recorded anew, and shown; nothing is lost.
@Suite("Backend: recorded again")
struct BackendRecordedAgainTests {
    /// The root closes a log of the province at a size.
    private func close(
        _ origin: Origin, at size: UInt64, from: NodeService, _ world: BackendWorld
    ) async throws {
        let nodes = TiledTree(size: size) { coordinate in
            guard let tile = try from.logs.tile(origin, coordinate) else {
                throw ProofError.tileMismatch
            }
            return tile
        }
        let root = try PrefixProof(size: size, treeSize: size, nodes: nodes.node).root
        let closing = LogClosing(origin: origin, finalSize: size, root: root, reason: .newEpoch)
        try await world.record(
            [.directory(.closed(closing), effective: BackendWorld.today)], by: world.root)
    }

    private func recordedAgain(_ node: NodeService) throws -> [LostEntry] {
        try node.logs.logs().flatMap { log in
            try node.logs.entries(log.origin, 0..<log.position.size).compactMap { bytes in
                guard case .lost(let lost) = try EntryCodec.decode(bytes).body else { return nil }
                return lost
            }
        }
    }

    /// Hands a log over as a peer does: the note first, then whatever is asked for.
    private func handOver(
        _ origin: Origin, from node: NodeService, to backend: NodeBackend, _ world: BackendWorld
    ) async throws {
        let session = try await world.session(of: node.core.name, at: backend)
        let log = try #require(try node.logs.log(origin))
        var request = PushRequest(
            origin: origin, key: log.key.publicKey, note: try #require(log.position.checkpoint).note
        )
        for _ in 0..<20 {
            let reply = await backend.push(request.encoded(), session: session)
            let answer = try PushAnswer(encoded: reply.body)
            if answer.wanted.isEmpty { return }
            request.resources = try answer.wanted.compactMap {
                try StoredResource.read($0, origin, node.logs)
            }
        }
    }

    @Test("A suspension cut off by a closing stays in force everywhere, once, and is shown")
    func cutOff() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let place = try await world.suspend()
        try await world.deliver(.sanctions, from: world.service, to: world.rootBackend)
        let origin = try await world.origin(.sanctions, of: world.service)
        try await close(origin, at: 1, from: world.service, world)
        // Cut off where the closing is known, until the author hears of it.
        let root = world.root.core.registry
        let common = root.standing(of: BackendWorld.hospital, area: Registry.common)
        #expect(common.sanctions.isEmpty)
        try await world.deliver(.directory, from: world.root, to: world.backend)
        await world.service.core.tick()
        #expect(world.backend.status(world.ask("222400")).answer.status == .suspended)
        #expect(try recordedAgain(world.service).map(\.place) == [place])
        let items = try await world.backend.reviewItems(area: nil, includingResolved: false)
        #expect(items.contains { $0.item.kind == .lostAndRecorded })
        // Again, and after a look from nothing, nothing is recorded twice.
        for _ in 0..<2 {
            try await world.service.core.with { exchange in
                try exchange.replica.store.setNote(NoteName.recordedAgain + origin.text, nil)
                exchange.replica.mayHaveLost = true
            }
            await world.service.core.tick()
        }
        #expect(try recordedAgain(world.service).count == 1)
        // The others get it with the new epoch.
        let session = try await world.session(of: "220000", at: world.rootBackend)
        for log in try world.service.logs.logs()
        where (try? LogName(origin: log.origin))?.stream == .sanctions && log.origin != origin {
            let entries = try world.service.logs.entries(log.origin, 0..<log.position.size)
            let request = PushRequest(
                origin: log.origin, key: log.key.publicKey,
                note: try #require(log.position.checkpoint).note,
                entries: InlineEntries(
                    from: 0, count: entries.count, bytes: try EntryBundle.encode(entries)))
            _ = await world.rootBackend.push(request.encoded(), session: session)
        }
        let there = root.standing(of: BackendWorld.hospital, area: Registry.common)
        #expect(there.sanctions.count == 1)
    }

    @Test("A node restored from nothing takes back what a closing cut off, and records it again")
    func restored() async throws {
        let world = try await BackendWorld()
        let place = try await world.suspend()
        let second = try await world.suspend()
        try await world.deliver(.sanctions, from: world.service, to: world.rootBackend)
        let origin = try await world.origin(.sanctions, of: world.service)
        try await close(origin, at: 2, from: world.service, world)
        let folder = TestFolder()
        let service = try BackendWorld.open(
            NodeSettings(node: "220000", port: 0, registers: [BackendWorld.code("220000")]),
            in: folder, anchor: world.anchor, time: world.time)
        let backend = NodeBackend(service: service)
        try await world.deliver(.directory, from: world.root, to: backend)
        // First what counts, then what lies beyond.
        try await handOver(origin, from: world.root, to: backend, world)
        #expect(try service.logs.log(origin)?.position.size == 2)
        try await handOver(origin, from: world.root, to: backend, world)
        #expect(try service.logs.log(origin)?.position.size == 3)
        await service.core.tick()
        #expect(try recordedAgain(service).map(\.place) == [second])
        let standing = service.core.registry.standing(
            of: BackendWorld.hospital, area: BackendWorld.code("220000"))
        #expect(standing.sanctions.count == 2)
        #expect(standing.sanctions.contains { $0.event == place })
    }

    @Test("The own branch that was not closed is given up, and its entries are recorded again")
    func otherBranch() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        _ = try await world.suspend()
        let origin = try await world.origin(.sanctions, of: world.service)
        // Another history of the same size: the root of one that nobody here holds.
        let closing = LogClosing(
            origin: origin, finalSize: 2, root: .sha256([1]), reason: .forkSettled)
        try await world.record(
            [.directory(.closed(closing), effective: BackendWorld.today)], by: world.root)
        try await world.deliver(.directory, from: world.root, to: world.backend)
        #expect(try world.service.logs.log(origin)?.position.size == 0)
        #expect(world.backend.status(world.ask("222400")).answer.status == .designated)
        let aside = try world.service.logs.notes(prefix: NoteName.aside)
        #expect(aside.count == 1)
        let part = try #require(SetAside(name: aside[0].name, bytes: aside[0].bytes))
        #expect(part.from == 0 && part.entries.count == 2)
    }

    @Test("A digest counts a closed log up to its closing, whoever holds more")
    func digestOfClosed() async throws {
        let world = try await BackendWorld()
        _ = try await world.suspend()
        let origin = try await world.origin(.sanctions, of: world.service)
        let log = try #require(try world.service.logs.log(origin))
        try await close(origin, at: 1, from: world.service, world)
        try await world.deliver(.directory, from: world.root, to: world.backend)
        let input = Replica.input(of: log, view: world.service.core.registry.view)
        #expect(log.position.size == 2 && input.size == 1)
        #expect(input.root != log.position.edge.root)
    }

    @Test("A sanction of the replaced licence holds for the new one, also when it comes later")
    func predecessor() async throws {
        let world = try await BackendWorld()
        let successor = BackendWorld.institution("practice-licence:220100:NEW1")
        let facts = InstitutionFacts(
            name: "新证医院（演示）", type: .medical, kind: "hospital",
            place: BackendWorld.code("220100"), predecessor: BackendWorld.hospital)
        try await world.designate(successor, nationalCode: "H22010200002")
        #expect(
            world.backend.status(world.ask("222400", of: successor)).answer.status == .designated)
        try await world.record(
            [
                .act(
                    .registered(facts), subject: successor, region: BackendWorld.code("220100"),
                    effective: BackendWorld.day("2026-01-02"), basis: [])
            ], by: world.service)
        let before = try await world.service.core.with { exchange in
            try exchange.replica.digest(BackendWorld.code("220000")).value
        }
        await world.service.save(minimumFacts: 1)
        let event = try await world.suspend()
        let answer = world.backend.status(world.ask("222400", of: successor)).answer
        #expect(answer.status == .suspended)
        #expect(answer.reasons.contains { $0.event == event })
        // A registry derived from the logs alone says the same.
        let after = try await world.service.core.with { exchange in
            try exchange.replica.digest(BackendWorld.code("220000")).value
        }
        #expect(after != before)
        let again = try await world.service.core.with { exchange in
            try exchange.replica.rebuild()
            return try exchange.replica.digest(BackendWorld.code("220000")).value
        }
        #expect(again == after)
    }
}
