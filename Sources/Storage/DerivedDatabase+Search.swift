public import Designation
import GRDB

extension DerivedDatabase {
    /// Looks through the small columns of all institutions: some ten milliseconds for 57,000, and
    /// no index to keep up while the fold writes. Hits by code or number come first, then names
    /// that begin with the text, then others; within each in key order.
    ///
    /// - Throws: a database error when the file cannot be read.
    public func find(_ text: String, limit: Int) throws -> [InstitutionID] {
        let typed = String(text.trimmed.prefix(200))
        guard !typed.isEmpty, limit > 0 else { return [] }
        // Codes and numbers as the canonical form writes them; what cannot be one matches none.
        let folded = InstitutionID.canonicalNumber(typed) ?? "\u{1}"
        return try file.read { database in
            var found: [InstitutionID] = []
            try database.forEach(
                """
                SELECT key, CASE
                    WHEN substr(number, 1, length(?1)) = ?1 THEN 0
                    WHEN substr(code, 1, length(?1)) = ?1 THEN 0
                    WHEN substr(code, 1, length(?2)) = ?2 THEN 0
                    WHEN instr(code, ' ' || ?1) > 0 THEN 0
                    WHEN substr(name, 1, length(?2)) = ?2 THEN 1
                    WHEN instr(lower(name), lower(?2)) > 0 THEN 2
                    END AS rank
                FROM finder WHERE rank IS NOT NULL ORDER BY rank, key LIMIT ?3
                """, [folded, typed, limit]
            ) { row in
                guard let institution = DerivedSchema.institution(row[0]) else {
                    throw StorageError.corrupt(path: path)
                }
                found.append(institution)
            }
            return found
        }
    }
}

extension String {
    /// Without white space at both ends, the ideographic space included.
    fileprivate var trimmed: Substring {
        guard let start = firstIndex(where: { !$0.isWhitespace }),
            let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return self[start...end]
    }
}
