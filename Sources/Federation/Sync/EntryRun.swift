import TransparencyLog

/// Consecutive entries of any number, taken apart and hashed but not yet verified.
struct EntryRun: Sendable {
    let from: UInt64
    let bytes: [UInt8]
    /// Where the entries lie, without their length bytes.
    let ranges: [Range<Int>]
    let leafHashes: [TreeHash]
    /// The root of the entries' own tree, where somebody has computed it already.
    var root: TreeHash?

    var end: UInt64 { from + UInt64(ranges.count) }

    /// Takes the bundle encoding of exactly `count` entries apart.
    ///
    /// - Throws: ``SyncRefusal/malformedEntries`` when bytes are missing or left over.
    init(from: UInt64, bytes: [UInt8], count: Int) throws(SyncRefusal) {
        // Every entry costs two bytes at least, so this bounds what is reserved.
        guard count >= 0, count <= bytes.count / 2, from <= Checkpoint.maximumSize,
            UInt64(count) <= Checkpoint.maximumSize - from
        else { throw .malformedEntries }
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(count)
        var position = 0
        for _ in 0..<count {
            guard bytes.count - position >= 2 else { throw .malformedEntries }
            let start = position + 2
            let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            guard length <= bytes.count - start else { throw .malformedEntries }
            ranges.append(start..<start + length)
            position = start + length
        }
        guard position == bytes.count else { throw .malformedEntries }
        self.init(from: from, bytes: bytes, ranges: ranges)
    }

    /// Encodes entries of the node itself.
    init(from: UInt64, entries: [[UInt8]]) throws(SyncRefusal) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        var ranges: [Range<Int>] = []
        for entry in entries {
            guard entry.count <= EntryBundle.maximumEntryByteCount else { throw .malformedEntries }
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 255))
            ranges.append(bytes.count..<bytes.count + entry.count)
            bytes += entry
        }
        self.init(from: from, bytes: bytes, ranges: ranges)
    }

    private init(from: UInt64, bytes: [UInt8], ranges: [Range<Int>]) {
        self.init(
            from: from, bytes: bytes, ranges: ranges,
            leafHashes: EntryBundle.leafHashes(bytes, ranges: ranges))
    }

    init(from: UInt64, bytes: [UInt8], ranges: [Range<Int>], leafHashes: [TreeHash]) {
        self.from = from
        self.bytes = bytes
        self.ranges = ranges
        self.leafHashes = leafHashes
    }

    /// The entries `low ..< high` of the log, which must lie within.
    func slice(_ low: UInt64, _ high: UInt64) -> EntryRun {
        precondition(from <= low && low <= high && high <= end, "a slice lies within its run")
        if low == from && high == end { return self }
        let first = Int(low - from)
        let last = Int(high - from)
        guard first < last else {
            return EntryRun(from: low, bytes: [], ranges: [], leafHashes: [])
        }
        let start = ranges[first].lowerBound - 2
        let part = [UInt8](bytes[start..<ranges[last - 1].upperBound])
        let moved = ranges[first..<last].map { $0.lowerBound - start..<$0.upperBound - start }
        return EntryRun(
            from: low, bytes: part, ranges: moved, leafHashes: [TreeHash](leafHashes[first..<last]))
    }

    /// Verifies the run as the continuation of `edge` up to a signed checkpoint: the way of small
    /// gaps and of own entries.
    ///
    /// Entries below the edge are ignored.
    func chunks(
        key: VerifierKey, after edge: CompactRange, reaching checkpoint: VerifiedCheckpoint,
        limit: LogLimit? = nil
    ) throws(SyncRefusal) -> [VerifiedChunk] {
        guard from <= edge.size, edge.size <= end, end == checkpoint.size,
            checkpoint.origin == key.name
        else {
            throw .entriesDoNotReachRoot
        }
        let news = slice(edge.size, end)
        let chunks = news.split(
            key: key, after: edge, reaching: checkpoint, endsAtLimit: limit?.size == end)
        // Nothing of it counts before the last edge has been compared.
        guard chunks.last?.edge.root == checkpoint.root else { throw .entriesDoNotReachRoot }
        return chunks
    }

    /// Cuts entries at multiples of 256 into chunks, which the caller verifies by their last edge.
    private func split(
        key: VerifierKey, after edge: CompactRange, reaching checkpoint: VerifiedCheckpoint,
        endsAtLimit: Bool
    ) -> [VerifiedChunk] {
        var chunks: [VerifiedChunk] = []
        var edge = edge
        repeat {
            let stop = min(end, (edge.size | 255) + 1)
            let part = slice(edge.size, stop)
            for leaf in part.leafHashes { edge.append(leaf: leaf) }
            chunks.append(
                VerifiedChunk(
                    key: key, from: part.from, bundle: part.bytes, ranges: part.ranges,
                    leafHashes: part.leafHashes, gzip: nil, edge: edge,
                    against: checkpoint, covers: stop == end ? checkpoint : nil,
                    endsAtLimit: endsAtLimit && stop == end))
        } while edge.size < end
        return chunks
    }
}
