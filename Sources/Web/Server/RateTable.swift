import Synchronization

/// How many requests each of many callers made in the present second.
///
/// Callers share a fixed number of counters by a hash of what names them, so nothing grows with their
/// number and no lock is taken: a request costs two relaxed operations on one word. Two callers that fall
/// on one counter share a rate; the hash is salted, so nobody chooses with whom.
final class RateTable: Sendable {
    private final class Counter: Sendable {
        /// The second in the upper half, the requests in it in the lower.
        let word = Atomic<UInt64>(0)
    }
    private let counters: [Counter]
    private let limit: UInt64
    private static let count = 1_024

    /// - Parameter limit: requests a second.
    init(limit: Int) {
        precondition(limit > 0 && limit <= RequestRates.largest, "a rate of which there is a table")
        self.limit = UInt64(limit)
        counters = (0..<Self.count).map { _ in Counter() }
    }

    /// Counts a request.
    ///
    /// Requests that arrive at the same moment may exceed the limit by as many as there are threads.
    ///
    /// - Parameters:
    ///   - caller: a hash.
    ///   - second: of a clock that does not go back; when it changes, everybody begins anew.
    /// - Returns: whether it is within the limit.
    func admits(_ caller: UInt64, second: UInt32) -> Bool {
        let counter = counters[Int(caller % UInt64(Self.count))]
        let known = counter.word.load(ordering: .relaxed)
        if known >> 32 == UInt64(second) {
            guard known & 0xFFFF_FFFF < limit else { return false }
            counter.word.add(1, ordering: .relaxed)
            return true
        }
        let (isFirst, _) = counter.word.compareExchange(
            expected: known, desired: UInt64(second) << 32 | 1, ordering: .relaxed)
        if !isFirst { counter.word.add(1, ordering: .relaxed) }
        return true
    }
}
