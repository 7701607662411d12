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
        // The facts of an institution come from few logs.
        var logs: [AttributedLog] = []
        for place in facts.indices {
            var log = 0
            while log < logs.count, logs[log].origin != facts[place].reference.origin { log += 1 }
            if log == logs.count {
                let origin = facts[place].reference.origin
                logs.append(
                    AttributedLog(
                        origin: origin, scope: scope(of: origin, view: view),
                        known: vector.map { $0[origin] ?? 0 }))
            }
            guard facts[place].reference.index < logs[log].end else { continue }
            facts[place].author = logs[log].author
            facts[place].area = logs[log].area
            facts[place].stream = logs[log].stream
            if kept < place { facts.swapAt(kept, place) }
            kept += 1
        }
        facts.removeLast(facts.count - kept)
        return facts
    }

    private func scope(of origin: String, view: RegistryView) -> LogScope? {
        guard let index = view.origins.index(of: origin), index < view.scopes.count else {
            return nil
        }
        return view.scopes[index]
    }

    /// Folds `facts` for one area, unsettled forks included.
    func fold(
        _ institution: InstitutionID, area: RegionCode, facts: [Fact], view: RegistryView
    ) -> Standing {
        var standing = Fold.standing(
            of: institution, area: area, facts: facts, context: view.context)
        guard view.hasForks else { return standing }
        // The order of arrival must not show, nor what another area's register says.
        let own = facts.filter { $0.stream == .sanctions || $0.area == area }
        for fact in own.sorted(by: { $0.reference < $1.reference }) {
            guard let scope = scope(of: fact.reference.origin, view: view),
                let from = scope.forkedFrom, fact.reference.index >= from
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
        let isCommonKept = !dossier.isCommonStale && dossier.generation == view.generation
        let fresh = Self.areas(of: facts).map { area -> AreaStanding in
            if isCommonKept, area == Self.common,
                let known = dossier.standings.first(where: { $0.area == area })
            {
                return known
            }
            let all = inherit(
                ancestry, by: institution, area: area, facts: facts, view: view, vector: nil)
            let encoded = fold(institution, area: area, facts: all, view: view).encoded()
                .inExactRoom
            return AreaStanding(area: area, encoded: encoded, row: TreeHash.sha256(encoded))
        }
        let changes = Self.changes(institution, from: dossier.standings, to: fresh)
        if !changes.isEmpty { dossier.isUnsaved = true }
        dossier.standings = fresh
        dossier.generation = view.generation
        dossier.foldNumber = foldCount.wrappingAdd(1, ordering: .relaxed).newValue
        // Facts of a predecessor that came meanwhile are folded the next time.
        dossier.isStale = successionEpoch.load(ordering: .acquiring) != ancestry.epoch
        dossier.isCommonStale = dossier.isStale
        return changes
    }

    /// The areas of which facts tell anything, sorted.
    private static func areas(of facts: [Fact]) -> [RegionCode] {
        var areas: [RegionCode] = []
        for place in facts.indices {
            let area = facts[place].stream == .register ? facts[place].area : common
            let counts =
                facts[place].stream == .register || facts[place].stream == .sanctions
            if counts, !areas.contains(area) { areas.append(area) }
        }
        return areas.count > 1 ? areas.sorted() : areas
    }

    /// Calls `body` with the institution's dossier, folded under `view`; `nil` when nothing is known.
    func withFolded<Result>(
        _ institution: InstitutionID, view: RegistryView, _ body: (inout Dossier) -> Result
    ) -> Result? {
        let ancestry = ancestry(of: institution)
        let (result, changes) = shard(of: institution).state.withLock {
            shard -> (Result?, [DigestChange]) in
            var changes: [DigestChange] = []
            if shard.dossiers.index(forKey: institution) == nil {
                guard let loaded = find(institution) else { return (nil, []) }
                changes = Self.changes(institution, from: [], to: loaded.standings)
                shard.factByteCount += loaded.facts?.count ?? 0
                shard.dossiers[institution] = loaded
            }
            guard let place = shard.dossiers.index(forKey: institution) else { return (nil, []) }
            if shard.dossiers.values[place].isStale
                || shard.dossiers.values[place].generation != view.generation
            {
                gatherFacts(of: institution, at: place, in: &shard)
                changes += refold(
                    institution, &shard.dossiers.values[place], view: view, ancestry: ancestry)
            }
            return (body(&shard.dossiers.values[place]), changes)
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
            var stale: [InstitutionID] = []
            for place in shard.dossiers.indices where stale.count < limit {
                if shard.dossiers.values[place].isStale
                    || shard.dossiers.values[place].generation != view.generation
                {
                    stale.append(shard.dossiers.keys[place])
                }
            }
            return stale
        }
        for institution in stale { _ = withFolded(institution, view: view) { _ in } }
        return stale.count
    }
}

/// What a view says of the facts of one log.
private struct AttributedLog {
    let origin: String
    /// Facts from this index on do not count.
    var end: UInt64 = 0
    var author = ""
    var area = Registry.common
    var stream = Designation.Stream.register

    /// - Parameter known: how much of the log is asked for; `nil`: all of it.
    init(origin: String, scope: LogScope?, known: UInt64?) {
        self.origin = origin
        guard let scope, scope.isTrusted, let name = scope.name, let area = scope.area else {
            return
        }
        end = min(scope.closedSize ?? .max, known ?? .max)
        author = name.node
        self.area = area
        stream = name.stream
    }
}

extension Dossier {
    /// The standing of `area` as bytes, if any register fact of the area is known.
    func encoded(_ area: RegionCode) -> [UInt8]? {
        standings.first { $0.area == area }?.encoded
    }
}
