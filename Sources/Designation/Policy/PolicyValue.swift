/// A value of a policy with what it rests on.
public struct PolicyValue: Hashable, Sendable {
    /// The name under which it was found, with its qualifier.
    public var name: String
    /// The value that applies.
    public var applied: DatedValue
    /// The region whose edition or decision gives it.
    public var source: RegionCode
    /// The local value and the national one, where there are both and they differ.
    public var local: DatedValue?
    public var national: DatedValue?
    /// Whether the local value is laxer than the national one; `nil` where there is no difference or
    /// the two cannot be compared.
    public var isLaxer: Bool?
    /// What was decided about laxer local values; set where `isLaxer` is true.
    public var decision: DatedValue?

    public var text: String { applied.value }
    public var citation: Citation { applied.citation }
    public var isDecision: Bool { applied.isDecision }
    public var words: [String] { Self.words(of: applied.value) }
    public var span: RuleSpan? { RuleSpan(applied.value) }

    static func words(of text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: ",")).map {
            String(Substring($0.drop { $0 == 0x20 }))
        }
    }
}

extension Policy {
    /// Sets the local value beside the national one and, where it is laxer, lets the decision decide.
    func judged(_ found: Found, base: String, qualifiers: [String]) -> PolicyValue {
        var result = PolicyValue(
            name: found.name, applied: found.value.cited(by: qualifiers), source: found.source)
        guard found.source != RuleBook.national,
            let national = (Self.candidates(base, qualifiers) + Strictness.general(base)).lazy
                .compactMap({ national($0) }).first,
            national.value.value != found.value.value
        else { return result }
        result.local = found.value.cited(by: qualifiers)
        result.national = national.value.cited(by: qualifiers)
        result.isLaxer = Strictness.isLaxer(found.value.value, than: national.value.value, base)
        guard result.isLaxer == true else { return result }
        result.decision = find("laxer-local-value", in: chain)?.value
        if result.decision?.value != "local" {
            result.applied = national.value.cited(by: qualifiers)
            result.source = national.source
        }
        return result
    }
}

extension DatedValue {
    /// With the citation that applies to the type among the qualifiers; with all where none is.
    func cited(by qualifiers: [String]) -> DatedValue {
        guard let type = Policy.type(among: qualifiers) else { return self }
        var value = self
        value.citation = citation.narrowed(to: type)
        return value
    }
}

/// Which of two values of a name asks for more (domain §4.9). Only what the texts make comparable is
/// compared: a term of two years is not laxer than one that is a year "as a rule".
enum Strictness {
    private enum Order {
        /// A longer span is stricter; `none` is the laxest.
        case longer
        /// A shorter span or smaller number is stricter; `promptly` is the strictest.
        case shorter
        /// A longer span is stricter; any word is laxer than a span.
        case ahead
        /// From the laxest word to the strictest.
        case words([String])
    }

    private static let orders: [String: Order] = [
        "running-time": .longer,
        "running-time-relaxable": .words(["yes", "no"]),
        "reassessment-after": .longer,
        "bar.second-failure": .longer,
        "bar.fraudulent-application": .longer,
        "bar.unlawful": .longer,
        "bar.breach": .longer,
        "bar.persons": .longer,
        "bar.persons-applies-to": .words(["founding-anew", "every-application"]),
        "supplement-notice": .shorter,
        "supplement-notice.defective": .shorter,
        "assessment-limit": .shorter,
        "major-change-within": .shorter,
        "suspension.voluntary-maximum": .shorter,
        "suspension-count-terminates": .shorter,
        "renewal-ahead": .ahead,
        "request-ahead": .ahead,
        "request-ahead.suspend": .ahead,
        "request-ahead.end": .ahead,
        "end-on-request": .words(["ends", "terminates"]),
        "public-institution-requests": .words(["allowed", "refused"]),
    ]

    /// What the orders call otherwise: they know one time ahead for every request (N44, P41).
    static func general(_ name: String) -> [String] {
        name == "request-ahead.suspend" || name == "request-ahead.end" ? ["request-ahead"] : []
    }

    /// - Returns: `nil` where the name has no order or the values cannot be compared.
    static func isLaxer(_ local: String, than national: String, _ name: String) -> Bool? {
        switch orders[name] {
        case nil: return nil
        case .words(let words):
            guard let one = words.firstIndex(of: local), let other = words.firstIndex(of: national)
            else { return nil }
            return one < other
        case .longer:
            if local == "none" { return national != "none" }
            if national == "none" { return false }
            return longer(national, local)
        case .ahead:
            // In writing, or before the end, is no time ahead (N41, N44, P38, P41).
            guard RuleSpan(local) != nil else { return RuleSpan(national) != nil }
            return RuleSpan(national) == nil ? false : longer(national, local)
        case .shorter:
            if local == "promptly" { return false }
            if national == "promptly" { return true }
            return longer(local, national)
        }
    }

    private static func longer(_ one: String, _ other: String) -> Bool? {
        if let one = RuleSpan(one), let other = RuleSpan(other) { return one.isLonger(than: other) }
        if let one = Int(one), let other = Int(other) { return one > other }
        return nil
    }
}
