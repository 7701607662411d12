import Federation
import GRDB
public import TransparencyLog

/// The end of a wrong branch.
extension LogDatabase {
    public func discard(_ origin: Origin) throws {
        defer {
            rows.forgetAll()
            openLeaves.forgetAll()
        }
        try file.write { database in
            let id = try database.first(
                "SELECT id FROM log WHERE origin = ?", [origin.text], { $0[0] as Int64 })
            guard let id else { return }
            let first = LogSchema.key(id, 0)
            let last = LogSchema.key(id, LogSchema.maximumSize)
            for table in ["bundle", "tail"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE id BETWEEN ? AND ?", arguments: [first, last])
            }
            try database.execute(
                sql: "UPDATE log SET size = 0, edge = NULL, note = NULL WHERE id = ?",
                arguments: [id])
        }
        tiles.forgetAll()
    }
}
