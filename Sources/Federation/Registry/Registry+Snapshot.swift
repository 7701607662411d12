import Designation
import Synchronization
import TransparencyLog

extension Registry {
    /// Rows that differ from the derived store, with what they reflect. Call it on the writer, between
    /// two chunks; saving may then happen elsewhere. `markSaved` follows when it succeeded.
    public func unsaved() -> (rows: [DossierRow], snapshot: DerivedSnapshot) {
        foldResident()
        var rows: [DossierRow] = []
        for box in shards {
            box.state.withLock { shard in
                for place in shard.dossiers.indices where shard.dossiers.values[place].isUnsaved {
                    let institution = shard.dossiers.keys[place]
                    // What came while this was folding; a row must not lack it.
                    if shard.dossiers.values[place].hasArrivals {
                        gatherFacts(of: institution, at: place, in: &shard)
                    }
                    rows.append(row(institution, shard.dossiers.values[place]))
                }
            }
        }
        return (rows, snapshot())
    }

    public func markSaved(_ rows: [DossierRow]) {
        for row in rows {
            shard(of: row.institution).state.withLock { shard in
                // A dossier that grew or was folded anew since the row was taken is still to be saved:
                // a row that reflects an older directory must not pass for a new one at the next start.
                guard let dossier = shard.dossiers[row.institution],
                    !dossier.hasArrivals, dossier.facts?.count == row.facts.count,
                    dossier.standings.map(\.encoded) == row.standings
                else { return }
                shard.dossiers[row.institution]?.isUnsaved = false
            }
        }
        evict()
    }

    /// Drops resident facts of saved dossiers above the budget; they are read again on need.
    private func evict() {
        for box in shards {
            box.state.withLock { shard in
                guard shard.factByteCount > factBudgetPerShard else { return }
                for (institution, dossier) in shard.dossiers
                where !dossier.isUnsaved && dossier.facts != nil {
                    shard.factByteCount -= dossier.facts?.count ?? 0
                    shard.dossiers[institution]?.facts = nil
                    if shard.factByteCount <= factBudgetPerShard / 2 { break }
                }
            }
        }
    }

    private func row(_ institution: InstitutionID, _ dossier: Dossier) -> DossierRow {
        let registered = dossier.standings.lazy
            .compactMap { Standing(ownEncoding: $0.encoded) }.first { $0.facts != nil }
        let shown = registered?.facts
        return DossierRow(
            institution: institution, facts: dossier.facts ?? [],
            standings: dossier.standings.map(\.encoded), name: shown?.name ?? "",
            nationalCodes: registered?.nationalCodes ?? [], place: shown?.place.text ?? "",
            type: shown?.type.rawValue ?? 0)
    }

    private func snapshot() -> DerivedSnapshot {
        let folded = foldedGeneration.withLock { $0 }
        return globals.withLock { globals in
            var state = SnapshotState()
            state.generation = folded == globals.view.generation ? folded : 0
            state.origins = globals.origins.names
            state.successions = globals.successions.all
            state.persons = globals.persons.all
            state.sites = globals.sites.all
            state.stamps = globals.logs.map { ($0.key.text, $0.value.lastStamp) }
                .sorted { $0.0 < $1.0 }
            return DerivedSnapshot(
                applied: globals.logs.mapValues(\.applied), registry: state.encoded())
        }
    }

    /// Takes up a snapshot at start.
    ///
    /// - Returns: false when it is of another format; the caller erases the derived store then.
    public func restore(_ snapshot: DerivedSnapshot) -> Bool {
        guard let state = SnapshotState(encoded: snapshot.registry),
            let origins = OriginTable(names: state.origins)
        else { return false }
        globals.withLock { globals in
            globals.origins = origins
            let stamps = Dictionary(state.stamps, uniquingKeysWith: { $1 })
            for (origin, applied) in snapshot.applied {
                globals.logs[origin] = AppliedLog(
                    applied: applied,
                    lastStamp: stamps[origin.text] ?? Stamp(milliseconds: 0, counter: 0))
            }
        }
        note(state.successions)
        note(state.persons)
        note(state.sites)
        loadedGeneration.withLock { $0 = state.generation }
        return true
    }

