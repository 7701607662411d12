/// Which public acts are asked for in cases, and from when on (protocol §10.6).
extension CaseKind {
    /// Kinds of acts that a case of this kind decides: from its first step on the agency does not do them for
    /// the institution without a case that says so, whatever it has owed by then.
    public var decidedActs: Set<Obligation.Kind> {
        switch self {
        case .renewal: [.renewed]
        case .addedService, .internetSupplement: [.changed]
        case .change: [.changed, .registered]
        case .end, .nonRenewal: [.ended]
        case .resumption: [.resumed]
        // While it is looked into nothing is ended on request (S4), unless a case says so.
        case .enforcement: [.ended]
        case .new, .suspension, .thirdPartyFiling, .appraisal, .dispute: []
        }
    }

    /// Whether that is so only until the case is over.
    public var decidesWhileOpen: Bool { self == .enforcement }
}

extension Fact {
    /// Kinds of obligations on one of which the act has to rest; a change that adds a service, a place or a
    /// fund is a signing of that, which is assessed first (N9, N10, P8, P9).
    ///
    /// - Parameter acts: about the institution, with effect.
    public func restsOn(among acts: [Fact]) -> [Obligation.Kind] {
        guard let kind = act.restsOn else { return [] }
        guard kind == .changed, HeldBefore.isExceeded(by: self, among: acts) else { return [kind] }
        return [kind, .signed]
    }
}

extension InstitutionFacts {
    /// Items of the lists of changes that public facts show; what these leave out, they do not change. Codes
    /// are each agency's own.
    public func changes(since old: InstitutionFacts) -> Set<String> {
        var items: Set<String> = []
        if name != old.name { items.insert("name") }
        if place != old.place || (!address.isEmpty && address != old.address) {
            items.formUnion(["registered-address", "address"])
        }
        if !kind.isEmpty, kind != old.kind { items.formUnion(["category", "grade"]) }
        return items
    }
}

extension CaseSetting {
    /// Registrations of another name or address of an institution whose agreement is gone on with only
    /// after a reassessment that it passed (`change-reassessed`, S4 附则3): no mere facts, but what a case
    /// grants first.
    public func reassessedRegistrations(in region: RegionCode) -> Set<EventReference> {
        let told = subject.acts.compactMap { fact -> (fact: Fact, facts: InstitutionFacts)? in
            guard case .registered(let facts) = fact.act else { return nil }
            return (fact, facts)
        }
        .sorted { ($0.fact.effective, $0.fact.stamp) < ($1.fact.effective, $1.fact.stamp) }
        let rules = CaseRules(
            policyAt: policyAt, region: region, scope: nil, type: subject.type)
        let changed = zip(told, told.dropFirst()).filter { before, after in
            !after.facts.changes(since: before.facts)
                .isDisjoint(with: CaseRun.reassessedChanges)
                && rules.rule("change-reassessed", on: after.fact.effective)?
                    .isReassessed(subject, on: after.fact.effective) == true
        }
        return Set(changed.map(\.1.fact.reference))
    }
}
