import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Holds a file or folder for one owner: one node per data folder, one `up` per federation's folder.
///
/// SQLite's own locks would let two nodes take turns at one database, and both would sign heads.
/// The lock is `flock` on a file of its own beside the database; the system lets go of it when the
/// process ends in whatever way, so there is nothing to clean up after a crash. The file stays:
/// removing it would let a third opener lock a name that nobody else looks at.
public final class StoreLock: Sendable {
    /// `nil` once the lock was given back.
    private let held: Mutex<Int32?>

    /// - Throws: ``StorageError/inUse(path:)`` at once when another one holds it.
    public init(for path: String) throws(StorageError) {
        let lockPath = path + ".lock"
        // Not inherited by child processes, which would otherwise keep the lock alive.
        let file = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw FileSystem.failure(at: lockPath) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(file)
            if reason == EWOULDBLOCK { throw .inUse(path: path) }
            throw .inputOutput(path: lockPath, code: reason)
        }
        held = Mutex(file)
    }

    /// Gives the lock back; a second time nothing happens.
    public func release() {
        held.withLock { file in
            if let file { close(file) }
            file = nil
        }
    }

    deinit { release() }
}
