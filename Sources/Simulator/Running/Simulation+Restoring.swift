import Designation
import Federation
import TransparencyLog

/// What operators do to disks (protocol §4).
extension Simulation {
    private enum Restored: CaseIterable {
        /// An older database; head store and keys stay.
        case logs
        /// An older disk without the head store, which is no part of a backup.
        case diskWithoutHeads
        /// An older disk, head store and all: the rollback that nobody sees.
        case wholeDisk
        case headsLost
        /// The disk in another machine.
        case copied
    }

    func restoreSomething() {
        let candidates = nodes.indices.filter { backups[$0]?.isEmpty == false }
        guard let index = faultRandom.pick(candidates),
            let backup = faultRandom.pick(backups[index] ?? []),
            let drawn = faultRandom.pick(Restored.allCases)
        else { return }
        let kind = bug == .signsAfterRollback ? .wholeDisk : drawn
        let node = nodes[index]
        let wasRunning = node.isRunning
        stopped(index)
        if kind == .wholeDisk, bug != .signsAfterRollback { noteRollback(node, backup.image) }
        replace(node, kind, backup)
        noteDestroyed()
        if wasRunning {
            queue.add(.start(node: index), at: time + faultRandom.milliseconds(1_000...600_000))
        }
    }

    private func replace(_ node: SimulatedNode, _ kind: Restored, _ whole: Backup) {
        let backup = whole.image
        let keepsDerived = faultRandom.happens(5_000)
        switch kind {
        case .logs:
            count(.logsRestored)
            node.disk.replace {
                $0.logs = backup.logs
                if !keepsDerived { $0.derived = backup.derived }
            }
        case .diskWithoutHeads:
            count(.diskRestored)
            node.disk.replace {
                $0 = backup
                $0.heads = [:]
                if keepsDerived { $0.epochs = [:] }
            }
        case .wholeDisk:
            count(.diskRestored)
            node.disk.replace { $0 = backup }
            installAgain(node, whole.nodeSeed)
        case .headsLost:
            count(.headsLost)
            node.disk.replace { $0.heads = [:] }
        case .copied:
            count(.diskCopied)
            node.machineMark = faultRandom.bytes32()
        }
    }

    /// The node key of that day is back, too; the operator finds out when peers refuse it.
    private func installAgain(_ node: SimulatedNode, _ seed: [UInt8]) {
        let replaced = node.nodeSeed
        guard replaced != seed else { return }
        node.install(seed)
        for number in keyChanges.indices
        where nodes[keyChanges[number].node].name == node.name
            && keyChanges[number].seed == replaced
        {
            keyChanges[number].isInstalled = false
        }
        reached(.oldKeyRestored)
    }

    /// Head store and machine mark go back together: the one case in which honest software may sign
    /// two histories (sentence 5).
    ///
    /// What was signed since counts, not what the disk holds now: its heads may have been lost before.
    private func noteRollback(_ node: SimulatedNode, _ backup: DiskImage) {
        for (origin, head) in node.disk.live.heads where backup.heads[origin] != head {
            truth.allowedForks.insert(origin)
        }
        for (origin, head) in backup.heads {
            // Losing the errors is right: with a note that is none nothing is signed again.
            guard let note = try? SignedNote(parsing: head.note),
                let checkpoint = try? Checkpoint(parsing: note.text)
            else { continue }
            if checkpoint.size < UInt64(truth.histories[origin]?.count ?? 0) {
                truth.allowedForks.insert(origin)
            }
        }
    }

    /// Entries that no disk holds any more are lost for good; nobody can be blamed for them.
    private func noteDestroyed() {
        for act in truth.acts where !truth.destroyed.contains(act.reference) {
            if !nodes.contains(where: { Self.holds($0, act) }) {
                truth.destroyed.insert(act.reference)
            }
        }
    }

    /// Whether a machine's disk has the entry where its software finds it again.
    static func holds(_ node: SimulatedNode, _ act: RecordedAct) -> Bool {
        guard let log = node.disk.live.logs.logs[act.origin],
            act.reference.index < log.storedSize,
            log.leaves[Int(act.reference.index)].leafPrefix == act.reference.leafPrefix
        else { return false }
        if act.reference.index < log.size { return true }
        guard let head = node.disk.live.heads[act.origin],
            let note = try? SignedNote(parsing: head.note),
            let checkpoint = try? Checkpoint(parsing: note.text)
        else { return false }
        return act.reference.index < checkpoint.size
    }
}
