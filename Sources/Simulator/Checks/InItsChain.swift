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

    /// The author and its superiors up to the province (protocol §3.1).
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

    /// A sealed payload or its wrapped keys leave for somebody.
    static func passed(
        blob name: TreeHash, to node: SimulatedNode, in simulation: Simulation
    ) {
        for sealed in simulation.truth.cases
        where sealed.names.contains(name) && !sealed.event.chain.contains(node.name) {
            simulation.fail(7, "a payload of \(sealed.author) is handed to \(node.name)")
        }
    }

    /// Whoever is in the chain reads what the author wrote, and nobody else has it.
    private static func checkPayloads(
        _ node: SimulatedNode, _ replica: Replica, _ simulation: Simulation
    ) -> String? {
        let blobs = node.disk.live.logs.blobs
        for sealed in simulation.truth.cases {
            if !sealed.event.chain.contains(node.name) {
                guard sealed.names.allSatisfy({ blobs[$0] == nil }) else {
                    return "\(node.name) has a payload of \(sealed.author), which is not for it"
                }
                continue
            }
            guard
                replica.cases.events(of: sealed.event.caseID).contains(where: {
                    $0.event == sealed.event
                }), !sealed.isOnCopy, isWhole(sealed, simulation)
            else { continue }
            guard read(sealed, by: node, blobs, replica.federationID) == sealed.record else {
                return "\(node.name) cannot read a case of \(sealed.author), in whose chain it is"
            }
            simulation.reached(.payloadOpened)
        }
        return nil
    }

    /// Whether a running machine that others can reach still has all of it.
    private static func isWhole(_ sealed: SealedCase, _ simulation: Simulation) -> Bool {
        simulation.nodes.contains { node in
            node.isRunning && node.isHonest && node.name == sealed.author
                && sealed.names.allSatisfy { node.disk.live.logs.blobs[$0] != nil }
        }
    }

    private static func read(
        _ sealed: SealedCase, by node: SimulatedNode, _ blobs: [TreeHash: [UInt8]],
        _ federation: String
    ) -> CaseRecord? {
        guard let payload = blobs[sealed.event.payload], let wraps = blobs[sealed.event.wraps],
            let key = SimulatedWraps.open(
                wraps, node: node.name, caseID: sealed.event.caseID, seed: node.encryptionSeed),
            // Losing the errors is right: what cannot be opened cannot be read.
            let plain = try? CasePayload.open(
                payload, caseKey: key, event: sealed.event, federation: federation,
                author: sealed.author)
        else { return nil }
        return try? CaseRecord(plain)
    }

    static func atEnd(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        for origin in node.disk.live.logs.logs.keys.sorted()
        where !isAllowed(origin, for: node.name, in: simulation.plan) {
            return "\(node.name) holds \(origin), which is not for it"
        }
        return node.exchange.flatMap { checkPayloads(node, $0.replica, simulation) }
    }
}
