extension Fold {
    /// The facts of an institution together with sanctions, bars and restrictions of the licences that
    /// its own replaced (protocol §7.5): a new number does not wash them off.
    ///
    /// Only registrations of the area that count name a predecessor, and only theirs are followed.
    ///
    /// - Parameters:
    ///   - others: facts of the licences that may turn out to be predecessors.
    public static func facts(
        of institution: InstitutionID, area: RegionCode, own: [Fact],
        others: [InstitutionID: [Fact]], context: FoldContext
    ) -> [Fact] {
        guard !others.isEmpty else { return own }
        var result = own
        var seen: Set = [institution]
        var open = predecessors(of: institution, area: area, facts: own, context: context)
        while let next = open.popLast() {
            guard seen.insert(next).inserted, let theirs = others[next] else { continue }
            result += inherited(from: next, theirs)
            open += predecessors(of: next, area: area, facts: theirs, context: context)
        }
        return result
    }

    private static func predecessors(
        of institution: InstitutionID, area: RegionCode, facts: [Fact], context: FoldContext
    ) -> [InstitutionID] {
        let ledger = Ledger(institution: institution, area: area, facts: facts, context: context)
        return ledger.positions.compactMap { position in
            guard ledger.counts(position),
                case .registered(let registered) = facts[ledger.factIndex(position)].act
            else { return nil }
            return registered.predecessor
        }
    }

    /// Sanctions, bars and restrictions of an earlier licence, with what lifts them.
    private static func inherited(from licence: InstitutionID, _ facts: [Fact]) -> [Fact] {
        var kept: [Fact] = []
        var places: Set<EventReference> = []
        // What lifts another act may stand before it in the order of arrival.
        for isLifting in [false, true, true] {
            for fact in facts where !places.contains(fact.reference) {
                let isSanction = fact.stream == .sanctions
                switch fact.act {
                case .terminated(let termination):
                    // A decision on another licence that names this one binds nobody by itself.
                    if isLifting || termination.affects.contains(licence) { continue }
                case .suspended, .barred, .unknown: if isLifting || !isSanction { continue }
                // A person or department goes over to the new licence under the measure.
                case .restricted: if isLifting { continue }
                case .resumed(let target), .withdrawn(let target),
                    .restrictionLifted(let target):
                    guard isLifting, places.contains(target) else { continue }
                case .registered, .assessed, .recognised, .signed, .changed, .renewed, .ended,
                    .resumptionRequested, .resumptionRefused, .reviewed:
                    continue
                }
                kept.append(fact)
                places.insert(fact.reference)
                if let place = fact.earlierPlace { places.insert(place) }
            }
        }
        return kept
    }
}
