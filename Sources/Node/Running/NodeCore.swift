public import Designation
public import Federation
import Logging
import Storage
public import TransparencyLog

/// The one writer of a node: everything that changes its logs passes through here, one after the
/// other, on a thread of its own.
///
/// Callers that wait to record at the same time are committed together (`architecture.md`: writers
/// waiting at the same time share one fsync, one checkpoint and one signature).
public actor NodeCore {
    let replica: Replica
    private nonisolated let executor: WriterExecutor
    let clock: @Sendable () -> UInt64
    let logger: Logger

    private var waiting: [(RecordRequest, CheckedContinuation<Outcome, Never>)] = []
    private var isFlushScheduled = false
    /// Called after every change of logs, with the origins that grew.
    private var listeners: [Int: @Sendable ([Origin]) -> Void] = [:]
    private var nextListener = 0
    /// What keeps the node from acknowledging, in words for `/readyz`; empty when all is well.
    public private(set) var trouble: [String: String] = [:]
    var unsavedFactCount = 0

    typealias Outcome = Result<[Recorded], ReplicaError>

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameter replica: handed over; nobody else uses it from now on.
    public init(
        replica: sending Replica, clock: @escaping @Sendable () -> UInt64, logger: Logger
    ) {
        self.replica = replica
        self.clock = clock
        self.logger = logger
        executor = WriterExecutor(label: "dingdian.writer.\(replica.name)")
    }

    // MARK: Recording

    /// Records acts. Returns when they are on disk and part of every answer here.
    public func record(_ request: RecordRequest) async throws(ReplicaError) -> [Recorded] {
        let outcome = await withCheckedContinuation { continuation in
            waiting.append((request, continuation))
            guard !isFlushScheduled else { return }
            isFlushScheduled = true
            // The flush runs after the requests that are already queued for this actor, and so takes
            // them along.
            Task { self.flush() }
        }
        return try outcome.get()
    }

    private func flush() {
        isFlushScheduled = false
        let batch = waiting
        waiting = []
        let before = ownSizes()
        let outcomes = replica.record(batch.map(\.0), now: clock())
        for ((_, continuation), outcome) in zip(batch, outcomes) {
            noteTrouble("recording", of: outcome)
            continuation.resume(returning: outcome)
        }
        announce(ownSizes().filter { before[$0.key] != $0.value }.map(\.key))
    }

    private func ownSizes() -> [Origin: UInt64] { replica.ownSizes }

    // MARK: Accepting

    /// Stores and applies verified chunks; throws without having applied anything.
    public func accept(_ chunks: [PreparedChunk]) throws(ReplicaError) {
        do throws(ReplicaError) {
            try replica.accept(chunks, now: clock())
            trouble["storing"] = nil
        } catch {
            trouble["storing"] = error.description
            throw error
        }
        unsavedFactCount += chunks.reduce(0) { $0 + $1.count }
        announce(Array(Set(chunks.map(\.origin))))
    }

    /// Runs `body` with the replica, between two changes.
    public func with<Value: Sendable, Failure: Error>(
        _ body: @Sendable (Replica) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try body(replica)
    }

    /// The same, for what may change own logs.
    public func changing<Value: Sendable, Failure: Error>(
        _ body: @Sendable (Replica) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let before = ownSizes()
        defer { announce(ownSizes().filter { before[$0.key] != $0.value }.map(\.key)) }
        return try body(replica)
    }

    // MARK: Listening

    /// Calls `listener` after every change of logs, on the writer: it must be quick.
    public func listen(_ listener: @escaping @Sendable ([Origin]) -> Void) -> Int {
        nextListener += 1
        listeners[nextListener] = listener
        return nextListener
    }

    public func stopListening(_ token: Int) { listeners[token] = nil }

    private func announce(_ origins: [Origin]) {
        guard !origins.isEmpty else { return }
        for listener in listeners.values { listener(origins) }
    }

    // MARK: Housekeeping

    /// Receipts, once a second; problems show in `/readyz` and mend themselves at the next tick.
    public func tick() {
        do throws(ReplicaError) {
            let written = try changing { replica throws(ReplicaError) in
                try replica.writeReceipt(now: clock())
            }
            if written { unsavedFactCount += 1 }
            trouble["receipts"] = nil
        } catch {
            trouble["receipts"] = error.description
        }
    }

    private func noteTrouble(_ topic: String, of outcome: Outcome) {
        switch outcome {
        case .success: trouble[topic] = nil
        case .failure(let error):
            switch error {
            case .store, .log, .clock, .mustAskPeers, .recovering:
                trouble[topic] = error.description
            case .entry, .noCompetence, .outOfOrder, .notEnrolled: break
            }
        }
    }
}
