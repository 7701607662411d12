public import Messages

/// What a log writer was doing when a store failed.
public enum LogWriterStep: Hashable, Sendable {
    /// Reading the committed head.
    case readHead
    /// Reading what is stored.
    case readStore
    /// Making new entries durable.
    case stage
    /// Reading the new entries back.
    case readBack
    /// Swapping in the new head.
    case swapHead
    /// Making the new entries visible.
    case publish
}

/// Why a log writer did not do what was asked.
public enum LogWriterError: Error, Sendable {
    /// The log was not opened, or what opening found does not allow this.
    case notReady
    /// A store has failed before, so what is stored is not known: open the log again.
    case mustReopen
    /// A store has failed. Whether its write took place is not known; open the log again.
    case storeFailed(LogWriterStep, any Error)
    /// Another writer has moved the head. Nothing of this call was committed.
    case headConflict
    /// The committed head is no valid checkpoint of this log by this key.
    case unreadableHead(NoteError)
    /// A log to be created has a head or entries already.
    case alreadyExists
    /// An append of no entries.
    case nothingToAppend
    /// An entry exceeds ``EntryBundle/maximumEntryByteCount``.
    case entryTooLarge(byteCount: Int)
    /// The log would exceed ``Checkpoint/maximumSize``.
    case logFull
    /// The store does not return what was staged. Nothing of this call was committed.
    case storeReturnedOtherEntries
    /// A checkpoint that was offered is not one of this log by this key.
    case foreignCheckpoint(NoteError)
    /// The checkpoint that was offered and one that we hold have one size and different roots,
    /// both signed by this key: both notes are the evidence.
    case forked(ours: VerifiedCheckpoint, theirs: VerifiedCheckpoint)
    /// Entries to be restored do not start where they must, or go too far.
    case wrongRange(expected: Range<UInt64>)
    /// The restored entries do not hash to the signed root: fetch the range again, from another
    /// peer if possible.
    case restoredEntriesDiffer(missing: Range<UInt64>)
}

extension LogWriterError: Worded {
    /// One sentence for a log file or an operator.
    public var message: Message {
        switch self {
        case .notReady: "The log is not open for this; open it and see what is missing."
        case .mustReopen: "A store failed before; open the log again."
        case .storeFailed(let step, let error):
            "Storage failed at step \(step) (\(error)); open the log again."
        case .headConflict: HeadConflict().message
        case .unreadableHead(let error): "The committed head is damaged: \(error)"
        case .alreadyExists: "This log exists already; a new epoch needs a new key."
        case .nothingToAppend: "There is nothing to append."
        case .entryTooLarge(let count): BundleError.entryTooLarge(byteCount: count).message
        case .logFull: "The log is full; open a new epoch."
        case .storeReturnedOtherEntries:
            "The store does not return what was written to it; check the disk."
        case .foreignCheckpoint(let error): "The checkpoint is not one of this log: \(error)"
        case .forked(let ours, _):
            "This key has signed two histories of \(ours.size) entries; keep both notes."
        case .wrongRange(let expected): "Entries \(expected) are to be restored next."
        case .restoredEntriesDiffer(let missing):
            "Restored entries are not those of the log; fetch \(missing) from another peer."
        }
    }
}
