public import TransparencyLog

extension LogFollower {
    /// What the own store should prove so that an older checkpoint of a peer can be judged; the
    /// answer goes to ``proved(_:)``. `nil` when nothing is open or an answer is awaited.
    public mutating func prefixQuestion() -> PrefixQuestion? {
        guard evidence == nil, asked == nil, let tree = held.checkpoint,
            let older = questions.first(where: { $0.size < tree.size })
        else { return nil }
        let question = PrefixQuestion(size: older.size, treeSize: tree.size)
        asked = question
        return question
    }

    /// The own store's answer to ``prefixQuestion()``; `nil` when it could not answer.
    ///
    /// An older checkpoint that is a prefix is an honest peer that lags. One that is not proves a
    /// fork.
    public mutating func proved(_ proof: PrefixProof?) -> OfferOutcome {
        guard let question = asked else { return .known }
        asked = nil
        let open = questions.filter { $0.size == question.size }
        questions.removeAll { $0.size == question.size }
        guard let proof, proof.size == question.size, proof.treeSize == question.treeSize,
            let tree = held.checkpoint, tree.size == question.treeSize
        else { return .known }
        do throws(ProofError) {
            try MerkleTree.verifyConsistency(
                proof.hashes, from: proof.size, fromRoot: proof.root, to: tree.size,
                toRoot: tree.root)
        } catch {
            return .refused(.ownStoreDamaged(size: tree.size))
        }
        for older in open where older.root != proof.root {
            if let found = ForkEvidence(
                smaller: older, larger: tree, rootAtSmaller: proof.root, proof: proof.hashes)
            {
                return accept(found)
            }
        }
        if confirmed.count >= Self.confirmedCount { confirmed.removeAll() }
        confirmed[proof.size] = proof.root
        return .known
    }

    /// Evidence that somebody else found. It counts only if it proves itself.
    public mutating func shown(_ found: ForkEvidence) -> OfferOutcome {
        guard evidence == nil, found.verify(by: key) != nil else { return .known }
        return accept(found)
    }

    private static var confirmedCount: Int { 64 }
    private static var questionCount: Int { 4 }

    /// Others stored what was being fetched from this source. What it had offered must be found in that,
    /// or there are two histories, and nobody else may ever look.
    mutating func overtaken(_ awaited: [VerifiedCheckpoint]) -> ForkEvidence? {
        guard evidence == nil, let tree = held.checkpoint else { return nil }
        for offer in awaited where offer.size <= held.size {
            if let found = ForkEvidence(sameSize: offer, tree) {
                _ = accept(found)
                return found
            }
            if offer.root != tree.root { ask(about: offer) }
        }
        return nil
    }

    /// Whether an offer contradicts a checkpoint that is known already, by size alone.
    func evidence(against offer: VerifiedCheckpoint) -> ForkEvidence? {
        let known = [held.checkpoint, verified.checkpoint, gap?.target, next, promise]
        for case let one? in known + questions where one.size == offer.size {
            if let found = ForkEvidence(sameSize: one, offer) { return found }
        }
        return nil
    }

    /// Whether the own store is wanted for ``narrow(own:)``.
    public var wantsNarrowing: Bool { narrowing.map { $0.needs.isEmpty } ?? false }

    /// Looks with the own tree up to where the two histories of the evidence are one. What it needs of
    /// the other history is asked for like anything else, by ``nextFetches(_:)``.
    ///
    /// - Parameter tree: the own tree of a size, from the store.
    /// - Returns: the evidence with its common beginning once that is found, else `.known`.
    public mutating func narrow(own tree: (UInt64) -> TiledTree) -> OfferOutcome {
        guard var narrowing else { return .known }
        let step = narrowing.step(own: tree(narrowing.own.size), key: key)
        self.narrowing = narrowing
        switch step {
        case .incomplete: return .known
        case .nothing:
            self.narrowing = nil
            return .known
        case .narrowed(let found):
            self.narrowing = nil
            evidence = found
            return .forked(found)
        }
    }

    mutating func accept(_ found: ForkEvidence) -> OfferOutcome {
        // A closing settles the fork: what is on the other branch has to go, and which that is shows at
        // once, or as soon as the source's tree reaches the closing.
        if limit == nil {
            evidence = found
            narrowing = ForkNarrowing(found, held: held.checkpoint, key: key)
        }
        leaveGap()
        next = nil
        questions = []
        return .forked(found)
    }

    /// Keeps an older checkpoint until the store can say whether it is a prefix.
    mutating func ask(about older: VerifiedCheckpoint) {
        guard older.size > 0, confirmed[older.size] != older.root,
            !questions.contains(where: { $0.size == older.size && $0.root == older.root })
        else { return }
        // A peer that floods old checkpoints loses the first ones; none was believed.
        if questions.count >= Self.questionCount { questions.removeFirst() }
        questions.append(older)
    }

    /// The source's tree is not an extension of ours, or its tiles are wrong: find out which.
    mutating func conflict() -> ReceiveOutcome {
        guard let target = gap?.target else { return .unexpected }
        for older in [promise, held.checkpoint] {
            if let older, let probe = ForkProbe(smaller: older, larger: target, limit: limit) {
                leaveGap()
                self.probe = probe
                return .progress([])
            }
        }
        return probeHeld(target)
    }

    /// No checkpoint is at hand for what is held beyond the last one, as after a restart: whether the
    /// source's tree contains it is found out all the same, though it accuses nobody.
    private mutating func probeHeld(_ target: VerifiedCheckpoint) -> ReceiveOutcome {
        guard promise == nil, let probe = ForkProbe(held: verified.edge, larger: target) else {
            return abandon(.tilesDoNotReachRoot(size: target.size))
        }
        leaveGap()
        self.probe = probe
        return .progress([])
    }

    /// Decides once all tiles of a probe have arrived.
    mutating func judgeProbe() -> ReceiveOutcome {
        guard let probe else { return .unexpected }
        switch probe.verdict() {
        case .incomplete: return .progress([])
        case .forked(let found):
            // The source has the closed branch, which settles the fork: ours is another one.
            heldIsOtherBranch = probe.containsLimit
            _ = accept(found)
            return .forked(found)
        case .otherHeld:
            heldIsOtherBranch = true
            return abandon(.conflictWithHeld(size: verified.size))
        case .consistent:
            // With the promise consistent, the older checkpoint is left to compare, and with that
            // one consistent what is held beyond it.
            if let older = held.checkpoint, older != probe.smaller, promise == probe.smaller {
                promise = nil
            } else if promise == nil, probe.smaller != nil, probe.size < verified.size {
                return probeHeld(probe.larger)
            }
            return abandon(.tilesDoNotReachRoot(size: probe.larger.size))
        case .badTiles: return abandon(.tilesDoNotReachRoot(size: probe.larger.size))
        }
    }
}
