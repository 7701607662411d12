/// Units in which rules count (domain §6, counting).
public enum RuleUnit: String, Sendable, CaseIterable, Hashable {
    case workdays, days, months, years

    /// The letters of the canonical text: `5wd`, `180d`, `3m`, `1y`.
    public var symbol: String {
        switch self {
        case .workdays: "wd"
        case .days: "d"
        case .months: "m"
        case .years: "y"
        }
    }
}

/// A span of time as editions give it: a count of working days, days, months or years.
public struct RuleSpan: Hashable, Sendable, CustomStringConvertible {
    /// 0 to 9999.
    public var count: Int
    public var unit: RuleUnit

    public init(count: Int, unit: RuleUnit) {
        self.count = min(max(0, count), 9999)
        self.unit = unit
    }

    /// Reads the canonical text.
    ///
    /// - Returns: `nil` unless it is 1 to 4 digits and a unit's letters.
    public init?(_ text: String) {
        var count = 0
        var digitCount = 0
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
            digitCount += 1
            guard digitCount <= 4 else { return nil }
            count = count * 10 + Int(byte - UInt8(ascii: "0"))
        }
        let letters = text.utf8.dropFirst(digitCount)
        guard digitCount > 0,
            let unit = RuleUnit.allCases.first(where: { $0.symbol.utf8.elementsEqual(letters) })
        else { return nil }
        self.init(count: count, unit: unit)
    }

    public var description: String { "\(count)\(unit.symbol)" }

    /// The last day that is still within the span after `start`, which itself is not counted. A day
    /// that the month lacks becomes the month's last.
    ///
    /// - Parameter moving: true for a deadline of an act, which moves to the next working day; false
    ///   for terms, suspensions, bars and the 180 days, which do not move.
    public func lastDay(
        from start: LegalDate, calendar: WorkCalendar, moving: Bool
    ) -> WorkCalendar.Deadline {
        let plain: LegalDate
        switch unit {
        case .workdays: return calendar.adding(workingDays: count, to: start)
        case .days: plain = start.adding(days: count)
        case .months: plain = start.adding(months: count)
        case .years: plain = start.adding(months: 12 * count)
        }
        guard moving else { return WorkCalendar.Deadline(day: plain, isProvisional: false) }
        return calendar.movedToWorkingDay(plain)
    }

    /// The first day after a term that begins on `from`: terms count their first day and do not move.
    public func endOfTerm(from: LegalDate) -> LegalDate {
        switch unit {
        case .workdays, .days: from.adding(days: count)
        case .months: from.adding(months: count)
        case .years: from.adding(months: 12 * count)
        }
    }

    /// The last day for an act that must precede `day` by the span ("three months ahead"; N41, N44, P38,
    /// P41): the last from which the whole span, counted as always, is over before `day` begins. So neither
    /// the day of the act nor `day` belongs to the span, and the act is in time on the last day itself
    /// (decision `months-ahead-counting`; `protocol/decisions.md`, 43).
    ///
    /// - Parameters:
    ///   - day: the first day on which it is to be otherwise: of a term the day after its last one.
    ///   - movesOn: what the other reading of that decision asks for: a day that is none for working
    ///     moves to the next one.
    public func latestDay(
        ahead day: LegalDate, calendar: WorkCalendar, movesOn: Bool = false
    ) -> WorkCalendar.Deadline {
        var last: WorkCalendar.Deadline
        switch unit {
        case .workdays: last = calendar.subtracting(workingDays: count, from: day)
        case .days: last = .init(day: day.adding(days: -count), isProvisional: false)
        case .months: last = .init(day: day.adding(months: -count), isProvisional: false)
        case .years: last = .init(day: day.adding(months: -12 * count), isProvisional: false)
        }
        // Counted back the span may be a few days off: a month's missing day is its last one in both
        // directions, and a day off counts in neither.
        for _ in 0..<Self.mostDaysOff where isOver(from: last.day, before: day, calendar) == false {
            last.day = last.day.adding(days: -1)
        }
        for _ in 0..<Self.mostDaysOff {
            let next = last.day.adding(days: 1)
            guard next < day, isOver(from: next, before: day, calendar) else { break }
            last.day = next
        }
        guard movesOn else { return last }
        return calendar.movedToWorkingDay(last.day)
    }

    /// Longer than any month's missing days and any holiday of a list.
    private static let mostDaysOff = 60

    private func isOver(
        from start: LegalDate, before day: LegalDate, _ calendar: WorkCalendar
    ) -> Bool {
        lastDay(from: start, calendar: calendar, moving: false).day < day
    }

    /// Whether this span is longer than another, where the two can be compared: days with days,
    /// working days with working days, months with years, and months with days that they always or never
    /// reach, whatever month they start in: six months are longer than 180 days, and neither longer nor
    /// shorter than 182. `nil` where they cannot.
    public func isLonger(than other: RuleSpan) -> Bool? {
        switch (unit, other.unit) {
        case (.workdays, .workdays), (.days, .days): count > other.count
        case (.months, .months), (.months, .years), (.years, .months), (.years, .years):
            months > other.months
        case (.days, .months), (.days, .years), (.months, .days), (.years, .days):
            isLongerInDays(than: other)
        default: nil
        }
    }

    private func isLongerInDays(than other: RuleSpan) -> Bool? {
        let (one, two) = (days, other.days)
        if two.upperBound <= one.lowerBound, one.upperBound > two.lowerBound { return true }
        return one.upperBound <= two.lowerBound ? false : nil
    }

    /// The fewest and the most days that the span may have, by the month in which it starts.
    private var days: ClosedRange<Int> {
        guard unit == .months || unit == .years else { return count...count }
        let fewest = [0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334]
        let most = [0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337]
        let (years, rest) = (months / 12, months % 12)
        // A leap year comes every four years, except around most full centuries.
        let leap = years > 0 ? (months + 47) / 48 : 0
        return 365 * years + fewest[rest] + years / 8...365 * years + most[rest] + leap
    }

    private var months: Int { unit == .years ? 12 * count : count }
}

/// "1 to 5 years", as editions bound how long a person may be suspended (S4).
public struct YearBounds: Hashable, Sendable {
    public var least: Int
    public var most: Int

    /// - Returns: `nil` unless the text is `A to B years` with 0 ≤ A ≤ B ≤ 100.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: 0x20).map { String(Substring($0)) }
        guard parts.count == 4, parts[1] == "to", parts[3] == "years", let low = Int(parts[0]),
            let high = Int(parts[2]), low >= 0, low <= high, high <= 100
        else { return nil }
        least = low
        most = high
    }

    /// Whether the days `[from, to)` are neither fewer nor more; no end is more.
    public func contains(from: LegalDate, to: LegalDate?) -> Bool {
        guard let to else { return false }
        return from.adding(months: 12 * least) <= to && to <= from.adding(months: 12 * most)
    }
}
