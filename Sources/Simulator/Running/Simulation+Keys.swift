import Designation
import Federation
import TransparencyLog

/// Another key for a node, or none: what the officers of the node and of its superiors have agreed on.
struct KeyChange {
    enum Kind { case kept, stolen, revoked }

    var node: Int
    var kind: Kind
    /// The new node key's seed; `nil`: the node is revoked.
    var seed: [UInt8]?
    /// The node's own logs as `dingdian rekey` printed them.
    var keeps: [Origin]
    var isInstalled: Bool
}

/// Node keys that are replaced or taken away, while others are cut off (protocol §2.4).
///
///     kept     the epochs go on that the node named and those that its superior holds; the machine gets
///              its key before or after
///     stolen   the superior closes all logs at what it holds and names none; what lies beyond is
///              recorded again by the author, under the new key
///     revoked  all logs are closed, and the node is no member any more; its machine knows nothing of it
///
/// The officers do what `dingdian rekey` and `dingdian rotate` let them do, with what they can see: the
/// directory at the superior. Where the order is not in it, because the superior could not record or was
/// restored from an older disk since, it is given again, out of what the superior holds then. A log of the
/// node under a key that counts no more is closed at what is held of it, so that it counts.
extension Simulation {
    func changeKey() {
        guard let index = pickRunning({ self.mayChangeKey($0) }) else { return }
        let choice = faultRandom.below(10)
        if choice < 2, isLeaf(nodes[index]) {
            revoke(index)
        } else {
            rotate(index, isStolen: choice < 5 && isLeaf(nodes[index]))
        }
    }

    /// Nobody depends on it: losing its key loses nothing of others.
    private func isLeaf(_ node: SimulatedNode) -> Bool {
        !nodes.contains {
            $0.plan.parent == node.name || $0.dials.contains(node.name)
                || $0.plan.stickPartner == node.name
        }
    }

    /// Whether a change of keys of this node, or one that it has to order, is not through yet.
    func isChangingKeys(_ node: SimulatedNode) -> Bool {
        keyChanges.contains { change in
            guard !isThrough(change) else { return false }
            return nodes[change.node].name == node.name
                || superiors(of: change).contains { nodes[$0].name == node.name }
        }
    }

    private func mayChangeKey(_ node: SimulatedNode) -> Bool {
        guard node.isHonest, !node.isCopy, node.plan.role != .root, node.plan.role != .exchange,
            !nodes.contains(where: { $0.isCopy && $0.name == node.name }),
            !keyChanges.contains(where: { nodes[$0.node].name == node.name }),
            let parent = node.plan.parent.flatMap(index(named:)), nodes[parent].isHonest,
            nodes[parent].exchange?.replica.recordingState == .ready,
            node.exchange?.replica.recordingState == .ready
        else { return false }
        return !truth.revoked.contains(nodes[parent].name)
    }

    private func rotate(_ index: Int, isStolen: Bool) {
        let number = keyChanges.count
        keyChanges.append(
            KeyChange(
                node: index, kind: isStolen ? .stolen : .kept, seed: faultRandom.bytes32(),
                keeps: logs(of: index, at: index).map(\.origin), isInstalled: false))
        count(isStolen ? .keyStolen : .keyRotated)
        truth.keyChangeCount += 1
        let isMachineFirst = !isStolen && faultRandom.happens(5_000)
        let pause = faultRandom.milliseconds(60_000...36_000_000)
        if isMachineFirst { install(number) } else { _ = order(keyChanges[number]) }
        queue.add(.keyChange(number), at: time + pause)
    }

    private func revoke(_ index: Int) {
        let number = keyChanges.count
        keyChanges.append(
            KeyChange(node: index, kind: .revoked, seed: nil, keeps: [], isInstalled: true))
        count(.nodeRevoked)
        truth.keyChangeCount += 1
        // It goes on for itself; nobody takes anything of it beyond the closings.
        nodes[index].isHonest = false
        truth.revoked.insert(nodes[index].name)
        _ = order(keyChanges[number])
        queue.add(.keyChange(number), at: time + 60_000)
    }

    // MARK: What the officers see

    /// The superiors whose machines their officers can trust, the nearest first: any of them may order.
    private func superiors(of change: KeyChange) -> [Int] {
        var found: [Int] = []
        var next = nodes[change.node].plan.parent.flatMap(index(named:))
        while let index = next {
            if nodes[index].isHonest { found.append(index) }
            next = nodes[index].plan.parent.flatMap(self.index(named:))
        }
        return found
    }

    /// Whether the directory at the nearest superior says what was agreed.
    private func isInForce(_ change: KeyChange) -> Bool {
        guard let superior = superiors(of: change).first,
            let directory = nodes[superior].exchange?.replica.directory
        else { return false }
        let name = nodes[change.node].name
        guard let seed = change.seed else { return directory.isRevoked(name) }
        return directory.node(named: name)?.nodeKey == NodeSigning.publicKey(seed: seed)
    }

    private func isThrough(_ change: KeyChange) -> Bool {
        change.isInstalled && isInForce(change)
    }

    /// The logs of a node that a machine holds, in a fixed order.
    private func logs(of index: Int, at holder: Int) -> [StoredLog] {
        // Losing the error is right: from a store that cannot be read nobody learns of logs.
        let held = (try? nodes[holder].exchange?.replica.store.logs()) ?? []
        return held.filter { log in
            (try? logName(log.origin))?.node == nodes[index].name
        }.sorted { $0.origin < $1.origin }
    }

