public import TransparencyLog

extension Replica {
    /// Looks at logs that a superior has closed: where another branch than the closed one is held, it
    /// is discarded and followed anew, and everything derived from it is derived again.
    ///
    /// - Returns: logs whose closing is new here; sessions follow them anew, within their limit.
    /// - Throws: ``ReplicaError`` when the store takes no change.
    public func settleClosings() throws(ReplicaError) -> [Origin] {
        var settled: [Origin] = []
        var isWrong = false
        for (origin, closing) in directory.closings.sorted(by: { $0.key < $1.key })
        where judgedClosings[origin] != closing {
            judgedClosings[origin] = closing
            retire(origin)
            do {
                guard let log = try store.log(origin) else { continue }
                settled.append(origin)
                guard try !holds(closing, log) else {
                    // What its author has lost it may not get otherwise: others stop at the closing.
                    try keepForAuthor(log, from: closing.finalSize)
                    continue
                }
                try setAside(log)
                try store.discard(origin)
                isWrong = true
            } catch {
                throw .store(error)
            }
        }
        if isWrong { try rebuild() }
        return settled
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
            try setAside(log)
            try store.discard(origin)
        } catch {
            throw .store(error)
        }
        if Self.name(of: origin)?.node == name { mayHaveLost = true }
        try rebuild()
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
    /// - Throws: ``ReplicaError`` when a log cannot be read; answers are then `unknown`.
    public func rebuild() throws(ReplicaError) {
        do {
            try derived.erase()
            registry.reset()
            propagation = Propagation()
            knowledge = KnowledgeBook()
            caseBook = CaseBook()
            notices = NoticeBook()
            try replay()
        } catch {
            throw .store(error)
        }
    }
}
