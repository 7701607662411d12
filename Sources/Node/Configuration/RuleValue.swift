public import Designation

/// A value of an edition: typed on reading, one canonical text in events and in the rule book.
public enum RuleValue: Hashable, Sendable {
    case flag(Bool)
    case number(Int)
    case span(RuleSpan)
    /// One or more words of lower-case letters, digits and hyphens.
    case words([String])
    case text(String)

    /// What the rule book holds: `yes`, `90`, `180d`, `6m`, `5wd`, `1y`, `name, address`.
    public var text: String {
        switch self {
        case .flag(let flag): flag ? "yes" : "no"
        case .number(let number): String(number)
        case .span(let span): span.description
        case .words(let words): words.joined(separator: ", ")
        case .text(let text): text
        }
    }

    /// `5 workdays`, `1 year`: a count from 1 to 9999 and a unit, in the singular for one.
    static func span(_ text: String) -> RuleValue? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = YAMLValue.digits(String(parts[0])),
            (1...9999).contains(count)
        else { return nil }
        let name = count == 1 ? parts[1] + "s" : parts[1]
        guard count != 1 || !parts[1].hasSuffix("s"), let unit = RuleUnit(rawValue: String(name))
        else { return nil }
        return .span(RuleSpan(count: count, unit: unit))
    }
}
