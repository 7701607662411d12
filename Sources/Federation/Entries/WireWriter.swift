/// Writes protobuf fields. Values equal to the default of proto3 are left out.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    init() {}

    init(reserving count: Int) { bytes.reserveCapacity(count) }

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

    /// 16 bytes, most significant first.
    mutating func wide(_ number: Int, _ value: UInt128) {
        tag(number, 2)
        varint(16)
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
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
        tag(number, 2)
        let start = bytes.count
        // Nearly all messages within messages are short: one byte of length, put in afterwards.
        bytes.append(0)
        write(&self)
        let count = bytes.count - start - 1
        if count < 0x80 {
            bytes[start] = UInt8(count)
        } else {
            var length = WireWriter()
            length.varint(UInt64(count))
            bytes.replaceSubrange(start...start, with: length.bytes)
        }
    }

    mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    private mutating func tag(_ number: Int, _ kind: UInt64) {
        varint(UInt64(number) << 3 | kind)
    }
}
