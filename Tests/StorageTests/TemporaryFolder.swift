import Glibc

@testable import Storage

/// A folder of its own for one test, removed when the test ends.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/storage-test-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no folder could be made for the test")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    var logs: String { file("logs.sqlite") }
    var heads: String { file("heads.sqlite") }
    var derived: String { file("derived.sqlite") }
    var blobs: String { file("blobs") }

    func openLogs(access: StoreAccess = .owner) throws -> LogDatabase {
        try LogDatabase(path: logs, blobs: blobs, access: access)
    }

    /// What a power cut at this moment would leave: the database and as much of its write-ahead
    /// log as asked for, in a folder of their own.
    func crashCopy(walByteCount: Int? = nil, of name: String = "logs.sqlite") throws
        -> TemporaryFolder
    {
        let copy = TemporaryFolder()
        try FileSystem.copyDurably(file(name), to: copy.file(name))
        if let log = try FileSystem.read(file(name + "-wal")) {
            let kept = [UInt8](log.prefix(walByteCount ?? log.count))
            try FileSystem.writeDurably(kept, to: copy.file(name + "-wal"))
        }
        return copy
    }

    /// Opens the logs as a power cut at this moment would leave them.
    func afterCrash<T>(
        walByteCount: Int? = nil, _ body: (LogDatabase) throws -> T
    ) throws -> T {
        let copy = try crashCopy(walByteCount: walByteCount)
        // The copy is removed with its last reference, so it has to outlive the store.
        return try withExtendedLifetime(copy) { try body(copy.openLogs()) }
    }

    /// Bytes of the write-ahead log that are in use: the file is longer from the start, and what follows
    /// the last frame of the present round belongs to none (SQLite "WAL-mode File Format", §1).
    func walByteCount(of name: String = "logs.sqlite") -> Int {
        // Losing the error is right: without a log nothing of it is in use.
        guard let log = try? FileSystem.read(file(name + "-wal")), log.count >= 32 else { return 0 }
        let pageByteCount = log[8..<12].reduce(0) { $0 << 8 | Int($1) }
        var end = 32
        while end + 24 + pageByteCount <= log.count,
            log[(end + 8)..<(end + 16)] == log[16..<24]
        {
            end += 24 + pageByteCount
        }
        return end
    }

    /// Overwrites bytes of a file in place, as a failing disk would.
    static func overwrite(_ path: String, at offset: Int, with bytes: [UInt8]) {
        let handle = open(path, O_WRONLY)
        precondition(handle >= 0)
        precondition(pwrite(handle, bytes, bytes.count, off_t(offset)) == bytes.count)
        close(handle)
    }

    private static func remove(_ path: String) {
        if let names = try? FileSystem.names(in: path) {
            for name in names { remove("\(path)/\(name)") }
        }
        if Glibc.remove(path) != 0 { rmdir(path) }
    }
}
