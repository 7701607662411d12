import Designation

/// Entries as bytes, by `entry.proto`.
///
/// Malformed bytes never stop a log: the caller keeps them, counts them and shows them.
public enum EntryCodec {
    /// The most bytes of an entry (tlog-tiles, entry bundles).
    public static let maximumByteCount = 65_535
    /// The most bytes of an entry to be written: it must fit into a ``LostEntry``, with its place and
    /// header, should it be cut off (protocol §4.6).
    public static let maximumDraftByteCount = maximumByteCount - 1_024

    /// Decodes one entry.
    ///
    /// - Throws: ``EntryError`` when the bytes are malformed. Kinds and values of newer editions
    ///   are not: they give ``EntryBody/unknown``.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(EntryError) -> Entry {
        var memo = EntryMemo()
        return try decode(bytes, memo: &memo)
    }

    /// The same for one of many entries of a log.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, memo: inout EntryMemo
    ) throws(EntryError) -> Entry {
        guard bytes.count <= maximumByteCount else {
            throw .tooLarge(field: 0, limit: maximumByteCount)
        }
        var parts = EntryParts()
        var reader = WireReader(bytes)
        while let field = try reader.next() { try parts.take(field, &memo) }
        return try parts.entry()
    }

    /// Decodes one entry.
    ///
    /// - Throws: ``EntryError``, as for memory.
    public static func decode(_ bytes: [UInt8]) throws(EntryError) -> Entry {
        try decode(contiguous: bytes[...])
    }

    /// Decodes one entry.
    ///
    /// - Throws: ``EntryError``, as for memory.
    public static func decode(_ bytes: ArraySlice<UInt8>) throws(EntryError) -> Entry {
        try decode(contiguous: bytes)
    }

    private static func decode(contiguous bytes: ArraySlice<UInt8>) throws(EntryError) -> Entry {
        let result: Result<Entry, EntryError> = bytes.withUnsafeBytes { memory in
            do throws(EntryError) {
                return .success(try decode(memory))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Encodes an entry; the same value always gives the same bytes.
    ///
    /// - Throws: ``EntryError`` when a limit of the schema is exceeded or a demanded field is
    ///   missing; what this writes, `decode` reads as an equal value.
    public static func encode(_ entry: Entry) throws(EntryError) -> [UInt8] {
        var writer = WireWriter()
        writer.raw(head(entry.header))
        write(entry.header.stamp, entry.header.officer, into: &writer)
        writer.raw(rest(entry))
        guard writer.bytes.count <= maximumByteCount else {
            throw .tooLarge(field: 0, limit: maximumByteCount)
        }
        // One set of limits, in the reader: what is written must be what every reader accepts.
        guard try decode(writer.bytes) == entry else { throw .noSingleBody }
        return writer.bytes
    }

    // MARK: Parts, in the order of their numbers

    /// Fields 1 to 3.
    static func head(_ header: EntryHeader) -> [UInt8] {
        var writer = WireWriter()
        writer.uint(1, UInt64(header.schemaEdition))
        writer.uint(2, UInt64(header.kind))
        writer.bool(3, header.isRestrictive)
        return writer.bytes
    }

    /// Fields 4 to 6.
    static func write(_ stamp: Stamp, _ officer: String, into writer: inout WireWriter) {
        writer.uint(4, stamp.milliseconds)
        writer.uint(5, UInt64(stamp.counter))
        writer.text(6, officer)
    }

    /// Fields from 7 on, the body included.
    static func rest(_ entry: Entry) -> [UInt8] {
        let header = entry.header
        var writer = WireWriter(reserving: 512)
        if let subject = header.subject {
            writer.message(7) { FieldCodec.write(subject, into: &$0) }
        }
        writer.text(8, header.region?.text ?? "")
        writer.sint32(9, header.effective.daysSince1970)
        for citation in header.basis {
            writer.message(10) { FieldCodec.write(citation, into: &$0) }
        }
        for reference in header.references {
            writer.message(11) { FieldCodec.write(reference, into: &$0) }
        }
        writer.text(12, header.retroactiveGround)
        if let kind = entry.body.kind {
            writer.message(Int(kind.rawValue)) {
                EntryBodyCodec.write(entry.body, into: &$0)
                $0.raw(entry.unrecognisedInBody)
            }
        }
        writer.raw(entry.unrecognised)
        return writer.bytes
    }
}
