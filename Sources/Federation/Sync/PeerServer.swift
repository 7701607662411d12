public import TransparencyLog

/// A poll that waits for news.
public struct PollTicket: Hashable, Sendable {
    public let number: UInt64
}

/// What a poll comes to at once.
public enum PollOutcome: Equatable, Sendable {
    /// With the news; or the first page of the list, which may be empty: its cursor is what the caller
    /// can wait with from then on.
    case answer(HeadsAnswer)
    /// The poll would not wait, and nothing is new (204).
    case nothing
    /// It waits. `replaced` is an earlier poll of the same caller, to be answered with 204: its
    /// connection is most likely gone.
    case parked(PollTicket, until: UInt64, replaced: PollTicket?)
}

/// The answering side of the exchange: heads since a cursor, waiting polls, submissions.
///
/// A value without IO. Read rights are a closure given with each call, so they are those of the
/// moment of the answer. A log that a caller may not read is withheld and remembered, and told as
/// soon as the caller may.
public struct PeerServer: Sendable {
    /// Whether the caller may read a log now.
    public typealias ReadRight = (_ origin: Origin) -> Bool

    struct Head: Sendable {
        var key: [UInt8]
        var note: [UInt8]
        var size: UInt64
        /// When the head changed last, and when the log became known.
        var sequence: UInt64
        let firstSequence: UInt64
        /// The newest entries, in pieces as they came, oldest first.
        var pieces: [(sequence: UInt64, entries: InlineEntries)] = []
        /// The last change whose entries are not among the pieces.
        var droppedSequence: UInt64
    }

    struct Caller: Sendable {
        var withheld: Set<Origin> = []
        /// Logs that the caller may read since a change of rights, numbered like changes, until the
        /// caller's cursor shows that it was told.
        var granted: [Origin: UInt64] = [:]
        /// What the caller handed in itself: it is not told of it again.
        var holds: [Origin: UInt64] = [:]
        /// Parts of cut-off branches that the caller was told, with the change number of the answer: it
        /// has them once its cursor is there.
        var cutOffTold: [String: UInt64] = [:]
        /// The cursor with which the session began: the full list comes without the entries that an
        /// earlier session was told up to there, since the caller holds them, or fetches them.
        var beyond: UInt64 = 0
        var ticket: PollTicket?
        var lastUse: UInt64 = 0
        var paging: Paging?
    }

    /// A list that a caller gets in several pages, until its cursor shows that it has them all.
    ///
    /// Pages follow the order of the last change. A log that changes between two pages moves behind the
    /// cursor of the first one although the caller was not told of it: whether it is new to the caller
    /// cannot be seen from the cursor of one page.
    struct Paging: Sendable {
        /// The cursor with which the first page was asked for.
        let from: UInt64
        /// The cursor with which each log was asked for that stood on a page.
        var told: [Origin: UInt64] = [:]
        /// The cursor that the last page gave.
        var end: UInt64?
    }

    struct Parked: Sendable {
        let caller: String
        let after: UInt64
        let until: UInt64
    }

    let limits: SyncLimits
    /// Tells cursors of this run from those of earlier ones.
    let instance: UInt64
    var sequence: UInt64 = 0
    var heads: [Origin: Head] = [:]
    /// Changes in order; entries that were overtaken stay until they are cleared away.
    var order: [(sequence: UInt64, origin: Origin)] = []
    var pieceByteCount = 0
    var heartbeats: [String: (sequence: UInt64, note: [UInt8])] = [:]
    var digests: (sequence: UInt64, reports: [DigestReport]) = (0, [])
    /// Parts of branches that closings cut off, by name.
    var cutOff: [String: CutOffNote] = [:]
    var callers: [String: Caller] = [:]
    var parked: [PollTicket: Parked] = [:]
    var ticketCount: UInt64 = 0
    var pushes: [PushKey: LogFollower] = [:]
    var pushOrder: [PushKey] = []

    static let callerCount = 1_024
    static let pieceByteLimit = 8 << 20
    static let piecesPerLog = 64

    /// - Parameter instance: Random, drawn anew at each start.
    public init(instance: UInt64, limits: SyncLimits = .standard) {
        self.instance = instance
        self.limits = limits
    }

