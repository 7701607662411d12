import FoundationEssentials
import SwiftProtobuf
import TransparencyLog

/// Between the messages of `sync.proto` and our own types: bounded, and with errors that name the
/// field.
enum Wire {
    static func data(_ bytes: [UInt8]) -> Data { Data(bytes) }

    static func encode(_ message: some Message) -> [UInt8] {
        do {
            return try message.serializedBytes()
        } catch {
            // proto3 messages have no required fields; only beyond 2 GiB could this fail, and the
            // callers bound what they put in.
            preconditionFailure("a bounded proto3 message can always be written")
        }
    }

    static func decode<M: Message>(
        _ type: M.Type, _ bytes: [UInt8], limit: Int
    ) throws(SyncRefusal) -> M {
        guard bytes.count <= limit else {
            throw .messageTooLarge(byteCount: bytes.count, limit: limit)
        }
        do {
            return try M(serializedBytes: bytes)
        } catch {
            throw .malformedMessage("message")
        }
    }

    static func hash(_ data: Data, _ field: String) throws(SyncRefusal) -> TreeHash {
        guard let hash = TreeHash(data) else { throw .malformedMessage(field) }
        return hash
    }

    static func origin(_ text: String, _ field: String) throws(SyncRefusal) -> Origin {
        do throws(NoteError) {
            return try Origin(text)
        } catch {
            throw .malformedMessage(field)
        }
    }

    /// Characters that need no escaping in a query item or a header.
    static func isToken(_ text: String, maximumByteCount: Int) -> Bool {
        let bytes = text.utf8
        return (1...maximumByteCount).contains(bytes.count)
            && bytes.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
