public import Federation
import GRDB
import Synchronization
public import TransparencyLog

/// The logs of a node in one SQLite file, and blobs in a folder beside it.
///
/// Published entries are stored once: full bundles of 256 compressed, with the root of their
/// subtree; the unfinished rest in the runs in which it came, rolled up when a bundle is
/// complete. Entries that our own writer staged lie among the latter, but nobody who asks for
/// bundles, tiles or positions sees them before ``publish(_:checkpoint:edge:)``. Partial tiles are
/// made on demand.
///
/// Calls may come from any thread: writes take turns, reads run beside them on a consistent state.
/// When a call throws ``StorageError``, nothing of it took effect, with one exception that no
/// store can rule out: after ``StorageError/inputOutput(path:code:)`` the disk may hold either.
public final class LogDatabase: ReplicaStore {
    let file: SQLiteFile
    let blobs: BlobFolder
    let tiles = TileCache(capacity: 256)
    let rows = LogRowCache()
    let openLeaves = OpenLeaves()
    private let known = Mutex<[Origin: KnownLog]>([:])

    /// How hard bundles that are rolled up here are compressed, 1 to 9. Ones that arrive
    /// compressed are stored as they are.
    let compressionLevel: Int

    /// Opens the database; an owner makes it when there is none.
    ///
    /// - Parameters:
    ///   - path: `logs.sqlite`; its folder must exist.
    ///   - blobs: The folder of attachments, made when first needed.
    ///   - access: One owner at a time; readers beside it.
    /// - Throws: ``StorageError``, with ``StorageError/inUse(path:)`` for a second owner.
    public init(
        path: String, blobs: String, access: StoreAccess = .owner, compressionLevel: Int = 3
    ) throws(StorageError) {
        file = try SQLiteFile(path: path, schema: LogSchema.sqlite, access: access)
        self.blobs = BlobFolder(path: blobs)
        self.compressionLevel = compressionLevel
    }

    /// Examines the whole file.
    ///
    /// - Throws: ``StorageError/corrupt(path:)``.
    public func check() throws { try file.check() }

    /// Gives caches back; what is needed is read again.
    public func releaseMemory() {
        tiles.forgetAll()
        file.releaseMemory()
    }

    /// Waits for running calls, closes the file and lets another owner have it.
    ///
    /// - Throws: a database error when what was written could not be handed to the disk.
    public func close() throws { try file.closeAndRelease() }

    // MARK: Logs

    public func logs() throws -> [StoredLog] {
        try file.read { database in
            var found: [StoredLog] = []
            let sql = """
                SELECT id, origin, vkey, size, edge, note, state FROM log
                WHERE vkey IS NOT NULL ORDER BY origin
                """
            try database.forEach(sql) { found.append(try storedLog($0)) }
            return found
        }
    }

    public func log(_ origin: Origin) throws -> StoredLog? {
        // Only the owner knows of every write.
        guard file.lock != nil else { return try storedLog(origin) }
        return try rows.row(origin) { try storedLog(origin) }
    }

    private func storedLog(_ origin: Origin) throws -> StoredLog? {
        try file.read { database in
            let sql = """
                SELECT id, origin, vkey, size, edge, note, state FROM log
                WHERE origin = ? AND vkey IS NOT NULL
                """
            return try database.first(sql, [origin.text], storedLog)
        }
    }

    /// An own log can have been staged before it is opened: it then has entries but no key yet,
    /// and is listed from here on.
    ///
    /// - Throws: a database error; ``StorageError`` when the log is known with another key.
    public func open(_ origin: Origin, key: VerifierKey) throws {
        guard key.name == origin else { throw StorageError.differentKey(origin) }
        // Reading first spares the fsync at every start.
        if let present = try log(origin) {
            guard present.key == key else { throw StorageError.differentKey(origin) }
            return
        }
        defer { rows.forgetAll() }
        try file.write { database in
            let entry = try LogHeader.findOrMake(database, origin)
            let present = try String.fetchOne(
                database.cachedStatement(sql: "SELECT vkey FROM log WHERE id = ?"),
                arguments: [entry.id])
            guard present == nil || present == key.vkey else {
                throw StorageError.differentKey(origin)
            }
            try database.run(
                "UPDATE log SET vkey = ? WHERE id = ?", [key.vkey, entry.id])
        }
    }

    public func setState(_ origin: Origin, _ state: String) throws {
        defer { rows.forgetAll() }
        try file.write { database in
            let entry = try LogHeader.existing(database, origin)
            try database.run("UPDATE log SET state = ? WHERE id = ?", [state, entry.id])
        }
    }

    private func storedLog(_ row: Row) throws -> StoredLog {
        let note = try row.optionalBytes(5)
        guard let size = UInt64(exactly: row[3] as Int64),
            let origin = try? Origin(row[1] as String),
            let edge = LogHeader.edge(try row.optionalBytes(4), size: size),
            let entry = knownLog(origin, vkey: row[2], note: note),
            (entry.checkpoint?.size ?? 0) <= size
        else { throw StorageError.corrupt(path: file.path) }
        return StoredLog(
            origin: origin, key: entry.key,
            position: LogPosition(edge: edge, checkpoint: entry.checkpoint),
            state: row[6])
    }

    /// Verifying a signature costs a hundred times a look-up, and the same note is asked for again
    /// and again: what was verified once is remembered by its bytes.
    private func knownLog(_ origin: Origin, vkey: String, note: [UInt8]?) -> KnownLog? {
        if let entry = known.withLock({ $0[origin] }), entry.vkey == vkey, entry.note == note {
            return entry
        }
        guard let key = try? VerifierKey(parsing: vkey) else { return nil }
        var checkpoint: VerifiedCheckpoint?
        if let note {
            checkpoint = try? VerifiedCheckpoint(verifying: note, key: key)
            if checkpoint == nil { return nil }
        }
        let entry = KnownLog(vkey: vkey, key: key, note: note, checkpoint: checkpoint)
        known.withLock { $0[origin] = entry }
        return entry
    }
}

/// A log's row as it was last parsed and verified.
private struct KnownLog: Sendable {
    var vkey: String
    var key: VerifierKey
    var note: [UInt8]?
    var checkpoint: VerifiedCheckpoint?
}
