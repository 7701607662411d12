import Testing

@testable import Simulator

/// What a federation costs in which nobody does anything: heartbeats every five minutes, polls that wait
/// in vain. Offices hang on metered links.
@Suite("The traffic of a quiet federation")
struct QuietTrafficTests {
    /// Nodes, links, and an hour without an act.
    private func quietHour(nodes: Int) -> (traffic: Traffic, linkCount: Int) {
        let options = SimulationOptions(seed: 5, nodes: nodes, days: 1, profile: .calm)
        let simulation = Simulation(options)
        simulation.found()
        // All that was founded has arrived, and its receipts.
        for _ in 0..<12 { beat(simulation) }
        simulation.traffic = Traffic()
        for _ in 0..<12 { beat(simulation) }
        #expect(simulation.failure == nil)
        let links = simulation.nodes.reduce(0) { $0 + $1.dials.count }
        return (simulation.traffic, links)
    }

    /// Every node keeps house once, as it does every five minutes.
    private func beat(_ simulation: Simulation) {
        for index in simulation.nodes.indices { simulation.keepHouse(index) }
        simulation.advance(to: simulation.time + 300_000)
    }

    @Test("Bytes and requests a minute on each link", arguments: [4, 7, 14])
    func hour(nodes: Int) {
        let (traffic, links) = quietHour(nodes: nodes)
        let requests = Double(traffic.requestCount) / 60 / Double(links)
        let bytes = Double(traffic.byteCount) / 60 / Double(links)
        // A poll waits for 50 s, here until the house is kept again; twelve times an hour the caller tells
        // what it knows.
        #expect(requests > 0.3, "nobody polls")
        #expect(requests < 2, "\(requests) requests a minute on each link")
        // Each heartbeat passes each link at most twice, once in each direction.
        let most = Double(nodes) * 2 * 1_200 / 5
        #expect(bytes > 100, "no heartbeat is passed on")
        #expect(bytes < most, "\(bytes) bytes a minute on each link, \(most) at most")
    }
}
