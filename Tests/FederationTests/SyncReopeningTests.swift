import Testing
import TransparencyLog

@testable import Federation

/// A link that breaks while nothing happens: the next session begins with the list of before, and must
/// come to rest again instead of asking for it without end.
@Suite("Sessions that are opened again")
struct SyncReopeningTests {
    private static let name = "test.example/n1/register/0"

    private func answer(
        _ server: inout PeerServer, _ cursor: String?, caller: String
    ) -> HeadsAnswer? {
        let outcome = server.poll(
            caller: caller, cursor: cursor, waitMilliseconds: 0, now: 1, mayRead: { _ in true })
        switch outcome {
        case .answer(let answer): return answer
        case .nothing: return HeadsAnswer(cursor: cursor ?? "")
        case .parked: return nil
        }
    }

    private func polls(_ directives: [PeerDirective]) -> [(cursor: String?, seconds: Int)] {
        directives.compactMap {
            if case .pollHeads(let cursor, let seconds) = $0 { (cursor, seconds) } else { nil }
        }
    }

    @Test("A new session over a quiet peer waits for news at once")
    func quietPeer() throws {
        let log = try TestLog(size: 3, name: Self.name)
        var server = PeerServer(instance: 7)
        _ = server.changed(try log.checkpoint(3), key: log.key)
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: 1)
        var asked = polls(session.opened(now: 1))
        for (number, caller) in ["a", "b", "c"].enumerated() {
            let now = UInt64(1_000_000 * (number + 1))
            let full = try #require(answer(&server, asked.last?.cursor, caller: caller))
            let heard = session.heads(full, now: now) { _, _ in log.key }
            let next = polls(heard)
            #expect(next.map(\.seconds) == [50], "session \(caller)")
            #expect(next.first?.cursor == full.cursor)
            // The connection breaks, and is there again.
            _ = session.headsFailed(.unreachable, now: now)
            #expect(session.tick(now: now + 60_000).contains(.openSession))
            asked = polls(session.opened(now: now + 60_100))
            #expect(asked.map(\.cursor) == [full.cursor])
        }
    }

    @Test("A list that is complete because nothing is new lets the peer have what it lacks")
    func completeByNothingNew() throws {
        let log = try TestLog(size: 3, name: Self.name)
        var session = PeerSession(peer: "p", seed: 1)
        // Told before anything is known of the peer: looked at once, and nothing to do yet.
        let local = LocalLog(key: log.key, position: try log.position(3), isOffered: true)
        _ = session.local(local, now: 1)
        _ = session.start(now: 1)
        _ = session.opened(now: 1)
        let heard = session.heads(nil, now: 2) { _, _ in nil }
        #expect(heard.contains { if case .push = $0 { true } else { false } })
    }

    @Test("The list of a new session leaves out the entries that an earlier one was told")
    func entriesOnce() throws {
        var log = try TestLog(size: 3, name: Self.name)
        var server = PeerServer(instance: 7)
        _ = server.changed(try log.checkpoint(3), key: log.key)
        let first = try #require(answer(&server, nil, caller: "a"))
        log.append([1])
        _ = server.changed(try log.checkpoint(4), key: log.key, recent: log.inline(3, 4))
        let told = try #require(answer(&server, first.cursor, caller: "a"))
        #expect(told.heads.first?.entries == log.inline(3, 4))
        let again = try #require(answer(&server, told.cursor, caller: "b"))
        #expect(again.heads.map(\.key) == [log.key.publicKey])
        #expect(again.heads.first?.entries == nil)
        // Whoever missed them gets them with the list.
        let late = try #require(answer(&server, first.cursor, caller: "c"))
        #expect(late.heads.first?.entries == log.inline(3, 4))
    }

    @Test("A peer that opens sessions and refuses every poll is asked ever more rarely")
    func refusingPeer() throws {
        var session = PeerSession(peer: "p", seed: 1)
        var now: UInt64 = 1_000
        _ = session.start(now: now)
        var sessions = 0
        while now < 600_000 {
            _ = session.opened(now: now)
            sessions += 1
            _ = session.headsFailed(.refused, now: now)
            while now < 600_000, !session.tick(now: now).contains(.openSession) { now += 100 }
        }
        // Half a minute to a minute between two in the end: not three a second.
        #expect(sessions < 40, "\(sessions) sessions in ten minutes")
    }

    @Test("A peer that repeats its cursor with news is left alone for a while")
    func repeatedCursor() throws {
        let log = try TestLog(size: 3, name: Self.name)
        var server = PeerServer(instance: 7)
        _ = server.changed(try log.checkpoint(3), key: log.key)
        let full = try #require(answer(&server, nil, caller: "a"))
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: 1)
        _ = session.opened(now: 1)
        let first = session.heads(full, now: 1) { _, _ in log.key }
        #expect(!polls(first).isEmpty)
        let second = session.heads(full, now: 2) { _, _ in log.key }
        #expect(polls(second).isEmpty)
    }

    @Test("One node's sessions do not take the places of others")
    func sessionsOfOneNode() throws {
        let signers = try ["a", "b"].map {
            try NoteSigner(
                name: Origin("f.0123456789abcdef/\($0)"), seed: [UInt8](repeating: 3, count: 32))
        }
        var desk = SessionDesk(federation: "f.0123456789abcdef", node: "z")
        func open(_ signer: NoteSigner, _ number: UInt8, now: UInt64) throws -> String {
            let token = SessionToken(
                audience: "f.0123456789abcdef/z", expiryMilliseconds: 100_000,
                nonce: [UInt8](repeating: number, count: 16), software: "1.0")
            let result = desk.open(
                try token.signed(by: signer), now: now,
                sessionBytes: [UInt8](repeating: number, count: 8)
            ) { name in signers.map(\.verifierKey).filter { $0.name.text == name } }
            return try result.get().session
        }
        let other = try open(signers[1], 200, now: 1)
        func refused(_ number: Int) throws -> Bool {
            let nonce =
                [UInt8](repeating: 0, count: 14) + [UInt8(number >> 8), UInt8(number & 255)]
            let token = SessionToken(
                audience: "f.0123456789abcdef/z", expiryMilliseconds: 100_000, nonce: nonce,
                software: "1.0")
            let result = desk.open(
                try token.signed(by: signers[0]), now: 60,
                sessionBytes: [UInt8](nonce.suffix(8))
            ) { name in signers.map(\.verifierKey).filter { $0.name.text == name } }
            return result == .failure(.full)
        }
        var own: [String] = []
        for number in 0..<(UInt8(SessionDesk.sessionsPerNode) + 1) {
            own.append(try open(signers[0], number, now: UInt64(number) + 2))
        }
        let callers = own.map { desk.caller(of: $0, now: 50) }
        #expect(callers.first == .some(nil))
        #expect(callers.dropFirst().allSatisfy { $0 == "a" })
        let kept = desk.caller(of: other, now: 50)
        #expect(kept == "b")
        let forgotten = desk.takeEnded()
        #expect(forgotten == ["a#\(own[0])"])
        // Nor does a node that opens sessions without end slow the others down.
        var tries = 300
        while tries < 900, try !refused(tries) { tries += 1 }
        #expect(tries < 900)
        let late = try open(signers[1], 201, now: 61)
        let caller = desk.caller(of: late, now: 62)
        #expect(caller == "b")
    }

    @Test("A session under a key that was replaced ends with the key")
    func replacedKey() throws {
        let old = try NoteSigner(
            name: Origin("f.0123456789abcdef/a"), seed: [UInt8](repeating: 3, count: 32))
        var desk = SessionDesk(federation: "f.0123456789abcdef", node: "z")
        let token = SessionToken(
            audience: "f.0123456789abcdef/z", expiryMilliseconds: 100_000,
            nonce: [UInt8](repeating: 1, count: 16), software: "1.0")
        let session = try desk.open(
            try token.signed(by: old), now: 1, sessionBytes: [UInt8](repeating: 1, count: 8)
        ) { _ in [old.verifierKey] }.get().session
        desk.endReplaced { _ in old.verifierKey.publicKey }
        let before = desk.caller(of: session, now: 2)
        #expect(before == "a")
        desk.endReplaced { _ in [UInt8](repeating: 9, count: 32) }
        let after = desk.caller(of: session, now: 3)
        #expect(after == nil)
    }
}
