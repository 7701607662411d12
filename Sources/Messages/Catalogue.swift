/// The one catalogue of messages: English template → Chinese.
///
/// `Resources/messages.txt` has one message a line, `English == 中文`; lines that begin with `#` say
/// where the next ones belong. Values stand as `{1}`, `{2}` … in both, in any order.
public enum Catalogue {
    /// Between the languages of a line.
    private static let separator = " == "

    /// All lines as they stand, for tests: several with one template too.
    public static let rows: [(english: String, chinese: String)] = read(
        EmbeddedFile.named("messages.txt").text)

    private static let texts = Dictionary(
        rows.map { ($0.english, $0.chinese) }, uniquingKeysWith: { first, _ in first })

    /// The Chinese for a template; `nil` when there is none.
    public static func chinese(_ template: String) -> String? { texts[template] }

    /// Whether a template needs no Chinese, or has it.
    static func isComplete(_ template: String) -> Bool {
        texts[template] != nil || !hasWords(template)
    }

    /// Whether letters stand beside the places of the values.
    public static func hasWords(_ template: String) -> Bool {
        template.contains { $0.isLetter }
    }

    private static func read(_ text: String) -> [(english: String, chinese: String)] {
        var rows: [(english: String, chinese: String)] = []
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            guard let place = line.firstRange(of: separator) else {
                rows.append((String(line), ""))
                continue
            }
            rows.append((String(line[..<place.lowerBound]), String(line[place.upperBound...])))
        }
        return rows
    }
}
