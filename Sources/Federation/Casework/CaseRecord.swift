public import Designation
public import TransparencyLog

/// The content of one confidential event: the plaintext of a case payload.
public struct CaseRecord: Sendable, Hashable {
    /// What happened; the raw values are those of `entry.proto`.
    public enum Step: UInt8, Sendable, CaseIterable, Hashable {
        case applicationAccepted = 1
        case applicationRefused = 2
        case supplementNotice = 3
        case supplemented = 4
        case assessed = 5
        case approved = 6
        case objection = 7
        case objectionCleared = 8
        case withdrawn = 9
        case note = 10
    }
    public var institution: InstitutionID
    public var step: Step
    public var region: RegionCode
    /// The day on which it happened.
    public var day: LegalDate
    /// The officer's words.
    public var note: String
    public var services: [Service]
    public var scope: FundScope?
    /// For results.
    public var passed: Bool
    public var persons: [PersonMark]
    /// Scans, by SHA-256 of their ciphertext.
    public var attachments: [TreeHash]

    public init(
        institution: InstitutionID, step: Step, region: RegionCode, day: LegalDate,
        note: String = "", services: [Service] = [], scope: FundScope? = nil, passed: Bool = false,
        persons: [PersonMark] = [], attachments: [TreeHash] = []
    ) {
        self.institution = institution
        self.step = step
        self.region = region
        self.day = day
        self.note = note
        self.services = services
        self.scope = scope
        self.passed = passed
        self.persons = persons
        self.attachments = attachments
    }

    /// `CaseRecord` of the schema.
    public func encoded() -> [UInt8] {
        var writer = WireWriter()
        writer.message(1) { FieldCodec.write(institution, into: &$0) }
        writer.uint(2, UInt64(step.rawValue))
        writer.text(3, region.text)
        writer.sint32(4, day.daysSince1970)
        writer.text(5, note)
        writer.packed(6, services.map(WireNames.number))
        if let scope { writer.uint(7, WireNames.number(scope)) }
        writer.bool(8, passed)
        for person in persons {
            writer.message(9) {
                $0.uint(1, UInt64(person.secretEdition))
                $0.data(2, person.mark.bytes)
            }
        }
        for attachment in attachments { writer.content(10, attachment.bytes) }
        return writer.bytes
    }

    /// Reads a plaintext.
    ///
    /// - Throws: ``EntryError``.
    public init(_ bytes: [UInt8]) throws(EntryError) {
        let result: Result<CaseRecord, EntryError> = bytes.withUnsafeBytes { memory in
            do throws(EntryError) {
                return .success(try Self.read(memory))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    private static func read(_ memory: UnsafeRawBufferPointer) throws(EntryError) -> CaseRecord {
        var institution: InstitutionID?
        var step: Step?
        var region: RegionCode?
        var (day, note, passed) = (LegalDate(daysSince1970: 0), "", false)
        var services: [Service] = []
        var scope: FundScope?
        var persons: [PersonMark] = []
        var attachments: [TreeHash] = []
        var left: [UInt8] = []
        try EntryBodyCodec.fields(of: memory, repeated: [6, 9, 10], left: &left) {
            field throws(EntryError) in
            switch field.number {
            case 1: institution = try FieldCodec.institution(field)
            case 2: step = Step(rawValue: UInt8(clamping: try field.requireVarint()))
            case 3: region = try FieldCodec.region(field)
            case 4: day = try FieldCodec.day(field)
            case 5: note = try field.text(max: 1 << 20)
            case 6: try FieldCodec.append(field, to: &services, from: WireNames.services)
            case 7: scope = try WireNames.value(WireNames.scopes, field.requireVarint(), field: 7)
            case 8: passed = try field.bool()
            case 9:
                guard persons.count < 64 else { throw .tooLarge(field: 9, limit: 64) }
                persons.append(try PersonMark.read(field))
            case 10:
                guard attachments.count < 256 else { throw .tooLarge(field: 10, limit: 256) }
                attachments.append(try EpochOpenedCodec.hash(field))
            default: return false
            }
            return true
        }
        guard let institution else { throw .missing(field: 1) }
        guard let step else { throw .unknownValue(field: 2) }
        guard let region else { throw .missing(field: 3) }
        return CaseRecord(
            institution: institution, step: step, region: region, day: day, note: note,
            services: services, scope: scope, passed: passed, persons: persons,
            attachments: attachments)
    }
}
