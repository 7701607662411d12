import Designation
import Federation
import Storage
import Synchronization
import Testing
import TransparencyLog
import Web

@testable import Node

/// Protocol §10.3: questions about persons' marks.
@Suite("Backend: marks of persons")
struct BackendMarkTests {
    static let idNumber = "22240119700101123X"

    private func giveSecret(_ world: BackendWorld) throws -> MarkSecret {
        let secret = MarkSecret(edition: 3, secret: BackendWorld.seed("marks"))
        let text = "\(secret.edition)\n\(Hex.encode(secret.secret))\n"
        try FileSystem.writeDurably(
            Array(text.utf8), to: world.service.folder.markSecret, isSecret: true)
        return secret
    }

    private func ask(
        _ world: BackendWorld, _ person: MarkQuestion.Person, as node: String,
        sealedAs asker: String? = nil
    ) async throws -> (status: Int, answer: MarkAnswer?) {
        let session = try await world.session(of: node, at: world.backend)
        let record = try #require(world.backend.directory.node(named: "220000"))
        let question = MarkQuestion(person, replyKey: BackendWorld.seed("reply \(node)"))
        let sealed = try question.sealed(
            for: record, asker: asker ?? node, federation: world.anchor.federationID)
        #expect(!Self.contains(sealed, Array(Self.idNumber.utf8)))
        let reply = await world.backend.mark(sealed, session: session)
        guard reply.status == 200 else { return (reply.status, nil) }
        let answer = try MarkAnswer(
            sealed: reply.body, replyKey: question.replyKey, node: "220000")
        #expect(throws: CaseError.self) {
            try MarkAnswer(sealed: reply.body, replyKey: BackendWorld.seed("x"), node: "220000")
        }
        return (200, answer)
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: part) }
    }

    /// A case of the province that names a person.
    private func openCase(
        _ world: BackendWorld, _ mark: PersonMark, step: CaseRecord.Step = .refused
    ) async throws -> CaseEvent {
        let (key, id) = (BackendWorld.seed("key"), Array(BackendWorld.seed("id").prefix(16)))
        let directory = world.backend.directory
        let chain = directory.caseworkChain(of: "220000")
        let record = CaseRecord(
            institution: BackendWorld.hospital, step: step,
            region: BackendWorld.code("220100"), day: BackendWorld.today, persons: [mark])
        let sealed = try CasePayload.seal(
            record.encoded(), caseKey: key, salt: BackendWorld.seed("salt"),
            context: CaseContext(
                federation: world.anchor.federationID, author: "220000", caseID: id, sequence: 0))
        let wraps = try CaseKeyWraps(
            caseKey: key, federation: world.anchor.federationID, caseID: id,
            chain: chain.compactMap { directory.node(named: $0) })
        _ = try world.service.logs.putBlob(sealed.bytes)
        _ = try world.service.logs.putBlob(wraps.encoded())
        let event = CaseEvent(
            caseID: id, sequence: 0, chain: chain, saltedHash: sealed.saltedHash,
            payload: sealed.name, payloadByteCount: UInt64(sealed.bytes.count), wraps: wraps.name)
        try await world.record(
            [try EntryDraft(.casework(event), effective: BackendWorld.today)], by: world.service)
        return event
    }

    @Test("An office asks by number and learns the mark and the cases, no names")
    func byNumber() async throws {
        let world = try await BackendWorld()
        #expect(
            try await ask(world, .idNumber(Self.idNumber), as: BackendWorld.city).status == 404)
        let secret = try giveSecret(world)
        let mark = try secret.mark(of: Self.idNumber)
        let before = try await ask(world, .idNumber(Self.idNumber), as: BackendWorld.city)
        #expect(before.answer == MarkAnswer(mark: mark, mentions: [], isComplete: true))
        let event = try await openCase(world, mark)
        let after = try await ask(world, .idNumber(Self.idNumber), as: BackendWorld.office)
        #expect(
            after.answer?.mentions == [
                .init(
                    author: "220000", caseID: event.caseID, step: .refused,
                    day: BackendWorld.today)
            ])
        let other = try await ask(
            world, .idNumber("220102198001011234"), as: BackendWorld.city)
        #expect(other.answer?.mentions == [])
        #expect(try await ask(world, .idNumber("张三"), as: BackendWorld.city).status == 400)
    }

    @Test("Provinces ask by mark; a stranger gets nothing by number, an office nothing by mark")
    func rights() async throws {
        let world = try await BackendWorld()
        let mark = try giveSecret(world).mark(of: Self.idNumber)
        let province = try await ask(world, .mark(mark), as: BackendWorld.stranger)
        #expect(province.answer?.mark == mark)
        #expect(
            try await ask(world, .idNumber(Self.idNumber), as: BackendWorld.stranger).status == 403)
        #expect(try await ask(world, .mark(mark), as: BackendWorld.city).status == 403)
        // A question is good for the node that asked it only.
        let borrowed = try await ask(
            world, .idNumber(Self.idNumber), as: BackendWorld.city,
            sealedAs: BackendWorld.office)
        #expect(borrowed.status == 400)
        #expect(await world.backend.mark([1, 2, 3], session: nil).status == 401)
    }

    @Test("Numbers cannot be tried out in a row")
    func limited() async throws {
        let world = try await BackendWorld()
        let mark = try giveSecret(world).mark(of: Self.idNumber)
        for _ in 0..<MarkDesk.questionsPerMinute {
            #expect(try await ask(world, .mark(mark), as: BackendWorld.stranger).status == 200)
        }
        #expect(try await ask(world, .mark(mark), as: BackendWorld.stranger).status == 429)
        world.time.advance(milliseconds: 60_000)
        #expect(try await ask(world, .mark(mark), as: BackendWorld.stranger).status == 200)
    }

    @Test("What stays open is asked again by itself, and the answers are kept")
    func again() async throws {
        let world = try await BackendWorld()
        let mark = try giveSecret(world).mark(of: Self.idNumber)
        _ = try await openCase(world, mark, step: .accepted)
        let asked = Mutex<[String]>([])
        let isComplete = Mutex(false)
        let desk = MarkDesk(service: world.service, cases: world.backend.cases) { node, person in
            asked.withLock { $0.append(node.name) }
            guard person == .mark(mark) else { return nil }
            return MarkAnswer(
                mark: mark, mentions: [], isComplete: isComplete.withLock { $0 })
        }
        let now = world.time.now
        // An answer that does not speak for all cases is asked for again, a complete one for a day not.
        #expect(await desk.askAgain(now: now) == 1)
        isComplete.withLock { $0 = true }
        #expect(await desk.askAgain(now: now + 1) == 1)
        #expect(await desk.askAgain(now: now + 2) == 0)
        #expect(asked.withLock { $0 } == [BackendWorld.stranger, BackendWorld.stranger])
        // Whoever asks by number where nobody can be reached learns what was answered.
        let quiet = MarkDesk(service: world.service, cases: world.backend.cases)
        let outcome = try await quiet.ask(idNumber: Self.idNumber)
        #expect(outcome.answers.map { $0.node } == ["220000", BackendWorld.stranger])
        #expect(outcome.open.isEmpty)
        #expect(await desk.askAgain(now: now + MarkDesk.answerMilliseconds + 2) == 1)
        // A case that was decided asks nothing.
        _ = try await openCase(world, mark, step: .refused)
        #expect(await desk.askAgain(now: now + 3 * MarkDesk.answerMilliseconds) == 0)
    }

    @Test("What could not be asked stays open, by name")
    func open() async throws {
        let world = try await BackendWorld()
        let desk = MarkDesk(service: world.service, cases: world.backend.cases)
        let nobody = try await desk.ask(idNumber: Self.idNumber)
        #expect(nobody.answers.isEmpty && nobody.open == ["220000", "320000"])
        _ = try giveSecret(world)
        let own = try await desk.ask(idNumber: Self.idNumber)
        #expect(own.answers.map { $0.node } == ["220000"] && own.open == ["320000"])
        await #expect(throws: CaseError.malformed) { try await desk.ask(idNumber: "张三") }
    }
}
