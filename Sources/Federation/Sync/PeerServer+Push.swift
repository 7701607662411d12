import Messages
public import TransparencyLog

/// One submission that is under way.
struct PushKey: Hashable, Sendable {
    let caller: String
    let origin: Origin
}

/// What a submission comes to.
public struct PushStep: Equatable, Sendable {
    /// Make these durable, then call `pushStored` for the answer.
    public var store: [VerifiedChunk] = []
    /// The answer, when there is nothing to store first.
    public var answer: PushAnswer?
    /// A fork was proved.
    public var evidence: ForkEvidence?
    /// The caller holds an older checkpoint: ask the own store, then call `pushProved`.
    public var question: PrefixQuestion?
}

extension PeerServer {
    /// Submissions that are remembered in the middle; whoever is forgotten starts anew.
    static let pushFollowerCount = 4_096

    /// A submission arrives.
    ///
    /// - Parameters:
    ///   - request: With all gzip resources expanded: `expanded[i]` belongs to `resources[i]`.
    ///   - held: What the own store holds of this log; `.empty` for a log that is new.
    ///   - key: The key known for the log; `nil` refuses: the log is not in scope, or its author
    /// may
    ///     not hand it in here.
    ///   - limit: The closing that counts.
    public mutating func push(
        caller: String, request: PushRequest, expanded: [[UInt8]], held: LogPosition,
        key: VerifierKey?, limit: LogLimit?
    ) -> PushStep {
        guard let key else { return refused(.notInScope, held.size) }
        guard key.name == request.origin, key.publicKey == request.key else {
            return refused(.wrongKey, held.size)
        }
        guard expanded.count == request.resources.count else {
            return refused(.malformedMessage("resources"), held.size)
        }
        let id = PushKey(caller: caller, origin: request.origin)
        var follower = follower(id, held: held, key: key, limit: limit)
        var step = PushStep()
        // What others stored since may be another history than the one that is handed in here.
        step.evidence = follower.stored(held)
        var reason: SyncRefusal?
        switch follower.offered(note: request.note, inline: request.entries) {
        case .known, .catchingUp, .closed: break
        case .verified(let chunks): step.store += chunks
        case .forked(let evidence): step.evidence = evidence
        case .refused(let refusal): reason = refusal
        }
        for (part, bytes) in zip(request.resources, expanded) {
            switch follower.received(
                part.resource, bytes: bytes, gzip: part.isGzip ? part.bytes : nil)
            {
            case .progress(let chunks): step.store += chunks
            case .forked(let evidence): step.evidence = evidence
            case .refused(let refusal): reason = refusal
            case .unexpected: break
            }
        }
        for resource in request.missing {
            if case .refused(let refusal) = follower.failed(resource, .missing) { reason = refusal }
        }
        step.question = follower.prefixQuestion()
        if step.store.isEmpty {
            step.answer = answer(&follower, caller: caller, request: request, reason: reason)
        }
        remember(follower, id)
        return step
    }

    /// What a submission brought is durable, or could not be stored: this is held now.
    public mutating func pushStored(
        caller: String, request: PushRequest, held: LogPosition, failed: Bool = false
    ) -> PushAnswer {
        let id = PushKey(caller: caller, origin: request.origin)
        guard var follower = pushes[id] else {
            return PushAnswer(size: held.size, state: .throttled)
        }
        if failed { follower.storeFailed(held) } else { follower.stored(held) }
        let answer =
            failed
            ? PushAnswer(
                size: held.size, state: .throttled, reason: "Nothing can be stored at present.")
            : answer(&follower, caller: caller, request: request, reason: nil)
        remember(follower, id)
        return answer
    }

