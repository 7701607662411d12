public import Messages

/// Why a bundle of entries was refused.
public enum BundleError: Error, Equatable, Sendable {
    /// A bundle has 1 to 256 entries.
    case wrongEntryCount(Int)
    /// An entry exceeds ``EntryBundle/maximumEntryByteCount``.
    case entryTooLarge(byteCount: Int)
    /// The bytes end within an entry.
    case truncated
    /// Bytes are left over behind the last entry.
    case trailingBytes(Int)
}

extension BundleError: Worded {
    /// One sentence for a log file or an operator.
    public var message: Message {
        switch self {
        case .wrongEntryCount(let count): "A bundle has 1 to 256 entries, not \(count)."
        case .entryTooLarge(let count):
            "An entry of \(count) bytes is too large; put it beside the log as an attachment."
        case .truncated: "The bundle was cut off; fetch it again."
        case .trailingBytes(let count): "The bundle has \(count) bytes too many; fetch it again."
        }
    }
}

/// The content of a bundle: each entry as two bytes of length, big-endian, and its bytes
/// (C2SP tlog-tiles, "Log entries").
public enum EntryBundle {
    /// The largest entry that two bytes of length allow.
    public static let maximumEntryByteCount = 65_535
    /// The most bytes that a bundle can have; a receiver bounds what it reads by this.
    public static let maximumByteCount = Tile.width * (2 + maximumEntryByteCount)

    /// The bytes of 1 to 256 entries.
    ///
    /// - Throws: ``BundleError/wrongEntryCount(_:)`` or ``BundleError/entryTooLarge(byteCount:)``.
    public static func encode(_ entries: [[UInt8]]) throws(BundleError) -> [UInt8] {
        try encode(entries[...])
    }

    /// The bytes of 1 to 256 entries out of a longer list.
    ///
    /// - Throws: as for a whole list.
    public static func encode(_ entries: ArraySlice<[UInt8]>) throws(BundleError) -> [UInt8] {
        guard (1...Tile.width).contains(entries.count) else {
            throw .wrongEntryCount(entries.count)
        }
        var byteCount = 0
        for entry in entries {
            guard entry.count <= maximumEntryByteCount else {
                throw .entryTooLarge(byteCount: entry.count)
            }
            byteCount += 2 + entry.count
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for entry in entries {
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 255))
            bytes += entry
        }
        return bytes
    }

    /// Where the entries lie: exactly `count` ranges into `bytes`, with nothing left over.
    ///
    /// - Throws: ``BundleError``.
    public static func decode(
        _ bytes: [UInt8], count: Int
    ) throws(BundleError) -> [Range<Int>] {
        guard (1...Tile.width).contains(count) else { throw .wrongEntryCount(count) }
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(count)
        var position = 0
        for _ in 0..<count {
            guard bytes.count - position >= 2 else { throw .truncated }
            let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            position += 2
            guard bytes.count - position >= length else { throw .truncated }
            ranges.append(position..<position + length)
            position += length
        }
        guard position == bytes.count else { throw .trailingBytes(bytes.count - position) }
        return ranges
    }

    /// The leaf hashes of entries at ranges that ``decode(_:count:)`` returned for these bytes.
    public static func leafHashes(_ bytes: [UInt8], ranges: [Range<Int>]) -> [TreeHash] {
        bytes.withUnsafeBytes { source in
            ranges.map { TreeHash.leaf(UnsafeRawBufferPointer(rebasing: source[$0])) }
        }
    }
}