    /// Forgets everything, for a rebuild from the logs; the derived store was erased before.
    func reset() {
        for box in shards { box.state.withLock { $0 = Shard() } }
        globals.withLock { globals in
            let (forks, settled) = (globals.forks, globals.settled)
            globals = Globals(view: globals.view, origins: OriginTable())
            globals.forks = forks
            globals.settled = settled
        }
        codes.withLock { $0 = CodeBook() }
        damage.withLock { $0 = false }
        loadedGeneration.withLock { $0 = 0 }
        foldedGeneration.withLock { $0 = 0 }
        refreshView()
    }

    /// Loads every row of the derived store, so that digests and lists are complete.
    public func warmUp() { foldAll() }
}

/// The registry's own part of a snapshot.
struct SnapshotState {
    static let format = "dingdian-registry-7"
    var generation: UInt64 = 0
    var origins: [String] = []
    var stamps: [(String, Stamp)] = []
    var successions: [Succession] = []
    var persons: [PersonMeasure] = []
    var sites: [SiteNaming] = []

    init() {}

    func encoded() -> [UInt8] {
        var lines = [Self.format, String(generation), String(origins.count)]
        lines += origins
        lines.append(String(stamps.count))
        lines += stamps.map { "\($0.0) \($0.1.milliseconds) \($0.1.counter)" }
        lines += successions.map { "\($0.successor) \($0.predecessor)" }
        lines += persons.map { "person \($0.person) \($0.institution)" }
        lines += sites.map { "site \($0.site) \($0.institution)" }
        return Array(lines.joined(separator: "\n").utf8)
    }

    init?(encoded: [UInt8]) {
        let lines = String(decoding: encoded, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, lines[0] == Self.format, let generation = UInt64(lines[1]),
            let originCount = Int(lines[2]), originCount >= 0, lines.count > 3 + originCount,
            let stampCount = Int(lines[3 + originCount]), stampCount >= 0,
            lines.count >= 4 + originCount + stampCount
        else { return nil }
        self.generation = generation
        origins = Array(lines[3..<3 + originCount])
        for line in lines[(4 + originCount + stampCount)...] {
            let words = line.split(separator: " ").map(String.init)
            if words.count == 3, words[0] == "person" {
                guard let institution = InstitutionID(words[2]) else { return nil }
                persons.append(PersonMeasure(person: words[1], institution: institution))
                continue
            }
            if words.count == 3, words[0] == "site" {
                guard let institution = InstitutionID(words[2]) else { return nil }
                sites.append(SiteNaming(site: words[1], institution: institution))
                continue
            }
            let parts = words.map { InstitutionID($0) }
            guard parts.count == 2, let successor = parts[0], let predecessor = parts[1] else {
                return nil
            }
            successions.append(Succession(successor: successor, predecessor: predecessor))
        }
        for line in lines[(4 + originCount)..<4 + originCount + stampCount] {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let milliseconds = UInt64(parts[1]),
                let counter = UInt32(parts[2])
            else { return nil }
            stamps.append(
                (String(parts[0]), Stamp(milliseconds: milliseconds, counter: counter)))
        }
    }
}

extension Dossier {
    /// A row as the derived store gives it back.
    init(row: DossierRow, generation: UInt64) {
        self.init()
        facts = row.facts
        standings = row.standings.compactMap { encoded in
            Standing(encoded: encoded[...]).map {
                AreaStanding(area: $0.area, encoded: encoded, row: TreeHash.sha256(encoded))
            }
        }
        self.generation = generation
        // A row whose standings do not parse is folded anew from its facts.
        isStale = standings.count != row.standings.count
        isCommonStale = isStale
        isUnsaved = false
    }
}
