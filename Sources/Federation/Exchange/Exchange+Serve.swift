import Designation
public import TransparencyLog

extension Exchange {
    // MARK: The answering side

    /// Read rights of a caller at this moment.
    ///
    /// - Parameter caller: `node#session`: what was told is remembered by session, since a node that
    ///   restarted has another one; rights are those of the node.
    func readRight(_ caller: String) -> PeerServer.ReadRight {
        let directory = replica.directory
        let caller = String(caller.prefix { $0 != "#" })
        return { origin in
            guard let name = try? LogName(origin: origin) else { return false }
            return directory.mayRead(node: caller, origin: name)
        }
    }

    /// A peer asks for heads.
    public func poll(
        caller: String, cursor: String?, waitMilliseconds: UInt64, now: UInt64
    ) -> PollOutcome {
        let outcome = server.poll(
            caller: caller, cursor: cursor, waitMilliseconds: waitMilliseconds, now: now,
            mayRead: readRight(caller))
        guard case .answer(let answer) = outcome else { return outcome }
        return .answer(filled(answer))
    }

    /// The connection of a waiting poll is gone.
    public func cancel(_ ticket: PollTicket) { server.cancel(ticket) }

    public func forget(caller: String) { server.forget(caller: caller) }

    func wake(_ tickets: Set<PollTicket>) -> [ExchangeAction] {
        tickets.sorted { $0.number < $1.number }.compactMap { ticket in
            guard let caller = server.parked[ticket]?.caller,
                let answer = server.wake(ticket, mayRead: readRight(caller))
            else { return nil }
            return .answer(ticket, filled(answer))
        }
    }

    /// Polls that waited long enough.
    public func finishPolls(now: UInt64) -> [ExchangeAction] {
        server.due(now: now).tickets.compactMap { ticket in
            guard let caller = server.parked[ticket]?.caller else { return nil }
            return .answer(
                ticket, server.finish(ticket, mayRead: readRight(caller)).map { filled($0) })
        }
    }

    /// A peer hands entries in. The answer is given once they are durable.
    public func push(
        caller: String, request: PushRequest, expanded: [[UInt8]], now: UInt64
    ) -> (PushAnswer, [ExchangeAction]) {
        let held = log(request.origin)?.position ?? .empty
        let key = admission()(request.origin, request.key)
        let step = server.push(
            caller: caller, request: request, expanded: expanded, held: held,
            key: mayHandIn(caller, request.origin) ? key : nil, limit: limit(request.origin))
        var actions: [ExchangeAction] = []
        if let question = step.question,
            let evidence = server.pushProved(
                caller: caller, origin: request.origin,
                proof: proof(of: request.origin, question))
        {
            actions += take(evidence, of: request.origin, now: now)
        }
        if let evidence = step.evidence {
            actions += take(evidence, of: request.origin, now: now)
        }
        if let narrowed = server.pushNarrowed(
            caller: caller, request: request, own: { self.tree(request.origin, $0) })
        {
            if let evidence = narrowed.evidence {
                actions += take(evidence, of: request.origin, now: now)
            }
            return (narrowed.answer, actions)
        }
        if let answer = step.answer { return (answer, actions) }
        var failed = false
        do throws(ReplicaError) {
            try accept(
                step.store, keys: key.map { [request.origin: $0] } ?? [:], now: now)
            storeFault = nil
        } catch {
            failed = true
            noteStoreFault(error)
        }
        let answer = server.pushStored(
            caller: caller, request: request, held: log(request.origin)?.position ?? held,
            failed: failed)
        return (answer, actions + propagate(except: nil, now: now))
    }

    /// Anybody who may read a log may hand it in: entries are signed, a relay cannot change them.
    private func mayHandIn(_ caller: String, _ origin: Origin) -> Bool {
        readRight(caller)(origin)
    }

    // MARK: News beside the logs

    /// The key of a node as notes name it: federation id, "/", node.
    public func nodeKey(_ signer: String) -> VerifierKey? {
        let prefix = replica.federationID + "/"
        guard signer.hasPrefix(prefix) else { return nil }
        let node = String(signer.dropFirst(prefix.count))
        guard let record = replica.directory.node(named: node),
            !replica.directory.isRevoked(node), let name = try? Origin(signer)
        else { return nil }
        return try? VerifierKey(name: name, ed25519: record.nodeKey)
    }

