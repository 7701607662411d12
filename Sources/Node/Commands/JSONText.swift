import Designation
import Federation

/// A JSON document as commands print it: names sorted, one line, so that the same facts are the same
/// bytes.
public indirect enum JSONText: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Int64)
    case string(String)
    case array([JSONText])
    case object([String: JSONText])

    /// The document's text.
    public var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func optional(_ text: String?) -> JSONText { text.map { .string($0) } ?? .null }

    static func date(_ date: LegalDate?) -> JSONText { optional(date.map { "\($0)" }) }

    static func count(_ value: some BinaryInteger) -> JSONText {
        .number(Int64(clamping: value))
    }

    /// A moment in UTC with milliseconds (RFC 3339); `null` for 0, which stands for "never".
    static func moment(_ milliseconds: UInt64) -> JSONText {
        milliseconds == 0 ? .null : .string(Moment.utc(milliseconds))
    }

    static func strings(_ texts: some Sequence<String>) -> JSONText {
        .array(texts.map { .string($0) })
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let value): bytes += String(value).utf8
        case .string(let text): Self.write(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (number, element) in elements.enumerated() {
                if number > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (number, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if number > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        guard text.utf8.allSatisfy({ $0 < 0x7F }) || PlainText.isPlain(text) else {
            return writeEscaped(text, to: &bytes)
        }
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += "\\n".utf8
            case 0x00..<0x20:
                bytes += "\\u00".utf8
                bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The same text, with what a terminal would obey or not show as `\uXXXX`.
    private static func writeEscaped(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { bytes.append(UInt8(ascii: "\\")) }
            if PlainText.isPlain(scalar) {
                bytes += String(scalar).utf8
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONText: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral
{
    public init(dictionaryLiteral elements: (String, JSONText)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }

    public init(stringLiteral value: String) { self = .string(value) }

    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// Moments as text.
enum Moment {
    /// `2026-11-21T07:30:00.125Z`.
    static func utc(_ milliseconds: UInt64) -> String {
        let bounded = min(milliseconds, 253_402_300_799_999)
        let day = LegalDate(daysSince1970: Int32(bounded / 86_400_000))
        return "\(day)T\(clock(bounded % 86_400_000, withMilliseconds: true))Z"
    }

    /// `2026-11-21 15:30:00` in legal time (UTC+8).
    static func legal(_ milliseconds: UInt64, withMilliseconds: Bool = false) -> String {
        let bounded = min(milliseconds, 253_402_300_799_999)
        let time = (bounded + 8 * 3_600_000) % 86_400_000
        return "\(LegalDate(unixMilliseconds: bounded)) "
            + clock(time, withMilliseconds: withMilliseconds)
    }

    /// Reads `YYYY-MM-DD`, or that with `THH:MM[:SS[.mmm]]` and perhaps `Z` or `+08:00`. Without a zone
    /// it is legal time; a day alone is its last millisecond.
    static func parse(_ text: String) -> UInt64? {
        guard let date = LegalDate(String(text.prefix(10))) else { return nil }
        let start = date.startUnixMilliseconds
        if text.utf8.count == 10 { return UInt64(exactly: start + 86_399_999) }
        var rest = text.dropFirst(10)
        guard let mark = rest.popFirst(), mark == "T" || mark == " " else { return nil }
        var offset: Int64 = 0
        if rest.hasSuffix("Z") {
            rest.removeLast()
            offset = 8 * 3_600_000
        } else if rest.hasSuffix("+08:00") {
            rest.removeLast(6)
        }
        guard let time = timeOfDay(rest) else { return nil }
        return UInt64(exactly: start + offset + time)
    }

    private static func timeOfDay(_ text: Substring) -> Int64? {
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count <= 2, (2...3).contains(parts.count) else { return nil }
        var values: [Int64] = []
        for part in parts {
            guard part.utf8.count == 2, let value = digits(part) else { return nil }
            values.append(value)
        }
        guard values[0] < 24, values[1] < 60, values.count == 2 || values[2] < 60 else {
            return nil
        }
        var fraction: Int64 = 0
        if halves.count == 2 {
            guard halves[1].utf8.count == 3, let value = digits(halves[1]) else { return nil }
            fraction = value
        }
        let seconds = values.count == 3 ? values[2] : 0
        return ((values[0] * 60 + values[1]) * 60 + seconds) * 1_000 + fraction
    }

    private static func digits(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }

    private static func clock(_ time: UInt64, withMilliseconds: Bool) -> String {
        let parts = [time / 3_600_000, time / 60_000 % 60, time / 1_000 % 60]
        let text = parts.map { padded($0, 2) }.joined(separator: ":")
        return withMilliseconds ? text + "." + padded(time % 1_000, 3) : text
    }

    private static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
