import TransparencyLog

/// The tables of `logs.sqlite`.
///
/// | table | what |
/// |---|---|
/// | `log` | one row a log: key, published size, right edge, note, state |
/// | `bundle` | 256 published entries: root of their subtree, and the gzip'd bundle |
/// | `tail` | published entries of the unfinished bundle, and everything staged beyond |
/// | `note` | small values by name |
/// | `blob_listing` | filled in backups only: the blobs that existed |
///
/// `bundle` and `tail` are keyed by one integer, log number and index: ordinary tables keep rows
/// in the leaves only, which suits rows of kilobytes, whereas WITHOUT ROWID would carry the start
/// of each blob into the inner pages too. `root` stands before `data`, so that reading 256 roots
/// does not walk through the blobs' overflow pages.
enum LogSchema {
    static let sqlite = SQLiteSchema(
        applicationID: 0x6464_6C67,  // "ddlg"
        version: 1,
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
            CREATE TABLE tail (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
            CREATE TABLE note (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE blob_listing (
                name BLOB PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
            """)

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
