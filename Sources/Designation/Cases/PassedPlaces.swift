/// What passed, place by place: all that an agreement may cover (N10, P9, S2 23(2)).
public struct PassedPlaces: Hashable, Sendable {
    /// As they were applied for; empty: the licence's one place.
    public let places: [String]
    /// By place; the empty name stands for the one place, and beside several for none of them.
    private var passed: [String: Set<Service>] = [:]

    init(_ places: [String]) { self.places = places }

    private var all: [String] { places.isEmpty ? [""] : places }

    /// Everything that passed somewhere.
    public var services: Set<Service> { passed.values.reduce(into: []) { $0.formUnion($1) } }

    /// The places where something passed.
    public var sites: [String] { places.filter { passed[$0]?.isEmpty == false } }

    /// The same with what passed there; empty where no place was named.
    var served: [ServedPlace] {
        sites.map { ServedPlace(name: $0, services: services(at: $0).sorted()) }
    }

    public func services(at place: String) -> Set<Service> { passed[place] ?? [] }

    /// - Parameter place: empty: the only one.
    mutating func pass(_ services: [Service], at place: String) {
        let key = place.isEmpty && places.count == 1 ? places[0] : place
        guard key.isEmpty || places.contains(key) else { return }
        passed[key, default: []].formUnion(services)
    }

    mutating func passEverywhere(_ services: [Service]) {
        for place in all { passed[place, default: []].formUnion(services) }
    }

    /// - Parameter place: empty: wherever it passed.
    mutating func fail(_ services: [Service], at place: String) {
        for key in place.isEmpty ? Array(passed.keys) : [place] {
            passed[key]?.subtract(services)
        }
    }

    /// What of an agreement did not pass.
    public struct Lack: Hashable, Sendable {
        public var services: [Service] = []
        public var sites: [String] = []
        public var isEmpty: Bool { services.isEmpty && sites.isEmpty }
    }

    /// - Parameters:
    ///   - wanted: services that are agreed.
    ///   - sites: where; empty: at every place that was applied for.
    func lack(_ wanted: [Service], at sites: [String]) -> Lack {
        let somewhere = services
        var lack = Lack(services: wanted.filter { !somewhere.contains($0) })
        // One name where none was applied for is that of the one place.
        let isOnePlace = sites.isEmpty || (places.isEmpty && sites.count == 1)
        for site in isOnePlace ? all : sites {
            let here = services(at: site)
            if here.isEmpty {
                lack.sites.append(site)
                continue
            }
            lack.services += wanted.filter {
                somewhere.contains($0) && !here.contains($0) && !lack.services.contains($0)
            }
        }
        return lack
    }
}

/// What a signing agrees on: these services at these places.
public struct AgreedPart: Hashable, Sendable {
    /// Empty: not said.
    public var services: [Service]
    /// Empty: not said.
    public var sites: [String]

    public init(services: [Service], sites: [String]) {
        self.services = services
        self.sites = sites
    }
}

/// What an act lets an institution do that it might not do before.
struct ActCoverage {
    var services: [Service]
    var sites: [String]
    /// Those that no agreement had before.
    var newServices: [Service]
    var newSites: [String]
    /// Whether it leaves something out that the agreement had.
    var takesAway = false

    /// - Parameters:
    ///   - acts: of the institution in the unit.
    ///   - isAddition: it comes beside what the institution has already (S2 10).
    /// - Returns: `nil` for an act that is no agreement, or changes one that is not known.
    init?(_ fact: Fact, among acts: [Fact], isAddition: Bool) {
        switch fact.act {
        case .signed(let agreement):
            (services, sites) = (agreement.services, agreement.sites)
            let others =
                !isAddition
                ? []
                : acts.filter {
                    $0.stamp < fact.stamp && $0.region == fact.region
                }
            let known = others.flatMap { other -> [Service] in
                if case .signed(let earlier) = other.act { earlier.services } else { [] }
            }
            newServices = services.filter { !known.contains($0) }
            newSites = isAddition ? [] : sites
        case .changed(let agreement, let services, let sites):
            guard let before = Self.covered(by: agreement, before: fact, among: acts) else {
                return nil
            }
            self.services = services
            self.sites = sites ?? before.sites
            newServices = services.filter { !before.services.contains($0) }
            newSites = self.sites.filter { !before.sites.contains($0) }
            takesAway =
                !Set(before.services).isSubset(of: services)
                || !Set(before.sites).isSubset(of: self.sites)
        default: return nil
        }
    }

    static func covered(
        by agreement: EventReference, before fact: Fact, among acts: [Fact]
    ) -> AgreedPart? {
        let signed = acts.first { $0.reference == agreement || $0.earlierPlace == agreement }
        guard let signed, case .signed(let first) = signed.act else { return nil }
        var covered = AgreedPart(services: first.services, sites: first.sites)
        let order = acts.standing(before: fact)
            .sorted { ($0.effective, $0.stamp) < ($1.effective, $1.stamp) }
        for earlier in order {
            guard case .changed(agreement, let services, let sites) = earlier.act else { continue }
            covered.services = services
            covered.sites = sites ?? covered.sites
        }
        return covered
    }

    func lack(in passed: PassedPlaces) -> PassedPlaces.Lack {
        var lack = PassedPlaces.Lack()
        if !newServices.isEmpty {
            lack = passed.lack(
                newServices, at: passed.places.isEmpty && newSites.isEmpty ? [] : sites)
        }
        guard !newSites.isEmpty else { return lack }
        let there = passed.lack(services, at: newSites)
        lack.services += there.services.filter { !lack.services.contains($0) }
        lack.sites += there.sites.filter { !lack.sites.contains($0) }
        return lack
    }

    /// Whether it says what was agreed, no more and no less.
    func says(_ agreed: AgreedPart, _ passed: PassedPlaces) -> Bool {
        if takesAway { return false }
        if !agreed.services.isEmpty {
            guard Set(agreed.services).isSubset(of: services),
                Set(newServices).isSubset(of: agreed.services)
            else { return false }
        }
        if agreed.sites.isEmpty { return true }
        // The one place may be named or not.
        if sites.isEmpty { return agreed.sites.count == 1 && passed.places.count <= 1 }
        return Set(agreed.sites).isSubset(of: sites) && Set(newSites).isSubset(of: agreed.sites)
    }
}
