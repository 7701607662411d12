public import Messages

/// Where the entries of many logs lie. It is **not** trusted with heads: whoever controls it can
/// lose or damage a log, which is noticed at the next start, but cannot make it sign two
/// histories.
///
/// One process at a time writes a log; an implementation on disk must see to that. Calls for one
/// origin never run at the same time.
public protocol LogStore: AnyObject, Sendable {
    /// Entries `from..<from + count` are durable (fsync) on return. Writing the same index with
    /// the same bytes again is a no-op; with different bytes beyond what was published it
    /// replaces the staged ones. When it throws, some, all or none may have been written.
    func stage(_ origin: Origin, from: UInt64, entries: [[UInt8]]) throws

    /// The number of contiguous entries durable from 0 on, staged ones included.
    func storedSize(_ origin: Origin) throws -> UInt64

    /// The entries of a range below ``storedSize(_:)``, exactly as staged.
    func entries(_ origin: Origin, _ range: Range<UInt64>) throws -> [[UInt8]]

    /// Reads staged entries back and hashes them: what will be signed is what the store gives back.
    ///
    /// - Returns: their leaf hashes, in order; `nil` when the store has others than `entries`.
    func leafHashes(
        readingBack entries: [[UInt8]], _ origin: Origin, from: UInt64
    ) throws -> [TreeHash]?

    /// Makes the staged entries up to `checkpoint.size` visible to readers, and records the note
    /// and the right edge. It needs not be durable by itself: it is redone from the head at start.
    func publish(_ origin: Origin, checkpoint: VerifiedCheckpoint, edge: CompactRange) throws

    /// The right edge last published, if any.
    func publishedEdge(_ origin: Origin) throws -> CompactRange?
}

/// The committed head of one log: the signed note, and the mark of the machine that signed it.
public struct Head: Hashable, Sendable {
    /// The checkpoint note.
    public var note: [UInt8]
    /// Identifies the machine, so that a copied disk is not taken for the original.
    public var machineMark: [UInt8]

    /// A head.
    public init(note: [UInt8], machineMark: [UInt8]) {
        self.note = note
        self.machineMark = machineMark
    }
}

/// Where the heads lie: one small value for each origin, atomically swapped. It **is** trusted:
/// whoever can roll it back, together with the entries, can make a log sign two histories. So it
/// is kept apart from the database and is no part of a backup.
public protocol HeadStore: AnyObject, Sendable {
    /// The current value, or `nil` when this log was never started here.
    func head(_ origin: Origin) throws -> Head?

    /// Replaces the value if it still is `from`, durable on return.
    ///
    /// - Throws: ``HeadConflict`` when the current value is not `from`, and nothing was changed.
    ///   After any other error the value may be either.
    func swap(_ origin: Origin, from: Head?, to: Head) throws

    /// All values.
    func allHeads() throws -> [Origin: Head]
}

/// Another writer has moved the head: this one must stop and look again.
public struct HeadConflict: Worded, Hashable, Sendable {
    /// A conflict.
    public init() {}

    /// One sentence for a log file or an operator.
    public var message: Message {
        "Another writer has moved the head of this log; make sure that one process runs."
    }
}

extension LogStore {
    public func leafHashes(
        readingBack entries: [[UInt8]], _ origin: Origin, from: UInt64
    ) throws -> [TreeHash]? {
        let stored = try self.entries(origin, from..<from + UInt64(entries.count))
        return stored == entries ? stored.map { TreeHash.leaf($0) } : nil
    }

    /// The right edge of the first `size` stored entries, hashed from the entries themselves.
    ///
    /// - Parameters:
    ///   - size: How far to hash; at most ``storedSize(_:)``.
    ///   - start: An edge to go on from, of at most `size` entries; the empty tree by default.
    /// - Throws: what the store throws, or ``LogWriterError/storeReturnedOtherEntries`` when it
    ///   does not return as many entries as it was asked for.
    public func hashedEdge(
        _ origin: Origin, size: UInt64, from start: CompactRange = CompactRange()
    ) throws -> CompactRange {
        var edge = start
        while edge.size < size {
            // Large enough to spare round trips to a database, small enough to hold in memory.
            let end = min(size, edge.size + 1024)
            let entries = try entries(origin, edge.size..<end)
            guard UInt64(entries.count) == end - edge.size else {
                throw LogWriterError.storeReturnedOtherEntries
            }
            for entry in entries { edge.append(leaf: TreeHash.leaf(entry)) }
        }
        return edge
    }
}
