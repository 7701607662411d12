import Federation
import GRDB
import Testing
import TransparencyLog

@testable import Storage

@Suite struct BlobAndBackupTests {
    let folder = TemporaryFolder()
    let store: LogDatabase

    init() throws { store = try folder.openLogs() }

    private func blobFile(_ name: TreeHash) -> String { store.blobs.file(name) }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
    func blobsComeBack(byteCount: Int) throws {
        let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let name = try store.putBlob(bytes)
        #expect(name == TreeHash.sha256(bytes))
        #expect(try store.putBlob(bytes) == name)
        #expect(try store.hasBlob(name))
        #expect(try store.blob(name) == bytes)
        try store.eraseBlob(name)
        #expect(try !store.hasBlob(name))
        #expect(try store.blob(name) == nil)
        try store.eraseBlob(name)
    }

    @Test func aBlobWithAWrongHashIsNeverReturned() throws {
        let bytes = Array("a scanned licence".utf8)
        for position in [0, 8, bytes.count - 1] {
            let name = try store.putBlob(bytes)
            TemporaryFolder.overwrite(
                blobFile(name), at: position, with: [bytes[position] ^ 1])
            #expect(throws: StorageError.damagedBlob(name)) { try store.blob(name) }
            // From then on it is missing, so that it is fetched again.
            #expect(try !store.hasBlob(name))
            #expect(try store.blob(name) == nil)
            #expect(try store.putBlob(bytes) == name)
            #expect(try store.blob(name) == bytes)
        }
    }

    @Test func puttingADamagedBlobAgainRepairsIt() throws {
        let bytes = Array("a scanned licence".utf8)
        let name = try store.putBlob(bytes)
        try FileSystem.writeDurably(Array("a scan".utf8), to: blobFile(name))
        #expect(try store.putBlob(bytes) == name)
        #expect(try store.blob(name) == bytes)
    }

    @Test func anInterruptedPutLeavesNoBlob() throws {
        let bytes = Array("a scanned licence".utf8)
        let name = try store.putBlob(bytes)
        try store.eraseBlob(name)
        try FileSystem.writeDurably(Array("a sc".utf8), to: blobFile(name) + ".part")
        #expect(try !store.hasBlob(name))
        #expect(try store.blobs.listing().isEmpty)
        #expect(try store.putBlob(bytes) == name)
        #expect(try store.blob(name) == bytes)
        #expect(try store.blobs.listing().map(\.name) == [name])
    }

    @Test func aBackupHoldsLogsNotesAndBlobNamesButNoHeads() throws {
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        try store.store(try log.chunks(to: 700))
        try heads.swap(log.origin, from: nil, to: Head(note: [1], machineMark: [2]))
        try store.setNote("a", [1])
        let kept = try store.putBlob([1, 2, 3])
        let lost = try store.putBlob([4, 5, 6])
        let target = folder.file("backup")
        try store.backup(to: target)
        #expect(throws: StorageError.fileExists(path: target)) { try store.backup(to: target) }
        let copied = log
        try store.store(try log.chunks(to: 900))

        // One file, whole in itself.
        #expect(FileSystem.byteCount(target + "-wal") == nil)
        let queue = try DatabaseQueue(path: target)
        let tables = try queue.read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        #expect(!tables.contains("head"))
        try queue.close()

        let place = TemporaryFolder()
        try LogDatabase.restore(backup: target, to: place.logs)
        let restored = try place.openLogs()
        try checkWholeLog(restored, copied)
        #expect(try restored.note("a") == [1])
        #expect(try restored.listedBlobs() == [kept, lost].sorted())
        #expect(try restored.missingBlobs() == [kept, lost].sorted())
        _ = try restored.putBlob([1, 2, 3])
        #expect(try restored.missingBlobs() == [lost])
        #expect(throws: StorageError.headStoreMissing(path: place.heads)) {
            try HeadDatabase(path: place.heads, createIfMissing: false)
        }
        #expect(try store.listedBlobs().isEmpty)
    }

    @Test func aBackupIsNotPutOverAStoreNorIntoItsOldWriteAheadLog() throws {
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        try store.store(try log.chunks(to: 300))
        let target = folder.file("backup")
        try store.backup(to: target)
        let place = TemporaryFolder()
        do {
            let other = try place.openLogs()
            try other.setNote("other", [1])
            #expect(throws: StorageError.inUse(path: place.logs)) {
                try LogDatabase.restore(backup: target, to: place.logs)
            }
            // The write-ahead log of a store whose main file was removed by hand.
            let left = try place.crashCopy()
            try FileSystem.remove(left.logs)
            try LogDatabase.restore(backup: target, to: left.logs)
            let restored = try left.openLogs()
            try checkWholeLog(restored, log)
            #expect(try restored.note("other") == nil)
        }
        #expect(throws: StorageError.storeExists(path: place.logs)) {
            try LogDatabase.restore(backup: target, to: place.logs)
        }
        #expect(throws: StorageError.corrupt(path: folder.file("text"))) {
            try FileSystem.writeDurably(Array("no database".utf8), to: folder.file("text"))
            try LogDatabase.restore(backup: folder.file("text"), to: folder.file("new.sqlite"))
        }
    }
}
