import Testing

@testable import TransparencyLog

/// Every call of a store fails once, both when its write took place and when it did not.
@Suite struct LogWriterFailureTests {
    /// Appends in these portions; the writer is reopened in between, so that opening fails too.
    private static let portions = [1, 3, 260, 1]

    /// Runs the script, with restarts after errors, and returns whether the planned failure came.
    private func runScript(failing call: Int, mode: FailurePlan.Mode) throws -> Bool {
        var log = try TestLog()
        _ = try log.writer.create()
        log.plan.fail(call: call, mode: mode)
        var size = 0
        for portion in Self.portions {
            let new = entries(size..<size + portion)
            let acknowledged = try appendOrRecover(&log, new, size: size)
            size += portion
            let whole = try log.verifyWholeLog()
            #expect(whole == acknowledged)
            #expect(whole.size == UInt64(size))
            #expect(log.store.contents[log.origin]?.checkpoint == whole)
        }
        #expect(log.store.contents[log.origin]?.entries == entries(0..<size))
        // One signature for each size: nothing was signed twice.
        let sizes = try log.heads.history.map {
            try VerifiedCheckpoint(verifying: $0.note, key: log.signer.verifierKey).size
        }
        #expect(sizes == sizes.sorted())
        #expect(Set(sizes).count == sizes.count)
        return log.plan.failures > 0
    }

    /// Appends; after an error opens anew, sees whether it happened, and repeats it if not.
    private func appendOrRecover(
        _ log: inout TestLog, _ new: [[UInt8]], size: Int
    ) throws -> VerifiedCheckpoint {
        for _ in 0..<3 {
            do {
                if !log.writer.isReady {
                    let outcome = try log.writer.open()
                    guard case .ready(let head) = outcome else {
                        Issue.record("\(outcome)")
                        break
                    }
                    try log.verifyWholeLog()
                    #expect([UInt64(size), UInt64(size + new.count)].contains(head.size))
                    if head.size > size { return head }
                }
                let checkpoint = try log.writer.append(new)
                log.restart()
                return checkpoint
            } catch let error as LogWriterError {
                guard case .storeFailed(_, let cause) = error, cause is PlannedFailure else {
                    throw error
                }
                #expect(!log.writer.isReady)
                expectError {
                    try log.writer.append(new)
                } where: {
                    if case .mustReopen = $0 { true } else { false }
                }
                // Whatever happened, what was acknowledged before is there.
                #expect(try log.verifyWholeLog().size >= UInt64(size))
            }
        }
        throw PlannedFailure()
    }

    @Test(arguments: FailurePlan.Mode.allCases)
    func everyStoreCallMayFail(_ mode: FailurePlan.Mode) throws {
        var call = 0
        while try runScript(failing: call, mode: mode) {
            call += 1
            try #require(call < 100, "the script has no end")
        }
        // Four appends of four calls each, and three openings of four calls or more.
        #expect(call >= 28)
    }

    @Test(arguments: FailurePlan.Mode.allCases)
    func creatingMayFail(_ mode: FailurePlan.Mode) throws {
        var failed = 0
        for call in 0..<6 {
            var log = try TestLog()
            log.plan.fail(call: call, mode: mode)
            do {
                _ = try log.writer.create()
            } catch {
                failed += 1
                #expect(!log.writer.isReady)
                log.plan.clear()
                log.restart()
                switch try log.writer.open() {
                case .ready(let head): #expect(head.size == 0)
                case .headMissing: #expect(try log.writer.create().size == 0)
                default: Issue.record("an empty log is there or not")
                }
            }
            log.plan.clear()
            #expect(try log.writer.append(entries(0..<2)).size == 2)
            try log.verifyWholeLog()
        }
        #expect(failed == 4)
    }

    @Test(arguments: FailurePlan.Mode.allCases)
    func theOutcomeOfEachStepIsKnownAfterOpening(_ mode: FailurePlan.Mode) throws {
        // The calls of an append: stage, read back, swap, publish.
        for (call, step) in [LogWriterStep.stage, .readBack, .swapHead, .publish].enumerated() {
            var log = try TestLog()
            _ = try log.writer.create()
            _ = try log.writer.append(entries(0..<4))
            log.plan.fail(call: call, mode: mode)
            expectError {
                try log.writer.append(entries(4..<8))
            } where: {
                if case .storeFailed(step, _) = $0 { true } else { false }
            }
            let shown = log.store.contents[log.origin]?.checkpoint?.size
            #expect(shown == (step == .publish && mode == .after ? 8 : 4))
            let isCommitted = step == .publish || step == .swapHead && mode == .after
            log.restart()
            guard case .ready(let head) = try log.writer.open() else {
                Issue.record("the log did not open")
                continue
            }
            #expect(head.size == (isCommitted ? 8 : 4), "\(step) \(mode)")
            #expect(log.store.contents[log.origin]?.checkpoint == head)
            // Staged entries that nobody was told about give way to others.
            if !isCommitted {
                #expect(try log.writer.append([[1], [2]]).size == 6)
                try log.verifyWholeLog()
                log.restart()
                guard case .ready(let head) = try log.writer.open() else {
                    Issue.record("the log did not open")
                    continue
                }
                #expect(head.size == 6)
            }
        }
    }
}
