import GRDB
public import TransparencyLog

/// Copies for safekeeping. The heads are not part of one: a node that is put back from a backup
/// must notice that, ask its peers, and open new epochs where it has to (protocol §4.4).
extension LogDatabase {
    /// Writes a consistent copy of the logs, with the list of the blobs that existed, into one new
    /// file. Writers go on meanwhile. The blobs themselves are immutable files that any tool can
    /// copy; ``listedBlobs()`` and ``missingBlobs()`` of the copy tell whether all are there.
    ///
    /// - Throws: ``StorageError/fileExists(path:)`` rather than replace anything.
    public func backup(to destination: String) throws {
        guard FileSystem.byteCount(destination) == nil else {
            throw StorageError.fileExists(path: destination)
        }
        let temporary = destination + ".part"
        try SQLiteFile.removeFiles(at: temporary)
        do {
            try copy(to: temporary)
            try FileSystem.sync(temporary)
            try FileSystem.moveDurably(temporary, to: destination)
        } catch {
            // The error that matters is the one that is thrown; what is left over is replaced by
            // the next backup of that name.
            try? SQLiteFile.removeFiles(at: temporary)
            guard let error = error as? DatabaseError else { throw error }
            throw StorageError(error, path: destination)
        }
    }

    /// Puts a backup where a node's store is to be. The blob folder is put beside it by hand.
    ///
    /// - Throws: ``StorageError/storeExists(path:)`` when one is there already,
    ///   ``StorageError/foreignFile(path:)`` and others when the file is no backup of logs.
    public static func restore(backup: String, to path: String) throws(StorageError) {
        let lock = try StoreLock(for: path)
        defer { withExtendedLifetime(lock) {} }
        guard FileSystem.byteCount(path) == nil else { throw .storeExists(path: path) }
        // A write-ahead log that an earlier store left behind would be replayed into this one.
        try SQLiteFile.removeFiles(at: path)
        try SQLiteFile.checkHeader(backup, schema: LogSchema.sqlite)
        try FileSystem.copyDurably(backup, to: path)
    }

    /// The blobs that existed when the backup was made which this store was put back from; empty
    /// for a store that never was.
    ///
    /// - Throws: a database error when the file cannot be read.
    public func listedBlobs() throws -> [TreeHash] {
        try file.read { database in
            var names: [TreeHash] = []
            try database.forEach("SELECT name FROM blob_listing ORDER BY name") { row in
                guard let name = TreeHash(try row.bytes(0)) else {
                    throw StorageError.corrupt(path: file.path)
                }
                names.append(name)
            }
            return names
        }
    }

    /// Those of ``listedBlobs()`` that are not in the folder: to be copied or fetched.
    ///
    /// - Throws: a database error when the file cannot be read.
    public func missingBlobs() throws -> [TreeHash] {
        try listedBlobs().filter { !blobs.contains($0) }
    }

    private func copy(to path: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let target = try DatabaseQueue(path: path, configuration: configuration)
        try file.copy(to: target)
        // Blobs are stored before the entry that names them, so a listing made after the copy
        // covers every blob that the copied logs can mention.
        let listing = try blobs.listing()
        try target.writeWithoutTransaction { database in
            // One self-contained file, whatever becomes of its neighbours.
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            try database.inTransaction(.immediate) {
                try database.execute(sql: "DELETE FROM blob_listing")
                for blob in listing {
                    try database.run(
                        "INSERT INTO blob_listing (name, size) VALUES (?, ?)",
                        [blob.name.bytes.blob, blob.byteCount])
                }
                return .commit
            }
        }
        try target.close()
    }
}
