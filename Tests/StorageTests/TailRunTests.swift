import Federation
import Foundation
import GRDB
import Testing
import TransparencyLog

@testable import Storage

/// What lies in the unfinished bundle is kept in runs; nobody outside may notice where one ends.
@Suite struct TailRunTests {
    let folder = TemporaryFolder()

    @Test func entriesAreReadAcrossAndWithinRuns() throws {
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        var size: UInt64 = 0
        for step in [1, 3, 100, 1, 256, 37, 300, 2, 68] as [UInt64] {
            try store.stage(
                log.origin, from: size, entries: SampleLog.entries(size..<size + step))
            size += step
            let checkpoint = try log.grow(to: size)
            try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
            try checkWholeLog(store, log)
            for low in stride(from: 0, to: size, by: 61) {
                for high in [low + 1, (low + size) / 2 + 1, size] where high > low && high <= size {
                    #expect(
                        try store.entries(log.origin, low..<high) == SampleLog.entries(low..<high))
                }
            }
        }
    }

    @Test(arguments: [0, 1, 5, 19, 20, 21, 299] as [UInt64])
    func aRunIsCutWhereOtherEntriesTakeItsPlace(at place: UInt64) throws {
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        // Two runs and the beginning of the next bundle, none of it published.
        let held = max(20, place)
        try store.stage(
            log.origin, from: 0,
            entries: SampleLog.entries(0..<place) + SampleLog.entries(place..<held, variant: "x"))
        try store.stage(
            log.origin, from: held, entries: SampleLog.entries(held..<300, variant: "x"))
        try store.stage(log.origin, from: place, entries: SampleLog.entries(place..<310))
        #expect(try store.storedSize(log.origin) == 310)
        let checkpoint = try log.grow(to: 310)
        try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
        try checkWholeLog(store, log)
    }

    @Test func bundlesThatArriveInPiecesHaveTheRootOfTheirEntries() throws {
        var store = try folder.openLogs() as LogDatabase?
        var (log, other) = (try SampleLog(), try SampleLog("test/n2/register/bb", seed: 3))
        try store?.open(log.origin, key: log.key)
        try store?.open(other.origin, key: other.key)
        for size in [7, 200, 255, 256, 300, 513, 700, 1_024] as [UInt64] {
            let held = try #require(store)
            try held.store(try log.chunks(to: size))
            try held.store(try other.chunks(to: size / 2 + 1))
            try checkWholeLog(held, log)
            try checkWholeLog(held, other)
        }
        // A store that was opened in the middle of a bundle knows no hashes of its beginning.
        try store?.store(try log.chunks(to: 1_100))
        try store?.close()
        store = nil
        let again = try folder.openLogs()
        try again.store(try log.chunks(to: 1_300))
        try checkWholeLog(again, log)
    }

    @Test func aFailedBatchLeavesNoHashesBehind() throws {
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        try store.store(try log.chunks(to: 10))
        var fork = log
        let checkpoint = try fork.grow(to: 20, variant: "x")
        let wrong = try VerifiedChunk.own(
            key: log.key, after: log.edge, entries: SampleLog.entries(10..<20, variant: "x"),
            checkpoint: checkpoint)
        #expect(throws: StorageError.self) { try store.store(wrong + wrong) }
        try store.store(try log.chunks(to: 256))
        try checkWholeLog(store, log)
    }

    @Test func aFileOfTheFirstVersionIsTakenOver() throws {
        var store = try folder.openLogs() as LogDatabase?
        var log = try SampleLog()
        try store?.open(log.origin, key: log.key)
        try store?.stage(log.origin, from: 0, entries: SampleLog.entries(0..<290))
        let checkpoint = try log.grow(to: 280)
        try store?.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
        try store?.close()
        store = nil
        let file = try DatabaseQueue(path: folder.logs)
        try file.write { database in
            try database.execute(
                sql: """
                    DROP TABLE tail;
                    CREATE TABLE tail (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
                    PRAGMA user_version = 1;
                    """)
            for index in 256..<290 as Range<UInt64> {
                try database.execute(
                    sql: "INSERT INTO tail (id, data) VALUES (?, ?)",
                    arguments: [LogSchema.key(1, index), Data(SampleLog.entry(index))])
            }
        }
        try file.close()
        let again = try folder.openLogs()
        try checkWholeLog(again, log)
        #expect(try again.storedSize(log.origin) == 290)
        try again.stage(log.origin, from: 290, entries: SampleLog.entries(290..<600))
        let later = try log.grow(to: 600)
        try again.publish(log.origin, checkpoint: later, edge: log.edge)
        try checkWholeLog(again, log)
    }

    @Test func aRowIsThatOfTheLastWrite() throws {
        let store = try folder.openLogs()
        var log = try SampleLog()
        try store.open(log.origin, key: log.key)
        #expect(try store.log(log.origin)?.position == .empty)
        try store.store(try log.chunks(to: 5))
        #expect(try store.log(log.origin)?.position.checkpoint?.size == 5)
        try store.setState(log.origin, "forked")
        #expect(try store.log(log.origin)?.state == "forked")
        try store.stage(log.origin, from: 5, entries: SampleLog.entries(5..<8))
        let checkpoint = try log.grow(to: 8)
        try store.publish(log.origin, checkpoint: checkpoint, edge: log.edge)
        let held = try store.log(log.origin)
        #expect(held?.position == LogPosition(edge: log.edge, checkpoint: checkpoint))
        #expect(try store.logs().first?.position == held?.position)
        try store.discard(log.origin)
        #expect(try store.log(log.origin)?.position == .empty)
    }
}
