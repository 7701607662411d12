import Federation
import TransparencyLog

/// Requests and answers on their way, with everything that can happen to them.
extension Simulation {
    func call(_ client: Int, _ peer: String, _ request: CallRequest) {
        callCount += 1
        let isStick = sticks[client]?[peer] != nil
        calls[callCount] = Call(
            client: client, incarnation: nodes[client].incarnation, peer: peer,
            server: isStick ? nil : index(named: peer), session: nodes[client].sessions[peer],
            request: request)
        guard !isStick else {
            let reply = sticks[client]?[peer]?.reply(to: request) ?? .failed(.unreachable)
            // Nothing comes to a folder while it lies there: a poll waits in vain for as long as it may.
            var pause: UInt64 = 1
            if case (.poll(_, let seconds), .heads(nil)) = (request, reply) {
                pause += UInt64(seconds) * 1_000
            }
            queue.add(.answer(call: callCount, reply), at: time + pause)
            return
        }
        traffic.add(request)
        if loses() {
            queue.add(.answer(call: callCount, .failed(.unreachable)), at: time + 30_000)
            return
        }
        queue.add(.arrive(call: callCount), at: time + delay())
        if networkRandom.happens(isHealed ? 0 : faults.doubled) {
            count(.messageDoubled)
            queue.add(.arrive(call: callCount), at: time + delay())
        }
    }

    private func loses() -> Bool {
        guard !isHealed, networkRandom.happens(faults.lost) else { return false }
        count(.messageLost)
        return true
    }

    /// Delays of different lengths are what reorders messages.
    private func delay() -> UInt64 {
        if !isHealed, networkRandom.happens(faults.delayed) {
            count(.messageDelayed)
            return networkRandom.milliseconds(1_000...120_000)
        }
        return networkRandom.milliseconds(2...40)
    }

    /// A request reaches the other side.
    func arrive(_ number: Int) {
        guard let call = calls[number], let server = call.server else { return }
        guard !parted.contains(Link(call.client, server)) else {
            queue.add(.answer(call: number, .failed(.unreachable)), at: time + 30_000)
            return
        }
        guard nodes[server].isRunning else {
            queue.add(.answer(call: number, .failed(.unreachable)), at: time + 5)
            return
        }
        guard let reply = serve(number, call, at: server) else { return }
        send(reply, for: number)
    }

    /// An answer sets out.
    func send(_ reply: CallReply, for number: Int) {
        guard let call = calls[number] else { return }
        let isParted = call.server.map { parted.contains(Link(call.client, $0)) } ?? false
        if isParted || loses() {
            queue.add(.answer(call: number, .failed(.unreachable)), at: time + 30_000)
            return
        }
        traffic.add(reply)
        let reply = damaged(reply, of: call)
        queue.add(.answer(call: number, reply), at: time + delay())
        // An answer to a poll belongs to its connection; the client has one at a time, and would take
        // a second one for the answer to its next poll.
        if case .poll = call.request { return }
        if !isHealed, networkRandom.happens(faults.doubled) {
            count(.messageDoubled)
            queue.add(.repeated(call, reply), at: time + delay())
        }
    }

    /// Caches and relays damage what they pass on: files of the read path, never what TLS carries
    /// from one end to the other.
    private func damaged(_ reply: CallReply, of call: Call) -> CallReply {
        guard case .fetched(var bytes) = reply, !bytes.isEmpty else { return reply }
        let isBad = isBadLog(call)
        guard isBad || (!isHealed && networkRandom.happens(faults.damaged)) else { return reply }
        if !isBad { count(.messageDamaged) }
        let place = networkRandom.below(bytes.count)
        bytes[place] ^= UInt8(1 << networkRandom.below(8))
        if networkRandom.happens(2_000) { bytes.removeLast(bytes.count - place) }
        return .fetched(bytes)
    }

    private func isBadLog(_ call: Call) -> Bool {
        guard let badLog, case .fetch(badLog.origin, _) = call.request else { return false }
        return call.server == badLog.server
    }

    /// An answer, or the lack of one, reaches the client.
    func answered(_ number: Int, _ reply: CallReply) {
        guard let call = calls.removeValue(forKey: number) else { return }
        deliver(call, reply)
    }

    func deliver(_ call: Call, _ reply: CallReply) {
        let node = nodes[call.client]
        guard node.incarnation == call.incarnation, node.isRunning else { return }
        switch (call.request, reply) {
        case (.session, .session(let number)):
            node.sessions[call.peer] = number
            happened(.opened, peer: call.peer, at: call.client)
        case (.session, .failed(let failure)):
            happened(.openFailed(failure), peer: call.peer, at: call.client)
        case (.poll, .heads(let bytes)): deliverHeads(bytes, call)
        case (.poll, .failed(let failure)):
            happened(.headsFailed(failure), peer: call.peer, at: call.client)
        case (.fetch(let origin, let resource), _): deliverFetched(origin, resource, call, reply)
        case (.push(let origin, _), .pushed(let bytes)):
            // Losing the error is right: whatever is wrong, the answer is of no use.
            let answer = try? PushAnswer(encoded: bytes)
            happened(
                answer.map { .pushAnswered(origin, $0) } ?? .pushFailed(origin, .refused),
                peer: call.peer, at: call.client)
        case (.push(let origin, _), .failed(let failure)):
            happened(.pushFailed(origin, failure), peer: call.peer, at: call.client)
        case (.news(let news), .taken): node.exchange?.told(news, to: call.peer)
        case (.blob(let name), .fetched(let bytes)): keep(bytes, named: name, at: call.client)
        case (.keepBlob(let bytes), .taken):
            node.exchange?.hasAttachment(TreeHash.sha256(bytes), at: call.peer)
        default: break
        }
    }

    private func deliverHeads(_ bytes: [UInt8]?, _ call: Call) {
        let node = nodes[call.client]
        guard let bytes else {
            node.answeredPeers.insert(call.peer)
            happened(.heads(nil), peer: call.peer, at: call.client)
            return
        }
        // Losing the error is right: whatever is wrong, the answer is of no use.
        guard let answer = try? HeadsAnswer(encoded: bytes) else {
            happened(.headsFailed(.refused), peer: call.peer, at: call.client)
            return
        }
        let isStick = sticks[call.client]?[call.peer] != nil
        if isStick, !answer.heartbeats.isEmpty { reached(.heartbeatByStick) }
        if !answer.more, !isStick { node.answeredPeers.insert(call.peer) }
        happened(.heads(answer), peer: call.peer, at: call.client)
    }

    private func deliverFetched(
        _ origin: Origin, _ resource: LogResource, _ call: Call, _ reply: CallReply
    ) {
        switch reply {
        case .fetched(let bytes):
            happened(
                .fetched(origin, resource, bytes: bytes, gzip: nil), peer: call.peer,
                at: call.client)
            let exchange = nodes[call.client].exchange
            guard case .refused? = exchange?.states[call.peer]?[origin] else { return }
            reached(.damagedMessageRefused)
            if bug == .badLogBlocksPeer, isBadLog(call) { exchange?.disconnect(call.peer) }
        case .missing:
            happened(.fetchFailed(origin, resource, .missing), peer: call.peer, at: call.client)
        case .forbidden:
            happened(.fetchFailed(origin, resource, .forbidden), peer: call.peer, at: call.client)
        default:
            happened(.fetchFailed(origin, resource, .transient), peer: call.peer, at: call.client)
        }
    }
}
