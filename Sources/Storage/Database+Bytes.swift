import Foundation
import GRDB

/// GRDB binds and returns blobs as `Data`; everything else here works on `[UInt8]`.
extension Array where Element == UInt8 {
    /// The bytes as an argument of a statement.
    var blob: Data { Data(self) }
}

extension ArraySlice where Element == UInt8 {
    /// The bytes as an argument of a statement.
    var blob: Data { Data(self) }
}

extension Row {
    /// A blob column, copied out of SQLite's memory; empty for NULL.
    func bytes(_ index: Int) throws -> [UInt8] {
        try withUnsafeData(atIndex: index) { data in
            guard let data else { return [] }
            return data.withUnsafeBytes { [UInt8]($0) }
        }
    }

    /// A blob column, `nil` for NULL.
    func optionalBytes(_ index: Int) throws -> [UInt8]? {
        if hasNull(atIndex: index) { return nil }
        return try bytes(index)
    }
}

extension Database {
    /// Runs a statement that is kept prepared.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// Calls `body` with each row of a query that is kept prepared. Rows are reused: nothing of
    /// them may be kept.
    func forEach(
        _ sql: String, _ arguments: StatementArguments = [], _ body: (Row) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() { try body(row) }
    }

    /// The first row of a query, turned into a value.
    func first<T>(
        _ sql: String, _ arguments: StatementArguments = [], _ body: (Row) throws -> T
    ) throws -> T? {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        return try rows.next().map(body)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether both hold the same bytes.
    func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        guard let left = baseAddress, let right = other.baseAddress else { return true }
        return memcmp(left, right, count) == 0
    }
}
