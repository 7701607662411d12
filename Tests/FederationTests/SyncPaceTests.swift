import Testing
import TransparencyLog

@testable import Federation

/// How often a peer is asked, with a clock that is handed in.
@Suite("The pace of asking")
struct SyncPaceTests {
    private func polls(_ directives: [PeerDirective]) -> [(cursor: String?, seconds: Int)] {
        directives.compactMap {
            if case .pollHeads(let cursor, let seconds) = $0 { (cursor, seconds) } else { nil }
        }
    }

    private func deadline(_ directives: [PeerDirective]) -> UInt64? {
        directives.compactMap { if case .wait(let until) = $0 { until } else { nil } }.last
    }

    /// A session whose peer's list was seen and that waits for news.
    private func listening(_ log: TestLog, now: UInt64) throws -> PeerSession {
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: now)
        _ = session.opened(now: now)
        let list = HeadsAnswer(
            cursor: "1-1",
            heads: [
                HeadRow(
                    origin: log.origin, key: log.key.publicKey,
                    note: try log.checkpoint(log.size).note, entries: nil)
            ])
        let next = session.heads(list, now: now) { _, _ in log.key }
        #expect(polls(next).map(\.seconds) == [50])
        return session
    }

    @Test("A peer that says at once that nothing is new is asked ever more rarely")
    func answersAtOnce() throws {
        var now: UInt64 = 1_000
        var session = try listening(try TestLog(size: 3), now: now)
        var count = 0
        var longest: UInt64 = 0
        while now < 3_600_000 {
            let heard = session.heads(nil, now: now + 5) { _, _ in nil }
            #expect(polls(heard).isEmpty)
            let until = try #require(deadline(heard))
            #expect(polls(session.tick(now: until - 1)).isEmpty, "before its time")
            #expect(polls(session.tick(now: until)).map(\.seconds) == [50])
            longest = max(longest, until - now)
            now = until
            count += 1
        }
        #expect(longest > BackOff.longestMilliseconds / 2)
        #expect(longest <= BackOff.longestMilliseconds + 5)
        #expect(count < 150, "\(count) polls in an hour")
    }

    /// A peer that has something to say at once, every time, and nothing of any log.
    enum Chatter: CaseIterable {
        case heartbeats, digests, sameHeads, newList, pages, cutOff

        func answer(_ number: Int, _ row: HeadRow) -> HeadsAnswer {
            var answer = HeadsAnswer(cursor: "9-\(number)")
            switch self {
            case .heartbeats: answer.heartbeats = [[UInt8](repeating: 1, count: 9)]
            case .digests:
                answer.digests = [
                    DigestReport(
                        scope: "common", foldEdition: 1, inputs: .sha256([1]), digest: .sha256([2]))
                ]
            case .sameHeads: answer.heads = [row]
            case .newList:
                answer.heads = [row]
                answer.heads[0].key = [UInt8](repeating: 3, count: 32)
            case .pages: answer.more = true
            case .cutOff: answer.cutOff = [[1]]
            }
            return answer
        }
    }

    @Test(
        "Whatever a peer says early, without news of a log it is asked ever more rarely",
        arguments: Chatter.allCases)
    func chatters(_ chatter: Chatter) throws {
        var now: UInt64 = 1_000
        let log = try TestLog(size: 3)
        var session = try listening(log, now: now)
        let row = HeadRow(
            origin: log.origin, key: nil, note: try log.checkpoint(3).note, entries: nil)
        var count = 0
        while now < 3_600_000 {
            count += 1
            try #require(count < 600, "\(count) polls in \(now / 1_000) s")
            let answer = chatter.answer(count, row)
            session.forgetWhatWasLost(answer)
            let heard = session.heads(answer, now: now + 5) { _, _ in log.key }
            now += 5
            guard polls(heard).isEmpty else { continue }
            now = try #require(deadline(heard))
            #expect(polls(session.tick(now: now)).count == 1)
        }
        // A list may have many pages; what is no list is bounded like a peer that says nothing.
        let pages = [.pages, .cutOff].contains(chatter) ? PeerSession.quietPageLimit : 0
        #expect(count < 150 + pages, "\(count) polls in an hour")
    }

    @Test("A peer that holds its polls, or has news, is asked again at once")
    func holdsPolls() throws {
        var log = try TestLog(size: 3)
        var session = try listening(log, now: 1_000)
        // Nothing within the time: the next poll leaves with the answer.
        #expect(polls(session.heads(nil, now: 51_000) { _, _ in nil }).count == 1)
        // A little early is no hurry: clocks run differently, and proxies cut polls short.
        #expect(polls(session.heads(nil, now: 51_000 + 30_000) { _, _ in nil }).count == 1)
        // News may come at any time.
        log.append([1])
        let news = HeadsAnswer(
            cursor: "1-2",
            heads: [
                HeadRow(
                    origin: log.origin, key: nil, note: try log.checkpoint(4).note,
                    entries: log.inline(3, 4))
            ])
        #expect(polls(session.heads(news, now: 81_001) { _, _ in nil }).count == 1)
        // After that the first empty answer costs the shortest pause again, whatever was before.
        let heard = session.heads(nil, now: 81_002) { _, _ in nil }
        let until = try #require(deadline(heard))
        #expect(until <= 81_002 + BackOff.firstMilliseconds)
        // Everything else goes on meanwhile.
        log.append([2])
        let local = LocalLog(
            key: log.key, position: try log.position(5), isOffered: true)
        let pushed = session.local(local, now: 81_003)
        #expect(polls(pushed).isEmpty)
        #expect(pushed.contains { if case .push = $0 { true } else { false } })
    }

    @Test("A clock that is set back does not shut a peer out")
    func clockSetBack() throws {
        let ahead: UInt64 = 300_000_000_000
        var session = try listening(try TestLog(size: 3), now: ahead)
        _ = session.heads(nil, now: ahead + 5) { _, _ in nil }
        let back = session.tick(now: 1_000_000)
        let until = try #require(deadline(back))
        #expect(until <= 1_000_000 + BackOff.longestMilliseconds)
        #expect(polls(session.tick(now: until)).count == 1)
    }

    @Test("The first answer gives a cursor to wait with, although the caller may read nothing")
    func emptyList() throws {
        var server = PeerServer(instance: 7)
        let log = try TestLog(size: 3)
        _ = server.changed(try log.checkpoint(3), key: log.key)
        let first = server.poll(
            caller: "c", cursor: nil, waitMilliseconds: 0, now: 1, mayRead: { _ in false })
        guard case .answer(let list) = first else {
            Issue.record("a caller without a cursor waits for nothing")
            return
        }
        #expect(list.isEmpty)
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: 1)
        _ = session.opened(now: 1)
        let asked = polls(
            session.heads(try HeadsAnswer(encoded: list.encoded()), now: 2) { _, _ in nil })
        #expect(asked.map(\.cursor) == [list.cursor])
        #expect(asked.map(\.seconds) == [50])
        guard
            case .parked = server.poll(
                caller: "c", cursor: list.cursor, waitMilliseconds: 50_000, now: 3,
                mayRead: { _ in false })
        else {
            Issue.record("with its cursor it waits")
            return
        }
    }

    @Test("A peer that asks for a pause is left alone, whatever it was asked for")
    func asksForPause() throws {
        let log = try TestLog(size: 900)
        for isFetch in [true, false] {
            var session = try listening(log, now: 1_000)
            let directives: [PeerDirective]
            if isFetch {
                let resource = try #require(session.logs[log.origin]?.follower.inFlight.keys.first)
                directives = session.fetchFailed(
                    log.origin, resource, .throttled(milliseconds: 3_000), now: 2_000)
            } else {
                let other = try TestLog(size: 2, name: "test.example/b/register/0")
                let pushed = session.local(
                    LocalLog(key: other.key, position: try other.position(2), isOffered: true),
                    now: 1_500)
                #expect(pushed.contains { if case .push = $0 { true } else { false } })
                directives = session.pushFailed(
                    other.origin, .throttled(milliseconds: 3_000), now: 2_000)
            }
            #expect(deadline(directives) == 5_000)
            let early = session.tick(now: 4_999)
            #expect(
                early.allSatisfy {
                    switch $0 {
                    case .wait, .report: true
                    default: false
                    }
                }, "\(early)")
            #expect(session.states(now: 4_999).contains { $0.state.name == "throttled" })
            #expect(session.tick(now: 5_000).contains(.openSession))
        }
    }

    @Test("A log that another peer is giving is not asked of one that offers it later")
    func givenElsewhere() throws {
        let log = try TestLog(size: 900)
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: 1_000)
        _ = session.opened(now: 1_000)
        _ = session.leave(log.origin, until: 31_000, now: 1_000)
        let list = HeadsAnswer(
            cursor: "1-1",
            heads: [
                HeadRow(
                    origin: log.origin, key: log.key.publicKey,
                    note: try log.checkpoint(900).note, entries: nil)
            ])
        func fetches(_ directives: [PeerDirective]) -> Int {
            directives.count { if case .fetch = $0 { true } else { false } }
        }
        let heard = session.heads(list, now: 2_000) { _, _ in log.key }
        #expect(fetches(heard) == 0)
        // The other one is silent: it is asked here after all.
        #expect(deadline(heard) == 31_000)
        var silent = session
        #expect(fetches(silent.tick(now: 31_000)) == 1)
        // Or it failed.
        #expect(fetches(session.leave(log.origin, until: 0, now: 5_000)) == 1)
    }
}
