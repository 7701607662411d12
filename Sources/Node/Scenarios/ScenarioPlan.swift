import Designation
import Federation
import Messages

/// Which nodes of a federation a scenario needs: its authors, those whom it asks, and everybody over
/// whom they hear of each other.
struct ScenarioPlan: Sendable {
    /// In the order of the federation: each after the one that enrols it.
    let nodes: [NodeDescription]
    let first: LegalDate
    private let federation: FederationFolder

    /// - Parameter onlookers: nodes that take part besides.
    /// - Throws: where an act names no author or an unknown one, or lies on no day.
    init(
        _ file: ActFile, _ federation: FederationFolder, onlookers: Set<String> = []
    ) throws(CommandFailure) {
        self.federation = federation
        var names = onlookers.union([federation.rootNode])
        var first: LegalDate?
        for act in file.acts {
            guard let author = act.author else {
                throw act.failure("Say which node does it: `by:`.")
            }
            guard federation.node(author) != nil else {
                throw act.failure("The federation has no node \(author).")
            }
            guard let day = act.on else { throw act.failure("Say on which day: `on:`.") }
            names.insert(author)
            first = min(first ?? day, day)
        }
        guard let first else { throw CommandFailure("\(file.name): there is no act in it.") }
        self.first = first
        for expected in file.expectations {
            guard case .standing(let standing) = expected.subject else { continue }
            if let node = Self.answerer(standing.region, federation) { names.insert(node) }
        }
        for absence in file.absences where federation.node(absence.node) == nil {
            throw CommandFailure(
                "\(file.name):\(absence.line): The federation has no node \(absence.node).")
        }
        var queue = Array(names)
        while let name = queue.popLast() {
            guard let node = federation.node(name) else { continue }
            for other in node.upstreams + [node.parent].compactMap(\.self)
            where names.insert(other).inserted {
                queue.append(other)
            }
        }
        nodes = federation.nodes.filter { names.contains($0.name) }
    }

    /// The peers of a node that take part.
    func peers(of node: NodeDescription) -> [String] {
        (node.upstreams + node.laterals).filter { name in nodes.contains { $0.name == name } }
    }

    /// The node that is asked for a region: its own agency's; where a region has none of its own, that
    /// which may sign there, else the next one above.
    func answerer(_ region: RegionCode) -> String? { Self.answerer(region, federation) }

    private static func answerer(_ region: RegionCode, _ federation: FederationFolder) -> String? {
        let tree = federation.tree
        var current: RegionCode? = region
        while let code = current {
            if let node = federation.nodes.first(where: { $0.region == code && !$0.isOffline }) {
                return node.name
            }
            let signer = federation.nodes.first { node in
                node.competence.contains { $0.acts.contains(.sign) && $0.regions.contains(code) }
            }
            if let signer { return signer.name }
            current = tree[code]?.parent
        }
        return nil
    }
}

extension ActFile {
    /// All expectations, in the order of the file.
    var expectations: [Expectation] {
        steps.compactMap { if case .expect(let expected) = $0 { expected } else { nil } }
            + lastExpectations
    }
}
