import Synchronization
import Testing

@testable import TransparencyLog

/// A store failed on purpose.
struct PlannedFailure: Error, Hashable {}

/// Which call of the stores fails, and whether what it was to do happened all the same: an error
/// does not tell.
final class FailurePlan: Sendable {
    enum Mode: Hashable, Sendable, CaseIterable {
        /// Nothing was written.
        case before
        /// Everything was written.
        case after
        /// Half of it was written, where that is possible.
        case half
    }

    private struct State {
        var failing: (call: Int, mode: Mode)?
        var calls = 0
        var failures = 0
    }

    private let state = Mutex(State())

    /// Lets the call with this number, from now on, fail; the first is number 0.
    func fail(call: Int, mode: Mode) {
        state.withLock { $0 = State(failing: (call, mode)) }
    }

    /// No more failures.
    func clear() { state.withLock { $0.failing = nil } }

    /// How many planned failures have happened.
    var failures: Int { state.withLock { $0.failures } }

    /// Runs a call as planned.
    func run<Value>(
        _ body: () throws -> Value, half: () throws -> Void = {}
    ) throws -> Value {
        let mode = state.withLock { state -> Mode? in
            defer { state.calls += 1 }
            guard let failing = state.failing, failing.call == state.calls else { return nil }
            state.failures += 1
            return failing.mode
        }
        switch mode {
        case nil: return try body()
        case .before: break
        case .after: _ = try body()
        case .half: try half()
        }
        throw PlannedFailure()
    }
}

/// Entries in memory, with what a database would do: published ones never change.
final class MemoryLogStore: LogStore {
    struct Log: Sendable {
        var entries: [[UInt8]] = []
        var checkpoint: VerifiedCheckpoint?
        var edge: CompactRange?
    }

    struct PublishedEntriesChanged: Error {}

    let plan: FailurePlan
    private let logs = Mutex<[Origin: Log]>([:])

    init(plan: FailurePlan = FailurePlan()) { self.plan = plan }

    /// Everything that is stored, to take backups of.
    var contents: [Origin: Log] {
        get { logs.withLock { $0 } }
        set { logs.withLock { $0 = newValue } }
    }

    func stage(_ origin: Origin, from: UInt64, entries: [[UInt8]]) throws {
        try plan.run {
            try write(origin, from: Int(from), entries)
        } half: {
            try write(origin, from: Int(from), [[UInt8]](entries.prefix(entries.count / 2)))
        }
    }

    private func write(_ origin: Origin, from: Int, _ entries: [[UInt8]]) throws {
        try logs.withLock { logs in
            var log = logs[origin, default: Log()]
            let published = Int(log.edge?.size ?? 0)
            precondition(from <= log.entries.count, "a gap")
            for (offset, entry) in entries.enumerated() {
                let index = from + offset
                if index < published, log.entries[index] != entry {
                    throw PublishedEntriesChanged()
                }
            }
            // What lies behind the new ones stays, as rows of a database would.
            let end = min(from + entries.count, log.entries.count)
            log.entries.replaceSubrange(from..<end, with: entries)
            logs[origin] = log
        }
    }

    func storedSize(_ origin: Origin) throws -> UInt64 {
        try plan.run { UInt64(contents[origin]?.entries.count ?? 0) }
    }

    func entries(_ origin: Origin, _ range: Range<UInt64>) throws -> [[UInt8]] {
        try plan.run {
            let log = contents[origin] ?? Log()
            return [[UInt8]](log.entries[Int(range.lowerBound)..<Int(range.upperBound)])
        }
    }

    func publish(_ origin: Origin, checkpoint: VerifiedCheckpoint, edge: CompactRange) throws {
        try plan.run {
            logs.withLock {
                $0[origin, default: Log()].checkpoint = checkpoint
                $0[origin, default: Log()].edge = edge
            }
        }
    }

    func publishedEdge(_ origin: Origin) throws -> CompactRange? {
        try plan.run { contents[origin]?.edge }
    }
}

/// Heads in memory. It remembers every head that was ever committed, and on each swap checks the
/// invariant of all tests: no log signs a tree that its store cannot serve.
final class MemoryHeadStore: HeadStore {
    let plan: FailurePlan
    private let store: MemoryLogStore
    private let state = Mutex<(heads: [Origin: Head], history: [Head])>(([:], []))

    init(store: MemoryLogStore) {
        self.store = store
        plan = store.plan
    }

    var contents: [Origin: Head] {
        get { state.withLock { $0.heads } }
        set { state.withLock { $0.heads = newValue } }
    }

    /// Every head that was ever committed, in order.
    var history: [Head] { state.withLock { $0.history } }

    func head(_ origin: Origin) throws -> Head? { try plan.run { contents[origin] } }

    func swap(_ origin: Origin, from: Head?, to: Head) throws {
        try plan.run {
            try state.withLock { state in
                guard state.heads[origin] == from else { throw HeadConflict() }
                state.heads[origin] = to
                state.history.append(to)
            }
            let size = try Checkpoint(parsing: SignedNote(parsing: to.note).text).size
            #expect(size <= UInt64(store.contents[origin]?.entries.count ?? 0))
        }
    }

    func allHeads() throws -> [Origin: Head] { try plan.run { contents } }
}

/// One log with its stores, as a process has it.
struct TestLog {
    let signer: NoteSigner
    let store: MemoryLogStore
    let heads: MemoryHeadStore
    let plan: FailurePlan
    var writer: LogWriter

    init(name: String = "example.cn/222401/sanctions/e1", seed: UInt8 = 7) throws {
        signer = try makeSigner(name, seed: seed)
        plan = FailurePlan()
        store = MemoryLogStore(plan: plan)
        heads = MemoryHeadStore(store: store)
        writer = LogWriter(signer: signer, store: store, heads: heads, machineMark: [1])
    }

    var origin: Origin { signer.verifierKey.name }

    /// As after a start of the process: nothing but the stores is left.
    mutating func restart(machineMark: [UInt8] = [1]) {
        writer = LogWriter(signer: signer, store: store, heads: heads, machineMark: machineMark)
    }

    /// Checks everything from nothing: the head's signature, every entry up to it, that readers
    /// were shown the same, and that no head ever contradicted the entries.
    @discardableResult func verifyWholeLog(
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> VerifiedCheckpoint {
        let key = signer.verifierKey
        let log = store.contents[origin] ?? MemoryLogStore.Log()
        let head = try #require(heads.contents[origin], sourceLocation: sourceLocation)
        let checkpoint = try VerifiedCheckpoint(verifying: head.note, key: key)
        let leaves = log.entries.map { TreeHash.leaf($0) }
        try #require(UInt64(leaves.count) >= checkpoint.size, sourceLocation: sourceLocation)
        for old in heads.history {
            let old = try VerifiedCheckpoint(verifying: old.note, key: key)
            guard old.size <= checkpoint.size else { continue }
            let prefix = [TreeHash](leaves.prefix(Int(old.size)))
            #expect(MerkleTree.root(ofLeaves: prefix) == old.root, sourceLocation: sourceLocation)
        }
        if let published = log.checkpoint, let edge = log.edge {
            #expect(published.size <= checkpoint.size, sourceLocation: sourceLocation)
            #expect(published.size == edge.size, sourceLocation: sourceLocation)
            #expect(published.root == edge.root, sourceLocation: sourceLocation)
        }
        return checkpoint
    }
}
