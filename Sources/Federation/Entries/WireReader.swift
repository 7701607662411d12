import Designation

/// Reads protobuf fields straight from memory, with every length bounded by the bytes at hand.
///
/// The generated reader builds a message with storage of its own for each entry; catch-up decodes
/// millions, so entries are read directly into the types of this project. The rules are those at
/// the head of `entry.proto`; tests compare the result with the generated code.
struct WireReader {
    enum Kind: UInt8 {
        case varint = 0
        case fixed64 = 1
        case bytes = 2
        case fixed32 = 5
    }

    /// One field: its number, and either a number or the place of its bytes.
    struct Field {
        var number: Int
        var kind: Kind
        var value: UInt64
        var content: UnsafeRawBufferPointer
        /// Tag and content, for fields that are kept as they are.
        var whole: UnsafeRawBufferPointer
    }

    private let memory: UnsafeRawBufferPointer
    private var position = 0

    init(_ memory: UnsafeRawBufferPointer) { self.memory = memory }

    /// The next field, or `nil` at the end.
    mutating func next() throws(EntryError) -> Field? {
        let start = position
        guard start < memory.count else { return nil }
        let tag = try varint()
        let number = tag >> 3
        guard (1...536_870_911).contains(number), let kind = Kind(rawValue: UInt8(tag & 7)) else {
            throw .malformed(field: Int(truncatingIfNeeded: min(number, 536_870_912)))
        }
        var field = Field(
            number: Int(number), kind: kind, value: 0, content: Self.nothing, whole: Self.nothing)
        switch kind {
        case .varint:
            field.value = try varint()
        case .fixed64:
            try skip(8)
        case .fixed32:
            try skip(4)
        case .bytes:
            let count = try varint()
            guard count <= UInt64(memory.count - position) else { throw .truncated }
            let contentStart = position
            position += Int(count)
            field.content = UnsafeRawBufferPointer(rebasing: memory[contentStart..<position])
        }
        field.whole = UnsafeRawBufferPointer(rebasing: memory[start..<position])
        return field
    }

    private static var nothing: UnsafeRawBufferPointer { .init(start: nil, count: 0) }

    private mutating func skip(_ count: Int) throws(EntryError) {
        guard count <= memory.count - position else { throw .truncated }
        position += count
    }

    mutating func varint() throws(EntryError) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while position < memory.count {
            let byte = memory[position]
            position += 1
            // The tenth byte has room for one bit.
            if shift == 63, byte > 1 { throw .malformed(field: 0) }
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
            if shift > 63 { throw .malformed(field: 0) }
        }
        throw .truncated
    }

    var isAtEnd: Bool { position >= memory.count }
}

extension WireReader.Field {
    func requireVarint() throws(EntryError) -> UInt64 {
        guard kind == .varint else { throw .malformed(field: number) }
        return value
    }

    func uint32() throws(EntryError) -> UInt32 {
        guard let number32 = UInt32(exactly: try requireVarint()) else {
            throw .outOfRange(field: number)
        }
        return number32
    }

    func bool() throws(EntryError) -> Bool {
        let value = try requireVarint()
        guard value <= 1 else { throw .outOfRange(field: number) }
        return value == 1
    }

    func message() throws(EntryError) -> UnsafeRawBufferPointer {
        guard kind == .bytes else { throw .malformed(field: number) }
        return content
    }

    func bytes(max limit: Int) throws(EntryError) -> [UInt8] {
        let content = try message()
        guard content.count <= limit else { throw .tooLarge(field: number, limit: limit) }
        return [UInt8](content)
    }

    func bytes(exactly count: Int) throws(EntryError) -> [UInt8] {
        let content = try message()
        guard content.count == count else { throw .outOfRange(field: number) }
        return [UInt8](content)
    }

    func text(max limit: Int) throws(EntryError) -> String {
        let content = try message()
        guard content.count <= limit else { throw .tooLarge(field: number, limit: limit) }
        guard let text = String(quicklyValidating: content) else {
            throw .malformed(field: number)
        }
        return text
    }
}

/// Notes which singular fields of a message were seen, numbers 1 to 31.
struct SeenFields {
    private var bits: UInt32 = 0

    mutating func once(_ field: WireReader.Field) throws(EntryError) {
        let bit = UInt32(1) << UInt32(field.number & 31)
        if bits & bit != 0 { throw .repeated(field: field.number) }
        bits |= bit
    }

    func contains(_ number: Int) -> Bool { bits & (1 << UInt32(number & 31)) != 0 }

    func require(_ number: Int) throws(EntryError) {
        if !contains(number) { throw .missing(field: number) }
    }
}
