import TransparencyLog

extension PeerSession {
    /// Gives free places to the logs that have work, and says when to look again.
    mutating func pump(_ now: UInt64) -> [PeerDirective] {
        noteClock(now)
        var directives = poll(now)
        if phase == .listening {
            let order = active.sorted(by: precedes)
            for origin in order { directives += serve(origin, among: order.count, now) }
        }
        directives += questions()
        active = active.filter { isBusy($0, now) }
        if let until = deadline(now) { directives.append(.wait(until: until)) }
        return directives
    }

    /// Pauses end by the machine's clock. When that is set back they are moved along with it: one
    /// begun under a clock ten years ahead would otherwise last ten years.
    mutating func noteClock(_ now: UInt64) {
        defer { clock = now }
        guard now < clock else { return }
        let back = clock - now
        func moved(_ until: UInt64) -> UInt64 { until > back ? until - back : 0 }
        if case .paused(let until, let throttled) = phase {
            phase = .paused(until: moved(until), throttled: throttled)
        }
        givenElsewhere = givenElsewhere.mapValues(moved)
        polledAt = moved(polledAt)
        pollBlockedUntil = moved(pollBlockedUntil)
        for (origin, log) in logs {
            logs[origin]?.blockedUntil = moved(log.blockedUntil)
            logs[origin]?.leftUntil = moved(log.leftUntil)
            logs[origin]?.pushBlockedUntil = moved(log.pushBlockedUntil)
        }
    }

    private func precedes(_ left: Origin, _ right: Origin) -> Bool {
        guard let one = logs[left], let two = logs[right] else { return left < right }
        if one.priority != two.priority { return one.priority < two.priority }
        if one.turn != two.turn { return one.turn < two.turn }
        return left < right
    }

    private mutating func serve(_ origin: Origin, among count: Int, _ now: UInt64)
        -> [PeerDirective]
    {
        guard let log = logs[origin] else { return [] }
        var directives: [PeerDirective] = []
        // Half of the places at most while others wait: one that hangs leaves room.
        let share = count > 1 ? max(1, limits.parallelFetchCount / 2) : limits.parallelFetchCount
        let room = min(share - log.fetchCount, limits.parallelFetchCount - fetchCount)
        if max(log.blockedUntil, log.leftUntil) <= now, room > 0 {
            // Only what is tried again loses its refusal; a bad offer stays visible until a good
            // one.
            if log.fetchCount == 0, log.follower.targetSize != nil {
                logs[origin]?.follower.retry()
            }
            let resources = logs[origin]?.follower.nextFetches(room) ?? []
            if !resources.isEmpty {
                turns += 1
                logs[origin]?.turn = turns
                logs[origin]?.fetchCount += resources.count
                fetchCount += resources.count
                directives.append(.fetch(origin, resources))
            }
        }
        if let order = pushOrder(origin, now) { directives.append(.push(order)) }
        return directives + report(origin, now)
    }

    private mutating func questions() -> [PeerDirective] {
        var directives: [PeerDirective] = []
        for origin in active.sorted() {
            if let question = logs[origin]?.follower.prefixQuestion() {
                directives.append(.prove(origin, question))
            }
            if logs[origin]?.follower.wantsNarrowing == true { directives.append(.narrow(origin)) }
        }
        return directives
    }

    private func isBusy(_ origin: Origin, _ now: UInt64) -> Bool {
        guard let log = logs[origin] else { return false }
        if log.follower.evidence != nil {
            return log.follower.narrowing != nil || log.isPushing || log.isAskedForFork
        }
        return log.fetchCount > 0 || log.follower.targetSize != nil || log.blockedUntil > now
            || log.isPushing || wantsPush(log)
    }

    /// When something that waits now may go on.
    private func deadline(_ now: UInt64) -> UInt64? {
        var times: [UInt64] = []
        if case .paused(let until, _) = phase { times.append(until) }
        if phase == .listening {
            if !isPolling { times.append(pollBlockedUntil) }
            for origin in active {
                guard let log = logs[origin] else { continue }
                if log.blockedUntil > now { times.append(log.blockedUntil) }
                if log.leftUntil > now, log.follower.targetSize != nil {
                    times.append(log.leftUntil)
                }
                if log.pushBlockedUntil > now, wantsPush(log) { times.append(log.pushBlockedUntil) }
            }
        }
        return times.min()
    }

    // MARK: States

    func state(of log: Log, _ now: UInt64) -> LogState {
        switch log.follower.state {
        case .forked: return .forked
        case .closed: return .closed
        case .refused(let reason): return .refused(reason)
        case .catchingUp(let size):
            let until = max(log.blockedUntil, log.leftUntil)
            if until > now { return .waiting(until: until) }
            return pausedState ?? .catchingUp(to: size)
        case .current:
            if log.pushBlockedUntil > now, wantsPush(log) {
                return log.isThrottled
                    ? .throttled(until: log.pushBlockedUntil)
                    : .waiting(until: log.pushBlockedUntil)
            }
            return .current
        }
    }

    private var pausedState: LogState? {
        guard case .paused(let until, let throttled) = phase else { return nil }
        return throttled ? .throttled(until: until) : .waiting(until: until)
    }

    /// A report if the state is another than the one reported last.
    mutating func report(_ origin: Origin, _ now: UInt64) -> [PeerDirective] {
        guard let log = logs[origin] else { return [] }
        let state = state(of: log, now)
        guard state != log.reported else { return [] }
        logs[origin]?.reported = state
        return [.report(origin, state)]
    }
}
