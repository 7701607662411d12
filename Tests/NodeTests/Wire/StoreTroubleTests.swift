import Designation
import Federation
import GRDB
import Glibc
import Messages
import Storage
import Testing
import TransparencyLog
import Web

@testable import Federation
@testable import Node
@testable import Storage

/// What a store can do to a node: it says so, acknowledges nothing that it cannot keep, goes on
/// answering, and is well again by itself when the cause is gone.
@Suite("A store in trouble")
struct StoreTroubleTests {
    /// How the store of a running node fails, without rights of any kind: SQLite answers exactly as
    /// for a full disk and for a file that may only be read.
    enum Fault: String, CaseIterable, Sendable { case full, readOnly }

    private func set(_ fault: Fault?, _ file: SQLiteFile) throws {
        try file.pool.writeWithoutTransaction { database in
            // First, or the limit could not be set any more.
            try database.execute(sql: "PRAGMA query_only = 0")
            let used = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let limit = fault == .full ? used : 1_073_741_823
            try database.execute(sql: "PRAGMA max_page_count = \(limit)")
            if fault == .readOnly { try database.execute(sql: "PRAGMA query_only = 1") }
        }
    }

    /// Records until it is refused; what was acknowledged until then.
    private func recordUntilRefused(_ world: BackendWorld) async -> ([EventReference], String?) {
        var acknowledged: [EventReference] = []
        for number in 0..<3_000 {
            let id = BackendWorld.institution("practice-licence:220100:S\(number)")
            do {
                acknowledged.append(try await world.suspend(id))
            } catch {
                return (acknowledged, "\(error)")
            }
        }
        return (acknowledged, nil)
    }

    /// Every acknowledged act is an entry of the log, and the log as a whole is sound.
    private func isKept(_ acknowledged: [EventReference], _ world: BackendWorld) throws {
        for reference in acknowledged {
            let origin = try Origin(reference.origin)
            let entry = try world.service.logs.entries(
                origin, reference.index..<reference.index + 1)
            #expect(TreeHash.leaf(entry[0]).leafPrefix == reference.leafPrefix)
        }
        for log in try world.service.logs.logs() {
            let result = LogVerifier.verify(log, in: world.service.logs)
            #expect(result.problem == nil)
        }
    }

