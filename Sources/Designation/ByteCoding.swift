/// Appends the few shapes of which the codecs of this module are made.
struct ByteWriter {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// LEB128, least groups first, in the fewest bytes.
    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func count(_ value: Int) { number(UInt64(value)) }

    mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Zigzag, so that days before 1970 stay short.
    mutating func date(_ date: LegalDate) {
        let days = Int64(date.daysSince1970)
        number(UInt64(bitPattern: (days << 1) ^ (days >> 63)))
    }

    mutating func optionalDate(_ date: LegalDate?) {
        flag(date != nil)
        if let date { self.date(date) }
    }

    mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            count(utf8.count)
            bytes.append(contentsOf: utf8)
        }
    }

    mutating func wide(_ value: UInt128) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Reads foreign bytes. The first thing that does not fit makes `isValid` false for good; what is
/// returned from then on is empty and must not be used. Nothing is read past the end, and no length
/// is believed before it is compared with what is left.
struct ByteReader {
    private let buffer: UnsafeRawBufferPointer
    private(set) var position = 0
    private(set) var isValid = true

    /// - Parameter unsafeBuffer: must outlive the reader: use inside `withUnsafeBytes` only.
    init(unsafeBuffer: UnsafeRawBufferPointer) { buffer = unsafeBuffer }

    var isAtEnd: Bool { position == buffer.count }
    private var left: Int { buffer.count - position }

    mutating func fail() { isValid = false }

    /// A byte that was read before.
    subscript(place: Int) -> UInt8 { buffer[place] }

    /// Passes over the next bytes if they are those of an earlier part, which must not be empty. A part
    /// tells by itself where it ends, so the same bytes are the same part.
    mutating func skip(repetitionOf part: Range<Int>) -> Bool {
        guard isValid, !part.isEmpty, part.count <= left else { return false }
        let (earlier, count) = (part.lowerBound, part.count)
        var offset = 0
        while offset + 8 <= count {
            let known = buffer.loadUnaligned(fromByteOffset: earlier + offset, as: UInt64.self)
            let next = buffer.loadUnaligned(fromByteOffset: position + offset, as: UInt64.self)
            if known != next { return false }
            offset += 8
        }
        while offset < count {
            if buffer[earlier + offset] != buffer[position + offset] { return false }
            offset += 1
        }
        position += count
        return true
    }

    mutating func byte() -> UInt8 {
        guard isValid, position < buffer.count else {
            isValid = false
            return 0
        }
        let value = buffer[position]
        position &+= 1
        return value
    }

    /// Refuses more than ten groups, lost bits and needless zero groups.
    mutating func number() -> UInt64 {
        // Most numbers are small.
        if isValid, position < buffer.count, buffer[position] < 0x80 {
            let value = UInt64(buffer[position])
            position &+= 1
            return value
        }
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = byte()
            guard isValid else { return 0 }
            let group = UInt64(next & 0x7F)
            guard shift < 64, shift < 63 || group <= 1, shift == 0 || next != 0 else {
                isValid = false
                return 0
            }
            value |= group << shift
            if next & 0x80 == 0 { return value }
            shift += 7
        }
    }

    /// A number of things that take at least `minimumByteCount` bytes each.
    mutating func count(minimumByteCount: Int = 1) -> Int {
        let value = number()
        guard isValid, value <= UInt64(left / max(1, minimumByteCount)) else {
            isValid = false
            return 0
        }
        return Int(value)
    }

    /// An index or small number, at most `limit`.
    mutating func index(limit: Int) -> Int {
        let value = number()
        guard isValid, value <= UInt64(max(0, limit)) else {
            isValid = false
            return 0
        }
        return Int(value)
    }

    mutating func flag() -> Bool {
        let value = byte()
        if value > 1 { isValid = false }
        return value == 1
    }

    mutating func date() -> LegalDate {
        let coded = number()
        let days = Int64(bitPattern: coded >> 1) ^ -Int64(bitPattern: coded & 1)
        guard let narrow = Int32(exactly: days) else {
            isValid = false
            return LegalDate(daysSince1970: 0)
        }
        return LegalDate(daysSince1970: narrow)
    }

    mutating func optionalDate() -> LegalDate? { flag() ? date() : nil }

    mutating func string() -> String { string(at: passString()) }

    /// Steps over a string. - Returns: where it lies; empty when it does not fit.
    mutating func passString() -> Range<Int> {
        let length = count()
        guard isValid else { return position..<position }
        defer { position += length }
        return position..<position + length
    }

    /// Steps over bytes of which only the number matters.
    mutating func pass(_ count: Int) {
        if isValid, count <= left { position += count } else { isValid = false }
    }

    /// A string whose place `passString` returned.
    mutating func string(at place: Range<Int>) -> String {
        guard isValid else { return "" }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[place])
        guard let text = String(quicklyValidating: bytes) else {
            isValid = false
            return ""
        }
        return text
    }

    mutating func wide() -> UInt128 {
        guard isValid, left >= 16 else {
            isValid = false
            return 0
        }
        defer { position += 16 }
        return UInt128(
            littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: UInt128.self))
    }
}
