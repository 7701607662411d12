import Designation
import Federation
import TransparencyLog

/// Sentence 9: after the network heals, all nodes agree within as many rounds as the longest path has
/// links, plus one, unsettled forks excepted, with nobody restarting anything.
enum AgreesInRounds: SentenceCheck {
    static let sentence = 9

    /// The first log that somebody in scope holds less of than somebody else.
    static func disagreement(_ simulation: Simulation, except: Origin?) -> String? {
        guard let directory = simulation.nodes.first?.exchange?.replica.directory else {
            return "the root does not run"
        }
        let honest = simulation.nodes.filter(\.isHonest)
        // Who started at the moment of healing has heard of nobody yet and signs nothing before it has
        // (protocol §4); that, too, must be over within the rounds.
        for node in honest where node.exchange?.replica.recordingState == .mustAskPeers {
            return "\(node.name) has not heard from its peers since it started"
        }
        var sizes: [Origin: UInt64] = [:]
        for node in honest {
            for (origin, log) in node.disk.live.logs.logs {
                sizes[origin] = max(sizes[origin] ?? 0, log.size)
            }
        }
        // Somebody's machine that runs in two copies is no honest one, but what its officers were told
        // is recorded is on its way like everything else.
        for act in Acknowledged.onTheirWay(simulation) {
            sizes[act.origin] = max(sizes[act.origin] ?? 0, act.reference.index + 1)
        }
        for (origin, size) in sizes.sorted(by: { $0.key < $1.key }) where origin != except {
            guard let name = try? LogName(origin: origin),
                simulation.truth.forked[origin] == nil
            else { continue }
            // Nobody but the author takes what lies beyond a closing; it is recorded again.
            let size = min(size, directory.closing(of: origin)?.finalSize ?? .max)
            for node in honest where directory.inScope(of: node.name, origin: name) {
                let held = node.disk.live.logs.logs[origin]?.size ?? 0
                if held < size {
                    return "\(node.name) holds \(held) of \(size) entries of \(origin)"
                        + states(of: origin, simulation)
                }
            }
        }
        return OneHistory.unknownYet(simulation, except: except)
            ?? ForksEnd.disagreement(simulation, directory, except: except)
            ?? Acknowledged.cutOffAndMissing(simulation, directory, except: except)
    }

    /// How all nodes stand with the log, for whoever looks for the reason.
    private static func states(of origin: Origin, _ simulation: Simulation) -> String {
        simulation.nodes.map { node in
            let held = node.disk.live.logs.logs[origin]
            let peers = (node.exchange?.states ?? [:]).sorted { $0.key < $1.key }
                .map { " \($0.key):\($0.value[origin]?.name ?? "-")" }
            return "; \(node.name) \(held?.size ?? 0)/\(held?.storedSize ?? 0)" + peers.joined()
        }.joined()
    }
}
