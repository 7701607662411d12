/// The state of a log writer, and its one recovery path.
struct LogWriterState: Sendable {
    /// What is known of the log.
    enum Phase: Sendable {
        /// Not opened, or opened with an outcome that allows nothing.
        case closed
        /// A store failed: only opening helps.
        case uncertain
        /// Stored entries and head agree.
        case ready(Ready)
        /// Entries are missing.
        case restoring(Restoring)
    }

    /// Stored entries and head agree.
    struct Ready: Sendable {
        var head: Head
        var checkpoint: VerifiedCheckpoint
        var edge: CompactRange
    }

    /// Entries are being put back.
    struct Restoring: Sendable {
        /// The committed head, which the restored entries must lead to.
        var head: Head
        var checkpoint: VerifiedCheckpoint
        /// What is to be restored: the head itself, or a larger checkpoint that a peer holds.
        var target: VerifiedCheckpoint
        /// The part that was published, which is not in doubt.
        var start: CompactRange
        /// What has been put back so far.
        var edge: CompactRange

        var missing: Range<UInt64> { edge.size..<target.size }
    }

    let signer: NoteSigner
    let store: any LogStore
    let heads: any HeadStore
    let machineMark: [UInt8]
    var phase: Phase = .closed

    var origin: Origin { signer.verifierKey.name }

    init(signer: NoteSigner, store: any LogStore, heads: any HeadStore, machineMark: [UInt8]) {
        self.signer = signer
        self.store = store
        self.heads = heads
        self.machineMark = machineMark
    }

    var committed: VerifiedCheckpoint? {
        switch phase {
        case .closed, .uncertain: nil
        case .ready(let ready): ready.checkpoint
        case .restoring(let restoring): restoring.checkpoint
        }
    }

    var readyEdge: CompactRange? {
        guard case .ready(let ready) = phase else { return nil }
        return ready.edge
    }

    /// Calls a store. Whatever it throws leaves the outcome unknown, so nothing may be done any
    /// more on the strength of what is in memory.
    mutating func attempt<Value>(
        _ step: LogWriterStep, _ body: () throws -> Value
    ) throws(LogWriterError) -> Value {
        do {
            return try body()
        } catch let error as LogWriterError {
            phase = .uncertain
            throw error
        } catch is HeadConflict {
            phase = .uncertain
            throw .headConflict
        } catch {
            phase = .uncertain
            throw .storeFailed(step, error)
        }
    }

    // MARK: - Creating

    mutating func create() throws(LogWriterError) -> VerifiedCheckpoint {
        phase = .closed
        let (store, heads, origin) = (store, heads, origin)
        let present = try attempt(.readHead) { try heads.head(origin) }
        let size = try attempt(.readStore) { try store.storedSize(origin) }
        phase = .closed
        // Entries without a head would mean that a head was lost: then this key is spent.
        guard present == nil, size == 0 else { throw .alreadyExists }
        let edge = CompactRange()
        let checkpoint = try sign(edge)
        // A crash before the swap leaves nothing; behind it, an empty log that opens as ready.
        let head = try swapHead(from: nil, to: checkpoint)
        try publish(checkpoint, edge)
        phase = .ready(Ready(head: head, checkpoint: checkpoint, edge: edge))
        return checkpoint
    }

    // MARK: - Opening

    mutating func open() throws(LogWriterError) -> OpenOutcome {
        phase = .closed
        let (store, heads, origin) = (store, heads, origin)
        guard let head = try attempt(.readHead, { try heads.head(origin) }) else {
            phase = .closed
            return .headMissing
        }
        guard head.machineMark == machineMark else {
            try publishOfOtherMachine(head)
            return .machineChanged
        }
        let checkpoint: VerifiedCheckpoint
        do {
            checkpoint = try VerifiedCheckpoint(verifying: head.note, key: signer.verifierKey)
        } catch {
            throw .unreadableHead(error)
        }
        let published = try attempt(.readStore) { try store.publishedEdge(origin) }
        let start = published ?? CompactRange()
        guard start.size <= checkpoint.size else {
            return .headRolledBack(publishedSize: start.size)
        }
        let storedSize = try attempt(.readStore) { try store.storedSize(origin) }
        let found = try hashStored(storedSize, start: start, checkpoint: checkpoint)
        switch found {
        case .whole(let edge):
            // A crash between the swap of the head and this call is finished here; in all other
            // cases it changes nothing.
            try publish(checkpoint, edge)
            phase = .ready(Ready(head: head, checkpoint: checkpoint, edge: edge))
            return .ready(checkpoint)
        case .missing:
            let restoring = Restoring(
                head: head, checkpoint: checkpoint, target: checkpoint, start: start, edge: start)
            phase = .restoring(restoring)
            return .behindHead(missing: restoring.missing)
        case .damaged:
            return .damaged(head: checkpoint)
        }
    }

    /// What the head of another machine covers is signed and may have been acknowledged. It needs no
    /// signature of ours to be shown, and nobody else may have it: a power cut can have taken back the
    /// publishing, which is not synced.
    private mutating func publishOfOtherMachine(_ head: Head) throws(LogWriterError) {
        let (store, origin) = (store, origin)
        // Losing the error is right: a head that this key did not sign covers nothing.
        guard
            let checkpoint = try? VerifiedCheckpoint(
                verifying: head.note, key: signer.verifierKey)
        else { return }
        let start = try attempt(.readStore) { try store.publishedEdge(origin) } ?? CompactRange()
        guard start.size < checkpoint.size else { return }
        let storedSize = try attempt(.readStore) { try store.storedSize(origin) }
        guard
            case .whole(let edge) = try hashStored(
                storedSize, start: start, checkpoint: checkpoint)
        else { return }
        try publish(checkpoint, edge)
    }

    private enum Found {
        /// The entries hash to the head.
        case whole(CompactRange)
        /// Some behind the published ones are missing or are not those of the head.
        case missing
        /// Published ones are not those of the head.
        case damaged
    }

    /// Compares what is stored with the head.
    private mutating func hashStored(
        _ storedSize: UInt64, start: CompactRange, checkpoint: VerifiedCheckpoint
    ) throws(LogWriterError) -> Found {
        let (store, origin) = (store, origin)
        // Nothing is missing from what was published unless the database itself was damaged.
        if storedSize < start.size { return .damaged }
        if storedSize < checkpoint.size { return .missing }
        // The normal case: only what lies behind the published edge is hashed, so that a start
        // takes no longer for a long log.
        let quick = try attempt(.readStore) {
            try store.hashedEdge(origin, size: checkpoint.size, from: start)
        }
        if quick.root == checkpoint.root { return .whole(quick) }
        // Something is wrong: the recorded edge, staged entries that were never committed and
        // survived a restored backup, or published entries. Hashing everything tells which.
        let prefix = try attempt(.readStore) { try store.hashedEdge(origin, size: start.size) }
        let whole = try attempt(.readStore) {
            try store.hashedEdge(origin, size: checkpoint.size, from: prefix)
        }
        if whole.root == checkpoint.root { return .whole(whole) }
        return prefix == start && start.size < checkpoint.size ? .missing : .damaged
    }
}
