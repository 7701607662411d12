public import TransparencyLog

/// Entries that travel with a checkpoint because they are few; nothing in it is verified.
public struct InlineEntries: Hashable, Sendable {
    /// The index of the first entry.
    public var from: UInt64
    public var count: Int
    /// The entries in bundle encoding; unlike a bundle, any number from anywhere.
    public var bytes: [UInt8]

    public init(from: UInt64, count: Int, bytes: [UInt8]) {
        self.from = from
        self.count = count
        self.bytes = bytes
    }
}

/// Follows one log: decides what to fetch, verifies it, and hands it out for storing.
///
/// A value without IO. Whatever happens is one method; each says what is to be done. The same value
/// serves HTTP, folders, submissions and plain tlog-tiles logs that other software wrote.
///
///     offered ──▶ small and inline ──────────────▶ chunks
///        │
///        └─▶ gap: tiles and last bundle ─▶ root? ─▶ bundles one by one ─▶ chunks
///                                           │ no
///                                           └─▶ probe ─▶ evidence of a fork, or a bad source
///
/// Its promises: chunks come in order and without holes; each is verified against a checkpoint
/// signed by the log's key and against everything handed out before; foreign bytes never trap.
public struct LogFollower: Sendable {
    public let origin: Origin
    public let key: VerifierKey
    /// What is durable.
    public internal(set) var held: LogPosition
    /// What was verified and handed out for storing; never behind ``held``.
    var verified: LogPosition
    var limit: LogLimit?
    let limits: SyncLimits

    var gap: GapFill?
    var probe: ForkProbe?
    /// The newest larger checkpoint that waits until the present gap is filled.
    var next: VerifiedCheckpoint?
    /// The checkpoint under which entries beyond ``verified``'s checkpoint were verified.
    var promise: VerifiedCheckpoint?
    /// Older checkpoints that peers hold and that must turn out to be a prefix of ours.
    var questions: [VerifiedCheckpoint] = []
    var asked: PrefixQuestion?
    /// Older checkpoints that did: lagging peers repeat them.
    var confirmed: [UInt64: TreeHash] = [:]
    /// The newest checkpoint that this source turned out to have signed by the log's key.
    public private(set) var lastOffered: VerifiedCheckpoint?
    var evidence: ForkEvidence?
    /// Under way after evidence was found: up to where the histories are one.
    var narrowing: ForkNarrowing?
    /// What is held is not a beginning of the log that counts: it must be followed anew.
    public internal(set) var heldIsOtherBranch = false
    var refusal: SyncRefusal?
    /// Chunks that were handed out and are not durable yet.
    var unstored: [(end: UInt64, byteCount: Int)] = []
    /// What was requested, and which need it serves (a full tile may serve for a partial one).
    var inFlight: [LogResource: LogResource] = [:]
    /// Partial resources that the source no longer has since the log grew.
    var grown: Set<LogResource> = []
    var largestBundleByteCount = 0

    /// - Parameters:
    ///   - held: What the store holds of this log.
    ///   - limit: The closing that counts, if the log was closed.
    public init(
        origin: Origin, key: VerifierKey, held: LogPosition, limit: LogLimit? = nil,
        limits: SyncLimits = .standard
    ) {
        self.origin = origin
        self.key = key
        self.held = held
        self.verified = held
        self.limit = limit
        self.limits = limits
    }

    /// The named state of the log with this peer.
    public var state: FollowState {
        if let evidence { return .forked(evidence) }
        if let limit, held.size >= limit.size { return .closed }
        if let refusal { return .refused(refusal) }
        if let size = targetSize { return .catchingUp(to: size) }
        return .current
    }

    /// The size that is being worked towards, `nil` when nothing is to be done.
    var targetSize: UInt64? {
        if let next, next.size > verified.size { return next.size }
        if let gap { return gap.end }
        if let probe { return probe.larger.size }
        return verified.size > held.size ? verified.size : nil
    }

    /// A peer has this checkpoint.
    ///
    /// - Parameters:
    ///   - note: The signed note as received.
    ///   - inline: The newest entries, if they came along. They are used when they join on to what
    ///     is held and lead to the signed root; otherwise the log is fetched by tiles.
    public mutating func offered(note: [UInt8], inline: InlineEntries? = nil) -> OfferOutcome {
        guard evidence == nil else { return .refused(.forked) }
        let offer: VerifiedCheckpoint
        if let known = [held.checkpoint, verified.checkpoint, lastOffered]
            .first(where: { $0?.note == note }) ?? nil
        {
            // A full list repeats what is known; its signatures were verified before.
            offer = known
        } else {
            do throws(NoteError) {
                offer = try VerifiedCheckpoint(ofFederationLog: note, key: key)
            } catch {
                return .refused(.note(error))
            }
        }
        guard offer.origin == origin else { return .refused(.wrongKey) }
        lastOffered = offer
        // A closing settles what differs: nothing is found out about a log of which all that counts is here.
        if let limit, verified.size >= limit.size { return .closed }
        if let limit, offer.size == limit.size {
            return offeredClosed(offer, inline: inline, limit)
        }
        if let found = evidence(against: offer) { return accept(found) }
        guard offer.size <= limits.logSize else {
            return .refused(.logTooLarge(size: offer.size, limit: limits.logSize))
        }
        if offer.size == verified.size { return offeredSameSize(offer) }
        if offer.size < verified.size {
            ask(about: offer)
            return .known
        }
        return offeredLarger(offer, inline: inline)
    }

