/// The officers of one agency on a day, each with the roles that he or she has there.
///
/// A roster travels as decisions of the agency's region, named `officer:` and the officer's name or
/// number, with the roles as words (`none` takes them away); a person who leaves gets a last day. It
/// exists from the first day of its first officer on, so that an agency whose last officer left does not
/// fall back to having none.
public struct Roster: Hashable, Sendable {
    public static let prefix = "officer:"
    /// What a decision says of an officer who has no role any more.
    public static let noRole = "none"

    public let region: RegionCode
    /// Officers without a role on the day are left out.
    public let officers: [String: Set<OfficerRole>]

    /// Whether the officer may act in the role; the roles of somebody who is not on it are none.
    public func has(_ officer: String, as role: OfficerRole) -> Bool {
        officers[officer]?.contains(role) == true
    }

    /// The officer of a decision's name; `nil` for any other name.
    public static func officer(of name: String) -> String? {
        guard name.utf8.starts(with: prefix.utf8) else { return nil }
        let officer = String(Substring(name.utf8.dropFirst(prefix.utf8.count)))
        return officer.isEmpty ? nil : officer
    }

    /// The roles that a decision's value gives; words that are no role give none.
    static func roles(_ value: String) -> Set<OfficerRole> {
        Set(PolicyValue.words(of: value).compactMap { OfficerRole(rawValue: $0) })
    }
}

extension RuleBook {
    /// - Returns: `nil` where the region's agency keeps no roster on the day.
    public func roster(of region: RegionCode, on day: LegalDate) -> Roster? {
        guard let rows = rosters[region],
            rows.values.contains(where: { $0.contains { $0.from <= day } })
        else { return nil }
        let officers = rows.compactMapValues {
            Self.held($0, on: day).map { Roster.roles($0.value) }
        }
        return Roster(region: region, officers: officers.filter { !$0.value.isEmpty })
    }
}
