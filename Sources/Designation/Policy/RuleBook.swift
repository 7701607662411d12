/// Editions and decisions in force, by region and day. A value that a region's own edition lacks is
/// looked up along its parents and last in the national edition (`"—"` means the national value).
///
/// Items of lists and score tables stand apart from the values: there are thousands of them, and the
/// fold, which asks for a dozen values many times over, is to walk past none of them.
public struct RuleBook: Hashable, Sendable {
    /// Parameter name → dated values, per region; the national edition stands under `national`.
    public private(set) var values: [RegionCode: [String: [DatedValue]]]
    /// Per region: the list's or table's name with its family (`list:conditions`), then what stands
    /// after the first stroke of the item's name (empty for the list itself) → dated values.
    public private(set) var parts: [RegionCode: [String: [String: [DatedValue]]]]
    /// Officers of each region's agency with their roles, by name; see ``Roster``.
    public private(set) var rosters: [RegionCode: [String: [DatedValue]]]
    /// What each region's agency handed in of its own work, by item; see ``AgencyFiling``.
    public private(set) var filings: [RegionCode: [String: [DatedValue]]]
    /// The editions from which the values come, by region, then id.
    public private(set) var editions: [PolicyEdition]

    public static let national = RegionCode("CN")

    public init() {
        values = [:]
        parts = [:]
        rosters = [:]
        filings = [:]
        editions = []
    }

    /// Adds a value. A name of a list or table that is not well formed is left out: nothing could
    /// look it up.
    public mutating func add(_ value: DatedValue, named name: String, for region: RegionCode) {
        if let officer = Roster.officer(of: name) {
            rosters[region, default: [:]][officer, default: []].append(value)
            return
        }
        if let item = AgencyFiling.item(of: name) {
            filings[region, default: [:]][item, default: []].append(value)
            return
        }
        guard PolicyName.family(of: name) != nil else {
            values[region, default: [:]][name, default: []].append(value)
            return
        }
        guard let (list, path) = Self.place(name) else { return }
        parts[region, default: [:]][list, default: [:]][path, default: []].append(value)
    }

    /// Takes one value out again.
    mutating func remove(_ value: DatedValue, named name: String, for region: RegionCode) {
        guard PolicyName.family(of: name) != nil else {
            values[region]?[name]?.removeAll { $0 == value }
            return
        }
        guard let (list, path) = Self.place(name) else { return }
        parts[region]?[list]?[path]?.removeAll { $0 == value }
    }

    mutating func drop(_ edition: PolicyEdition) {
        editions.removeAll { $0.id == edition.id && $0.region == edition.region }
    }

    /// The list of an item's name, and what stands after its first stroke.
    private static func place(_ name: String) -> (list: String, path: String)? {
        guard let part = PolicyName(name),
            let list = PolicyName(part.family, part.list)?.description
        else { return nil }
        return (list, part.step > 0 ? "\(part.item)/\(part.step)" : part.item)
    }

    /// Adds an edition; a part of one that is known widens its dates.
    public mutating func add(_ edition: PolicyEdition) {
        if let index = editions.firstIndex(where: {
            $0.id == edition.id && $0.region == edition.region
        }) {
            editions[index].widen(by: edition)
        } else {
            editions.append(edition)
            editions.sort()
        }
    }

    /// The value that holds for `region` on `day`: the latest `from` wins within one region.
    public func value(
        _ name: String, for region: RegionCode, on day: LegalDate, in tree: RegionTree
    ) -> DatedValue? {
        var current: RegionCode? = region
        for _ in 0..<16 {
            guard let code = current else { break }
            if let found = own(name, of: code, on: day) { return found }
            current = tree[code]?.parent
        }
        return Self.national.flatMap { own(name, of: $0, on: day) }
    }

    /// What the region's own editions and decisions say on the day.
    public func own(_ name: String, of region: RegionCode, on day: LegalDate) -> DatedValue? {
        Self.held(values[region]?[name], on: day)
    }

    /// The items of a list or table that the region's own editions hold on the day, by what stands
    /// after the stroke of their names.
    func ownParts(of list: PolicyName, in region: RegionCode, on day: LegalDate)
        -> [String: DatedValue]
    {
        parts[region]?[list.description]?.compactMapValues { Self.held($0, on: day) } ?? [:]
    }

    static func held(_ list: [DatedValue]?, on day: LegalDate) -> DatedValue? {
        guard let list else { return nil }
        var best: DatedValue?
        for value in list where value.from <= day && (value.to.map { day < $0 } ?? true) {
            if let known = best, !value.replaces(known) { continue }
            best = value
        }
        return best
    }
}

/// An edition as the rule book knows it: whose it is and when it holds.
public struct PolicyEdition: Hashable, Sendable, Comparable {
    public var id: String
    public var region: RegionCode
    public var titleChinese: String
    public var titleEnglish: String
    /// The first day on which any of its values holds.
    public var from: LegalDate
    /// The first day on which none of its values holds; `nil` where one is open.
    public var to: LegalDate?

    public init(
        id: String, region: RegionCode, titleChinese: String, titleEnglish: String,
        from: LegalDate, to: LegalDate?
    ) {
        self.id = id
        self.region = region
        self.titleChinese = titleChinese
        self.titleEnglish = titleEnglish
        self.from = from
        self.to = to
    }

    public func holds(on day: LegalDate) -> Bool { from <= day && (to.map { day < $0 } ?? true) }

    /// Takes in the days of another part of the same edition.
    public mutating func widen(by other: PolicyEdition) {
        from = min(from, other.from)
        if let end = to, let otherEnd = other.to { to = max(end, otherEnd) } else { to = nil }
    }

    public static func < (left: PolicyEdition, right: PolicyEdition) -> Bool {
        left.region == right.region ? left.id < right.id : left.region < right.region
    }
}
