/// What an edition says of pools and of how far a designation reaches, against the tree of regions.
///
/// The fold goes by the tree alone. Where the two disagree one of them is wrong, and standings would
/// be kept otherwise than the edition says; so a folder in which they do is not read.
public enum EditionPlaces {
    /// A region that does not stand in the tree as the value says.
    public struct Fault: Hashable, Sendable {
        /// `pooling`, `own-pools-beside-prefectures` or `reach`.
        public var name: String
        public var region: RegionCode
    }

    /// The first faults of each value, in the order of regions.
    ///
    /// - Parameters:
    ///   - value: the text of a value or decision of the edition itself.
    ///   - region: the edition's.
    public static func faults(
        of region: RegionCode, in tree: RegionTree, value: (String) -> String?
    ) -> [Fault] {
        let below = tree.regions.keys.filter { tree.lies($0, in: region) }.sorted()
        let ownPools = PolicyValue.words(of: value("own-pools-beside-prefectures") ?? "none")
            .compactMap { RegionCode($0) }
        let mispooled = below.first {
            !isPooled($0, tree, by: value("pooling"), beside: ownPools, edition: region)
        }
        // Designated in one district, valid in the whole city: one standing for all of it (S4).
        let unreached = below.first { code in
            switch value("reach") {
            case "city-wide": tree.unit(of: code) != region
            case "own-unit": tree[code]?.level == .county && tree.unit(of: code) != code
            default: false
            }
        }
        return [
            mispooled.map { Fault(name: "pooling", region: $0) },
            ownPools.first { tree.pool(of: $0) != $0 }
                .map { Fault(name: "own-pools-beside-prefectures", region: $0) },
            unreached.map { Fault(name: "reach", region: $0) },
        ].compactMap(\.self)
    }

    /// Counties lie in pools of prefectures, or in one of those that are decided to be pools of their own
    /// (S2 34); pooled by the province everything has its pool.
    private static func isPooled(
        _ code: RegionCode, _ tree: RegionTree, by level: String?, beside ownPools: [RegionCode],
        edition: RegionCode
    ) -> Bool {
        guard tree[code]?.level == .county, let pool = tree.pool(of: code) else { return true }
        switch level {
        case "prefecture":
            return tree[pool]?.level == .prefecture || ownPools.contains(pool)
        case "province":
            return pool == edition || tree[pool]?.level == .province || ownPools.contains(pool)
        default: return true
        }
    }
}

extension Policy {
    /// The acts that the edition does not let a delegation name (S2 6); none where it says nothing.
    ///
    /// Sanctions may be named besides: that they must be is decided apart
    /// (`delegation.names-suspension`).
    public func notDelegable(_ acts: [Competency]) -> [Competency] {
        guard let value = value("delegation-may-name") else { return [] }
        let allowed = value.words.reduce(into: Self.namedBesides) {
            $0.formUnion(Self.delegable[$1] ?? [])
        }
        return acts.filter { !allowed.contains($0) }
    }

    private static let namedBesides: Set<Competency> = [.suspend, .resume, .terminate, .withdraw]

    private static let delegable: [String: Set<Competency>] = [
        "accept": [.accept, .register], "assess": [.assess],
        "sign": [.sign, .register, .notice, .publish],
        "manage": [.register, .notice, .change, .renew, .end, .publish, .review],
    ]
}
