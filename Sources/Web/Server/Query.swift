import HummingbirdCore
import Messages

/// The items of an address's query, decoded. Written by hand because the hot endpoint reads one for
/// each question.
struct Query {
    private(set) var items: [(name: String, value: String)] = []

    /// - Throws: ``WebFailure/badRequest(_:)`` for broken percent encoding or more than 32 items.
    init(_ uri: URI) throws(WebFailure) {
        try self.init(form: uri.query ?? "")
    }

    /// The same from the body of a form.
    init(form text: String) throws(WebFailure) {
        for item in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard items.count < 32 else { throw .badRequest("Give at most 32 parameters.") }
            let mark = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
            let value = mark == item.endIndex ? item[mark...] : item[item.index(after: mark)...]
            guard let name = Self.decode(item[..<mark]), let value = Self.decode(value) else {
                throw .badRequest("Write parameters in UTF-8 with percent encoding.")
            }
            items.append((name, value))
        }
    }

    /// The first value of a name; empty values count as not given.
    subscript(name: String) -> String? {
        items.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// Decodes a component of a query or path; `nil` when it is not valid. In queries a plus sign
    /// stands for a blank, as forms send it.
    static func decode(
        _ encoded: Substring.UTF8View.SubSequence, plusIsBlank: Bool = true
    ) -> String? {
        let plus = UInt8(ascii: "+")
        let percent = UInt8(ascii: "%")
        guard encoded.contains(where: { $0 == percent || $0 == plus }) else {
            return String(encoded)
        }
        var bytes: [UInt8] = []
        var rest = encoded
        while let byte = rest.popFirst() {
            if byte == plus, plusIsBlank {
                bytes.append(0x20)
            } else if byte == percent {
                guard let high = rest.popFirst().flatMap(nibble),
                    let low = rest.popFirst().flatMap(nibble)
                else { return nil }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Decodes the path below a prefix; `nil` when the path is elsewhere or badly encoded.
    static func path(of uri: URI, below prefix: String) -> String? {
        let path = uri.path
        guard path.hasPrefix(prefix) else { return nil }
        return decode(path.dropFirst(prefix.count).utf8, plusIsBlank: false)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - 0x57
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - 0x37
        default: nil
        }
    }
}
