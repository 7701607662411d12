import Designation
import Testing
import TransparencyLog

@testable import Federation

@Suite struct SyncBooksTests {
    private func signer(_ node: String, seed: UInt8 = 3) throws -> NoteSigner {
        try NoteSigner(
            name: Origin("f.0123456789abcdef/\(node)"), seed: [UInt8](repeating: seed, count: 32))
    }

    @Test func sessionIsOpenedOnceByTheRightNode() throws {
        let child = try signer("a")
        var desk = SessionDesk(federation: "f.0123456789abcdef", node: "b")
        let keys: (String) -> [VerifierKey] = {
            $0 == child.verifierKey.name.text ? [child.verifierKey] : []
        }
        var token = SessionToken(
            audience: "f.0123456789abcdef/b", expiryMilliseconds: 100_000,
            nonce: [UInt8](repeating: 1, count: 16), software: "1.0")
        let request = try token.signed(by: child)
        let bytes = [UInt8](repeating: 5, count: 8)
        func open(_ request: [UInt8], _ now: UInt64) -> Result<SessionAnswer, SessionRefusal> {
            desk.open(request, now: now, sessionBytes: bytes, keys: keys)
        }
        guard case .success(let answer) = open(request, 1) else {
            Issue.record("the session was not opened")
            return
        }
        #expect(try SessionAnswer(encoded: answer.encoded()) == answer)
        let caller = desk.caller(of: answer.session, now: 2)
        #expect(caller == "a")
        #expect(open(request, 2) == .failure(.replayed))
        #expect(open(request, 100_000) == .failure(.expired))
        #expect(open(Array(request.dropLast()), 2) == .failure(.malformed))
        token.audience = "f.0123456789abcdef/c"
        #expect(open(try token.signed(by: child), 2) == .failure(.wrongAudience))
        token.audience = "f.0123456789abcdef/b"
        token.nonce[0] = 2
        #expect(open(try token.signed(by: signer("a", seed: 4)), 2) == .failure(.unknownNode))
        #expect(open(try token.signed(by: signer("z")), 2) == .failure(.unknownNode))
        token.expiryMilliseconds = 10_000_000
        #expect(open(try token.signed(by: child), 2) == .failure(.expired))
        let late = desk.caller(of: answer.session, now: 10 * SessionDesk.sessionMilliseconds)
        #expect(late == nil)
    }

