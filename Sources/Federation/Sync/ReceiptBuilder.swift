public import TransparencyLog

/// Collects applied sizes and says when to write them: only sizes that changed, at most one entry a
/// second (protocol §9).
public struct ReceiptBuilder: Sendable {
    public static let intervalMilliseconds: UInt64 = 1_000

    private var pending: [Origin: AppliedSize] = [:]
    private var writtenMilliseconds: UInt64?

    public init() {}

    /// Entries of a log were applied. Of several within one interval the last size counts; it bears
    /// the time of its own application.
    public mutating func applied(_ origin: Origin, size: UInt64, at milliseconds: UInt64) {
        if let known = pending[origin], known.size >= size { return }
        pending[origin] = AppliedSize(
            origin: origin, size: size, appliedMilliseconds: milliseconds)
    }

    /// When the next receipt is due; `nil` when there is nothing to write.
    public var due: UInt64? {
        guard !pending.isEmpty else { return nil }
        return (writtenMilliseconds ?? 0) + Self.intervalMilliseconds
    }

    /// The next receipt, if it is due. Sorted by origin, at most ``AppliedSizes/maximumCount``
    /// rows; what is beyond waits for the next one.
    public mutating func take(now: UInt64) -> AppliedSizes? {
        // A clock that was set back must not hold receipts up until it is there again.
        guard let due, now >= due || now < writtenMilliseconds ?? 0 else { return nil }
        let rows = pending.values.sorted { $0.origin < $1.origin }
            .prefix(AppliedSizes.maximumCount)
        for row in rows { pending[row.origin] = nil }
        writtenMilliseconds = now
        return AppliedSizes(Array(rows))
    }
}
