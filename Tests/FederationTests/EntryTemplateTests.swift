import Designation
import Testing

@testable import Federation

@Suite("What is recorded of a draft")
struct EntryTemplateTests {
    @Test("The bytes of a draft are those of its entry, whenever and by whom it is recorded")
    func bytes() throws {
        let stamps = [
            Stamp(milliseconds: 0, counter: 0), Stamp(milliseconds: 1_760_000_000_123, counter: 7),
            EntryTemplate.latestStamp,
        ]
        for body in try EntryFixtures.bodies where body.kind != nil {
            let header = try EntryFixtures.header(body)
            let draft = try EntryDraft(
                body, stream: body.kind?.streams[0], subject: header.subject,
                region: header.region, effective: header.effective, basis: header.basis,
                references: header.references, retroactiveGround: "因系统故障补录")
            for stamp in stamps {
                for officer in ["", "张三 0017", String(repeating: "x", count: 128)] {
                    let bytes = try draft.template.bytes(stamp: stamp, officer: officer)
                    let entry = Entry(draft, stamp: stamp, officer: officer)
                    #expect(try bytes == EntryCodec.encode(entry), "\(header.kind)")
                    #expect(try EntryCodec.decode(bytes) == entry, "\(header.kind)")
                }
            }
        }
    }

    @Test("A name or a time beyond the schema's limits is refused before anything is written")
    func limits() throws {
        let draft = try EntryDraft.act(
            .registered(
                InstitutionFacts(
                    name: "演示医院", type: .medical, kind: "hospital",
                    place: EntryFixtures.code("222401"))),
            subject: try EntryFixtures.institution(), region: EntryFixtures.code("222400"),
            effective: EntryFixtures.day("2025-11-01"), basis: [])
        let stamp = Stamp(milliseconds: 1, counter: 0)
        #expect(throws: EntryError.tooLarge(field: 6, limit: 128)) {
            try draft.template.bytes(stamp: stamp, officer: String(repeating: "官", count: 43))
        }
        #expect(throws: EntryError.outOfRange(field: 4)) {
            try draft.template.bytes(
                stamp: Stamp(milliseconds: 253_402_300_800_000, counter: 0), officer: "")
        }
    }

    @Test(
        "Messages within messages have lengths of one and of several bytes",
        arguments: [
            0, 1, 126, 127, 128, 129, 16_383, 16_384,
        ])
    func nested(count: Int) throws {
        var writer = WireWriter()
        writer.message(300) { $0.raw([UInt8](repeating: 9, count: count)) }
        writer.uint(1, 5)
        try writer.bytes.withUnsafeBytes { memory in
            var reader = WireReader(memory)
            let field = try unwrap(reader.next())
            #expect(field.number == 300)
            #expect(field.content.count == count)
            #expect(try reader.next()?.value == 5)
            #expect(try reader.next() == nil)
        }
    }

    @Test("Malformed text is refused wherever its fault lies", arguments: 0..<20)
    func text(place: Int) {
        var bytes = [UInt8](repeating: 0x41, count: 20)
        #expect(bytes.withUnsafeBytes { String(quicklyValidating: $0) }?.utf8.count == 20)
        bytes[place] = 0xFF
        #expect(bytes.withUnsafeBytes { String(quicklyValidating: $0) } == nil)
        bytes.replaceSubrange(place...place, with: Array("市".utf8))
        let text = bytes.withUnsafeBytes { String(quicklyValidating: $0) }
        #expect(text?.contains("市") == true)
        #expect(text.map { Array($0.utf8) } == bytes)
    }
}
