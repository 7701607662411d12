import Designation

/// The names that editions may set, and what kind of value each takes.
///
/// A name that is not here is refused on reading, so that a slip of the pen cannot silently leave the
/// national value in force. Where a value differs by kind of institution or by fund, the name carries
/// a qualifier as its last part; the qualified name is looked up before the plain one.
enum RuleCatalogue {
    enum Kind {
        case flag
        case number(ClosedRange<Int>)
        /// A span of time, or one of the words.
        case span([String])
        /// Exactly one of the words.
        case word([String])
        /// A list of the words.
        case words([String])
        case date
        case regions
        case text
    }

    static var qualifiers: Set<String> { Policy.qualifiers }

    /// The kind of a value's or decision's name; `nil` for an unknown one.
    static func kind(of name: String) -> Kind? {
        if let kind = kinds[name] { return kind }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        guard qualifiers.contains(String(name[name.index(after: dot)...])) else { return nil }
        return kinds[String(name[..<dot])]
    }

    /// All plain names, sorted.
    static var names: [String] { kinds.keys.sorted() }

    private static let kinds: [String: Kind] =
        [competence, opening, running, acrossRegions, bars, decisions].reduce(into: [:]) {
            $0.merge($1) { first, _ in first }
        }

    private static let agencies = Kind.word([
        "pool-agency", "prefecture-and-above", "signing-agency", "district", "office", "city",
    ])

    private static let competence: [String: Kind] = [
        "covers": .words(["medical", "pharmacy", "care"]),
        "fund-scopes": .words(["basic", "pooled-fund", "personal-account", "care"]),
        "pooling": .word(["prefecture", "province"]),
        "reach": .word(["city-wide", "own-unit"]),
        "services": .words(Service.allCases.map(\.rawValue) + ["none"]),
        "competence.accept": agencies,
        "competence.assess": agencies,
        "competence.approve": agencies,
        "competence.sign": agencies,
        "competence.suspend": agencies,
        "competence.terminate": agencies,
        "delegation-may-name": .words(["accept", "assess", "sign", "manage"]),
        "insurances-applied-for": .word(["together", "apart"]),
        "apply-where": .word(["people-served", "registered", "office-of-place"]),
        "sign-where": .word(["people-served", "registered"]),
        "care-institutions": .word(["trial-pools-only", "everywhere"]),
        "in-house-institutions": .word(["may-apply", "may-not-apply"]),
        "village-clinics": .word(["health-centre-applies", "named-in-township-agreement"]),
        "branches-own-licence": .word(["sign-themselves"]),
        "sites": .word(["assessed-one-by-one"]),
        "medical-community": .word(["may-sign-as-one"]),
        "internet-hospitals": .word(["supplement-of-host", "own-designation"]),
        "online-pharmacies": .word(["through-physical-pharmacy"]),
        "third-parties": .word(["file-then-contract", "contract-then-file"]),
        "licences": .words([
            "practice-licence", "tcm-clinic-filing", "clinic-filing", "military-permit",
            "drug-licence", "care-permit", "civil-affairs-filing", "public-institution",
        ]),
    ]

    private static let opening: [String: Kind] = [
        "running-time": .span([]),
        "running-time-relaxable": .flag,
        "insurance-department-from-beds": .number(1...100_000),
        "insurance-department": .word(["internal", "independent"]),
        "physicians-at-least": .number(1...99),
        "pharmacists-at-least": .number(1...99),
        "insurance-staff-at-least": .number(1...99),
        "labour-contract-at-least": .span([]),
        "documents-held-waived": .flag,
        "supplement-notice": .span([]),
        "supplement-notice.defective": .span([]),
        "assessment-limit": .span([]),
        "assessment-limit-covers": .words([
            "assessment", "initial", "approval", "review", "notice", "notice-opened",
        ]),
        "assessment-clock-stops": .word(["while-supplementing", "never"]),
        "handling-clock-stops": .word(["while-supplementing", "never"]),
        "opening-limit": .span([]),
        "opening-limit-covers": .words(["assessment", "notice", "signing", "opening"]),
        "network-test": .word(["none", "separate", "within-opening-limit", "after-signing"]),
        "network-test-limit": .span([]),
        "network-test-again-after": .span([]),
        "network-test-attempts": .number(1...9),
        "second-tier": .word(["none", "approval", "review", "spot-check"]),
        "second-tier-except": .word(["city-direct"]),
        "first-tier-fail-ends": .flag,
        "result-signed-by": .words(["not-set", "all-members", "inspectors", "institution"]),
        "pass-mark": .text,
        "pass-mark-full": .number(1...1000),
        "public-notice": .span(["not-set"]),
        "public-notice-place": .word(["website"]),
        "objection-effect": .word(["not-set", "substantiated-ends-case", "blocks-signing"]),
        "reassessment-after": .span([]),
        "sign-within": .span(["not-set", "within-opening-limit"]),
        "abandonment": .word(["on-finding-against-institution"]),
        "results-serve": .word(["one-signing"]),
        "credit-pledge": .word(["signed-with-agreement"]),
        "signed-list-filed": .flag,
        "publish": .words(["name", "address", "phone"]),
        "publish-within": .span(["not-set"]),
        "term": .span([]),
        "guidance-period": .span(["none"]),
    ]

