import Compression
import Designation
import Federation
import Storage
import Synchronization
import TransparencyLog

/// Does for the exchanges of a scenario's nodes what their shells do over HTTP, in one process and in a
/// fixed order: it decides nothing, and reads no clock but the scenario's.
///
/// Connections are those of the federation: a node dials its peers. One that is cut off has none.
final class ScenarioWire: Sendable {
    private struct Link: Hashable {
        var dialler: String
        var peer: String
    }
    private struct State {
        var queue: [(node: String, action: ExchangeAction)] = []
        /// Polls that have nothing to tell yet, with their cursors.
        var polls: [Link: String?] = [:]
        var timers: [Link: UInt64] = [:]
        /// How often each link was opened: every session has a number of its own.
        var sessions: [Link: Int] = [:]
        var links: Set<Link> = []
        var cutOff: Set<String> = []
        /// Nodes that learnt of steps of cases and may lack what lies beside the log.
        var hungry: Set<String> = []
        var alarms: [String] = []
    }
    private let federation: ScenarioFederation
    private let state = Mutex(State())
    /// Pauses that are waited for within one exchange, on the scenario's clock.
    private static let longestPause: UInt64 = 300_000
    private static let maximumPauseCount = 64

    init(_ federation: ScenarioFederation) async {
        self.federation = federation
        for member in federation.members {
            let name = member.name
            await member.core.setShell { [weak self] action in
                self?.state.withLock { $0.queue.append((name, action)) }
            }
            _ = await member.core.listen { [weak self] origins in self?.grew(origins, at: name) }
        }
    }

    private func grew(_ origins: [Origin], at node: String) {
        // Losing the error is right: what is no name of a log has no attachments.
        guard origins.contains(where: { (try? LogName(origin: $0))?.stream == .casework }) else {
            return
        }
        _ = state.withLock { $0.hungry.insert(node) }
    }

    /// Registries that differ although they rest on the same logs.
    var alarms: [String] { state.withLock { $0.alarms } }

    // MARK: Links

    func connect(_ dialler: String, to peer: String) async throws {
        let link = Link(dialler: dialler, peer: peer)
        let isUp = state.withLock { state in
            state.links.insert(link)
            return !state.cutOff.contains(dialler) && !state.cutOff.contains(peer)
        }
        guard isUp else { return }
        try await federation.member(dialler)?.core.connect(peer)
    }

    /// Cuts nodes off and lets others back, so that exactly these have no link.
    func setCutOff(_ names: Set<String>) async throws {
        let (down, up) = state.withLock { state in
            func isUp(_ link: Link, _ names: Set<String>) -> Bool {
                !names.contains(link.dialler) && !names.contains(link.peer)
            }
            let before = state.cutOff
            state.cutOff = names
            let links = state.links.sorted { ($0.dialler, $0.peer) < ($1.dialler, $1.peer) }
            return (
                links.filter { isUp($0, before) && !isUp($0, names) },
                links.filter { !isUp($0, before) && isUp($0, names) }
            )
        }
        for link in down {
            state.withLock {
                $0.polls[link] = nil
                $0.timers[link] = nil
            }
            await federation.member(link.dialler)?.core.disconnect(link.peer)
        }
        for link in up { try await federation.member(link.dialler)?.core.connect(link.peer) }
    }

    func isCutOff(_ node: String) -> Bool { state.withLock { $0.cutOff.contains(node) } }

    // MARK: Exchange

    /// Exchanges until nobody has anything to say.
    func settle() async {
        await wake()
        for _ in 0..<Self.maximumPauseCount {
            while await step() {}
            guard await pause() else { return }
        }
    }

    /// One round of everything that waits.
    ///
    /// - Returns: whether anything happened.
    private func step() async -> Bool {
        var moved = false
        while let next = state.withLock({ $0.queue.isEmpty ? nil : $0.queue.removeFirst() }) {
            await carry(next.action, of: next.node)
            moved = true
        }
        let polls = state.withLock { state in
            state.polls.keys.sorted { ($0.dialler, $0.peer) < ($1.dialler, $1.peer) }
        }
        for link in polls where await ask(link) { moved = true }
        if await carryAttachments() { moved = true }
        return moved
    }

    /// Lets the clock run to the next pause that ends soon.
    private func pause() async -> Bool {
        let now = federation.clock.now
        let next = state.withLock { $0.timers.values.min() }
        guard let next, next <= now + Self.longestPause else { return false }
        federation.clock.advance(to: next)
        return await wake()
    }

    /// - Returns: whether any pause was over.
    @discardableResult
    private func wake() async -> Bool {
        let now = federation.clock.now
        let due = state.withLock { state in
            let due = state.timers.filter { $0.value <= now }.keys
                .sorted { ($0.dialler, $0.peer) < ($1.dialler, $1.peer) }
            for link in due { state.timers[link] = nil }
            return due
        }
        for link in due { await tell(link, .tick) }
        return !due.isEmpty
    }