    // MARK: What changes here

    /// A log has a new checkpoint here: own entries, or something that was fetched or handed in.
    ///
    /// - Parameters:
    ///   - recent: The entries that came with it, if they are few: they go along inline.
    /// - Returns: Waiting polls that should be woken.
    public mutating func changed(
        _ checkpoint: VerifiedCheckpoint, key: VerifierKey, recent: InlineEntries? = nil
    ) -> [PollTicket] {
        let origin = checkpoint.origin
        if let known = heads[origin], known.size >= checkpoint.size { return [] }
        sequence += 1
        var head =
            heads[origin]
            ?? Head(
                key: key.publicKey, note: [], size: 0, sequence: 0, firstSequence: sequence,
                droppedSequence: 0)
        keep(recent, for: &head, size: checkpoint.size)
        head.note = checkpoint.note
        head.size = checkpoint.size
        head.sequence = sequence
        heads[origin] = head
        order.append((sequence, origin))
        tidy()
        return parked.filter { callers[$0.value.caller]?.holds[origin] ?? 0 < checkpoint.size }
            .keys.sorted { $0.number < $1.number }
    }

    /// What was held of a log was given up: what is held of it now is told as soon as there is some.
    public mutating func forget(log origin: Origin) {
        guard let head = heads.removeValue(forKey: origin) else { return }
        pieceByteCount -= head.pieces.reduce(0) { $0 + $1.entries.bytes.count }
        for caller in callers.keys { callers[caller]?.holds[origin] = nil }
    }

    /// A newer heartbeat of a node, verified by the caller. It wakes nobody: it goes along with the
    /// next answer, at the latest when a poll ends.
    public mutating func heartbeat(of node: String, note: [UInt8]) {
        guard heartbeats[node]?.note != note, heartbeats.count < limits.logCount else { return }
        sequence += 1
        heartbeats[node] = (sequence, note)
    }

    /// The own digests; they go along like heartbeats.
    public mutating func digests(_ reports: [DigestReport]) {
        guard reports != digests.reports else { return }
        sequence += 1
        digests = (sequence, reports)
    }

    /// A part of a branch that a closing cut off is kept here. It wakes nobody.
    public mutating func keeps(_ name: String, _ note: CutOffNote) { cutOff[name] = note }

    /// The directory changed, so callers may read other logs than before.
    ///
    /// - Returns: Waiting polls that should be woken.
    public func rightsChanged() -> [PollTicket] {
        parked.filter { callers[$0.value.caller]?.withheld.isEmpty == false }
            .keys.sorted { $0.number < $1.number }
    }

    private mutating func keep(_ recent: InlineEntries?, for head: inout Head, size: UInt64) {
        let joins = recent.map { $0.from == head.size && $0.from + UInt64($0.count) == size }
        guard let recent, joins == true, recent.bytes.count <= limits.inlineByteCount,
            recent.count <= limits.inlineEntryCount
        else {
            pieceByteCount -= head.pieces.reduce(0) { $0 + $1.entries.bytes.count }
            head.pieces = []
            head.droppedSequence = sequence
            return
        }
        head.pieces.append((sequence, recent))
        pieceByteCount += recent.bytes.count
        while head.pieces.count > Self.piecesPerLog
            || head.pieces.reduce(0, { $0 + $1.entries.bytes.count }) > limits.inlineByteCount
        {
            let first = head.pieces.removeFirst()
            head.droppedSequence = first.sequence
            pieceByteCount -= first.entries.bytes.count
        }
    }

    /// Clears overtaken changes away, and the entries of logs that changed longest ago.
    private mutating func tidy() {
        if order.count > 2 * heads.count + 64 {
            order.removeAll { heads[$0.origin]?.sequence != $0.sequence }
        }
        guard pieceByteCount > Self.pieceByteLimit else { return }
        for (_, origin) in order where pieceByteCount > Self.pieceByteLimit / 2 {
            guard var head = heads[origin], let last = head.pieces.last else { continue }
            pieceByteCount -= head.pieces.reduce(0) { $0 + $1.entries.bytes.count }
            head.pieces = []
            head.droppedSequence = last.sequence
            heads[origin] = head
        }
    }
}
