import Designation

/// The bytes of an entry but for when it is recorded and by whom, which are known last.
///
/// Whatever can be wrong with an act is found when its template is made, before anybody waits for the
/// disk; recording only puts the missing fields in.
struct EntryTemplate: Sendable, Hashable {
    static let latestStamp = Stamp(milliseconds: 253_402_300_799_999, counter: .max)
    static let officerByteCount = 128
    static let longestOfficer = String(repeating: "0", count: officerByteCount)

    /// Fields 1 to 3.
    private let head: [UInt8]
    /// Fields from 7 on.
    private let rest: [UInt8]

    /// Encodes an entry with the largest stamp and officer, which proves that recording will not fail.
    ///
    /// - Throws: ``EntryError`` when a limit of the schema is exceeded or a demanded field is
    ///   missing.
    init(_ entry: Entry) throws(EntryError) {
        head = EntryCodec.head(entry.header)
        rest = EntryCodec.rest(entry)
        let bytes = joined(entry.header.stamp, entry.header.officer)
        // What is recorded again carries a whole entry with its place, so other entries stay smaller.
        var limit = EntryCodec.maximumDraftByteCount
        if case .lost = entry.body { limit = EntryCodec.maximumByteCount }
        guard bytes.count <= limit else { throw .tooLarge(field: 0, limit: limit) }
        // One set of limits, in the reader: what is written must be what every reader accepts.
        guard try EntryCodec.decode(bytes) == entry else { throw .noSingleBody }
    }

    /// The entry as it is recorded.
    ///
    /// - Throws: ``EntryError`` when the stamp or the officer's name is beyond the schema's limits.
    func bytes(stamp: Stamp, officer: String) throws(EntryError) -> [UInt8] {
        guard stamp.milliseconds <= Self.latestStamp.milliseconds else {
            throw .outOfRange(field: 4)
        }
        guard officer.utf8.count <= Self.officerByteCount else {
            throw .tooLarge(field: 6, limit: Self.officerByteCount)
        }
        return joined(stamp, officer)
    }

    private func joined(_ stamp: Stamp, _ officer: String) -> [UInt8] {
        var writer = WireWriter(reserving: head.count + rest.count + 18 + officer.utf8.count)
        writer.raw(head)
        EntryCodec.write(stamp, officer, into: &writer)
        writer.raw(rest)
        return writer.bytes
    }
}
