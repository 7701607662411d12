/// Writes protobuf fields. Values equal to the default of proto3 are left out.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func uint(_ number: Int, _ value: UInt64) {
        if value == 0 { return }
        tag(number, 0)
        varint(value)
    }

    mutating func bool(_ number: Int, _ value: Bool) { uint(number, value ? 1 : 0) }

    mutating func sint32(_ number: Int, _ value: Int32) {
        if value != 0 { presentSint32(number, value) }
    }

    /// For fields with presence: written also when zero.
    mutating func presentSint32(_ number: Int, _ value: Int32) {
        tag(number, 0)
        varint(UInt64(UInt32(bitPattern: (value << 1) ^ (value >> 31))))
    }

    mutating func text(_ number: Int, _ value: String) {
        if value.isEmpty { return }
        var copy = value
        copy.withUTF8 { utf8 in
            tag(number, 2)
            varint(UInt64(utf8.count))
            bytes.append(contentsOf: utf8)
        }
    }

    /// For elements of a repeated field: written also when empty.
    mutating func element(_ number: Int, _ value: String) {
        content(number, Array(value.utf8))
    }

    mutating func content(_ number: Int, _ value: [UInt8]) {
        tag(number, 2)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func data(_ number: Int, _ value: [UInt8]) {
        if !value.isEmpty { content(number, value) }
    }

    mutating func packed(_ number: Int, _ values: [UInt64]) {
        if values.isEmpty { return }
        var inner = WireWriter()
        for value in values { inner.varint(value) }
        content(number, inner.bytes)
    }

    mutating func message(_ number: Int, _ write: (inout WireWriter) -> Void) {
        var inner = WireWriter()
        write(&inner)
        content(number, inner.bytes)
    }

    mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    private mutating func tag(_ number: Int, _ kind: UInt64) {
        varint(UInt64(number) << 3 | kind)
    }
}
