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
        let end = try database.first(
            "SELECT id, count FROM tail WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
            [LogSchema.key(id, 0), LogSchema.key(id, LogSchema.maximumSize)]
        ) { row in try Self.end(of: row[0], count: row[1]) }
        return max(size, end ?? 0)
    }

    private static func end(of key: Int64, count: Int64) throws -> UInt64 {
        // Another count is in no file that this software wrote.
        guard (1...Int64(Tile.width)).contains(count) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT)
        }
        return LogSchema.index(key) + UInt64(count)
    }

    /// Refuses to number more entries than a key can hold.
    func checkRoom(upTo end: (partialValue: UInt64, overflow: Bool)) throws {
        if end.overflow || end.partialValue > LogSchema.maximumSize {
            throw StorageError.logTooLarge(origin)
        }
    }

    /// Puts entries in bundle encoding behind the others.
    ///
    /// - Precondition: 1 to 256 entries of one bundle.
    func insertRun(
        _ database: Database, from index: UInt64, count: Int, _ bytes: ArraySlice<UInt8>
    ) throws {
        precondition(
            count > 0 && index >> 8 == (index + UInt64(count) - 1) >> 8,
            "a run does not cross the end of a bundle")
        try database.run(
            "INSERT INTO tail (id, count, data) VALUES (?, ?, ?)",
            [LogSchema.key(id, index), count, bytes.blob])
    }

    /// Calls `body` with the runs that hold the entries of a range, in order, each with the index of
    /// its first entry.
    func forEachRun(
        _ database: Database, _ range: Range<UInt64>,
        _ body: (_ from: UInt64, _ count: Int, _ bytes: [UInt8]) throws -> Void
    ) throws {
        // The run that holds the first entry begins in the same bundle, at that entry or before it.
        let start = LogSchema.key(id, range.lowerBound)
        let bundle = LogSchema.key(id, range.lowerBound & ~255)
        let first = try database.first(
            "SELECT max(id) FROM tail WHERE id BETWEEN ? AND ?", [bundle, start]
        ) { $0[0] as Int64? }
        try database.forEach(
            "SELECT id, count, data FROM tail WHERE id BETWEEN ? AND ? ORDER BY id",
            [(first ?? nil) ?? start, LogSchema.key(id, range.upperBound - 1)]
        ) { row in
            let (key, count) = (row[0] as Int64, row[1] as Int64)
            _ = try Self.end(of: key, count: count)
            try body(LogSchema.index(key), Int(count), try row.bytes(2))
        }
    }

    /// Takes entries from `index` on away again.
    func cutTail(_ database: Database, at index: UInt64, of stored: UInt64) throws {
        guard index < stored else { return }
        var kept: (from: UInt64, count: Int, bytes: ArraySlice<UInt8>)?
        try forEachRun(database, index..<index + 1) { from, count, bytes in
            guard from < index else { return }
            let ranges = try EntryBundle.decode(bytes, count: count)
            let left = Int(index - from)
            kept = (from, left, bytes[..<ranges[left - 1].upperBound])
        }
        try removeRuns(database, (kept?.from ?? index)..<stored)
        if let kept { try insertRun(database, from: kept.from, count: kept.count, kept.bytes) }
    }

    /// Takes all runs that begin within a range away.
    func removeRuns(_ database: Database, _ range: Range<UInt64>) throws {
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
