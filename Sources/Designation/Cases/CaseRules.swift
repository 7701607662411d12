/// The rules of one case: values and lists of the edition that holds for it.
///
/// A case keeps the edition of the day of its acceptance; newer and higher rules reach it where an
/// edition says so (domain §4.9; ``Policy/forCase(accepted:)``).
struct CaseRules {
    typealias PolicyAt = @Sendable (RegionCode, LegalDate) -> Policy

    /// A value with its source, in the form in which the fold uses it.
    struct Rule: Hashable {
        var text: String
        var citation: Citation
        /// Since when the value holds.
        var from: LegalDate

        /// Of `change-reassessed` and `resumption-reassessed`: whether the institution is one of those that
        /// have to pass again (S4 附则3).
        func isReassessed(_ subject: CaseSubject, on day: LegalDate) -> Bool {
            switch text {
            case "always": true
            case "agreements-before-notice":
                // Whoever had signed before the notice, whatever was renewed since.
                subject.agreementStart(on: day).map { $0 < from } ?? false
            default: false
            }
        }
    }

    let policyAt: PolicyAt
    var region: RegionCode
    /// The day of acceptance; `nil` before.
    var anchor: LegalDate?
    let qualifiers: [String]

    /// - Parameters:
    ///   - scope: the fund scope applied for; values may differ by it (S3).
    ///   - type: values may differ by type of institution.
    init(
        policyAt: @escaping PolicyAt, region: RegionCode, scope: FundScope?, type: InstitutionType
    ) {
        self.policyAt = policyAt
        self.region = region
        var qualifiers: [String] = []
        if let scope, scope == .pooledFund || scope == .personalAccount {
            qualifiers.append(scope.rawValue)
        }
        qualifiers.append(type.name)
        self.qualifiers = qualifiers
    }

    /// The same for another fund.
    func of(_ fund: FundScope, type: InstitutionType) -> CaseRules {
        var rules = CaseRules(policyAt: policyAt, region: region, scope: fund, type: type)
        rules.anchor = anchor
        return rules
    }

    func policy(on day: LegalDate) -> Policy {
        let policy = policyAt(region, day)
        guard let anchor else { return policy }
        return policy.forCase(accepted: anchor)
    }

    /// The value that holds; `nil` where nobody says anything.
    func rule(_ name: String, on day: LegalDate) -> Rule? {
        policy(on: day).value(name, qualifiers: qualifiers).map {
            Rule(text: $0.text, citation: $0.citation, from: $0.applied.from)
        }
    }

    func word(_ name: String, on day: LegalDate) -> String? { rule(name, on: day)?.text }

    func says(_ name: String, _ text: String, on day: LegalDate) -> Bool {
        word(name, on: day) == text
    }

    /// The words of a value that holds several.
    func words(_ name: String, on day: LegalDate) -> [String] {
        policy(on: day).words(name, qualifiers: qualifiers)
    }

    /// A span of time with its source; `nil` for a word such as `not-set`.
    func span(_ name: String, on day: LegalDate) -> (span: RuleSpan, rule: Rule)? {
        let value = policy(on: day).value(name, qualifiers: qualifiers)
        guard let value, let rule = rule(name, on: day) else { return nil }
        if let span = value.span { return (span, rule) }
        // Who has to do it promptly (S4) is late after the days of the order at the latest (N40, P37).
        guard value.text == "promptly", let national = value.national,
            let span = RuleSpan(national.value)
        else { return nil }
        return (
            span,
            Rule(text: national.value, citation: national.citation, from: national.from)
        )
    }

    func list(_ name: String, on day: LegalDate) -> PolicyList {
        policy(on: day).list(name, qualifiers: qualifiers)
    }
}
