import Designation
import Testing

@testable import Federation

/// A decision's ground travels in a field of its own.
@Suite("Grounds on the wire")
struct GroundWireTests {
    private func bytes(_ ground: Ground?) -> (value: DatedValue, field: [UInt8], plain: [UInt8]) {
        let value = DatedValue(
            value: "yes", from: FederationFixture.start, to: nil,
            citation: Citation(edition: "S2", article: "1"), isDecision: true, ground: ground)
        var field = WireWriter()
        field.message(1) { DirectoryFields.write(value, into: &$0) }
        var plain = WireWriter()
        DirectoryFields.write(value, into: &plain)
        return (value, field.bytes, plain.bytes)
    }

    @Test("A ground comes back as it was written; without one the bytes are those of before")
    func roundTrip() throws {
        let before = bytes(nil).plain
        for ground in [
            nil, Ground(chinese: "理由", english: "Why"), Ground(chinese: "理由", english: ""),
        ] {
            let written = bytes(ground)
            let read = try written.field.withUnsafeBytes { buffer in
                var reader = WireReader(buffer)
                return try DirectoryFields.datedValue(try #require(try reader.next()))
            }
            #expect(read == written.value)
            // The ground stands behind everything that readers of before know, and they pass it over.
            #expect(written.plain.starts(with: before))
            #expect((written.plain == before) == (ground == nil))
        }
        #expect(Ground(chinese: "", english: "") == nil)
    }
}
