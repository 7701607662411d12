public import Designation
import Synchronization

/// A licence that replaced another.
struct Succession: Hashable, Sendable {
    var successor: InstitutionID
    var predecessor: InstitutionID
}

/// Who replaced whom, by all registrations read, in both directions. Whether a registration counts is
/// the fold's concern; this only tells whose facts it may need.
struct SuccessionBook: Sendable {
    /// More are not followed: a bound for foreign data. What an institution's own registrations name
    /// comes first, so that nothing written about others pushes it out.
    static let maximumCount = 10_000

    private(set) var predecessors: [InstitutionID: Set<InstitutionID>] = [:]
    private(set) var successors: [InstitutionID: Set<InstitutionID>] = [:]

    mutating func insert(_ succession: Succession) {
        guard succession.successor != succession.predecessor else { return }
        predecessors[succession.successor, default: []].insert(succession.predecessor)
        successors[succession.predecessor, default: []].insert(succession.successor)
    }

    /// Sorted, for a snapshot.
    var all: [Succession] {
        predecessors.flatMap { successor, list in
            list.map { Succession(successor: successor, predecessor: $0) }
        }.sorted { ($0.successor, $0.predecessor) < ($1.successor, $1.predecessor) }
    }

    /// Everything that can be reached from the institution, the nearest first, without itself; sorted.
    static func reach(
        _ institution: InstitutionID, _ steps: [InstitutionID: Set<InstitutionID>]
    ) -> [InstitutionID] {
        var seen: Set = [institution]
        var found: [InstitutionID] = []
        var level = [institution]
        while !level.isEmpty, found.count < maximumCount {
            var next: [InstitutionID] = []
            for licence in level {
                for step in steps[licence] ?? [] where seen.insert(step).inserted {
                    next.append(step)
                }
            }
            next.sort()
            found += next.prefix(maximumCount - found.count)
            level = next
        }
        return found.sorted()
    }
}

/// The packed facts of an institution's possible predecessors, read before its own shard is locked.
struct Ancestry: Sendable {
    /// Of the book of successions and all facts of predecessors; see ``Registry/successionEpoch``.
    var epoch: UInt64
    var packed: [InstitutionID: [UInt8]] = [:]
}

extension Registry {
    /// - Note: No shard may be locked by the caller.
    func ancestry(of institution: InstitutionID) -> Ancestry {
        let epoch = successionEpoch.load(ordering: .acquiring)
        guard epoch > 0 else { return Ancestry(epoch: 0) }
        let line = globals.withLock {
            SuccessionBook.reach(institution, $0.successions.predecessors)
        }
        var ancestry = Ancestry(epoch: epoch)
        for licence in line {
            let held = shard(of: licence).state.withLock { shard -> [UInt8]? in
                guard let place = shard.dossiers.index(forKey: licence) else { return nil }
                gatherFacts(of: licence, at: place, in: &shard)
                return shard.dossiers.values[place].facts
            }
            ancestry.packed[licence] = held ?? load(licence)?.facts
        }
        return ancestry
    }

    /// The facts to fold for an area: the institution's own, and what follows from predecessors.
    func inherit(
        _ ancestry: Ancestry, by institution: InstitutionID, area: RegionCode, facts: [Fact],
        view: RegistryView, vector: [String: UInt64]?
    ) -> [Fact] {
        guard !ancestry.packed.isEmpty else { return facts }
        let others = ancestry.packed.mapValues { self.facts($0, view: view, vector: vector) }
        return Fold.facts(
            of: institution, area: area, own: facts, others: others, context: view.context)
    }

    /// Who is asked about by a national code on a day: a licence, or, before its first agreement in any
    /// unit of the region's area, the one that it replaced and that had the same code. From that day on
    /// the old licence answers for nobody, also where the new one is not designated yet.
    public func holder(
        _ institution: InstitutionID, of nationalCode: String, in region: RegionCode,
        on day: LegalDate
    ) -> InstitutionID {
        let tree = view.tree
        guard successionEpoch.load(ordering: .acquiring) > 0,
            let area = tree.area(of: region)
        else { return institution }
        func begins(_ standing: Standing) -> LegalDate? {
            standing.timelines.compactMap(\.spans.first?.from).min()
        }
        var current = institution
        var seen: Set = [institution]
        while globals.withLock({ $0.successions.predecessors[current] != nil }) {
            let standing = standing(of: current, area: area)
            guard let first = begins(standing), day < first,
                let old = standing.facts?.predecessor, seen.insert(old).inserted
            else { return current }
            let earlier = self.standing(of: old, area: area)
            guard earlier.nationalCodes.contains(nationalCode),
                let began = begins(earlier), began <= day || began < first
            else { return current }
            current = old
        }
        return current
    }

    /// Licences that this one may have replaced, directly or in turn; sorted. Whether each registration that
    /// says so counts is the fold's concern.
    public func predecessors(of institution: InstitutionID) -> [InstitutionID] {
        guard successionEpoch.load(ordering: .acquiring) > 0 else { return [] }
        return globals.withLock {
            SuccessionBook.reach(institution, $0.successions.predecessors)
        }
    }

    /// Licences that replace this one, directly or in turn; sorted.
    public func successors(of institution: InstitutionID) -> [InstitutionID] {
        guard successionEpoch.load(ordering: .acquiring) > 0 else { return [] }
        return globals.withLock {
            SuccessionBook.reach(institution, $0.successions.successors)
        }.sorted()
    }

    /// Notes who replaces whom, before the facts that say so are in place.
    func note(_ successions: [Succession]) {
        guard !successions.isEmpty else { return }
        globals.withLock { globals in
            for succession in successions { globals.successions.insert(succession) }
        }
        successionEpoch.add(1, ordering: .acquiringAndReleasing)
    }

    /// Facts of these institutions came: whoever replaced them is to be folded anew. A fold that runs
    /// at this moment sees by the epoch that it may have read too early.
    func touchSuccessors(of institutions: Set<InstitutionID>) {
        guard successionEpoch.load(ordering: .acquiring) > 0 else { return }
        let touched = globals.withLock { globals in
            var touched: Set<InstitutionID> = []
            for institution in institutions {
                touched.formUnion(
                    SuccessionBook.reach(institution, globals.successions.successors))
            }
            return touched
        }
        guard !touched.isEmpty else { return }
        successionEpoch.add(1, ordering: .acquiringAndReleasing)
        for institution in touched.sorted() { makeStale(institution) }
    }

    private func makeStale(_ institution: InstitutionID) {
        let changes = shard(of: institution).state.withLock { shard -> [DigestChange] in
            var changes: [DigestChange] = []
            if shard.dossiers[institution] == nil {
                // Not even registered here (yet): it will be folded when it is.
                guard let found = find(institution) else { return [] }
                changes = Self.changes(institution, from: [], to: found.standings)
                shard.factByteCount += found.facts?.count ?? 0
                shard.dossiers[institution] = found
            }
            shard.dossiers[institution]?.isStale = true
            shard.dossiers[institution]?.isCommonStale = true
            return changes
        }
        record(changes)
    }
}
