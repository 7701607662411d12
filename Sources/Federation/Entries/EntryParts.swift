import Designation

/// What one entry of a log after the other says again: shared instead of made anew.
struct EntryMemo {
    /// The origin of the last reference.
    private var origin = ""

    /// The text of a reference's origin.
    mutating func origin(_ field: WireReader.Field) throws(EntryError) -> String {
        let content = try field.message()
        // Only what was checked once passes unchecked; the empty text it starts with was not.
        if !origin.isEmpty, content.count == origin.utf8.count, origin.hasBytes(content) {
            return origin
        }
        origin = try FieldCodec.originText(field)
        return origin
    }
}

extension String {
    /// Whether the text is made of exactly these bytes.
    fileprivate func hasBytes(_ memory: UnsafeRawBufferPointer) -> Bool {
        let known = utf8.withContiguousStorageIfAvailable { own -> Bool in
            let own = UnsafeRawBufferPointer(own)
            guard own.count == memory.count else { return false }
            var offset = 0
            while offset + 8 <= own.count {
                let word = own.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                if word != memory.loadUnaligned(fromByteOffset: offset, as: UInt64.self) {
                    return false
                }
                offset += 8
            }
            while offset < own.count {
                if own[offset] != memory[offset] { return false }
                offset += 1
            }
            return true
        }
        return known ?? utf8.elementsEqual(memory)
    }
}

/// Collects the fields of one entry in any order, then makes the entry.
struct EntryParts {
    private static let latestMilliseconds: UInt64 = 253_402_300_799_999

    private var header = EntryHeader(
        schemaEdition: 0, stamp: Stamp(milliseconds: 0, counter: 0),
        effective: LegalDate(daysSince1970: 0))
    private var seen = SeenFields()
    private var body: WireReader.Field?
    private var unrecognised: [UInt8] = []
    /// The subject has a licence scheme that needs newer software.
    private var hasUnknownSubject = false

    init() {}

    mutating func take(
        _ field: WireReader.Field, _ memo: inout EntryMemo
    ) throws(EntryError) {
        switch field.number {
        case 1...12:
            if field.number != 10, field.number != 11 { try seen.once(field) }
            try takeHeader(field, &memo)
        case Int(EntryKind.numbers.lowerBound)...Int(EntryKind.numbers.upperBound):
            // The bodies are one `oneof`: the second of two would win in some readers.
            guard body == nil, field.kind == .bytes else { throw .noSingleBody }
            body = field
        default:
            unrecognised.append(contentsOf: field.whole)
        }
    }

    private mutating func takeHeader(
        _ field: WireReader.Field, _ memo: inout EntryMemo
    ) throws(EntryError) {
        switch field.number {
        case 1: header.schemaEdition = try field.uint32()
        case 2: header.kind = try field.uint32()
        case 3: header.isRestrictive = try field.bool()
        case 4:
            header.stamp.milliseconds = try field.requireVarint()
            guard header.stamp.milliseconds <= Self.latestMilliseconds else {
                throw .outOfRange(field: 4)
            }
        case 5: header.stamp.counter = try field.uint32()
        case 6: header.officer = try field.text(max: 128)
        case 7: try takeSubject(field)
        case 8: header.region = try FieldCodec.region(field)
        case 9: header.effective = try FieldCodec.day(field)
        case 10:
            guard header.basis.count < 32 else { throw .tooLarge(field: 10, limit: 32) }
            header.basis.append(try FieldCodec.citation(field))
        case 11:
            guard header.references.count < 64 else { throw .tooLarge(field: 11, limit: 64) }
            header.references.append(try FieldCodec.reference(field, &memo))
        default: header.retroactiveGround = try field.text(max: 1024)
        }
    }

    private mutating func takeSubject(_ field: WireReader.Field) throws(EntryError) {
        do {
            header.subject = try FieldCodec.institution(field)
        } catch {
            guard case .unknownValue = error else { throw error }
            hasUnknownSubject = true
            unrecognised.append(contentsOf: field.whole)
        }
    }

    consuming func entry() throws(EntryError) -> Entry {
        guard let body, body.number == Int(header.kind) else { throw .noSingleBody }
        guard let kind = EntryKind(rawValue: header.kind) else { return unknown(body) }
        // Whom it is about cannot be told here; it is kept, passed on and shown (protocol §3.4).
        if hasUnknownSubject { return unknown(body) }
        if kind.isAct {
            guard header.subject != nil else { throw .missing(field: 7) }
            guard header.region != nil else { throw .missing(field: 8) }
        }
        if kind.leadsWithReference, header.references.isEmpty { throw .missing(field: 11) }
        var left: [UInt8] = []
        let content: EntryBody
        do {
            content = try EntryBodyCodec.read(kind, body.content, header, left: &left)
        } catch {
            // Written by newer software: keep it whole, obey the restrictive mark.
            if case .unknownValue = error { return unknown(body) }
            throw error
        }
        return Entry(
            header: header, body: content, unrecognised: unrecognised, unrecognisedInBody: left)
    }

    private consuming func unknown(_ body: WireReader.Field) -> Entry {
        // A kind that is known to take something away stays restrictive when its mark was left out.
        if EntryKind(rawValue: header.kind)?.isRestrictive == true { header.isRestrictive = true }
        return Entry(
            header: header, body: .unknown, unrecognised: Array(body.whole) + unrecognised,
            unrecognisedInBody: [])
    }
}
