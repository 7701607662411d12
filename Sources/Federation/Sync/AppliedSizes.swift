public import TransparencyLog

/// How far a node had applied one log, and since when (protocol §9, receipts).
public struct AppliedSize: Hashable, Sendable {
    public var origin: Origin
    /// Entries applied: folded and answered from.
    public var size: UInt64
    /// When, by the author's clock: milliseconds since 1970 UTC.
    public var appliedMilliseconds: UInt64

    public init(origin: Origin, size: UInt64, appliedMilliseconds: UInt64) {
        self.origin = origin
        self.size = size
        self.appliedMilliseconds = appliedMilliseconds
    }
}

/// The body of one entry of a `receipts` log: the sizes that changed since the entry before.
public struct AppliedSizes: Hashable, Sendable {
    /// The most rows of one entry; more go into the next one.
    public static let maximumCount = 512
    public var sizes: [AppliedSize]

    public init(_ sizes: [AppliedSize]) { self.sizes = sizes }
}
