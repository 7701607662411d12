public import Designation
import Synchronization
public import TransparencyLog

/// The institutions of a node: packed facts, folded standings, digests (protocol §6 to §8).
///
/// Standings are a pure function of the entries applied. Facts are folded when somebody asks or when
/// the node has time, so an answer never lags behind what was applied. Safe to use from any thread:
/// questions lock one shard of 64; `apply` is called by the node's single writer.
public final class Registry: Sendable {
    static let shardCount = 64
    /// The newest edition of the fold's rules that this software has (protocol §7).
    public static let foldEdition: UInt32 = 1
    /// Digest area of what every node of the federation holds.
    public static let common: RegionCode = {
        guard let code = RegionCode("COMMON") else { preconditionFailure("a region code") }
        return code
    }()

    final class ShardBox: Sendable {
        let state = Mutex(Shard())
    }

    struct Globals: Sendable {
        var view: RegistryView
        var origins: OriginTable
        var logs: [Origin: AppliedLog] = [:]
        var digests: [RegionCode: DigestBuckets] = [:]
        /// Common prefix of unsettled forks.
        var forks: [Origin: UInt64] = [:]
        /// Closed logs of which it is known that what is held here is what was closed.
        var settled: Set<Origin> = []
        var epochs: [Origin: EpochOpened] = [:]
        var directoryEntries: [Origin: [LoggedEntry]] = [:]
        var successions = SuccessionBook()
        var persons = PersonBook()
        var sites = SiteBook()
    }

    public let anchor: Anchor
    /// The newest edition of the fold's rules that this registry knows. Under a newer one it answers
    /// `unknown` and states no digests; what it holds is folded as soon as software is there that knows it.
    public let knownFoldEdition: UInt32
    let shards: [ShardBox]
    let globals: Mutex<Globals>
    let codes = Mutex(CodeBook())
    let derived: any DerivedStore
    let parallel: ParallelWork
    let damage = Mutex(false)
    private let rebuilding = Atomic<Bool>(false)
    /// The generation that rows of the derived store reflect since the last start.
    let loadedGeneration = Mutex<UInt64>(0)
    /// The generation under which every row was last folded.
    let foldedGeneration = Mutex<UInt64>(0)
    /// Whether memory has every institution of the derived store, so that one that is not in memory
    /// need not be looked for there.
    let holdsAll = Atomic<Bool>(false)
    /// Changes before facts of predecessors do; 0 as long as no licence replaced another.
    let successionEpoch = Atomic<UInt64>(0)
    /// Folds since the start, of all institutions together.
    let foldCount = Atomic<UInt64>(0)
    /// Above this many bytes of resident facts per shard, saved ones are dropped and read again on need.
    let factBudgetPerShard: Int

    public init(
        anchor: Anchor, derived: any DerivedStore, heldAreas: Set<RegionCode>,
        factBudget: Int = 128 << 20, parallel: ParallelWork = .serial,
        knownFoldEdition: UInt32 = Registry.foldEdition
    ) {
        self.anchor = anchor
        self.knownFoldEdition = knownFoldEdition
        self.parallel = parallel
        shards = (0..<Self.shardCount).map { _ in ShardBox() }
        let view = RegistryView(
            directory: Directory(anchor: anchor), origins: OriginTable(), scopes: [],
            generation: 0, heldAreas: heldAreas)
        globals = Mutex(Globals(view: view, origins: OriginTable()))
        self.derived = derived
        factBudgetPerShard = factBudget / Self.shardCount
    }

    /// The view in force now.
    public var view: RegistryView { globals.withLock { $0.view } }

    /// Entries applied of each log.
    public var applied: [Origin: UInt64] {
        globals.withLock { $0.logs.mapValues(\.applied) }
    }

    public func applied(_ origin: Origin) -> UInt64 {
        globals.withLock { $0.logs[origin]?.applied ?? 0 }
    }

    func shard(of institution: InstitutionID) -> ShardBox {
        // A stable hash is not needed here, only an even one; digest buckets use SHA-256.
        shards[Int(UInt(bitPattern: institution.hashValue) % UInt(Self.shardCount))]
    }

