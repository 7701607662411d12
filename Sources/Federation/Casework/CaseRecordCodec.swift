import Designation
import TransparencyLog

/// `CaseRecord` of the schema: the plaintext of a case payload.
enum CaseRecordCodec {
    /// Numbers are positions in these lists, from 1; 0 is "unspecified" and never valid.
    static let kinds: [CaseKind] = [
        .new, .addedService, .renewal, .change, .suspension, .end, .resumption, .nonRenewal,
        .thirdPartyFiling, .internetSupplement, .appraisal, .enforcement, .dispute,
    ]
    static let roles: [OfficerRole] = [
        .clerk, .assessor, .reviewer, .signer, .supervisor, .auditor, .administrator,
    ]

    // MARK: Writing

    static func write(_ record: CaseRecord, into writer: inout WireWriter) {
        let details = record.details
        writer.message(1) { FieldCodec.write(record.institution, into: &$0) }
        writer.uint(2, UInt64(record.step.rawValue))
        writer.text(3, record.region.text)
        writer.sint32(4, record.day.daysSince1970)
        writer.text(5, record.note)
        writer.packed(6, details.services.map(WireNames.number))
        if let scope = details.scope { writer.uint(7, WireNames.number(scope)) }
        writer.bool(8, details.passed)
        for person in record.persons { writer.message(9) { write(person, into: &$0) } }
        for attachment in record.attachments { writer.content(10, attachment.bytes) }
        writer.uint(11, position(of: details.caseKind, in: kinds))
        writer.text(12, record.officer)
        writer.uint(13, position(of: record.role, in: roles))
        writer.text(14, record.override)
        for item in details.items { writer.element(15, item) }
        if let from = details.from { writer.presentSint32(16, from.daysSince1970) }
        if let until = details.until { writer.presentSint32(17, until.daysSince1970) }
        if let approved = details.approvedOn {
            writer.presentSint32(18, approved.daysSince1970)
        }
        writer.text(19, details.form)
        writeLists(record, into: &writer)
        writer.text(27, details.department)
        writer.uint(28, UInt64(details.number ?? 0))
        for citation in record.basis {
            writer.message(29) { FieldCodec.write(citation, into: &$0) }
        }
        for (name, value) in details.stated.sorted(by: { $0.key < $1.key }) {
            writer.message(30) {
                $0.text(1, name)
                $0.text(2, value)
            }
        }
        for file in record.files {
            writer.message(31) { CaseAttachmentCodec.write(file, into: &$0) }
        }
        for line in details.lines { writer.element(32, line) }
    }

    private static func writeLists(_ record: CaseRecord, into writer: inout WireWriter) {
        let details = record.details
        for member in details.team {
            writer.message(20) {
                $0.text(1, member.name)
                $0.text(2, member.field)
            }
        }
        for name in details.confirmations { writer.element(21, name) }
        for result in details.results { writer.message(22) { write(result, into: &$0) } }
        for site in details.sites { writer.element(23, site) }
        for party in details.parties { writer.element(24, party) }
        if let event = details.event {
            writer.message(25) { FieldCodec.write(event, into: &$0) }
        }
        for person in record.people {
            writer.message(26) {
                $0.uint(1, UInt64(person.role.rawValue))
                $0.text(2, person.name)
                if let mark = person.mark { $0.message(3) { write(mark, into: &$0) } }
            }
        }
    }

    private static func write(_ mark: PersonMark, into writer: inout WireWriter) {
        writer.uint(1, UInt64(mark.secretEdition))
        writer.data(2, mark.mark.bytes)
    }

    private static func write(_ result: SiteResult, into writer: inout WireWriter) {
        writer.text(1, result.site)
        writer.packed(2, result.services.map(WireNames.number))
        writer.bool(3, result.passed)
        writer.text(4, result.table)
        for score in result.scores {
            writer.message(5) { inner in
                inner.text(1, score.item)
                inner.bool(2, !score.isMet)
                for (number, count) in score.steps.sorted(by: { $0.key < $1.key }) {
                    inner.message(3) {
                        $0.uint(1, UInt64(max(0, number)))
                        $0.uint(2, UInt64(max(0, count)))
                    }
                }
            }
        }
    }

    private static func position<T: Equatable>(of value: T?, in list: [T]) -> UInt64 {
        guard let value, let index = list.firstIndex(of: value) else { return 0 }
        return UInt64(index) + 1
    }

    // MARK: Reading

    private static let repeated: Set<Int> = [6, 9, 10, 15, 20, 21, 22, 23, 24, 26, 29, 30, 31]

    static func read(_ memory: UnsafeRawBufferPointer) throws(EntryError) -> CaseRecord {
        var reading = CaseRecordReading()
        var left: [UInt8] = []
        try EntryBodyCodec.fields(of: memory, repeated: repeated, left: &left) {
            field throws(EntryError) in
            if field.number <= 10 { return try reading.takeFirst(field) }
            if field.number <= 19 { return try reading.takeSecond(field) }
            return try reading.takeThird(field)
        }
        return try reading.record()
    }
}
