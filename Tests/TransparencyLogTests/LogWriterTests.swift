import Messages
import Testing

@testable import TransparencyLog

@Suite struct LogWriterTests {
    @Test func aLogGrowsAndIsReadBack() throws {
        var log = try TestLog()
        #expect(throws: LogWriterError.self) { try log.writer.append([[1]]) }
        let empty = try log.writer.create()
        #expect(empty.size == 0)
        #expect(empty.root == .emptyTree)
        try log.verifyWholeLog()
        var size = 0
        for count in [1, 1, 3, 250, 1, 1, 300, 2000] {
            let checkpoint = try log.writer.append(entries(size..<size + count))
            size += count
            #expect(checkpoint.size == UInt64(size))
            #expect(checkpoint.root == MerkleTree.root(ofLeaves: leaves(size)))
            #expect(try log.verifyWholeLog() == checkpoint)
            #expect(log.writer.checkpoint == checkpoint)
            #expect(log.store.contents[log.origin]?.checkpoint == checkpoint)
            #expect(log.writer.edge?.root == checkpoint.root)
            log.restart()
            #expect(log.writer.checkpoint == nil)
            #expect(try log.writer.open() == .ready(checkpoint))
            #expect(try log.writer.open() == .ready(checkpoint), "opening changes nothing")
        }
    }

    @Test func whatCannotBeAppendedChangesNothing() throws {
        let log = try TestLog()
        _ = try log.writer.create()
        let before = try log.writer.append(entries(0..<3))
        expectError {
            try log.writer.append([])
        } where: {
            if case .nothingToAppend = $0 { true } else { false }
        }
        expectError {
            try log.writer.append([[1], [UInt8](repeating: 0, count: 65_536)])
        } where: {
            if case .entryTooLarge(byteCount: 65_536) = $0 { true } else { false }
        }
        #expect(log.writer.isReady)
        #expect(try log.verifyWholeLog() == before)
        let largest = [UInt8](repeating: 0, count: 65_535)
        #expect(try log.writer.append([largest]).size == 4)
    }

    @Test func aLogIsCreatedOnce() throws {
        var log = try TestLog()
        _ = try log.writer.create()
        expectError {
            try log.writer.create()
        } where: {
            if case .alreadyExists = $0 { true } else { false }
        }
        // Entries without a head: a head store was lost, and the key may have signed.
        _ = try log.writer.open()
        _ = try log.writer.append([[1]])
        log.heads.contents = [:]
        log.restart()
        #expect(try log.writer.open() == .headMissing)
        expectError {
            try log.writer.create()
        } where: {
            if case .alreadyExists = $0 { true } else { false }
        }
        expectError {
            try log.writer.append([[2]])
        } where: {
            if case .notReady = $0 { true } else { false }
        }
    }

    @Test func aCopiedDiskIsNotTheOriginal() throws {
        var log = try TestLog()
        _ = try log.writer.create()
        log.restart(machineMark: [2])
        #expect(try log.writer.open() == .machineChanged)
        expectError {
            try log.writer.append([[2]])
        } where: {
            if case .notReady = $0 { true } else { false }
        }
    }

    /// Publishing is not synced: a power cut takes it back. If the disk is then started in another
    /// machine, this key signs nothing more there, but what was acknowledged must be seen all the same.
    @Test func aCopiedDiskShowsWhatItsHeadCovers() throws {
        var log = try TestLog()
        _ = try log.writer.create()
        _ = try log.writer.append([[1]])
        let published = try #require(log.store.contents[log.origin])
        let acknowledged = try log.writer.append([[2], [3]])
        log.store.contents[log.origin]?.checkpoint = published.checkpoint
        log.store.contents[log.origin]?.edge = published.edge
        log.restart(machineMark: [2])
        #expect(try log.writer.open() == .machineChanged)
        #expect(!log.writer.isReady)
        #expect(log.store.contents[log.origin]?.checkpoint == acknowledged)
        // Without the entries of the head there is nothing to show.
        log.store.contents[log.origin] = published
        log.restart(machineMark: [2])
        #expect(try log.writer.open() == .machineChanged)
        #expect(log.store.contents[log.origin]?.checkpoint == published.checkpoint)
    }

    @Test func aSecondWriterIsStopped() throws {
        let log = try TestLog()
        _ = try log.writer.create()
        let second = LogWriter(
            signer: log.signer, store: log.store, heads: log.heads, machineMark: [1])
        guard case .ready = try second.open() else {
            Issue.record("the second writer did not open")
            return
        }
        let checkpoint = try log.writer.append([[1]])
        // It still believes the log is empty. The same entry is staged as a no-op; the swap fails.
        expectError {
            try second.append([[1]])
        } where: {
            if case .headConflict = $0 { true } else { false }
        }
        expectError {
            try second.append([[1]])
        } where: {
            if case .mustReopen = $0 { true } else { false }
        }
        #expect(try log.verifyWholeLog() == checkpoint)
        #expect(try second.open() == .ready(checkpoint))
        #expect(try second.append([[2]]).size == 2)
        expectError {
            try log.writer.append([[3]])
        } where: { _ in
            true
        }
    }