    /// Puts the prepared facts of a chunk in place. Entries below the applied size are skipped, so a
    /// repetition after an uncertain store is harmless.
    ///
    /// - Precondition: `chunk.from` is at most the applied size of its log.
    public func apply(_ chunk: PreparedChunk) {
        let already = globals.withLock { globals -> UInt64 in
            let log = globals.logs[chunk.origin, default: AppliedLog()]
            precondition(chunk.from <= log.applied, "chunks of one log are applied in order")
            return log.applied
        }
        note(chunk.successions)
        note(chunk.persons)
        note(chunk.sites)
        for fact in chunk.facts where fact.index >= already {
            add(fact, chunk.packed[fact.range], isSanction: chunk.hasSanctions)
        }
        if successionEpoch.load(ordering: .acquiring) > 0 {
            touchSuccessors(of: Set(chunk.facts.map(\.institution)))
        }
        note(chunk.codes)
        globals.withLock { globals in
            var log = globals.logs[chunk.origin, default: AppliedLog()]
            log.applied = max(log.applied, chunk.from + UInt64(chunk.count))
            log.lastStamp = max(log.lastStamp, chunk.lastStamp)
            globals.logs[chunk.origin] = log
        }
    }

    /// The stamp below which no entry of the log counts (protocol §6).
    public func lastStamp(_ origin: Origin) -> Stamp {
        globals.withLock { $0.logs[origin]?.lastStamp ?? AppliedLog().lastStamp }
    }

    /// The index of an origin in packed facts.
    func intern(_ origin: String) -> Int {
        globals.withLock { globals in
            let index = globals.origins.intern(origin)
            Self.extendView(&globals)
            return index
        }
    }

    private func add(
        _ fact: PreparedChunk.PackedFact, _ bytes: ArraySlice<UInt8>, isSanction: Bool
    ) {
        let changes = shard(of: fact.institution).state.withLock { shard -> [DigestChange] in
            if let place = shard.dossiers.index(forKey: fact.institution) {
                shard.add(
                    bytes, actCount: fact.actCount, at: place, isSanction: isSanction)
                return []
            }
            let found = find(fact.institution) ?? Dossier()
            let changes = Self.changes(fact.institution, from: [], to: found.standings)
            shard.factByteCount += found.facts?.count ?? 0
            shard.dossiers[fact.institution] = found
            if let place = shard.dossiers.index(forKey: fact.institution) {
                shard.add(
                    bytes, actCount: fact.actCount, at: place, isSanction: isSanction)
            }
            return changes
        }
        record(changes)
    }

    /// Reads an institution that memory does not have; `nil` when the store has none either.
    func find(_ institution: InstitutionID) -> Dossier? {
        holdsAll.load(ordering: .acquiring) ? nil : load(institution)
    }

    /// The derived store is known to be empty.
    public func startsEmpty() { holdsAll.store(true, ordering: .releasing) }

    /// Reads a dossier that is not in memory; `nil` when there is none.
    ///
    /// A derived store that cannot be read makes the whole registry damaged: no question is answered
    /// from it until it has been rebuilt from the logs, for an absent sanction must not look like none.
    func load(_ institution: InstitutionID) -> Dossier? {
        do {
            let generation = loadedGeneration.withLock { $0 }
            return try derived.dossier(institution).map {
                Dossier(row: $0, generation: generation)
            }
        } catch {
            damage.withLock { $0 = true }
            return nil
        }
    }

    /// The facts of a dossier whose other parts are in memory; damage as in ``load(_:)``.
    private func loadFacts(of institution: InstitutionID) -> [UInt8] {
        do {
            return try derived.facts(of: institution) ?? []
        } catch {
            damage.withLock { $0 = true }
            return []
        }
    }

    /// Whether derived data could not be read, or is being derived anew: answers are `unknown` until
    /// `rebuild` has come to its end.
    public var isDamaged: Bool { damage.withLock { $0 } || isRebuilding }

    /// Whether a part of the logs is not applied again yet.
    var isRebuilding: Bool {
        get { rebuilding.load(ordering: .acquiring) }
        set { rebuilding.store(newValue, ordering: .releasing) }
    }

    /// Brings all facts of a dossier together: those that only the store has, and those that came last.
    func gatherFacts(
        of institution: InstitutionID, at place: Dictionary<InstitutionID, Dossier>.Index,
        in shard: inout Shard
    ) {
        if shard.dossiers.values[place].facts == nil {
            let facts = loadFacts(of: institution)
            shard.dossiers.values[place].facts = facts
            shard.factByteCount += facts.count
        }
        shard.collect(at: place)
    }
}

/// How far one log has been applied.
struct AppliedLog: Sendable, Hashable {
    var applied: UInt64 = 0
    var lastStamp = Stamp(milliseconds: 0, counter: 0)
}
