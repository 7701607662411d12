public import TransparencyLog

extension Replica {
    /// Looks at logs that a superior has closed: where another branch than the closed one is held, it
    /// is discarded and followed anew, and everything derived from it is derived again.
    ///
    /// What a failing store keeps from being settled is looked at again by ``settleAgain(now:)``.
    ///
    /// - Parameter now: The machine's clock, which is judged anew by the stamps that still count.
    /// - Returns: logs whose closing is new here; sessions follow them anew, within their limit.
    public func settleClosings(now: UInt64) -> [Origin] {
        hasUnsettled = false
        var settled: [Origin] = []
        for (origin, closing) in directory.closings.sorted(by: { $0.key < $1.key })
        where judgedClosings[origin] != closing {
            retire(origin)
            do {
                if try settle(origin, closing) { settled.append(origin) }
                judgedClosings[origin] = closing
            } catch {
                // One log that cannot be read holds up no other.
                hasUnsettled = true
            }
        }
        if !settled.isEmpty, !mustReopen { observeAnew(now: now) }
        return settled
    }

    /// Goes on with what a failing store interrupted: a derivation from the logs, and closings.
    ///
    /// - Returns: logs whose closings were settled now.
    func settleAgain(now: UInt64) -> [Origin] {
        // Losing the error is right: it is tried again at the next tick, and answers say `unknown`.
        if mustRebuild { try? rebuild() }
        return hasUnsettled ? settleClosings(now: now) : []
    }

    /// - Returns: whether the log is held here.
    private func settle(_ origin: Origin, _ closing: LogClosing) throws -> Bool {
        guard let log = try store.log(origin) else {
            registry.setSettled(origin, true)
            return false
        }
        if try holds(closing, log) {
            registry.setSettled(origin, true)
            // What its author has lost it may not get otherwise: others stop at the closing.
            try keepForAuthor(log, from: closing.finalSize)
        } else {
            // Until it is gone nothing of it may be relied on, whoever could show the fork.
            registry.setSettled(origin, false)
            registry.setFork(origin, commonSize: 0)
            try setAside(log)
            try discard(origin)
            registry.setSettled(origin, true)
        }
        return true
    }

    /// Discards a log and derives everything anew. What was derived goes first: should the store or the
    /// process fail in between, nothing is left that could be taken for derived from what is held later.
    private func discard(_ origin: Origin) throws {
        try rebuild { try store.discard(origin) }
    }

    /// A closed log of our own is followed like any other; what was cut off is recorded again.
    private func retire(_ origin: Origin) {
        guard let log = Self.name(of: origin), log.node == name else { return }
        mayHaveLost = true
        guard ownLogs[log.stream]?.writer.origin == origin else { return }
        ownLogs[log.stream]?.state = .spent(.closed)
    }

    /// What is held of a log turned out to be on another branch than the one that was closed, or
    /// entries beyond its last checkpoint are not in the log that its author goes on with: it is kept
    /// aside and the log is followed anew from its beginning.
    ///
    /// - Throws: ``ReplicaError`` when the store takes no change.
    public func discardHeld(_ origin: Origin) throws(ReplicaError) {
        guard !isRestorable(origin) else { return }
        do {
            guard let log = try store.log(origin), log.position.size > 0 else { return }
            if Self.name(of: origin)?.node == name { mayHaveLost = true }
            try setAside(log)
            try discard(origin)
        } catch {
            throw .store(error)
        }
    }

    /// Whether what is held is a prefix or a continuation of what was closed, as far as that can be
    /// seen here: a shorter log is compared by its follower when it goes on.
    private func holds(_ closing: LogClosing, _ log: StoredLog) throws -> Bool {
        guard closing.finalSize > 0, log.position.size >= closing.finalSize else { return true }
        if log.position.size == closing.finalSize { return log.position.edge.root == closing.root }
        let tree = tree(log.origin, log.position.size)
        let proof = try PrefixProof(
            size: closing.finalSize, treeSize: log.position.size, nodes: tree.node)
        return proof.root == closing.root
    }

    /// Derives everything anew from the logs; it comes out the same: everything that is not a
    /// log can be deleted and rebuilt.
    ///
    /// - Throws: ``ReplicaError`` when a log cannot be read; answers are then `unknown`, and the next tick
    ///   tries again.
    public func rebuild() throws(ReplicaError) {
        do { try rebuild {} } catch { throw .store(error) }
    }

    /// - Parameter change: What happens to the logs once nothing is derived from them any more.
    private func rebuild(after change: () throws -> Void) throws {
        try derived.erase()
        mustRebuild = true
        // Whoever asks meanwhile must not take a part of the logs for all of them.
        registry.isRebuilding = true
        registry.reset()
        propagation = Propagation()
        knowledge = KnowledgeBook()
        caseBook = CaseBook()
        notices = NoticeBook()
        let changed = Result { try change() }
        try replay()
        mustRebuild = false
        registry.isRebuilding = false
        try changed.get()
    }
}
