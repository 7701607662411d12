import Federation
import TransparencyLog

/// A forked log that was closed is one history for everybody.
enum ForksEnd {
    /// The first node that holds something else of a closed log, although it could have it.
    ///
    /// - Parameter except: The log that its relay still damages: it may be the one that was closed, or the
    ///   closing may be in it.
    static func disagreement(
        _ simulation: Simulation, _ directory: Directory, except: Origin?
    ) -> String? {
        let honest = simulation.nodes.filter(\.isHonest)
        for origin in simulation.truth.forked.keys.sorted() where origin != except {
            guard let closing = directory.closing(of: origin), closing.finalSize > 0,
                let name = try? simulation.logName(origin),
                honest.contains(where: { holds(closing, $0) })
            else { continue }
            if simulation.truth.closedTwins.contains(origin) {
                simulation.reached(.closedLogForked)
            }
            for node in honest where directory.inScope(of: node.name, origin: name) {
                let heard = node.exchange?.replica.directory.closing(of: origin)
                guard except == nil || heard == closing else { continue }
                guard holds(closing, node) else {
                    return "\(node.name) does not hold \(origin) as it was closed"
                }
            }
        }
        return nil
    }

    private static func holds(_ closing: LogClosing, _ node: SimulatedNode) -> Bool {
        guard let log = node.disk.live.logs.logs[closing.origin], log.size >= closing.finalSize
        else { return false }
        let size = Int(clamping: closing.finalSize)
        return MerkleTree.root(ofLeaves: Array(log.leaves[..<size])) == closing.root
    }
}
