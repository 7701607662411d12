import Designation
public import Federation
public import Logging
public import Messages
public import TransparencyLog

/// The one writer of a node: everything that changes its logs, sessions or waiting polls passes
/// through here, one after the other, on a thread of its own.
///
/// Callers that wait to record at the same time are committed together: they share one fsync, one
/// checkpoint and one signature (protocol §4.3).
public actor NodeCore {
    let exchange: Exchange
    private nonisolated let executor: WriterExecutor
    nonisolated let clock: @Sendable () -> UInt64
    nonisolated let logger: Logger
    /// Answers questions from any thread.
    public nonisolated let registry: Registry
    public nonisolated let name: String

    private var waiting: [(RecordRequest, CheckedContinuation<Outcome, Never>)] = []
    private var waitingActCount = 0
    private var isFlushScheduled = false
    private var isPauseScheduled = false
    private var group = GroupCommit()
    private var arrived: [String: [PeerEvent]] = [:]
    private var isTakeScheduled = false
    var polls: [PollTicket: CheckedContinuation<HeadsAnswer?, Never>] = [:]
    var desk: SessionDesk
    /// Carries out what the exchange wants from peers; set once by the service.
    private var shell: (@Sendable (ExchangeAction) -> Void)?
    private var listeners: [Int: @Sendable ([Origin]) -> Void] = [:]
    private var nextListener = 0
    /// What keeps the node from acknowledging, in words for `/readyz`; empty when all is well.
    public private(set) var trouble: [String: Message] = [:]
    public private(set) var alarms: [Message] = []
    /// Peers whose clocks differ much from this one's, with what to do.
    var clockDoubts: [String: Message] = [:]
    /// Where registries part, by peer and scope, as far as peers could be asked.
    private(set) var differences: [String: [String: DigestDifference]] = [:]
    var recoveryMarks: [String: RecoveryMark] = [:]
    var savedApplied: UInt64 = 0
    var mustAskSince: UInt64?

    typealias Outcome = Result<[Recorded], ReplicaError>

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameter exchange: opened and handed over; nobody else uses it from now on.
    public init(
        exchange: sending Exchange, clock: @escaping @Sendable () -> UInt64, logger: Logger
    ) {
        let replica = exchange.replica
        registry = replica.registry
        name = replica.name
        desk = SessionDesk(federation: replica.federationID, node: replica.name)
        executor = WriterExecutor(label: "dingdian.writer.\(replica.name)")
        self.exchange = exchange
        self.clock = clock
        self.logger = logger
    }

    func setShell(_ shell: @escaping @Sendable (ExchangeAction) -> Void) { self.shell = shell }

    // MARK: Recording

    /// Records acts. Returns when they are on disk and part of every answer here.
    ///
    /// - Throws: ``ReplicaError``; nothing of the request is recorded then.
    public func record(_ request: RecordRequest) async throws(ReplicaError) -> [Recorded] {
        let outcome = await withCheckedContinuation { continuation in
            waiting.append((request, continuation))
            waitingActCount += request.drafts.count
            if group.isComplete(waiting.count, acts: waitingActCount) {
                scheduleFlush()
            } else {
                schedulePause()
            }
        }
        return try outcome.get()
    }

    private func scheduleFlush() {
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        // The flush runs after the requests that are already queued for this actor, and so takes them
        // along.
        Task { self.flush() }
    }

    private func schedulePause() {
        guard !isFlushScheduled, !isPauseScheduled else { return }
        isPauseScheduled = true
        let pause = group.pause
        Task {
            // Losing the error is right: a cancelled pause only ends sooner.
            try? await Task.sleep(for: pause)
            self.isPauseScheduled = false
            self.scheduleFlush()
        }
    }

    private func flush() {
        isFlushScheduled = false
        guard !waiting.isEmpty else { return }
        let batch = waiting
        waiting = []
        waitingActCount = 0
        let began = ContinuousClock.now
        let (outcomes, actions) = exchange.record(batch.map(\.0), now: clock())
        group.committed(batch.count, took: began.duration(to: .now))
        for ((_, continuation), outcome) in zip(batch, outcomes) {
            noteTrouble(of: outcome)
            continuation.resume(returning: outcome)
        }
        carryOut(actions)
    }

    private func noteTrouble(_ topic: String = "recording", of outcome: Outcome) {
        switch outcome {
        case .success: trouble[topic] = nil
        case .failure(let error):
            switch error {
            case .store, .log, .clock, .mustAskPeers, .recovering, .keyReplaced:
                trouble[topic] = error.message
            case .entry, .noCompetence, .outOfOrder, .notEnrolled, .tooManyLogs: break
            }
        }
    }

    /// Something beside recording does not work, or works again (`nil`).
    func note(_ problem: Message?, about topic: String) { trouble[topic] = problem }

    /// Trouble ends by itself: once its cause is gone the node says so, though nobody recorded anything
    /// in between.
    func probeTrouble() {
        let topics = ["recording", "storage", "attachments"].filter { trouble[$0] != nil }
        guard !topics.isEmpty else { return }
        do throws(ReplicaError) {
            try exchange.replica.probe(now: clock())
            exchange.storeFault = nil
            for topic in topics { trouble[topic] = nil }
        } catch {
            for topic in topics { trouble[topic] = error.message }
        }
    }

    // MARK: Peers

    public func connect(_ peer: String) throws(ReplicaError) {
        carryOut(try exchange.connect(peer, now: clock()))
    }

    public func disconnect(_ peer: String) { exchange.disconnect(peer) }

    func happened(_ event: PeerEvent, peer: String) {
        guard case .fetchedBundle = event else {
            takeArrived()
            carryOut(exchange.happened(event, peer: peer, now: clock()))
            return
        }
        arrived[peer, default: []].append(event)
        guard !isTakeScheduled else { return }
        isTakeScheduled = true
        // The step runs after the events that are already queued for this actor: bundles that
        // arrived while the writer was busy become durable together.
        Task { self.takeArrived() }
    }

    private func takeArrived() {
        isTakeScheduled = false
        let events = arrived
        arrived = [:]
        for (peer, events) in events {
            carryOut(exchange.happened(events, peer: peer, now: clock()))
        }
    }

    // MARK: Anything else

    /// Runs `body` between two changes and tells everybody of what it changed.
    ///
    /// - Throws: what `body` throws.
    public func with<Value: Sendable>(
        _ body: @Sendable (Exchange) throws -> Value
    ) throws -> Value {
        let value = try body(exchange)
        let (_, actions) = exchange.changing(now: clock()) { _ in }
        carryOut(actions)
        return value
    }

    /// Calls `listener` after every change of logs, on the writer: it must be quick.
    public func listen(_ listener: @escaping @Sendable ([Origin]) -> Void) -> Int {
        nextListener += 1
        listeners[nextListener] = listener
        return nextListener
    }

    public func stopListening(_ token: Int) { listeners[token] = nil }

    /// Once in a while: receipts, polls that waited long enough.
    func tick() {
        for origin in exchange.replica.drainContinuedElsewhere() { alarm(ofContinued: origin) }
        do throws(ReplicaError) {
            carryOut(try exchange.tick(now: clock()))
            trouble["receipts"] = nil
        } catch {
            trouble["receipts"] = error.message
        }
    }

    /// - Returns: whether a heartbeat was signed; otherwise it should be tried again soon.
    @discardableResult
    func beat() -> Bool {
        do throws(ReplicaError) {
            let heartbeat = try exchange.beat(now: clock())
            trouble["heartbeat"] = nil
            return heartbeat != nil
        } catch {
            trouble["heartbeat"] = error.message
            return false
        }
    }

    func publishDigests() {
        do throws(ReplicaError) {
            carryOut(try exchange.publishDigests())
            trouble["digest"] = nil
        } catch {
            trouble["digest"] = error.message
        }
    }

    /// Who was revoked, or has an older key than its node, is out at once, not when its session runs out.
    private func endRevokedSessions(after origins: [Origin]) {
        // Losing the error is right: what is no log of this protocol revokes nobody.
        guard origins.contains(where: { (try? LogName(origin: $0))?.stream == .directory }) else {
            return
        }
        let directory = registry.view.directory
        desk.endReplaced { node in
            directory.isRevoked(node) ? nil : directory.node(named: node)?.nodeKey
        }
        for caller in desk.takeEnded() {
            exchange.forget(caller: caller)
            let node = caller.prefix { $0 != "#" }
            logger.say(
                "A session of \(node) ended: its key was revoked or replaced.", level: .notice)
        }
    }

    func explain(_ difference: DigestDifference) {
        differences[difference.peer, default: [:]][difference.scope] = difference
        logger.say(
            "\(difference.scope) differs from \(difference.peer): \(difference.summary)",
            level: .error)
    }

    private func raise(_ alarm: Message) {
        if !alarms.contains(alarm) { alarms.append(alarm) }
        logger.say(alarm, level: .error)
    }

    /// A thief's entries look like this node's own, so a person must say whose they are.
    private func alarm(ofContinued origin: Origin) {
        raise(
            "Peers hold entries of this node's own log \(origin.text) that it did not write: either it was "
                + "put back from a copy while no peer could be reached, or its key is in other hands. "
                + "Compare them with `dingdian log cat`; if they are not yours, run `dingdian rekey`."
        )
    }

    func carryOut(_ actions: [ExchangeAction]) {
        if let fault = exchange.storeFault { trouble["storage"] = fault.message }
        for action in actions {
            switch action {
            case .answer(let ticket, let answer):
                polls.removeValue(forKey: ticket)?.resume(returning: answer)
            case .grew(let origins):
                endRevokedSessions(after: origins)
                for listener in listeners.values { listener(origins) }
            case .digestAlarm(let peer, let scope):
                let alarm: Message =
                    "The registry of \(scope) differs from that of \(peer); run "
                    + "`dingdian rebuild` on both and compare again."
                raise(alarm)
                shell?(action)
            case .openSession, .pollHeads, .fetch, .push, .wait:
                shell?(action)
            }
        }
    }
}
