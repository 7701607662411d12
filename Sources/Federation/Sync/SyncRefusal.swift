public import Messages
public import TransparencyLog

/// Why something that a peer offered was not taken. Nothing of it was applied.
public enum SyncRefusal: Error, Equatable, Sendable {
    /// The checkpoint is malformed or not signed by the log's key.
    case note(NoteError)
    /// The key does not fit the origin, or is another than the one known for this log.
    case wrongKey
    /// The log is not one that this node follows, or its author may not offer it here.
    case notInScope
    /// The log claims more entries than are followed.
    case logTooLarge(size: UInt64, limit: UInt64)
    /// Entries could not be taken apart: bytes missing, left over, or too many.
    case malformedEntries
    /// A tile or bundle is not as long as it must be.
    case wrongLength(path: String, byteCount: Int)
    /// Entries, appended to what is held, do not lead to the signed root.
    case entriesDoNotReachRoot
    /// The tiles do not lead to the signed root: the source serves another tree than it signed.
    case tilesDoNotReachRoot(size: UInt64)
    /// A tile or bundle is not the one in the verified tree.
    case resourceMismatch(path: String)
    /// The source's tree differs from entries that are held, and no signed checkpoint proves it
    /// yet.
    case conflictWithHeld(size: UInt64)
    /// The log was closed on another branch than the one that the source serves.
    case otherBranch(limit: UInt64)
    /// The source does not have a resource that its own checkpoint promises.
    case missing(path: String)
    /// A proof made from the own store does not verify: the store is damaged.
    case ownStoreDamaged(size: UInt64)
    /// The log is forked and takes nothing until that is settled.
    case forked
    /// The message is malformed, or a field in it is out of bounds.
    case malformedMessage(String)
    /// The message has more bytes than are read.
    case messageTooLarge(byteCount: Int, limit: Int)
}

extension SyncRefusal: Worded {
    /// One sentence for a log file or an operator: what is wrong and what helps.
    public var message: Message {
        switch self {
        case .note(let error): error.message
        case .wrongKey: "The key is not the one of this log; check where the log came from."
        case .notInScope: "This log is not kept here; check the directory and the configuration."
        case .logTooLarge(let size, let limit):
            "The log has \(size) entries, at most \(limit) are followed; close it and start anew."
        case .malformedEntries: "The entries are damaged; they are fetched again."
        case .wrongLength(let path, let count):
            "\(path) has \(count) bytes, which cannot be right; it is fetched again."
        case .entriesDoNotReachRoot:
            "The entries do not lead to the signed root; the log is fetched by tiles."
        case .tilesDoNotReachRoot(let size):
            "The tiles of \(size) entries do not lead to the signed root; try another source."
        case .resourceMismatch(let path):
            "\(path) does not belong to the signed tree; try another source."
        case .conflictWithHeld(let size):
            "The source differs from what is held below entry \(size); compare with other nodes."
        case .otherBranch(let limit):
            "The log was closed at \(limit) on another branch; fetch it from another source."
        case .missing(let path): "The source lacks \(path); it is asked again later."
        case .ownStoreDamaged(let size):
            "The own copy up to \(size) does not verify; run `dingdian log verify`."
        case .forked: "The log is forked; its superior must close it before it goes on."
        case .malformedMessage(let field): "The field \(field) is malformed; check the software."
        case .messageTooLarge(let count, let limit):
            "The message has \(count) bytes, at most \(limit) are read; send less at a time."
        }
    }
}
