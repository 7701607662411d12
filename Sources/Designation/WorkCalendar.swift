/// Working days of the State Council's calendar and the counting of deadlines (domain §6).
///
/// The exceptions are handed in: days off that fall on Monday to Friday and make-up days that fall
/// on a weekend. What is counted through a year whose list is not published is provisional and is
/// to be computed anew when the list arrives.
public struct WorkCalendar: Hashable, Sendable {
    public enum DayKind: String, Sendable, CaseIterable, Hashable {
        case holiday
        case workday
    }

    /// A computed day, and whether an unpublished year had a say in it.
    public struct Deadline: Hashable, Sendable {
        public var day: LegalDate
        public var isProvisional: Bool

        public init(day: LegalDate, isProvisional: Bool) {
            self.day = day
            self.isProvisional = isProvisional
        }
    }

    /// More working days than this in one step are a mistake; the count stops there.
    public static let maximumStep = 5_000

    public var exceptions: [LegalDate: DayKind]
    public var publishedYears: Set<Int>

    public init(exceptions: [LegalDate: DayKind] = [:], publishedYears: Set<Int> = []) {
        self.exceptions = exceptions
        self.publishedYears = publishedYears
    }

    public func isWorkingDay(_ day: LegalDate) -> Bool {
        switch exceptions[day] {
        case .holiday: false
        case .workday: true
        case nil: day.weekday <= 5
        }
    }

    public func isPublished(_ year: Int) -> Bool { publishedYears.contains(year) }

    /// The day that is `count` working days after `start`; the starting day is not counted. Zero
    /// gives `start` itself.
    public func adding(workingDays count: Int, to start: LegalDate) -> Deadline {
        var day = start
        var isProvisional = !isPublished(start.year)
        var left = min(max(0, count), Self.maximumStep)
        while left > 0 {
            day = day.adding(days: 1)
            if isWorkingDay(day) { left -= 1 }
            if !isProvisional, !isPublished(day.year) { isProvisional = true }
        }
        return Deadline(day: day, isProvisional: isProvisional)
    }

    /// The day that is `count` working days before `end`; `end` itself is not counted. Zero gives `end`.
    public func subtracting(workingDays count: Int, from end: LegalDate) -> Deadline {
        var day = end
        var isProvisional = !isPublished(end.year)
        var left = min(max(0, count), Self.maximumStep)
        while left > 0 {
            day = day.adding(days: -1)
            if isWorkingDay(day) { left -= 1 }
            if !isProvisional, !isPublished(day.year) { isProvisional = true }
        }
        return Deadline(day: day, isProvisional: isProvisional)
    }

    /// Working days in `(start, end]`: 0 when `end` is not after `start`.
    public func workingDays(after start: LegalDate, through end: LegalDate) -> Int {
        var count = 0
        var day = start
        while day < end, count < Self.maximumStep {
            day = day.adding(days: 1)
            if isWorkingDay(day) { count += 1 }
        }
        return count
    }

    /// The last day for an act due by `day`: the next working day where `day` is none.
    ///
    /// Terms, suspensions, bars and the 180 days do not move; do not use it for them.
    public func movedToWorkingDay(_ day: LegalDate) -> Deadline {
        var moved = day
        // No list gives more than a few weeks off; a foreign list that does is not followed further.
        for _ in 0..<60 where !isWorkingDay(moved) { moved = moved.adding(days: 1) }
        let isProvisional = !isPublished(day.year) || !isPublished(moved.year)
        return Deadline(day: moved, isProvisional: isProvisional)
    }

    /// The last day for an act that must follow within calendar months of `start`.
    public func deadline(months: Int, after start: LegalDate) -> Deadline {
        movedToWorkingDay(start.adding(months: months))
    }
}
