import Designation
import Federation

/// One node as it is planned: who enrols it, whom it dials.
struct NodePlan: Sendable {
    var name: String
    var region: RegionCode
    var role: NodeRole
    var parent: String?
    var grants: [CompetenceGrant]
    /// Nodes that it dials. None for the root, and for those that exchange by stick only.
    var dials: [String]
    /// Exchanges by stick with this node.
    var stickPartner: String?
}

/// A small federation with real codes: root, exchange, provinces, cities, offices, a field office.
///
/// The first `count` rows make the federation of that size, so that small ones are quick and still
/// have several areas and a chain of three links.
struct FederationPlan: Sendable {
    var nodes: [NodePlan]
    var regions: [Region]
    /// Pairs that recognise each other's assessments (S2 7), and the pair that shares a pool.
    var groups: [NamedGroup]

    static let city: [Competency] = [
        .enrol, .delegate, .register, .accept, .assess, .sign, .change, .renew, .end, .suspend,
        .resume, .terminate, .withdraw, .bar, .review,
    ]
    static let office: [Competency] = [.enrol, .register, .accept, .assess]

    init(count: Int, start: LegalDate) {
        nodes = Array(Self.allNodes.prefix(count))
        let names = Set(nodes.map(\.name))
        for index in nodes.indices {
            nodes[index].dials = nodes[index].dials.filter(names.contains)
            if nodes[index].dials.isEmpty, nodes[index].stickPartner == nil,
                nodes[index].role != .root
            {
                nodes[index].dials = [nodes[index].parent ?? "root"]
            }
        }
        regions = Self.allRegions
        groups = [
            Self.group("jilin-changchun", ["229900", "220100"], start),
            Self.group("yanbian-yanji", ["222400", "222401"], start),
        ]
    }

    private static func group(
        _ id: String, _ members: [String], _ start: LegalDate
    ) -> NamedGroup {
        NamedGroup(
            id: id,
            group: RecognitionGroup(
                members: Set(members.map(code)), services: [.outpatient, .inpatient, .purchase],
                from: start, to: nil, citation: Citation(edition: "S2", article: "7")))
    }

    static func code(_ text: String) -> RegionCode {
        guard let code = RegionCode(text) else {
            preconditionFailure("codes of the plan are codes")
        }
        return code
    }

    private static func grant(_ region: String, _ acts: [Competency]) -> [CompetenceGrant] {
        [CompetenceGrant(regions: [code(region)], acts: acts)]
    }

    private static func node(
        _ name: String, _ region: String, _ role: NodeRole, parent: String,
        _ acts: [Competency], dials: [String], stick: String? = nil
    ) -> NodePlan {
        NodePlan(
            name: name, region: code(region), role: role, parent: parent,
            grants: acts.isEmpty ? [] : grant(region, acts), dials: dials, stickPartner: stick)
    }

    private static let allNodes: [NodePlan] = [
        NodePlan(
            name: "root", region: .everywhere, role: .root, parent: nil, grants: [], dials: [],
            stickPartner: nil),
        node("220000", "220000", .province, parent: "root", Competency.allCases, dials: ["root"]),
        node("222400", "222400", .city, parent: "220000", city, dials: ["220000"]),
        node("320000", "320000", .province, parent: "root", Competency.allCases, dials: ["root"]),
        node("222401", "222401", .office, parent: "222400", office, dials: ["222400"]),
        node(
            "222401.field", "222401", .fieldOffice, parent: "222401", [.accept], dials: [],
            stick: "222401"),
        node("exchange", "CN", .exchange, parent: "root", [], dials: ["root", "220000", "320000"]),
        node("320400", "320400", .city, parent: "320000", city, dials: ["320000"]),
        node("220100", "220100", .city, parent: "220000", city, dials: ["220000"]),
        node("229900", "229900", .city, parent: "220000", city, dials: ["220000", "220100"]),
        node("320402", "320402", .office, parent: "320400", office, dials: ["320400"]),
        node("530000", "530000", .province, parent: "root", Competency.allCases, dials: ["root"]),
        node("530100", "530100", .city, parent: "530000", city, dials: ["530000"]),
        node("222402", "222402", .office, parent: "222400", office, dials: ["222400"]),
    ]

    private static func region(
        _ text: String, _ parent: String?, _ level: RegionLevel, pool: String? = nil,
        unit: String? = nil
    ) -> Region {
        Region(
            code: code(text), nameChinese: text, nameEnglish: text, level: level,
            kind: .division, parent: parent.map(code), pool: code(pool ?? text),
            unit: code(unit ?? text))
    }

    private static let allRegions: [Region] = [
        region("220000", nil, .province),
        region("222400", "220000", .prefecture),
        region("222401", "222400", .county, pool: "222400"),
        region("222402", "222400", .county, pool: "222400", unit: "222400"),
        region("220100", "220000", .prefecture),
        region("229900", "220000", .province),
        region("320000", nil, .province),
        region("320400", "320000", .prefecture),
        region("320402", "320400", .county, pool: "320400", unit: "320400"),
        region("530000", nil, .province),
        region("530100", "530000", .prefecture),
    ]

    /// Links of the longest of all shortest paths: what sentence 9 counts rounds by.
    var longestPath: Int {
        var longest = 0
        for start in nodes { longest = max(longest, distances(from: start.name).values.max() ?? 0) }
        return longest
    }

    private func distances(from start: String) -> [String: Int] {
        var distances = [start: 0]
        var queue = [start][...]
        while let name = queue.popFirst() {
            for other in neighbours(of: name) where distances[other] == nil {
                distances[other] = (distances[name] ?? 0) + 1
                queue.append(other)
            }
        }
        return distances
    }

    private func neighbours(of name: String) -> [String] {
        nodes.filter { node in
            node.name != name
                && (node.dials.contains(name) || node.stickPartner == name
                    || nodes.contains {
                        $0.name == name
                            && ($0.dials.contains(node.name) || $0.stickPartner == node.name)
                    })
        }.map(\.name)
    }
}
