import GRDB

/// Whether a store is written here.
public enum StoreAccess: Sendable {
    /// The only writer: holds the lock file for as long as the store lives.
    case owner
    /// Reads beside the owner; every write is refused.
    case reader
}

/// What distinguishes one kind of database file from another.
struct SQLiteSchema: Sendable {
    /// SQLite's application id, so that a file put in the wrong place is recognised.
    var applicationID: Int32
    /// The format this software writes (`user_version`).
    var version: Int
    /// Statements that make an empty file one of version ``version``.
    var creation: String
    /// Brings a file of an older version to ``version``, in the transaction that says so.
    /// `nil`: there is no older version.
    var upgrade: (@Sendable (Database, _ from: Int) throws -> Void)?
    var pageByteCount = 4096
    /// Pages in the write-ahead log before SQLite moves them into the file.
    var checkpointPageCount = 4000
    /// Pages that the write-ahead log of an owner has from the start. Writing into a file that is long
    /// enough is durable after half the time that a growing one takes, whose length must be written too.
    var reservedPageCount = 0
    /// Kibibytes of page cache of a connection.
    var cacheKibibytes = 8192
}

/// One SQLite file in WAL mode with one writer and a few readers, and errors of our own.
///
/// A failed write is rolled back before the call returns, and the connections stay usable: when
/// the disk has room again the next call works.
final class SQLiteFile: Sendable {
    let path: String
    /// Used through the gate alone: while it closes it hands out connections that have no database any more,
    /// and the process ends.
    let pool: DatabasePool
    private let gate = UseGate()
    let lock: StoreLock?

    /// Opens the file; an owner makes it, when it is missing or empty, in one transaction.
    convenience init(
        path: String, schema: SQLiteSchema, access: StoreAccess
    ) throws(StorageError) {
        let lock = access == .owner ? try StoreLock(for: path) : nil
        try self.init(path: path, schema: schema, lock: lock)
    }

    /// The same with a lock that is held already; without one, for reading.
    init(path: String, schema: SQLiteSchema, lock: StoreLock?) throws(StorageError) {
        self.path = path
        self.lock = lock
        let access = lock == nil ? StoreAccess.reader : .owner
        try Self.checkHeader(path, schema: schema)
        do {
            pool = try DatabasePool(
                path: path, configuration: Self.configuration(schema, access: access))
            if access == .owner {
                try pool.writeWithoutTransaction { database in
                    try Self.prepareWriter(database, schema)
                    try Self.reserveLog(database, schema)
                }
            }
            let version = try pool.writeWithoutTransaction { database in
                try Self.version(database, path: path, schema: schema)
            }
            guard version <= schema.version else {
                throw StorageError.schemaNewer(
                    path: path, found: version, supported: schema.version)
            }
        } catch let error as StorageError {
            throw error
        } catch let error as DatabaseError {
            throw StorageError(error, path: path)
        } catch {
            throw .cannotOpen(path: path)
        }
    }

