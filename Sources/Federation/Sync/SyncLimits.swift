public import TransparencyLog

/// Every bound that the exchange sets on foreign data and on its own appetite.
///
/// A length from outside is compared with one of these before it is used in arithmetic or to
/// allocate memory.
public struct SyncLimits: Sendable, Hashable {
    /// The largest log that is followed, in entries. It bounds the hashes of level 2 that a
    /// catch-up
    /// from nothing holds in memory: 2^34 entries are 2^18 of them, 8 MiB.
    public var logSize: UInt64 = 1 << 34
    /// Bundles of one log that are on their way, wait for their turn or are not yet durable.
    public var windowBundleCount = 64
    /// The same in bytes; one bundle is always allowed, however large.
    public var windowByteCount = 32 << 20
    /// Entries that an answer or a submission carries inline for one log.
    public var inlineEntryCount = 4_096
    /// Bytes that an answer or a submission carries inline for one log.
    public var inlineByteCount = 1 << 20
    /// Logs in one answer; what is beyond follows in the next page.
    public var headsPerAnswer = 512
    /// Bytes of one encoded message.
    public var messageByteCount = 24 << 20
    /// Bytes of one answer from which on the next log goes into the next page.
    public var answerByteCount = 1 << 20
    /// Logs that are followed through one peer.
    public var logCount = 20_000
    /// Fetches that are under way with one peer at a time.
    public var parallelFetchCount = 8
    /// Submissions that are under way with one peer at a time.
    public var parallelPushCount = 4
    /// Resources that one submission may carry and one answer may ask for.
    public var resourcesPerPush = 16

    public init() {}

    /// The values for production.
    public static let standard = SyncLimits()
}

/// Where a log ends for good: the closing that counts (protocol §4).
public struct LogLimit: Hashable, Sendable {
    /// The number of entries that count.
    public var size: UInt64
    /// The root over them.
    public var root: TreeHash

    public init(size: UInt64, root: TreeHash) {
        self.size = size
        self.root = root
    }
}