    @Test(
        "Recording: refused with the reason, answers go on, well again by itself",
        arguments: Fault.allCases)
    func recording(fault: Fault) async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let before = try await world.suspend()
        try set(fault, world.service.logs.file)
        var (acknowledged, refusal) = await recordUntilRefused(world)
        acknowledged.append(before)
        #expect(refusal != nil)
        let readiness = await world.backend.readiness()
        #expect(!readiness.isReady)
        #expect(
            readiness.problems.contains {
                $0.english.contains("disk") || $0.english.contains("must not be written")
            },
            "\(readiness.problems)")
        // Questions are answered as before, and what was refused changes no answer.
        #expect(world.backend.status(world.ask("222400")).answer.status == .suspended)
        let size = world.service.core.registry.applied(try Origin(before.origin))
        let last = try #require(acknowledged.map(\.index).max())
        #expect(size == last + 1)
        // Looking for the end of it does not end it.
        await world.service.core.probeTrouble()
        #expect(await !world.backend.readiness().isReady)
        try isKept(acknowledged, world)

        try set(nil, world.service.logs.file)
        await world.service.core.probeTrouble()
        #expect(await world.backend.readiness() == Readiness(isReady: true))
        acknowledged.append(try await world.suspend())
        try isKept(acknowledged, world)
    }

    private func headFile(_ world: BackendWorld) async throws -> SQLiteFile {
        let heads = try await world.service.core.with { $0.replica.heads as? HeadDatabase }
        return try #require(heads).file
    }

    @Test("A head store that may only be read: nothing is acknowledged without it")
    func heads() async throws {
        let world = try await BackendWorld()
        let first = try await world.suspend()
        let file = try await headFile(world)
        try set(.readOnly, file)
        await #expect(throws: ReplicaError.self) { try await world.suspend() }
        #expect(await !world.backend.readiness().isReady)
        #expect(world.service.core.registry.applied(try Origin(first.origin)) == first.index + 1)
        try set(nil, file)
        await world.service.core.probeTrouble()
        #expect(await world.backend.readiness().isReady)
        let second = try await world.suspend()
        #expect(second.origin == first.origin)
        try isKept([first, second], world)
    }

    @Test("A full head store: a log that it has goes on, none is begun before there is room")
    func fullHeads() async throws {
        let world = try await BackendWorld()
        let first = try await world.suspend()
        let file = try await headFile(world)
        try set(.full, file)
        try Self.fill(file, beside: try Origin(first.origin))
        // The head of a log is one row that is written over: there is room for it.
        let second = try await world.suspend()
        #expect(second.index == first.index + 1)
        let begun = try world.service.logs.logs().filter { $0.origin.text.contains("/register/") }
        #expect(begun.isEmpty)
        await #expect(throws: ReplicaError.self) { try await world.designate() }
        let readiness = await world.backend.readiness()
        #expect(
            readiness.problems.contains { $0.english.contains("disk") }, "\(readiness.problems)")
        #expect(world.service.core.registry.applied(try Origin(first.origin)) == second.index + 1)

        try await file.pool.write { database in
            try database.execute(sql: "DELETE FROM head WHERE length(mark) = 1")
        }
        try set(nil, file)
        await world.service.core.probeTrouble()
        #expect(await world.backend.readiness().isReady)
        let places = try await world.designate().map(\.reference)
        try isKept([first, second] + places, world)
    }

    /// Rows where that of a new log would stand, until not even a small one fits any more.
    private static func fill(_ file: SQLiteFile, beside origin: Origin) throws {
        let stem = origin.text.split(separator: "/").dropLast(2).joined(separator: "/")
        var (refused, number) = (0, 0)
        while refused < 64 {
            number += 1
            let digits = String((number &* 2_654_435_761) & 0xFFFF_FFFF, radix: 16)
            do {
                try file.pool.write { database in
                    try database.execute(
                        sql: "INSERT INTO head (origin, note, mark) VALUES (?, x'00', x'00')",
                        arguments: ["\(stem)/register/\(digits)"])
                }
            } catch {
                refused += 1
            }
        }
    }

    @Test(
        "Receiving: what a peer hands in is not acknowledged, and taken later",
        arguments: Fault.allCases)
    func receiving(fault: Fault) async throws {
        let world = try await BackendWorld()
        try await world.deliver(.directory, from: world.service, to: world.rootBackend)
        for number in 0..<200 {
            let id = BackendWorld.institution("practice-licence:220100:S\(number)")
            _ = try await world.suspend(id)
        }
        let origin = try await world.origin(.sanctions, of: world.service)
        try set(fault, world.root.logs.file)
        let session = try await world.session(of: "220000", at: world.rootBackend)
        let request = try await world.pushRequest(.sanctions, of: world.service)
        let reply = await world.rootBackend.push(request.encoded(), session: session)
        let answer = try PushAnswer(encoded: reply.body)
        #expect(answer.state != .current)
        #expect(answer.size == 0)
        #expect(world.root.core.registry.applied(origin) == 0)
        let readiness = await world.rootBackend.readiness()
        #expect(!readiness.isReady)
        try set(nil, world.root.logs.file)
        await world.root.core.probeTrouble()
        #expect(await world.rootBackend.readiness().isReady)
        try await world.deliver(.sanctions, from: world.service, to: world.rootBackend)
        #expect(world.root.core.registry.applied(origin) == 201)
    }

    @Test("A folder for attachments that takes none: the case is not opened, and said so")
    func attachments() async throws {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(CommandsWorld.designation())
        let act = """
            - {act: accept, institution: "\(CommandsWorld.hospital)", region: "222401",
               services: [outpatient], basis: [N 7]}
            """
        let folder = world.city.service.folder.blobs
        let aside = folder + "-aside"
        let isThere = FileSystem.byteCount(folder) != nil
        if isThere { try #require(rename(folder, aside) == 0) }
        // A file in its place refuses for everybody, the superuser included.
        try FileSystem.writeDurably([1], to: folder)
        let sizes = await world.city.service.core.ownLogSizes()
        let refused = try await world.city.record(act)
        #expect(refused.exit == 1)
        #expect(!refused.error.isEmpty)
        #expect(await world.city.service.core.ownLogSizes() == sizes)
        #expect(try await world.city.run("status", ["PDY00001"]).exit == 0)
        _ = try FileSystem.remove(folder)
        if isThere { try #require(rename(aside, folder) == 0) }
        let taken = try await world.city.record(act)
        #expect(taken.exit == 0, "\(taken.error)")
    }

    @Test("Attachments that peers hand in: refused for now, and the node says so")
    func handedIn() async throws {
        let world = try await BackendWorld()
        let event = try await world.accept()
        let payload = try #require(try world.service.logs.blob(event.payload))
        let session = try await world.session(of: BackendWorld.city, at: world.backend)
        let folder = world.service.folder.blobs
        try #require(rename(folder, folder + "-aside") == 0)
        try FileSystem.writeDurably([1], to: folder)
        await #expect(throws: WebFailure.self) {
            try await world.backend.keepBlob(payload, caller: Caller(session: session))
        }
        #expect(await !world.backend.readiness().isReady)
        await world.service.core.probeTrouble()
        #expect(await !world.backend.readiness().isReady)
        _ = try FileSystem.remove(folder)
        try #require(rename(folder + "-aside", folder) == 0)
        await world.service.core.probeTrouble()
        #expect(await world.backend.readiness().isReady)
    }

    @Test("Derived data that cannot be saved: answers stay right, and it is tried again")
    func derived() async throws {
        let world = try await BackendWorld()
        try set(.readOnly, world.service.derived.file)
        try await world.designate()
        await world.service.save(minimumFacts: 1)
        #expect(await !world.backend.readiness().isReady)
        #expect(world.backend.status(world.ask("220100")).answer.status == .designated)
        try set(nil, world.service.derived.file)
        await world.service.save(minimumFacts: 1)
        #expect(await world.backend.readiness().isReady)
        #expect(await !world.service.core.lacksSave(of: 1))
    }

    @Test(
        "A clock ten years off, both ways: no act is stamped, everything else goes on",
        arguments: [true, false])
    func clock(isAhead: Bool) async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let first = try await world.suspend()
        try await world.record(
            [
                .directory(
                    .nodeEnrolled(BackendWorld.member("990000", "320000", .office)),
                    effective: BackendWorld.today)
            ], by: world.root)
        let years: UInt64 = 10 * 366 * 86_400_000
        if isAhead {
            world.time.advance(milliseconds: years)
        } else {
            world.time.goBack(milliseconds: years)
        }
        await #expect(throws: ReplicaError.self) { try await world.suspend() }
        #expect(await world.backend.readiness().problems.contains { $0.english.contains("clock") })
        #expect(world.backend.status(world.ask("220100")).answer.status == .suspended)
        // Logs of others are taken: their stamps are not this node's affair.
        try await world.deliver(.directory, from: world.root, to: world.backend)
        #expect(world.service.core.registry.view.directory.node(named: "990000") != nil)
        if isAhead {
            world.time.goBack(milliseconds: years)
        } else {
            world.time.advance(milliseconds: years)
        }
        await world.service.core.probeTrouble()
        #expect(await world.backend.readiness().isReady)
        let second = try await world.suspend()
        #expect(second.index == first.index + 1)
    }
}
