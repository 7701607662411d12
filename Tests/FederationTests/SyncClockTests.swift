import Designation
import Testing
import TransparencyLog

@testable import Federation

/// A machine's clock that is put right: pauses, polls and receipts go by it, and none of them may last
/// as long as the clock was wrong.
@Suite("Clocks that are set back")
struct SyncClockTests {
    static let now: UInt64 = 1_772_000_000_000
    static let tenYears: UInt64 = 10 * 366 * 86_400_000

    private func deadline(_ directives: [PeerDirective]) -> UInt64? {
        directives.compactMap { if case .wait(let until) = $0 { until } else { nil } }.last
    }

    @Test("A pause begun ten years ahead ends after its own length, not after ten years")
    func pause() throws {
        let ahead = Self.now + Self.tenYears
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: ahead)
        let failed = session.openFailed(.unreachable, now: ahead)
        let until = try #require(deadline(failed))
        #expect(until > ahead)
        let pause = until - ahead
        // The clock is put right: the pause moves along, no shorter and no longer.
        let moved = session.tick(now: Self.now)
        #expect(!moved.contains(.openSession))
        #expect(deadline(moved) == Self.now + pause)
        do {
            let directives = session.tick(now: Self.now + pause - 1)
            #expect(!directives.contains(.openSession))
        }
        do {
            let directives = session.tick(now: Self.now + pause)
            #expect(directives.contains(.openSession))
        }
    }

    @Test("A pause that the peer asked for moves along too and keeps its name")
    func throttled() throws {
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: Self.now)
        _ = session.openFailed(.throttled(milliseconds: 5_000), now: Self.now)
        session.noteClock(Self.now - 1_000_000)
        #expect(session.phase == .paused(until: Self.now - 995_000, throttled: true))
        // Further back than the pause reaches: it is over, and nothing falls below zero.
        session.noteClock(1)
        guard case .paused(let until, true) = session.phase else {
            Issue.record("no pause any more")
            return
        }
        #expect(until <= 5_001)
        do {
            let directives = session.tick(now: until)
            #expect(directives.contains(.openSession))
        }
    }

    @Test("A root that has nothing to compare its clock with founds no federation ten years ahead")
    func fresh() throws {
        var clock = HybridClock()
        let wall = Self.now + Self.tenYears
        #expect(throws: ClockError.farAheadOfRelease(wallMilliseconds: wall)) {
            try clock.now(wallMilliseconds: wall)
        }
        // Set right, it stamps at once: nothing of that was kept.
        #expect(try clock.now(wallMilliseconds: Self.now).milliseconds == Self.now)
        // An office that was closed for a year is none of that kind.
        #expect(clock.fault(wallMilliseconds: Self.now + 366 * 86_400_000) == nil)
        #expect(
            clock.fault(wallMilliseconds: wall)
                == .farAhead(wallMilliseconds: wall, newestMilliseconds: Self.now))
    }

    @Test("Going forward moves nothing")
    func forward() {
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: Self.now)
        _ = session.openFailed(.throttled(milliseconds: 5_000), now: Self.now)
        session.noteClock(Self.now + 100)
        session.noteClock(Self.now + 100)
        #expect(session.phase == .paused(until: Self.now + 5_000, throttled: true))
    }

    @Test("Pauses of single logs, for fetching and for handing in, move along")
    func logs() throws {
        let log = try TestLog(size: 300)
        var session = PeerSession(peer: "p", seed: 1)
        let ahead = Self.now + Self.tenYears
        _ = session.local(
            LocalLog(key: log.key, position: try log.position(100), isOffered: true), now: ahead)
        _ = session.start(now: ahead)
        _ = session.opened(now: ahead)
        session.logs[log.origin]?.blockedUntil = ahead + 700
        session.logs[log.origin]?.pushBlockedUntil = ahead + 900
        session.noteClock(Self.now)
        #expect(session.logs[log.origin]?.blockedUntil == Self.now + 700)
        #expect(session.logs[log.origin]?.pushBlockedUntil == Self.now + 900)
    }

    @Test("A poll parked ten years ahead is answered at once when the clock is right again")
    func polls() throws {
        var server = PeerServer(instance: 7)
        func park(_ caller: String, _ wait: UInt64, at now: UInt64) throws -> PollTicket {
            let first = server.poll(
                caller: caller, cursor: nil, waitMilliseconds: 0, now: now, mayRead: { _ in true })
            guard case .answer(let answer) = first,
                case .parked(let ticket, _, _) = server.poll(
                    caller: caller, cursor: answer.cursor, waitMilliseconds: wait, now: now,
                    mayRead: { _ in true })
            else { throw Unparked() }
            return ticket
        }
        let stuck = try park("a", 20_000, at: Self.now + Self.tenYears)
        let fresh = try park("b", 20_000, at: Self.now)
        let due = server.due(now: Self.now)
        #expect(due.tickets == [stuck])
        // What is to be looked at next is the honest one.
        #expect(due.next == Self.now + 20_000)
        let answer = server.finish(stuck, mayRead: { _ in true })
        #expect(answer?.isEmpty ?? true)
        #expect(server.due(now: Self.now + 19_999).tickets.isEmpty)
        #expect(server.due(now: Self.now + 20_000).tickets == [fresh])
    }

    private struct Unparked: Error {}

    @Test("Receipts wait a second between two, and not for a clock that was set back")
    func receipts() throws {
        let origin = try Origin("test.example/a/sanctions/0")
        var builder = ReceiptBuilder()
        #expect(builder.due == nil)
        builder.applied(origin, size: 1, at: Self.now)
        let first = builder.take(now: Self.now)
        #expect(first?.sizes.map(\.size) == [1])
        let taken1 = builder.take(now: Self.now + 5_000)
        #expect(taken1 == nil)
        builder.applied(origin, size: 2, at: Self.now + 10)
        #expect(builder.due == Self.now + 1_000)
        let taken2 = builder.take(now: Self.now + 999)
        #expect(taken2 == nil)
        builder.applied(origin, size: 5, at: Self.now + 20)
        // An older size that comes late changes nothing.
        builder.applied(origin, size: 3, at: Self.now + 30)
        let taken = builder.take(now: Self.now + 1_000)
        let second = try #require(taken)
        #expect(second.sizes.map(\.size) == [5])
        #expect(second.sizes.map(\.appliedMilliseconds) == [Self.now + 20])

        // Ten years back: the next one is written at once, and the pace is kept from there.
        let back = Self.now - Self.tenYears
        builder.applied(origin, size: 6, at: back)
        let taken3 = builder.take(now: back)
        #expect(taken3 != nil)
        builder.applied(origin, size: 7, at: back + 1)
        let taken4 = builder.take(now: back + 2)
        #expect(taken4 == nil)
        let taken5 = builder.take(now: back + 1_000)
        #expect(taken5 != nil)
    }
}
