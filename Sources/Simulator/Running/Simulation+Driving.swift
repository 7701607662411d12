import Federation
import TransparencyLog

/// The simulator's shell: it does for an `Exchange` what the node's shell does, and decides nothing.
extension Simulation {
    /// Runs one call into a node and carries out what comes back. If the machine dies in it, nothing
    /// of what it wanted to say leaves it.
    func drive(_ index: Int, _ body: (Exchange) -> [ExchangeAction]) {
        guard let exchange = nodes[index].exchange else { return }
        let missing = exchange.replica.ownMissing.count
        let states = onTrace == nil ? [:] : exchange.states
        let actions = body(exchange)
        if onTrace != nil { traceStates(exchange, since: states, of: nodes[index].name) }
        touched.insert(index)
        guard !buryIfDead(index) else { return }
        if exchange.replica.ownMissing.count < missing { reached(.entriesFetchedBack) }
        carryOut(actions, at: index)
        settleOwnLogs(index)
    }

    func happened(_ event: PeerEvent, peer: String, at index: Int) {
        let now = nodes[index].wall(time)
        drive(index) { $0.happened(event, peer: peer, now: now) }
    }

    private func carryOut(_ actions: [ExchangeAction], at index: Int) {
        for action in actions {
            switch action {
            case .openSession(let peer): call(index, peer, .session)
            case .pollHeads(let peer, let cursor, let seconds):
                call(index, peer, .poll(cursor: cursor, waitSeconds: seconds))
            case .fetch(let peer, let origin, let resources):
                reached(.fetchedByTiles)
                for resource in resources { call(index, peer, .fetch(origin, resource)) }
            case .push(let peer, let request):
                reached(.pushedToPeer)
                call(index, peer, .push(request.origin, request.encoded()))
            case .wait(let peer, let until):
                let now = nodes[index].wall(time)
                timerCount += 1
                nodes[index].timers[peer] = timerCount
                queue.add(
                    .wake(node: index, timer: timerCount, peer: peer),
                    at: time + (until > now ? until - now : 0))
            case .answer(let ticket, let answer):
                guard let call = nodes[index].polls.removeValue(forKey: ticket) else { continue }
                let reply = HeadsReply.make(answer, from: index, to: calls[call]?.client, in: self)
                send(reply, for: call)
            case .grew: break
            case .digestAlarm(let peer, let scope):
                fail(1, "\(nodes[index].name) and \(peer) differ in the digest of \(scope)")
            }
        }
    }

    // MARK: Death and start

    /// - Returns: whether the process on this machine is dead.
    @discardableResult
    func buryIfDead(_ index: Int) -> Bool {
        let node = nodes[index]
        guard node.disk.gate.isDead, node.isRunning else { return node.disk.gate.isDead }
        switch node.disk.gate.lastWrite {
        case "stage": reached(.diedBetweenStageAndHead)
        case "head": reached(.diedBetweenHeadAndPublish)
        default: break
        }
        kill(index, isPowerCut: faultRandom.happens(5_000))
        return true
    }

    func kill(_ index: Int, isPowerCut: Bool) {
        let node = nodes[index]
        count(isPowerCut ? .powerCut : .processKilled)
        if isPowerCut { node.disk.powerCut() } else { node.disk.processDied() }
        stopped(index)
        let pause = faultRandom.milliseconds(1_000...3_600_000)
        queue.add(.start(node: index), at: time + pause)
    }

    /// The process is gone: whoever waits for it learns that, and its own calls are forgotten.
    func stopped(_ index: Int) {
        nodes[index].stop()
        sticks[index] = nil
        for (number, call) in calls.sorted(by: { $0.key < $1.key }) {
            if call.client == index {
                calls[number] = nil
            } else if call.server == index {
                queue.add(.answer(call: number, .failed(.unreachable)), at: time + 1_000)
            }
        }
    }

    func start(_ index: Int) {
        let node = nodes[index]
        guard !node.isRunning else { return }
        do throws(ReplicaError) {
            try node.start(at: time)
        } catch {
            trace("\(node.name) does not start: \(error)")
            // A supervisor starts it again.
            node.stop()
            queue.add(.start(node: index), at: time + 60_000)
            return
        }
        touched.insert(index)
        reached(.recoveredByReopening)
        if bug == .signsAfterRollback { recordNewInstitution(index) }
        dial(index)
        // What was given up stays so: only the operator's giving up opens a new epoch.
        settleOwnLogs(index)
    }

    /// Before it signs after a start, a node asks its peers for its own newest checkpoints
    /// (protocol §4). One peer's full list is enough, once what it offered is here.
    private func settleOwnLogs(_ index: Int) {
        let node = nodes[index]
        guard let exchange = node.exchange, exchange.replica.recordingState == .mustAskPeers,
            !node.answeredPeers.isEmpty
        else { return }
        let own = exchange.replica.ownSizes.keys
        for peer in node.answeredPeers {
            let states = exchange.states[peer] ?? [:]
            let isOpen = own.contains { origin in
                switch states[origin] {
                case .catchingUp, .waiting, .throttled: true
                case .current, .refused, .forked, .closed, nil: false
                }
            }
            if isOpen { return }
        }
        exchange.replica.confirmPeersAsked()
        reached(.askedPeersBeforeSigning)
    }
}
