/// The string literals of a Swift source, as the compiler would put them together: interpolations as
/// `{1}`, `{2}` …, literals joined by `+` as one, the indentation of literals on several lines taken
/// away.
struct SwiftLiterals {
    struct Literal {
        var text: String
        var valueCount = 0
        var line: Int
        /// What stands before it on its line.
        var before: String
    }

    private let source: [UInt8]
    private var place = 0
    private(set) var all: [Literal] = []

    init(_ text: String) {
        source = Array(text.utf8)
        var end: Int?
        while place < source.count {
            if isAt("//") {
                skip(until: "\n")
            } else if isAt("/*") {
                skip(until: "*/")
            } else if isAt("#\"") {
                place += 2
                skip(until: "\"#")
            } else if source[place] == UInt8(ascii: "\"") {
                let start = place
                let literal = read()
                if let end, isJoin(end..<start) { join(literal) } else { all.append(literal) }
                end = place
            } else {
                place += 1
            }
        }
    }

    private func isAt(_ text: String, _ offset: Int = 0) -> Bool {
        source[(place + offset)...].starts(with: text.utf8)
    }

    private mutating func skip(until text: String) {
        while place < source.count, !isAt(text) { place += 1 }
        place = min(place + text.utf8.count, source.count)
    }

    private func isJoin(_ range: Range<Int>) -> Bool {
        source[range].filter { $0 > 0x20 } == [UInt8(ascii: "+")]
    }

    private mutating func join(_ literal: Literal) {
        var text = literal.text
        for number in stride(from: literal.valueCount, to: 0, by: -1) {
            text = text.replacing(
                "{\(number)}", with: "{\(all[all.count - 1].valueCount + number)}")
        }
        all[all.count - 1].text += text
        all[all.count - 1].valueCount += literal.valueCount
    }

    /// Reads a literal whose quote stands at ``place``.
    private mutating func read() -> Literal {
        let lineStart = source[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        var literal = Literal(
            text: "", line: source[..<place].count { $0 == 0x0A } + 1,
            before: String(decoding: source[lineStart..<place], as: UTF8.self))
        let isLong = isAt("\"\"\"")
        let quote = isLong ? "\"\"\"" : "\""
        place += quote.count
        var text: [UInt8] = []
        while place < source.count, !isAt(quote) {
            if source[place] == UInt8(ascii: "\\") {
                escape(&text, &literal)
            } else {
                text.append(source[place])
                place += 1
            }
        }
        place += quote.count
        let whole = String(decoding: text, as: UTF8.self)
        literal.text = isLong ? Self.unindented(whole) : whole
        return literal
    }

    private mutating func escape(_ text: inout [UInt8], _ literal: inout Literal) {
        let next = source[place + 1]
        place += 2
        switch Character(Unicode.Scalar(next)) {
        case "(":
            literal.valueCount += 1
            text += Array("{\(literal.valueCount)}".utf8)
            skipExpression()
        case "n": text.append(0x0A)
        case "t": text.append(0x09)
        case "\n":
            while place < source.count, source[place] == 0x20 { place += 1 }
        case "u":
            place += 1
            let digits = source[place...].prefix { $0 != UInt8(ascii: "}") }
            place += digits.count + 1
            let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
            text += Array(String(number.flatMap(Unicode.Scalar.init) ?? "?").utf8)
        default: text.append(next)
        }
    }

    /// The rest of an interpolation, with the literals and brackets inside it.
    private mutating func skipExpression() {
        var depth = 1
        while place < source.count, depth > 0 {
            switch Character(Unicode.Scalar(source[place])) {
            case "\"":
                _ = read()
                continue
            case "(": depth += 1
            case ")": depth -= 1
            default: break
            }
            place += 1
        }
    }

    private static func unindented(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let margin = lines.popLast()?.count ?? 0
        return lines.dropFirst().map { line in
            line.prefix(margin).allSatisfy { $0 == " " } ? line.dropFirst(margin) : line
        }.joined(separator: "\n")
    }
}
