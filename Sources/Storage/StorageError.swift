import GRDB
public import Messages
public import TransparencyLog

/// Why a store refused or failed. Each description says what to do; none contains entries.
///
/// After any of these nothing of the call took effect, and the same store works again once the
/// cause is gone; only ``corrupt(path:)``, ``schemaNewer(path:found:supported:)`` and
/// ``foreignFile(path:)`` need a person.
public enum StorageError: Error, Hashable, Sendable {
    // The disk and the file.

    /// No room is left where the file lies.
    case diskFull(path: String)
    /// The file or its folder must not be written.
    case readOnly(path: String)
    /// The file cannot be opened or made: a missing folder, missing rights.
    case cannotOpen(path: String)
    /// The content of the file is damaged.
    case corrupt(path: String)
    /// Reading or writing failed below us; the number is SQLite's extended code or `errno`.
    case inputOutput(path: String, code: Int32)
    /// Another process, or another store of this process, has the file.
    case inUse(path: String)
    /// The file was written by newer software.
    case schemaNewer(path: String, found: Int, supported: Int)
    /// A database of another kind lies at this path.
    case foreignFile(path: String)
    /// SQLite refused for another reason; the number is its extended code.
    case database(path: String, code: Int32)

    // Heads and backups.

    /// The head store does not exist, and is never made silently.
    case headStoreMissing(path: String)
    /// Something lies where a new file was to be written.
    case fileExists(path: String)
    /// A backup cannot be put where a store is.
    case storeExists(path: String)

    // Logs.

    /// The log was never opened here.
    case unknownLog(Origin)
    /// The log is known under another key.
    case differentKey(Origin)
    /// What was offered does not begin where the stored entries end.
    case notContiguous(Origin, held: UInt64, offered: UInt64)
    /// Fewer entries are stored than asked for.
    case notHeld(Origin, held: UInt64, wanted: UInt64)
    /// A published entry would have been replaced by a different one.
    case publishedEntryDiffers(Origin, index: UInt64)
    /// A verified entry differs from one that our own writer staged at the same index.
    case stagedEntryDiffers(Origin, index: UInt64)
    /// The published size would have shrunk.
    case publishedSizeShrinks(Origin, published: UInt64, offered: UInt64)
    /// An entry has more bytes than a bundle can hold.
    case entryTooLarge(byteCount: Int)
    /// The log would grow beyond what the store can number.
    case logTooLarge(Origin)

    // Blobs.

    /// The bytes on disk are not those of the name; they were set aside.
    case damagedBlob(TreeHash)
}

extension StorageError: Worded {
    /// One sentence that says what to do.
    public var message: Message {
        switch self {
        case .diskFull, .readOnly, .cannotOpen, .corrupt, .inputOutput, .inUse, .schemaNewer,
            .foreignFile, .database, .headStoreMissing, .fileExists, .storeExists:
            fileMessage
        case .unknownLog, .differentKey, .notContiguous, .notHeld, .publishedEntryDiffers,
            .stagedEntryDiffers, .publishedSizeShrinks, .entryTooLarge, .logTooLarge,
            .damagedBlob:
            contentMessage
        }
    }

    private var fileMessage: Message {
        switch self {
        case .diskFull(let path):
            "The disk is full at \(path); nothing more was recorded. Make room; work then goes on."
        case .readOnly(let path):
            "\(path) must not be written; nothing was recorded. Check its rights and the mount."
        case .cannotOpen(let path):
            "\(path) cannot be opened; check that the folder exists and may be written."
        case .corrupt(let path) where StoreFile.heads.isName(of: path):
            "The head store \(path) is damaged. Move it away and start the node: its own logs go on in new "
                + "epochs. No backup has one, and never put an older one back."
        case .corrupt(let path) where StoreFile.derived.isName(of: path):
            "The derived data \(path) is damaged. Nothing is lost: it is made anew from the logs when the node "
                + "starts, or by `dingdian rebuild`."
        case .corrupt(let path):
            "\(path) is damaged. Keep a copy of it; restore a backup or fetch the logs anew."
        case .inputOutput(let path, let code):
            "Reading or writing \(path) failed (code \(code)); check the disk, then try again."
        case .inUse(let path):
            "\(path) is used by another process; stop that one first."
        case .schemaNewer(let path, let found, let supported):
            "\(path) has format \(found), this software reads up to \(supported); update it."
        case .foreignFile(let path):
            "\(path) is a database of another kind; check the configured folder."
        case .database(let path, let code):
            "The database \(path) refused (code \(code)); nothing was recorded."
        case .headStoreMissing(let path):
            """
            The head store \(path) is missing. If it was lost, let the node open new epochs; \
            never copy one from another machine.
            """
        case .fileExists(let path):
            "\(path) exists already; choose another name."
        case .storeExists(let path):
            "A store exists at \(path); move it away before you put a backup there."
        default: ""
        }
    }

    private var contentMessage: Message {
        switch self {
        case .unknownLog(let origin):
            "The log \(origin) is not known here; open it with its key first."
        case .differentKey(let origin):
            "The log \(origin) is known under another key; an epoch never changes its key."
        case .notContiguous(let origin, let held, let offered):
            "The log \(origin) holds \(held) entries; go on from there, not from \(offered)."
        case .notHeld(let origin, let held, let wanted):
            "The log \(origin) holds \(held) entries, \(wanted) are needed; fetch them first."
        case .publishedEntryDiffers(let origin, let index):
            "Entry \(index) of \(origin) is published and cannot be replaced by another."
        case .stagedEntryDiffers(let origin, let index):
            "Entry \(index) of \(origin) is staged here with other content; open its writer."
        case .publishedSizeShrinks(let origin, let published, let offered):
            "The log \(origin) has \(published) published entries; \(offered) would be fewer."
        case .entryTooLarge(let count):
            "An entry of \(count) bytes is too large; keep it beside the log as an attachment."
        case .logTooLarge(let origin):
            "The log \(origin) is full; open a new epoch."
        case .damagedBlob(let name):
            "The attachment \(name) is damaged on disk and was set aside; fetch it again."
        default: ""
        }
    }
}

extension StorageError {
    /// What an SQLite error means for the caller. The message of SQLite is left out, because it
    /// can quote the values of a statement.
    init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_AUTH: self = .cannotOpen(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: self = .inUse(path: path)
        case .SQLITE_IOERR:
            self = .inputOutput(path: path, code: error.extendedResultCode.rawValue)
        default:
            self = .database(path: path, code: error.extendedResultCode.rawValue)
        }
    }
}
