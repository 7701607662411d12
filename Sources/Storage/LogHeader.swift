import GRDB
import TransparencyLog

/// What writing to a log needs of its row.
struct LogHeader {
    var origin: Origin
    var id: Int64
    /// The published entries.
    var size: UInt64

    /// - Returns: `nil` for a log that has no row.
    static func find(_ database: Database, _ origin: Origin) throws -> LogHeader? {
        try database.first("SELECT id, size FROM log WHERE origin = ?", [origin.text]) { row in
            // A negative size is in no file that this software wrote.
            guard let size = UInt64(exactly: row[1] as Int64), size <= LogSchema.maximumSize else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT)
            }
            return LogHeader(origin: origin, id: row[0], size: size)
        }
    }

    static func existing(_ database: Database, _ origin: Origin) throws -> LogHeader {
        guard let header = try find(database, origin) else {
            throw StorageError.unknownLog(origin)
        }
        return header
    }

    static func findOrMake(_ database: Database, _ origin: Origin) throws -> LogHeader {
        if let header = try find(database, origin) { return header }
        try database.run("INSERT INTO log (origin) VALUES (?)", [origin.text])
        let id = database.lastInsertedRowID
        guard id <= LogSchema.maximumLogCount else { throw StorageError.logTooLarge(origin) }
        return LogHeader(origin: origin, id: id, size: 0)
    }

    /// Entries that are there, staged ones included.
    func storedSize(_ database: Database) throws -> UInt64 {
        let last = try database.first(
            "SELECT max(id) FROM tail WHERE id BETWEEN ? AND ?",
            [LogSchema.key(id, 0), LogSchema.key(id, LogSchema.maximumSize)]
        ) { $0[0] as Int64? }
        guard let last, let key = last else { return size }
        return max(size, LogSchema.index(key) + 1)
    }

    /// Refuses to number more entries than a key can hold.
    func checkRoom(upTo end: (partialValue: UInt64, overflow: Bool)) throws {
        if end.overflow || end.partialValue > LogSchema.maximumSize {
            throw StorageError.logTooLarge(origin)
        }
    }

    /// Puts one entry behind the others.
    func insertTail(_ database: Database, index: UInt64, entry: ArraySlice<UInt8>) throws {
        try database.run(
            "INSERT INTO tail (id, data) VALUES (?, ?)", [LogSchema.key(id, index), entry.blob])
    }

    /// Takes entries away again.
    func removeTail(_ database: Database, _ range: Range<UInt64>) throws {
        guard !range.isEmpty else { return }
        try database.run(
            "DELETE FROM tail WHERE id BETWEEN ? AND ?",
            [LogSchema.key(id, range.lowerBound), LogSchema.key(id, range.upperBound - 1)])
    }

    /// A stored edge, checked against the size beside it; the empty one where none is stored.
    static func edge(_ bytes: [UInt8]?, size: UInt64) -> CompactRange? {
        guard let bytes else { return size == 0 ? CompactRange() : nil }
        guard let edge = CompactRange(encoded: bytes), edge.size == size else { return nil }
        return edge
    }
}
