import Designation
import Federation
import TransparencyLog

/// The answering side of a simulated node.
extension Simulation {
    /// - Returns: `nil` for a poll that waits.
    func serve(_ number: Int, _ call: Call, at server: Int) -> CallReply? {
        let node = nodes[server]
        let client = nodes[call.client]
        guard let exchange = node.exchange else { return .failed(.unreachable) }
        if case .session = call.request { return openSession(call, at: server) }
        guard let session = call.session, let caller = node.callers[session] else {
            return .failed(.unauthorized)
        }
        switch call.request {
        case .session: return openSession(call, at: server)
        case .poll(let cursor, let seconds):
            return poll(number, caller, cursor, seconds, at: server)
        case .fetch(let origin, let resource):
            guard let name = try? LogName(origin: origin),
                bug == .ignoresReadRights
                    || exchange.replica.directory.mayRead(node: caller, origin: name)
            else { return .forbidden }
            InItsChain.passed(origin, to: client, in: self)
            // Losing the error is right: a store that cannot read is asked again.
            let part = try? StoredResource.read(resource, origin, exchange.replica.store)
            return (part ?? nil).map { .fetched($0.bytes) } ?? .missing
        case .push(let origin, let bytes): return push(origin, bytes, caller, at: server)
        case .news(let news): return hear(news, from: caller, at: server)
        case .blob(let name):
            guard bug == .ignoresReadRights || exchange.replica.mayRead(blob: name, node: caller)
            else { return .forbidden }
            InItsChain.passed(blob: name, to: client, in: self)
            // Losing the error is right: a store that cannot read is asked again.
            return ((try? exchange.replica.store.blob(name)) ?? nil).map { .fetched($0) }
                ?? .missing
        case .keepBlob(let bytes):
            let name = TreeHash.sha256(bytes)
            guard exchange.replica.awaits(blob: name) else { return .forbidden }
            InItsChain.passed(blob: name, to: node, in: self)
            keep(bytes, named: name, at: server)
            return node.isRunning && node.disk.live.logs.blobs[name] != nil
                ? .taken : .failed(.unreachable)
        }
    }

    private func hear(_ news: HeadsAnswer, from caller: String, at server: Int) -> CallReply {
        let node = nodes[server]
        // Losing the error is right: news that are none are answered as such.
        guard let read = try? HeadsAnswer(encoded: news.encoded()) else {
            return .failed(.refused)
        }
        for bytes in read.cutOff {
            guard let part = try? CutOffPart(encoded: bytes) else { continue }
            InItsChain.passed(part.origin, to: node, in: self)
        }
        drive(server) { $0.heard(read, from: caller, now: node.wall(time)) }
        return node.isRunning ? .taken : .failed(.unreachable)
    }

    private func openSession(_ call: Call, at server: Int) -> CallReply {
        let node = nodes[server]
        let caller = nodes[call.client].name
        guard let exchange = node.exchange,
            let key = exchange.nodeKey("\(exchange.replica.federationID)/\(caller)")
        else { return .failed(.refused) }
        // The token is signed by the key that the caller's machine has.
        guard key.publicKey == nodes[call.client].publicKey else {
            reached(.sessionRefusedForItsKey)
            return .failed(.unauthorized)
        }
        let session = node.drawSession()
        node.callers[session] = caller
        return .session(session)
    }

    private func poll(
        _ number: Int, _ caller: String, _ cursor: String?, _ seconds: Int, at server: Int
    ) -> CallReply? {
        let node = nodes[server]
        var reply: CallReply?
        drive(server) { exchange in
            let outcome = exchange.poll(
                caller: caller, cursor: cursor, waitMilliseconds: UInt64(seconds) * 1_000,
                now: node.wall(time))
            switch outcome {
            case .answer(let answer):
                reply = HeadsReply.make(
                    answer, from: server, to: calls[number]?.client, in: self)
            case .nothing: reply = .heads(nil)
            case .parked(let ticket, _, let replaced):
                if let replaced, let earlier = node.polls.removeValue(forKey: replaced) {
                    send(.heads(nil), for: earlier)
                }
                node.polls[ticket] = number
            }
            return []
        }
        return node.isRunning ? reply : .failed(.unreachable)
    }

    private func push(
        _ origin: Origin, _ bytes: [UInt8], _ caller: String, at server: Int
    ) -> CallReply {
        let node = nodes[server]
        InItsChain.passed(origin, to: node, in: self)
        // Losing the error is right: a request that is none gets the answer for those.
        guard let request = try? PushRequest(encoded: bytes) else { return .failed(.refused) }
        var reply = CallReply.failed(.unreachable)
        drive(server) { exchange in
            let (answer, actions) = exchange.push(
                caller: caller, request: request, expanded: request.resources.map(\.bytes),
                now: node.wall(time))
            reply = .pushed(answer.encoded())
            return actions
        }
        return node.isRunning ? reply : .failed(.unreachable)
    }
}

extension Simulation {
    /// Whether entries never come along with the head: those that a relay damages, and all of them
    /// where it is to be seen that heartbeats overtake entries.
    fileprivate func comesByTiles(_ origin: Origin, from server: Int) -> Bool {
        if bug == .claimsFreshness { return true }
        guard let badLog else { return false }
        return badLog.server == server && badLog.origin == origin
    }
}

/// Heads as they leave a server; the place where planted relays leave things out.
enum HeadsReply {
    static func make(
        _ answer: HeadsAnswer?, from server: Int, to client: Int?, in simulation: Simulation
    ) -> CallReply {
        guard var answer, let client else { return .heads(nil) }
        for index in answer.heads.indices
        where simulation.comesByTiles(answer.heads[index].origin, from: server) {
            answer.heads[index].entries = nil
        }
        if simulation.bug == .relayDrops {
            answer.heads.removeAll { row in
                // Losing the error is right: what is no name is not what this relay drops.
                guard let name = try? LogName(origin: row.origin) else { return false }
                return name.stream == .sanctions && name.node != simulation.nodes[server].name
            }
        }
        if simulation.bug == .ignoresReadRights {
            answer.heads += everything(of: simulation.nodes[server])
        }
        for row in answer.heads {
            InItsChain.passed(row.origin, to: simulation.nodes[client], in: simulation)
        }
        for bytes in answer.cutOff {
            guard let part = try? CutOffPart(encoded: bytes) else { continue }
            InItsChain.passed(part.origin, to: simulation.nodes[client], in: simulation)
        }
        OldAndNew.stated(answer.digests, by: simulation.nodes[server], in: simulation)
        return .heads(answer.encoded())
    }

    /// Rows that a server without rights to ask for would send.
    private static func everything(of node: SimulatedNode) -> [HeadRow] {
        node.disk.live.logs.logs.sorted { $0.key < $1.key }.compactMap { origin, log in
            guard let note = log.checkpoint?.note else { return nil }
            return HeadRow(origin: origin, key: log.key?.publicKey, note: note, entries: nil)
        }
    }
}
