import Federation
import GRDB
import Glibc
import Messages
import Testing
import TransparencyLog

@testable import Storage

/// A full disk, missing rights, damage: a clear error, nothing half done, and the same store goes
/// on when the cause is gone.
@Suite struct FailureTests {
    let folder = TemporaryFolder()

    /// SQLite answers SQLITE_FULL when a file would grow past this many pages, exactly as it does
    /// when the disk is full; no rights are needed to provoke it.
    private func limitPages(_ file: SQLiteFile, to count: Int?) throws {
        try file.pool.writeWithoutTransaction { database in
            let used = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(
                sql: "PRAGMA max_page_count = \(count.map { used + $0 } ?? 1_073_741_823)")
        }
    }

    @Test(arguments: [0, 1, 5, 20]) func aFullDiskLosesNothing(pages: Int) throws {
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        try store.store(try log.chunks(to: 300))
        let before = log
        try limitPages(store.file, to: pages)
        let chunks = try log.chunks(to: 20_000)
        #expect(throws: StorageError.diskFull(path: folder.logs)) { try store.store(chunks) }
        #expect(throws: StorageError.diskFull(path: folder.logs)) {
            try store.stage(before.origin, from: 300, entries: SampleLog.entries(300..<9_000))
        }
        #expect(throws: StorageError.diskFull(path: folder.logs)) {
            try store.setNote("large", [UInt8](repeating: 1, count: 200_000))
        }
        try checkWholeLog(store, before)
        #expect(try store.storedSize(log.origin) == 300)
        try folder.afterCrash { try checkWholeLog($0, before) }
        try limitPages(store.file, to: nil)
        try store.store(chunks)
        try checkWholeLog(store, log)
    }

    @Test func aFullDiskWhilePublishingCanBeRepeated() throws {
        let store = try folder.openLogs()
        let log = try SampleLog()
        try store.open(log.origin, key: log.key)
        // Nothing to compress, so that rolling up needs room before it gives any back.
        let entries = (0..<300).map { number -> [UInt8] in
            (0..<32).flatMap { TreeHash.sha256([UInt8($0), UInt8(number & 255)]).bytes }
        }
        try store.stage(log.origin, from: 0, entries: entries)
        var edge = CompactRange()
        for entry in entries { edge.append(leaf: TreeHash.leaf(entry)) }
        let checkpoint = try log.signer.sign(
            Checkpoint(origin: log.origin, size: 300, root: edge.root))
        try limitPages(store.file, to: 0)
        #expect(throws: StorageError.diskFull(path: folder.logs)) {
            try store.publish(log.origin, checkpoint: checkpoint, edge: edge)
        }
        #expect(try store.log(log.origin)?.position == .empty)
        #expect(try store.entries(log.origin, 0..<300) == entries)
        try limitPages(store.file, to: nil)
        try store.publish(log.origin, checkpoint: checkpoint, edge: edge)
        #expect(try store.log(log.origin)?.position.checkpoint == checkpoint)
        #expect(try store.entries(log.origin, 0..<300) == entries)
    }

    @Test func aFullDiskLeavesTheHead() throws {
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        let origin = try Origin("test/n1/register/aa")
        let head = Head(note: [1], machineMark: [2])
        try heads.swap(origin, from: nil, to: head)
        try limitPages(heads.file, to: 0)
        let large = Head(note: [UInt8](repeating: 3, count: 50_000), machineMark: [2])
        #expect(throws: StorageError.diskFull(path: folder.heads)) {
            try heads.swap(origin, from: head, to: large)
        }
        #expect(try heads.head(origin) == head)
        try limitPages(heads.file, to: nil)
        try heads.swap(origin, from: head, to: large)
        #expect(try heads.head(origin) == large)
    }

    /// `query_only` makes SQLite answer SQLITE_READONLY, also for the superuser, whom rights of a
    /// file do not stop.
    @Test func aReadOnlyStoreRefusesAndRecovers() throws {
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        let chunks = try log.chunks(to: 10)
        try store.file.pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA query_only = 1")
        }
        #expect(throws: StorageError.readOnly(path: folder.logs)) { try store.store(chunks) }
        #expect(try store.storedSize(log.origin) == 0)
        try store.file.pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA query_only = 0")
        }
        try store.store(chunks)
        try checkWholeLog(store, log)
    }

    @Test(.enabled(if: geteuid() != 0, "rights do not stop the superuser"))
    func filesWithoutRightsAreReported() throws {
        _ = try folder.openLogs()
        chmod(folder.logs, 0o444)
        #expect(throws: StorageError.readOnly(path: folder.logs)) {
            let store = try folder.openLogs()
            try store.setNote("a", [1])
        }
    }

    @Test func missingFoldersAreReported() throws {
        let path = folder.file("nowhere/logs.sqlite")
        #expect(throws: StorageError.cannotOpen(path: path + ".lock")) {
            try LogDatabase(path: path, blobs: folder.blobs)
        }
        #expect(throws: StorageError.self) {
            try LogDatabase(path: folder.path, blobs: folder.blobs)
        }
        #expect(throws: StorageError.cannotOpen(path: folder.logs)) {
            try folder.openLogs(access: .reader)
        }
    }

    @Test func aSecondOwnerIsRefusedWhileReadersAreWelcome() throws {
        var log = try SampleLog()
        do {
            let store = try folder.openLogs()
            #expect(throws: StorageError.inUse(path: folder.logs)) { try folder.openLogs() }
            try store.open(log.origin, key: log.key)
            let reader = try folder.openLogs(access: .reader)
            try store.store(try log.chunks(to: 300))
            try checkWholeLog(reader, log)
            #expect(throws: StorageError.readOnly(path: folder.logs)) {
                try reader.setNote("a", [1])
            }
        }
        try checkWholeLog(try folder.openLogs(), log)
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        #expect(throws: StorageError.inUse(path: folder.heads)) {
            try HeadDatabase(path: folder.heads, createIfMissing: false)
        }
        _ = try heads.allHeads()
    }

    @Test func filesOfAnotherKindAreLeftAlone() throws {
        _ = try HeadDatabase(path: folder.heads, createIfMissing: true)
        let before = try FileSystem.read(folder.heads)
        #expect(throws: StorageError.foreignFile(path: folder.heads)) {
            try LogDatabase(path: folder.heads, blobs: folder.blobs)
        }
        #expect(try FileSystem.read(folder.heads) == before)
        try FileSystem.writeDurably([UInt8](repeating: 0x41, count: 5_000), to: folder.logs)
        #expect(throws: StorageError.corrupt(path: folder.logs)) { try folder.openLogs() }
        let foreign = folder.file("foreign.sqlite")
        let queue = try DatabaseQueue(path: foreign)
        try queue.write { try $0.execute(sql: "CREATE TABLE t (a)") }
        try queue.close()
        #expect(throws: StorageError.foreignFile(path: foreign)) {
            try LogDatabase(path: foreign, blobs: folder.blobs)
        }
    }

    @Test func newerFormatsAreRefused() throws {
        do {
            let store = try folder.openLogs()
            try store.file.pool.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA user_version = 99")
            }
        }
        #expect(
            throws: StorageError.schemaNewer(path: folder.logs, found: 99, supported: 2)
        ) { try folder.openLogs() }
    }

    @Test func damageIsReportedAndNeverServed() throws {
        var log = try SampleLog()
        do {
            let store = try folder.openLogs()
            try store.open(log.origin, key: log.key)
            try store.store(try log.chunks(to: 5_000))
            try store.close()
        }
        let size = try #require(FileSystem.byteCount(folder.logs))
        for page in 1..<size / 4_096 {
            TemporaryFolder.overwrite(
                folder.logs, at: page * 4_096, with: [UInt8](repeating: 0xA5, count: 4_096))
        }
        let path = folder.logs
        #expect(throws: StorageError.corrupt(path: path)) {
            let store = try folder.openLogs()
            _ = try store.logs()
        }
    }

    @Test func errorsSayWhatToDoWithoutContents() throws {
        let origin = try Origin("test/n1/register/aa")
        let name = TreeHash.emptyTree
        let all: [StorageError] = [
            .diskFull(path: "p"), .readOnly(path: "p"), .cannotOpen(path: "p"),
            .corrupt(path: "p"), .inputOutput(path: "p", code: 5), .inUse(path: "p"),
            .schemaNewer(path: "p", found: 2, supported: 1), .foreignFile(path: "p"),
            .database(path: "p", code: 1), .headStoreMissing(path: "p"),
            .fileExists(path: "p"), .storeExists(path: "p"), .unknownLog(origin),
            .differentKey(origin), .notContiguous(origin, held: 1, offered: 3),
            .notHeld(origin, held: 1, wanted: 2), .publishedEntryDiffers(origin, index: 1),
            .stagedEntryDiffers(origin, index: 1),
            .publishedSizeShrinks(origin, published: 2, offered: 1),
            .entryTooLarge(byteCount: 70_000), .logTooLarge(origin), .damagedBlob(name),
        ]
        // Each kind of store is mended in its own way, and only one of them has backups.
        let heads = StorageError.corrupt(path: folder.heads).description
        #expect(heads.contains("Move it away") && heads.contains("new epochs"))
        #expect(!heads.contains("restore a backup"))
        let derived = StorageError.corrupt(path: folder.derived).description
        #expect(derived.contains("Nothing is lost") && !derived.contains("backup"))
        #expect(StorageError.corrupt(path: folder.logs).description.contains("restore a backup"))
        for error in all + [.corrupt(path: folder.heads), .corrupt(path: folder.derived)] {
            #expect(error.description.count > 30)
            #expect(error.description.hasSuffix("."))
            #expect(error.message.isComplete, "\(error)")
        }
    }

    @Test("A pipe or device is not replaced by the file that is written under its name")
    func specialFiles() throws {
        let pipe = folder.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: StorageError.cannotOpen(path: pipe)) {
            try FileSystem.writeDurably([UInt8](repeating: 1, count: 9), to: pipe)
        }
        var known = stat()
        #expect(stat(pipe, &known) == 0 && known.st_mode & S_IFMT == S_IFIFO)
    }
}
