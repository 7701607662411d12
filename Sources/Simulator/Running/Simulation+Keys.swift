import Designation
import Federation
import TransparencyLog

/// A change of a node's key on its way: what its superior has still to record, and whether the machine
/// has the new key already.
struct KeyChange {
    var node: Int
    var superior: Int
    /// The new node key's seed; `nil`: the node is revoked.
    var seed: [UInt8]?
    var drafts: [EntryDraft]
    var isInstalled: Bool
}

/// Node keys that are replaced or taken away, while others are cut off (protocol §2.4).
///
///     kept     the superior names the epochs that go on; the machine gets its key before or after
///     stolen   the superior closes all logs at what it holds and names none; what lies beyond is
///              recorded again by the author, under the new key
///     revoked  all logs are closed, and the node is no member any more; its machine knows nothing of it
extension Simulation {
    func changeKey() {
        guard let index = pickRunning({ self.mayChangeKey($0) }),
            let superior = nodes[index].plan.parent.flatMap(index(named:))
        else { return }
        let isLeaf = !nodes.contains {
            $0.plan.parent == nodes[index].name || $0.dials.contains(nodes[index].name)
                || $0.plan.stickPartner == nodes[index].name
        }
        let choice = faultRandom.below(10)
        if choice < 2, isLeaf, faults.clockFaultsPerDay == 0 {
            // A wrong clock makes the day of an act another one than that of the revocation.
            revoke(index, by: superior)
        } else {
            rotate(index, by: superior, isStolen: choice < 5 && isLeaf)
        }
    }

    /// Whether something must not happen to a machine besides: what a superior recorded and lost again
    /// would have to be found out by people.
    func isChangingKeys(_ node: SimulatedNode) -> Bool {
        keyChanges.contains {
            nodes[$0.node].name == node.name || nodes[$0.superior].name == node.name
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
        return !truth.revoked.contains(node.name) && !truth.revoked.contains(nodes[parent].name)
    }

    private func rotate(_ index: Int, by superior: Int, isStolen: Bool) {
        let node = nodes[index]
        let seed = faultRandom.bytes32()
        let today = LegalDate(unixMilliseconds: nodes[superior].wall(time))
        let keeps = isStolen ? [] : node.disk.live.epochs.values.map(\.origin).sorted()
        let rotation = KeyRotation(
            node: node.name, nodeKey: NodeSigning.publicKey(seed: seed), from: today,
            keeps: keeps)
        var events: [DirectoryEvent] =
            isStolen ? closings(of: index, at: superior, .rotation).map { .closed($0) } : []
        events.append(.keyRotated(rotation))
        var change = KeyChange(
            node: index, superior: superior, seed: seed, drafts: drafts(events, on: today),
            isInstalled: false)
        guard !change.drafts.isEmpty else { return }
        let isMachineFirst = !isStolen && faultRandom.happens(5_000)
        let pause = faultRandom.milliseconds(60_000...36_000_000)
        guard isMachineFirst || order(&change) else { return }
        count(isStolen ? .keyStolen : .keyRotated)
        truth.keyChangeCount += 1
        let number = keyChanges.count
        keyChanges.append(change)
        if isMachineFirst { install(number) }
        queue.add(.keyChange(number), at: time + pause)
    }

    private func revoke(_ index: Int, by superior: Int) {
        // From tomorrow on, so that what was done today before it counts (protocol §6.4, 6).
        let today = LegalDate(unixMilliseconds: nodes[superior].wall(time))
        let events =
            closings(of: index, at: superior, .revocation).map { DirectoryEvent.closed($0) }
            + [.revoked(node: nodes[index].name, reason: "simulation")]
        var change = KeyChange(
            node: index, superior: superior, seed: nil,
            drafts: drafts(events, on: today.adding(days: 1)), isInstalled: true)
        guard !change.drafts.isEmpty, order(&change) else { return }
        count(.nodeRevoked)
        truth.keyChangeCount += 1
        // It goes on for itself; nobody takes anything of it beyond the closings.
        nodes[index].isHonest = false
        truth.revoked.insert(nodes[index].name)
        keyChanges.append(change)
        queue.add(.keyChange(keyChanges.count - 1), at: time + 60_000)
    }

    /// What the superior holds of the node's logs is what counts.
    private func closings(
        of index: Int, at superior: Int, _ reason: LogClosing.Reason
    ) -> [LogClosing] {
        guard let replica = nodes[superior].exchange?.replica else { return [] }
        // Losing the error is right: a store that cannot be read closes nothing.
        return ((try? replica.store.logs()) ?? []).compactMap { log in
            guard let name = try? logName(log.origin), name.node == nodes[index].name,
                log.position.size > 0, replica.directory.closing(of: log.origin) == nil,
                !replica.registry.isForked(log.origin)
            else { return nil }
            return LogClosing(
                origin: log.origin, finalSize: log.position.size, root: log.position.edge.root,
                reason: reason)
        }
    }

    private func drafts(_ events: [DirectoryEvent], on day: LegalDate) -> [EntryDraft] {
        // Losing the error is right: what is no draft is not done.
        events.compactMap { try? EntryDraft.directory($0, effective: day) }
    }

    /// The superior records what it has to, as far as it gets.
    ///
    /// - Returns: whether at least the first of it is recorded.
    private func order(_ change: inout KeyChange) -> Bool {
        var isBegun = false
        while let draft = change.drafts.first {
            let planned = PlannedAct(
                draft: draft, meaning: .closeEpoch, institution: nil,
                region: nodes[change.superior].plan.region)
            guard record(planned, at: change.superior) else { return isBegun }
            isBegun = true
            change.drafts.removeFirst()
        }
        return isBegun
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

    /// A change goes on, at the superior or at the machine.
    func goOn(withKeyChange number: Int) {
        _ = order(&keyChanges[number])
        if keyChanges[number].drafts.isEmpty {
            install(number)
        } else if !isHealed {
            queue.add(.keyChange(number), at: time + 3_600_000)
        }
    }

    /// Changes that the end of the faults found half done are completed before rounds are counted.
    func completeKeyChanges() {
        for _ in 0..<3 * (plan.longestPath + 1) {
            for number in keyChanges.indices { goOn(withKeyChange: number) }
            if keyChanges.allSatisfy({ $0.drafts.isEmpty && $0.isInstalled }) { return }
            advance(to: time + Self.roundMilliseconds)
        }
        fail(9, "a superior cannot record a change of key after the faults stopped")
    }

    /// Epochs that a node opened under its old key when it did not know better: its superior, who has
    /// seen them since, closes them at what is there, and so vouches for it.
    func closeOldEpochs() {
        for change in keyChanges where change.seed != nil {
            guard let replica = nodes[change.superior].exchange?.replica else { continue }
            let today = LegalDate(unixMilliseconds: nodes[change.superior].wall(time))
            let old = closings(of: change.node, at: change.superior, .newEpoch)
                .filter { replica.registry.isSuperseded($0.origin) }
            var rest = change
            rest.drafts = drafts(old.map { .closed($0) }, on: today)
            guard !rest.drafts.isEmpty else { continue }
            reached(.oldKeyEpochClosed)
            _ = order(&rest)
            if !rest.drafts.isEmpty { fail(9, "a superior cannot close an epoch of an old key") }
        }
    }
}
