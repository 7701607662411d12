public import TransparencyLog

extension PeerSession {
    /// The own store holds this much of a log: at the start for every log held, and whenever it
    /// changed by something else than this session, for example by own entries or another peer.
    public mutating func local(_ log: LocalLog, now: UInt64) -> [PeerDirective] {
        let origin = log.origin
        if logs[origin] == nil {
            guard logs.count < limits.logCount else { return [] }
            add(
                LogFollower(
                    origin: origin, key: log.key, held: log.position, limit: log.limit,
                    limits: limits))
        }
        logs[origin]?.local = log
        logs[origin]?.follower.setLimit(log.limit)
        let found = logs[origin]?.follower.stored(log.position)
        active.insert(origin)
        return shown(found ?? nil, of: origin) + report(origin, now) + pump(now)
    }

    private func shown(_ found: ForkEvidence?, of origin: Origin) -> [PeerDirective] {
        found.map { [.evidence(origin, $0)] } ?? []
    }

    /// Forgets what this session thought of a log, evidence of a fork included: a superior closed it,
    /// and what the peer offered last is judged anew, within the closing. What the peer holds is not known
    /// any more, since it may have had to give up another branch: it is asked.
    mutating func follow(
        anew origin: Origin, held: LogPosition, limit: LogLimit?, now: UInt64
    ) -> [PeerDirective] {
        guard let old = logs[origin]?.follower else { return [] }
        logs[origin]?.follower = LogFollower(
            origin: origin, key: old.key, held: held, limit: limit, limits: limits)
        logs[origin]?.forgetPeer()
        active.insert(origin)
        guard let note = old.lastOffered?.note,
            let outcome = logs[origin]?.follower.offered(note: note)
        else { return pump(now) }
        return settle(origin, outcome, now: now) + pump(now)
    }

    /// Another session is catching this log up: leave it to that one until the time given, also if this
    /// peer has yet to offer it.
    ///
    /// - Parameter until: 0 takes that back: the other one failed.
    public mutating func leave(
        _ origin: Origin, until: UInt64, now: UInt64
    ) -> [PeerDirective] {
        guard let log = logs[origin] else {
            if until <= now || givenElsewhere.count >= limits.logCount {
                givenElsewhere[origin] = nil
            } else {
                givenElsewhere[origin] = until
            }
            return []
        }
        guard log.leftUntil != until else { return [] }
        logs[origin]?.leftUntil = until
        guard log.follower.targetSize != nil else { return [] }
        active.insert(origin)
        return pump(now)
    }

    /// A resource arrived.
    public mutating func fetched(
        _ origin: Origin, _ resource: LogResource, bytes: [UInt8], gzip: [UInt8]? = nil,
        now: UInt64
    ) -> [PeerDirective] {
        guard logs[origin] != nil else { return [] }
        fetchEnded(origin)
        guard
            let outcome = logs[origin]?.follower.received(resource, bytes: bytes, gzip: gzip)
        else { return [] }
        return settle(origin, outcome, now: now) + pump(now)
    }

    /// A bundle arrived and was taken apart.
    public mutating func fetched(
        _ origin: Origin, _ bundle: FetchedBundle, now: UInt64
    ) -> [PeerDirective] {
        guard logs[origin] != nil else { return [] }
        fetchEnded(origin)
        guard let outcome = logs[origin]?.follower.received(bundle) else { return [] }
        return settle(origin, outcome, now: now) + pump(now)
    }

    /// A resource did not come.
    public mutating func fetchFailed(
        _ origin: Origin, _ resource: LogResource, _ failure: FetchFailure, now: UInt64
    ) -> [PeerDirective] {
        guard logs[origin] != nil else { return [] }
        fetchEnded(origin)
        guard let outcome = logs[origin]?.follower.failed(resource, failure) else { return [] }
        switch failure {
        case .missing: break
        case .transient, .forbidden: block(origin, now)
        case .throttled(let milliseconds):
            // Its limits are for the caller, not for a log.
            return settle(origin, outcome, now: now)
                + pause(.throttled(milliseconds: milliseconds), now)
        }
        return settle(origin, outcome, now: now) + pump(now)
    }

