import Designation
public import TransparencyLog

/// A node without its shell: the replica, the sessions with peers it dials, and the answering side.
///
/// Everything that happens is one call; each returns what the shell has to do. Nothing here waits,
/// reads a clock or draws a random number, so the simulator runs exactly what a node runs.
public final class Exchange {
    public let replica: Replica
    var server: PeerServer
    var sessions: [String: PeerSession] = [:]
    public internal(set) var freshness = FreshnessBook()
    /// Heads of heartbeats that are known to be in the trees held here.
    var agreedHeads: Set<Checkpoint> = []
    public internal(set) var ledger = DigestLedger()
    /// Named states of logs by peer, for `dingdian peers`.
    public internal(set) var states: [String: [Origin: LogState]] = [:]
    /// Connection state by peer: online since, last heard.
    public internal(set) var lastHeard: [String: UInt64] = [:]
    /// What dialled peers were told besides logs in their present sessions.
    var newsTold: [String: ToldNews] = [:]
    /// Attachments that dialled peers have, as far as is known (protocol §5.9).
    var attachmentsGiven: [String: Set<TreeHash>] = [:]
    /// Which peer is giving a log at present.
    var fetching: [Origin: (peer: String, until: UInt64)] = [:]
    /// Why the last chunks that a peer gave could not be kept; `nil` when they could.
    public var storeFault: ReplicaError?
    let limits: SyncLimits
    let seed: UInt64

    /// - Parameters:
    ///   - instance: random, drawn anew at each start: tells cursors of this run from earlier ones.
    ///   - seed: for the jitter of pauses.
    public init(
        replica: Replica, instance: UInt64, seed: UInt64, limits: SyncLimits = .standard
    ) {
        self.replica = replica
        self.limits = limits
        self.seed = seed
        server = PeerServer(instance: instance, limits: limits)
    }

    /// Brings the replica up and tells the answering side what is held.
    ///
    /// - Throws: ``ReplicaError`` when a log or a head cannot be read.
    public func open(now: UInt64) throws(ReplicaError) {
        try replica.open(now: now)
        // A crash may have come between a closing and what follows from it.
        _ = replica.settleClosings(now: now)
        for log in try allLogs() {
            if let checkpoint = log.position.checkpoint {
                _ = server.changed(checkpoint, key: log.key)
            }
        }
        _ = replica.drainChanges()
        offerCutOff()
        for (name, note) in replica.cutOff { server.keeps(name, note) }
        try recallFreshness(now: now)
    }

    // MARK: Peers that this node dials

    /// Begins to exchange with a peer.
    ///
    /// - Throws: ``ReplicaError`` when what is known of the peer cannot be read.
    public func connect(_ peer: String, now: UInt64) throws(ReplicaError) -> [ExchangeAction] {
        guard sessions[peer] == nil else { return [] }
        var session = PeerSession(peer: peer, seed: seed &+ peer.stableHash, limits: limits)
        var directives: [PeerDirective] = []
        for log in try allLogs() { directives += session.local(local(log, for: peer), now: now) }
        for (origin, giver) in fetching.sorted(by: { $0.key < $1.key })
        where giver.until > now && giver.peer != peer {
            directives += session.leave(origin, until: giver.until, now: now)
        }
        directives += session.start(now: now)
        sessions[peer] = session
        return perform(directives, peer: peer, now: now)
    }

    public func disconnect(_ peer: String) {
        sessions[peer] = nil
        states[peer] = nil
        newsTold[peer] = nil
        fetching = fetching.filter { $0.value.peer != peer }
    }

    public var connectedPeers: [String] { sessions.keys.sorted() }

    /// Something happened with a peer.
    public func happened(_ event: PeerEvent, peer: String, now: UInt64) -> [ExchangeAction] {
        guard sessions[peer] != nil else { return [] }
        return perform(step(event, peer: peer, now: now), peer: peer, now: now)
    }

    /// Several things happened with a peer; what they give is stored together.
    public func happened(_ events: [PeerEvent], peer: String, now: UInt64) -> [ExchangeAction] {
        guard sessions[peer] != nil else { return [] }
        var directives: [PeerDirective] = []
        for event in events { directives += step(event, peer: peer, now: now) }
        return perform(directives, peer: peer, now: now)
    }

