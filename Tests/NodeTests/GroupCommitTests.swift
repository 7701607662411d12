import Testing

@testable import Node

@Suite struct GroupCommitTests {
    @Test func whoIsAloneNeverWaits() {
        var group = GroupCommit()
        #expect(group.isComplete(1, acts: 1))
        for _ in 0..<3 {
            group.committed(1, took: .milliseconds(900))
            #expect(group.isComplete(1, acts: 1))
        }
    }

    @Test func thoseOfTheLastCommitAreWaitedForAWhile() {
        var group = GroupCommit()
        group.committed(8, took: .milliseconds(2))
        #expect(!group.isComplete(7, acts: 7))
        #expect(group.isComplete(8, acts: 8))
        #expect(group.pause == .milliseconds(1))
        // They went away: one pause later nobody waits any more.
        group.committed(1, took: .milliseconds(2))
        #expect(group.isComplete(1, acts: 1))
    }

    @Test func manyActsWaitForNobody() {
        var group = GroupCommit()
        group.committed(8, took: .milliseconds(2))
        #expect(!group.isComplete(2, acts: 200))
        #expect(group.isComplete(3, acts: 300))
    }

    @Test func aSlowDiskDelaysNobodyByMoreThanTheLongestPause() {
        var group = GroupCommit()
        group.committed(64, took: .seconds(30))
        #expect(group.pause == GroupCommit.longestPause)
    }
}
