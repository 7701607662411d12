import Compression
import Federation
import GRDB
public import TransparencyLog

/// One log's part of a ``LogDatabase/stage(many:)``.
public struct StagedEntries: Sendable {
    public var origin: Origin
    /// The index of the first entry.
    public var from: UInt64
    public var entries: [[UInt8]]

    public init(origin: Origin, from: UInt64, entries: [[UInt8]]) {
        self.origin = origin
        self.from = from
        self.entries = entries
    }
}

/// The part that our own writers use (`LogStore`).
extension LogDatabase {
    public func stage(_ origin: Origin, from: UInt64, entries: [[UInt8]]) throws {
        try stage(many: [StagedEntries(origin: origin, from: from, entries: entries)])
    }

    /// Stages entries of several logs in one transaction with one fsync: all of them or none.
    ///
    /// - Throws: ``StorageError/notContiguous(_:held:offered:)`` for a gap,
    ///   ``StorageError/publishedEntryDiffers(_:index:)`` when published history would change.
    public func stage(many parts: [StagedEntries]) throws {
        let parts = parts.filter { !$0.entries.isEmpty }
        guard !parts.isEmpty else { return }
        try file.write { database in
            for part in parts { try stage(database, part) }
        }
    }

    public func leafHashes(
        readingBack entries: [[UInt8]], _ origin: Origin, from: UInt64
    ) throws -> [TreeHash]? {
        let range = from..<from + UInt64(entries.count)
        let found: (log: Int64, hashes: [TreeHash])? = try file.read { database in
            let header = try LogHeader.existing(database, origin)
            let stored = try header.storedSize(database)
            guard range.upperBound <= stored else {
                throw StorageError.notHeld(origin, held: stored, wanted: range.upperBound)
            }
            guard from >= header.size else {
                // Published ones may lie in bundles; nobody signs those again.
                let present = try self.entries(database, header, range)
                return present == entries ? (header.id, present.map { TreeHash.leaf($0) }) : nil
            }
            return try hashRuns(database, header, from: from, comparedWith: entries)
                .map { (header.id, $0) }
        }
        guard let found else { return nil }
        openLeaves.note(found.log, from: from, found.hashes)
        return found.hashes
    }

    /// Compares and hashes entries where they lie, without an array for each.
    private func hashRuns(
        _ database: Database, _ header: LogHeader, from: UInt64,
        comparedWith entries: [[UInt8]]
    ) throws -> [TreeHash]? {
        var hashes: [TreeHash] = []
        hashes.reserveCapacity(entries.count)
        var isSame = true
        let range = from..<from + UInt64(entries.count)
        try header.forEachRun(database, range) { start, count, bytes in
            // What is stored was checked before: not being readable now means damage.
            guard start <= from + UInt64(hashes.count),
                let ranges = try? EntryBundle.decode(bytes, count: count)
            else { throw damaged }
            bytes.withUnsafeBytes { memory in
                for place in ranges.indices
                where start + UInt64(place) == from + UInt64(hashes.count)
                    && hashes.count < entries.count
                {
                    let entry = UnsafeRawBufferPointer(rebasing: memory[ranges[place]])
                    isSame =
                        isSame && entries[hashes.count].withUnsafeBytes { $0.isEqual(to: entry) }
                    hashes.append(TreeHash.leaf(entry))
                }
            }
        }
        guard hashes.count == entries.count else { throw damaged }
        return isSame ? hashes : nil
    }

    public func storedSize(_ origin: Origin) throws -> UInt64 {
        try file.read { database in
            try LogHeader.find(database, origin)?.storedSize(database) ?? 0
        }
    }

    public func publishedEdge(_ origin: Origin) throws -> CompactRange? {
        try file.read { database in
            let sql = "SELECT size, edge FROM log WHERE origin = ?"
            let found = try database.first(sql, [origin.text]) { row -> CompactRange? in
                guard let bytes = try row.optionalBytes(1) else { return nil }
                guard let size = UInt64(exactly: row[0] as Int64),
                    let edge = LogHeader.edge(bytes, size: size)
                else {
                    throw StorageError.corrupt(path: file.path)
                }
                return edge
            }
            return found ?? nil
        }
    }