    private func step(_ event: PeerEvent, peer: String, now: UInt64) -> [PeerDirective] {
        let admit = admission()
        switch event {
        case .opened:
            newsTold[peer] = nil
            return sessions[peer]?.opened(now: now) ?? []
        case .openFailed(let failure): return sessions[peer]?.openFailed(failure, now: now) ?? []
        case .heads(let answer):
            lastHeard[peer] = now
            if let answer, sessions[peer]?.forgetWhatWasLost(answer) == true {
                attachmentsGiven[peer] = nil
            }
            return sessions[peer]?.heads(answer, now: now, admit: admit) ?? []
        case .headsFailed(let failure): return sessions[peer]?.headsFailed(failure, now: now) ?? []
        case .fetched(let origin, let resource, let bytes, let gzip):
            lastHeard[peer] = now
            return sessions[peer]?.fetched(origin, resource, bytes: bytes, gzip: gzip, now: now)
                ?? []
        case .fetchedBundle(let origin, let bundle):
            lastHeard[peer] = now
            return sessions[peer]?.fetched(origin, bundle, now: now) ?? []
        case .fetchFailed(let origin, let resource, let failure):
            return sessions[peer]?.fetchFailed(origin, resource, failure, now: now) ?? []
        case .pushAnswered(let origin, let answer):
            lastHeard[peer] = now
            return sessions[peer]?.pushAnswered(origin, answer, now: now) ?? []
        case .pushFailed(let origin, let failure):
            return sessions[peer]?.pushFailed(origin, failure, now: now) ?? []
        case .tick: return sessions[peer]?.tick(now: now) ?? []
        }
    }

    // MARK: Own acts

    /// Records the acts of callers that waited at the same time.
    public func record(
        _ requests: [RecordRequest], now: UInt64
    ) -> ([Result<[Recorded], ReplicaError>], [ExchangeAction]) {
        let results = replica.record(requests, now: now)
        return (results, propagate(except: nil, now: now))
    }

    /// Housekeeping: own logs that a failing store left closed, receipts at most once a second, polls
    /// that waited long enough.
    ///
    /// - Throws: why no receipt could be written; only when there is nothing to carry out, since polls
    ///   must be answered whether or not the disk is full.
    public func tick(now: UInt64) throws(ReplicaError) -> [ExchangeAction] {
        replica.reopenOwnLogs()
        let again = settleAgain(now: now)
        var failure: ReplicaError?
        do throws(ReplicaError) {
            try replica.retryCutOff()
            try replica.tellForks(now: now)
            try replica.recordLost(now: now)
            try replica.writeReceipt(now: now)
        } catch {
            failure = error
        }
        let actions = again + finishPolls(now: now) + propagate(except: nil, now: now)
        if let failure, actions.isEmpty { throw failure }
        return actions
    }

    /// Tells peers and waiting polls of whatever `body` changed.
    ///
    /// - Throws: what `body` throws; what was changed until then is told all the same.
    public func changing<Value, Failure: Error>(
        now: UInt64, _ body: (Replica) throws(Failure) -> Value
    ) throws(Failure) -> (Value, [ExchangeAction]) {
        let value = try body(replica)
        return (value, propagate(except: nil, now: now))
    }

    // MARK: Logs

    func allLogs() throws(ReplicaError) -> [StoredLog] {
        do { return try replica.store.logs() } catch { throw .store(error) }
    }

    func log(_ origin: Origin) -> StoredLog? {
        // Losing the error is right: whoever stores next meets it again and reports it.
        (try? replica.store.log(origin)) ?? nil
    }

    func local(_ log: StoredLog, for peer: String) -> LocalLog {
        var isOffered = false
        var closedSize = replica.directory.closing(of: log.origin)?.finalSize
        if let name = try? LogName(origin: log.origin) {
            isOffered = replica.directory.inScope(of: peer, origin: name)
            // Its author takes back what a closing cut off; everybody else stops there.
            if name.node == peer { closedSize = nil }
        }
        return LocalLog(
            key: log.key, position: log.position, limit: limit(log.origin), isOffered: isOffered,
            closedSize: closedSize)
    }

    /// Up to where a log is followed: a closed one up to its final size, on the branch of its root.
    ///
    /// Of its own logs a node takes what a closing cut off, too, once the closed part is here: it is
    /// recorded again (protocol §4.6).
    public func limit(_ origin: Origin) -> LogLimit? {
        guard let closing = replica.directory.closing(of: origin) else { return nil }
        if Replica.name(of: origin)?.node == replica.name,
            log(origin)?.position.size ?? 0 >= closing.finalSize
        {
            return nil
        }
        return LogLimit(size: closing.finalSize, root: closing.root)
    }

    /// Which logs this node follows, and under which key: the epoch id in the origin is the hash of
    /// the key, so a stated key is checked by itself.
    func admission() -> PeerSession.Admission {
        let directory = replica.directory
        let me = replica.name
        let federation = replica.federationID
        return { [self] origin, stated in
            if let known = log(origin) { return known.key }
            guard let name = try? LogName(origin: origin), name.federation == federation,
                directory.inScope(of: me, origin: name) || isBootstrap(name, directory),
                let stated, name.isSigned(by: stated)
            else { return nil }
            return try? VerifierKey(name: origin, ed25519: stated)
        }
    }

    /// Before a node finds itself in the directory it takes directory logs, from the root down.
    private func isBootstrap(_ name: LogName, _ directory: Directory) -> Bool {
        guard name.stream == .directory, directory.node(named: replica.name) == nil else {
            return false
        }
        return directory.node(named: name.node) != nil
    }
}

extension String {
    /// The same on every machine and in every run, unlike `hashValue` (FNV-1a).
    var stableHash: UInt64 {
        utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
