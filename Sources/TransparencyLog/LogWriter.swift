import Synchronization

/// What opening a log found. Only after ``ready(_:)`` may it be appended to; what to do otherwise
/// is decided by the caller, who can ask peers or open a new epoch.
public enum OpenOutcome: Hashable, Sendable {
    /// The stored entries hash to the committed head, which is given.
    case ready(VerifiedCheckpoint)
    /// The database is older than the head: these entries are to be restored from peers.
    case behindHead(missing: Range<UInt64>)
    /// There is no head: the head store was lost, or the log was never created here.
    case headMissing
    /// The head was signed on another machine: this may be a copied disk.
    case machineChanged
    /// The database has published more than the head covers, so the head store was rolled back.
    /// Nothing may be signed with this key again.
    case headRolledBack(publishedSize: UInt64)
    /// Entries that had been published no longer hash to the head: the database is damaged.
    case damaged(head: VerifiedCheckpoint)
}

/// What a peer's checkpoint of our own log means.
public enum ReconcileOutcome: Hashable, Sendable {
    /// The peer knows nothing that we do not.
    case current
    /// The peer holds more of this log than we do: these entries are to be restored.
    case behindPeer(missing: Range<UInt64>)
    /// Two heads of one size with different roots, both signed by this key: a fork. Both notes are
    /// the evidence. The writer is closed; the caller records the fork and does not open it again.
    case forked(ours: VerifiedCheckpoint, theirs: VerifiedCheckpoint)
}

/// What a piece of restored entries led to.
public enum RestoreOutcome: Hashable, Sendable {
    /// Stored; these are still missing.
    case incomplete(missing: Range<UInt64>)
    /// The log is whole and open again, with this head.
    case ready(VerifiedCheckpoint)
}

/// Entries that were committed.
public struct Appended: Sendable {
    /// The head that covers them.
    public var checkpoint: VerifiedCheckpoint
    /// Their leaf hashes, in order, made from what the store gave back.
    public var leafHashes: [TreeHash]
}

/// Writes one log with the key of one epoch: the only thing that signs its checkpoints.
///
/// The order of an append is fixed (protocol §4.3):
///
///     stage  →  read back and hash  →  sign  →  swap head  →  publish
///                                               ▲ commit point
///
/// A crash before the commit point leaves staged entries that nobody was told about; after it,
/// ``open()`` finishes the work. There is no other recovery. When a store throws, it is not known
/// whether its write took place, so the writer refuses everything until it is opened again.
///
/// Calls may come from any thread and are serialised; they return when the stores have.
public final class LogWriter: Sendable {
    /// The log.
    public let origin: Origin
    /// The key that verifies its checkpoints.
    public let verifierKey: VerifierKey
    private let state: Mutex<LogWriterState>

    /// A writer, closed until ``open()`` or ``create()``.
    ///
    /// - Parameters:
    ///   - signer: The epoch's key; its name is the origin.
    ///   - store: Where entries lie.
    ///   - heads: Where heads lie.
    ///   - machineMark: Identifies this machine, the same at every start.
    public init(
        signer: NoteSigner, store: any LogStore, heads: any HeadStore, machineMark: [UInt8]
    ) {
        origin = signer.verifierKey.name
        verifierKey = signer.verifierKey
        state = Mutex(
            LogWriterState(signer: signer, store: store, heads: heads, machineMark: machineMark))
    }

    /// Begins the log of a new epoch, whose key was made just now, with a signed head of size 0.
    ///
    /// - Throws: ``LogWriterError/alreadyExists`` when there is a head or an entry. After any
    ///   other error the caller makes a new key rather than try this one again.
    public func create() throws(LogWriterError) -> VerifiedCheckpoint {
        try state.withLock { state throws(LogWriterError) in try state.create() }
    }

    /// Reads the head, hashes what is stored, and finishes what a crash interrupted. It may be
    /// called at any time, and must be after an error.
    ///
    /// - Throws: ``LogWriterError/storeFailed(_:_:)``, ``LogWriterError/unreadableHead(_:)``.
    public func open() throws(LogWriterError) -> OpenOutcome {
        try state.withLock { state throws(LogWriterError) in try state.open() }
    }

    /// Appends entries in one step: either all are committed or none.
    ///
    /// When it returns, they are durable and the head that covers them is committed; the
    /// checkpoint may leave the process. When it throws, they may or may not have been committed,
    /// and ``open()`` tells.
    ///
    /// - Throws: ``LogWriterError``. Entries that cannot be appended at all (none, too large) are
    ///   refused before anything is written, and the writer stays open.
    public func append(_ entries: [[UInt8]]) throws(LogWriterError) -> VerifiedCheckpoint {
        try appendHashed(entries).checkpoint
    }

    /// The same, with the hashes that were made on the way.
    ///
    /// - Throws: as ``append(_:)``.
    public func appendHashed(_ entries: [[UInt8]]) throws(LogWriterError) -> Appended {
        try state.withLock { state throws(LogWriterError) in try state.append(entries) }
    }

    /// Compares with a checkpoint of this log that a peer holds. Every node asks its peers so
    /// before it signs anything after a start.
    ///
    /// A smaller checkpoint is not checked against our history; a receiver that finds the two
    /// inconsistent has the evidence.
    ///
    /// - Throws: ``LogWriterError/foreignCheckpoint(_:)`` for one that this key has not signed,
    ///   ``LogWriterError/notReady`` before the log was opened.
    public func reconcile(
        peerCheckpoint: VerifiedCheckpoint
    ) throws(LogWriterError) -> ReconcileOutcome {
        try state.withLock { state throws(LogWriterError) in try state.reconcile(peerCheckpoint) }
    }

    /// Puts lost entries of our own back, piece by piece from the start of the missing range.
    ///
    /// Pieces are made durable one by one. When the last one is there, everything is checked
    /// against the checkpoint, which becomes the head if it is newer.
    ///
    /// - Parameters:
    ///   - entries: The next entries.
    ///   - from: The index of the first of them.
    ///   - checkpoint: The committed head or a peer's newer checkpoint, signed by this key.
    /// - Throws: ``LogWriterError/wrongRange(expected:)`` when the piece does not follow on,
    ///   ``LogWriterError/restoredEntriesDiffer(missing:)`` when the whole does not hash to the
    ///   signed root, ``LogWriterError/foreignCheckpoint(_:)``.
    public func restore(
        entries: [[UInt8]], from: UInt64, checkpoint: VerifiedCheckpoint
    ) throws(LogWriterError) -> RestoreOutcome {
        try state.withLock { state throws(LogWriterError) in
            try state.restore(entries, from: from, checkpoint: checkpoint)
        }
    }

    /// The committed head, once the log was opened; also while entries are missing.
    public var checkpoint: VerifiedCheckpoint? {
        state.withLock { $0.committed }
    }

    /// The right edge of the committed tree, while the log is ready.
    public var edge: CompactRange? {
        state.withLock { $0.readyEdge }
    }

    /// Whether ``append(_:)`` can be called.
    public var isReady: Bool { edge != nil }
}
