import Designation
import Synchronization
import TransparencyLog

extension Registry {
    /// The facts of an institution that count under `view`, unpacked and attributed.
    ///
    /// - Parameter vector: only entries below these sizes, for "what was known then"; `nil`: all.
    /// - Returns: `nil` when the packed bytes are damaged, which makes the registry damaged.
    func facts(_ packed: [UInt8], view: RegistryView, vector: [String: UInt64]?) -> [Fact] {
        var view = view
        var unpacked = Fact.decodeAll(packed[...], origins: view.origins)
        if unpacked == nil {
            // The facts may have grown names since the caller took its view.
            view = self.view
            unpacked = Fact.decodeAll(packed[...], origins: view.origins)
        }
        guard var facts = unpacked.take() else {
            damage.withLock { $0 = true }
            return []
        }
        var kept = 0
        var last: (origin: String, scope: LogScope?) = ("", nil)
        for place in facts.indices {
            let reference = facts[place].reference
            // Most facts of an institution come from one log.
            if reference.origin != last.origin {
                last = (reference.origin, scope(of: facts[place], view: view))
            }
            guard let scope = last.scope, scope.isTrusted, let name = scope.name,
                let area = scope.area
            else { continue }
            if let closed = scope.closedSize, reference.index >= closed { continue }
            if let vector, reference.index >= vector[reference.origin] ?? 0 { continue }
            facts[place].author = name.node
            facts[place].area = area
            facts[place].stream = name.stream
            if kept < place { facts.swapAt(kept, place) }
            kept += 1
        }
        facts.removeLast(facts.count - kept)
        return facts
    }

    private func scope(of fact: Fact, view: RegistryView) -> LogScope? {
        guard let index = view.origins.index(of: fact.reference.origin),
            index < view.scopes.count
        else { return nil }
        return view.scopes[index]
    }

    /// Folds `facts` for one area, unsettled forks included.
    func fold(
        _ institution: InstitutionID, area: RegionCode, facts: [Fact], view: RegistryView
    ) -> Standing {
        var standing = Fold.standing(
            of: institution, area: area, facts: facts, context: view.context)
        for fact in facts {
            guard let scope = scope(of: fact, view: view), let from = scope.forkedFrom,
                fact.reference.index >= from
            else { continue }
            standing.markForked(by: fact.reference, region: fact.region)
        }
        return standing
    }

    /// Brings a stale dossier up to date and returns the change of rows for the digests.
    ///
    /// - Parameter ancestry: of the institution, read before its shard was locked.
    func refold(
        _ institution: InstitutionID, _ dossier: inout Dossier, view: RegistryView,
        ancestry: Ancestry
    ) -> [DigestChange] {
        let facts = self.facts(dossier.facts ?? [], view: view, vector: nil)
        var areas = Set(facts.lazy.filter { $0.stream == .register }.map(\.area))
        if facts.contains(where: { $0.stream == .sanctions }) { areas.insert(Self.common) }
        let fresh = areas.sorted().map { area -> AreaStanding in
            let all = inherit(
                ancestry, by: institution, area: area, facts: facts, view: view, vector: nil)
            let encoded = fold(institution, area: area, facts: all, view: view).encoded()
            return AreaStanding(area: area, encoded: encoded, row: TreeHash.sha256(encoded))
        }
        let changes = Self.changes(institution, from: dossier.standings, to: fresh)
        if !changes.isEmpty { dossier.isUnsaved = true }
        dossier.standings = fresh
        dossier.generation = view.generation
        // Facts of a predecessor that came meanwhile are folded the next time.
        dossier.isStale = successionEpoch.load(ordering: .acquiring) != ancestry.epoch
        dossier.decoded = nil
        return changes
    }

    /// Calls `body` with the institution's dossier, folded under `view`; `nil` when nothing is known.
    func withFolded<Result>(
        _ institution: InstitutionID, view: RegistryView, _ body: (inout Dossier) -> Result
    ) -> Result? {
        let ancestry = ancestry(of: institution)
        let (result, changes) = shard(of: institution).state.withLock {
            shard -> (Result?, [DigestChange]) in
            var changes: [DigestChange] = []
            if shard.dossiers[institution] == nil {
                guard let loaded = find(institution) else { return (nil, []) }
                changes = Self.changes(institution, from: [], to: loaded.standings)
                shard.factByteCount += loaded.facts?.count ?? 0
                shard.dossiers[institution] = loaded
            }
            if let dossier = shard.dossiers[institution],
                dossier.isStale || dossier.generation != view.generation
            {
                loadFacts(of: institution, in: &shard)
                var moved = shard.dossiers.removeValue(forKey: institution) ?? Dossier()
                changes += refold(institution, &moved, view: view, ancestry: ancestry)
                shard.dossiers[institution] = moved
            }
            var result: Result?
            if shard.dossiers[institution] != nil {
                result = body(&shard.dossiers[institution, default: Dossier()])
            }
            return (result, changes)
        }
        record(changes)
        return result
    }

    /// Folds up to `limit` stale dossiers of the shards in memory.
    ///
    /// - Returns: whether any may be left.
    public func foldPending(limit: Int) -> Bool {
        let view = self.view
        var left = limit
        for box in shards {
            left -= foldPending(box, view: view, limit: left)
            if left <= 0 { return true }
        }
        return false
    }

    /// - Returns: how many were folded.
    func foldPending(_ box: ShardBox, view: RegistryView, limit: Int) -> Int {
        let stale = box.state.withLock { shard in
            Array(
                shard.dossiers.lazy
                    .filter { $0.value.isStale || $0.value.generation != view.generation }
                    .prefix(limit).map(\.key))
        }
        for institution in stale { _ = withFolded(institution, view: view) { _ in } }
        return stale.count
    }
}

extension Dossier {
    /// The decoded standing of `area`, if any register fact of the area is known.
    func standing(_ area: RegionCode) -> Standing? {
        standings.first { $0.area == area }.flatMap { Standing(ownEncoding: $0.encoded) }
    }
}
