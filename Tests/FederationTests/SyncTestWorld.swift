import Testing
import TransparencyLog

@testable import Federation

/// A few nodes in memory with clock, network and disk of their own: messages are lost, doubled and
/// overtake each other, all out of one seed.
final class TestWorld {
    struct Faults {
        var lossPercent = 0
        var doublePercent = 0
        var storeFailurePercent = 0
    }

    final class Node {
        var server: PeerServer
        var stores: [Origin: TestStore] = [:]
        var waiting: [PollTicket: (HeadsAnswer?) -> Void] = [:]
        init(_ number: Int) { server = PeerServer(instance: UInt64(number) + 1) }
    }

    final class Link {
        let child: Int
        let parent: Int
        var session: PeerSession
        init(_ child: Int, _ parent: Int, seed: UInt64) {
            self.child = child
            self.parent = parent
            session = PeerSession(peer: "\(parent)", seed: seed)
        }
    }

    var now: UInt64 = 1_000
    var random: TestRandom
    var faults = Faults()
    var nodes: [Node]
    var links: [Link]
    /// All logs, as their authors wrote them.
    var masters: [Origin: TestLog] = [:]
    var evidence: [ForkEvidence] = []
    /// Logs whose resources nobody can serve.
    var broken: Set<Origin> = []
    private var queue: [(time: UInt64, number: UInt64, action: () -> Void)] = []
    private var number: UInt64 = 0

    init(seed: UInt64, nodeCount: Int, links pairs: [(Int, Int)]) {
        random = TestRandom(seed)
        nodes = (0..<nodeCount).map { Node($0) }
        links = pairs.map { Link($0.0, $0.1, seed: seed &+ UInt64($0.0)) }
    }

    func after(_ milliseconds: UInt64, _ action: @escaping () -> Void) {
        number += 1
        queue.append((now + milliseconds, number, action))
    }

