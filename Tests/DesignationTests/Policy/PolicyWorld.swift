import Designation

/// A book of a nation, a province and a city, for tests of policies.
struct PolicyWorld {
    var book = RuleBook()
    static let nation = World.code("CN")
    static let province = World.code("220000")
    static let city = World.code("220100")

    mutating func set(
        _ name: String, _ value: String, _ region: RegionCode, from: String = "2021-02-01",
        to: String? = nil, article: String = "1", isDecision: Bool = false
    ) {
        book.add(
            DatedValue(
                value: value, from: World.day(from), to: to.map(World.day),
                citation: Citation(edition: region == Self.nation ? "N" : "S2", article: article),
                isDecision: isDecision),
            named: name, for: region)
    }

    mutating func item(
        _ list: String, _ id: String, _ words: String, _ region: RegionCode,
        from: String = "2021-02-01", to: String? = nil, article: String = "1",
        attributes: [PolicyItem.Key: String] = [:]
    ) {
        guard let item = PolicyItem(chinese: words, english: words, attributes: attributes) else {
            preconditionFailure("bad item in a test")
        }
        set("list:\(list)/\(id)", item.text, region, from: from, to: to, article: article)
    }

    func policy(_ region: RegionCode = city, on day: String = "2026-11-21") -> Policy {
        Policy(region: region, day: World.day(day), rules: book, regions: World.tree)
    }
}
