/// A filing or report that is about the work of an agency or department and belongs to no institution: the city's
/// list of those signed (S4), the district's guide to allocation (S0 二), clauses that a pool changed (S1 四).
///
/// It travels like a roster, as a decision of the agency's region named `filing:` and the item of the lists
/// `filings` or `reports`; the value names the recipients, the first day is that on which it was handed in.
public struct AgencyFiling: Hashable, Sendable {
    public static let prefix = "filing:"

    public let item: String
    public let day: LegalDate
    /// Words of the item's `to`.
    public let recipients: [String]
    public let citation: Citation

    /// The item of a decision's name; `nil` for any other name.
    public static func item(of name: String) -> String? {
        guard name.utf8.starts(with: prefix.utf8) else { return nil }
        let item = String(Substring(name.utf8.dropFirst(prefix.utf8.count)))
        return item.isEmpty ? nil : item
    }

    /// Whose work an item is about; a word of the items' attribute `by`.
    public enum Filer: String, Sendable, CaseIterable, Hashable {
        /// Every agency.
        case agency
        /// The agency of the pool.
        case cityAgency = "city-agency"
        /// The agencies inside a pool.
        case officeAgency = "office-agency"
        /// The department beside every agency.
        case department
        /// The department of the pool.
        case poolDepartment = "pool-department"
        /// Departments beside the agencies inside a pool.
        case officeDepartment = "office-department"

        /// Who acts, in lists of duties.
        public var responsible: CaseClock.Responsible {
            switch self {
            case .agency, .cityAgency, .officeAgency: .office
            case .department, .poolDepartment, .officeDepartment: .department
            }
        }
    }
}

extension RuleBook {
    /// What a region's agency handed in of an item, oldest first.
    public func filings(_ item: String, of region: RegionCode) -> [AgencyFiling] {
        (filings[region]?[item] ?? []).map {
            AgencyFiling(
                item: item, day: $0.from, recipients: PolicyValue.words(of: $0.value),
                citation: $0.citation)
        }
        .sorted { $0.day < $1.day }
    }
}

extension Policy {
    /// The items of `filings` and `reports` that the region's agency, or the department beside it, hands in
    /// of its own work.
    public func agencyFilings() -> [(entry: PolicyList.Entry, filer: AgencyFiling.Filer)] {
        (list("filings").entries + list("reports").entries).compactMap { entry in
            guard let filer = entry.item[.by].flatMap({ AgencyFiling.Filer(rawValue: $0) }),
                isOf(filer)
            else { return nil }
            return (entry, filer)
        }
    }

    private func isOf(_ filer: AgencyFiling.Filer) -> Bool {
        let isPool = regions.pool(of: region) == region
        return switch filer {
        case .agency, .department: true
        case .cityAgency, .poolDepartment: isPool
        case .officeAgency, .officeDepartment: !isPool
        }
    }
}

/// A month, quarter or year that is reported as one.
public struct ReportPeriod: Hashable, Sendable {
    public let first: LegalDate
    public let last: LegalDate

    /// - Parameter word: `monthly`, `quarterly` or `yearly`; from any other word no period follows.
    public init?(_ word: String, containing day: LegalDate) {
        let length: Int
        switch word {
        case "monthly": length = 1
        case "quarterly": length = 3
        case "yearly": length = 12
        default: return nil
        }
        let (year, month, _) = day.components
        let start = (month - 1) / length * length + 1
        guard let first = LegalDate(year: year, month: start, day: 1) else { return nil }
        self.first = first
        last = first.adding(months: length).adding(days: -1)
    }
}
