import TransparencyLog

/// How fresh what is known of each node is (protocol §9): no answer may claim to be fresher than
/// the newest verified data it rests on.
///
/// Only heartbeats are kept here. What a claim comes to is worked out anew each time from what is held
/// at that moment, so it goes back when a log was given up or a gap has become known.
public struct FreshnessBook: Sendable {
    private struct Mark: Sendable, Hashable {
        let heartbeat: Heartbeat
        let arrival: UInt64
    }
    /// How far ahead of the own clock a heartbeat may be stamped. One that is further ahead would keep
    /// out all that its node signs until then.
    public static let toleranceMilliseconds: UInt64 = HybridClock.promiseMilliseconds

    private var newest: [String: Mark] = [:]
    /// The newest heartbeat of each node that was covered when it was looked at.
    private var covered: [String: Mark] = [:]

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

    func newest(of node: String) -> Heartbeat? { newest[node]?.heartbeat }

    /// How fresh the data of a node is, in milliseconds since 1970 UTC; `nil`: nothing can be said. All
    /// that the node wrote before that time is here; what it wrote in that very millisecond need not be
    /// (protocol §9.3).
    ///
    /// - Parameters:
    ///   - now: The own clock: no claim lies beyond it.
    ///   - bound: Before which time everything is here that the heartbeat names: `.max` when nothing
    ///     of it is missing, 0 when it says nothing.
    public mutating func freshness(
        of node: String, now: UInt64, bound: (Heartbeat) -> UInt64
    ) -> UInt64? {
        let latest = now &+ Self.toleranceMilliseconds
        func time(_ mark: Mark, _ end: UInt64) -> UInt64 {
            // Taken under a clock that was far ahead, which has been set back since.
            guard mark.heartbeat.milliseconds <= latest else { return 0 }
            return min(mark.heartbeat.milliseconds, mark.arrival, now, end)
        }
        guard let mark = newest[node] else { return nil }
        let end = bound(mark.heartbeat)
        if end >= mark.heartbeat.milliseconds, mark.heartbeat.milliseconds <= latest {
            covered[node] = mark
        }
        var found = time(mark, end)
        if let earlier = covered[node], earlier != mark {
            found = max(found, time(earlier, bound(earlier.heartbeat)))
        }
        return found > 0 ? found : nil
    }
}

extension FreshnessBook {
    /// A heartbeat as it is kept over a restart; not verified.
    struct Row {
        var isCovered: Bool
        var arrival: UInt64
        var note: [UInt8]
    }

    /// All that is needed after a restart: for each heartbeat whether it was covered (1 byte), its
    /// arrival (8, big-endian), the length of its note (4), and the note.
    func encoded() -> [UInt8] {
        let early = covered.filter { newest[$0.key] != $0.value }
        let marks = early.sorted { $0.key < $1.key } + newest.sorted { $0.key < $1.key }
        var bytes: [UInt8] = []
        for (node, mark) in marks {
            bytes.append(covered[node] == mark ? 1 : 0)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: mark.arrival >> (56 - 8 * $0)) }
            let count = mark.heartbeat.note.count
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) }
            bytes += mark.heartbeat.note
        }
        return bytes
    }

    /// Reads what ``encoded()`` wrote; of damaged bytes what comes before the damage.
    static func rows(_ bytes: [UInt8]) -> [Row] {
        func number(_ range: Range<Int>) -> UInt64 {
            bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
        }
        var rows: [Row] = []
        var position = 0
        while bytes.count - position >= 13 {
            let start = position + 13
            let count = Int(number(position + 9..<start))
            guard count <= bytes.count - start else { break }
            rows.append(
                Row(
                    isCovered: bytes[position] == 1, arrival: number(position + 1..<position + 9),
                    note: Array(bytes[start..<start + count])))
            position = start + count
        }
        return rows
    }

    /// Takes up a heartbeat that was kept, verified again.
    mutating func restore(_ heartbeat: Heartbeat, _ row: Row) {
        let mark = Mark(heartbeat: heartbeat, arrival: row.arrival)
        if row.isCovered { covered[heartbeat.node] = mark }
        take(heartbeat, arrival: row.arrival)
    }
}
