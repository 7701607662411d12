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
        guard old != new else { return [] }
        let bucket = bucket(of: institution)
        var changes: [DigestChange] = []
        for area in Set(old.map(\.area)).union(new.map(\.area)) {
            let before = old.first { $0.area == area }?.row
            let after = new.first { $0.area == area }?.row
            if before != after {
                changes.append(.init(area: area, bucket: bucket, old: before, new: after))
            }
        }
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

    /// Folds everything that is stale, rows in the derived store included.
    public func foldAll() {
        if view.generation != foldedGeneration.withLock({ $0 }) { walkAll() }
        while foldPending(limit: 4_096) {}
    }

    /// Loads and folds every institution: after a change of the directory, and once after a start.
    func walkAll() {
        let generation = view.generation
        var last: InstitutionID?
        while true {
            // Losing the error is right: `load` reports an unreadable store through `isDamaged`.
            guard let rows = try? derived.dossiers(after: last, limit: 1_024), !rows.isEmpty else {
                break
            }
            let view = self.view
            for row in rows {
                _ = withFolded(row.institution, view: view) { _ in }
            }
            last = rows.last?.institution
        }
        foldedGeneration.withLock { $0 = generation }
    }
}
