import GRDB
public import TransparencyLog

/// The heads of a node's own logs: a tiny database of its own, durable at every swap.
///
/// It is never made silently, never part of a backup and never copied: whoever can set it back,
/// together with the logs, can make a node sign two histories. Each head carries the mark of the
/// machine that signed it (``MachineMark``), so that a copied folder is noticed at its first start.
public final class HeadDatabase: HeadStore {
    private static let schema = SQLiteSchema(
        applicationID: 0x6464_6864,  // "ddhd"
        version: 1,
        creation: """
            CREATE TABLE head (
                origin TEXT PRIMARY KEY, note BLOB NOT NULL, mark BLOB NOT NULL) WITHOUT ROWID;
            """,
        checkpointPageCount: 200, reservedPageCount: 220, cacheKibibytes: 512)

    let file: SQLiteFile

    /// Opens the head store.
    ///
    /// - Parameters:
    ///   - path: `heads.sqlite`; its folder must exist.
    ///   - createIfMissing: `true` only where a new node is set up, or where somebody decided that
    ///     the old one is lost.
    /// - Throws: ``StorageError/headStoreMissing(path:)`` when there is none and none is to be
    ///   made; ``StorageError/corrupt(path:)`` for an empty file too, which a crash cannot leave.
    public init(
        path: String, createIfMissing: Bool, access: StoreAccess = .owner
    ) throws(StorageError) {
        switch FileSystem.byteCount(path) {
        case .none:
            guard createIfMissing, access == .owner else { throw .headStoreMissing(path: path) }
            try Self.make(at: path)
        case .some(0): throw .corrupt(path: path)
        case .some: break
        }
        file = try SQLiteFile(path: path, schema: Self.schema, access: access)
    }

    public func head(_ origin: Origin) throws -> Head? {
        try file.read { try Self.head($0, origin) }
    }

    public func allHeads() throws -> [Origin: Head] {
        try file.read { database in
            var heads: [Origin: Head] = [:]
            try database.forEach("SELECT origin, note, mark FROM head") { row in
                guard let origin = try? Origin(row[0] as String) else {
                    throw StorageError.corrupt(path: file.path)
                }
                heads[origin] = Head(note: try row.bytes(1), machineMark: try row.bytes(2))
            }
            return heads
        }
    }

    public func swap(_ origin: Origin, from: Head?, to: Head) throws {
        try file.write { database in
            guard try Self.head(database, origin) == from else { throw HeadConflict() }
            try database.run(
                "INSERT OR REPLACE INTO head (origin, note, mark) VALUES (?, ?, ?)",
                [origin.text, to.note.blob, to.machineMark.blob])
        }
    }

    /// Waits for running calls, closes the file and lets another owner have it.
    ///
    /// - Throws: a database error when what was written could not be handed to the disk.
    public func close() throws { try file.closeAndRelease() }

    private static func head(_ database: Database, _ origin: Origin) throws -> Head? {
        try database.first("SELECT note, mark FROM head WHERE origin = ?", [origin.text]) { row in
            Head(note: try row.bytes(0), machineMark: try row.bytes(1))
        }
    }

    /// Made complete under another name and then renamed: a crash leaves either no head store or
    /// an empty but valid one, never a file of which nobody knows what it was.
    private static func make(at path: String) throws(StorageError) {
        let temporary = path + ".part"
        // A write-ahead log left behind by a store that was removed would be replayed.
        try SQLiteFile.removeFiles(at: path)
        try SQLiteFile.removeFiles(at: temporary)
        let file = try SQLiteFile(path: temporary, schema: schema, access: .owner)
        do {
            try file.close()
        } catch let error as StorageError {
            throw error
        } catch {
            throw .cannotOpen(path: temporary)
        }
        try FileSystem.sync(temporary)
        try FileSystem.moveDurably(temporary, to: path)
        try FileSystem.remove(temporary + ".lock")
    }
}
