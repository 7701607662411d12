/// A sentence, or a part of one, for people: Chinese first, complete English beside it.
///
/// Where a message is made it stands as an English literal with its values in place; the Chinese for
/// that literal stands in the one catalogue, `Resources/messages.txt`, under the literal itself with
/// `{1}`, `{2}` … for the values. A test reads all sources and fails when a literal is missing there.
/// Messages never hold contents of confidential streams.
public struct Message: Hashable, Sendable {
    /// What stands in a placeholder.
    public enum Value: Hashable, Sendable {
        /// The same in both languages: a name, a number, a path.
        case text(String)
        /// A part with words of its own.
        case message(Message)
    }

    /// The English text with `{1}` for the first value: the key of the catalogue.
    public let template: String
    public let values: [Value]

    init(template: String, values: [Value]) {
        self.template = template
        self.values = values
    }

    /// The words of a text that other software chose, looked up as they are.
    public init(foreign text: String) {
        self.init(template: text, values: [])
    }

    /// Words that the caller has in both languages: names of steps, of rules, of regions.
    public init(chinese: String, english: String) {
        self.init(template: Self.pair, values: [.text(chinese), .text(english)])
    }

    /// The message that ``lines`` was made from, as far as it can be told: the first line Chinese, the
    /// rest English.
    public init(lines: String) {
        let parts = lines.split(separator: "\n", maxSplits: 1).map(String.init)
        self.init(template: Self.pair, values: parts.map(Value.text))
    }

    /// Both texts are values: already in words.
    private static let pair = "{zh}{en}"

    public var isEmpty: Bool { template.isEmpty }

    public var english: String {
        if template == Self.pair { return fixed(values.count - 1) }
        return Self.filled(template, values.map { $0.text(\.english) })
    }

    /// The Chinese text; what the catalogue lacks stays English.
    public var chinese: String {
        if template == Self.pair { return fixed(0) }
        return Self.filled(
            Catalogue.chinese(template) ?? template, values.map { $0.text(\.chinese) })
    }

    /// Chinese on the first line, English on the next; one line where both are the same.
    public var lines: String { joined(by: "\n") }
    /// Both on one line, for log files and columns.
    public var line: String { joined(by: " ") }

    /// Whether nothing of it would be shown in English only.
    public var isComplete: Bool {
        (template == Self.pair ? values.count == 2 : Catalogue.isComplete(template))
            && values.allSatisfy {
                if case .message(let part) = $0 { part.isComplete } else { true }
            }
    }

    private func joined(by separator: String) -> String {
        let (chinese, english) = (chinese, english)
        return chinese == english ? english : chinese + separator + english
    }

    private func fixed(_ index: Int) -> String {
        values.indices.contains(index) ? values[index].text(\.english) : ""
    }

    /// Puts values in the place of `{1}`, `{2}` …; other braces stay as they are.
    private static func filled(_ template: String, _ values: [String]) -> String {
        guard !values.isEmpty else { return template }
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            let inside = rest[rest.index(after: open)...].prefix(while: \.isWholeNumber)
            if let number = Int(inside), values.indices.contains(number - 1),
                inside.endIndex < rest.endIndex, rest[inside.endIndex] == "}"
            {
                result += values[number - 1]
                rest = rest[rest.index(after: inside.endIndex)...]
            } else {
                result += "{"
                rest = rest[rest.index(after: open)...]
            }
        }
        return result + rest
    }
}

extension Message.Value {
    fileprivate func text(_ language: KeyPath<Message, String>) -> String {
        switch self {
        case .text(let text): text
        case .message(let message): message[keyPath: language]
        }
    }
}

extension Message: CustomStringConvertible {
    /// The English text.
    public var description: String { english }
}
