public import Designation
public import TransparencyLog

/// The heart of a node without clock, network and threads: it records own acts, accepts verified
/// entries of others, and answers. The node's shell and the simulator drive the same code.
///
/// All methods are called by one writer at a time. Questions about standings go to ``registry``, which
/// may be asked from any thread.
///
/// Promise (protocol §11, 3): when `record` returns, the acts are on disk, committed to a signed head
/// and part of every answer. When it throws, nothing was acknowledged; whether something was written
/// is settled by reopening the log, which happens by itself at the next call.
public final class Replica {
    public let identity: NodeIdentity
    public let registry: Registry
    public let store: any ReplicaStore
    public let heads: any HeadStore
    public let keys: any KeyStore
    public let derived: any DerivedStore
    /// 32 fresh random bytes at each call.
    let entropy: () -> [UInt8]

    var ownLogs: [Designation.Stream: OwnLog] = [:]
    var clock = HybridClock()
    /// False from a start until peers were asked for our own checkpoints, or nobody can be asked.
    var hasAskedPeers: Bool
    /// Who applies what since when, with proof.
    var propagation = Propagation()
    var knowledge = KnowledgeBook()
    /// All steps of cases held here, those that do not count, too.
    public internal(set) var caseBook = CaseBook() { didSet { countingCases = nil } }
    /// Those that count under a view.
    var countingCases: (generation: UInt64, book: CaseBook)?
    public internal(set) var notices = NoticeBook()
    /// Sizes that changed since the last receipt.
    var receipts = ReceiptBuilder()
    /// Closings that were looked at.
    var judgedClosings: [Origin: LogClosing] = [:]
    /// Whether a failing store kept a closing from being settled.
    public internal(set) var hasUnsettled = false
    /// Whether everything derived must be derived again, because a failing store interrupted it.
    var mustRebuild = false
    /// Whether closings may have cut off own entries that are not recorded again yet.
    var mayHaveLost = true
    /// Parts of cut-off branches that are kept here, by the names of their notes.
    public internal(set) var cutOff: [String: CutOffNote] = [:]
    /// Names of those that were not drained yet.
    var newCutOff: [String] = []
    /// Parts of logs that the directory does not know yet.
    var waitingCutOff: [[UInt8]] = []
    /// Evidence about logs whose keys are not known here yet.
    var waitingForks: [Origin: [ForkEvidence]] = [:]
    /// Whether evidence of a fork may be kept here that nobody was told of.
    var mayHaveUntoldForks = true
    /// Whether a failing store left an own log closed.
    var mustReopen = false
    /// Own logs whose recovery was given up, until sessions were told.
    var givenUp: [Origin] = []
    /// Own logs of which peers held more than this node had written, since it began to record.
    var continuedElsewhere: [Origin] = []
    /// Whether everything is being read at a start, when one new view at the end is enough.
    var isReplaying = false
    /// Logs that grew since they were last drained, in order.
    var changes: [LogChange] = []

    public init(
        identity: NodeIdentity, store: any ReplicaStore, heads: any HeadStore, keys: any KeyStore,
        derived: any DerivedStore, heldAreas: Set<RegionCode>, factBudget: Int = 128 << 20,
        parallel: ParallelWork = .serial, knownFoldEdition: UInt32 = Registry.foldEdition,
        entropy: @escaping () -> [UInt8]
    ) {
        self.identity = identity
        self.store = store
        self.heads = heads
        self.keys = keys
        self.derived = derived
        self.entropy = entropy
        registry = Registry(
            anchor: identity.anchor, derived: derived, heldAreas: heldAreas,
            factBudget: factBudget, parallel: parallel, knownFoldEdition: knownFoldEdition)
        hasAskedPeers = false
    }

    public var name: String { identity.name }
    public var directory: Directory { registry.view.directory }
    public var federationID: String { identity.anchor.federationID }

    /// Brings everything up from disk: derived data as far as it goes, then the tail of every log,
    /// then the own logs by their one recovery path.
    ///
    /// - Parameter now: the machine's clock, milliseconds since 1970.
    /// - Throws: ``ReplicaError`` when a log or a head cannot be read.
    public func open(now: UInt64) throws(ReplicaError) {
        do {
            if let snapshot = try derived.snapshot() {
                if try !isUsable(snapshot) || !registry.restore(snapshot) {
                    try derived.erase()
                    registry.startsEmpty()
                }
            } else {
                registry.startsEmpty()
            }
            try replay()
        } catch {
            throw .store(error)
        }
        try openOwnLogs()
        observeAll(now: now)
        hasAskedPeers = ownLogs.isEmpty
    }

    /// A snapshot that claims more than the logs hold was made before a restored backup: it is of no
    /// use, since what it reflects may come back different.
    private func isUsable(_ snapshot: DerivedSnapshot) throws -> Bool {
        let held = Dictionary(
            try store.logs().map { ($0.origin, $0.position.size) }, uniquingKeysWith: { $1 })
        return snapshot.applied.allSatisfy { $0.value <= held[$0.key] ?? 0 }
    }

    /// Applies what the logs hold beyond the snapshot. Streams that leave no dossier are read whole.
    func replay() throws {
        isReplaying = true
        defer { isReplaying = false }
        let logs = try store.logs().sorted { Self.order($0.origin) < Self.order($1.origin) }
        for log in logs where log.position.size > 0 {
            let stream = Self.stream(of: log.origin)
            let applied = registry.applied(log.origin)
            switch stream {
            case .sanctions, .register:
                if applied > 0 { try replay(log, 0..<1) }
                try replay(log, applied..<log.position.size)
            case .directory, .casework, .receipts:
                try replay(log, 0..<log.position.size)
            }
        }
        for note in try store.notes(prefix: NoteName.fork) { takeFork(note.bytes) }
        try openCutOff()
        registry.refreshView()
    }

    /// `directory` and `sanctions` go first (protocol §5).
    static func order(_ origin: Origin) -> (Int, Origin) {
        let rank: Int
        switch stream(of: origin) {
        case .directory: rank = 0
        case .sanctions: rank = 1
        case .register: rank = 2
        case .casework: rank = 3
        case .receipts: rank = 4
        }
        return (rank, origin)
    }

    static func stream(of origin: Origin) -> Designation.Stream {
        // Losing the error is right: a foreign origin is ordered last and leaves no facts.
        (try? LogName(origin: origin))?.stream ?? .receipts
    }

    /// - Parameter now: when it was applied, for receipts; `nil` at a start, when it was before.
    func replay(_ log: StoredLog, _ range: Range<UInt64>, at now: UInt64? = nil) throws {
        var from = range.lowerBound
        while from < range.upperBound {
            let end = min(range.upperBound, (from | 255) + 1)
            let entries = try store.entries(log.origin, from..<end)
            let prepared = registry.prepare(
                StoredRun(origin: log.origin, from: from, entries: entries),
                after: from >= registry.applied(log.origin)
                    ? registry.lastStamp(log.origin) : Stamp(milliseconds: 0, counter: 0))
            take(prepared, at: now)
            from = end
        }
    }
}

/// Names of notes in the store.
public enum NoteName {
    public static let fork = "fork/"
    /// The hash of the evidence that this node told everybody of.
    static let toldFork = "told-fork/"
    /// The newest heartbeats, over restarts.
    static let freshness = "heartbeats"
    /// Entries of branches that were discarded, by log, branch and first index.
    public static let aside = "aside/"
    /// The same with proofs, held here or by others, for their author.
    public static let cutOff = "cut-off/"
    /// Up to where the search for cut-off entries of an own log got.
    static let recordedAgain = "recorded-again/"
}