    /// Chunks are durable, or somebody else stored some: this is what the store holds now.
    ///
    /// - Returns: evidence, if what somebody else gave is another history than this source's.
    @discardableResult
    public mutating func stored(_ position: LogPosition) -> ForkEvidence? {
        let awaited = [gap?.target, probe?.larger, next].compactMap(\.self)
        advance(to: position)
        return overtaken(awaited)
    }

    private mutating func advance(to position: LogPosition) {
        held = position
        unstored.removeAll { $0.end <= position.size }
        guard position.size >= verified.size else { return }
        verified = position
        if let promise, promise.size <= position.size { self.promise = nil }
        if let next, next.size <= position.size { self.next = nil }
        guard let gap else { return }
        if position.size >= gap.end {
            leaveGap()
        } else {
            self.gap?.forget(below: position.size >> 8)
        }
    }

    /// Chunks could not be stored; what is not durable is fetched anew.
    public mutating func storeFailed(_ position: LogPosition) {
        let targets = [gap?.target, promise, verified.checkpoint]
        held = position
        verified = position
        unstored = []
        promise = nil
        leaveGap()
        for target in targets { remember(target) }
    }

    /// The log was closed, or a closing was replaced by one with another size.
    public mutating func setLimit(_ limit: LogLimit?) {
        guard limit != self.limit else { return }
        self.limit = limit
        let target = gap?.target
        leaveGap()
        remember(target)
        // What lay beyond the old limit was not remembered.
        if let lastOffered, lastOffered.size <= limits.logSize { remember(lastOffered) }
    }

    /// Forgets a refusal and what was on its way, keeping what was verified: called when back-off
    /// has passed or a connection was lost.
    public mutating func retry() {
        refusal = nil
        inFlight = [:]
    }

    // MARK: Offers

    private mutating func offeredSameSize(_ offer: VerifiedCheckpoint) -> OfferOutcome {
        if verified.checkpoint?.size == offer.size { return .known }
        guard verified.edge.root == offer.root else {
            // The entries were verified under a larger checkpoint that differs from this one.
            ask(about: offer)
            return .refused(.conflictWithHeld(size: offer.size))
        }
        let chunk = VerifiedChunk(
            key: key, from: offer.size, bundle: [], ranges: [], leafHashes: [], gzip: nil,
            edge: verified.edge, against: offer, covers: offer, endsAtLimit: false)
        return .verified(handOut([chunk]))
    }

    private mutating func offeredLarger(
        _ offer: VerifiedCheckpoint, inline: InlineEntries?
    ) -> OfferOutcome {
        // Small and inline is taken even in the middle of a large gap: it ends it.
        if let inline, let chunks = extend(offer, inline) {
            let chunks = handOut(chunks)
            if let gap, verified.size < gap.end {
                self.gap?.forget(below: verified.size >> 8)
            } else {
                leaveGap()
            }
            return .verified(chunks)
        }
        if let busy = gap?.target ?? probe?.larger, offer.size <= busy.size {
            if offer.size < busy.size { ask(about: offer) }
            return .catchingUp
        }
        remember(offer)
        return .catchingUp
    }

    /// What was closed, and nothing beyond it, is the surest way there: an older offer of this source may
    /// be of a branch that the source itself has given up since, of which it has nothing to give.
    private mutating func offeredClosed(
        _ offer: VerifiedCheckpoint, inline: InlineEntries?, _ limit: LogLimit
    ) -> OfferOutcome {
        guard offer.root == limit.root else { return .refused(.otherBranch(limit: limit.size)) }
        if let inline, let chunks = extend(offer, inline) {
            let chunks = handOut(chunks)
            leaveGap()
            return .verified(chunks)
        }
        guard gap?.target != offer, probe?.larger != offer else { return .catchingUp }
        leaveGap()
        next = offer
        return .catchingUp
    }

    private func extend(
        _ offer: VerifiedCheckpoint, _ inline: InlineEntries
    ) -> [VerifiedChunk]? {
        if let limit {
            guard offer.size < limit.size || (offer.size == limit.size && offer.root == limit.root)
            else { return nil }
        }
        guard inline.count <= limits.inlineEntryCount, inline.bytes.count <= limits.inlineByteCount
        else { return nil }
        // Whatever is wrong with inline entries, the tiles tell more exactly: a gap in between, a
        // bad source or a fork.
        guard let run = try? EntryRun(from: inline.from, bytes: inline.bytes, count: inline.count)
        else { return nil }
        return try? run.chunks(key: key, after: verified.edge, reaching: offer, limit: limit)
    }

    /// Keeps the largest checkpoint that is still to be worked towards.
    mutating func remember(_ checkpoint: VerifiedCheckpoint?) {
        guard let checkpoint, checkpoint.size > verified.size else { return }
        if let next, next.size >= checkpoint.size { return }
        next = checkpoint
    }

    mutating func leaveGap() {
        gap = nil
        probe = nil
        inFlight = [:]
        grown = []
    }

    /// Notes what leaves for the store.
    mutating func handOut(_ chunks: [VerifiedChunk]) -> [VerifiedChunk] {
        for chunk in chunks {
            verified = chunk.position(after: verified.checkpoint)
            unstored.append((chunk.size, chunk.bundle.count))
        }
        if let next, next.size <= verified.size { self.next = nil }
        refusal = nil
        return chunks
    }
}
