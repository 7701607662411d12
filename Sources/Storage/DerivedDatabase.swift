public import Designation
public import Federation
import GRDB
import Synchronization
import TransparencyLog

/// What the registry derived, kept so that a start needs not fold everything.
///
/// All of it can be deleted at any time. It is not synced at every write: a power cut may undo the
/// last saves, each whole. A damaged file is erased and rebuilt from the logs, which the caller
/// does, so that it can say so.
public final class DerivedDatabase: DerivedStore {
    let path: String
    private let current: Mutex<SQLiteFile>

    /// Opens the file, or makes it.
    ///
    /// - Throws: ``StorageError``; for a damaged file or one of a newer format,
    ///   ``openOrErase(path:)`` starts anew instead.
    public init(path: String) throws(StorageError) {
        self.path = path
        current = Mutex(
            try SQLiteFile(path: path, schema: DerivedSchema.sqlite, access: .owner))
    }

    /// Opens the file; erases one that is damaged or of another format and begins anew.
    ///
    /// - Returns: the store, and why the old content is gone, for telling people that the registry
    ///   is being rebuilt. Other errors, a full disk for example, are thrown.
    /// - Throws: ``StorageError`` when neither the old file nor a new one can be opened.
    public static func openOrErase(
        path: String
    ) throws(StorageError) -> (store: DerivedDatabase, erased: StorageError?) {
        do {
            return (try DerivedDatabase(path: path), nil)
        } catch {
            switch error {
            case .corrupt, .schemaNewer:
                try SQLiteFile.removeFiles(at: path)
                return (try DerivedDatabase(path: path), error)
            default: throw error
            }
        }
    }

    var file: SQLiteFile { current.withLock { $0 } }

    /// Gives caches back; what is needed is read again.
    public func releaseMemory() { file.releaseMemory() }

    public func snapshot() throws -> DerivedSnapshot? {
        try file.read { database in
            guard
                let registry = try database.first(
                    "SELECT registry FROM snapshot", [], { try $0.bytes(0) })
            else { return nil }
            return DerivedSnapshot(applied: try applied(database), registry: registry)
        }
    }

    public func dossier(_ institution: InstitutionID) throws -> DossierRow? {
        try file.read { database in
            try database.first(
                DerivedSchema.selectDossier + " WHERE d.key = ?",
                [DerivedSchema.key(institution)], dossier)
        }
    }

    public func facts(of institution: InstitutionID) throws -> [UInt8]? {
        try file.readOne { database in
            try database.first(
                "SELECT facts FROM dossier WHERE key = ?", [DerivedSchema.key(institution)]
            ) { try $0.bytes(0) }
        }
    }

    public func dossiers(after institution: InstitutionID?, limit: Int) throws -> [DossierRow] {
        guard limit > 0 else { return [] }
        return try file.read { database in
            var rows: [DossierRow] = []
            try database.forEach(
                DerivedSchema.selectDossier + " WHERE d.key > ? ORDER BY d.key LIMIT ?",
                [institution.map(DerivedSchema.key) ?? "", limit]
            ) { rows.append(try dossier($0)) }
            return rows
        }
    }

    public func save(_ rows: [DossierRow], snapshot: DerivedSnapshot) throws {
        // Sorted writes touch each page once.
        let rows = rows.map { (key: DerivedSchema.key($0.institution), row: $0) }
            .sorted { $0.key < $1.key }
        try file.write(isDurable: false) { database in
            for (key, row) in rows { try save(database, key, row) }
            try saveApplied(database, snapshot.applied)
            try database.run(
                "INSERT OR REPLACE INTO snapshot (id, registry) VALUES (1, ?)",
                [snapshot.registry.blob])
        }
    }

    public func institutionCount() throws -> Int {
        try file.read { database in
            try database.first("SELECT count(*) FROM finder") { $0[0] as Int } ?? 0
        }
    }

    /// Begins anew. A file that is too damaged to be emptied is replaced.
    ///
    /// - Throws: a database error; nothing is erased then.
    public func erase() throws {
        do {
            // Emptying the tables could pass over damage elsewhere in the file, which would then
            // show itself again after every rebuild.
            try file.check()
            try file.write(isDurable: false) { database in
                for table in ["dossier", "finder", "applied", "snapshot"] {
                    try database.run("DELETE FROM \(table)")
                }
            }
        } catch StorageError.corrupt, StorageError.database {
            // The latter is what a file says whose replacement failed half-way.
            try replaceFile()
        }
    }

    /// Waits for running calls, closes the file and lets another owner have it.
    ///
    /// - Throws: a database error when what was written could not be handed to the disk.
    public func close() throws { try file.closeAndRelease() }

    private func replaceFile() throws {
        try current.withLock { file in
            // Closed first: SQLite removes the write-ahead log by its name when it closes, and
            // that would be the new file's.
            try file.close()
            try SQLiteFile.removeFiles(at: path)
            file = try SQLiteFile(path: path, schema: DerivedSchema.sqlite, lock: file.lock)
        }
    }

    private func save(_ database: Database, _ key: String, _ row: DossierRow) throws {
        try database.run(
            "INSERT OR REPLACE INTO dossier (key, facts, standings) VALUES (?, ?, ?)",
            [key, row.facts.blob, DerivedSchema.encode(row.standings).blob])
        // Names rarely change while standings do, so most of these touch no page.
        try database.run(
            DerivedSchema.upsertFinder,
            [
                key, row.institution.number, row.name,
                // No code has a blank.
                row.nationalCodes.joined(separator: " "), row.place,
                Int(row.type),
            ])
    }

    /// Writes the sizes that changed: a node knows hundreds of logs, and few move at a time.
    private func saveApplied(_ database: Database, _ sizes: [Origin: UInt64]) throws {
        let old = try applied(database)
        for origin in old.keys where sizes[origin] == nil {
            try database.run("DELETE FROM applied WHERE origin = ?", [origin.text])
        }
        for (origin, size) in sizes where old[origin] != size {
            try database.run(
                "INSERT OR REPLACE INTO applied (origin, size) VALUES (?, ?)",
                [origin.text, Int64(clamping: size)])
        }
    }

    private func applied(_ database: Database) throws -> [Origin: UInt64] {
        var sizes: [Origin: UInt64] = [:]
        try database.forEach("SELECT origin, size FROM applied") { row in
            guard let origin = try? Origin(row[0] as String), row[1] as Int64 >= 0 else {
                throw StorageError.corrupt(path: path)
            }
            sizes[origin] = UInt64(row[1] as Int64)
        }
        return sizes
    }

    private func dossier(_ row: Row) throws -> DossierRow {
        guard let institution = DerivedSchema.institution(row[0]),
            let standings = DerivedSchema.standings(try row.bytes(2))
        else { throw StorageError.corrupt(path: path) }
        return DossierRow(
            institution: institution, facts: try row.bytes(1), standings: standings,
            name: row[3], nationalCodes: (row[4] as String).split(separator: " ").map(String.init),
            place: row[5],
            type: UInt8(truncatingIfNeeded: row[6] as Int64))
    }
}
