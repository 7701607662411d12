import Designation
import TransparencyLog

/// What was read of a ``CaseRecord`` so far.
struct CaseRecordReading {
    private var institution: InstitutionID?
    private var step: CaseStep.Kind?
    private var region: RegionCode?
    private var day = LegalDate(daysSince1970: 0)
    private var note = ""
    private var marks: [PersonMark] = []
    private var attachments: [TreeHash] = []
    private var files: [CaseAttachment] = []
    private var officer = ""
    private var role: OfficerRole?
    private var override = ""
    private var people: [CaseRecord.Person] = []
    private var basis: [Citation] = []
    private var details = CaseStep.Details()
    private var lastFigure = ""

    /// Fields 1 to 10, those of the first edition.
    mutating func takeFirst(_ field: WireReader.Field) throws(EntryError) -> Bool {
        switch field.number {
        case 1: institution = try FieldCodec.institution(field)
        case 2: step = CaseStep.Kind(rawValue: UInt8(clamping: try field.requireVarint()))
        case 3: region = try FieldCodec.region(field)
        case 4: day = try FieldCodec.day(field)
        case 5: note = try field.text(max: 1 << 20)
        case 6: try FieldCodec.append(field, to: &details.services, from: WireNames.services)
        case 7:
            details.scope = try WireNames.value(
                WireNames.scopes, field.requireVarint(), field: 7)
        case 8: details.passed = try field.bool()
        case 9:
            try Self.checkCount(marks.count, 64, field)
            marks.append(try PersonMark.read(field))
        case 10:
            try Self.checkCount(attachments.count, 256, field)
            attachments.append(try EpochOpenedCodec.hash(field))
        default: return false
        }
        return true
    }

    /// Fields 11 to 19.
    mutating func takeSecond(_ field: WireReader.Field) throws(EntryError) -> Bool {
        switch field.number {
        case 11:
            details.caseKind = try WireNames.value(
                CaseRecordCodec.kinds, field.requireVarint(), field: 11)
        case 12: officer = try field.text(max: 128)
        case 13:
            role = try WireNames.value(CaseRecordCodec.roles, field.requireVarint(), field: 13)
        case 14: override = try field.text(max: 2048)
        case 15: try Self.append(field, to: &details.items, count: 256, bytes: 2048)
        case 16: details.from = try FieldCodec.day(field)
        case 17: details.until = try FieldCodec.day(field)
        case 18: details.approvedOn = try FieldCodec.day(field)
        case 19: details.form = try field.text(max: 64)
        default: return false
        }
        return true
    }

    /// Fields 20 to 32.
    mutating func takeThird(_ field: WireReader.Field) throws(EntryError) -> Bool {
        switch field.number {
        case 20:
            try Self.checkCount(details.team.count, 64, field)
            details.team.append(try Self.member(field))
        case 21: try Self.append(field, to: &details.confirmations, count: 64, bytes: 128)
        case 22:
            try Self.checkCount(details.results.count, Agreement.maximumSiteCount, field)
            details.results.append(try Self.result(field))
        case 23:
            try Self.append(
                field, to: &details.sites, count: Agreement.maximumSiteCount,
                bytes: RestrictedPart.maximumByteCount)
        case 24: try Self.append(field, to: &details.parties, count: 32, bytes: 64)
        case 25: details.event = try FieldCodec.reference(field)
        case 26:
            try Self.checkCount(people.count, 64, field)
            people.append(try Self.person(field))
        case 27: details.department = try field.text(max: 256)
        case 28:
            let number = try field.uint32()
            details.number = number == 0 ? nil : number
        case 29:
            try Self.checkCount(basis.count, 16, field)
            basis.append(try FieldCodec.citation(field))
        case 30:
            try Self.checkCount(details.stated.count, 64, field)
            let (name, value) = try Self.figure(field)
            guard lastFigure < name else { throw .repeated(field: 30) }
            lastFigure = name
            details.stated[name] = value
        case 31:
            try Self.checkCount(files.count, CaseAttachment.maximumCount, field)
            let file = try CaseAttachmentCodec.read(field)
            guard !files.contains(where: { $0.sealed == file.sealed }) else {
                throw .repeated(field: 31)
            }
            files.append(file)
        case 32: try Self.append(field, to: &details.lines, count: 64, bytes: 1024)
        default: return false
        }
        return true
    }

