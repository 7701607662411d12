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
        /// Services that the step leaves; with any other one the act keeps what was taken away. `nil`:
        /// the step names none.
        public var left: Set<Service>?

        public init(
            services: Set<Service> = [], mayMove: Bool = false, left: [Service] = []
        ) {
            self.services = services
            self.mayMove = mayMove
            self.left = left.isEmpty ? nil : Set(left)
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

    /// Services that agreements for the fund had on a day, as they had been changed by then.
    static func services(on day: LegalDate, among acts: [Fact], scope: FundScope?) -> Set<Service> {
        guard let last = acts.filter({ $0.written <= day }).max(by: { $0.stamp < $1.stamp })
        else { return [] }
        let standing = acts.standing(before: last) + [last]
        var held: Set<Service> = []
        for fact in standing {
            guard case .signed(let agreement) = fact.act,
                scope.map({ agreement.scope.isMet(by: [$0]) }) ?? true
            else { continue }
            var (services, until) = (agreement.services, agreement.until)
            for later in standing.sorted(by: { $0.stamp < $1.stamp }) {
                switch later.act {
                case .changed(let target, let changed, _) where fact.isNamed(target):
                    services = changed
                case .renewed(let target, let end) where fact.isNamed(target):
                    until = max(until, end)
                default: break
                }
            }
            if day <= until { held.formUnion(services) }
        }
        return held
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
        if let left = allowance.left, !left.isSuperset(of: services) { return true }
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
    fileprivate func isNamed(_ target: EventReference) -> Bool {
        reference == target || earlierPlace == target
    }

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
