import Designation
import TransparencyLog

/// Fields that directory messages share.
enum DirectoryFields {
    static func nodeName(_ field: WireReader.Field) throws(EntryError) -> String {
        guard LogName.isNodeName(try field.message()) else {
            throw .malformed(field: field.number)
        }
        return try field.text(max: 63)
    }

    static func key(_ field: WireReader.Field) throws(EntryError) -> [UInt8] {
        try field.bytes(exactly: 32)
    }

    static func append(
        _ code: WireReader.Field, to list: inout [RegionCode], max limit: Int = 256
    ) throws(EntryError) {
        guard list.count < limit else { throw .tooLarge(field: code.number, limit: limit) }
        list.append(try FieldCodec.region(code))
    }

    static func datedValue(_ field: WireReader.Field) throws(EntryError) -> DatedValue {
        var dated = DatedValue(
            value: "", from: LegalDate(daysSince1970: 0), to: nil,
            citation: Citation(edition: "", article: ""), isDecision: false)
        try EntryBodyCodec.fields(of: field, through: 6) { inner throws(EntryError) in
            switch inner.number {
            case 1: dated.value = try inner.text(max: 1024)
            case 2: dated.from = try FieldCodec.day(inner)
            case 3: dated.to = try FieldCodec.day(inner)
            case 4: dated.citation = try FieldCodec.citation(inner)
            case 5: dated.isDecision = try inner.bool()
            case 6: dated.ground = try ground(inner)
            default: break
            }
        }
        return dated
    }

    static func write(_ dated: DatedValue, into writer: inout WireWriter) {
        writer.text(1, dated.value)
        writer.sint32(2, dated.from.daysSince1970)
        if let to = dated.to { writer.presentSint32(3, to.daysSince1970) }
        writer.message(4) { FieldCodec.write(dated.citation, into: &$0) }
        writer.bool(5, dated.isDecision)
        guard let ground = dated.ground else { return }
        writer.message(6) {
            $0.text(1, ground.chinese)
            $0.text(2, ground.english)
        }
    }

    private static func ground(_ field: WireReader.Field) throws(EntryError) -> Ground? {
        var (chinese, english) = ("", "")
        try EntryBodyCodec.fields(of: field, through: 2) { inner throws(EntryError) in
            switch inner.number {
            case 1: chinese = try inner.text(max: 1024)
            case 2: english = try inner.text(max: 1024)
            default: break
            }
        }
        return Ground(chinese: chinese, english: english)
    }

    static func namedValue(_ field: WireReader.Field) throws(EntryError) -> NamedValue {
        var name = ""
        var value: DatedValue?
        try EntryBodyCodec.fields(of: field, through: 2) { inner throws(EntryError) in
            switch inner.number {
            case 1: name = try inner.text(max: 128)
            case 2: value = try datedValue(inner)
            default: break
            }
        }
        guard let value else { throw .malformed(field: field.number) }
        return NamedValue(name: name, value: value)
    }

    static func grant(_ field: WireReader.Field) throws(EntryError) -> CompetenceGrant {
        var grant = CompetenceGrant(regions: [], acts: [])
        try EntryBodyCodec.fields(of: field, through: 2, repeated: [1, 2]) {
            inner throws(EntryError) in
            switch inner.number {
            case 1: try append(inner, to: &grant.regions)
            case 2: try FieldCodec.append(inner, to: &grant.acts, from: WireNames.competencies)
            default: break
            }
        }
        return grant
    }

    static func region(_ field: WireReader.Field) throws(EntryError) -> Region {
        var code: RegionCode?
        var parent: RegionCode?
        var pool: RegionCode?
        var unit: RegionCode?
        var level: RegionLevel?
        var kind: RegionKind?
        var chinese = ""
        var english = ""
        try EntryBodyCodec.fields(of: field, through: 8) { inner throws(EntryError) in
            switch inner.number {
            case 1: code = try FieldCodec.region(inner)
            case 2: chinese = try inner.text(max: 128)
            case 3: english = try inner.text(max: 128)
            case 4: level = RegionLevel(rawValue: UInt8(clamping: try inner.requireVarint()))
            case 5: kind = RegionKind(rawValue: UInt8(clamping: try inner.requireVarint()))
            case 6: parent = try FieldCodec.region(inner)
            case 7: pool = try FieldCodec.region(inner)
            case 8: unit = try FieldCodec.region(inner)
            default: break
            }
        }
        guard let code else { throw .malformed(field: field.number) }
        guard let level, let kind else { throw .unknownValue(field: field.number) }
        return Region(
            code: code, nameChinese: chinese, nameEnglish: english, level: level, kind: kind,
            parent: parent, pool: pool ?? code, unit: unit ?? pool ?? code)
    }

    static func write(_ region: Region, into writer: inout WireWriter) {
        writer.text(1, region.code.text)
        writer.text(2, region.nameChinese)
        writer.text(3, region.nameEnglish)
        writer.uint(4, UInt64(region.level.rawValue))
        writer.uint(5, UInt64(region.kind.rawValue))
        writer.text(6, region.parent?.text ?? "")
        writer.text(7, region.pool.text)
        writer.text(8, region.unit.text)
    }
}
