import Designation

/// Writes JSON text by hand into a byte array: no intermediate values and no reflection, because
/// the status endpoint writes thousands of documents a second.
///
/// Commas are kept by the writer; nesting is the caller's matter and is checked by the tests of the
/// documents that are written with it.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether the next member or element follows another one in the same container.
    private var needsComma = false

    init(reservingByteCount count: Int = 1024) { bytes.reserveCapacity(count) }

    // MARK: Containers

    mutating func object(_ content: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        content(&self)
        close(UInt8(ascii: "}"))
    }

    mutating func array<Element>(
        _ elements: some Sequence<Element>, _ content: (inout JSONWriter, Element) -> Void
    ) {
        open(UInt8(ascii: "["))
        for element in elements { content(&self, element) }
        close(UInt8(ascii: "]"))
    }

    /// Starts a member; the value must follow.
    mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendText(text)
        bytes.append(UInt8(ascii: "\""))
    }

    /// An event as `origin#index`, the form of its description, without building that.
    mutating func event(_ event: EventReference) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendText(event.origin)
        bytes.append(UInt8(ascii: "#"))
        appendDigits(event.index, minimumWidth: 1)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func number(_ value: some BinaryInteger) {
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        appendDigits(UInt64(value.magnitude), minimumWidth: 1)
    }

    mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    mutating func null() { literal("null") }

    /// `YYYY-MM-DD` without building a string.
    mutating func date(_ date: LegalDate) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendDate(date)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A moment as RFC 3339 in UTC with milliseconds; `null` for 0, which stands for "never".
    mutating func moment(milliseconds: UInt64) {
        guard milliseconds > 0 else { return null() }
        separate()
        let bounded = min(milliseconds, 253_402_300_799_999)
        let time = bounded % 86_400_000
        bytes.append(UInt8(ascii: "\""))
        appendDate(LegalDate(daysSince1970: Int32(bounded / 86_400_000)))
        bytes.append(UInt8(ascii: "T"))
        appendDigits(time / 3_600_000, minimumWidth: 2)
        bytes.append(UInt8(ascii: ":"))
        appendDigits(time / 60_000 % 60, minimumWidth: 2)
        bytes.append(UInt8(ascii: ":"))
        appendDigits(time / 1000 % 60, minimumWidth: 2)
        bytes.append(UInt8(ascii: "."))
        appendDigits(time % 1000, minimumWidth: 3)
        bytes.append(UInt8(ascii: "Z"))
        bytes.append(UInt8(ascii: "\""))
    }

    // MARK: Members

    mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        string(text)
    }

    mutating func member(_ name: StaticString, _ value: some BinaryInteger) {
        key(name)
        number(value)
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    mutating func member(_ name: StaticString, _ value: LegalDate?) {
        key(name)
        if let value { date(value) } else { null() }
    }

    mutating func member(_ name: StaticString, _ event: EventReference) {
        key(name)
        self.event(event)
    }

    mutating func member(_ name: StaticString, milliseconds: UInt64) {
        key(name)
        moment(milliseconds: milliseconds)
    }

    // MARK: Bytes

    private mutating func open(_ mark: UInt8) {
        separate()
        bytes.append(mark)
        needsComma = false
    }

    private mutating func close(_ mark: UInt8) {
        bytes.append(mark)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func literal(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func appendText(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            if utf8.contains(where: Self.needsEscape) {
                for byte in utf8 { appendEscaped(byte) }
            } else {
                bytes.append(contentsOf: utf8)
            }
        }
    }

    private mutating func appendDate(_ date: LegalDate) {
        let (year, month, day) = date.components
        appendDigits(UInt64(max(0, year)), minimumWidth: 4)
        bytes.append(UInt8(ascii: "-"))
        appendDigits(UInt64(month), minimumWidth: 2)
        bytes.append(UInt8(ascii: "-"))
        appendDigits(UInt64(day), minimumWidth: 2)
    }

    private mutating func appendDigits(_ value: UInt64, minimumWidth: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value
            var position = 20
            repeat {
                position -= 1
                digits[position] = UInt8(ascii: "0") &+ UInt8(rest % 10)
                rest /= 10
            } while rest > 0 || 20 - position < minimumWidth
            bytes.append(contentsOf: digits[position...])
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A:
            bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
        case 0..<0x20:
            let hex = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: Array("\\u00".utf8))
            bytes.append(hex[Int(byte >> 4)])
            bytes.append(hex[Int(byte & 15)])
        default:
            bytes.append(byte)
        }
    }
}
