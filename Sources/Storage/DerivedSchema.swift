import Designation

/// The tables of `derived.sqlite`, and the forms of their columns.
///
/// Large columns (`dossier`) and small ones (`finder`) are apart, so that looking for a name reads
/// the small ones only. Pages are larger than usual because a dossier takes about a kilobyte.
enum DerivedSchema {
    static let sqlite = SQLiteSchema(
        applicationID: 0x6464_6472,  // "dddr"
        version: 1,
        creation: """
            CREATE TABLE dossier (
                key TEXT PRIMARY KEY, facts BLOB NOT NULL, standings BLOB NOT NULL)
                WITHOUT ROWID;
            CREATE TABLE finder (
                key TEXT PRIMARY KEY, number TEXT NOT NULL, name TEXT NOT NULL,
                code TEXT NOT NULL, place TEXT NOT NULL, type INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE applied (
                origin TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE snapshot (id INTEGER PRIMARY KEY, registry BLOB NOT NULL);
            """,
        pageByteCount: 8192, checkpointPageCount: 8000, cacheKibibytes: 16_384)

    static let selectDossier = """
        SELECT d.key, d.facts, d.standings, f.name, f.code, f.place, f.type
        FROM dossier d JOIN finder f ON f.key = d.key
        """

    static let upsertFinder = """
        INSERT INTO finder (key, number, name, code, place, type) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET
            name = excluded.name, code = excluded.code, place = excluded.place,
            type = excluded.type
        WHERE name <> excluded.name OR code <> excluded.code OR place <> excluded.place
            OR type <> excluded.type
        """

    /// The identity as a key whose byte order is the order of `InstitutionID`: the separator is
    /// smaller than anything that can occur in a part, which a colon is not.
    static func key(_ institution: InstitutionID) -> String {
        "\(institution.scheme.rawValue)!\(institution.issuer.text)!\(institution.number)"
    }

    static func institution(_ key: String) -> InstitutionID? {
        let parts = key.split(separator: "!", omittingEmptySubsequences: false)
        guard parts.count == 3, let scheme = LicenceScheme(rawValue: String(parts[0])),
            let issuer = RegionCode(String(parts[1]))
        else { return nil }
        return InstitutionID(scheme: scheme, issuer: issuer, number: String(parts[2]))
    }

    /// Each standing as four bytes of length, big-endian, and its bytes.
    static func encode(_ standings: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(standings.reduce(0) { $0 + 4 + $1.count })
        for standing in standings {
            let count = UInt32(standing.count)
            for shift in [24, 16, 8, 0] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: count >> shift))
            }
            bytes += standing
        }
        return bytes
    }

    /// `nil` for anything that ``encode(_:)`` does not make.
    static func standings(_ bytes: [UInt8]) -> [[UInt8]]? {
        var found: [[UInt8]] = []
        var position = 0
        while position < bytes.count {
            guard bytes.count - position >= 4 else { return nil }
            let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            position += 4
            guard bytes.count - position >= length else { return nil }
            found.append([UInt8](bytes[position..<position + length]))
            position += length
        }
        return found
    }
}