    private func carry(_ action: ExchangeAction, of node: String) async {
        func link(_ peer: String) -> Link { Link(dialler: node, peer: peer) }
        switch action {
        case .openSession(let peer): await open(link(peer))
        case .pollHeads(let peer, let cursor, let seconds):
            if await ask(link(peer), cursor: cursor) { return }
            if seconds == 0 {
                await tell(link(peer), .heads(nil))
            } else {
                state.withLock { $0.polls[link(peer)] = .some(cursor) }
            }
        case .fetch(let peer, let origin, let resources):
            for resource in resources { await fetch(link(peer), origin, resource) }
        case .push(let peer, let request): await push(link(peer), request)
        case .wait(let peer, let until): state.withLock { $0.timers[link(peer)] = until }
        case .digestAlarm(let peer, let scope):
            state.withLock {
                $0.alarms.append("\(node) and \(peer) differ in the registry of \(scope)")
            }
        case .answer, .grew: break
        }
    }

    private func tell(_ link: Link, _ event: PeerEvent) async {
        await federation.member(link.dialler)?.core.happened(event, peer: link.peer)
    }

    /// The other side, where there is a link to it now.
    private func server(_ link: Link) -> ScenarioFederation.Member? {
        let isUp = state.withLock {
            !$0.cutOff.contains(link.dialler) && !$0.cutOff.contains(link.peer)
        }
        return isUp ? federation.member(link.peer) : nil
    }

    private func caller(_ link: Link) -> String {
        "\(link.dialler)#\(state.withLock { $0.sessions[link] ?? 0 })"
    }

    private func open(_ link: Link) async {
        guard let server = server(link) else {
            return await tell(link, .openFailed(.unreachable))
        }
        let dialler = link.dialler
        // Losing the error is right: the closure does not throw.
        let isKnown = try? await server.core.with { exchange in
            exchange.nodeKey("\(exchange.replica.federationID)/\(dialler)") != nil
        }
        guard isKnown == true else { return await tell(link, .openFailed(.refused)) }
        state.withLock { $0.sessions[link, default: 0] += 1 }
        await tell(link, .opened)
    }

    private func ask(_ link: Link) async -> Bool {
        guard let cursor = state.withLock({ $0.polls[link] }) else { return false }
        return await ask(link, cursor: cursor)
    }

    /// - Returns: whether there was something new.
    private func ask(_ link: Link, cursor: String?) async -> Bool {
        guard let server = server(link) else {
            state.withLock { $0.polls[link] = nil }
            await tell(link, .headsFailed(.unreachable))
            return true
        }
        guard let news = await server.core.headsNow(caller: caller(link), cursor: cursor) else {
            return false
        }
        state.withLock { $0.polls[link] = nil }
        await tell(link, .heads(news))
        return true
    }

    private func fetch(_ link: Link, _ origin: Origin, _ resource: LogResource) async {
        guard let server = server(link) else {
            return await tell(link, .fetchFailed(origin, resource, .transient))
        }
        // Losing the error is right: what is no name of a log may be read by nobody.
        guard let name = try? LogName(origin: origin),
            server.core.registry.view.directory.mayRead(node: link.dialler, origin: name)
        else { return await tell(link, .fetchFailed(origin, resource, .forbidden)) }
        do {
            guard let part = try StoredResource.read(resource, origin, server.service.logs) else {
                return await tell(link, .fetchFailed(origin, resource, .missing))
            }
            let bytes = part.isGzip ? try Self.expanded(part) : part.bytes
            await tell(
                link,
                .fetched(origin, resource, bytes: bytes, gzip: part.isGzip ? part.bytes : nil))
        } catch {
            await tell(link, .fetchFailed(origin, resource, .transient))
        }
    }

    private func push(_ link: Link, _ request: PushRequest) async {
        guard let server = server(link) else {
            return await tell(link, .pushFailed(request.origin, .unreachable))
        }
        // Losing the error is right: what cannot be expanded is refused as a whole.
        guard let expanded = try? request.resources.map({ try Self.expanded($0) }) else {
            return await tell(link, .pushFailed(request.origin, .refused))
        }
        let answer = await server.core.push(
            caller: caller(link), request: request, expanded: expanded)
        await tell(link, .pushAnswered(request.origin, answer))
    }

    private static func expanded(_ part: PushedResource) throws -> [UInt8] {
        guard part.isGzip else { return part.bytes }
        return try Gzip.decompress(part.bytes, maximumByteCount: PeerShell.bundleByteLimit)
    }

    // MARK: Attachments

    /// Brings sealed contents and keys of cases over each link to those of their chain.
    ///
    /// - Returns: whether anything moved.
    private func carryAttachments() async -> Bool {
        let (links, hungry) = state.withLock { ($0.links, $0.hungry) }
        var moved = false
        for name in hungry.sorted() {
            let neighbours = links.compactMap { link -> String? in
                guard server(link) != nil else { return nil }
                if link.dialler == name { return link.peer }
                return link.peer == name ? link.dialler : nil
            }
            guard let member = federation.member(name) else { continue }
            var missing = await member.missingAttachments()
            for neighbour in Set(neighbours).sorted() where !missing.isEmpty {
                let left = federation.member(neighbour)?.give(missing, to: member) ?? missing
                if left.count < missing.count { moved = true }
                missing = left
            }
            // A payload that came may name papers.
            if await member.missingAttachments().isEmpty {
                _ = state.withLock { $0.hungry.remove(name) }
            }
        }
        return moved
    }
}
