import Testing
import TransparencyLog

@testable import Federation

/// A log that was closed, and a source that changes its mind: it held another branch and discarded it.
@Suite struct SyncClosedTests {
    /// Two logs of one key that agree up to 100.
    private func branches() throws -> (TestLog, TestLog) {
        var right = try TestLog(size: 100)
        var wrong = right
        for number in 100..<700 {
            right.append([UInt8]("one \(number)".utf8))
            wrong.append([UInt8]("two \(number)".utf8))
        }
        return (right, wrong)
    }

    @Test(arguments: [0, 50, 300] as [UInt64])
    func whatWasClosedGoesBeforeAnOlderOffer(held: UInt64) throws {
        let (right, wrong) = try branches()
        let limit = LogLimit(size: 400, root: right.edge(400).root)
        var follower = LogFollower(
            origin: right.origin, key: right.key, held: try right.position(held), limit: limit)
        let old = follower.offered(note: try wrong.checkpoint(700).note)
        #expect(old == .catchingUp)
        _ = follower.nextFetches(8)
        // Smaller than what is being worked towards, and the surest way all the same.
        let closed = follower.offered(note: try right.checkpoint(400).note)
        #expect(closed == .catchingUp)
        let store = try TestStore(right, held)
        _ = try SyncFollowerTests.catchUp(&follower, store, from: right)
        #expect(store.position.edge == right.edge(400))
        #expect(follower.state == .closed)
        // What differs from it is settled, and shows nothing new.
        let late = follower.offered(note: try wrong.checkpoint(400).note)
        #expect(late == .closed)
    }

    @Test func theOtherBranchIsRefusedByItsCheckpoint() throws {
        let (right, wrong) = try branches()
        let limit = LogLimit(size: 400, root: right.edge(400).root)
        var follower = LogFollower(
            origin: right.origin, key: right.key, held: .empty, limit: limit)
        let outcome = follower.offered(note: try wrong.checkpoint(400).note)
        #expect(outcome == .refused(.otherBranch(limit: 400)))
        #expect(follower.nextFetches(8).isEmpty)
        #expect(follower.offered(note: try right.checkpoint(400).note) == .catchingUp)
    }
}
