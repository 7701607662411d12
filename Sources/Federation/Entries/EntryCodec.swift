import Designation

/// Entries as bytes, by `entry.proto`.
///
/// Malformed bytes never stop a log: the caller keeps them, counts them and shows them.
public enum EntryCodec {
    /// The most bytes of an entry (tlog-tiles, entry bundles).
    public static let maximumByteCount = 65_535

    /// Decodes one entry.
    ///
    /// - Throws: ``EntryError`` when the bytes are malformed. Kinds and values of newer editions
    ///   are not: they give ``EntryBody/unknown``.
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(EntryError) -> Entry {
        guard bytes.count <= maximumByteCount else {
            throw .tooLarge(field: 0, limit: maximumByteCount)
        }
        var parts = EntryParts()
        var reader = WireReader(bytes)
        while let field = try reader.next() { try parts.take(field) }
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
        write(entry.header, into: &writer)
        if let kind = entry.body.kind {
            var inner = WireWriter()
            EntryBodyCodec.write(entry.body, into: &inner)
            inner.raw(entry.unrecognisedInBody)
            writer.content(Int(kind.rawValue), inner.bytes)
        }
        writer.raw(entry.unrecognised)
        guard writer.bytes.count <= maximumByteCount else {
            throw .tooLarge(field: 0, limit: maximumByteCount)
        }
        // One set of limits, in the reader: what is written must be what every reader accepts.
        guard try decode(writer.bytes) == entry else { throw .noSingleBody }
        return writer.bytes
    }

    private static func write(_ header: EntryHeader, into writer: inout WireWriter) {
        writer.uint(1, UInt64(header.schemaEdition))
        writer.uint(2, UInt64(header.kind))
        writer.bool(3, header.isRestrictive)
        writer.uint(4, header.stamp.milliseconds)
        writer.uint(5, UInt64(header.stamp.counter))
        writer.text(6, header.officer)
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
    }
}
