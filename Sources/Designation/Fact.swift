/// Which event is meant: the log's origin, the index in it, and the first 16 bytes of the leaf hash
/// (protocol §3, a reference).
public struct EventReference: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var origin: String
    public var index: UInt64
    public var leafPrefix: UInt128

    public init(origin: String, index: UInt64, leafPrefix: UInt128) {
        self.origin = origin
        self.index = index
        self.leafPrefix = leafPrefix
    }

    /// `origin#index`, the form in which people and commands name an event.
    public var description: String { "\(origin)#\(index)" }

    public static func < (left: EventReference, right: EventReference) -> Bool {
        if left.origin != right.origin { return left.origin < right.origin }
        if left.index != right.index { return left.index < right.index }
        return left.leafPrefix < right.leafPrefix
    }
}

/// Hybrid logical time: milliseconds since 1970 UTC and a counter (protocol §6).
public struct Stamp: Hashable, Comparable, Sendable {
    public var milliseconds: UInt64
    public var counter: UInt32

    public init(milliseconds: UInt64, counter: UInt32) {
        self.milliseconds = milliseconds
        self.counter = counter
    }

    public static func < (left: Stamp, right: Stamp) -> Bool {
        (left.milliseconds, left.counter) < (right.milliseconds, right.counter)
    }
}

/// The streams of protocol §3.1; `directory` and `sanctions` replicate everywhere.
public enum Stream: String, Sendable, CaseIterable, Hashable {
    case directory, sanctions, register, casework, receipts
}

/// Legal basis of an act: edition identifier and article as cited, e.g. `N` and `44`.
public struct Citation: Hashable, Comparable, Sendable {
    public var edition: String
    public var article: String

    public init(edition: String, article: String) {
        self.edition = edition
        self.article = article
    }

    public static func < (left: Citation, right: Citation) -> Bool {
        (left.edition, left.article) < (right.edition, right.article)
    }
}

/// One event of an institution as the fold sees it: decoded, attributed, stamped; not yet judged.
public struct Fact: Hashable, Sendable {
    public var reference: EventReference
    /// Never below the stamp of its predecessor in the same log.
    public var stamp: Stamp
    /// The node that wrote it.
    public var author: String
    public var stream: Stream
    /// The area (province) of the author's log; register facts count in their area only.
    public var area: RegionCode
    /// The region for which the act is done (the pool, unit or office area of the agency).
    public var region: RegionCode
    /// The first day on which the act has effect.
    public var effective: LegalDate
    public var basis: [Citation]
    public var act: Act
    /// Where the act first stood, if it was cut off there and recorded again here (protocol §4).
    /// References to that place mean this event.
    public var earlierPlace: EventReference?
    /// The stamp of its first writing, if it was recorded again, as its author says; counts as far as the
    /// closing allows (``firstInstant(_:)``).
    public var earlierStamp: Stamp?

    public init(
        reference: EventReference, stamp: Stamp, author: String, stream: Stream, area: RegionCode,
        region: RegionCode, effective: LegalDate, basis: [Citation], act: Act,
        earlierPlace: EventReference? = nil, earlierStamp: Stamp? = nil
    ) {
        self.reference = reference
        self.stamp = stamp
        self.author = author
        self.stream = stream
        self.area = area
        self.region = region
        self.effective = effective
        self.basis = basis
        self.act = act
        self.earlierPlace = earlierPlace
        self.earlierStamp = earlierStamp
    }

    /// Where and when the act stands in the order of the fold: where it first stood, as far as the closing
    /// of that log shows that it may have stood there, and no later than here (protocol §7.2).
    func firstInstant(_ closed: [String: ClosedLog]) -> (place: EventReference, stamp: Stamp) {
        guard let earlierPlace, let earlierStamp, let log = closed[earlierPlace.origin],
            earlierPlace.index >= log.size, let lastStamp = log.lastStamp
        else { return (reference, stamp) }
        return (earlierPlace, min(max(earlierStamp, lastStamp), stamp))
    }
}

/// How a log was closed, as far as the order of acts rests on it.
public struct ClosedLog: Hashable, Sendable {
    /// Entries at and beyond it were cut off.
    public var size: UInt64
    /// The stamp of the last entry that was kept, as whoever closed the log read it there: stamps never
    /// fall in a log, so nothing that was cut off behind it was written earlier. `nil`: not said.
    public var lastStamp: Stamp?

    public init(size: UInt64, lastStamp: Stamp?) {
        self.size = size
        self.lastStamp = lastStamp
    }
}
