/// Comparing with peers, and putting lost entries of our own back.
extension LogWriterState {
    mutating func reconcile(
        _ offered: VerifiedCheckpoint
    ) throws(LogWriterError) -> ReconcileOutcome {
        let theirs = try verifyOwn(offered)
        switch phase {
        case .closed: throw .notReady
        case .uncertain: throw .mustReopen
        case .ready(let ready):
            if let fork = fork(ready.checkpoint, theirs) { return fork }
            if theirs.size <= ready.checkpoint.size { return .current }
            return beginRestoring(
                Restoring(
                    head: ready.head, checkpoint: ready.checkpoint, target: theirs,
                    start: ready.edge, edge: ready.edge))
        case .restoring(var restoring):
            if let fork = fork(restoring.checkpoint, theirs) ?? fork(restoring.target, theirs) {
                return fork
            }
            // What was put back for a smaller target stays: it is checked as a whole at the end.
            if theirs.size > restoring.target.size { restoring.target = theirs }
            return beginRestoring(restoring)
        }
    }

    /// A peer's word for who signed is not enough: the note must verify with this very key.
    private func verifyOwn(
        _ offered: VerifiedCheckpoint
    ) throws(LogWriterError) -> VerifiedCheckpoint {
        do {
            return try VerifiedCheckpoint(verifying: offered.note, key: signer.verifierKey)
        } catch {
            throw .foreignCheckpoint(error)
        }
    }

    private mutating func fork(
        _ ours: VerifiedCheckpoint, _ theirs: VerifiedCheckpoint
    ) -> ReconcileOutcome? {
        guard ours.size == theirs.size, ours.root != theirs.root else { return nil }
        phase = .closed
        return .forked(ours: ours, theirs: theirs)
    }

    private mutating func beginRestoring(_ restoring: Restoring) -> ReconcileOutcome {
        phase = .restoring(restoring)
        return .behindPeer(missing: restoring.missing)
    }

    mutating func restore(
        _ entries: [[UInt8]], from: UInt64, checkpoint offered: VerifiedCheckpoint
    ) throws(LogWriterError) -> RestoreOutcome {
        let offered = try verifyOwn(offered)
        var restoring = try requireRestoring()
        if let fork = fork(restoring.checkpoint, offered) ?? fork(restoring.target, offered),
            case .forked(let ours, let theirs) = fork
        {
            throw .forked(ours: ours, theirs: theirs)
        }
        if offered.size > restoring.target.size { restoring.target = offered }
        // An older checkpoint than the one to be reached proves nothing about what is missing.
        guard offered.size == restoring.target.size, from == restoring.edge.size,
            UInt64(entries.count) <= restoring.target.size - from
        else { throw .wrongRange(expected: restoring.missing) }
        for entry in entries where entry.count > EntryBundle.maximumEntryByteCount {
            throw .entryTooLarge(byteCount: entry.count)
        }
        if !entries.isEmpty {
            // A crash here leaves a longer or different tail of staged entries, which opening the
            // log hashes like any other: what is right counts, what is wrong is missing.
            try stage(entries, at: from)
            try checkHead(in: entries, &restoring)
        }
        if restoring.missing.isEmpty { return try finishRestoring(restoring) }
        phase = .restoring(restoring)
        return .incomplete(missing: restoring.missing)
    }

    private func requireRestoring() throws(LogWriterError) -> Restoring {
        switch phase {
        case .restoring(let restoring): return restoring
        case .uncertain: throw .mustReopen
        case .closed, .ready: throw .notReady
        }
    }

    /// Hashes what was stored. On the way past the committed head its root must come out: a
    /// longer history that contradicts it is not ours.
    private mutating func checkHead(
        in entries: [[UInt8]], _ restoring: inout Restoring
    ) throws(LogWriterError) {
        let headSize = restoring.checkpoint.size
        let beforeHead = headSize > restoring.edge.size ? headSize - restoring.edge.size : 0
        let split = Int(min(UInt64(entries.count), beforeHead))
        if split > 0 {
            restoring.edge = try hashReadBack([[UInt8]](entries[..<split]), edge: restoring.edge)
        }
        if restoring.edge.size == headSize, restoring.edge.root != restoring.checkpoint.root {
            throw refuseRestored(restoring)
        }
        if split < entries.count {
            restoring.edge = try hashReadBack([[UInt8]](entries[split...]), edge: restoring.edge)
        }
    }

    private mutating func finishRestoring(
        _ restoring: Restoring
    ) throws(LogWriterError) -> RestoreOutcome {
        let target = restoring.target
        guard restoring.edge.root == target.root else { throw refuseRestored(restoring) }
        var head = restoring.head
        // The commit point, as in an append: only a peer's larger checkpoint moves the head.
        if target.size > restoring.checkpoint.size {
            head = try swapHead(from: head, to: target)
        }
        try publish(target, restoring.edge)
        phase = .ready(Ready(head: head, checkpoint: target, edge: restoring.edge))
        return .ready(target)
    }

    /// Starts over: which piece was wrong cannot be told from the root.
    private mutating func refuseRestored(_ restoring: Restoring) -> LogWriterError {
        var again = restoring
        again.edge = again.start
        phase = .restoring(again)
        return .restoredEntriesDiffer(missing: again.missing)
    }
}
