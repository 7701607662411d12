import Designation
import Federation
import Messages
import Yams

/// A place in a YAML file, with typed reading. Every failure names file, line and key path.
struct YAMLValue {
    let node: Node

    /// Whether it is a list.
    var isList: Bool {
        if case .sequence = node { true } else { false }
    }
    let file: String
    /// Path of keys from the root, for messages; empty at the root.
    let key: String
    let line: Int

    var isScalar: Bool {
        if case .scalar = node { true } else { false }
    }

    func failure(_ problem: ConfigurationError.Problem) -> ConfigurationError {
        ConfigurationError(file: file, line: line, problem: problem)
    }

    func bad(_ expected: Message) -> ConfigurationError {
        failure(.badValue(key: key, expected: expected))
    }

    /// A mapping that may have the keys of `allowed` only.
    func mapping(_ allowed: [String]) throws(ConfigurationError) -> YAMLMapping {
        let mapping = try openMapping(limit: 256)
        for (key, value) in mapping.entries where !allowed.contains(key) {
            throw value.failure(.unknownKey(key, allowed: allowed))
        }
        return mapping
    }

    /// A mapping whose keys are names of the file's own.
    func openMapping(limit: Int) throws(ConfigurationError) -> YAMLMapping {
        guard case .mapping(let pairs) = node else { throw bad("a mapping of keys and values") }
        guard pairs.count <= limit else { throw failure(.tooMany(key: key, limit: limit)) }
        var entries: [(key: String, value: YAMLValue)] = []
        for (keyNode, value) in pairs {
            guard case .scalar(let scalar) = keyNode else { throw bad("a mapping with plain keys") }
            // The key's line is the one that people look for; a value may begin on the next.
            let line = scalar.mark?.line ?? self.line
            let path = key.isEmpty ? scalar.string : key + "." + scalar.string
            entries.append(
                (scalar.string, YAMLValue(node: value, file: file, key: path, line: line)))
        }
        return YAMLMapping(value: self, entries: entries)
    }

    func list(limit: Int) throws(ConfigurationError) -> [YAMLValue] {
        guard case .sequence(let items) = node else { throw bad("a list") }
        guard items.count <= limit else { throw failure(.tooMany(key: key, limit: limit)) }
        return items.map {
            YAMLValue(node: $0, file: file, key: key, line: $0.mark?.line ?? line)
        }
    }

    /// A list, or one value in place of a list of one.
    func oneOrMore(limit: Int) throws(ConfigurationError) -> [YAMLValue] {
        if isScalar { return [self] }
        let values = try list(limit: limit)
        guard !values.isEmpty else { throw bad("one value or a list of them") }
        return values
    }

    /// Non-empty text of at most `limit` bytes on one line.
    func text(limit: Int = 2048) throws(ConfigurationError) -> String {
        guard case .scalar(let scalar) = node else { throw bad("a text") }
        let isNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
        guard !isNull, !scalar.string.isEmpty else { throw bad("a text that is not empty") }
        guard scalar.string.utf8.count <= limit, !scalar.string.utf8.contains(0x0A) else {
            throw bad("one line of at most \(limit) bytes")
        }
        guard PlainText.isPlain(scalar.string) else {
            throw bad(
                "a text without control characters, marks of direction and other invisible characters"
            )
        }
        guard PlainText.isVisible(scalar.string) else {
            throw bad("a text of which something can be seen")
        }
        return scalar.string
    }

    func integer(_ range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        let expected: Message = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .scalar(let scalar) = node, let number = Self.digits(scalar.string),
            range.contains(number)
        else { throw bad(expected) }
        return number
    }

    func flag() throws(ConfigurationError) -> Bool {
        switch try text(limit: 8) {
        case "yes", "true": return true
        case "no", "false": return false
        default: throw bad("yes or no")
        }
    }

    func date() throws(ConfigurationError) -> LegalDate {
        guard let date = LegalDate(try text(limit: 32)) else { throw bad("a day as YYYY-MM-DD") }
        return date
    }

    func regionCode() throws(ConfigurationError) -> RegionCode {
        guard let code = RegionCode(try text(limit: 64)) else {
            throw bad("a region's code: 1 to 24 of A-Z, 0-9 and -")
        }
        return code
    }

    /// One of the raw values of an enumeration.
    func choice<Choice>(_ type: Choice.Type) throws(ConfigurationError) -> Choice
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        guard let choice = Choice(rawValue: try text(limit: 64)) else {
            throw bad("one of \(Choice.allCases.map(\.rawValue))")
        }
        return choice
    }

    func localized() throws(ConfigurationError) -> LocalizedText {
        let fields = try mapping(["zh", "en"])
        return LocalizedText(
            chinese: try fields.required("zh").text(), english: try fields.required("en").text())
    }

    /// The ground of a decision: `{zh, en}`, or one text that stands for both. The wire has room for 1024
    /// bytes each.
    func ground() throws(ConfigurationError) -> LocalizedText {
        let words =
            isScalar ? LocalizedText(chinese: try text(), english: "") : try localized()
        guard words.chinese.utf8.count <= 1024, words.english.utf8.count <= 1024 else {
            throw bad("at most 1024 bytes in each language")
        }
        return words
    }

    /// Digits only, without sign, leading zero or more than nine of them.
    static func digits(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard (1...9).contains(bytes.count), bytes.count == 1 || bytes[0] != UInt8(ascii: "0")
        else { return nil }
        var number = 0
        for byte in bytes {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }
}

/// A mapping whose keys are text, in the file's order.
struct YAMLMapping {
    let value: YAMLValue
    let entries: [(key: String, value: YAMLValue)]

    func optional(_ key: String) -> YAMLValue? {
        entries.first { $0.key == key }?.value
    }

    func required(_ key: String) throws(ConfigurationError) -> YAMLValue {
        guard let found = optional(key) else { throw value.failure(.missingKey(key)) }
        return found
    }
}

/// A text in both languages of the project.
public struct LocalizedText: Hashable, Sendable {
    public var chinese: String
    public var english: String

    public init(chinese: String, english: String) {
        self.chinese = chinese
        self.english = english
    }
}