    /// States the digests that changed, for comparison with peers.
    ///
    /// A node without the fold's rules in force states none (protocol §8.3).
    ///
    /// - Throws: ``ReplicaError`` when the store cannot be read.
    public func publishDigests() throws(ReplicaError) -> [ExchangeAction] {
        guard replica.directory.foldEdition <= replica.registry.knownFoldEdition else { return [] }
        var actions: [ExchangeAction] = []
        for area in [Registry.common] + replica.registry.view.heldAreas.sorted() {
            let digest = try replica.digest(area)
            let report = DigestReport(
                scope: area == Registry.common ? "common" : area.text,
                foldEdition: replica.directory.foldEdition, inputs: digest.inputs,
                digest: digest.value)
            for difference in ledger.record(report) {
                if case .different(let node, let own, _) = difference {
                    actions.append(.digestAlarm(peer: node, scope: own.scope))
                }
            }
        }
        server.digests(ledger.newest)
        return actions
    }

    /// What a node that dials tells the other side, which cannot ask it: the newest heartbeats and its
    /// digests, in the form of a heads answer without heads.
    public var news: HeadsAnswer {
        HeadsAnswer(
            cursor: "0", heartbeats: freshness.heartbeats.map(\.note), digests: ledger.newest)
    }

    /// The news for one peer: what it was not told in this session, parts of cut-off branches among it;
    /// `isEmpty` when there is none.
    public func news(for peer: String) -> HeadsAnswer {
        let told = newsTold[peer] ?? ToldNews()
        var answer = news
        answer.heartbeats.removeAll { told.heartbeats.contains($0) }
        if answer.digests == told.digests { answer.digests = [] }
        answer.cutOffNames =
            server.cutOffParts(
                except: { told.cutOff.contains($0) }, mayRead: readRight(peer)
            ).names
        return filled(answer)
    }

    /// The peer has taken the news.
    public func told(_ news: HeadsAnswer, to peer: String) {
        var told = newsTold[peer] ?? ToldNews()
        // Of the older ones none is the newest of its node any more.
        let newest = Set(freshness.heartbeats.map(\.note))
        told.heartbeats = told.heartbeats.intersection(newest).union(news.heartbeats)
        if !news.digests.isEmpty { told.digests = news.digests }
        told.cutOff.formUnion(news.cutOffNames)
        newsTold[peer] = told
    }

    /// A peer that dials this node told its news.
    public func heard(_ news: HeadsAnswer, from peer: String, now: UInt64) -> [ExchangeAction] {
        take(heartbeats: news.heartbeats, now: now)
        take(cutOff: news.cutOff)
        return compare(news.digests, peer: peer)
    }

    // MARK: Branches that were cut off

    func take(cutOff parts: [[UInt8]]) {
        for part in parts {
            do throws(ReplicaError) {
                try replica.take(cutOff: part)
            } catch {
                // It comes again with the next session.
                noteStoreFault(error)
            }
        }
        offerCutOff()
    }

    /// What is newly kept is passed on.
    func offerCutOff() {
        for name in replica.drainCutOff() {
            if let note = replica.cutOff[name] { server.keeps(name, note) }
        }
    }

    /// Reads the parts that an answer names.
    private func filled(_ answer: HeadsAnswer) -> HeadsAnswer {
        guard !answer.cutOffNames.isEmpty else { return answer }
        var answer = answer
        // Losing the error is right: what cannot be read now goes with the peer's next session.
        answer.cutOff = answer.cutOffNames.compactMap { (try? replica.store.note($0)) ?? nil }
        return answer
    }

    func compare(_ reports: [DigestReport], peer: String) -> [ExchangeAction] {
        reports.compactMap { report in
            guard case .different(_, let own, _) = ledger.compare(report, of: peer) else {
                return nil
            }
            return .digestAlarm(peer: peer, scope: own.scope)
        }
    }

    /// A fork was proved here or shown by somebody else.
    public func take(
        _ evidence: ForkEvidence, of origin: Origin, now: UInt64
    ) -> [ExchangeAction] {
        guard let key = log(origin)?.key else { return [] }
        // Losing the error is right: the log is held back by the session, evidence is found again.
        try? replica.takeFork(evidence, key: key, now: now)
        return propagate(except: nil, now: now)
    }
}

/// What a peer that is dialled was told besides logs, in one session.
struct ToldNews {
    var heartbeats: Set<[UInt8]> = []
    var digests: [DigestReport] = []
    /// Names of parts of cut-off branches.
    var cutOff: Set<String> = []
}