    /// Not durable by itself: after a power cut the writer does it again from its head.
    ///
    /// - Throws: a database error; the log then ends where it ended.
    public func publish(
        _ origin: Origin, checkpoint: VerifiedCheckpoint, edge: CompactRange
    ) throws {
        precondition(
            checkpoint.origin == origin && checkpoint.size == edge.size
                && checkpoint.root == edge.root, "an edge is published with its own checkpoint")
        try rows.moving { moved in
            try file.write(isDurable: false) { try publish($0, checkpoint, edge) }
            moved[origin] = LogPosition(edge: edge, checkpoint: checkpoint)
        }
    }

    private func publish(
        _ database: Database, _ checkpoint: VerifiedCheckpoint, _ edge: CompactRange
    ) throws {
        let origin = checkpoint.origin
        let header = try LogHeader.findOrMake(database, origin)
        guard edge.size >= header.size else {
            throw StorageError.publishedSizeShrinks(
                origin, published: header.size, offered: edge.size)
        }
        let stored = try header.storedSize(database)
        guard edge.size <= stored else {
            throw StorageError.notHeld(origin, held: stored, wanted: edge.size)
        }
        try rollUp(database, header, to: edge.size)
        try database.run(
            "UPDATE log SET size = ?, edge = ?, note = ? WHERE id = ?",
            [Int64(edge.size), edge.encoded().blob, checkpoint.note.blob, header.id])
    }

    private func stage(_ database: Database, _ part: StagedEntries) throws {
        if let large = part.entries.first(where: { $0.count > EntryBundle.maximumEntryByteCount }) {
            throw StorageError.entryTooLarge(byteCount: large.count)
        }
        let header = try LogHeader.findOrMake(database, part.origin)
        let stored = try header.storedSize(database)
        guard part.from <= stored else {
            throw StorageError.notContiguous(part.origin, held: stored, offered: part.from)
        }
        let count = UInt64(part.entries.count)
        try header.checkRoom(upTo: part.from.addingReportingOverflow(count))
        let overlap = part.from..<min(stored, part.from + count)
        let present = try entries(database, header, overlap)
        let same = zip(present, part.entries).prefix { $0 == $1 }.count
        let first = part.from + UInt64(same)
        if same < present.count {
            guard first >= header.size else {
                throw StorageError.publishedEntryDiffers(part.origin, index: first)
            }
            // What followed the replaced entry belonged to the same abandoned append: kept, it
            // would seem to continue the new one.
            try header.cutTail(database, at: first, of: stored)
        }
        try insert(database, header, part.entries[same...], from: first)
    }

    /// Puts entries behind the others, one run for each bundle that they touch.
    private func insert(
        _ database: Database, _ header: LogHeader, _ entries: ArraySlice<[UInt8]>,
        from first: UInt64
    ) throws {
        var (rest, index) = (entries, first)
        while !rest.isEmpty {
            let run = rest.prefix(Tile.width - Int(index & 255))
            let bytes = try EntryBundle.encode(run)
            try header.insertRun(database, from: index, count: run.count, bytes[...])
            index += UInt64(run.count)
            rest = rest.dropFirst(run.count)
        }
    }

    /// Turns the runs of every bundle that became complete into one compressed row.
    func rollUp(_ database: Database, _ header: LogHeader, to size: UInt64) throws {
        for number in header.size >> 8..<size >> 8 {
            let range = number << 8..<(number + 1) << 8
            var bundle: [UInt8] = []
            try header.forEachRun(database, range) { _, _, bytes in bundle += bytes }
            // Losing the error is right: what was checked when it was stored has been damaged since.
            guard let ranges = try? EntryBundle.decode(bundle, count: Tile.width) else {
                throw damaged
            }
            let leaves =
                openLeaves.take(header.id, bundle: number)
                ?? EntryBundle.leafHashes(bundle, ranges: ranges)
            try insertBundle(
                database, header, number: number, root: MerkleTree.root(ofLeaves: leaves),
                gzip: Gzip.compress(bundle, level: compressionLevel))
            try header.removeRuns(database, range)
        }
    }

    func insertBundle(
        _ database: Database, _ header: LogHeader, number: UInt64, root: TreeHash, gzip: [UInt8]
    ) throws {
        try database.run(
            "INSERT INTO bundle (id, root, data) VALUES (?, ?, ?)",
            [LogSchema.key(header.id, number), root.bytes.blob, gzip.blob])
    }
}
