import Designation
import SwiftProtobuf
import Testing
import TransparencyLog

@testable import Federation

/// Vectors of confidential content: sealed payload, wrapped keys, marks of persons.
extension EntryVectors {
    static func cases() throws -> VectorJSON {
        let record = CaseRecord(
            institution: try EntryFixtures.institution(), step: .accepted,
            region: EntryFixtures.code("222401"), day: EntryFixtures.day("2026-10-15"),
            note: "受理", services: [.outpatient, .inpatient], scope: .basic, passed: false,
            persons: [PersonMark(secretEdition: 1, mark: .sha256([9]))],
            attachments: [.sha256([8])])
        let plaintext = record.encoded()
        let key = VectorSeed.make("vector case key")
        let salt = VectorSeed.make("vector salt")
        let context = CaseContext(
            federation: try RegistryVectors.anchor().federationID, author: "222401",
            caseID: Array(VectorSeed.make("vector case").prefix(16)), sequence: 2)
        let sealed = try CasePayload.seal(plaintext, caseKey: key, salt: salt, context: context)
        let event = CaseEvent(
            caseID: context.caseID, sequence: 2, chain: ["222401", "222400", "220000"],
            saltedHash: sealed.saltedHash, payload: sealed.name,
            payloadByteCount: UInt64(sealed.bytes.count), wraps: .sha256([]))
        let opened = try CasePayload.open(
            sealed.bytes, caseKey: key, event: event, federation: context.federation,
            author: "222401")
        #expect(opened == plaintext)
        let message = try Dingdian_V1_CaseRecord(serializedBytes: plaintext)
        var options = JSONEncodingOptions()
        options.preserveProtoFieldNames = true
        return .object([
            ("about", .text("A sealed payload; key and salt are made of texts: never do so.")),
            ("federation", .text(context.federation)), ("author", .text("222401")),
            ("case_id", .hex(context.caseID)), ("sequence", .number(2)),
            ("case_key", .hex(key)), ("salt", .hex(salt)), ("plaintext", .hex(plaintext)),
            ("decoded", .written(try message.jsonString(options: options))),
            ("context", .hex(context.bytes)), ("payload", .hex(sealed.bytes)),
            ("payload_name", .hash(sealed.name)), ("salted_hash", .hash(sealed.saltedHash)),
            ("attachment", try attachment(key, context)),
            ("marks", .list(try marks())),
            ("records", .list(try records().map(recorded))),
        ])
    }

    /// A sealed paper, and what a record says of it.
    private static func attachment(_ key: [UInt8], _ context: CaseContext) throws -> VectorJSON {
        let content = Array("%PDF-1.7 执业许可证".utf8)
        let salt = VectorSeed.make("vector attachment salt")
        let (attachment, bytes) = try CaseAttachment.seal(
            content, name: "执业许可证.pdf", mediaType: "application/pdf", caseKey: key, salt: salt,
            context: context)
        #expect(try attachment.open(bytes, caseKey: key, context: context) == content)
        return .object([
            ("salt", .hex(salt)), ("content", .hex(content)), ("sealed", .hex(bytes)),
            ("sealed_name", .hash(attachment.sealed)), ("sha256", .hash(attachment.content)),
            ("byte_count", .count(attachment.byteCount)), ("name", .text(attachment.name)),
            ("media_type", .text(attachment.mediaType)),
        ])
    }

    /// Records with every field of later steps.
    private static func records() throws -> [CaseRecord] {
        var assessed = CaseRecord(
            institution: try EntryFixtures.institution(), step: .assessed,
            region: EntryFixtures.code("371082"), day: EntryFixtures.day("2026-10-20"),
            scope: .pooledFund)
        assessed.officer = "乙"
        assessed.role = .assessor
        assessed.details.caseKind = .new
        assessed.details.form = "on-site"
        assessed.details.team = [TeamMember(name: "乙", field: "finance"), TeamMember(name: "丙")]
        assessed.details.confirmations = ["乙", "丙", "institution"]
        assessed.details.sites = ["总院"]
        assessed.details.results = [
            SiteResult(
                site: "总院", services: [.inpatient], passed: true, table: "annex-2",
                scores: [
                    ScoreFinding(item: "1"), ScoreFinding(item: "5", isMet: false),
                    ScoreFinding(item: "2.1", steps: [1: 1, 3: 4]),
                ])
        ]
        var suspended = CaseRecord(
            institution: try EntryFixtures.institution(), step: .personSuspended,
            region: EntryFixtures.code("320402"), day: EntryFixtures.day("2026-10-21"))
        suspended.role = .signer
        suspended.override = "理由"
        suspended.details.items = ["fraud"]
        suspended.details.from = EntryFixtures.day("2026-11-01")
        suspended.details.until = EntryFixtures.day("2028-11-01")
        suspended.details.approvedOn = EntryFixtures.day("1970-01-01")
        suspended.details.parties = ["department", "city-agency"]
        suspended.details.department = "康复科"
        suspended.details.number = 2026
        suspended.details.event = EventReference(
            origin: "f.0123456789abcdef/320402/sanctions/0", index: 7, leafPrefix: 9)
        suspended.people = [
            .init(role: .physician, name: "张三"),
            .init(
                role: .actualController, mark: PersonMark(secretEdition: 1, mark: .sha256([9]))),
        ]
        var founded = CaseRecord(
            institution: try EntryFixtures.institution(), step: .decided,
            region: EntryFixtures.code("320402"), day: EntryFixtures.day("2026-10-22"))
        founded.role = .reviewer
        founded.details.stated = ["beds": "120", "insurance-department": "independent"]
        founded.basis = [
            Citation(edition: "N", article: "40"), Citation(edition: "S4", article: "信息变更"),
        ]
        founded.files = [
            CaseAttachment(
                sealed: .sha256([1]), content: .sha256([2]), byteCount: 16 << 20,
                name: "决定.pdf", mediaType: "application/pdf"),
            CaseAttachment(
                sealed: .sha256([3]), content: .sha256([4]), byteCount: 1, name: "a",
                mediaType: "image/jpeg"),
        ]
        return [assessed, suspended, founded]
    }

    private static func recorded(_ record: CaseRecord) throws -> VectorJSON {
        let bytes = record.encoded()
        #expect(try CaseRecord(bytes) == record)
        let message = try Dingdian_V1_CaseRecord(serializedBytes: bytes)
        #expect(try CaseRecord([UInt8](message.serializedBytes() as [UInt8])) == record)
        var options = JSONEncodingOptions()
        options.preserveProtoFieldNames = true
        return .object([
            ("plaintext", .hex(bytes)),
            ("decoded", .written(try message.jsonString(options: options))),
        ])
    }

    private static func marks() throws -> [VectorJSON] {
        let secret = VectorSeed.make("vector federation secret")
        let numbers = ["11010519491231002x", "1101 0519 4912 3100 2X"]
        return try numbers.map { number in
            let mark = try PersonMark.make(
                idNumber: number, secret: secret, secretEdition: 2, rounds: 1 << 10)
            return .object([
                ("id_number", .text(number)), ("secret", .hex(secret)),
                ("secret_edition", .count(2)), ("rounds", .number(1 << 10)),
                ("mark", .hash(mark.mark)),
            ])
        }
    }
}