    @Test func aHeadThatIsNoneIsAnError() throws {
        var log = try TestLog()
        _ = try log.writer.create()
        let good = try #require(log.heads.contents[log.origin])
        singleByteChanges(of: good.note) { changed, position in
            log.heads.contents[log.origin] = Head(note: changed, machineMark: [1])
            log.restart()
            expectError {
                try log.writer.open()
            } where: {
                if case .unreadableHead = $0 { true } else { false }
            }
        }
    }

    @Test func everyDamagedEntryBehindTheEdgeIsNoticed() throws {
        var log = try TestLog()
        _ = try log.writer.create()
        _ = try log.writer.append(entries(0..<5))
        let early = log.store.contents
        let head = try log.writer.append(entries(5..<9))
        // The head is committed; what makes it visible was lost in a crash.
        var crashed = log.store.contents
        crashed[log.origin]?.edge = early[log.origin]?.edge
        for index in 5..<9 {
            for position in entry(index).indices {
                var damaged = crashed
                damaged[log.origin]?.entries[index][position] ^= 1
                log.store.contents = damaged
                log.restart()
                #expect(try log.writer.open() == .behindHead(missing: 5..<9))
                expectError {
                    try log.writer.append([[1]])
                } where: {
                    if case .notReady = $0 { true } else { false }
                }
            }
        }
        log.store.contents = crashed
        log.restart()
        #expect(try log.writer.open() == .ready(head))
        // Published entries are hashed again only when something does not fit.
        var wrong = crashed
        wrong[log.origin]?.entries[2][0] ^= 1
        wrong[log.origin]?.entries[7][0] ^= 1
        log.store.contents = wrong
        log.restart()
        #expect(try log.writer.open() == .damaged(head: head))
        wrong[log.origin]?.entries.removeLast(6)
        log.store.contents = wrong
        #expect(try log.writer.open() == .damaged(head: head))
    }

    @Test func aDamagedEdgeIsComputedAnew() throws {
        var log = try TestLog()
        _ = try log.writer.create()
        let head = try log.writer.append(entries(0..<9))
        for edge in [
            CompactRange(size: 9, hashes: [.emptyTree, .emptyTree]),
            CompactRange(size: 5, hashes: [.emptyTree, .emptyTree]), nil,
        ] {
            log.store.contents[log.origin]?.edge = edge
            log.restart()
            #expect(try log.writer.open() == .ready(head))
            #expect(log.store.contents[log.origin]?.edge == log.writer.edge)
        }
    }

    @Test func aHeadStoreThatWasRolledBackIsNoticed() throws {
        var log = try TestLog()
        _ = try log.writer.create()
        _ = try log.writer.append(entries(0..<2))
        let old = log.heads.contents
        _ = try log.writer.append(entries(2..<3))
        log.heads.contents = old
        log.restart()
        #expect(try log.writer.open() == .headRolledBack(publishedSize: 3))
        expectError {
            try log.writer.append([[1]])
        } where: {
            if case .notReady = $0 { true } else { false }
        }
    }

    @Test func aStoreThatAnswersWronglyIsNotSignedFor() throws {
        let log = try TestLog()
        let lying = LyingStore(log.store)
        let writer = LogWriter(
            signer: log.signer, store: lying, heads: log.heads, machineMark: [1])
        _ = try writer.create()
        for lie in LyingStore.Lie.allCases {
            lying.tell(lie)
            let history = log.heads.history
            expectError {
                try writer.append(entries(0..<3))
            } where: {
                if case .storeReturnedOtherEntries = $0 { true } else { false }
            }
            #expect(log.heads.history == history)
            lying.tell(nil)
            guard case .ready = try writer.open() else {
                Issue.record("the log did not open")
                return
            }
        }
        #expect(try writer.append(entries(0..<3)).size == 3)
        try log.verifyWholeLog()
    }
}

/// Expects an error of the writer that fulfils a condition.
func expectError<Value>(
    _ body: () throws -> Value, where condition: (LogWriterError) -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    do {
        _ = try body()
        Issue.record("no error", sourceLocation: sourceLocation)
    } catch let error as LogWriterError {
        #expect(condition(error), "\(error)", sourceLocation: sourceLocation)
        #expect(!error.description.isEmpty)
    } catch {
        Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    }
}
