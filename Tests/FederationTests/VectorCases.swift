import Designation
import SwiftProtobuf
import Testing
import TransparencyLog

@testable import Federation

/// Vectors of confidential content: sealed payload, wrapped keys, marks of persons.
extension EntryVectors {
    static func cases() throws -> VectorJSON {
        let record = CaseRecord(
            institution: try EntryFixtures.institution(), step: .applicationAccepted,
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
            ("marks", .list(try marks())),
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
