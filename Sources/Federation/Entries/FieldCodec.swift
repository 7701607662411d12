import Designation

/// Small messages and texts that occur in many places.
enum FieldCodec {
    static func institution(_ field: WireReader.Field) throws(EntryError) -> InstitutionID {
        var reader = WireReader(try field.message())
        var seen = SeenFields()
        var scheme: LicenceScheme?
        var issuer: RegionCode?
        var number = ""
        while let inner = try reader.next() {
            switch inner.number {
            case 1:
                try seen.once(inner)
                scheme = try WireNames.value(
                    WireNames.schemes, inner.requireVarint(), field: field.number)
            case 2:
                try seen.once(inner)
                issuer = try region(inner)
            case 3:
                try seen.once(inner)
                number = try inner.text(max: 40)
            default: break
            }
        }
        guard let scheme, let issuer,
            let institution = InstitutionID(scheme: scheme, issuer: issuer, number: number)
        else { throw .malformed(field: field.number) }
        return institution
    }

    static func write(_ institution: InstitutionID, into writer: inout WireWriter) {
        writer.uint(1, WireNames.number(institution.scheme))
        writer.text(2, institution.issuer.text)
        writer.text(3, institution.number)
    }

    static func region(_ field: WireReader.Field) throws(EntryError) -> RegionCode {
        guard let code = RegionCode(try field.text(max: 24)) else {
            throw .malformed(field: field.number)
        }
        return code
    }

    /// Years 1900 to 9999; wider days could overflow somebody's calendar.
    static func day(_ field: WireReader.Field) throws(EntryError) -> LegalDate {
        let coded = try field.uint32()
        let days = Int32(bitPattern: coded >> 1) ^ -Int32(bitPattern: coded & 1)
        guard (-25_567...2_932_896).contains(days) else { throw .outOfRange(field: field.number) }
        return LegalDate(daysSince1970: days)
    }

    static func citation(_ field: WireReader.Field) throws(EntryError) -> Citation {
        var reader = WireReader(try field.message())
        var seen = SeenFields()
        var citation = Citation(edition: "", article: "")
        while let inner = try reader.next() {
            switch inner.number {
            case 1:
                try seen.once(inner)
                citation.edition = try inner.text(max: 64)
            case 2:
                try seen.once(inner)
                citation.article = try inner.text(max: 64)
            default: break
            }
        }
        return citation
    }

    static func write(_ citation: Citation, into writer: inout WireWriter) {
        writer.text(1, citation.edition)
        writer.text(2, citation.article)
    }

    static func reference(_ field: WireReader.Field) throws(EntryError) -> EventReference {
        var memo = EntryMemo()
        return try reference(field, &memo)
    }

    static func reference(
        _ field: WireReader.Field, _ memo: inout EntryMemo
    ) throws(EntryError) -> EventReference {
        var reader = WireReader(try field.message())
        var seen = SeenFields()
        var reference = EventReference(origin: "", index: 0, leafPrefix: 0)
        while let inner = try reader.next() {
            switch inner.number {
            case 1:
                try seen.once(inner)
                reference.origin = try memo.origin(inner)
            case 2:
                try seen.once(inner)
                reference.index = try inner.requireVarint()
            case 3:
                try seen.once(inner)
                reference.leafPrefix = try leafPrefix(inner)
            default: break
            }
        }
        guard seen.contains(1), seen.contains(3) else { throw .malformed(field: field.number) }
        return reference
    }

    static func write(_ reference: EventReference, into writer: inout WireWriter) {
        writer.text(1, reference.origin)
        writer.uint(2, reference.index)
        writer.wide(3, reference.leafPrefix)
    }

    /// Origins of this federation are printable ASCII; checking that is enough and quick.
    static func originText(_ field: WireReader.Field) throws(EntryError) -> String {
        let content = try field.message()
        let plus = UInt8(ascii: "+")
        guard (1...255).contains(content.count),
            content.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != plus })
        else { throw .malformed(field: field.number) }
        return try field.text(max: 255)
    }

    private static func leafPrefix(_ field: WireReader.Field) throws(EntryError) -> UInt128 {
        let content = try field.message()
        guard content.count == 16 else { throw .malformed(field: field.number) }
        let high = UInt64(bigEndian: content.loadUnaligned(as: UInt64.self))
        let low = UInt64(bigEndian: content.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        return UInt128(high) << 64 | UInt128(low)
    }

    /// A repeated enumeration, packed or not, added to what was read of it before.
    static func append<T>(
        _ field: WireReader.Field, to list: inout [T], from values: [T], max limit: Int = 64
    ) throws(EntryError) {
        if field.kind == .varint {
            list.append(try WireNames.value(values, field.value, field: field.number))
        } else {
            var reader = WireReader(try field.message())
            while !reader.isAtEnd {
                let number = try reader.varint()
                list.append(try WireNames.value(values, number, field: field.number))
                if list.count > limit { break }
            }
        }
        guard list.count <= limit else { throw .tooLarge(field: field.number, limit: limit) }
    }
}
