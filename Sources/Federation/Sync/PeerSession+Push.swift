public import TransparencyLog

extension PeerSession {
    /// The peer answered a submission.
    public mutating func pushAnswered(
        _ origin: Origin, _ answer: PushAnswer, now: UInt64
    ) -> [PeerDirective] {
        guard pushEnded(origin), var log = logs[origin] else { return [] }
        let before = log.peerSize ?? 0
        log.peerSize = answer.size
        log.isPeerUnknown = false
        log.wanted = []
        log.isAskedForFork = answer.state == .forked && !answer.wanted.isEmpty
        log.isThrottled = answer.state == .throttled
        switch answer.state {
        case .current, .catchingUp:
            log.wanted = answer.wanted
            // No progress and nothing asked for: do not spin.
            let isStuck = answer.size <= before && answer.wanted.isEmpty && !answer.conflict
            if isStuck && wantsPush(log) {
                log.pushBlockedUntil = now + log.pushBackOff.next()
            } else {
                log.pushBackOff.succeed()
            }
        case .forked where !answer.wanted.isEmpty && log.local?.limit == nil:
            // It cannot fetch from here what shows up to where both histories are one.
            log.wanted = answer.wanted
        case .forked where log.local?.limit != nil:
            // It has not heard of the closing yet, and gives up what it holds when it does.
            log.forgetPeer()
            log.pushBlockedUntil = now + log.pushBackOff.next()
        case .throttled, .refused, .forked, .closed:
            log.pushBlockedUntil = now + log.pushBackOff.next()
        }
        logs[origin] = log
        active.insert(origin)
        return report(origin, now) + pump(now)
    }

    /// A submission was not answered.
    public mutating func pushFailed(
        _ origin: Origin, _ failure: PeerFailure, now: UInt64
    ) -> [PeerDirective] {
        guard pushEnded(origin), var log = logs[origin] else { return [] }
        log.pushBlockedUntil = now + log.pushBackOff.next()
        // Whether it arrived is not known: ask with what comes next.
        log.wanted = []
        log.isAskedForFork = false
        if case .throttled(let milliseconds) = failure {
            log.isThrottled = true
            log.pushBlockedUntil = now + min(max(milliseconds, 1), 10 * BackOff.longestMilliseconds)
        }
        logs[origin] = log
        active.insert(origin)
        if case .throttled = failure { return report(origin, now) + pause(failure, now) }
        if failure == .unauthorized, phase == .listening, !isPolling {
            return pause(failure, now)
        }
        return report(origin, now) + pump(now)
    }

    /// Whether the peer lacks something of this log that we can give.
    func wantsPush(_ log: Log) -> Bool {
        guard headsAreComplete, let local = log.local, local.isOffered,
            let checkpoint = local.position.checkpoint
        else { return false }
        if log.isAskedForFork { return true }
        guard log.follower.evidence == nil else { return false }
        let known = log.peerSize ?? 0
        return checkpoint.size > known && local.closedSize.map { known < $0 } ?? true
    }

    mutating func pushOrder(_ origin: Origin, _ now: UInt64) -> PushOrder? {
        guard phase == .listening, pushCount < limits.parallelPushCount, let log = logs[origin],
            !log.isPushing, log.pushBlockedUntil <= now, wantsPush(log),
            let checkpoint = log.local?.position.checkpoint
        else { return nil }
        let known = min(log.peerSize ?? 0, checkpoint.size)
        let isSmall = checkpoint.size - known <= UInt64(limits.inlineEntryCount)
        logs[origin]?.isPushing = true
        pushCount += 1
        return PushOrder(
            origin: origin, key: log.follower.key.publicKey, note: checkpoint.note,
            entries: isSmall && !log.isPeerUnknown && log.wanted.isEmpty
                ? known..<checkpoint.size : nil,
            resources: log.wanted)
    }

    private mutating func pushEnded(_ origin: Origin) -> Bool {
        guard logs[origin]?.isPushing == true else { return false }
        logs[origin]?.isPushing = false
        pushCount -= 1
        return true
    }
}