    func happens(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    func run(until end: UInt64) {
        while true {
            // The queue is short; the earliest is simply looked for.
            guard
                let index = queue.indices.min(by: {
                    (queue[$0].time, queue[$0].number) < (queue[$1].time, queue[$1].number)
                }), queue[index].time <= end
            else { break }
            let next = queue.remove(at: index)
            now = max(now, next.time)
            next.action()
        }
        now = end
    }

    func start() {
        for link in links { carryOut(link.session.start(now: now), link) }
    }

    /// The author appends entries and commits them.
    func write(_ log: TestLog, at node: Int) {
        let origin = log.origin
        let before = nodes[node].stores[origin]?.position.size ?? 0
        masters[origin] = log
        guard let store = try? TestStore(log, log.size), let head = store.position.checkpoint
        else { return }
        nodes[node].stores[origin] = store
        let small = log.size - before <= 200
        announce(
            origin, node, head, log.key, small ? log.inline(before, log.size) : nil, except: nil)
    }

    /// One round trip: a request that may be lost or doubled, an answer that may be lost.
    private func trip<Answer>(
        _ request: @escaping (@escaping (Answer) -> Void) -> Void,
        answered: @escaping (Answer) -> Void, failed: @escaping () -> Void
    ) {
        var isOver = false
        let deliver: (Answer) -> Void = { [self] answer in
            let isLost = happens(faults.lossPercent)
            after(UInt64.random(in: 1...40, using: &random)) {
                if isOver { return }
                isOver = true
                isLost ? failed() : answered(answer)
            }
        }
        if happens(faults.lossPercent) {
            after(200) {
                isOver = true
                failed()
            }
            return
        }
        for _ in 0..<(happens(faults.doublePercent) ? 2 : 1) {
            after(UInt64.random(in: 1...40, using: &random)) { request(deliver) }
        }
    }

    // MARK: Directives

    func carryOut(_ directives: [PeerDirective], _ link: Link) {
        for directive in directives { carryOut(directive, link) }
    }

    func carryOut(_ directive: PeerDirective, _ link: Link) {
        switch directive {
        case .openSession:
            trip { (reply: @escaping (Bool) -> Void) in
                reply(true)
            } answered: { [self] _ in
                carryOut(link.session.opened(now: now), link)
            } failed: { [self] in
                carryOut(link.session.openFailed(.unreachable, now: now), link)
            }
        case .pollHeads(let cursor, let wait): poll(link, cursor, UInt64(wait) * 1_000)
        case .fetch(let origin, let resources):
            for resource in resources { fetch(link, origin, resource) }
        case .store(let chunks):
            after(UInt64.random(in: 0...20, using: &random)) { [self] in store(chunks, link) }
        case .push(let order): push(link, order)
        case .prove(let origin, let question):
            after(1) { [self] in
                let nodes = masters[origin]
                let proof = nodes.flatMap {
                    try? PrefixProof(
                        size: question.size, treeSize: question.treeSize, nodes: $0.node)
                }
                carryOut(link.session.proved(origin, proof, now: now), link)
            }
        case .evidence(_, let found): evidence.append(found)
        case .wait(let until):
            after(until > now ? until - now : 0) { [self] in
                carryOut(link.session.tick(now: now), link)
            }
        case .narrow(let origin):
            let log = masters[origin]
            let tree = { (size: UInt64) in
                TiledTree(size: size) { tile in
                    let bytes = log?.serve(.tile(tile)) ?? []
                    return Tile.parse(bytes, width: tile.width) ?? []
                }
            }
            carryOut(link.session.narrow(origin, own: tree, now: now), link)
        case .heartbeats, .digests, .cutOff, .report, .discard: break
        }
    }

    private func admit(_ origin: Origin, _ key: [UInt8]?) -> VerifierKey? {
        key.flatMap { try? VerifierKey(name: origin, ed25519: $0) }
    }

    private func poll(_ link: Link, _ cursor: String?, _ wait: UInt64) {
        let server = nodes[link.parent]
        trip { [self] (reply: @escaping (HeadsAnswer?) -> Void) in
            let outcome = server.server.poll(
                caller: "\(link.child)", cursor: cursor, waitMilliseconds: wait, now: now,
                mayRead: { _ in true })
            switch outcome {
            case .answer(let answer): reply(try? HeadsAnswer(encoded: answer.encoded()))
            case .nothing: reply(nil)
            case .parked(let ticket, let until, let replaced):
                if let replaced { server.waiting.removeValue(forKey: replaced)?(nil) }
                server.waiting[ticket] = reply
                after(until - now) {
                    let answer = server.server.finish(ticket, mayRead: { _ in true })
                    server.waiting.removeValue(forKey: ticket)?(answer)
                }
            }
        } answered: { [self] answer in
            carryOut(link.session.heads(answer, now: now, admit: admit), link)
        } failed: { [self] in
            carryOut(link.session.headsFailed(.unreachable, now: now), link)
        }
    }

    private func serve(_ node: Int, _ origin: Origin, _ resource: LogResource) -> [UInt8]? {
        guard let held = nodes[node].stores[origin]?.position.size, !broken.contains(origin) else {
            return nil
        }
        let end: UInt64
        switch resource {
        case .tile(let tile):
            end = (tile.index * 256 + UInt64(tile.width)) << UInt64(8 * tile.level)
        case .entries(let bundle): end = bundle.entries.upperBound
        case .checkpoint, .verifierKey: return nil
        }
        return end <= held ? masters[origin]?.serve(resource) : nil
    }

    private func fetch(_ link: Link, _ origin: Origin, _ resource: LogResource) {
        trip { [self] (reply: @escaping ([UInt8]?) -> Void) in
            reply(serve(link.parent, origin, resource))
        } answered: { [self] bytes in
            if let bytes {
                carryOut(link.session.fetched(origin, resource, bytes: bytes, now: now), link)
                // A second copy of an answer does no harm.
                let again = link.session.fetched(origin, resource, bytes: bytes, now: now)
                carryOut(again, link)
            } else {
                carryOut(link.session.fetchFailed(origin, resource, .missing, now: now), link)
            }
        } failed: { [self] in
            carryOut(link.session.fetchFailed(origin, resource, .transient, now: now), link)
        }
    }

    private func push(_ link: Link, _ order: PushOrder) {
        var request = PushRequest(origin: order.origin, key: order.key, note: order.note)
        if let range = order.entries {
            request.entries = masters[order.origin]?.inline(range.lowerBound, range.upperBound)
        }
        for resource in order.resources {
            if let bytes = serve(link.child, order.origin, resource) {
                request.resources.append(
                    PushedResource(resource: resource, bytes: bytes, isGzip: false))
            } else {
                request.missing.append(resource)
            }
        }
        let server = nodes[link.parent]
        trip { [self, request] (reply: @escaping (PushAnswer) -> Void) in
            let key = server.stores[order.origin] == nil ? nil : masters[order.origin]?.key
            let step = server.server.push(
                caller: "\(link.child)", request: request,
                expanded: request.resources.map(\.bytes),
                held: server.stores[order.origin]?.position ?? .empty,
                key: key ?? admit(order.origin, request.key), limit: nil)
            if let found = step.evidence { evidence.append(found) }
            if let answer = step.answer { reply(answer) }
            guard !step.store.isEmpty else { return }
            let isKept = keep(step.store, at: link.parent, except: nil)
            reply(
                server.server.pushStored(
                    caller: "\(link.child)", request: request,
                    held: server.stores[order.origin]?.position ?? .empty, failed: !isKept))
        } answered: { [self] answer in
            let read = try? PushAnswer(encoded: answer.encoded())
            #expect(read == answer)
            carryOut(link.session.pushAnswered(order.origin, answer, now: now), link)
        } failed: { [self] in
            carryOut(link.session.pushFailed(order.origin, .unreachable, now: now), link)
        }
    }
}
