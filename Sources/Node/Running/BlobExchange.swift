import Federation
import Messages
import Storage
import TransparencyLog
import Transport

/// Brings what lies beside the logs of cases, sealed payloads, wrapped keys and papers, to those of
/// their chain, in both directions: what is missing here is fetched from peers that this node dials,
/// what they miss is handed in (protocol §5.9, §10.4). What was cut off goes on where it was.
final class BlobExchange: Sendable {
    private let core: NodeCore
    private let store: LogDatabase
    private let shell: PeerShell
    private let depot: AttachmentDepot
    private let cases: CaseReader

    init(core: NodeCore, store: LogDatabase, shell: PeerShell) {
        self.core = core
        self.store = store
        self.shell = shell
        depot = AttachmentDepot(store: store)
        cases = CaseReader(core: core, store: store)
    }

    /// One round with all connected peers; what did not work is tried again in the next one.
    func run() async {
        let (needs, peers) = await plan()
        await exchange(needs, with: peers)
        // Papers are known once the payload that names them is here.
        await exchange(await cases.papers(), with: peers)
    }

    private func exchange(
        _ needs: [CaseBlob], with peers: [(peer: String, given: Set<TreeHash>)]
    ) async {
        guard !needs.isEmpty else { return }
        for (peer, given) in peers {
            for need in needs {
                if depot.holds(need.name) {
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

    private func fetch(_ need: CaseBlob, from peer: String) async {
        let shell = shell
        let source = HTTPAttachmentSource(baseURL: "") { await shell.exchange(peer, $0) }
        do {
            guard try await depot.fetch(need.name, from: source) else { return }
        } catch {
            // After a failure on the way what had arrived is kept; the next round goes on there.
            guard AttachmentDepot.isOwnTrouble(error) else { return }
            return await core.note(
                "An attachment could not be kept (\(error)); it is fetched again later.",
                about: "attachments")
        }
        await noteGiven(need.name, at: peer)
    }

    private func handIn(_ need: CaseBlob, to peer: String) async {
        guard need.chain.contains(peer),
            // Losing the error is right: the next round tries again.
            let bytes = (try? store.blob(need.name)) ?? nil
        else { return }
        let isTaken =
            bytes.count <= AttachmentDepot.handedPieceByteCount
            ? await handInWhole(bytes, to: peer)
            : await handInByPieces(bytes, need.name, to: peer)
        if isTaken { await noteGiven(need.name, at: peer) }
    }

    private func handInWhole(_ bytes: [UInt8], to peer: String) async -> Bool {
        let request = HTTPRequest(method: "POST", url: "/sync/v1/blob", body: bytes)
        return await shell.exchange(peer, request).response.status == 204
    }

    /// Asks with an empty piece where to begin, then goes on as the peer says.
    private func handInByPieces(
        _ bytes: [UInt8], _ name: TreeHash, to peer: String
    ) async -> Bool {
        var (offset, isQuestion) = (0, true)
        while true {
            let end =
                isQuestion
                ? offset : min(bytes.count, offset + AttachmentDepot.handedPieceByteCount)
            let request = HTTPRequest(
                method: "POST",
                url: "/sync/v1/blob?of=\(name.hex)&size=\(bytes.count)&from=\(offset)",
                body: Array(bytes[offset..<end]))
            let response = await shell.exchange(peer, request).response
            if response.status == 204 { return true }
            // A peer that lost what it had is asked again in the next round, not for ever in this one.
            guard response.status == 202,
                let next = response.header("upload-offset").flatMap({ Int($0) }),
                (0...bytes.count).contains(next), isQuestion || next > offset
            else { return false }
            (offset, isQuestion) = (next, false)
        }
    }
}
