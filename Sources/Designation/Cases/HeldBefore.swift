/// What an institution might do before an act, by its agreements. A renewal goes on with it, a supplement
/// adds its internet hospital alone, and a change of information adds nothing: what goes beyond was
/// assessed by nobody (N5 ¶2, N9, N10, N40, N41).
public struct HeldBefore: Sendable {
    private var services: Set<Service> = []
    private var sites: Set<String> = []
    private var funds: Set<FundScope> = []

    /// What an act may add to what was held.
    public struct Allowance: Hashable, Sendable {
        /// Of a supplement the internet hospital (N5 ¶2).
        public var services: Set<Service> = []
        /// A place may have moved or have another name: as many as before, under whatever names (N40).
        public var mayMove = false

        public init(services: Set<Service> = [], mayMove: Bool = false) {
            self.services = services
            self.mayMove = mayMove
        }
    }

    /// - Parameters:
    ///   - acts: about the institution in the unit.
    ///   - scope: agreements for other funds are left out; `nil`: none is.
    init(before fact: Fact, among acts: [Fact], scope: FundScope?) {
        // A change says the whole of one agreement anew: what another one has is not in it.
        if case .changed(let agreement, _, _) = fact.act {
            guard let covered = ActCoverage.covered(by: agreement, before: fact, among: acts),
                let signed = fact.agreement(among: acts)
            else { return }
            (services, sites) = (Set(covered.services), Set(covered.sites))
            funds = [signed.scope]
            return
        }
        for earlier in acts.standing(before: fact) {
            guard let agreement = earlier.agreement(among: acts),
                scope.map({ agreement.scope.isMet(by: [$0]) }) ?? true
            else { continue }
            funds.insert(agreement.scope)
            switch earlier.act {
            case .signed(let agreement):
                services.formUnion(agreement.services)
                sites.formUnion(agreement.sites)
            case .changed(_, let changed, let places):
                services.formUnion(changed)
                sites.formUnion(places ?? [])
            default: break
            }
        }
    }

    /// Whether the act lets the institution do what it might not do before, `allowance` apart: a further
    /// service, place or fund. Of acts that are no agreement never.
    public static func isExceeded(
        by fact: Fact, among acts: [Fact], scope: FundScope? = nil,
        _ allowance: Allowance = Allowance()
    ) -> Bool {
        let services: [Service]
        let places: [String]
        switch fact.act {
        case .signed(let agreement): (services, places) = (agreement.services, agreement.sites)
        case .changed(_, let changed, let sites): (services, places) = (changed, sites ?? [])
        default: return false
        }
        let held = HeldBefore(before: fact, among: acts, scope: scope)
        guard held.services.union(allowance.services).isSuperset(of: services) else { return true }
        if let fund = fact.agreement(among: acts)?.scope, !fund.isMet(by: Array(held.funds)) {
            return true
        }
        // The one place of a licence may be named or not.
        let count = max(1, held.sites.count)
        if allowance.mayMove || held.sites.isEmpty { return places.count > count }
        return !held.sites.isSuperset(of: places)
    }
}

extension [Fact] {
    /// Acts written before another one, without those that had been withdrawn by then.
    func standing(before fact: Fact) -> [Fact] {
        let earlier = filter { $0.stamp < fact.stamp }
        let withdrawn = Set(
            earlier.compactMap { fact -> EventReference? in
                guard case .withdrawn(let act) = fact.act else { return nil }
                return act
            })
        return earlier.filter { fact in
            !withdrawn.contains(fact.reference)
                && !(fact.earlierPlace.map(withdrawn.contains) ?? false)
        }
    }
}

extension Fact {
    /// The agreement that the act signs, changes or renews.
    func agreement(among acts: [Fact]) -> Agreement? {
        let target: EventReference
        switch act {
        case .signed(let agreement): return agreement
        case .changed(let agreement, _, _): target = agreement
        case .renewed(let agreement, _): target = agreement
        default: return nil
        }
        let signed = acts.first { $0.reference == target || $0.earlierPlace == target }
        guard let signed, case .signed(let agreement) = signed.act else { return nil }
        return agreement
    }
}
