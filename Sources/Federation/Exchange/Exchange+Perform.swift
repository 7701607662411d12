import Designation
public import TransparencyLog

extension Exchange {
    /// Carries out what needs no shell and hands on the rest.
    func perform(_ directives: [PeerDirective], peer: String, now: UInt64) -> [ExchangeAction] {
        var actions: [ExchangeAction] = []
        var queue = directives[...]
        var chunks: [VerifiedChunk] = []
        var stored = false
        var ended: Set<Origin> = []
        while !queue.isEmpty || !chunks.isEmpty {
            var more: [PeerDirective] = []
            // What is to be stored waits for its like, so that all of it shares one transaction, but
            // not beyond anything that looks at the store.
            if !chunks.isEmpty, queue.first.map(Self.looksAtStore) ?? true {
                more = store(chunks, peer: peer, now: now)
                chunks = []
                stored = true
                queue = more[...] + queue
                continue
            }
            guard let directive = queue.popFirst() else { break }
            switch directive {
            case .openSession: actions.append(.openSession(peer: peer))
            case .pollHeads(let cursor, let seconds):
                actions.append(.pollHeads(peer: peer, cursor: cursor, waitSeconds: seconds))
            case .fetch(let origin, let resources):
                actions.append(.fetch(peer: peer, origin, resources))
                actions += leave(origin, to: peer, now: now)
            case .push(let order):
                if let request = fill(order) {
                    actions.append(.push(peer: peer, request))
                } else {
                    more = sessions[peer]?.pushFailed(order.origin, .refused, now: now) ?? []
                }
            case .store(let next): chunks += next
            case .prove(let origin, let question):
                more = sessions[peer]?.proved(origin, proof(of: origin, question), now: now) ?? []
            case .narrow(let origin):
                more =
                    sessions[peer]?.narrow(origin, own: { self.tree(origin, $0) }, now: now) ?? []
            case .discard(let origin): actions += followAnew(origin, now: now)
            case .heartbeats(let notes): take(heartbeats: notes, now: now)
            case .digests(let reports): actions += compare(reports, peer: peer)
            case .cutOff(let parts): take(cutOff: parts)
            case .evidence(let origin, let evidence):
                actions += take(evidence, of: origin, now: now)
            case .report(let origin, let state):
                states[peer, default: [:]][origin] = state
                switch state {
                case .catchingUp: break
                case .current, .closed, .forked, .refused, .throttled, .waiting:
                    ended.insert(origin)
                }
            case .wait(let until): actions.append(.wait(peer: peer, until: until))
            }
            queue = more[...] + queue
        }
        if stored { actions += propagate(except: peer, now: now) }
        // Only now, when all know what was stored: they would ask for it again.
        for origin in ended.sorted() {
            if case .catchingUp = states[peer]?[origin] { continue }
            actions += resume(origin, from: peer, now: now)
        }
        return actions
    }

    /// While one peer gives a log the others are not asked for the same (protocol §5.7). Should it
    /// hang, they are asked soon.
    private func leave(_ origin: Origin, to peer: String, now: UInt64) -> [ExchangeAction] {
        let until = now + Self.leaveMilliseconds
        if let known = fetching[origin], known.until > now {
            // Renewed only now and then: a large gap is fetched in very many steps.
            guard known.peer == peer, known.until < now + 20_000 else { return [] }
        }
        fetching[origin] = (peer, until)
        return tellOthers(origin, until: until, except: peer, now: now)
    }

    /// The peer that a log was left to did not give it: the others may be asked.
    func resume(_ origin: Origin, from peer: String, now: UInt64) -> [ExchangeAction] {
        guard fetching[origin]?.peer == peer else { return [] }
        fetching[origin] = nil
        // Pieces that reach no checkpoint are not told while they come; whoever goes on begins there.
        var actions: [ExchangeAction] = []
        for other in sessions.keys.sorted() where other != peer {
            guard let held = log(origin), sessions[other]?.logs[origin] != nil else { continue }
            let directives = sessions[other]?.local(local(held, for: other), now: now) ?? []
            actions += perform(directives, peer: other, now: now)
        }
        return actions + tellOthers(origin, until: 0, except: peer, now: now)
    }

