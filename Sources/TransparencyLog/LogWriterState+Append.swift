/// The steps of an append, in their order.
extension LogWriterState {
    mutating func append(_ entries: [[UInt8]]) throws(LogWriterError) -> Appended {
        let ready = try requireReady()
        try checkEntries(entries, size: ready.edge.size)
        try stage(entries, at: ready.edge.size)
        var leafHashes: [TreeHash] = []
        let edge = try hashReadBack(entries, edge: ready.edge, leafHashes: &leafHashes)
        let checkpoint = try sign(edge)
        let head = try swapHead(from: ready.head, to: checkpoint)
        try publish(checkpoint, edge)
        phase = .ready(Ready(head: head, checkpoint: checkpoint, edge: edge))
        return Appended(checkpoint: checkpoint, leafHashes: leafHashes)
    }

    func requireReady() throws(LogWriterError) -> Ready {
        switch phase {
        case .ready(let ready): return ready
        case .uncertain: throw .mustReopen
        case .closed, .restoring: throw .notReady
        }
    }

    /// Refuses what could never be appended, before anything is written.
    private func checkEntries(_ entries: [[UInt8]], size: UInt64) throws(LogWriterError) {
        if entries.isEmpty { throw .nothingToAppend }
        for entry in entries where entry.count > EntryBundle.maximumEntryByteCount {
            throw .entryTooLarge(byteCount: entry.count)
        }
        guard UInt64(entries.count) <= Checkpoint.maximumSize - size else { throw .logFull }
    }

    /// Step 1. A crash in or after it leaves staged entries beyond the head. Nobody was told about
    /// them, no signature covers them, and the next append replaces them.
    mutating func stage(_ entries: [[UInt8]], at index: UInt64) throws(LogWriterError) {
        let (store, origin) = (store, origin)
        try attempt(.stage) { try store.stage(origin, from: index, entries: entries) }
    }

    /// Step 2. What will be signed is what the store gives back, not what was handed to it: a
    /// signature over entries that cannot be served could never be taken back. A crash here
    /// leaves the same as after step 1.
    mutating func hashReadBack(
        _ entries: [[UInt8]], edge: CompactRange
    ) throws(LogWriterError) -> CompactRange {
        var leafHashes: [TreeHash] = []
        return try hashReadBack(entries, edge: edge, leafHashes: &leafHashes)
    }

    private mutating func hashReadBack(
        _ entries: [[UInt8]], edge: CompactRange, leafHashes: inout [TreeHash]
    ) throws(LogWriterError) -> CompactRange {
        let (store, origin) = (store, origin)
        let stored = try attempt(.readBack) {
            try store.leafHashes(readingBack: entries, origin, from: edge.size)
        }
        guard let stored, stored.count == entries.count else {
            phase = .uncertain
            throw .storeReturnedOtherEntries
        }
        var edge = edge
        leafHashes = stored
        for leaf in leafHashes { edge.append(leaf: leaf) }
        return edge
    }

    /// Step 3. The signature exists only in memory: it must not leave the process before the head
    /// is committed, or a crash would allow another one of the same size. A crash here leaves the
    /// same as after step 1.
    mutating func sign(_ edge: CompactRange) throws(LogWriterError) -> VerifiedCheckpoint {
        let head = Checkpoint(origin: origin, size: edge.size, root: edge.root)
        do {
            return try signer.sign(head)
        } catch {
            phase = .uncertain
            throw .foreignCheckpoint(error)
        }
    }

    /// Step 4, **the commit point**. A crash before it leaves the old head, behind it the new one;
    /// within it, one of both. Since the head was swapped against the one that this writer read,
    /// no second writer can have signed anything in between.
    mutating func swapHead(
        from old: Head?, to checkpoint: VerifiedCheckpoint
    ) throws(LogWriterError) -> Head {
        let (heads, origin) = (heads, origin)
        let head = Head(note: checkpoint.note, machineMark: machineMark)
        try attempt(.swapHead) { try heads.swap(origin, from: old, to: head) }
        return head
    }

    /// Step 5. A crash before or in it leaves a committed head that readers do not see yet;
    /// opening the log calls this again.
    mutating func publish(
        _ checkpoint: VerifiedCheckpoint, _ edge: CompactRange
    ) throws(LogWriterError) {
        let (store, origin) = (store, origin)
        try attempt(.publish) { try store.publish(origin, checkpoint: checkpoint, edge: edge) }
    }
}
