/// Strict Base 64 with the standard alphabet and padding (RFC 4648 §4).
///
/// A text is accepted only if it is exactly what ``encode(_:)`` writes for the decoded bytes: no
/// white space, no missing or surplus padding, and no set bits in the unused part of the last
/// character. Otherwise one signature would have several spellings, and a note could be changed
/// without its signature noticing.
public enum Base64 {
    private static let alphabet = [UInt8](
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The padded text of any bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: encodedBytes(bytes), as: UTF8.self)
    }

    /// The padded text of any bytes, as ASCII bytes.
    static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var position = 0
        while position < bytes.count {
            let present = min(3, bytes.count - position)
            var group = UInt32(bytes[position]) << 16
            if present > 1 { group |= UInt32(bytes[position + 1]) << 8 }
            if present > 2 { group |= UInt32(bytes[position + 2]) }
            text.append(alphabet[Int(group >> 18 & 63)])
            text.append(alphabet[Int(group >> 12 & 63)])
            text.append(present > 1 ? alphabet[Int(group >> 6 & 63)] : padding)
            text.append(present > 2 ? alphabet[Int(group & 63)] : padding)
            position += 3
        }
        return text
    }

    /// The bytes that `text` is the one and only spelling of; `nil` if it is none.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let characters = [UInt8](text)
        guard characters.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        var position = 0
        while position < characters.count {
            let isLast = position + 4 == characters.count
            let group = characters[position..<position + 4]
            guard appendGroup(group, isLast: isLast, to: &bytes) else { return nil }
            position += 4
        }
        return bytes
    }

    private static func appendGroup(
        _ group: ArraySlice<UInt8>, isLast: Bool, to bytes: inout [UInt8]
    ) -> Bool {
        let first = group.startIndex
        var padCount = 0
        if isLast, group[first + 3] == padding {
            padCount = group[first + 2] == padding ? 2 : 1
        }
        var bits: UInt32 = 0
        for offset in 0..<4 - padCount {
            guard let value = sextet(group[first + offset]) else { return false }
            bits = bits << 6 | value
        }
        bits <<= UInt32(6 * padCount)
        // The bits that no byte takes up must be zero (RFC 4648 §3.5).
        if bits & ((1 << UInt32(8 * padCount)) - 1) != 0 { return false }
        bytes.append(UInt8(bits >> 16 & 255))
        if padCount < 2 { bytes.append(UInt8(bits >> 8 & 255)) }
        if padCount < 1 { bytes.append(UInt8(bits & 255)) }
        return true
    }

    private static func sextet(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character &- UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character &- UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character &- UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