    /// The own store's answer to a question of ``push(caller:request:expanded:held:key:limit:)``.
    ///
    /// - Returns: Evidence, if the caller's older checkpoint is no prefix of ours.
    public mutating func pushProved(
        caller: String, origin: Origin, proof: PrefixProof?
    ) -> ForkEvidence? {
        let id = PushKey(caller: caller, origin: origin)
        guard var follower = pushes[id] else { return nil }
        let outcome = follower.proved(proof)
        remember(follower, id)
        if case .forked(let evidence) = outcome { return evidence }
        return nil
    }

    /// A submission that showed a fork goes on: its answers ask for the tiles that show up to where both
    /// histories are one, since nobody else may be able to fetch them (protocol §4.5).
    ///
    /// - Parameter tree: the own tree of a size, from the store.
    /// - Returns: `nil` when nothing is being looked for; else the answer, and what was found.
    public mutating func pushNarrowed(
        caller: String, request: PushRequest, own tree: (UInt64) -> TiledTree
    ) -> (answer: PushAnswer, evidence: ForkEvidence?)? {
        let id = PushKey(caller: caller, origin: request.origin)
        guard var follower = pushes[id], follower.wantsNarrowing else { return nil }
        var evidence: ForkEvidence?
        if case .forked(let found) = follower.narrow(own: tree) { evidence = found }
        let answer = answer(&follower, caller: caller, request: request, reason: nil)
        remember(follower, id)
        return (answer, evidence)
    }

    /// The state of a submission that was begun, unless the store was set back since, or a closing came
    /// that settles what was found then.
    private func follower(
        _ id: PushKey, held: LogPosition, key: VerifierKey, limit: LogLimit?
    ) -> LogFollower {
        guard var known = pushes[id], known.held.size <= held.size, known.key == key,
            known.evidence == nil || known.limit == limit
        else {
            return LogFollower(
                origin: id.origin, key: key, held: held, limit: limit, limits: limits)
        }
        known.setLimit(limit)
        return known
    }

    // MARK: Answers

    private mutating func answer(
        _ follower: inout LogFollower, caller: String, request: PushRequest, reason: SyncRefusal?
    ) -> PushAnswer {
        let size = follower.held.size
        // What was asked for may never arrive: each answer asks anew for all that is lacking.
        follower.retry()
        var answer = PushAnswer(size: size, state: .current)
        switch follower.state {
        case .forked:
            answer.state = .forked
            answer.wanted = follower.nextFetches(limits.resourcesPerPush)
        case .closed: answer.state = .closed
        case .current, .catchingUp, .refused:
            answer.wanted = follower.nextFetches(limits.resourcesPerPush)
            if follower.targetSize != nil { answer.state = .catchingUp }
        }
        if let reason, answer.state == .current || answer.state == .catchingUp {
            answer.state = .refused
            answer.wanted = []
            answer.reason = reason.description
        }
        let offered = follower.lastOffered?.size ?? 0
        let starts = request.entries?.from ?? size
        answer.conflict = answer.state != .refused && (starts > size || offered < size)
        if answer.state == .current, offered >= size {
            callers[caller]?.holds[request.origin] = size
        }
        return answer
    }

    private func refused(_ reason: SyncRefusal, _ size: UInt64) -> PushStep {
        PushStep(answer: PushAnswer(size: size, state: .refused, reason: reason.description))
    }

    /// Unfinished submissions of a log begin anew with their next request.
    public mutating func forget(submissionsOf origin: Origin) {
        pushes = pushes.filter { $0.key.origin != origin }
        pushOrder.removeAll { $0.origin == origin }
    }

    /// Keeps the state of a submission that is not finished.
    private mutating func remember(_ follower: LogFollower, _ id: PushKey) {
        if follower.targetSize == nil && follower.asked == nil && follower.evidence == nil {
            if pushes.removeValue(forKey: id) != nil { pushOrder.removeAll { $0 == id } }
            return
        }
        if pushes[id] == nil { pushOrder.append(id) }
        pushes[id] = follower
        while pushOrder.count > Self.pushFollowerCount {
            pushes[pushOrder.removeFirst()] = nil
        }
    }
}
