public import TransparencyLog

/// Heads: what the peer says it holds (protocol §5.3, §5.7).
extension PeerSession {
    /// The answer to a poll; `nil` for "nothing new" (204).
    ///
    /// - Parameter admit: Decides about logs that are new.
    public mutating func heads(
        _ answer: HeadsAnswer?, now: UInt64, admit: Admission
    ) -> [PeerDirective] {
        guard isPolling else { return [] }
        noteClock(now)
        isPolling = false
        guard let answer else {
            backOff.succeed()
            completeHeads()
            paceQuietPolls(now)
            return pump(now)
        }
        if !isFreshSession, answer.cursor == cursor || (answer.isEmpty && cursor != nil) {
            // A peer that says "news" without any would keep us asking without a pause.
            return pause(.refused, now)
        }
        isFreshSession = false
        var directives: [PeerDirective] = []
        var isNews = false
        for row in answer.heads {
            let wasParked = parked[row.origin] != nil
            directives += offer(row, now: now, admit)
            isNews = isNews || (!wasParked && parked[row.origin] != nil)
            guard let log = logs[row.origin], let size = log.peerSize, size > log.toldSize else {
                continue
            }
            logs[row.origin]?.toldSize = size
            isNews = true
        }
        pace(answer, isNews: isNews, now)
        if answer.cursor != cursor { backOff.succeed() }
        cursor = answer.cursor
        if !answer.heartbeats.isEmpty { directives.append(.heartbeats(answer.heartbeats)) }
        if !answer.digests.isEmpty { directives.append(.digests(answer.digests)) }
        if !answer.cutOff.isEmpty { directives.append(.cutOff(answer.cutOff)) }
        if !answer.more { completeHeads() }
        return directives + poll(wait: !answer.more, now) + pump(now)
    }

    /// All that the peer holds has been told, also by saying that nothing is new: from now on it is known
    /// what it lacks, and every log is looked at for that.
    private mutating func completeHeads() {
        guard !headsAreComplete else { return }
        headsAreComplete = true
        active.formUnion(logs.keys)
    }

    public mutating func headsFailed(_ failure: PeerFailure, now: UInt64) -> [PeerDirective] {
        guard isPolling else { return [] }
        isPolling = false
        return pause(failure, now)
    }

    /// The directory changed: logs that were not admitted are judged again.
    public mutating func admissionChanged(now: UInt64, admit: Admission) -> [PeerDirective] {
        var directives: [PeerDirective] = []
        for row in parked.values.sorted(by: { $0.origin < $1.origin }) {
            directives += offer(row, now: now, admit)
        }
        return directives + pump(now)
    }

    private mutating func offer(
        _ row: HeadRow, now: UInt64, _ admit: Admission
    ) -> [PeerDirective] {
        if logs[row.origin] == nil {
            let known = row.key ?? parked[row.origin]?.key
            guard logs.count < limits.logCount, let key = admit(row.origin, known),
                key.name == row.origin
            else {
                park(row, key: known)
                return []
            }
            parked[row.origin] = nil
            add(LogFollower(origin: row.origin, key: key, held: .empty, limits: limits))
        }
        guard var log = logs[row.origin] else { return [] }
        let outcome = log.follower.offered(note: row.note, inline: row.entries)
        if outcome != .refused(.forked), let seen = log.follower.lastOffered {
            log.peerSize = max(log.peerSize ?? 0, seen.size)
        }
        logs[row.origin] = log
        return settle(row.origin, outcome, now: now)
    }

    private mutating func park(_ row: HeadRow, key: [UInt8]?) {
        guard parked.count < limits.logCount || parked[row.origin] != nil,
            row.note.count <= 4_096
        else { return }
        parked[row.origin] = HeadRow(origin: row.origin, key: key, note: row.note, entries: nil)
    }

    /// An answer that tells nothing new of any log, whatever else is in it, is as quiet as a 204. Only a
    /// list may take many pages, so many as a list can have.
    private mutating func pace(_ answer: HeadsAnswer, isNews: Bool, _ now: UInt64) {
        if isNews {
            quietBackOff.succeed()
            quietPageCount = 0
        } else if answer.more || !answer.cutOff.isEmpty || pollWait == 0 {
            quietPageCount += 1
            if quietPageCount > Self.quietPageLimit { pollBlockedUntil = now + quietBackOff.next() }
        } else {
            paceQuietPolls(now)
        }
    }

    /// A peer that says "nothing new" long before the time is over would be asked again at once for ever:
    /// it is asked more and more rarely, until it holds polls or has news.
    private mutating func paceQuietPolls(_ now: UInt64) {
        if pollWait > 0, now < polledAt + pollWait / 2 {
            pollBlockedUntil = now + quietBackOff.next()
        } else {
            quietBackOff.succeed()
            quietPageCount = 0
        }
    }
}
