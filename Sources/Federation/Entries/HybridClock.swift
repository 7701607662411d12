public import Designation
public import Messages

/// Why a node must not stamp: its wall clock cannot be right. Set the clock, then try again.
public enum ClockError: Worded, Equatable, Sendable {
    /// The clock shows a time before this software existed.
    case beforeFloor(wallMilliseconds: UInt64)
    /// The clock is behind what this node itself stamped.
    case behindOwnLog(wallMilliseconds: UInt64, newestMilliseconds: UInt64)
    /// Several other nodes are ahead of the clock: it is this one that is wrong.
    case behindOthers(wallMilliseconds: UInt64, authors: Int)
    /// The clock is years ahead of everything that was ever verified.
    case farAhead(wallMilliseconds: UInt64, newestMilliseconds: UInt64)
    /// Nothing was verified yet, and the clock is years ahead of this software.
    case farAheadOfRelease(wallMilliseconds: UInt64)

    /// One sentence for an operator.
    public var message: Message {
        switch self {
        case .beforeFloor: "The clock shows a time in the distant past; set the clock."
        case .behindOwnLog: "The clock is behind this node's own records; set the clock."
        case .behindOthers(_, let authors):
            "The clock is behind the records of \(authors) other nodes; set the clock."
        case .farAhead: "The clock is far ahead of all verified records; set the clock."
        case .farAheadOfRelease:
            "The clock is years ahead of this software, and no record shows that it is right; set the "
                + "clock, or install newer software."
        }
    }
}

/// Hybrid logical time of one node (protocol §6).
///
/// A stamp is never below one that this node made or saw, unless what it saw lies in the future: a
/// stamp ahead of the wall clock never moves this clock, so nobody can push all clocks forward.
public struct HybridClock: Sendable, Equatable {
    /// How far the wall clock may be off before the node refuses to stamp.
    public struct Limits: Sendable, Equatable {
        /// 2025-01-01; nothing of this federation is older.
        public var floorMilliseconds: UInt64 = 1_735_660_800_000
        /// 2026-11-01, when this software was made. A node that has verified nothing, as a root that
        /// founds a federation, has no other measure: what it stamps far ahead it cannot take back.
        public var releaseMilliseconds: UInt64 = 1_793_491_200_000
        /// The wall clock may be this much behind verified stamps: officers set clocks by hand.
        public var behindMilliseconds: UInt64 = 86_400_000
        /// The wall clock may be this much ahead of the newest verified stamp: an office may have
        /// been closed for long, but ten years are a dead battery.
        public var aheadMilliseconds: UInt64 = 2 * 366 * 86_400_000
        /// So many other nodes ahead of the wall clock show that it is the clock that is wrong.
        public var witnesses = 3

        public init() {}
    }

    /// How far a promise moves stamps at most. A heartbeat that is further ahead is dropped by every
    /// receiver whose clock is right, so nobody relies on it.
    public static let promiseMilliseconds: UInt64 = 600_000

    public private(set) var last: Stamp
    public var limits: Limits
    private var newestOwn: UInt64
    private var newestVerified: UInt64
    private var promised: UInt64 = 0
    private var aheadByAuthor: [String: UInt64] = [:]

    /// - Parameter last: the newest stamp in this node's own logs, if there is any.
    public init(last: Stamp? = nil, limits: Limits = Limits()) {
        self.last = last ?? Stamp(milliseconds: 0, counter: 0)
        self.limits = limits
        newestOwn = self.last.milliseconds
        newestVerified = self.last.milliseconds
    }

    /// A stamp for the next event, above all earlier ones.
    ///
    /// - Throws: ``ClockError`` when the wall clock is implausible; nothing is stamped then.
    public mutating func now(wallMilliseconds wall: UInt64) throws(ClockError) -> Stamp {
        if let fault = fault(wallMilliseconds: wall) { throw fault }
        let time = wall < promised && promised - wall <= Self.promiseMilliseconds ? promised : wall
        if time > last.milliseconds {
            last = Stamp(milliseconds: time, counter: 0)
        } else if last.counter < .max {
            last.counter += 1
        } else {
            last = Stamp(milliseconds: last.milliseconds + 1, counter: 0)
        }
        newestOwn = last.milliseconds
        newestVerified = max(newestVerified, newestOwn)
        return last
    }

    /// A heartbeat of this node with this time was handed out: whoever holds what it names counts as
    /// fresh up to then, so nothing is stamped below it, should the wall clock be set back a little.
    public mutating func promise(_ milliseconds: UInt64, wallMilliseconds wall: UInt64) {
        let (latest, overflow) = wall.addingReportingOverflow(Self.promiseMilliseconds)
        // One that is far ahead was made under a clock that has been set right since.
        if !overflow, promised > latest { promised = 0 }
        if overflow || milliseconds <= latest { promised = max(promised, milliseconds) }
    }

    /// Takes note of a stamp that this node made before, as at a start.
    public mutating func recall(_ stamp: Stamp) {
        last = max(last, stamp)
        newestOwn = max(newestOwn, stamp.milliseconds)
        newestVerified = max(newestVerified, stamp.milliseconds)
    }

    /// Forgets all stamps, because some of them count no more, so that those which do can be taken note
    /// of anew. What was promised stays.
    mutating func forgetStamps() {
        let promise = promised
        self = HybridClock(limits: limits)
        promised = promise
    }

    /// Takes note of a verified stamp of another node.
    public mutating func observe(_ stamp: Stamp, author: String, wallMilliseconds wall: UInt64) {
        guard stamp.milliseconds <= wall else {
            aheadByAuthor[author] = max(aheadByAuthor[author] ?? 0, stamp.milliseconds)
            return
        }
        last = max(last, stamp)
        newestVerified = max(newestVerified, stamp.milliseconds)
    }

    /// Why the wall clock is implausible, if it is.
    public func fault(wallMilliseconds wall: UInt64) -> ClockError? {
        if wall < limits.floorMilliseconds { return .beforeFloor(wallMilliseconds: wall) }
        let (tolerated, overflow) = wall.addingReportingOverflow(limits.behindMilliseconds)
        if !overflow, tolerated < newestOwn {
            return .behindOwnLog(wallMilliseconds: wall, newestMilliseconds: newestOwn)
        }
        let ahead = aheadByAuthor.values.count { !overflow && $0 > tolerated }
        if ahead >= limits.witnesses {
            return .behindOthers(wallMilliseconds: wall, authors: ahead)
        }
        guard newestVerified >= limits.floorMilliseconds else {
            return wall - min(wall, limits.releaseMilliseconds) > limits.aheadMilliseconds
                ? .farAheadOfRelease(wallMilliseconds: wall) : nil
        }
        return wall - min(wall, newestVerified) > limits.aheadMilliseconds
            ? .farAhead(wallMilliseconds: wall, newestMilliseconds: newestVerified) : nil
    }
}
