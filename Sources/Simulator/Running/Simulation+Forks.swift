import Designation
import Federation
import TransparencyLog

/// What superiors do about logs with two histories (protocol §4.6), and what makes it hard: a log that
/// is closed while one of two machines does not know of it and goes on, and a closing of which a node
/// hears before it hears of the fork.
extension Simulation {
    /// Drawn once, so that some histories end with forks that nobody has settled.
    func drawWhetherForksAreSettled() {
        guard faults.forksAreSettled > 0 else { return }
        settlesForks = faultRandom.happens(faults.forksAreSettled)
    }

    /// The officers of a superior look for forks below them now and then, while everything goes on.
    func settleSometimes(at index: Int) {
        guard settlesForks, !isHealed, faultRandom.happens(5_000) else { return }
        settleForks(at: index)
    }

    /// Closes every forked log of the nodes right below at what is held of it here.
    func settleForks(at index: Int) {
        let node = nodes[index]
        guard node.isRunning, node.isHonest, !truth.revoked.contains(node.name),
            let replica = node.exchange?.replica, replica.recordingState == .ready
        else { return }
        for origin in replica.registry.forks.keys.sorted() {
            guard let name = try? logName(origin),
                nearestHonestSuperior(of: name.node) == index
            else { continue }
            if close(origin, .forkSettled, at: index) { reached(.forkSettled) }
        }
    }

    private func nearestHonestSuperior(of name: String) -> Int? {
        var next = plan.nodes.first { $0.name == name }?.parent
        while let parent = next.flatMap(index(named:)) {
            if nodes[parent].isHonest { return parent }
            next = nodes[parent].plan.parent
        }
        return nil
    }

    /// - Returns: whether the officer was told that it is recorded.
    @discardableResult
    private func close(_ origin: Origin, _ reason: LogClosing.Reason, at index: Int) -> Bool {
        // Losing the errors is right: what cannot be read or is no draft is not closed.
        guard let log = (try? nodes[index].exchange?.replica.store.log(origin)) ?? nil,
            log.position.size > 0
        else { return false }
        let closing = LogClosing(
            origin: origin, finalSize: log.position.size, root: log.position.edge.root,
            reason: reason)
        let today = LegalDate(unixMilliseconds: nodes[index].wall(time))
        guard let draft = try? EntryDraft.directory(.closed(closing), effective: today) else {
            return false
        }
        return record(
            PlannedAct(
                draft: draft, meaning: .closeEpoch, institution: nil,
                region: nodes[index].plan.region), at: index)
    }

    /// The superior of a machine that has begun to run twice retires one of its logs: neither of the two
    /// may know of it when it writes on.
    func closeTwin(of name: String) {
        guard faults.closesTwins, faultRandom.happens(5_000),
            let index = nearestHonestSuperior(of: name),
            nodes[index].exchange?.replica.recordingState == .ready
        else { return }
        // Losing the error is right: from a store that cannot be read nobody learns of logs.
        let held = (try? nodes[index].exchange?.replica.store.logs()) ?? []
        let open = held.filter { log in
            (try? logName(log.origin))?.node == name && log.position.size > 0
                && nodes[index].exchange?.replica.directory.closing(of: log.origin) == nil
        }
        guard let log = faultRandom.pick(open.map(\.origin).sorted()) else { return }
        if close(log, .retirement, at: index) { truth.closedTwins.insert(log) }
    }

    /// After the faults: whoever can settles what is left.
    func settleAllForks() {
        guard settlesForks, !truth.forked.isEmpty else { return }
        for index in nodes.indices { settleForks(at: index) }
        rounds = max(rounds, converge(except: nil, sentence: 9))
    }
}
