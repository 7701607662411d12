public import Designation

/// The chain of an answer in words: what was done on which day, by whom, on which article, and the values
/// of the rule book behind it.
extension Words {
    /// `2026-03-01 agency of Changchun: agreement suspended … (Order No. 2, Art. 42)`.
    /// - Parameter person: the one asked about, whose code may be shown.
    func link(_ link: Explanation.Link, asked person: String?) -> String {
        var what = what(link, asked: person)
        if let rule = link.rule, Self.reaching.contains(rule) {
            what = text("chain-reaching", ["what": what, "reach": text("chain-\(rule.name)")])
        }
        var agency = text("chain-agency", ["region": region(link.agency ?? link.region)])
        if link.agency != nil {
            agency = text("chain-agency-for", ["agency": agency, "region": region(link.region)])
        }
        var line = text("chain-line", ["day": "\(link.day)", "agency": agency, "what": what])
        if !link.citations.isEmpty {
            line = text(
                "chain-basis-of", ["line": line, "citations": citations(link.citations)])
        }
        return link.isDeciding ? text("chain-decides", ["line": line]) : line
    }

    /// Ways in which an act of one agency comes to bear on another region.
    private static let reaching: Set<Reason.Rule> = [.crossRegion, .samePool, .poolWide, .restsOn]

    private func what(_ link: Explanation.Link, asked person: String?) -> String {
        let done = link.act.map { act($0, asked: person) } ?? ""
        switch link.kind {
        case .act:
            if !done.isEmpty { return done }
            return link.rule.map { text("rule-\($0.name)", ["region": region(link.region)]) } ?? ""
        case .withoutEffect:
            return text(
                "chain-without-effect", ["act": done, "why": link.why.map(why) ?? ""])
        case .siteOf: return link.holder.map(holder) ?? ""
        case .basis: return text("chain-basis", ["act": done])
        case .notYet: return text("chain-not-yet", ["act": done])
        case .termGoesOn:
            return text(
                "chain-term-goes-on",
                ["until": link.until.map { "\($0)" } ?? text("open-end")])
        case .lapsed, .waitsForLifting, .termOver, .suspendedTooLong, .causeEnded, .standsBehind,
            .forked, .siteNotCovered, .noAgreement:
            return text("chain-\(link.kind.rawValue)")
        }
    }

    /// Whose agreement names the asked institution, on which days, and how to ask by it.
    func holder(_ holder: SiteHolder) -> String {
        text(
            holder.settleable ? "chain-site-of" : "chain-site-of-closed",
            [
                "holder": "\(holder.institution)", "site": holder.site,
                "since": holder.since.map { "\($0)" } ?? text("open-end"),
                "until": holder.until.map { "\($0)" } ?? text("open-end"),
                "status": status(holder.status), "services": services(holder.services),
            ])
    }

    /// A value that had a say: since when, on which article and ground, and what the national orders say
    /// instead.
    func setting(_ rule: Explanation.UsedRule) -> String {
        let key =
            rule.citation == nil
            ? "setting-default" : rule.isDecision ? "setting-decision" : "setting-used"
        var sentence = text(
            key,
            [
                "name": text("setting-\(rule.name.rawValue)"), "value": value(rule.value),
                "from": rule.from.map { "\($0)" } ?? "",
            ])
        if let citation = rule.citation { sentence = withBasis(sentence, [citation]) }
        if let ground = rule.ground {
            let words = BilingualText(chinese: ground.chinese, english: ground.english)
            sentence += text("setting-ground", ["ground": text(words)])
        }
        if let national = rule.national {
            sentence += text(
                "setting-national",
                ["value": value(national.value), "citation": citations([national.citation])])
        }
        return sentence
    }

    /// `180d` is 180 days, `seat-pool` that of the institution's seat.
    private func value(_ value: String) -> String {
        let key = "setting-value-\(value)"
        if catalogue.contains(key) { return text(key) }
        return RuleSpan(value).map(span) ?? value
    }
}

/// The chain of an explanation in both languages, for whoever prints it elsewhere than on a page.
public struct ExplanationWords: Sendable {
    /// One link of the chain.
    public struct Line: Hashable, Sendable {
        public var link: Explanation.Link
        public var text: BilingualText
        /// Values that had a say.
        public var settings: [BilingualText]
    }

    private let words: [Words]

    /// - Parameter regions: gives their names.
    /// - Throws: when the catalogue that the program carries is damaged.
    public init(regions: RegionTree) throws {
        self.init(catalogue: try Catalogue(Resources.strings), regions: regions)
    }

    init(catalogue: Catalogue, regions: RegionTree) {
        words = Language.allCases.map {
            Words(catalogue: catalogue, language: $0, regions: regions)
        }
    }

    /// - Parameter person: the one asked about, whose code may be shown.
    public func lines(_ chain: [Explanation.Link], asked person: String?) -> [Line] {
        chain.map { link in
            Line(
                link: link, text: both { $0.link(link, asked: person) },
                settings: link.used.map { rule in both { $0.setting(rule) } })
        }
    }

    private func both(_ text: (Words) -> String) -> BilingualText {
        BilingualText(chinese: text(words[0]), english: text(words[1]))
    }
}
