/// Decides when requests that wait to be recorded are committed.
///
/// They share two fsyncs, one signature and one transaction, so it pays to wait for those who were
/// there last time: they were answered at the same moment and come back within the same moment. Left
/// to itself, the first of them would be committed alone and the others after it, each time. Whoever
/// is alone never waits, and nobody waits longer than half of what the last commit took.
///
/// Where requests bring many acts each, what they share is little beside the acts themselves. Then
/// nobody waits for the others: while one part of the writers is being committed, the rest makes its
/// next acts, and both cores have work.
struct GroupCommit: Sendable {
    static let longestPause = Duration.milliseconds(4)
    /// From so many acts on a commit is worth its fsyncs: those of a bundle.
    static let worthwhileActCount = 256

    private var expected = 1
    /// The most that a request waits for others.
    private(set) var pause = Duration.zero

    /// Whether everybody is there who can be expected, or enough of them.
    ///
    /// - Parameters:
    ///   - waiting: requests.
    ///   - acts: of all of them together.
    func isComplete(_ waiting: Int, acts: Int) -> Bool {
        waiting >= expected || acts >= Self.worthwhileActCount
    }

    /// So many requests were committed together, which took so long.
    mutating func committed(_ count: Int, took: Duration) {
        expected = max(1, count)
        pause = min(took / 2, Self.longestPause)
    }
}