    private func tellOthers(
        _ origin: Origin, until: UInt64, except peer: String, now: UInt64
    ) -> [ExchangeAction] {
        var actions: [ExchangeAction] = []
        for other in sessions.keys.sorted() where other != peer {
            let directives = sessions[other]?.leave(origin, until: until, now: now) ?? []
            actions += perform(directives, peer: other, now: now)
        }
        return actions
    }

    private static let leaveMilliseconds: UInt64 = 30_000

    private static func looksAtStore(_ directive: PeerDirective) -> Bool {
        switch directive {
        case .openSession, .pollHeads, .fetch, .store, .report, .wait: false
        case .push, .prove, .narrow, .discard, .heartbeats, .digests, .evidence, .cutOff: true
        }
    }

    private func store(
        _ chunks: [VerifiedChunk], peer: String, now: UInt64
    ) -> [PeerDirective] {
        let origins = Set(chunks.map(\.origin)).sorted()
        var keys: [Origin: VerifierKey] = [:]
        for origin in origins { keys[origin] = sessions[peer]?.logs[origin]?.follower.key }
        var failed = false
        do throws(ReplicaError) {
            try accept(chunks, keys: keys, now: now)
            storeFault = nil
        } catch {
            failed = true
            noteStoreFault(error)
        }
        var directives: [PeerDirective] = []
        for origin in origins {
            let held = log(origin)
            let position = held?.position ?? .empty
            // A peer may lose to a restored backup what it gave: it is offered that again.
            if let held, sessions[peer]?.logs[origin]?.local?.isOffered != true {
                directives += sessions[peer]?.local(local(held, for: peer), now: now) ?? []
            }
            directives +=
                (failed
                    ? sessions[peer]?.storeFailed(origin, position, now: now)
                    : sessions[peer]?.stored(origin, position, now: now)) ?? []
        }
        return directives
    }

    /// What a peer gave could not be kept. The peer is asked again later; whoever watches this node has
    /// to know why nothing new arrives.
    func noteStoreFault(_ error: ReplicaError) {
        if case .store = error { storeFault = error }
    }

    func accept(
        _ chunks: [VerifiedChunk], keys: [Origin: VerifierKey], now: UInt64
    ) throws(ReplicaError) {
        try replica.accept(replica.registry.prepare(chunks), keys: keys, now: now)
    }

    /// Tells the answering side and all sessions but one what changed in the logs.
    func propagate(except: String?, now: UInt64) -> [ExchangeAction] {
        let changes = replica.drainChanges()
        offerCutOff()
        var actions = followGivenUp(now: now)
        guard !changes.isEmpty else { return actions }
        var tickets: Set<PollTicket> = []
        for change in changes {
            guard let log = log(change.origin), let checkpoint = log.position.checkpoint else {
                continue
            }
            tickets.formUnion(server.changed(checkpoint, key: log.key, recent: change.recent))
            for peer in sessions.keys.sorted() where peer != except {
                let directives =
                    sessions[peer]?.local(local(log, for: peer), now: now) ?? []
                actions += perform(directives, peer: peer, now: now)
            }
        }
        if changes.contains(where: \.isDirectory) {
            tickets.formUnion(server.rightsChanged())
            actions += directoryChanged(now: now)
        }
        actions += wake(tickets)
        actions.append(.grew(changes.map(\.origin)))
        return actions
    }

