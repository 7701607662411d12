import Federation
import Messages
import Storage
import TransparencyLog
import Transport

/// Brings the sealed payloads of cases to those of their chain, in both directions: what is missing
/// here is fetched from peers that this node dials, what they miss is handed in (protocol §5.9, §10.4:
/// payloads lie beside the log, and only the chain has them).
final class BlobExchange: Sendable {
    private let core: NodeCore
    private let store: LogDatabase
    private let shell: PeerShell

    init(core: NodeCore, store: LogDatabase, shell: PeerShell) {
        self.core = core
        self.store = store
        self.shell = shell
    }

    /// One round with all connected peers; what did not work is tried again in the next one.
    func run() async {
        let (needs, peers) = await plan()
        guard !needs.isEmpty else { return }
        for (peer, given) in peers {
            for need in needs {
                if hasBlob(need.name) {
                    if !given.contains(need.name) { await handIn(need, to: peer) }
                } else {
                    await fetch(need, from: peer)
                }
            }
        }
    }

    /// What is to be where, and what each connected peer is known to have.
    private func plan() async -> ([CaseBlob], [(peer: String, given: Set<TreeHash>)]) {
        // Losing the error is right: the closure does not throw.
        let plan = try? await core.with { exchange in
            (
                exchange.replica.caseBlobs,
                exchange.connectedPeers.map { (peer: $0, given: exchange.attachments(at: $0)) }
            )
        }
        return plan ?? ([], [])
    }

    private func noteGiven(_ name: TreeHash, at peer: String) async {
        // Losing the error is right: the closure does not throw.
        try? await core.with { $0.hasAttachment(name, at: peer) }
    }

    private func hasBlob(_ name: TreeHash) -> Bool {
        // Losing the error is right: a blob that cannot be read now counts as missing.
        (try? store.hasBlob(name)) ?? false
    }

    private func fetch(_ need: CaseBlob, from peer: String) async {
        let request = HTTPRequest(url: "/blob/\(need.name.hex)")
        // Losing the error is right: the next round tries again.
        guard let response = try? await shell.send(peer, request), response.status == 200,
            TreeHash.sha256(response.body) == need.name
        else { return }
        do {
            _ = try store.putBlob(response.body)
        } catch {
            await core.note(
                "An attachment could not be kept (\(error)); it is fetched again later.",
                about: "attachments")
            return
        }
        await noteGiven(need.name, at: peer)
    }

    private func handIn(_ need: CaseBlob, to peer: String) async {
        guard need.chain.contains(peer),
            // Losing the error is right: the next round tries again.
            let bytes = (try? store.blob(need.name)) ?? nil
        else { return }
        let request = HTTPRequest(method: "POST", url: "/sync/v1/blob", body: bytes)
        guard let response = try? await shell.send(peer, request), response.status == 204 else {
            return
        }
        await noteGiven(need.name, at: peer)
    }
}
