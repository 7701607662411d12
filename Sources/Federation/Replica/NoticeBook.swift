public import Designation
public import TransparencyLog

/// What a node noticed about logs that no institution's standing shows: entries that could not be
/// read, and stamps ahead of the time at which they arrived (protocol §6: a review item; they count).
public struct NoticeBook: Sendable {
    /// An entry whose stamp lay ahead of this node's clock when it arrived.
    public struct FutureStamp: Sendable, Hashable {
        public var origin: Origin
        /// First entry of the chunk in which it came.
        public var from: UInt64
        public var stamp: Stamp
        public var arrivedAt: UInt64
    }
    /// A clock that is a little fast is no news.
    static let toleranceMilliseconds: UInt64 = 120_000
    static let maximumCount = 256

    public private(set) var malformed: [Origin: Int] = [:]
    public private(set) var futureStamps: [FutureStamp] = []

    public init() {}

    mutating func note(_ chunk: PreparedChunk, now: UInt64?) {
        if !chunk.malformed.isEmpty {
            malformed[chunk.origin, default: 0] += chunk.malformed.count
        }
        guard let now, chunk.newestStamp.milliseconds > now &+ Self.toleranceMilliseconds,
            futureStamps.count < Self.maximumCount
        else { return }
        futureStamps.append(
            FutureStamp(
                origin: chunk.origin, from: chunk.from, stamp: chunk.newestStamp, arrivedAt: now))
    }
}
