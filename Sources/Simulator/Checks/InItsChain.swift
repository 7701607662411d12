import Designation
import Federation
import TransparencyLog

/// Sentence 7: confidential content is readable only in its chain.
///
/// Checked where it would leave: every message and every stick that carries a `casework` log must be
/// for a node of the author's chain or below the author, by the plan and not by what the sender
/// believes. At the end no other disk holds one.
enum InItsChain: SentenceCheck {
    static let sentence = 7

    /// The author and its superiors up to the province (domain §2).
    static func chain(of name: String, in plan: FederationPlan) -> [String] {
        var chain: [String] = []
        var current = plan.nodes.first { $0.name == name }
        while let node = current, node.role != .root, node.role != .exchange {
            chain.append(node.name)
            if node.role == .province { break }
            current = node.parent.flatMap { parent in plan.nodes.first { $0.name == parent } }
        }
        return chain
    }

    static func isAllowed(_ origin: Origin, for node: String, in plan: FederationPlan) -> Bool {
        guard let name = try? LogName(origin: origin), name.stream == .casework else { return true }
        return chain(of: name.node, in: plan).contains(node)
            || chain(of: node, in: plan).contains(name.node)
    }

    static func passed(_ origin: Origin, to node: SimulatedNode, in simulation: Simulation) {
        guard !isAllowed(origin, for: node.name, in: simulation.plan) else { return }
        simulation.fail(7, "\(origin) is handed to \(node.name), which is not in its chain")
    }

    static func atEnd(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        for origin in node.disk.live.logs.logs.keys.sorted()
        where !isAllowed(origin, for: node.name, in: simulation.plan) {
            return "\(node.name) holds \(origin), which is not for it"
        }
        return nil
    }
}
