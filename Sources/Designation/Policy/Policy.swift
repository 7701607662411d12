/// The rules that hold for a region on a day, with typed answers: what the rule book says, who says
/// it, and what it overrules.
///
/// A name may carry a qualifier (`renewal-not-agreed.pharmacy`); the qualified name is looked up
/// everywhere before the plain one. Editions that do not cover a type of institution (`covers`) say
/// nothing about it: Shanghai's two-year term is no rule for pharmacies. Where a local value is laxer
/// than the national one, the decision `laxer-local-value` decides, and both are shown (domain §4.9).
public struct Policy: Sendable {
    public let region: RegionCode
    /// The day on which the question is asked.
    public let day: LegalDate
    public let rules: RuleBook
    public let regions: RegionTree
    /// The day on which the running case was accepted, whose edition it keeps (domain §4.9).
    public private(set) var accepted: LegalDate?

    /// The region, its parents, and last the nation.
    let chain: [RegionCode]

    public init(region: RegionCode, day: LegalDate, rules: RuleBook, regions: RegionTree) {
        self.region = region
        self.day = day
        self.rules = rules
        self.regions = regions
        var chain: [RegionCode] = []
        var current: RegionCode? = region
        while let code = current, code != RuleBook.national, chain.count < 16 {
            chain.append(code)
            current = regions[code]?.parent
        }
        self.chain = chain + [RuleBook.national].compactMap(\.self)
    }

    /// The rules for a case that was accepted on a day: it keeps the editions of that day, except
    /// where a later one says that it holds for running cases, and where higher rules apply at once.
    public func forCase(accepted: LegalDate) -> Policy {
        var policy = self
        policy.accepted = min(accepted, day)
        return policy
    }

    /// The value of a name.
    ///
    /// - Parameter qualifiers: of the case in hand, in their order of precedence: `medical`,
    ///   `pharmacy`, `care`, `pooled-fund`, `personal-account`.
    /// - Returns: `nil` where no edition and no decision sets it.
    public func value(_ name: String, qualifiers: [String] = []) -> PolicyValue? {
        let chain = covering(qualifiers)
        for candidate in Self.candidates(name, qualifiers) {
            guard let found = find(candidate, in: chain) else { continue }
            return judged(found, base: name, qualifiers: qualifiers)
        }
        return nil
    }

    public func span(_ name: String, qualifiers: [String] = []) -> RuleSpan? {
        value(name, qualifiers: qualifiers).flatMap { RuleSpan($0.text) }
    }

    public func flag(_ name: String, qualifiers: [String] = []) -> Bool? {
        switch value(name, qualifiers: qualifiers)?.text {
        case "yes": true
        case "no": false
        default: nil
        }
    }

    public func number(_ name: String, qualifiers: [String] = []) -> Int? {
        value(name, qualifiers: qualifiers).flatMap { Int($0.text) }
    }

    /// The words of a value; empty where it is not set.
    public func words(_ name: String, qualifiers: [String] = []) -> [String] {
        value(name, qualifiers: qualifiers)?.words ?? []
    }

    /// Editions of this region and those above it that hold on the day, the region's own first.
    public var editions: [PolicyEdition] {
        chain.flatMap { code in rules.editions.filter { $0.region == code && $0.holds(on: day) } }
    }

    /// Names that are set for this region or anything above it, sorted; lists and tables are not
    /// among them.
    public var names: [String] {
        Set(chain.flatMap { rules.values[$0].map { Array($0.keys) } ?? [] }).sorted()
    }

    // MARK: - Looking up

    static func candidates(_ name: String, _ qualifiers: [String]) -> [String] {
        qualifiers.map { "\(name).\($0)" } + [name]
    }

    /// The chain without the editions that do not cover the type asked for. The national orders are
    /// always among them: what a local edition adds rests on them.
    func covering(_ qualifiers: [String]) -> [RegionCode] {
        guard let type = qualifiers.first(where: { Self.types.contains($0) }) else { return chain }
        return chain.filter { code in
            guard code != RuleBook.national, let covers = own("covers", of: code) else {
                return true
            }
            return PolicyValue.words(of: covers.value).contains(type)
        }
    }

    private static let types = InstitutionType.allCases.map { "\($0)" }

    /// The type of institution for which something is asked.
    static func type(among qualifiers: [String]) -> InstitutionType? {
        InstitutionType.allCases.first { qualifiers.contains($0.name) }
    }

    struct Found {
        var name: String
        var value: DatedValue
        var source: RegionCode
    }

    func find(_ name: String, in chain: [RegionCode]) -> Found? {
        for (index, code) in chain.enumerated() {
            guard let value = own(name, of: code) else { continue }
            guard !value.isDash else { return national(name) }
            var found = Found(name: name, value: value, source: code)
            for (place, higher) in chain.enumerated().dropFirst(index)
            where appliesAtOnce(name, from: place, in: chain) {
                if let newer = rules.own(name, of: higher, on: day), !newer.isDash,
                    newer.from > found.value.from
                {
                    found = Found(name: name, value: newer, source: higher)
                }
            }
            return found
        }
        return nil
    }

    func national(_ name: String) -> Found? {
        guard let code = RuleBook.national, let value = own(name, of: code) else { return nil }
        return Found(name: name, value: value, source: code)
    }

    /// The region's own value, on the day whose edition the case keeps.
    func own(_ name: String, of code: RegionCode) -> DatedValue? {
        rules.own(name, of: code, on: day(for: name, of: code))
    }

    /// The day whose edition of `code` counts for a name.
    func day(for name: String, of code: RegionCode) -> LegalDate {
        guard let accepted else { return day }
        guard let says = rules.own("applies-to-running-cases", of: code, on: day),
            says.from > accepted, Self.reaches(says.value, name)
        else { return accepted }
        return day
    }

    /// Whether an edition below the one at `place` lets newer higher rules apply at once.
    func appliesAtOnce(_ name: String, from place: Int, in chain: [RegionCode]) -> Bool {
        chain.prefix(place).contains { code in
            guard let says = rules.own("higher-rules-apply-at-once", of: code, on: day) else {
                return false
            }
            return Self.reaches(says.value, name)
        }
    }

    /// `yes` reaches every name, `assessment-content` what an assessment looks at.
    private static func reaches(_ value: String, _ name: String) -> Bool {
        if value == "yes" { return true }
        guard value == "assessment-content" else { return false }
        return ["pass-mark", "pass-mark-full", "assessment-content"].contains { word in
            name == word || name.hasPrefix(word + ".")
        } || PolicyName.family(of: name) == .score || name.hasPrefix("list:assessment-content")
    }
}

extension DatedValue {
    /// A dash in a local edition stands for the national value.
    var isDash: Bool { value == "—" || value == "-" }
}