    /// Rights and scopes may be others now: parked heads are judged again, and logs that peers may
    /// have now are offered.
    private func directoryChanged(now: UInt64) -> [ExchangeAction] {
        var actions: [ExchangeAction] = []
        followSettled(replica.settleClosings(now: now), now: now, &actions)
        let logs = (try? allLogs()) ?? []
        for peer in sessions.keys.sorted() {
            var directives =
                sessions[peer]?.admissionChanged(now: now, admit: admission()) ?? []
            for log in logs {
                directives += sessions[peer]?.local(local(log, for: peer), now: now) ?? []
            }
            actions += perform(directives, peer: peer, now: now)
        }
        return actions
    }

    private func followSettled(
        _ settled: [Origin], now: UInt64, _ actions: inout [ExchangeAction]
    ) {
        // What was in the tree that was given up need not be in the one that comes instead.
        if !settled.isEmpty { agreedHeads = [] }
        for origin in settled {
            if log(origin)?.position.size == 0 { server.forget(log: origin) }
            actions += judgeAnew(origin, now: now)
        }
        offerCutOff()
    }

    /// Goes on with what a failing store interrupted.
    func settleAgain(now: UInt64) -> [ExchangeAction] {
        var actions: [ExchangeAction] = []
        followSettled(replica.settleAgain(now: now), now: now, &actions)
        return actions
    }

    /// All sessions forget what they thought of a log, and judge anew what peers offered.
    private func judgeAnew(_ origin: Origin, now: UInt64) -> [ExchangeAction] {
        var actions: [ExchangeAction] = []
        for peer in sessions.keys.sorted() {
            let directives =
                sessions[peer]?.follow(
                    anew: origin, held: log(origin)?.position ?? .empty,
                    limit: limit(origin), now: now) ?? []
            actions += perform(directives, peer: peer, now: now)
        }
        return actions
    }

    /// An own log that was given up comes back like anybody else's. Entries that peers gave for its
    /// writer count as on their way to the store, where that writer never brought them: they are
    /// asked for and taken again.
    private func followGivenUp(now: UInt64) -> [ExchangeAction] {
        var actions: [ExchangeAction] = []
        for origin in replica.drainGivenUp() {
            server.forget(submissionsOf: origin)
            actions += judgeAnew(origin, now: now)
        }
        return actions
    }

    /// What is held turned out not to be a beginning of the log that counts.
    private func followAnew(_ origin: Origin, now: UInt64) -> [ExchangeAction] {
        // Losing the error is right: what stays is found out again with the next attempt.
        guard (try? replica.discardHeld(origin)) != nil else { return [] }
        agreedHeads = []
        offerCutOff()
        server.forget(log: origin)
        return judgeAnew(origin, now: now)
    }

    /// The own tree of a log at a size, out of the store.
    func tree(_ origin: Origin, _ size: UInt64) -> TiledTree {
        replica.tree(origin, size)
    }

    /// The own store's answer about an older checkpoint; `nil` when it cannot answer now.
    public func proof(of origin: Origin, _ question: PrefixQuestion) -> PrefixProof? {
        let tree = tree(origin, question.treeSize)
        // Losing the error is right: a store that cannot answer now is asked again.
        return try? PrefixProof(
            size: question.size, treeSize: question.treeSize, nodes: tree.node)
    }

    /// Reads what is to be handed in; `nil` when the store cannot be read.
    private func fill(_ order: PushOrder) -> PushRequest? {
        var request = PushRequest(origin: order.origin, key: order.key, note: order.note)
        do {
            if let range = order.entries, !range.isEmpty {
                let entries = try replica.store.entries(order.origin, range)
                let bytes = try InlineEntries.encode(entries)
                if bytes.count <= limits.inlineByteCount {
                    request.entries = InlineEntries(
                        from: range.lowerBound, count: entries.count, bytes: bytes)
                }
            }
            for resource in order.resources {
                if let part = try StoredResource.read(resource, order.origin, replica.store) {
                    request.resources.append(part)
                } else {
                    request.missing.append(resource)
                }
            }
        } catch {
            return nil
        }
        return request
    }
}
