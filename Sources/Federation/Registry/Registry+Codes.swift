public import Designation
import Synchronization

/// A national code that a registration names.
struct CodeClaim: Sendable {
    var code: String
    var institution: InstitutionID
}

/// National codes that registrations named since somebody last took stock of all institutions: what no
/// census and no derived store tells yet. A claim may be without effect; whoever asks looks at the fold.
struct CodeBook: Sendable {
    private struct Claims: Sendable {
        /// Nearly every code is one institution's: a set for each would take several times the room.
        var first: [String: InstitutionID] = [:]
        var others: [String: Set<InstitutionID>] = [:]

        mutating func insert(_ claim: CodeClaim) {
            guard let first = first[claim.code] else {
                first[claim.code] = claim.institution
                return
            }
            if first != claim.institution {
                others[claim.code, default: []].insert(claim.institution)
            }
        }

        func of(_ code: String) -> Set<InstitutionID> {
            guard let first = first[code] else { return [] }
            return others[code, default: []].union([first])
        }
    }
    /// Since the last stocktaking began, and of before it as long as it runs.
    private var recent = Claims()
    private var former = Claims()
    /// What the derived store once found by a code; all later claims were recent ones since.
    fileprivate var stored: [String: Set<InstitutionID>] = [:]

    mutating func insert(_ claims: [CodeClaim]) {
        for claim in claims { recent.insert(claim) }
    }

    fileprivate func claims(of code: String) -> Set<InstitutionID> {
        let recent = recent.of(code)
        let former = former.of(code)
        return former.isEmpty ? recent : recent.union(former)
    }

    fileprivate mutating func beginStocktaking() {
        // One at a time, so nothing is left of an earlier one.
        former = recent
        recent = Claims()
    }

    fileprivate mutating func endStocktaking() {
        former = Claims()
        // From here on the stocktaking stands for what the derived store had.
        stored = [:]
    }
}

extension Registry {
    /// The institution that a national code names: by the facts in force, or else by others that were
    /// registered of it. `nil` where none or several do. As fresh as a question by identity: what was
    /// applied a moment ago counts, whether or not it could be saved.
    ///
    /// Looks through the derived store, some ten milliseconds for a code not asked about before; with
    /// stock taken of all institutions use ``institution(nationalCode:known:recent:)``.
    public func institution(nationalCode: String) -> InstitutionID? {
        let recent = recentClaims(of: nationalCode)
        return institution(
            nationalCode: nationalCode, known: storedClaims(of: nationalCode), recent: recent)
    }

    /// Whom the derived store finds by the code; kept until stock is taken.
    public func storedClaims(of nationalCode: String) -> Set<InstitutionID> {
        if let known = codes.withLock({ $0.stored[nationalCode] }) { return known }
        // Losing the error is right: an unreadable store shows in `isDamaged` at the next load. What it
        // finds may only begin with the text, or have it in its name.
        let found = Set((try? derived.find(nationalCode, limit: 64)) ?? [])
        if !found.isEmpty { codes.withLock { $0.stored[nationalCode] = found } }
        return found
    }

    /// The same among institutions that had the code when stock was taken, and those that claimed it since.
    ///
    /// - Parameter recent: from ``recentClaims(of:)``, read before `known` was.
    public func institution(
        nationalCode: String, known: some Sequence<InstitutionID>, recent: Set<InstitutionID>
    ) -> InstitutionID? {
        var candidates = recent.union(known)
        if successionEpoch.load(ordering: .acquiring) > 0 {
            // A licence may have its code from the one that it replaced.
            let successors = globals.withLock { globals in
                candidates.flatMap { globals.successions.successors[$0] ?? [] }
            }
            candidates.formUnion(successors)
        }
        var present: Set<InstitutionID> = []
        var others: Set<InstitutionID> = []
        var replaced: Set<InstitutionID> = []
        for candidate in candidates {
            for standing in standings(of: candidate) {
                guard let facts = standing.facts else { continue }
                if let old = facts.predecessor { replaced.insert(old) }
                if facts.nationalCode == nationalCode {
                    present.insert(candidate)
                } else if standing.nationalCodes.contains(nationalCode) {
                    others.insert(candidate)
                }
            }
        }
        // A code in force comes before one that was, or that is another agency's; a licence that another
        // one replaced has handed its code on.
        for claims in [present, others] where !claims.isEmpty {
            let living = claims.count > 1 ? claims.subtracting(replaced) : claims
            return living.count == 1 ? living.first : nil
        }
        return nil
    }

    /// Who claimed the code since stock was taken.
    public func recentClaims(of nationalCode: String) -> Set<InstitutionID> {
        codes.withLock { $0.claims(of: nationalCode) }
    }

    /// Somebody begins to walk over all standings. What is claimed from here on he may miss.
    ///
    /// One stocktaking at a time; ``endStocktaking()`` follows when its result is to be found.
    public func beginStocktaking() { codes.withLock { $0.beginStocktaking() } }

    /// The claims of before ``beginStocktaking()`` are forgotten: the stocktaking tells them.
    public func endStocktaking() { codes.withLock { $0.endStocktaking() } }

    /// Whether an institution still has the standings that it had when a walk over all was numbered
    /// (``forEachStanding(foldedSince:_:)``).
    public func isUnchanged(_ institution: InstitutionID, sinceFold number: UInt64) -> Bool {
        let generation = globals.withLock { $0.view.generation }
        return shard(of: institution).state.withLock { shard in
            guard let place = shard.dossiers.index(forKey: institution) else { return false }
            return !shard.dossiers.values[place].isStale
                && shard.dossiers.values[place].generation == generation
                && shard.dossiers.values[place].foldNumber <= number
        }
    }

    /// Institutions in memory with a licence number, whether saved or not; sorted.
    public func institutions(numbered number: String) -> [InstitutionID] {
        shards.flatMap { box in
            box.state.withLock { shard in shard.dossiers.keys.filter { $0.number == number } }
        }.sorted()
    }

    /// Notes who claims a code, after the facts that say so are in place: a stocktaking that begins
    /// between the two finds the facts.
    func note(_ claims: [CodeClaim]) {
        guard !claims.isEmpty else { return }
        codes.withLock { $0.insert(claims) }
    }

    private func standings(of institution: InstitutionID) -> [Standing] {
        let encoded = withFolded(institution, view: view) { $0.standings.map(\.encoded) } ?? []
        return encoded.compactMap { Standing(ownEncoding: $0) }
    }
}
