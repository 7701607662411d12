public import Designation
import Synchronization
public import TransparencyLog

/// One row of a digest replaced by another.
struct DigestChange: Sendable {
    var area: RegionCode
    var bucket: UInt8
    var old: TreeHash?
    var new: TreeHash?
}

/// The digest of one area under stated inputs: equal inputs must give equal values (protocol §8).
public struct AreaDigest: Sendable, Hashable {
    public var area: RegionCode
    /// Hash of the inputs: every log that counts for the area with size and root, and the fold edition.
    public var inputs: TreeHash
    public var value: TreeHash
}

extension Registry {
    static func bucket(of institution: InstitutionID) -> UInt8 {
        TreeHash.sha256(Array(institution.description.utf8)).bytes[0]
    }

    static func changes(
        _ institution: InstitutionID, from old: [AreaStanding], to new: [AreaStanding]
    ) -> [DigestChange] {
        var changes: [DigestChange] = []
        for standing in new {
            let before = old.first { $0.area == standing.area }?.row
            if before == standing.row { continue }
            changes.append(.init(area: standing.area, bucket: 0, old: before, new: standing.row))
        }
        for standing in old where !new.contains(where: { $0.area == standing.area }) {
            changes.append(.init(area: standing.area, bucket: 0, old: standing.row, new: nil))
        }
        if changes.isEmpty { return [] }
        let bucket = bucket(of: institution)
        for place in changes.indices { changes[place].bucket = bucket }
        return changes
    }

    func record(_ changes: [DigestChange]) {
        guard !changes.isEmpty else { return }
        globals.withLock { globals in
            for change in changes {
                globals.digests[change.area, default: DigestBuckets()]
                    .replace(bucket: change.bucket, old: change.old, new: change.new)
            }
        }
    }

    /// The buckets of an area, everything pending folded first.
    public func digestBuckets(_ area: RegionCode) -> DigestBuckets {
        foldAll()
        return globals.withLock { $0.digests[area] ?? DigestBuckets() }
    }

    /// The rows of one bucket of an area, sorted by institution.
    public func digestRows(_ area: RegionCode, bucket: UInt8) -> [DigestRow] {
        foldAll()
        var rows: [DigestRow] = []
        for box in shards {
            let found = box.state.withLock { shard in
                shard.dossiers.compactMap { institution, dossier in
                    dossier.standings.first { $0.area == area }.map { (institution, $0.row) }
                }
            }
            for (institution, row) in found where Self.bucket(of: institution) == bucket {
                rows.append(DigestRow(institution: institution.description, row: row))
            }
        }
        return rows.sorted { $0.institution < $1.institution }
    }

    /// Folds everything that is stale, rows in the derived store included.
    public func foldAll() {
        let generation = view.generation
        guard
            generation == foldedGeneration.withLock({ $0 })
                || holdsAll.load(ordering: .acquiring) || walkAll()
        else { return }
        foldResident()
        foldedGeneration.withLock { $0 = generation }
    }

    /// Folds every stale dossier in memory, shard by shard.
    public func foldResident() {
        let view = self.view
        parallel(Self.shardCount) { number in
            while foldPending(shards[number], view: view, limit: 4_096) > 0 {}
        }
    }

    /// Loads every institution that is not in memory yet.
    ///
    /// - Returns: false when the store could not be read; the registry is damaged then.
    func walkAll() -> Bool {
        var last: InstitutionID?
        while true {
            let rows: [DossierRow]
            do {
                rows = try derived.dossiers(after: last, limit: 1_024)
            } catch {
                damage.withLock { $0 = true }
                return false
            }
            if rows.isEmpty { break }
            let view = self.view
            for row in rows { take(row, view: view) }
            last = rows.last?.institution
        }
        holdsAll.store(true, ordering: .releasing)
        return true
    }

    /// Takes a row of the derived store into memory unless it is there, and folds it.
    private func take(_ row: DossierRow, view: RegistryView) {
        let ancestry = ancestry(of: row.institution)
        let changes = shard(of: row.institution).state.withLock { shard -> [DigestChange] in
            guard shard.dossiers[row.institution] == nil else { return [] }
            var dossier = Dossier(row: row, generation: loadedGeneration.withLock { $0 })
            var changes = Self.changes(row.institution, from: [], to: dossier.standings)
            if dossier.isStale || dossier.generation != view.generation {
                changes += refold(row.institution, &dossier, view: view, ancestry: ancestry)
            }
            // Facts that the store has are read again when they are needed.
            if !dossier.isUnsaved { dossier.facts = nil }
            shard.factByteCount += dossier.facts?.count ?? 0
            shard.dossiers[row.institution] = dossier
            return changes
        }
        record(changes)
    }
}