    /// Chunks of a log are durable; the store now holds this.
    public mutating func stored(
        _ origin: Origin, _ position: LogPosition, now: UInt64
    ) -> [PeerDirective] {
        guard var log = logs[origin] else { return [] }
        let found = log.follower.stored(position)
        log.hold(position)
        log.backOff.succeed()
        logs[origin] = log
        active.insert(origin)
        return shown(found, of: origin) + report(origin, now) + pump(now)
    }

    /// Chunks could not be stored, for example because the disk is full; the store holds this, which may
    /// be all of them: a store that fails may have written.
    public mutating func storeFailed(
        _ origin: Origin, _ position: LogPosition, now: UInt64
    ) -> [PeerDirective] {
        guard logs[origin] != nil else { return [] }
        logs[origin]?.follower.storeFailed(position)
        logs[origin]?.hold(position)
        block(origin, now)
        return report(origin, now) + pump(now)
    }

    /// The own store's answer to `prove`; `nil` when it could not answer.
    public mutating func proved(
        _ origin: Origin, _ proof: PrefixProof?, now: UInt64
    ) -> [PeerDirective] {
        guard let outcome = logs[origin]?.follower.proved(proof) else { return [] }
        return settle(origin, outcome, now: now) + pump(now)
    }

    /// The own store's tree for `narrow`: up to where both histories of a forked log are one.
    mutating func narrow(
        _ origin: Origin, own tree: (UInt64) -> TiledTree, now: UInt64
    ) -> [PeerDirective] {
        guard let outcome = logs[origin]?.follower.narrow(own: tree) else { return [] }
        return settle(origin, outcome, now: now) + pump(now)
    }

    /// Somebody else proved a fork of this log. The evidence is verified here.
    public mutating func shown(
        _ evidence: ForkEvidence, of origin: Origin, now: UInt64
    ) -> [PeerDirective] {
        guard let outcome = logs[origin]?.follower.shown(evidence) else { return [] }
        return settle(origin, outcome, now: now) + pump(now)
    }

    /// The named state of each log, sorted by origin.
    public func states(now: UInt64) -> [(origin: Origin, state: LogState)] {
        logs.keys.sorted().compactMap { origin in
            logs[origin].map { (origin, state(of: $0, now)) }
        }
    }

    /// Entries of a log that the peer holds, as far as it said.
    public func peerSize(_ origin: Origin) -> UInt64? { logs[origin]?.peerSize }

    // MARK: Outcomes

    mutating func settle(
        _ origin: Origin, _ outcome: OfferOutcome, now: UInt64
    ) -> [PeerDirective] {
        active.insert(origin)
        switch outcome {
        case .known, .catchingUp, .closed: return report(origin, now)
        case .verified(let chunks):
            logs[origin]?.backOff.succeed()
            return [.store(chunks)] + report(origin, now)
        case .forked(let evidence): return [.evidence(origin, evidence)] + report(origin, now)
        case .refused(.forked): return report(origin, now)
        case .refused(let reason):
            logs[origin]?.follower.refusal = reason
            block(origin, now)
            return report(origin, now)
        }
    }

    private mutating func settle(
        _ origin: Origin, _ outcome: ReceiveOutcome, now: UInt64
    ) -> [PeerDirective] {
        active.insert(origin)
        switch outcome {
        case .unexpected: return []
        case .progress(let chunks):
            if chunks.isEmpty { return report(origin, now) }
            return [.store(chunks)] + report(origin, now)
        case .forked(let evidence):
            return [.evidence(origin, evidence)] + discard(origin) + report(origin, now)
        case .refused:
            block(origin, now)
            return discard(origin) + report(origin, now)
        }
    }

    /// Once for each time that this was found out.
    private mutating func discard(_ origin: Origin) -> [PeerDirective] {
        guard logs[origin]?.follower.heldIsOtherBranch == true else { return [] }
        logs[origin]?.follower.heldIsOtherBranch = false
        return [.discard(origin)]
    }

    private mutating func fetchEnded(_ origin: Origin) {
        guard let count = logs[origin]?.fetchCount, count > 0 else { return }
        logs[origin]?.fetchCount = count - 1
        fetchCount -= 1
        active.insert(origin)
    }

    /// Pauses one log. Several failures within one pause count once.
    private mutating func block(_ origin: Origin, _ now: UInt64) {
        guard var log = logs[origin], log.blockedUntil <= now else { return }
        log.blockedUntil = now + log.backOff.next()
        logs[origin] = log
        active.insert(origin)
    }
}
