import Compression
import Designation
import Federation
import Storage
import Testing
import TransparencyLog
import Web

@testable import Node

@Suite("Backend: dialogue between nodes")
struct BackendSyncTests {
    @Test("A token opens one session, once; a stranger's opens none")
    func sessions() async throws {
        let world = try await BackendWorld()
        let token = try world.token(of: BackendWorld.city, for: "220000")
        #expect(await world.backend.openSession(token).status == 200)
        #expect(await world.backend.openSession(token).status == 401)
        let unknown = try world.token(of: "nobody", for: "220000")
        #expect(await world.backend.openSession(unknown).status == 401)
        let misdirected = try world.token(of: BackendWorld.city, for: "root")
        #expect(await world.backend.openSession(misdirected).status == 401)
        #expect(await world.backend.openSession([1, 2, 3]).status == 400)
    }

    @Test("Heads: the full list first, then nothing until something is recorded")
    func heads() async throws {
        let world = try await BackendWorld()
        #expect(await world.backend.heads(cursor: "", waitSeconds: 0, session: nil).status == 401)
        let session = try await world.session(of: BackendWorld.city, at: world.backend)
        let first = await world.backend.heads(cursor: "", waitSeconds: 0, session: session)
        let answer = try HeadsAnswer(encoded: first.body)
        #expect(answer.heads.count == 2)
        let idle = await world.backend.heads(
            cursor: answer.cursor, waitSeconds: 0, session: session)
        #expect(idle == SyncReply(status: 204))
        try await world.designate()
        let news = await world.backend.heads(
            cursor: answer.cursor, waitSeconds: 0, session: session)
        let row = try HeadsAnswer(encoded: news.body).heads.first
        #expect(try LogName(origin: #require(row?.origin)).stream == .register)
        #expect(row?.entries?.count == 4)
    }

    @Test("A waiting poll is answered by the next act, and given up with its task")
    func waiting() async throws {
        let world = try await BackendWorld()
        let session = try await world.session(of: BackendWorld.city, at: world.backend)
        let first = await world.backend.heads(cursor: "", waitSeconds: 0, session: session)
        let cursor = try HeadsAnswer(encoded: first.body).cursor
        async let poll = world.backend.heads(cursor: cursor, waitSeconds: 50, session: session)
        try await world.designate()
        #expect(await poll.status == 200)
        let abandoned = Task {
            await world.backend.heads(cursor: cursor, waitSeconds: 50, session: session)
        }
        abandoned.cancel()
        _ = await abandoned.value
    }

    @Test("Pushed entries are applied; repeated they are current; a gap is a conflict")
    func push() async throws {
        let world = try await BackendWorld()
        try await world.deliver(.directory, from: world.service, to: world.rootBackend)
        _ = try await world.suspend()
        let answer = try await world.deliver(
            .sanctions, from: world.service, to: world.rootBackend)
        #expect(answer.size == 2)
        let session = try await world.session(of: "220000", at: world.rootBackend)
        var request = try await world.pushRequest(.sanctions, of: world.service)
        let again = await world.rootBackend.push(request.encoded(), session: session)
        #expect(again.status == 200)
        for _ in 0..<2 { _ = try await world.suspend() }
        request = try await world.pushRequest(.sanctions, of: world.service)
        let bytes = try world.service.logs.entries(request.origin, 3..<4)
        request.entries = InlineEntries(from: 3, count: 1, bytes: try EntryBundle.encode(bytes))
        let conflict = await world.rootBackend.push(request.encoded(), session: session)
        #expect(conflict.status == 409)
        #expect(try PushAnswer(encoded: conflict.body).size == 2)
        #expect(await world.rootBackend.push(request.encoded(), session: nil).status == 401)
        #expect(await world.rootBackend.push([0xFF, 1], session: session).status == 400)
    }

    @Test("A register is taken only where it is in scope")
    func scope() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let session = try await world.session(of: "220000", at: world.rootBackend)
        let request = try await world.pushRequest(.register, of: world.service)
        let reply = await world.rootBackend.push(request.encoded(), session: session)
        #expect(try PushAnswer(encoded: reply.body).state == .refused)
        #expect(world.rootBackend.registry.applied(request.origin) == 0)
    }

    @Test("A gzip resource that expands beyond all measure is refused before it is looked at")
    func bombs() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        let session = try await world.session(of: "220000", at: world.rootBackend)
        var request = try await world.pushRequest(.register, of: world.service)
        guard let coordinate = BundleCoordinate(index: 0, width: 256) else {
            throw TestFailure("coordinates")
        }
        let bomb = Gzip.compress([UInt8](repeating: 0, count: 20 << 20), level: 9)
        for bytes in [bomb, Array(bomb.dropLast(3)), [1, 2, 3]] {
            request.resources = [
                PushedResource(resource: .entries(coordinate), bytes: bytes, isGzip: true)
            ]
            let reply = await world.rootBackend.push(request.encoded(), session: session)
            #expect(reply.status == 400)
        }
        #expect(world.rootBackend.registry.applied(request.origin) == 0)
    }

    @Test("Board rows are for members, and only for events that are held")
    func board() async throws {
        let world = try await BackendWorld()
        let event = EventName(try await world.suspend())
        world.time.advance(milliseconds: 2_000)
        await world.service.core.tick()
        #expect(await world.backend.board(event, session: nil).status == 401)
        let session = try await world.session(of: BackendWorld.city, at: world.backend)
        let reply = await world.backend.board(event, session: session)
        let rows = try BoardMessages.answer(reading: reply.body)
        #expect(rows.count == 5)
        let own = rows.first { $0.node == "220000" }
        #expect(own?.state == .applied(milliseconds: BackendWorld.start))
        #expect(rows.first { $0.node == "root" }?.state == .unknown)
        let missing = EventName(origin: event.origin, index: 99)
        #expect(await world.backend.board(missing, session: session).status == 404)
    }
}
