import Testing
import TransparencyLog

@testable import Federation

/// The disks of the nodes, and who hears of what was stored.
extension TestWorld {
    /// Stores chunks; `false` when the store refused, as it does with what does not join on.
    func keep(_ chunks: [VerifiedChunk], at node: Int, except: Link?) -> Bool {
        guard let origin = chunks.first?.origin, let key = chunks.first?.key else { return true }
        let store = nodes[node].stores[origin] ?? TestStore()
        nodes[node].stores[origin] = store
        guard !happens(faults.storeFailurePercent), chunks[0].from == store.position.size else {
            return false
        }
        let before = store.position.size
        for chunk in chunks { #expect(store.store(chunk)) }
        if let head = store.position.checkpoint, chunks.contains(where: { $0.covers != nil }) {
            let isSmall = head.size - before <= 200 && head.size == store.position.size
            announce(
                origin, node, head, key,
                isSmall ? masters[origin]?.inline(before, head.size) : nil, except: except)
        }
        return true
    }

    func store(_ chunks: [VerifiedChunk], _ link: Link) {
        guard let origin = chunks.first?.origin else { return }
        let isKept = keep(chunks, at: link.child, except: link)
        let position = nodes[link.child].stores[origin]?.position ?? .empty
        carryOut(
            isKept
                ? link.session.stored(origin, position, now: now)
                : link.session.storeFailed(origin, position, now: now), link)
    }

    func announce(
        _ origin: Origin, _ node: Int, _ head: VerifiedCheckpoint, _ key: VerifierKey,
        _ recent: InlineEntries?, except: Link?
    ) {
        let server = nodes[node]
        for ticket in server.server.changed(head, key: key, recent: recent) {
            guard let answer = server.server.wake(ticket, mayRead: { _ in true }) else { continue }
            server.waiting.removeValue(forKey: ticket)?(answer)
        }
        guard let position = server.stores[origin]?.position else { return }
        for link in links where link.child == node {
            let isOffered = link.session.peerSize(origin) ?? 0 < head.size || link !== except
            let local = LocalLog(key: key, position: position, isOffered: isOffered)
            carryOut(link.session.local(local, now: now), link)
        }
    }
}
