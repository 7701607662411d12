import Testing

@testable import TransparencyLog

/// Restored backups, copied disks, lying peers: a log never gets two histories.
@Suite struct LogWriterRestoreTests {
    /// A log of nine entries, and its database as it was at four.
    private func makeLog() throws -> (log: TestLog, backup: [Origin: MemoryLogStore.Log]) {
        let log = try TestLog()
        _ = try log.writer.create()
        _ = try log.writer.append(entries(0..<4))
        let backup = log.store.contents
        _ = try log.writer.append(entries(4..<7))
        _ = try log.writer.append(entries(7..<9))
        return (log, backup)
    }

    @Test(arguments: [1, 2, 3, 5])
    func aRestoredDatabaseGetsItsEntriesBack(piece: Int) throws {
        var (log, backup) = try makeLog()
        let head = try log.verifyWholeLog()
        log.store.contents = backup
        log.restart()
        #expect(try log.writer.open() == .behindHead(missing: 4..<9))
        #expect(log.writer.checkpoint == head)
        #expect(!log.writer.isReady)
        var next = 4
        while next < 9 {
            let end = min(next + piece, 9)
            let outcome = try log.writer.restore(
                entries: entries(next..<end), from: UInt64(next), checkpoint: head)
            next = end
            #expect(outcome == (next == 9 ? .ready(head) : .incomplete(missing: UInt64(next)..<9)))
        }
        #expect(try log.verifyWholeLog() == head)
        #expect(try log.writer.append(entries(9..<10)).size == 10)
        try log.verifyWholeLog()
    }

