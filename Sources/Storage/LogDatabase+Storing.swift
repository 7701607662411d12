import Compression
public import Federation
import GRDB
import TransparencyLog

/// The part that sync uses: verified entries of other nodes.
extension LogDatabase {
    public func store(_ chunks: [VerifiedChunk]) throws {
        guard !chunks.isEmpty else { return }
        var isStored = false
        defer { if !isStored { openLeaves.forgetAll() } }
        try rows.moving { moved in
            moved = try file.write { database in
                var logs: [Origin: GrowingLog] = [:]
                for chunk in chunks {
                    var log = try logs[chunk.origin] ?? GrowingLog(database, chunk.key)
                    try append(database, chunk, to: &log)
                    logs[chunk.origin] = log
                }
                for log in logs.values { try log.save(database) }
                return logs.compactMapValues(\.position)
            }
        }
        isStored = true
    }

    private func append(
        _ database: Database, _ chunk: VerifiedChunk, to log: inout GrowingLog
    ) throws {
        let count = UInt64(chunk.count)
        guard chunk.key == log.key else { throw StorageError.differentKey(chunk.origin) }
        guard chunk.from == log.header.size else {
            throw StorageError.notContiguous(
                chunk.origin, held: log.header.size, offered: chunk.from)
        }
        try log.header.checkRoom(upTo: chunk.from.addingReportingOverflow(count))
        let end = chunk.from + count
        precondition(
            chunk.edge.size == end && chunk.ranges.count == chunk.count
                && chunk.leafHashes.count == chunk.count, "a chunk describes its own entries")
        let staged = chunk.from..<max(chunk.from, min(log.storedSize, end))
        try checkStaged(database, chunk, log.header, staged)
        if chunk.count == Tile.width, chunk.from & 255 == 0 {
            try insertBundle(
                database, log.header, number: chunk.from >> 8, root: bundleRoot(chunk),
                gzip: chunk.gzip ?? Gzip.compress(chunk.bundle, level: compressionLevel))
            try log.header.removeRuns(database, staged)
        } else {
            if staged.count < chunk.count {
                // Two bytes of length stand before each entry.
                let start = chunk.ranges[staged.count].lowerBound - 2
                try log.header.insertRun(
                    database, from: staged.upperBound, count: chunk.count - staged.count,
                    chunk.bundle[start...])
            }
            openLeaves.note(log.header.id, from: chunk.from, chunk.leafHashes)
            try rollUp(database, log.header, to: end)
        }
        log.advance(to: chunk)
    }

    /// Entries that our own writer staged may be those of a head it has committed, so a different
    /// entry never silently takes their place: the writer itself settles that when it is opened.
    private func checkStaged(
        _ database: Database, _ chunk: VerifiedChunk, _ header: LogHeader, _ staged: Range<UInt64>
    ) throws {
        guard !staged.isEmpty else { return }
        let present = try entries(database, header, staged)
        for (offset, entry) in present.enumerated()
        where entry[...] != chunk.bundle[chunk.ranges[offset]] {
            throw StorageError.stagedEntryDiffers(
                chunk.origin, index: chunk.from + UInt64(offset))
        }
    }

    /// The root of a full bundle. Behind every second bundle it stands in the edge already, which
    /// the verification has computed; the others have been merged into larger subtrees there.
    private func bundleRoot(_ chunk: VerifiedChunk) -> TreeHash {
        if chunk.edge.size >> 8 & 1 == 1, let root = chunk.edge.hashes.last { return root }
        return MerkleTree.root(ofLeaves: chunk.leafHashes)
    }
}

/// A log while a batch is being added to it.
private struct GrowingLog {
    let key: VerifierKey
    var header: LogHeader
    /// The published and staged entries when the batch began.
    let storedSize: UInt64
    private var edge: CompactRange?
    private var checkpoint: VerifiedCheckpoint?

    /// - Throws: ``StorageError/differentKey(_:)`` when the log is known under another key: chunks
    ///   verified under that one belong to somebody else's history.
    init(_ database: Database, _ key: VerifierKey) throws {
        self.key = key
        header = try LogHeader.existing(database, key.name)
        let known = try database.first("SELECT vkey FROM log WHERE id = ?", [header.id]) {
            $0[0] as String?
        }
        guard let vkey = known ?? nil else { throw StorageError.unknownLog(key.name) }
        guard vkey == key.vkey else { throw StorageError.differentKey(key.name) }
        storedSize = try header.storedSize(database)
    }

    mutating func advance(to chunk: VerifiedChunk) {
        header.size = chunk.edge.size
        edge = chunk.edge
        if let covers = chunk.covers { checkpoint = covers }
    }

    /// Where the log will be; `nil`: where it was. Without a checkpoint it keeps the earlier one.
    var position: LogPosition? { edge.map { LogPosition(edge: $0, checkpoint: checkpoint) } }

    func save(_ database: Database) throws {
        guard let edge else { return }
        try database.run(
            "UPDATE log SET size = ?, edge = ?, note = coalesce(?, note) WHERE id = ?",
            [Int64(edge.size), edge.encoded().blob, checkpoint?.note.blob, header.id])
    }
}
