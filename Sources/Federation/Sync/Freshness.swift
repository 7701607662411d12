public import TransparencyLog

/// How fresh what is known of each node is (protocol §9): no answer may claim to be fresher than
/// the newest verified data it rests on.
public struct FreshnessBook: Sendable {
    private struct Mark: Sendable {
        let heartbeat: Heartbeat
        let arrival: UInt64
    }
    /// How far ahead of the own clock a heartbeat may be stamped. One that is further ahead would keep
    /// out all that its node signs until then.
    public static let toleranceMilliseconds: UInt64 = 600_000

    private var newest: [String: Mark] = [:]
    /// The last heartbeat whose sizes are all applied.
    private var covered: [String: UInt64] = [:]

    public init() {}

    /// A verified heartbeat arrived. Only the newest of a node is kept.
    ///
    /// - Parameter arrival: When it arrived here, by the own clock.
    /// - Returns: Whether it is newer than the one known.
    @discardableResult
    public mutating func take(_ heartbeat: Heartbeat, arrival: UInt64) -> Bool {
        let latest = arrival &+ Self.toleranceMilliseconds
        guard heartbeat.milliseconds <= latest else { return false }
        // One that is ahead all the same was taken before the own clock was set back.
        if let known = newest[heartbeat.node]?.heartbeat.milliseconds, known <= latest,
            known >= heartbeat.milliseconds
        {
            return false
        }
        newest[heartbeat.node] = Mark(heartbeat: heartbeat, arrival: arrival)
        return true
    }

    /// The newest heartbeat of each node, sorted by node.
    public var heartbeats: [Heartbeat] {
        newest.values.map(\.heartbeat).sorted { $0.signer < $1.signer }
    }

    /// How fresh the data of a node is, in milliseconds since 1970 UTC: the earlier of the
    /// heartbeat's time and its arrival, once its sizes are applied; before and without one, the
    /// stamp of the newest entry. What the node wrote before that time is applied; what it wrote in
    /// that very millisecond need not be (protocol §9.3).
    ///
    /// - Parameters:
    ///   - newestStamp: The stamp of the newest entry applied of this node, in milliseconds.
    ///   - applied: How many entries of a log are applied; `nil` for a log not kept here.
    public mutating func freshness(
        of node: String, newestStamp: UInt64?, applied: (Origin) -> UInt64?
    ) -> UInt64? {
        if let mark = newest[node],
            mark.heartbeat.heads.allSatisfy({ head in
                applied(head.origin).map { $0 >= head.size } ?? true
            })
        {
            let time = min(mark.heartbeat.milliseconds, mark.arrival)
            covered[node] = max(covered[node] ?? 0, time)
        }
        return [covered[node], newestStamp].compactMap { $0 }.max()
    }
}