    /// Reads one consistent state; several at once, beside the writer.
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        try use { try $0.read(body) }
    }

    /// The same for one statement, which sees one state by itself: a transaction around it would cost as much
    /// as a small statement.
    func readOne<T>(_ body: (Database) throws -> T) throws -> T {
        try use { try $0.unsafeRead(body) }
    }

    /// One transaction, rolled back when `body` throws or the commit fails.
    ///
    /// - Parameter isDurable: Whether it is on disk when the call returns. Otherwise a power cut
    ///   may undo it, but never a part of it and never anything durable before it. Changing this
    ///   setting costs microseconds, an fsync costs a hundred times more.
    func write<T>(isDurable: Bool = true, _ body: (Database) throws -> T) throws -> T {
        try use { pool in
            try pool.writeWithoutTransaction { database in
                if !isDurable { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
                var result: Result<T, any Error>?
                do {
                    try database.inTransaction(.immediate) {
                        result = .success(try body(database))
                        return .commit
                    }
                } catch {
                    result = .failure(error)
                }
                if !isDurable { try database.execute(sql: "PRAGMA synchronous = FULL") }
                guard let result else { preconditionFailure("a transaction ends or throws") }
                return try result.get()
            }
        }
    }

    /// Examines the whole file, which takes seconds for a large one.
    ///
    /// - Throws: ``StorageError/corrupt(path:)`` when anything is wrong.
    func check() throws {
        let answer = try read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard answer == "ok" else { throw StorageError.corrupt(path: path) }
    }

    /// Gives page caches back as soon as nobody uses them.
    func releaseMemory() { _ = gate.pass { pool.releaseMemoryEventually() } }

    /// Copies one consistent state into another, new database.
    func copy(to target: DatabaseQueue) throws { try use { try $0.backup(to: target) } }

    /// Waits for running calls, moves the write-ahead log into the file, closes all connections.
    ///
    /// Later calls fail, but for this one, which then does nothing. When this fails the file stays open.
    func close() throws {
        guard gate.shut() else { return }
        do {
            try closePool()
        } catch {
            gate.open()
            throw error
        }
    }

    private func closePool() throws {
        if lock != nil {
            // The pool closes its writer before its readers, and a reader that closes last leaves
            // the log behind. That loses nothing, so a failure here is not worth an error.
            try? pool.writeWithoutTransaction { database in
                _ = try database.checkpoint(.truncate)
            }
        }
        try mapping { try pool.close() }
    }

    /// Closes the file and lets others have it, whoever may still hold a reference to this one.
    func closeAndRelease() throws {
        defer { lock?.release() }
        try close()
    }

    /// The file with everything SQLite keeps beside it. A write-ahead log left behind by another
    /// file of the same name would be replayed into the new one, so they go together.
    static func removeFiles(at path: String) throws(StorageError) {
        for suffix in ["-wal", "-shm", "-journal", ""] { try FileSystem.remove(path + suffix) }
    }

    private func use<T>(_ body: (DatabasePool) throws -> T) throws -> T {
        let result = try mapping { try gate.pass { try body(pool) } }
        guard let result else {
            // As SQLite says it of a connection that is closed.
            throw StorageError.database(path: path, code: ResultCode.SQLITE_MISUSE.rawValue)
        }
        return result
    }

    private func mapping<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StorageError(error, path: path)
        }
    }

    private static func configuration(
        _ schema: SQLiteSchema, access: StoreAccess
    ) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = access == .reader
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = 4
        // Readers of other processes may hold the file for a moment while it is checkpointed.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -\(schema.cacheKibibytes)")
            guard !database.configuration.readonly else { return }
            // Only a file that is still empty takes the page size.
            try database.execute(sql: "PRAGMA page_size = \(schema.pageByteCount)")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(schema.checkpointPageCount)")
        }
        return configuration
    }

    /// The pool has set the writer to `synchronous = NORMAL`, which does not survive a power cut.
    private static func prepareWriter(_ database: Database, _ schema: SQLiteSchema) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        let isEmpty = version == 0 && tables == 0
        let isOlder = version > 0 && version < schema.version && schema.upgrade != nil
        guard try isEmpty || (isOlder && isOurs(database, schema)) else { return }
        try database.inTransaction(.immediate) {
            if isEmpty {
                try database.execute(sql: schema.creation)
                try database.execute(sql: "PRAGMA application_id = \(schema.applicationID)")
            } else {
                try schema.upgrade?(database, version)
            }
            try database.execute(sql: "PRAGMA user_version = \(schema.version)")
            return .commit
        }
    }

    /// Lengthens the write-ahead log by stating the file's version again and again, and lets it begin
    /// anew. Nothing of it needs to be durable: a crash leaves a file that says the same.
    private static func reserveLog(_ database: Database, _ schema: SQLiteSchema) throws {
        guard schema.reservedPageCount > 0, try isOurs(database, schema),
            try Int.fetchOne(database, sql: "PRAGMA user_version") == schema.version
        else { return }
        do {
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            let statement = try database.makeStatement(
                sql: "PRAGMA user_version = \(schema.version)")
            for _ in 0..<schema.reservedPageCount { try statement.execute() }
            _ = try database.checkpoint(.restart)
        } catch let error as DatabaseError
            where [.SQLITE_BUSY, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY].contains(
                error.resultCode)
        {
            // A reader of another process, or a disk without room: the log is only slower, and whoever
            // writes next meets the trouble where it can be told.
        }
        try database.execute(sql: "PRAGMA synchronous = FULL")
    }

    private static func isOurs(_ database: Database, _ schema: SQLiteSchema) throws -> Bool {
        try Int32.fetchOne(database, sql: "PRAGMA application_id") == schema.applicationID
    }

    private static func version(
        _ database: Database, path: String, schema: SQLiteSchema
    ) throws -> Int {
        let identifier = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard identifier == schema.applicationID else {
            throw StorageError.foreignFile(path: path)
        }
        return try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }

    /// Looks at the first bytes before SQLite touches anything (SQLite "Database File Format",
    /// §1.3: magic text at 0, application id at 68).
    static func checkHeader(
        _ path: String, schema: SQLiteSchema
    ) throws(StorageError) {
        guard let size = FileSystem.byteCount(path), size > 0 else { return }
        let header = try FileSystem.read(path, atMost: 100)
        guard header.count == 100, header.starts(with: Array("SQLite format 3\u{0}".utf8)) else {
            throw .corrupt(path: path)
        }
        let identifier = header[68..<72].reduce(Int32(0)) { $0 << 8 | Int32($1) }
        // Zero is a file whose making was interrupted, or one whose header is in the log.
        guard identifier == 0 || identifier == schema.applicationID else {
            throw .foreignFile(path: path)
        }
    }
}