    /// When something is reported: a span or one of these.
    private static let reportTimes = [
        "at-once", "promptly", "regularly", "monthly", "quarterly", "yearly",
    ]

    private static let running: [String: Kind] = [
        "major-change-within": .span(["promptly"]),
        "change-while-investigated": .word(["handled", "deferred"]),
        "end-while-investigated": .word(["handled", "refused"]),
        "change-handling": .span(["not-set"]),
        "suspension-handling": .span(["not-set"]),
        "end-handling": .span(["not-set"]),
        "code-kept-change": .word(["refused-if-coded-in-pair"]),
        "licence-number-on-change": .word(["unchanged"]),
        "renewal-ahead": .span(["before-end"]),
        "renewal-organised-by-agency": .flag,
        "renewal-not-agreed": .word(["ends", "terminates"]),
        "end-on-request": .word(["ends", "terminates"]),
        "request-ahead": .span([]),
        "request-ahead.suspend": .span(["in-writing"]),
        "request-ahead.end": .span(["filing"]),
        "public-institution-requests": .word(["refused", "allowed"]),
        "suspension-count-terminates": .number(1...99),
        "persons-and-departments": .word(["may-be-suspended", "not-foreseen"]),
        "person-suspension-term": .text,
        "person-suspension-reach": .word(["institution", "pool"]),
        "person-points-cycle": .span([]),
        "person-points-suspend": .number(1...99),
        "person-points-end": .number(1...99),
        "resumption-reassessed": .word(["agreements-before-notice", "always", "never"]),
        "change-reassessed": .word(["agreements-before-notice", "always", "never"]),
        "area-standard-kept": .regions,
        "terminations-published": .flag,
        "terminations-reported": .span(reportTimes),
        "measures-reported": .span(reportTimes),
        "payment-within": .span([]),
        "prescriptions-kept": .span([]),
        "major-matters-reported": .word(["city-agency"]),
        "earlier-agreements": .word(["run-to-their-end", "mend-or-leave"]),
        "higher-rules-apply-at-once": .word(["yes", "no", "assessment-content"]),
        "applies-to-running-cases": .word(["yes", "no", "assessment-content"]),
    ]

    /// Names that the fold looks up stand in `RuleName` of the domain; a test compares the two.
    private static let acrossRegions: [String: Kind] = [
        "cross-region.trigger": .word(["seat-pool", "any-pool"]),
        "cross-region.reach": .word(["federation", "area"]),
        "cross-region.level": .word(["county", "prefecture", "province"]),
        "cross-region.own-request": .flag,
        "signing.one-agency": .flag,
        "change-recognised-in-pair": .flag,
        "withdrawal.takes-effects-back": .flag,
        "term.continues-while-suspended": .flag,
        "suspension.voluntary-maximum": .span([]),
        "suspension.voluntary-exceeded": .word([
            "ends-in-principle", "ends-unless-special-reason", "by-act",
        ]),
    ]

    private static let bars: [String: Kind] = [
        "bar.second-failure": .span(["none"]),
        "bar.penalty-unserved": .word(["until-served"]),
        "bar.fraudulent-application": .span(["none"]),
        "bar.unlawful": .span(["none"]),
        "bar.breach": .span(["none"]),
        "bar.persons": .span(["none"]),
        "bar.persons-applies-to": .word(["every-application", "founding-anew"]),
        "bar.persons-listed": .word(["while-listed"]),
        "bar.persons-institutions": .word(["same-type", "any-type"]),
    ]

    private static let decisions: [String: Kind] = [
        "suspension.imposed-lifts-by-itself": .flag,
        "regular-reports": .word(["monthly", "quarterly", "yearly"]),
        "appraisal-every": .word(["yearly"]),
        "national-platform-updated": .words([
            "signing", "change", "suspension", "termination", "resumption", "end",
        ]),
        "suspension.imposed-called": .word(["suspended", "halted"]),
        "cross-region.failed-renewal-pharmacy": .flag,
        "cross-region.county-act": .word(["yes", "review"]),
        "cross-region.fund": .word(["all", "same"]),
        "cross-region.seat-above": .flag,
        "suspension.ends-with-agreement": .flag,
        "delegation.names-suspension": .flag,
        "same-pool-pair.both-suspended": .flag,
        "standing.rests-on": .flag,
        "derived-suspension-counts": .word(["when-confirmed", "always", "never"]),
        "months-ahead-counting": .word(["never-later", "next-working-day"]),
        "laxer-local-value": .word(["stricter-until-decided", "local"]),
        "lifting-belongs-to": .word(["imposer-or-superior", "imposer"]),
        "edition-starts": .date,
        "major-matters": .words(["suspension", "termination", "persons-and-departments"]),
        "own-pools-beside-prefectures": .regions,
        "care-main-business": .word(["not-a-bar", "bar"]),
        "second-tier-exempt-offices": .regions,
        "separation-of-duties": .word(["accepter-never-decides", "not-required"]),
    ]
}