    @Test func heartbeatIsFreshOnlyOnceItsSizesAreApplied() throws {
        let node = try signer("a")
        let log = try TestLog(size: 9)
        let heartbeat = try Heartbeat.sign(
            milliseconds: 5_000, heads: [try log.checkpoint(9).checkpoint], by: node)
        #expect(try Heartbeat(verifying: heartbeat.note, key: node.verifierKey) == heartbeat)
        for index in heartbeat.note.indices {
            var changed = heartbeat.note
            changed[index] ^= 1
            #expect(throws: NoteError.self) {
                try Heartbeat(verifying: changed, key: node.verifierKey)
            }
        }
        var book = FreshnessBook()
        book.take(heartbeat, arrival: 4_000)
        // Of what it names something is missing that was written at this time or later.
        let before = book.freshness(of: "a", now: 9_000) { _ in 1_000 }
        #expect(before == 1_000)
        let nothing = book.freshness(of: "a", now: 9_000) { _ in 0 }
        #expect(nothing == nil)
        // The earlier of its time and its arrival, and never beyond the own clock.
        let after = book.freshness(of: "a", now: 9_000) { _ in .max }
        #expect(after == 4_000)
        let early = book.freshness(of: "a", now: 3_000) { _ in .max }
        #expect(early == 3_000)
        // What was here can be given up again.
        let givenUp = book.freshness(of: "a", now: 9_000) { _ in 2_000 }
        #expect(givenUp == 2_000)
        let stranger = book.freshness(of: "b", now: 9_000) { _ in .max }
        #expect(stranger == nil)
        // An older one that arrives later changes nothing.
        let old = try Heartbeat.sign(milliseconds: 1, heads: [], by: node)
        let isNewer = book.take(old, arrival: 9_000)
        #expect(!isNewer)
    }

    @Test func ofTwoHeartbeatsWithinAMillisecondTheFirstStays() throws {
        let node = try signer("a")
        let log = try TestLog(size: 9)
        func heartbeat(_ milliseconds: UInt64, _ size: UInt64) throws -> Heartbeat {
            try Heartbeat.sign(
                milliseconds: milliseconds, heads: [try log.checkpoint(size).checkpoint], by: node)
        }
        var book = FreshnessBook()
        let first = try heartbeat(5_000, 3)
        let isFirstTaken = book.take(first, arrival: 6_000)
        #expect(isFirstTaken)
        let isSecondTaken = book.take(try heartbeat(5_000, 9), arrival: 6_001)
        #expect(!isSecondTaken)
        #expect(book.heartbeats == [first])
        // What was written before that millisecond is here; the other six came after.
        let held = book.freshness(of: "a", now: 7_000) { _ in .max }
        #expect(held == 5_000)
        let isThirdTaken = book.take(try heartbeat(5_001, 9), arrival: 6_002)
        #expect(isThirdTaken)
        let behind = book.freshness(of: "a", now: 7_000) { $0 == first ? .max : 1_000 }
        #expect(behind == 5_000)
        let caughtUp = book.freshness(of: "a", now: 7_000) { _ in .max }
        #expect(caughtUp == 5_001)
    }

    @Test func aHeartbeatLeavesNoLogOut() throws {
        let node = try signer("a")
        let heads = try (0...Heartbeat.maximumHeadCount).map {
            Checkpoint(origin: try Origin("f/a/register/\($0)"), size: 1, root: .sha256([1]))
        }
        let most = try Heartbeat.sign(milliseconds: 1, heads: heads.dropLast(), by: node)
        #expect(most.heads.count == Heartbeat.maximumHeadCount)
        #expect(throws: NoteError.self) {
            try Heartbeat.sign(milliseconds: 1, heads: heads, by: node)
        }
    }

    @Test func heartbeatsAreKeptOverARestart() throws {
        let node = try signer("a")
        var book = FreshnessBook()
        let first = try Heartbeat.sign(milliseconds: 5_000, heads: [], by: node)
        book.take(first, arrival: 5_100)
        let covered = book.freshness(of: "a", now: 9_000) { _ in .max }
        #expect(covered == 5_000)
        let second = try Heartbeat.sign(milliseconds: 6_000, heads: [], by: node)
        book.take(second, arrival: 5_900)
        let bytes = book.encoded()
        var kept = FreshnessBook()
        for row in FreshnessBook.rows(bytes) {
            let heartbeat = try Heartbeat(verifying: row.note, key: node.verifierKey)
            kept.restore(heartbeat, row)
        }
        #expect(kept.heartbeats == [second])
        let earlier = kept.freshness(of: "a", now: 9_000) { $0 == first ? .max : 0 }
        #expect(earlier == 5_000)
        let later = kept.freshness(of: "a", now: 9_000) { _ in .max }
        #expect(later == 5_900)
        // Damage costs what is behind it and nothing else.
        for count in bytes.indices {
            #expect(FreshnessBook.rows(Array(bytes[..<count])).count < 2, "\(count) bytes")
        }
        #expect(FreshnessBook.rows([UInt8](repeating: 0xFF, count: 40)).isEmpty)
    }

    @Test func nothingIsStampedBelowAHeartbeat() throws {
        let now: UInt64 = 1_800_000_000_000
        var clock = HybridClock()
        clock.promise(now, wallMilliseconds: now)
        // Set back by a minute: whoever has the heartbeat counts as fresh up to its time.
        let later = try clock.now(wallMilliseconds: now - 60_000)
        #expect(later >= Stamp(milliseconds: now, counter: 0))
        // A heartbeat of a clock that was years ahead is believed by nobody and moves nothing.
        var wild = HybridClock()
        let years = now + 40_000_000_000
        wild.promise(years, wallMilliseconds: years)
        let right = try wild.now(wallMilliseconds: now)
        #expect(right.milliseconds == now)
        wild.promise(now + 1_000, wallMilliseconds: now + 1_000)
        wild.promise(now - 5_000, wallMilliseconds: now + 2_000)
        let next = try wild.now(wallMilliseconds: now + 10)
        #expect(next.milliseconds == now + 1_000)
    }

    @Test func aHeartbeatFromTheFutureKeepsNoneOut() throws {
        let node = try signer("a")
        var book = FreshnessBook()
        let now: UInt64 = 1_800_000_000_000
        let years = now + 300_000_000_000
        let wild = book.take(
            try Heartbeat.sign(milliseconds: years, heads: [], by: node), arrival: now)
        #expect(!wild)
        let honest = try Heartbeat.sign(milliseconds: now, heads: [], by: node)
        let isTaken = book.take(honest, arrival: now)
        #expect(isTaken)
        // A clock that is a little fast does no harm.
        let fast = try Heartbeat.sign(milliseconds: now + 60_000, heads: [], by: node)
        let isFastTaken = book.take(fast, arrival: now)
        #expect(isFastTaken)
        // Taken while the own clock was years ahead, and then that was set right.
        var set = FreshnessBook()
        let ahead = set.take(
            try Heartbeat.sign(milliseconds: years, heads: [], by: node), arrival: years)
        let early = set.freshness(of: "a", now: now) { _ in .max }
        #expect(early == nil, "the source's own clock has been set right, too")
        let later = set.take(honest, arrival: now)
        #expect(ahead && later)
        let right = set.freshness(of: "a", now: now) { _ in .max }
        #expect(right == now)
    }

    @Test func aClockThatIsSetBackLocksNobodyOut() throws {
        let child = try signer("a")
        var desk = SessionDesk(federation: "f.0123456789abcdef", node: "b")
        func open(_ now: UInt64, _ number: UInt64) throws -> Result<SessionAnswer, SessionRefusal> {
            let nonce = (0..<16).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
            let token = SessionToken(
                audience: "f.0123456789abcdef/b", expiryMilliseconds: now + 1_000, nonce: nonce,
                software: "1.0")
            return desk.open(
                try token.signed(by: child), now: now, sessionBytes: Array(nonce.prefix(8))
            ) { _ in [child.verifierKey] }
        }
        let ahead: UInt64 = 2_000_000_000_000
        guard case .success(let first) = try open(ahead, 1) else {
            Issue.record("the session was not opened")
            return
        }
        let now: UInt64 = 1_700_000_000_000
        // The same nonce is good again: no token of that time is accepted now.
        guard case .success = try open(now, 1) else {
            Issue.record("a nonce of a clock that was wrong is still remembered")
            return
        }
        #expect(desk.nodes == ["a"])
        // Sessions end an hour after their last use by the clock that counts.
        let late = desk.caller(of: first.session, now: now + 2 * SessionDesk.sessionMilliseconds)
        #expect(late == nil)
    }

    @Test func receiptsAreWrittenAtMostOnceASecond() throws {
        var builder = ReceiptBuilder()
        let origin = try Origin("f/a/sanctions/0")
        #expect(builder.take(now: 10_000) == nil)
        builder.applied(origin, size: 1, at: 9_000)
        builder.applied(origin, size: 5, at: 9_500)
        let first = builder.take(now: 10_000)
        #expect(first?.sizes == [AppliedSize(origin: origin, size: 5, appliedMilliseconds: 9_500)])
        builder.applied(origin, size: 6, at: 10_100)
        #expect(builder.due == 11_000)
        let early = builder.take(now: 10_999)
        let due = builder.take(now: 11_000)
        #expect(early == nil && due?.sizes.first?.size == 6)
    }

    @Test func boardShowsWhoAppliesAnEvent() throws {
        var propagation = Propagation()
        let subject = try Origin("f/a/sanctions/0")
        let receipts = try Origin("f/b/receipts/0")
        let later = try Origin("f/c/receipts/0")
        func sizes(_ size: UInt64, _ time: UInt64) -> AppliedSizes {
            AppliedSizes([AppliedSize(origin: subject, size: size, appliedMilliseconds: time)])
        }
        propagation.take(sizes(4, 100), node: "b", origin: receipts, index: 1)
        propagation.take(sizes(6, 200), node: "b", origin: receipts, index: 2)
        propagation.take(sizes(5, 150), node: "c", origin: later, index: 1)
        let event = EventReference(origin: subject.text, index: 5, leafPrefix: 0)
        let board = propagation.board(for: event, nodes: ["b", "c", "d"]) { _, _ in true }
        #expect(board.map(\.state) == [.applied(milliseconds: 200), .notYet, .unknown])
        #expect(board[0].receipt?.index == 2)
        // A log under another's name that nobody vouches for, and what a closing cut off, prove nothing.
        let judged = propagation.board(for: event, nodes: ["b", "c"]) { origin, index in
            origin == receipts && index < 2
        }
        #expect(judged.map(\.state) == [.notYet, .unknown])
    }

    @Test func digestsOfEqualInputsMustBeEqual() {
        func report(_ input: UInt8, _ digest: UInt8) -> DigestReport {
            DigestReport(
                scope: "common", foldEdition: 1, inputs: .sha256([input]), digest: .sha256([digest])
            )
        }
        var ledger = DigestLedger()
        #expect(ledger.compare(report(1, 1), of: "n") == .incomparable)
        let none = ledger.record(report(1, 1))
        #expect(none.isEmpty)
        #expect(ledger.compare(report(1, 1), of: "n") == .equal)
        #expect(
            ledger.compare(report(1, 2), of: "n")
                == .different(node: "n", own: report(1, 1), theirs: report(1, 2)))
        // A peer that was ahead is compared once this node is as far.
        #expect(ledger.compare(report(2, 9), of: "n") == .incomparable)
        let late = ledger.record(report(2, 2))
        #expect(late.count == 1)
    }

    @Test func backOffEndsInRunning() {
        var backOff = BackOff(seed: 4)
        var pauses: [UInt64] = []
        for _ in 0..<100 { pauses.append(backOff.next()) }
        #expect(pauses.allSatisfy { (250...BackOff.longestMilliseconds).contains($0) })
        #expect(pauses[99] >= BackOff.longestMilliseconds / 2)
        backOff.succeed()
        let first = backOff.next()
        #expect(first <= BackOff.firstMilliseconds)
    }
}