    @Test func stagedEntriesFromBeforeTheBackupDoNotCount() throws {
        var (log, backup) = try makeLog()
        let head = try log.verifyWholeLog()
        // The backup was taken when other entries had been staged and not yet committed.
        backup[log.origin]?.entries += [[1], [2], [3], [4], [5], [6]]
        log.store.contents = backup
        log.restart()
        #expect(try log.writer.open() == .behindHead(missing: 4..<9))
        #expect(
            try log.writer.restore(entries: entries(4..<9), from: 4, checkpoint: head)
                == .ready(head))
        #expect(log.store.contents[log.origin]?.entries.prefix(9) == entries(0..<9)[...])
        log.restart()
        #expect(try log.writer.open() == .ready(head))
    }

    @Test func wrongEntriesAreRefusedAndRightOnesAcceptedLater() throws {
        var (log, backup) = try makeLog()
        let head = try log.verifyWholeLog()
        log.store.contents = backup
        log.restart()
        _ = try log.writer.open()
        for index in 4..<9 {
            var wrong = entries(4..<9)
            wrong[index - 4][0] ^= 1
            expectError {
                try log.writer.restore(entries: wrong, from: 4, checkpoint: head)
            } where: {
                if case .restoredEntriesDiffer(missing: 4..<9) = $0 { true } else { false }
            }
            #expect(!log.writer.isReady)
            #expect(log.heads.contents[log.origin]?.note == head.note)
        }
        for (from, new) in [(UInt64(5), entries(5..<9)), (3, entries(3..<9)), (4, entries(4..<10))]
        {
            expectError {
                try log.writer.restore(entries: new, from: from, checkpoint: head)
            } where: {
                if case .wrongRange(expected: 4..<9) = $0 { true } else { false }
            }
        }
        #expect(
            try log.writer.restore(entries: entries(4..<9), from: 4, checkpoint: head)
                == .ready(head))
        try log.verifyWholeLog()
    }

    @Test func aWholeRestoredMachineLearnsFromItsPeers() throws {
        var (log, backup) = try makeLog()
        let newest = try log.verifyWholeLog()
        // Database and head store both come from the same old image.
        let old = try #require(backup[log.origin]?.checkpoint)
        log.store.contents = backup
        log.heads.contents[log.origin] = Head(note: old.note, machineMark: [1])
        log.restart()
        expectError {
            try log.writer.reconcile(peerCheckpoint: newest)
        } where: {
            if case .notReady = $0 { true } else { false }
        }
        #expect(try log.writer.open() == .ready(old))
        #expect(try log.writer.reconcile(peerCheckpoint: old) == .current)
        #expect(
            try log.writer.reconcile(peerCheckpoint: newest) == .behindPeer(missing: 4..<9))
        expectError {
            try log.writer.append([[1]])
        } where: {
            if case .notReady = $0 { true } else { false }
        }
        #expect(
            try log.writer.restore(entries: entries(4..<6), from: 4, checkpoint: newest)
                == .incomplete(missing: 6..<9))
        #expect(try log.writer.reconcile(peerCheckpoint: newest) == .behindPeer(missing: 6..<9))
        #expect(log.heads.contents[log.origin]?.note == old.note, "not before all is there")
        #expect(
            try log.writer.restore(entries: entries(6..<9), from: 6, checkpoint: newest)
                == .ready(newest))
        #expect(log.heads.contents[log.origin]?.note == newest.note)
        #expect(try log.writer.reconcile(peerCheckpoint: newest) == .current)
        #expect(try log.writer.append(entries(9..<10)).size == 10)
        try log.verifyWholeLog()
    }

    @Test func anotherHistoryOfTheSameSizeIsAFork() throws {
        let (log, _) = try makeLog()
        let ours = try log.verifyWholeLog()
        let theirs = try log.signer.sign(
            Checkpoint(origin: log.origin, size: ours.size, root: TreeHash.leaf([1])))
        #expect(
            try log.writer.reconcile(peerCheckpoint: theirs) == .forked(ours: ours, theirs: theirs))
        expectError {
            try log.writer.append([[1]])
        } where: {
            if case .notReady = $0 { true } else { false }
        }
    }

    @Test func aLongerHistoryThatContradictsOursIsNotTaken() throws {
        let (log, _) = try makeLog()
        let ours = try log.verifyWholeLog()
        // A second life of the same key went on from entry 8 with others.
        let other = leaves(8) + (0..<4).map { TreeHash.leaf([UInt8($0)]) }
        let theirs = try log.signer.sign(
            Checkpoint(origin: log.origin, size: 12, root: MerkleTree.root(ofLeaves: other)))
        #expect(try log.writer.reconcile(peerCheckpoint: theirs) == .behindPeer(missing: 9..<12))
        expectError {
            try log.writer.restore(entries: [[1], [2], [3]], from: 9, checkpoint: theirs)
        } where: {
            if case .restoredEntriesDiffer(missing: 9..<12) = $0 { true } else { false }
        }
        #expect(log.heads.contents[log.origin]?.note == ours.note)
        try log.verifyWholeLog()
    }

    @Test func contradictionsDuringARestoreAreForks() throws {
        var (log, backup) = try makeLog()
        let head = try log.verifyWholeLog()
        log.store.contents = backup
        log.restart()
        _ = try log.writer.open()
        let theirs = try log.signer.sign(
            Checkpoint(origin: log.origin, size: 9, root: TreeHash.leaf([1])))
        expectError {
            try log.writer.restore(entries: entries(4..<9), from: 4, checkpoint: theirs)
        } where: {
            if case .forked(head, theirs) = $0 { true } else { false }
        }
        #expect(!log.writer.isReady)
        // A longer one that does not pass through our head is refused on the way.
        log.restart()
        _ = try log.writer.open()
        let others = entries(4..<8) + [[1], [2]]
        let all = leaves(8) + [TreeHash.leaf([1]), TreeHash.leaf([2])]
        let longer = try log.signer.sign(
            Checkpoint(origin: log.origin, size: 10, root: MerkleTree.root(ofLeaves: all)))
        expectError {
            try log.writer.restore(entries: others, from: 4, checkpoint: longer)
        } where: {
            if case .restoredEntriesDiffer = $0 { true } else { false }
        }
        #expect(log.heads.contents[log.origin]?.note == head.note)
    }

    @Test func onlyCheckpointsByThisKeyCount() throws {
        let (log, _) = try makeLog()
        let other = try makeSigner(seed: 99)
        #expect(other.verifierKey.name == log.origin)
        let forged = try other.sign(
            Checkpoint(origin: log.origin, size: 50, root: TreeHash.leaf([1])))
        expectError {
            try log.writer.reconcile(peerCheckpoint: forged)
        } where: {
            if case .foreignCheckpoint(.signatureMissing) = $0 { true } else { false }
        }
        expectError {
            try log.writer.restore(entries: [], from: 9, checkpoint: forged)
        } where: {
            if case .foreignCheckpoint = $0 { true } else { false }
        }
        #expect(log.writer.isReady)
    }

    @Test(arguments: FailurePlan.Mode.allCases, [false, true])
    func everyStoreCallOfARestoreMayFail(
        _ mode: FailurePlan.Mode, headStoreToo: Bool
    ) throws {
        var call = 0
        while try restoreHolds(failing: call, mode: mode, headStoreToo: headStoreToo) {
            call += 1
            try #require(call < 40, "the restore has no end")
        }
        // Opening reads three times; two pieces are staged and read back; the end is published.
        #expect(call >= 8)
    }

    /// Restores with one failure, and returns whether it came.
    private func restoreHolds(
        failing call: Int, mode: FailurePlan.Mode, headStoreToo: Bool
    ) throws -> Bool {
        var (log, backup) = try makeLog()
        let old = try #require(backup[log.origin]?.checkpoint)
        let newest = try log.verifyWholeLog()
        log.store.contents = backup
        if headStoreToo {
            log.heads.contents[log.origin] = Head(note: old.note, machineMark: [1])
        }
        log.plan.fail(call: call, mode: mode)
        log.restart()
        for _ in 0..<2 where !log.writer.isReady || log.writer.checkpoint != newest {
            do {
                try restoreAll(log, newest)
            } catch let error as LogWriterError {
                guard case .storeFailed(_, let cause) = error, cause is PlannedFailure else {
                    throw error
                }
                #expect(!log.writer.isReady)
            }
        }
        let came = log.plan.failures > 0
        log.plan.clear()
        #expect(log.writer.checkpoint == newest)
        #expect(try log.verifyWholeLog() == newest)
        log.restart()
        #expect(try log.writer.open() == .ready(newest))
        #expect(try log.writer.append([[1]]).size == 10)
        return came
    }

    private func restoreAll(_ log: TestLog, _ newest: VerifiedCheckpoint) throws {
        _ = try log.writer.open()
        _ = try log.writer.reconcile(peerCheckpoint: newest)
        guard !log.writer.isReady else { return }
        for piece in [4..<6, 6..<9] {
            _ = try log.writer.restore(
                entries: entries(piece), from: UInt64(piece.lowerBound), checkpoint: newest)
        }
    }
}
