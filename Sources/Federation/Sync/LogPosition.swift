public import TransparencyLog

/// How much of a log is held, verified and durable.
public struct LogPosition: Hashable, Sendable {
    /// The number of entries held, from entry 0 on without a hole.
    public var size: UInt64 { edge.size }
    /// The right edge of the tree over exactly these entries.
    public var edge: CompactRange
    /// The newest verified checkpoint that the held entries reach: `checkpoint.size <= size`. It is
    /// below `size` while a catch-up was interrupted; fold, answers and receipts stop at it.
    public var checkpoint: VerifiedCheckpoint?

    /// - Parameters:
    ///   - edge: The right edge over the entries held.
    ///   - checkpoint: The newest checkpoint they reach, `nil` as long as there is none.
    public init(edge: CompactRange, checkpoint: VerifiedCheckpoint?) {
        precondition(
            (checkpoint?.size ?? 0) <= edge.size, "a checkpoint is kept once its entries are held")
        self.edge = edge
        self.checkpoint = checkpoint
    }

    /// Nothing held.
    public static let empty = LogPosition(edge: CompactRange(), checkpoint: nil)

    /// The right edge at the last multiple of 256 at or below the size: its subtrees are those of
    /// 256 leaves and more, which stand first.
    var alignedEdge: CompactRange {
        let aligned = edge.size & ~255
        let hashes = [TreeHash](edge.hashes.prefix(aligned.nonzeroBitCount))
        guard let range = CompactRange(size: aligned, hashes: hashes) else {
            preconditionFailure("the first hashes of an edge are an edge")
        }
        return range
    }
}
