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
        var result: [Fact] = []
        var seen: Set = [institution]
        var open = predecessors(of: institution, area: area, facts: own, context: context)
        while let next = open.popLast() {
            guard seen.insert(next).inserted, let theirs = others[next] else { continue }
            let over = endedRequests(of: next, area, theirs, before: own, context)
            result += inherited(
                from: next, by: institution, theirs.filter { !over.contains($0.reference) })
            open += predecessors(of: next, area: area, facts: theirs, context: context)
        }
        // A decision that names this licence among others is the same act when it is inherited.
        let inherited = Set(result.map(\.reference))
        return own.filter { !inherited.contains($0.reference) } + result
    }

    /// Suspensions that the earlier licence asked for and that were over with the agreements which they
    /// suspended (N42 ¶1) before the new licence's first one of that unit began. A wish is no sanction:
    /// there is nothing that a new number could wash off.
    private static func endedRequests(
        of licence: InstitutionID, _ area: RegionCode, _ theirs: [Fact], before own: [Fact],
        _ context: FoldContext
    ) -> Set<EventReference> {
        let isAny = theirs.contains { fact in
            if case .suspended(let act) = fact.act { act.isOwnRequest } else { false }
        }
        guard isAny else { return [] }
        let tree = context.regions
        let plan = FoldPlan(
            Ledger(institution: licence, area: area, facts: theirs, context: context))
        var over: Set<EventReference> = []
        for (number, suspension) in plan.sanctions.enumerated()
        where suspension.isOwnRequest && !suspension.isTermination {
            let borne = plan.agreements.filter { agreement in
                agreement.seat.unit == suspension.seat.unit
                    && agreement.burdens.contains { $0.sanction == number }
            }
            let starts = own.compactMap { fact -> LegalDate? in
                guard case .signed(let agreement) = fact.act,
                    tree.unit(of: fact.region) == suspension.seat.unit
                else { return nil }
                return max(agreement.from, fact.effective)
            }
            guard let first = starts.min(), let end = borne.map(\.end).max(), end <= first else {
                continue
            }
            over.insert(plan.ledger.reference(suspension.position))
        }
        return over
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

    /// Sanctions, bars and restrictions of an earlier licence, with what lifts them and what asks for
    /// it. What lifts may stand before its target in the order of arrival, and be lifted itself.
    private static func inherited(
        from licence: InstitutionID, by heir: InstitutionID, _ facts: [Fact]
    ) -> [Fact] {
        var kept = facts.compactMap { binding($0, from: licence, on: heir) }
        var references = Set(kept.map(\.reference))
        var places = references.union(kept.compactMap(\.earlierPlace))
        var open = facts.filter { !references.contains($0.reference) }
        while true {
            let found = open.filter { fact in
                target(of: fact.act).map { places.contains($0) } ?? false
            }
            if found.isEmpty { return kept }
            kept += found
            references.formUnion(found.map(\.reference))
            places.formUnion(found.map(\.reference))
            places.formUnion(found.compactMap(\.earlierPlace))
            open.removeAll { references.contains($0.reference) }
        }
    }

    /// What of an earlier licence binds the one that replaced it.
    private static func binding(
        _ fact: Fact, from licence: InstitutionID, on heir: InstitutionID
    ) -> Fact? {
        switch fact.act {
        case .terminated(var termination):
            // A decision on another licence that names this one binds nobody by itself. An end that was
            // asked for closes the old number and says nothing against the new one (N43(12)).
            if termination.affects.contains(licence) || termination.isOwnRequest { return nil }
            termination.affects.removeAll { $0 == heir }
            var fact = fact
            fact.act = .terminated(termination)
            return fact
        case .suspended, .barred, .unknown: return fact.stream == .sanctions ? fact : nil
        // A person or department goes over to the new licence under the measure.
        case .restricted: return fact
        case .resumed, .withdrawn, .restrictionLifted, .registered, .assessed, .recognised, .signed,
            .changed, .renewed, .ended, .resumptionRequested, .resumptionRefused, .reviewed:
            return nil
        }
    }

    /// The act that another lifts, or of which it asks that it be lifted.
    private static func target(of act: Act) -> EventReference? {
        switch act {
        case .resumed(let target, _), .withdrawn(let target), .restrictionLifted(let target),
            .resumptionRequested(let target), .resumptionRefused(let target):
            target
        default: nil
        }
    }
}