    func record() throws(EntryError) -> CaseRecord {
        guard let institution else { throw .missing(field: 1) }
        guard let step else { throw .unknownValue(field: 2) }
        guard let region else { throw .missing(field: 3) }
        var record = CaseRecord(
            institution: institution, step: step, region: region, day: day, note: note,
            persons: marks, attachments: attachments)
        record.officer = officer
        record.role = role
        record.override = override
        record.people = people
        record.basis = basis
        record.files = files
        record.details = details
        return record
    }

    // MARK: Parts

    private static func checkCount(
        _ count: Int, _ limit: Int, _ field: WireReader.Field
    ) throws(EntryError) {
        guard count < limit else { throw .tooLarge(field: field.number, limit: limit) }
    }

    private static func append(
        _ field: WireReader.Field, to list: inout [String], count: Int, bytes: Int
    ) throws(EntryError) {
        try checkCount(list.count, count, field)
        list.append(try field.text(max: bytes))
    }

    private static func figure(
        _ field: WireReader.Field
    ) throws(EntryError) -> (name: String, value: String) {
        var figure = (name: "", value: "")
        try EntryBodyCodec.fields(of: field, through: 2) { inner throws(EntryError) in
            switch inner.number {
            case 1: figure.name = try inner.text(max: 64)
            default: figure.value = try inner.text(max: 256)
            }
        }
        guard CaseFigure.isName(figure.name) else { throw .outOfRange(field: 1) }
        guard !figure.value.isEmpty else { throw .missing(field: 2) }
        return figure
    }

    private static func member(_ field: WireReader.Field) throws(EntryError) -> TeamMember {
        var member = TeamMember(name: "")
        try EntryBodyCodec.fields(of: field, through: 2) { inner throws(EntryError) in
            switch inner.number {
            case 1: member.name = try inner.text(max: 128)
            default: member.field = try inner.text(max: 64)
            }
        }
        return member
    }

    private static func result(_ field: WireReader.Field) throws(EntryError) -> SiteResult {
        var result = SiteResult(passed: false)
        try EntryBodyCodec.fields(of: field, through: 5, repeated: [2, 5]) {
            inner throws(EntryError) in
            switch inner.number {
            case 1: result.site = try inner.text(max: 256)
            case 2: try FieldCodec.append(inner, to: &result.services, from: WireNames.services)
            case 3: result.passed = try inner.bool()
            case 4: result.table = try inner.text(max: 64)
            default:
                try checkCount(result.scores.count, 256, inner)
                result.scores.append(try score(inner))
            }
        }
        return result
    }

    private static func score(_ field: WireReader.Field) throws(EntryError) -> ScoreFinding {
        var score = ScoreFinding(item: "")
        try EntryBodyCodec.fields(of: field, through: 3, repeated: [3]) {
            inner throws(EntryError) in
            switch inner.number {
            case 1: score.item = try inner.text(max: 40)
            case 2: score.isMet = try !inner.bool()
            default:
                var (number, count) = (UInt32(0), UInt32(0))
                try EntryBodyCodec.fields(of: inner, through: 2) { step throws(EntryError) in
                    if step.number == 1 { number = try step.uint32() }
                    if step.number == 2 { count = try step.uint32() }
                }
                guard (1...99).contains(number) else { throw .outOfRange(field: 3) }
                guard score.steps.updateValue(Int(count), forKey: Int(number)) == nil else {
                    throw .repeated(field: 3)
                }
            }
        }
        return score
    }

    private static func person(_ field: WireReader.Field) throws(EntryError) -> CaseRecord.Person {
        var person = CaseRecord.Person(role: .other)
        try EntryBodyCodec.fields(of: field, through: 3) { inner throws(EntryError) in
            switch inner.number {
            case 1:
                guard let role = CasePerson.Role(rawValue: UInt8(clamping: try inner.uint32()))
                else { throw .unknownValue(field: 1) }
                person.role = role
            case 2: person.name = try inner.text(max: 128)
            default: person.mark = try PersonMark.read(inner)
            }
        }
        return person
    }
}
