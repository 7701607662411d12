import TransparencyLog

/// Heartbeats, and what they come to (protocol §9.2, §9.3).
extension Exchange {
    func take(heartbeats notes: [[UInt8]], now: UInt64) {
        for note in notes {
            guard let heartbeat = verified(note),
                freshness.take(heartbeat, arrival: now)
            else { continue }
            handOut(heartbeat, now: now)
        }
    }

    private func handOut(_ heartbeat: Heartbeat, now: UInt64) {
        if heartbeat.node == replica.name {
            // After a restored backup others know better what this node said.
            replica.clock.promise(heartbeat.milliseconds, wallMilliseconds: now)
        }
        server.heartbeat(of: heartbeat.node, note: heartbeat.note)
    }

    /// A heartbeat by the key that the directory gives the node now; anything else is dropped.
    private func verified(_ note: [UInt8]) -> Heartbeat? {
        guard let signer = Heartbeat.claimedSigner(note) else { return nil }
        // Losing the error is right: an unverifiable heartbeat only leaves the freshness as it was.
        return nodeKey(signer).flatMap { try? Heartbeat(verifying: note, key: $0) }
    }

    /// Signs a heartbeat over the own heads and hands it to everybody who asks.
    ///
    /// None is signed while this node cannot know what it wrote: before it has asked its peers, while
    /// own entries are on their way back or a failing store hides what was committed, and while its clock
    /// cannot be right.
    ///
    /// - Returns: `nil` when none was signed.
    /// - Throws: why none could be signed or kept; then nobody was told anything.
    @discardableResult
    public func beat(now: UInt64) throws(ReplicaError) -> Heartbeat? {
        guard replica.recordingState == .ready, !replica.mustReopen, !isOwnOnItsWay,
            replica.clock.fault(wallMilliseconds: now) == nil
        else { return nil }
        let heads = try replica.ownHeads()
        guard heads.count <= Heartbeat.maximumHeadCount else { throw .tooManyLogs }
        let heartbeat: Heartbeat
        do throws(NoteError) {
            let name = try Origin("\(replica.federationID)/\(replica.name)")
            let signer = try NoteSigner(name: name, seed: replica.identity.nodeSeed)
            heartbeat = try Heartbeat.sign(milliseconds: now, heads: heads, by: signer)
        } catch {
            throw .log(.unreadableHead(error))
        }
        var book = freshness
        guard book.take(heartbeat, arrival: now) else { return nil }
        // First kept, then told: after a restart it must be known what was promised. What a failing store
        // kept all the same is told then.
        replica.clock.promise(heartbeat.milliseconds, wallMilliseconds: now)
        try keep(book)
        freshness = book
        handOut(heartbeat, now: now)
        return heartbeat
    }

    /// Whether a peer is known to hold more of an own log than this node.
    private var isOwnOnItsWay: Bool {
        sessions.values.contains { session in
            session.logs.contains { origin, log in
                // One with two histories, or refused, brings nothing back.
                guard case .catchingUp = log.follower.state else { return false }
                return Replica.name(of: origin)?.node == replica.name
            }
        }
    }

    /// Keeps the newest heartbeats over a restart; every own heartbeat does so, too.
    public func keepFreshness() throws(ReplicaError) { try keep(freshness) }

    private func keep(_ book: FreshnessBook) throws(ReplicaError) {
        do {
            try replica.store.setNote(NoteName.freshness, book.encoded())
        } catch {
            throw .store(error)
        }
    }

    func recallFreshness(now: UInt64) throws(ReplicaError) {
        let bytes: [UInt8]
        do { bytes = try replica.store.note(NoteName.freshness) ?? [] } catch {
            throw .store(error)
        }
        for row in FreshnessBook.rows(bytes) {
            if let heartbeat = verified(row.note) { freshness.restore(heartbeat, row) }
        }
        for heartbeat in freshness.heartbeats { handOut(heartbeat, now: now) }
    }

    // MARK: Claims

    /// How fresh what is here of every other node is, in milliseconds since 1970 UTC: all that the node
    /// wrote before that time and this node is to hold is here. Nodes of which nothing can be said are
    /// left out.
    public func freshTimes(now: UInt64) -> [String: UInt64] {
        let gaps = SourceGaps(me: replica.name, registry: replica.registry)
        guard gaps.isMember else { return [:] }
        let directory = replica.directory
        var times: [String: UInt64] = [:]
        for (name, member) in directory.members where name != replica.name && !member.isRevoked {
            let late = freshness.newest(of: name).map { gaps.lateBound(of: $0) } ?? .max
            times[name] = freshness.freshness(of: name, now: now) { heartbeat in
                // Whoever has a key that was replaced may not be the node.
                guard heartbeat.key == member.record.nodeKey,
                    heartbeat.heads.allSatisfy(agrees)
                else { return 0 }
                return min(late, gaps.bound(of: heartbeat))
            }
        }
        return times
    }

    /// Whether the head of a heartbeat is in the tree held here, as far as that much is held: an author
    /// whose machine was set back unseen may be writing another history than the one that is here.
    private func agrees(_ head: Checkpoint) -> Bool {
        guard head.size > 0, !agreedHeads.contains(head),
            replica.directory.closing(of: head.origin) == nil,
            let position = log(head.origin)?.position, position.size >= head.size
        else { return true }
        var root = position.edge.root
        if position.size > head.size {
            let tree = tree(head.origin, position.size)
            // Losing the error is right: what cannot be read now says nothing now.
            guard let edge = try? PrefixProof.edge(head.size, nodes: tree.node) else {
                return false
            }
            root = edge.root
        }
        guard root == head.root else { return false }
        // Of the older ones none is asked about again.
        if agreedHeads.count >= limits.logCount { agreedHeads = [] }
        agreedHeads.insert(head)
        return true
    }
}