    /// Logs that no closing ends yet.
    private func openLogs(of index: Int, at superior: Int) -> [StoredLog] {
        guard let directory = nodes[superior].exchange?.replica.directory else { return [] }
        return logs(of: index, at: superior).filter {
            $0.position.size > 0 && directory.closing(of: $0.origin) == nil
        }
    }

    // MARK: What they do

    /// The nearest superior that can records the change.
    ///
    /// - Returns: whether its officer was told that it is recorded.
    private func order(_ change: KeyChange) -> Bool {
        superiors(of: change).contains { order(change, at: $0) }
    }

    /// All of a change in one request: a part of it would be worse than none.
    private func order(_ change: KeyChange, at superior: Int) -> Bool {
        // One under a key that was replaced before may be a thief's.
        let registry = nodes[superior].exchange?.replica.registry
        let open = openLogs(of: change.node, at: superior)
            .filter { registry?.isSuperseded($0.origin) == false }
        let name = nodes[change.node].name
        // The day on the calendar at the wall, whatever the machine's clock says.
        let today = LegalDate(unixMilliseconds: time)
        var events: [DirectoryEvent] = []
        var day = today
        switch change.kind {
        case .kept: break
        case .stolen: events += open.map { .closed(closing(of: $0, .rotation)) }
        case .revoked:
            events += open.map { .closed(closing(of: $0, .revocation)) }
            // From tomorrow on, so that what was done today before it counts (protocol §6.4, 6).
            day = today.adding(days: 1)
        }
        if let seed = change.seed {
            let keeps = change.kind == .kept ? Set(change.keeps + open.map(\.origin)).sorted() : []
            events.append(
                .keyRotated(
                    KeyRotation(
                        node: name, nodeKey: NodeSigning.publicKey(seed: seed), from: day,
                        keeps: keeps)))
        } else {
            events.append(.revoked(node: name, reason: "simulation"))
        }
        return record(events, on: day, at: superior)
    }

    private func closing(of log: StoredLog, _ reason: LogClosing.Reason) -> LogClosing {
        LogClosing(
            origin: log.origin, finalSize: log.position.size, root: log.position.edge.root,
            reason: reason)
    }

    private func record(_ events: [DirectoryEvent], on day: LegalDate, at superior: Int) -> Bool {
        // Losing the error is right: what is no draft is not done.
        let drafts = events.compactMap { try? EntryDraft.directory($0, effective: day) }
        return record(
            drafts.map {
                PlannedAct(
                    draft: $0, meaning: .closeEpoch, institution: nil,
                    region: nodes[superior].plan.region)
            }, at: superior)
    }

    /// The machine is started with its new key.
    private func install(_ number: Int) {
        guard let seed = keyChanges[number].seed, !keyChanges[number].isInstalled else { return }
        keyChanges[number].isInstalled = true
        let index = keyChanges[number].node
        nodes[index].install(seed)
        guard nodes[index].isRunning else { return }
        stopped(index)
        nodes[index].disk.gate.revive()
        start(index)
    }

    /// The officers look whether the change is in force, and go on with it.
    private func lookAfter(_ number: Int) {
        if isInForce(keyChanges[number]) || order(keyChanges[number]) { install(number) }
    }

    func goOn(withKeyChange number: Int) {
        guard !isHealed else { return }
        lookAfter(number)
        let pause: UInt64 = isThrough(keyChanges[number]) ? 4 * 3_600_000 : 3_600_000
        queue.add(.keyChange(number), at: time + pause)
    }

    /// Changes that the end of the faults found half done are completed before rounds are counted.
    func completeKeyChanges() {
        // Who stamped acts while his clock was ahead has to wait for a day at most until it is believed.
        let days = faults.clockFaultsPerDay > 0 ? 2 : 1
        for _ in 0..<days {
            for round in 0..<3 * (plan.longestPath + 1) {
                for number in keyChanges.indices { lookAfter(number) }
                if keyChanges.allSatisfy(isThrough) { return }
                advance(to: time + Self.roundMilliseconds)
                // A node waits half a minute for its own lost entries, and who has them may be shut out
                // until this change is in force.
                if round > 0 { keyChanges.flatMap(superiors).forEach(giveUpLost) }
            }
            advance(to: time + Self.dayMilliseconds)
        }
        fail(9, "a superior cannot record a change of key after the faults stopped")
    }

    /// Epochs that a node opened under its old key when it did not know better: its superior, who has
    /// seen them since, closes them at what is there, and so vouches for it.
    func closeOldEpochs() {
        for change in keyChanges where change.seed != nil {
            let isDone = superiors(of: change).contains { superior in
                guard let registry = nodes[superior].exchange?.replica.registry else {
                    return false
                }
                let old = openLogs(of: change.node, at: superior)
                    .filter { registry.isSuperseded($0.origin) }
                guard !old.isEmpty else { return true }
                reached(.oldKeyEpochClosed)
                let events = old.map { DirectoryEvent.closed(closing(of: $0, .newEpoch)) }
                return record(events, on: LegalDate(unixMilliseconds: time), at: superior)
            }
            // Whose clock is not believed yet does it tomorrow; nothing waits for it.
            if !isDone, faults.clockFaultsPerDay == 0 {
                fail(9, "a superior cannot close an epoch of an old key")
            }
        }
    }
}
