import Federation
import FoundationEssentials
import Messages
import Storage
import Transport

/// `dingdian join`: a new node that exchanges with one that is there. Who that is and to which
/// federation it belongs, it says itself where the caller does not; whether that is the right one
/// people find out by its fingerprint.
public enum NodeJoining {
    /// - Parameters:
    ///   - place: `NODE=URL`, or a URL alone.
    ///   - anchor: the federation's anchor where it is at hand; see ``NodeSetup``.
    /// - Throws: what keeps the node from joining, with what to do.
    public static func run(
        folder: NodeFolder, config: String, anchor: String?, place: String
    ) async throws -> NodeSetup.Outcome {
        let settings = try NodeSettings.read(config)
        guard !folder.exists else { throw NodeError.exists(folder.path) }
        let given = try NodeSetup.Given(anchor, nil, settings, config: config)
        guard given.federation == nil else {
            throw CommandFailure.usage(
                "Settings with `federation:` found one with `dingdian init`; they join none.")
        }
        var peer = peer(place) ?? settings.peers.first { $0.url == place }
        var neighbour: NodeSetup.Neighbour?
        if peer == nil || given.anchor == nil {
            let found = try await ask(peer?.url ?? place)
            if let peer, peer.node != found.node {
                throw CommandFailure("At \(peer.url) answers \(found.node), not \(peer.node).")
            }
            peer = NodeSettings.Peer(node: found.node, url: peer?.url ?? place)
            neighbour = found
        }
        return try NodeSetup.run(
            folder: folder, config: config, anchor: given.anchor, federationName: nil, peer: peer,
            neighbour: neighbour)
    }

    private static func peer(_ place: String) -> NodeSettings.Peer? {
        guard let mark = place.firstIndex(of: "="), !place[..<mark].contains("/") else {
            return nil
        }
        return NodeSettings.Peer(
            node: String(place[..<mark]), url: String(place[place.index(after: mark)...]))
    }

    private struct Answer: Decodable {
        var node: String
        var anchor: String
    }

    private static func ask(_ url: String) async throws -> NodeSetup.Neighbour {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw CommandFailure.usage(
                "A peer is given as NODE=URL, for example 220000=https://host:7400.")
        }
        let client = CurlClient()
        defer { client.shutdown() }
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        let problem: Message
        do throws(TransportError) {
            let response = try await client.send(
                HTTPRequest(url: base + "/api/v1/federation", maximumByteCount: 1 << 16))
            // Losing the errors is right: whatever is wrong with it, that is no node's answer.
            if response.status == 200,
                let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
                let anchor = try? Anchor(parsing: Array(answer.anchor.utf8))
            {
                return NodeSetup.Neighbour(node: answer.node, anchor: anchor)
            }
            problem = "status \(response.status)"
        } catch {
            problem = error.message
        }
        throw CommandFailure(
            "\(url) does not say to which federation it belongs (\(problem)); give NODE=URL and "
                + "--anchor.")
    }
}
