import Designation
import Federation
import TransparencyLog

/// Sentence 1: nodes with the same logs and fold edition have the same registry, byte for byte,
/// whatever the order of arrival.
///
/// After each step: whoever states a digest for inputs that anybody stated one for must state the
/// same. At the end: a registry built from the logs in another order is the same.
enum OneRegistry: SentenceCheck {
    static let sentence = 1

    static func afterStep(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        guard let replica = node.exchange?.replica else { return nil }
        // Adding up a digest is what takes longest here, and a difference stays: every few steps do.
        guard simulation.step % 16 == 0 else { return nil }
        return compare(node, replica, simulation)
    }

    static func compare(
        _ node: SimulatedNode, _ replica: Replica, _ simulation: Simulation
    ) -> String? {
        for area in [Registry.common] + node.heldAreas.sorted() {
            // Losing the error is right: a store that cannot be read states no digest.
            guard let digest = try? replica.digest(area) else { continue }
            let key = "\(area.text) \(digest.inputs.hex)"
            guard let known = simulation.truth.digests[key] else {
                simulation.truth.digests[key] = (digest.value, node.name)
                continue
            }
            simulation.reached(.digestsCompared)
            if known.value != digest.value {
                return "\(node.name) and \(known.node) fold the same logs of \(area.text) to "
                    + "different registries"
            }
        }
        return nil
    }

    static func atEnd(_ node: SimulatedNode, _ simulation: Simulation) -> String? {
        guard let replica = node.exchange?.replica else { return nil }
        if let wrong = compare(node, replica, simulation) { return wrong }
        let rebuilt = rebuild(node, replica, simulation)
        for area in [Registry.common] + node.heldAreas.sorted() {
            if rebuilt.digestBuckets(area) != replica.registry.digestBuckets(area) {
                return "\(node.name) comes out different in \(area.text) when rebuilt"
            }
        }
        simulation.reached(.rebuiltEqual)
        return nil
    }

    /// A registry from the same logs, taken in the reverse order.
    private static func rebuild(
        _ node: SimulatedNode, _ replica: Replica, _ simulation: Simulation
    ) -> Registry {
        let disk = MachineDisk(gate: DiskGate(random: SeededGenerator(seed: 0)))
        let registry = Registry(
            anchor: node.anchor, derived: disk.derivedStore, heldAreas: node.heldAreas)
        for (origin, log) in node.disk.live.logs.logs.sorted(by: { $0.key > $1.key }) {
            let run = StoredRun(
                origin: origin, from: 0, entries: Array(log.entries.prefix(Int(log.size))))
            let chunk = registry.prepare(run, after: Stamp(milliseconds: 0, counter: 0))
            registry.apply(chunk)
            registry.absorb(chunk.others)
        }
        for origin in replica.registry.forkedOrigins {
            registry.setFork(origin, commonSize: replica.registry.forkedFrom(origin))
        }
        registry.refreshView()
        return registry
    }
}

extension Registry {
    /// Origins with an unsettled fork, by the scopes of the view.
    var forkedOrigins: [Origin] {
        zip(view.origins.names, view.scopes).compactMap { name, scope in
            // Losing the error is right: a name that is no origin has no fork.
            scope.forkedFrom == nil ? nil : try? Origin(name)
        }
    }

    func forkedFrom(_ origin: Origin) -> UInt64? {
        view.origins.index(of: origin.text).flatMap { view.scopes[$0].forkedFrom }
    }
}
