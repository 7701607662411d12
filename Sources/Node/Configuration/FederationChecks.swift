import Designation
import Federation
import Messages

/// What must hold between the files of a folder, after each was read by itself.
struct FederationChecks {
    var federation: FederationFolder
    let readNodes: [ReadNode]
    let readRegions: [ReadRegion]
    private static let depthLimit = 16

    func checked() throws(ConfigurationError) -> FederationFolder {
        try checkRegions()
        try checkEditions()
        let byName = try nodesByName()
        for read in readNodes { try check(read, in: byName) }
        var result = federation
        result.nodes = try parentsFirst(byName)
        return result
    }

    /// Pools and units are regions; a pool lies in itself; a unit lies in its region's pool.
    private func checkRegions() throws(ConfigurationError) {
        try Self.check(readRegions, in: federation.tree)
    }

    /// - Parameter tree: the regions read among all others.
    static func check(
        _ regions: [ReadRegion], in tree: RegionTree
    ) throws(ConfigurationError) {
        for read in regions {
            let region = read.region
            for code in [region.pool, region.unit] where tree[code] == nil {
                throw read.value.failure(.unknownReference(kind: "region", name: code.text))
            }
            guard tree[region.pool]?.pool == region.pool else {
                throw read.value.failure(
                    .contradiction("pool \(region.pool) lies in another pool; name that one"))
            }
            guard tree[region.unit]?.pool == region.pool else {
                throw read.value.failure(
                    .contradiction("unit \(region.unit) lies outside the pool \(region.pool)"))
            }
        }
    }

    private func checkEditions() throws(ConfigurationError) {
        let tree = federation.tree
        var ids: Set<String> = []
        for edition in federation.editions {
            guard ids.insert(edition.id).inserted else {
                throw failure(edition.file, .duplicate(edition.id))
            }
            let isNational = edition.region == .everywhere
            guard isNational == (edition.file == federation.editions.first?.file) else {
                throw failure(
                    edition.file,
                    .contradiction("the edition for CN stands in the national folder, and only it"))
            }
            guard isNational || tree[edition.region] != nil else {
                throw failure(
                    edition.file, .unknownReference(kind: "region", name: edition.region.text))
            }
            try checkPlaces(edition)
        }
        for group in federation.groups {
            for member in group.group.members.sorted() where tree[member]?.unit != member {
                throw failure(
                    group.id, .contradiction("member \(member) is not a unit that keeps standings"))
            }
        }
    }

    /// Pools, and how far a designation reaches, stand in the tree as the edition says.
    private func checkPlaces(_ edition: EditionDescription) throws(ConfigurationError) {
        let texts = Dictionary(
            edition.values.map { ($0.name, $0.value.text) }
                + edition.decisions.map { ($0.name, $0.value.text) },
            uniquingKeysWith: { first, _ in first })
        let faults = EditionPlaces.faults(of: edition.region, in: federation.tree) { texts[$0] }
        if let fault = faults.first {
            throw failure(
                edition.file,
                .contradiction(
                    "region \(fault.region) does not lie as '\(fault.name)' says"))
        }
    }

    private func nodesByName() throws(ConfigurationError) -> [String: ReadNode] {
        var byName: [String: ReadNode] = [:]
        for read in readNodes {
            guard byName.updateValue(read, forKey: read.node.name) == nil else {
                throw read.value.failure(.duplicate(read.node.name))
            }
        }
        let roles = [(federation.rootNode, NodeRole.root), (federation.exchangeNode, .exchange)]
        for (name, role) in roles where byName[name]?.node.role != role {
            throw failure(
                "federation.yaml",
                .unknownReference(kind: "node of role \(role)", name: name))
        }
        return byName
    }

    private func check(_ read: ReadNode, in byName: [String: ReadNode]) throws(ConfigurationError) {
        let node = read.node
        let delegates = node.delegates.map(\.to)
        for name in [node.parent].compactMap(\.self) + node.upstreams + node.laterals + delegates {
            guard byName[name] != nil else {
                throw read.value.failure(.unknownReference(kind: "node", name: name))
            }
            guard name != node.name else {
                throw read.value.failure(.contradiction("the node names itself; name another"))
            }
        }
        guard (node.parent == nil) == (node.name == federation.rootNode) else {
            throw read.value.failure(.contradiction("every node but the root has a parent"))
        }
        guard (node.role == .root) == (node.name == federation.rootNode) else {
            throw read.value.failure(
                .contradiction("only the root named by federation.yaml is one"))
        }
        for name in node.laterals where byName[name]?.node.laterals.contains(node.name) != true {
            throw read.value.failure(.contradiction("lateral \(name) does not name this node back"))
        }
        if node.runsByDefault, let parent = node.parent, byName[parent]?.node.runsByDefault != true
        {
            throw read.value.failure(
                .contradiction("runs by default, but its parent \(parent) does not; change one"))
        }
        try checkDelegations(read)
    }

    /// Nobody hands on what it was not given.
    private func checkDelegations(_ read: ReadNode) throws(ConfigurationError) {
        guard !read.node.delegates.isEmpty else { return }
        let book = federation.ruleBook
        for delegation in read.node.delegates {
            for region in delegation.grant.regions {
                let held = read.node.competence.filter { grant in
                    grant.regions.contains {
                        $0 == .everywhere || federation.tree.lies(region, in: $0)
                    }
                }
                let acts = Set(held.flatMap(\.acts))
                for act in delegation.grant.acts where !acts.contains(act) {
                    throw read.value.failure(
                        .contradiction(
                            "delegates '\(act.rawValue)' for \(region) without having it"))
                }
                guard acts.contains(.delegate) else {
                    throw read.value.failure(
                        .contradiction("delegates for \(region) without the act 'delegate'"))
                }
                let policy = Policy(
                    region: region, day: delegation.from, rules: book, regions: federation.tree)
                for act in policy.notDelegable(delegation.grant.acts) {
                    throw read.value.failure(
                        .contradiction(
                            "the edition of \(region) lets no delegation name '\(act.rawValue)'"))
                }
            }
        }
    }

    /// Nodes in the order in which they can be enrolled; a circle of parents has none.
    private func parentsFirst(
        _ byName: [String: ReadNode]
    ) throws(ConfigurationError) -> [NodeDescription] {
        var depths: [String: Int] = [:]
        for read in readNodes {
            var chain = [read.node.name]
            while let name = chain.last, let parent = byName[name]?.node.parent {
                guard !chain.contains(parent) else {
                    throw read.value.failure(.cycle(kind: "parents", names: chain + [parent]))
                }
                guard chain.count < Self.depthLimit else {
                    throw read.value.failure(.tooMany(key: "parents", limit: Self.depthLimit))
                }
                chain.append(parent)
            }
            depths[read.node.name] = chain.count
        }
        // The sort of the standard library is stable: files keep their order within one depth.
        return readNodes.map(\.node).sorted {
            depths[$0.name, default: 0] < depths[$1.name, default: 0]
        }
    }

    private func failure(
        _ file: String, _ problem: ConfigurationError.Problem
    ) -> ConfigurationError {
        ConfigurationError(file: file, line: nil, problem: problem)
    }
}
