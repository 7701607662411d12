import Testing
import TransparencyLog

@testable import Federation

/// Two peers offer the same gap.
@Suite struct SyncLeaveTests {
    @Test func aLogLeftToAnotherPeerIsFetchedWhenThatOneFails() throws {
        let log = try TestLog(size: 900)
        var session = PeerSession(peer: "p", seed: 1)
        _ = session.start(now: 0)
        _ = session.opened(now: 0)
        let answer = HeadsAnswer(
            cursor: "1",
            heads: [
                HeadRow(
                    origin: log.origin, key: log.key.publicKey, note: try log.checkpoint(900).note,
                    entries: nil)
            ])
        func fetches(_ directives: [PeerDirective]) -> Int {
            directives.reduce(0) { count, directive in
                if case .fetch(_, let resources) = directive { return count + resources.count }
                return count
            }
        }
        // Known to be under way elsewhere before it is offered here.
        _ = session.local(LocalLog(key: log.key, position: .empty), now: 0)
        _ = session.leave(log.origin, until: 30_000, now: 0)
        let offered = session.heads(answer, now: 1) { _, _ in log.key }
        #expect(fetches(offered) == 0)
        #expect(offered.contains(.wait(until: 30_000)))
        #expect(session.states(now: 1).first?.state == .waiting(until: 30_000))
        var other = session
        #expect(fetches(session.leave(log.origin, until: 0, now: 2)) > 0)
        // And without a word from there it goes on by itself.
        #expect(fetches(other.tick(now: 30_000)) > 0)
    }
}
