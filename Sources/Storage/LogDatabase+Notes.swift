import GRDB

/// Small values by name.
extension LogDatabase {
    public func note(_ name: String) throws -> [UInt8]? {
        try file.read { database in
            try database.first("SELECT data FROM note WHERE name = ?", [name]) {
                try $0.bytes(0)
            }
        }
    }

    /// Sorted by the bytes of the name.
    ///
    /// - Throws: a database error when the file cannot be read.
    public func notes(prefix: String) throws -> [(name: String, bytes: [UInt8])] {
        try file.read { database in
            let rows = try Row.fetchCursor(
                database.cachedStatement(
                    sql: "SELECT name, data FROM note WHERE name >= ? ORDER BY name"),
                arguments: [prefix])
            var found: [(name: String, bytes: [UInt8])] = []
            // By bytes: `hasPrefix` would compare canonically equal characters as equal.
            while let row = try rows.next(), case let name = row[0] as String,
                name.utf8.starts(with: prefix.utf8)
            {
                found.append((name, try row.bytes(1)))
            }
            return found
        }
    }

    public func setNote(_ name: String, _ bytes: [UInt8]?) throws {
        try file.write { database in
            if let bytes {
                try database.run(
                    "INSERT OR REPLACE INTO note (name, data) VALUES (?, ?)", [name, bytes.blob])
            } else {
                try database.run("DELETE FROM note WHERE name = ?", [name])
            }
        }
    }
}
