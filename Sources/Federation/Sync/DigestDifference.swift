public import TransparencyLog

/// One log that went into a digest.
public struct DigestInput: Hashable, Sendable {
    public var origin: Origin
    public var size: UInt64
    public var root: TreeHash

    public init(origin: Origin, size: UInt64, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }
}

/// Where the registries of two nodes part (protocol §8.4).
public struct DigestDifference: Hashable, Sendable {
    /// A log of which the two nodes fold different parts; `nil`: the node does not have it.
    public struct Log: Hashable, Sendable {
        public var origin: Origin
        public var own: UInt64?
        public var theirs: UInt64?
        /// The same size with different roots: two histories.
        public var isForked: Bool
    }
    public var peer: String
    public var scope: String
    /// Different logs: they explain different digests.
    public var logs: [Log]
    /// Institutions whose standing differs although the logs do not; their names as text.
    public var institutions: [String]
    /// More differ than were looked at.
    public var hasMore: Bool

    public init(
        peer: String, scope: String, logs: [Log] = [], institutions: [String] = [],
        hasMore: Bool = false
    ) {
        self.peer = peer
        self.scope = scope
        self.logs = logs
        self.institutions = institutions
        self.hasMore = hasMore
    }

    /// Compares the logs of two digests.
    public static func logs(_ own: [DigestInput], _ theirs: [DigestInput]) -> [Log] {
        let mine = Dictionary(own.map { ($0.origin, $0) }, uniquingKeysWith: { $1 })
        let other = Dictionary(theirs.map { ($0.origin, $0) }, uniquingKeysWith: { $1 })
        return Set(mine.keys).union(other.keys).sorted().compactMap { origin in
            let (one, two) = (mine[origin], other[origin])
            guard one != two else { return nil }
            return Log(
                origin: origin, own: one?.size, theirs: two?.size,
                isForked: one?.size == two?.size && one?.root != two?.root)
        }
    }

    /// Numbers of the buckets that differ; `nil` when the answer has none.
    public static func buckets(_ own: [UInt8], _ theirs: [UInt8]) -> [UInt8]? {
        let width = TreeHash.byteCount
        guard own.count == 256 * width, theirs.count == own.count else { return nil }
        return (0..<256).filter { bucket in
            own[bucket * width..<(bucket + 1) * width]
                != theirs[bucket * width..<(bucket + 1) * width]
        }.map { UInt8($0) }
    }

    /// Institutions whose rows differ, sorted.
    public static func institutions(_ own: [DigestRow], _ theirs: [DigestRow]) -> [String] {
        let mine = Dictionary(own.map { ($0.institution, $0.row) }, uniquingKeysWith: { $1 })
        let other = Dictionary(theirs.map { ($0.institution, $0.row) }, uniquingKeysWith: { $1 })
        return Set(mine.keys).union(other.keys).sorted().filter { mine[$0] != other[$0] }
    }
}
