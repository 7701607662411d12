import Designation
import Federation

/// Which nodes could change an answer, as the directory says on one day.
struct SourceMap: Sendable {
    let generation: UInt64
    let day: LegalDate
    /// The agency's own node of each region; a region without one has that of its superior.
    private let nodes: [RegionCode: String]
    /// Directory authors from a region's node up to the root.
    private let directoryAuthors: [RegionCode: [String]]
    /// Every node that may sanction anywhere, write what all apply, or write the area's register.
    private let sources: [RegionCode: [String]]
    private let root: String
    private let everySource: [String]

    private static let sanctions: [Competency] = [.suspend, .resume, .terminate, .withdraw, .bar]
    private static let rules: [Competency] = [
        .enrol, .close, .delegate, .regions, .edition, .calendar, .group, .decision,
    ]
    private static let register: [Competency] = [
        .register, .assess, .sign, .change, .renew, .end, .withdraw,
    ]

    init(view: RegistryView, day: LegalDate) {
        let directory = view.directory
        generation = view.generation
        self.day = day
        root = directory.anchor.rootNode
        let members = directory.nodes.filter { !directory.isRevoked($0.name) }
        func may(_ record: NodeRecord, _ acts: [Competency]) -> Bool {
            if record.grants.contains(where: { !$0.acts.allSatisfy { !acts.contains($0) } }) {
                return true
            }
            return acts.contains {
                directory.competence(of: record.name, for: $0, in: record.region, on: day) != .none
            }
        }
        let authors = Set(members.filter { may($0, Self.rules) }.map(\.name))
        let everywhere = authors.union(members.filter { may($0, Self.sanctions) }.map(\.name))
        everySource = everywhere.sorted()
        var writers: [RegionCode: Set<String>] = [:]
        for record in members where may(record, Self.register) {
            guard let area = view.tree.area(of: record.region) else { continue }
            writers[area, default: []].insert(record.name)
        }
        sources = writers.mapValues { $0.union(everywhere).sorted() }
        nodes = Self.nodes(members, directory, view.tree)
        let root = self.root
        directoryAuthors = nodes.mapValues { node in
            let chain = directory.chain(of: node).filter { authors.contains($0) }
            return chain.isEmpty ? [root] : chain
        }
    }

    /// The node nearest to the root where several are of one region: a field office follows its
    /// office.
    private static func nodes(
        _ members: [NodeRecord], _ directory: Directory, _ tree: RegionTree
    ) -> [RegionCode: String] {
        var own: [RegionCode: (depth: Int, name: String)] = [:]
        for record in members {
            let depth = directory.chain(of: record.name).count
            if let known = own[record.region], known <= (depth, record.name) { continue }
            own[record.region] = (depth, record.name)
        }
        var nodes: [RegionCode: String] = [:]
        for code in tree.regions.keys {
            var current: RegionCode? = code
            for _ in 0..<16 {
                guard let step = current else { break }
                if let found = own[step] {
                    nodes[code] = found.name
                    break
                }
                current = tree[step]?.parent
            }
        }
        return nodes
    }

    func node(of region: RegionCode) -> String { nodes[region] ?? root }
    func directoryAuthors(above region: RegionCode) -> [String] {
        directoryAuthors[region] ?? [root]
    }
    func sources(of area: RegionCode?) -> [String] {
        area.flatMap { sources[$0] } ?? everySource
    }
}
