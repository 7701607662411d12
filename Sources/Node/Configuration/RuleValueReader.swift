import Designation
import Messages

/// Reads values of rules by the kinds of the catalogue, from editions and from decisions: a value that
/// nothing can be counted or compared by would leave a clock or a comparison out unseen.
enum RuleValueReader {
    /// A value of an edition file: spans in words, `5 workdays`.
    static func edition(
        _ value: YAMLValue, named name: String, entry: YAMLValue
    ) throws(ConfigurationError) -> RuleValue {
        guard let kind = RuleCatalogue.kind(of: name) else {
            throw entry.failure(.unknownReference(kind: "rule", name: name))
        }
        return try read(value, kind)
    }

    /// The canonical text of a recorded decision: as in editions, or canonical already (`5wd`, `a, b`); a
    /// dash is the national value (domain §4.9).
    static func decision(
        _ value: YAMLValue, named nameValue: YAMLValue
    ) throws(ConfigurationError) -> String {
        let name = try nameValue.text(limit: 128)
        guard let kind = RuleCatalogue.kind(of: name) else {
            throw nameValue.failure(.unknownReference(kind: "rule", name: name))
        }
        if value.isScalar {
            let text = try value.text(limit: 256)
            if text == "-" || text == "—" { return text }
            switch kind {
            case .text: return text
            case .span where RuleSpan(text)?.description == text: return text
            case .words(let words):
                let parts = text.split(separator: ", ", omittingEmptySubsequences: false)
                if parts.allSatisfy({ words.contains(String($0)) }) { return text }
            case .regions:
                let parts = text.split(separator: ", ", omittingEmptySubsequences: false)
                if parts.allSatisfy({ RegionCode(String($0)) != nil }) { return text }
            default: break
            }
        }
        return try read(value, kind).text
    }

    private static func read(
        _ value: YAMLValue, _ kind: RuleCatalogue.Kind
    ) throws(ConfigurationError) -> RuleValue {
        switch kind {
        case .flag: return .flag(try value.flag())
        case .number(let range): return .number(try value.integer(range))
        case .text: return .text(try value.text(limit: 120))
        case .date: return .text(try value.date().description)
        case .word(let words): return .words([try word(value, of: words)])
        case .words(let words):
            var found: [String] = []
            for item in try value.oneOrMore(limit: 32) { found.append(try word(item, of: words)) }
            return .words(found)
        case .span(let words):
            let text = try value.text(limit: 64)
            if words.contains(text) { return .words([text]) }
            if let span = RuleValue.span(text) { return span }
            throw words.isEmpty
                ? value.bad("a span such as '5 workdays', '180 days', '1 year'")
                : value.bad("a span such as '5 workdays', '180 days', '1 year', or \(words)")
        case .regions:
            // A decision can be that there are none, which differs from having decided nothing.
            if value.isScalar, try value.text(limit: 64) == "none" { return .words(["none"]) }
            var codes: [String] = []
            for item in try value.oneOrMore(limit: 64) { codes.append(try item.regionCode().text) }
            return .words(codes)
        }
    }

    private static func word(
        _ value: YAMLValue, of words: [String]
    ) throws(ConfigurationError) -> String {
        let text = try value.text(limit: 64)
        guard words.contains(text) else {
            throw value.bad(words.count == 1 ? "\(words)" : "one of \(words)")
        }
        return text
    }
}
