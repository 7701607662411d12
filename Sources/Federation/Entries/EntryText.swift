import FoundationEssentials
import SwiftProtobuf

extension EntryCodec {
    /// The entry in protobuf's text format, with the names of the schema and with unknown fields by
    /// their number: for `log show`, and for people who compare implementations.
    ///
    /// - Throws: ``EntryError/malformed(field:)`` when even protobuf's own reader refuses the
    ///   bytes.
    public static func textFormat(_ bytes: [UInt8]) throws(EntryError) -> String {
        guard bytes.count <= maximumByteCount else {
            throw .tooLarge(field: 0, limit: maximumByteCount)
        }
        do {
            return try Dingdian_V1_Entry(serializedBytes: bytes).textFormatString()
        } catch {
            throw .malformed(field: 0)
        }
    }
}
