/// Decides when requests that wait to be recorded are committed.
///
/// They share two fsyncs, one signature and one transaction, so it pays to wait for those who were
/// there last time: they were answered at the same moment and come back within the same moment. Left
/// to itself, the first of them would be committed alone and the others after it, each time. Whoever
/// is alone never waits, and nobody waits longer than half of what the last commit took.
struct GroupCommit: Sendable {
    static let longestPause = Duration.milliseconds(4)

    private var expected = 1
    /// The most that a request waits for others.
    private(set) var pause = Duration.zero

    /// Whether everybody is there who can be expected.
    func isComplete(_ waiting: Int) -> Bool { waiting >= expected }

    /// So many requests were committed together, which took so long.
    mutating func committed(_ count: Int, took: Duration) {
        expected = max(1, count)
        pause = min(took / 2, Self.longestPause)
    }
}
