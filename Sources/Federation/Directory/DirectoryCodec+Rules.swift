import Designation
import TransparencyLog

/// Regions, editions, calendars, groups, decisions; and writing.
extension DirectoryCodec {
    static func regions(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> [Region] {
        var regions: [Region] = []
        try EntryBodyCodec.fields(of: content, repeated: [1], left: &left) {
            field throws(EntryError) in
            guard field.number == 1 else { return false }
            guard regions.count < 512 else { throw .tooLarge(field: 1, limit: 512) }
            regions.append(try DirectoryFields.region(field))
            return true
        }
        return regions
    }

    static func edition(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> EditionPart {
        var id = ""
        var region: RegionCode?
        var (chinese, english) = ("", "")
        var part: UInt32 = 0
        var values: [NamedValue] = []
        try EntryBodyCodec.fields(of: content, repeated: [6], left: &left) {
            field throws(EntryError) in
            switch field.number {
            case 1: id = try field.text(max: 64)
            case 2: region = try FieldCodec.region(field)
            case 3: chinese = try field.text(max: 512)
            case 4: english = try field.text(max: 512)
            case 5: part = try field.uint32()
            case 6:
                guard values.count < 1024 else { throw .tooLarge(field: 6, limit: 1024) }
                values.append(try DirectoryFields.namedValue(field))
            default: return false
            }
            return true
        }
        guard let region else { throw .missing(field: 2) }
        return EditionPart(
            id: id, region: region, titleChinese: chinese, titleEnglish: english, part: part,
            values: values)
    }

    static func calendar(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> CalendarYear {
        var year = CalendarYear(
            year: 0, holidays: [], workdays: [], citation: Citation(edition: "", article: ""))
        try EntryBodyCodec.fields(of: content, repeated: [2, 3], left: &left) {
            field throws(EntryError) in
            switch field.number {
            case 1: year.year = Int(try field.uint32())
            case 2: try appendDays(field, to: &year.holidays)
            case 3: try appendDays(field, to: &year.workdays)
            case 4: year.citation = try FieldCodec.citation(field)
            default: return false
            }
            return true
        }
        guard (1900...9999).contains(year.year) else { throw .outOfRange(field: 1) }
        return year
    }

    private static func appendDays(
        _ field: WireReader.Field, to days: inout [LegalDate]
    ) throws(EntryError) {
        if field.kind == .varint {
            days.append(try FieldCodec.day(field))
        } else {
            var reader = WireReader(try field.message())
            while !reader.isAtEnd, days.count <= 366 {
                var element = field
                element.kind = .varint
                element.value = try reader.varint()
                days.append(try FieldCodec.day(element))
            }
        }
        guard days.count <= 366 else { throw .tooLarge(field: field.number, limit: 366) }
    }

    static func group(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> NamedGroup {
        var id = ""
        var members: [RegionCode] = []
        var services: [Service] = []
        var from = LegalDate(daysSince1970: 0)
        var to: LegalDate?
        var citation = Citation(edition: "", article: "")
        try EntryBodyCodec.fields(of: content, repeated: [2, 3], left: &left) {
            field throws(EntryError) in
            switch field.number {
            case 1: id = try field.text(max: 64)
            case 2: try DirectoryFields.append(field, to: &members)
            case 3: try FieldCodec.append(field, to: &services, from: WireNames.services)
            case 4: from = try FieldCodec.day(field)
            case 5: to = try FieldCodec.day(field)
            case 6: citation = try FieldCodec.citation(field)
            default: return false
            }
            return true
        }
        return NamedGroup(
            id: id,
            group: RecognitionGroup(
                members: Set(members), services: Set(services), from: from, to: to,
                citation: citation))
    }

    static func decision(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> Decision {
        var region: RegionCode?
        var name = ""
        var value: DatedValue?
        try EntryBodyCodec.fields(of: content, left: &left) { field throws(EntryError) in
            switch field.number {
            case 1: region = try FieldCodec.region(field)
            case 2: name = try field.text(max: 128)
            case 3: value = try DirectoryFields.datedValue(field)
            default: return false
            }
            return true
        }
        guard let region else { throw .missing(field: 1) }
        guard let value else { throw .missing(field: 3) }
        return Decision(region: region, name: name, value: value)
    }

    static func write(_ event: DirectoryEvent, into writer: inout WireWriter) {
        switch event {
        case .nodeEnrolled(let record): write(record, into: &writer)
        case .keyRotated(let rotation):
            writer.text(1, rotation.node)
            writer.data(2, rotation.nodeKey)
            writer.data(3, rotation.encryptionKey)
            writer.sint32(4, rotation.from.daysSince1970)
            for origin in rotation.keeps { writer.element(5, origin.text) }
        case .revoked(let node, let reason):
            writer.text(1, node)
            writer.text(2, reason)
        case .closed(let closing):
            writer.text(1, closing.origin.text)
            writer.uint(2, closing.finalSize)
            writer.data(3, closing.root.bytes)
            writer.uint(4, UInt64(closing.reason.rawValue))
            writer.text(5, closing.successor?.text ?? "")
            writer.uint(6, closing.lastStamp?.milliseconds ?? 0)
            writer.uint(7, UInt64(closing.lastStamp?.counter ?? 0))
        case .delegated(let delegation):
            writer.text(1, delegation.to)
            for region in delegation.regions { writer.element(2, region.text) }
            writer.packed(3, delegation.acts.map(WireNames.number))
            writer.sint32(4, delegation.from.daysSince1970)
            if let until = delegation.until { writer.presentSint32(5, until.daysSince1970) }
        case .regions(let regions):
            for region in regions {
                writer.message(1) { DirectoryFields.write(region, into: &$0) }
            }
        case .edition, .calendar, .group, .decision: writeRules(event, into: &writer)
        case .foldEdition(let number): writer.uint(1, UInt64(number))
        case .delegationEnded: break
        }
    }

    private static func write(_ record: NodeRecord, into writer: inout WireWriter) {
        writer.text(1, record.name)
        writer.data(2, record.nodeKey)
        writer.data(3, record.encryptionKey)
        writer.text(4, record.region.text)
        writer.uint(5, UInt64(record.role.rawValue))
        writer.text(6, record.agencyChinese)
        writer.text(7, record.agencyEnglish)
        for grant in record.grants {
            writer.message(8) { inner in
                for region in grant.regions { inner.element(1, region.text) }
                inner.packed(2, grant.acts.map(WireNames.number))
            }
        }
        writer.sint32(9, record.from.daysSince1970)
        if let to = record.to { writer.presentSint32(10, to.daysSince1970) }
        for region in record.registers { writer.element(12, region.text) }
    }

    private static func writeRules(_ event: DirectoryEvent, into writer: inout WireWriter) {
        switch event {
        case .edition(let part):
            writer.text(1, part.id)
            writer.text(2, part.region.text)
            writer.text(3, part.titleChinese)
            writer.text(4, part.titleEnglish)
            writer.uint(5, UInt64(part.part))
            for value in part.values {
                writer.message(6) { inner in
                    inner.text(1, value.name)
                    inner.message(2) { DirectoryFields.write(value.value, into: &$0) }
                }
            }
        case .calendar(let year):
            writer.uint(1, UInt64(clamping: year.year))
            writer.packed(2, year.holidays.map(Self.zigzag))
            writer.packed(3, year.workdays.map(Self.zigzag))
            writer.message(4) { FieldCodec.write(year.citation, into: &$0) }
        case .group(let named):
            writer.text(1, named.id)
            // Sets have no order; bytes have one.
            for member in named.group.members.sorted() { writer.element(2, member.text) }
            writer.packed(3, named.group.services.map(WireNames.number).sorted())
            writer.sint32(4, named.group.from.daysSince1970)
            if let to = named.group.to { writer.presentSint32(5, to.daysSince1970) }
            writer.message(6) { FieldCodec.write(named.group.citation, into: &$0) }
        case .decision(let decision):
            writer.text(1, decision.region.text)
            writer.text(2, decision.name)
            writer.message(3) { DirectoryFields.write(decision.value, into: &$0) }
        default: break
        }
    }

    private static func zigzag(_ day: LegalDate) -> UInt64 {
        let days = day.daysSince1970
        return UInt64(UInt32(bitPattern: (days << 1) ^ (days >> 31)))
    }
}
