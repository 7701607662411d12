import Designation

/// The acts about an institution. These are the events of which catch-up reads millions, so their
/// fields are read in place, without a call per field through a closure.
enum ActCodec {
    static func read(
        _ kind: EntryKind, _ content: UnsafeRawBufferPointer, _ header: EntryHeader,
        left: inout [UInt8]
    ) throws(EntryError) -> Act {
        switch kind {
        case .registered: return .registered(try facts(content, left: &left))
        case .suspended: return .suspended(try suspension(content, left: &left))
        case .terminated: return .terminated(try termination(content, left: &left))
        default: break
        }
        let fields = try SmallFields(kind, content, left: &left)
        return try fields.act(kind, header.references)
    }

    private static func facts(
        _ content: UnsafeRawBufferPointer, left: inout [UInt8]
    ) throws(EntryError) -> InstitutionFacts {
        var reader = WireReader(content)
        var seen = SeenFields()
        var type: InstitutionType?
        var place: RegionCode?
        var predecessor: InstitutionID?
        var (name, kind, address, phone, nationalCode, creditCode) = ("", "", "", "", "", "")
        var (isPublic, isDemonstration) = (false, false)
        while let field = try reader.next() {
            if (1...11).contains(field.number) { try seen.once(field) }
            switch field.number {
            case 1: name = try field.text(max: 512)
            case 2: type = try institutionType(field)
            case 3: kind = try field.text(max: 64)
            case 4: place = try FieldCodec.region(field)
            case 5: address = try field.text(max: 1024)
            case 6: phone = try field.text(max: 64)
            case 7: nationalCode = try field.text(max: 64)
            case 8: creditCode = try field.text(max: 64)
            case 9: isPublic = try field.bool()
            case 10: predecessor = try FieldCodec.institution(field)
            case 11: isDemonstration = try field.bool()
            default: left.append(contentsOf: field.whole)
            }
        }
        guard let type else { throw .missing(field: 2) }
        guard let place else { throw .missing(field: 4) }
        return InstitutionFacts(
            name: name, type: type, kind: kind, place: place, address: address, phone: phone,
            nationalCode: nationalCode, socialCreditCode: creditCode,
            isPublicInstitution: isPublic, predecessor: predecessor,
            isDemonstration: isDemonstration)
    }

    private static func suspension(
        _ content: UnsafeRawBufferPointer, left: inout [UInt8]
    ) throws(EntryError) -> Suspension {
        var reader = WireReader(content)
        var seen = SeenFields()
        var isOwnRequest = false
        var until: LegalDate?
        var type: InstitutionType?
        var place: RegionCode?
        var cause = ""
        var funds: [FundScope] = []
        while let field = try reader.next() {
            if (1...5).contains(field.number) { try seen.once(field) }
            switch field.number {
            case 1: isOwnRequest = try field.bool()
            case 2: until = try FieldCodec.day(field)
            case 3: type = try institutionType(field)
            case 4: place = try FieldCodec.region(field)
            case 5: cause = try field.text(max: 2048)
            case 6: try FieldCodec.append(field, to: &funds, from: WireNames.scopes)
            default: left.append(contentsOf: field.whole)
            }
        }
        guard let type else { throw .missing(field: 3) }
        guard let place else { throw .missing(field: 4) }
        return Suspension(
            isOwnRequest: isOwnRequest, until: until, type: type, place: place, cause: cause,
            funds: FundScope.sorted(funds))
    }

    private static func termination(
        _ content: UnsafeRawBufferPointer, left: inout [UInt8]
    ) throws(EntryError) -> Termination {
        var reader = WireReader(content)
        var seen = SeenFields()
        var isOwnRequest = false
        var type: InstitutionType?
        var place: RegionCode?
        var cause = ""
        var affects: [InstitutionID] = []
        var funds: [FundScope] = []
        while let field = try reader.next() {
            if (1...4).contains(field.number) { try seen.once(field) }
            switch field.number {
            case 1: isOwnRequest = try field.bool()
            case 2: type = try institutionType(field)
            case 3: place = try FieldCodec.region(field)
            case 4: cause = try field.text(max: 2048)
            case 5:
                guard affects.count < 512 else { throw .tooLarge(field: 5, limit: 512) }
                affects.append(try FieldCodec.institution(field))
            case 6: try FieldCodec.append(field, to: &funds, from: WireNames.scopes)
            default: left.append(contentsOf: field.whole)
            }
        }
        guard let type else { throw .missing(field: 2) }
        guard let place else { throw .missing(field: 3) }
        return Termination(
            isOwnRequest: isOwnRequest, type: type, place: place, cause: cause, affects: affects,
            funds: FundScope.sorted(funds))
    }

    static func institutionType(_ field: WireReader.Field) throws(EntryError) -> InstitutionType {
        guard let raw = UInt8(exactly: try field.requireVarint()),
            let type = InstitutionType(rawValue: raw)
        else { throw .unknownValue(field: field.number) }
        return type
    }
}
