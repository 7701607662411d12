import Designation
import Federation
import Messages

/// One node as its file gives it, with the place for later messages.
struct ReadNode {
    var node: NodeDescription
    var value: YAMLValue
}

/// Reads node files against the tree of regions.
struct NodeReader {
    let folder: String
    let tree: RegionTree
    let editions: EditionReader

    private static let keys = [
        "node", "name", "role", "region", "parent", "upstreams", "laterals", "competence",
        "delegates", "runs", "registers", "offline",
    ]

    func read(_ path: String) throws(ConfigurationError) -> ReadNode {
        try read(YAMLFile.read(folder: folder, path: path).root, file: path)
    }

    /// A node of a file that was read elsewhere.
    ///
    /// - Parameter file: the file's path, as later messages name it.
    func read(_ root: YAMLValue, file path: String) throws(ConfigurationError) -> ReadNode {
        let fields = try root.mapping(Self.keys)
        let role = try fields.required("role").choice(RoleName.self).role
        let region = try knownRegion(try fields.required("region"), orFederation: !role.isAgency)
        let node = NodeDescription(
            name: try Self.nodeName(try fields.required("node")),
            title: try fields.required("name").localized(), role: role, region: region,
            parent: try fields.optional("parent").map(Self.nodeName),
            upstreams: try names(fields.optional("upstreams")),
            laterals: try names(fields.optional("laterals")),
            competence: try grants(try fields.required("competence")),
            delegates: try delegations(fields.optional("delegates")),
            registers: try registers(fields.optional("registers"), of: region),
            runsByDefault: try fields.required("runs").choice(Runs.self) == .default,
            isOffline: try fields.optional("offline")?.flag() ?? false, file: path)
        return ReadNode(node: node, value: root)
    }

    /// Names of nodes travel in origins and paths: `[a-z0-9.-]`, at most 64 (protocol §1.2).
    static func nodeName(_ value: YAMLValue) throws(ConfigurationError) -> String {
        let text = try value.text(limit: 128)
        let bytes = Array(text.utf8)
        let areAllowed = bytes.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        }
        // A dot at an end, or two, would read as a path.
        guard areAllowed, bytes.count <= 64, bytes.first != UInt8(ascii: "."),
            bytes.last != UInt8(ascii: "."), !text.contains("..")
        else { throw value.bad("a node's name: up to 64 of a-z, 0-9, '-' and single dots inside") }
        return text
    }

    private func names(_ value: YAMLValue?) throws(ConfigurationError) -> [String] {
        guard let value else { return [] }
        var list: [String] = []
        for item in try value.list(limit: 64) {
            let name = try Self.nodeName(item)
            guard !list.contains(name) else { throw item.failure(.duplicate(name)) }
            list.append(name)
        }
        return list
    }

    private func knownRegion(
        _ value: YAMLValue, orFederation: Bool
    ) throws(ConfigurationError) -> RegionCode {
        let code = try value.regionCode()
        if orFederation, code == .everywhere { return code }
        guard tree[code] != nil else {
            throw value.failure(.unknownReference(kind: "region", name: code.text))
        }
        return code
    }

    private func grants(_ value: YAMLValue) throws(ConfigurationError) -> [CompetenceGrant] {
        var list: [CompetenceGrant] = []
        for item in try value.list(limit: 32) {
            let fields = try item.mapping(["regions", "acts"])
            list.append(
                CompetenceGrant(
                    regions: try grantedRegions(try fields.required("regions")),
                    acts: try acts(try fields.required("acts"))))
        }
        return list
    }

    private func acts(_ value: YAMLValue) throws(ConfigurationError) -> [Competency] {
        var list: [Competency] = []
        for item in try value.list(limit: 64) {
            let act = try item.choice(Competency.self)
            guard !list.contains(act) else { throw item.failure(.duplicate(act.rawValue)) }
            list.append(act)
        }
        return list
    }

    private func grantedRegions(_ value: YAMLValue) throws(ConfigurationError) -> [RegionCode] {
        var list: [RegionCode] = []
        for item in try value.list(limit: 512) {
            let code = try knownRegion(item, orFederation: true)
            guard !list.contains(code) else { throw item.failure(.duplicate(code.text)) }
            list.append(code)
        }
        return list
    }

    private func delegations(
        _ value: YAMLValue?
    ) throws(ConfigurationError) -> [DelegationDescription] {
        guard let value else { return [] }
        var list: [DelegationDescription] = []
        for item in try value.list(limit: 64) {
            let fields = try item.mapping(["to", "regions", "acts", "from", "through", "basis"])
            let grant = CompetenceGrant(
                regions: try grantedRegions(try fields.required("regions")),
                acts: try acts(try fields.required("acts")))
            list.append(
                DelegationDescription(
                    to: try Self.nodeName(try fields.required("to")), grant: grant,
                    from: try fields.required("from").date(),
                    until: try fields.optional("through")?.date().adding(days: 1),
                    basis: try editions.citation(try fields.required("basis"))))
        }
        return list
    }

    /// The areas named, or the node's own province.
    private func registers(
        _ value: YAMLValue?, of region: RegionCode
    ) throws(ConfigurationError) -> [RegionCode] {
        guard let value else { return tree.area(of: region).map { [$0] } ?? [] }
        var list: [RegionCode] = []
        for item in try value.list(limit: 64) {
            let code = try knownRegion(item, orFederation: false)
            guard tree.area(of: code) == code else { throw item.bad("a province") }
            list.append(code)
        }
        return list
    }

    private enum RoleName: String, CaseIterable {
        case root, exchange, province, city, office
        case fieldOffice = "field-office"
        var role: NodeRole {
            switch self {
            case .root: .root
            case .exchange: .exchange
            case .province: .province
            case .city: .city
            case .office: .office
            case .fieldOffice: .fieldOffice
            }
        }
    }

    private enum Runs: String, CaseIterable { case `default`, extended }
}

extension NodeRole {
    /// Whether a node of this role belongs to an agency or an office of one.
    var isAgency: Bool { self != .root && self != .exchange }
}
