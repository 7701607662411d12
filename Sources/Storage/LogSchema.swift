import GRDB
import TransparencyLog

/// The tables of `logs.sqlite`.
///
/// | table | what |
/// |---|---|
/// | `log` | one row a log: key, published size, right edge, note, state |
/// | `bundle` | 256 published entries: root of their subtree, and the gzip'd bundle |
/// | `tail` | published entries of the unfinished bundle, and everything staged beyond, in runs |
/// | `note` | small values by name |
/// | `blob_listing` | filled in backups only: the blobs that existed |
///
/// `bundle` and `tail` are keyed by one integer, log number and index: ordinary tables keep rows
/// in the leaves only, which suits rows of kilobytes, whereas WITHOUT ROWID would carry the start
/// of each blob into the inner pages too. `root` stands before `data`, so that reading 256 roots
/// does not walk through the blobs' overflow pages.
///
/// A row of `tail` is a run: what one call added of one bundle, 1 to 256 consecutive entries in
/// bundle encoding under the index of the first. Acts that are recorded together cost one row, and a
/// bundle that is complete is its runs one behind the other. `count` stands before `data` for the
/// same reason as `root`.
enum LogSchema {
    static let sqlite = SQLiteSchema(
        applicationID: 0x6464_6C67,  // "ddlg"
        version: 2,
        creation: """
            CREATE TABLE log (
                id INTEGER PRIMARY KEY,
                origin TEXT NOT NULL UNIQUE,
                vkey TEXT,
                size INTEGER NOT NULL DEFAULT 0,
                edge BLOB,
                note BLOB,
                state TEXT NOT NULL DEFAULT '');
            CREATE TABLE bundle (
                id INTEGER PRIMARY KEY, root BLOB NOT NULL, data BLOB NOT NULL);
            \(tail)
            CREATE TABLE note (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE blob_listing (
                name BLOB PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
            """,
        upgrade: joinSingles, reservedPageCount: 1_000)

    private static let tail = """
        CREATE TABLE tail (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, data BLOB NOT NULL);
        """

    /// Version 1 kept every entry of `tail` in a row of its own, without its length.
    private static func joinSingles(_ database: Database, from version: Int) throws {
        guard version == 1 else { return }
        try database.execute(sql: "ALTER TABLE tail RENAME TO single; \(tail)")
        let rows = try Row.fetchCursor(database, sql: "SELECT id, data FROM single")
        while let row = try rows.next() {
            let run = try EntryBundle.encode([row.bytes(1)])
            try database.run(
                "INSERT INTO tail (id, count, data) VALUES (?, 1, ?)", [row[0] as Int64, run.blob])
        }
        try database.execute(sql: "DROP TABLE single")
    }

    /// Indices of one log take 40 bits of a key: a million million entries.
    static let indexBitCount: Int64 = 40
    /// Log numbers take the remaining positive bits.
    static let maximumLogCount: Int64 = 1 << 22
    /// No log here has more entries.
    static let maximumSize: UInt64 = 1 << 40 - 1

    /// The key of an entry in `tail` or of a bundle in `bundle`.
    static func key(_ log: Int64, _ index: UInt64) -> Int64 {
        precondition(index <= maximumSize, "an index was not bounded")
        return log << indexBitCount | Int64(index)
    }

    /// The entry index or bundle number of a key.
    static func index(_ key: Int64) -> UInt64 {
        UInt64(key & (1 << indexBitCount - 1))
    }
}
