public import TransparencyLog

/// Entries that were verified against a checkpoint signed by their log: the only form in which
/// foreign entries reach a store.
///
/// There is no public initialiser. Chunks are made by ``LogFollower`` and ``PeerServer`` for logs
/// of
/// others and by ``own(key:after:entries:checkpoint:)`` for logs of the node itself.
///
/// A chunk never crosses a multiple of 256, so it is always part of one bundle. A chunk with
/// `count == 0` says that entries already held reach the checkpoint ``covers``: a store records the
/// checkpoint and nothing else. It occurs when a catch-up that was interrupted exactly at the size
/// of a later checkpoint goes on.
public struct VerifiedChunk: Hashable, Sendable {
    /// The key by which the log's checkpoints were verified.
    public let key: VerifierKey
    /// The index of the first entry.
    public let from: UInt64
    /// Exactly these entries in tlog-tiles bundle encoding (two bytes of length each).
    public let bundle: [UInt8]
    /// Where the entries lie in ``bundle``, without their length bytes.
    public let ranges: [Range<Int>]
    /// Their leaf hashes, in order.
    public let leafHashes: [TreeHash]
    /// The same bytes compressed, as received; only for a full bundle that starts at a multiple of
    /// 256. The shell that handed it in made sure that it expands to ``bundle``.
    public let gzip: [UInt8]?
    /// The right edge after these entries.
    public let edge: CompactRange
    /// The checkpoint under which the entries were verified, perhaps far ahead of them.
    public let against: VerifiedCheckpoint
    /// The checkpoint that is reached with these entries; `nil` in the middle of a catch-up.
    public let covers: VerifiedCheckpoint?
    /// Whether these entries end where the log was closed. Nothing follows; the fold may use them
    /// although no checkpoint has this size.
    public let endsAtLimit: Bool

    /// The log.
    public var origin: Origin { key.name }
    /// The number of entries, 0 to 256.
    public var count: Int { ranges.count }
    /// The number of entries of the log once this chunk is stored.
    public var size: UInt64 { edge.size }
    /// The position of the log once this chunk is stored.
    ///
    /// - Parameter earlier: The checkpoint held before.
    public func position(after earlier: VerifiedCheckpoint?) -> LogPosition {
        LogPosition(edge: edge, checkpoint: covers ?? earlier)
    }
    /// The bytes of one entry, `0 ..< count`.
    public func entry(_ number: Int) -> ArraySlice<UInt8> { bundle[ranges[number]] }

    init(
        key: VerifierKey, from: UInt64, bundle: [UInt8], ranges: [Range<Int>],
        leafHashes: [TreeHash], gzip: [UInt8]?, edge: CompactRange,
        against: VerifiedCheckpoint, covers: VerifiedCheckpoint?, endsAtLimit: Bool
    ) {
        precondition(ranges.count == leafHashes.count, "one hash for each entry")
        precondition(from + UInt64(ranges.count) == edge.size, "the edge follows the entries")
        self.key = key
        self.from = from
        self.bundle = bundle
        self.ranges = ranges
        self.leafHashes = leafHashes
        self.gzip = gzip
        self.edge = edge
        self.against = against
        self.covers = covers
        self.endsAtLimit = endsAtLimit
    }

    /// Chunks for entries that the node itself has just committed to a log of its own.
    ///
    /// They are verified like foreign ones: appended to the edge, they must lead to the root that
    /// was signed.
    ///
    /// - Parameters:
    ///   - edge: The right edge before these entries.
    ///   - entries: The entries from `edge.size` up to the size of the checkpoint.
    ///   - checkpoint: What the log's writer signed.
    /// - Throws: ``SyncRefusal/entriesDoNotReachRoot`` when they do not belong together,
    ///   ``SyncRefusal/malformedEntries`` for an entry that is too large.
    public static func own(
        key: VerifierKey, after edge: CompactRange, entries: [[UInt8]],
        checkpoint: VerifiedCheckpoint
    ) throws(SyncRefusal) -> [VerifiedChunk] {
        let run = try EntryRun(from: edge.size, entries: entries)
        return try run.chunks(key: key, after: edge, reaching: checkpoint)
    }
}
