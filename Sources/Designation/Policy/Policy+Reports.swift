/// By when something is to be filed or reported, and where that is said.
public struct FilingTime: Hashable, Sendable {
    /// A span (`10wd`) or a word (`at-once`, `regularly`, `monthly`).
    public var text: String
    public var citation: Citation

    /// The last day, counted from the day of what is to be reported; `nil` for a word from which no
    /// day follows (`regularly`, `promptly`).
    ///
    /// What is reported at once is reported on the day itself, what is reported for each month,
    /// quarter or year by the last day of it; both move to a working day.
    public func lastDay(
        from start: LegalDate, calendar: WorkCalendar
    ) -> WorkCalendar.Deadline? {
        if let span = RuleSpan(text) {
            return span.lastDay(from: start, calendar: calendar, moving: true)
        }
        let (year, month, _) = start.components
        let last: Int
        switch text {
        case "at-once", "same-day": return calendar.movedToWorkingDay(start)
        case "monthly": last = month
        case "quarterly": last = (month + 2) / 3 * 3
        case "yearly": last = 12
        default: return nil
        }
        let day = LegalDate.dayCount(ofMonth: last, year: year)
        return LegalDate(year: year, month: last, day: day).map(calendar.movedToWorkingDay)
    }

    /// The values that say when something is reported; an item names one of them by `rule`.
    static let rules: Set<String> = [
        "measures-reported", "terminations-reported", "regular-reports",
    ]
}

extension Policy {
    /// By when what an item of `filings` or `reports` names is handed in: as the value says that the
    /// item names by `rule`, where it is one of times; else as the item says itself.
    ///
    /// - Returns: `nil` where neither says anything.
    public func time(
        of entry: PolicyList.Entry, qualifiers: [String] = []
    ) -> FilingTime? {
        if let name = entry.item[.rule], FilingTime.rules.contains(name),
            let value = value(name, qualifiers: qualifiers)
        {
            let isOfOneSource = value.source == entry.source
            return FilingTime(
                text: value.text, citation: isOfOneSource ? entry.citation : value.citation)
        }
        return entry.item[.within].map { FilingTime(text: $0, citation: entry.citation) }
    }

    /// The items of `reports` that are due when an agreement is suspended or terminated, or a person or
    /// department is: the item of that name (N49, P46); for terminations those that are collected
    /// besides (S2 31); of what a district imposes, major matters to its city (S4).
    ///
    /// - Parameters:
    ///   - matter: `suspension`, `termination` or `persons-and-departments`.
    ///   - isImposed: false where the institution asked for it.
    ///   - agency: the region whose agency acted.
    public func reports(
        of matter: String, isImposed: Bool, by agency: RegionCode, qualifiers: [String] = []
    ) -> [PolicyList.Entry] {
        list("reports", qualifiers: qualifiers).entries.filter { entry in
            switch entry.item[.rule] {
            case "terminations-reported":
                matter == "termination"
                    && value("terminations-reported", qualifiers: qualifiers) != nil
            case "major-matters-reported":
                isImposed && isMajor(matter, of: agency, qualifiers)
            case _ where matter == "persons-and-departments":
                entry.id == matter && concerns(entry, qualifiers)
            default: entry.id == matter
            }
        }
    }

    /// P46 has suspensions and terminations reported and knows no measures on persons (P35); what Order No. 2
    /// alone says (N49 ¶2) is no matter of pharmacies.
    private func concerns(_ entry: PolicyList.Entry, _ qualifiers: [String]) -> Bool {
        Policy.type(among: qualifiers) != .pharmacy
            || !entry.citations.flatMap(\.parts).allSatisfy { $0.edition == "N" }
    }

    /// Which matters are major the text leaves open (decision `major-matters`); the city does not report
    /// to itself.
    private func isMajor(
        _ matter: String, of agency: RegionCode, _ qualifiers: [String]
    ) -> Bool {
        value("major-matters-reported", qualifiers: qualifiers)?.text == "city-agency"
            && words("major-matters", qualifiers: qualifiers).contains(matter)
            && regions.pool(of: agency) != agency
    }

    /// The item by which the list of the signed is filed (N10, P9); `nil` where the edition asks for no
    /// such filing.
    public func signedListFiled(qualifiers: [String] = []) -> PolicyList.Entry? {
        guard flag("signed-list-filed", qualifiers: qualifiers) == true else { return nil }
        return list("filings", qualifiers: qualifiers)["agreement-signed"]
    }
}
