import Designation
import Testing

/// Domain §5, counting.
@Suite struct WorkCalendarTests {
    /// The Spring Festival of 2026: off 16 to 20 and 23 February, make-up days 14 and 28.
    private let calendar = WorkCalendar(
        exceptions: [
            World.day("2026-02-14"): .workday, World.day("2026-02-16"): .holiday,
            World.day("2026-02-17"): .holiday, World.day("2026-02-18"): .holiday,
            World.day("2026-02-19"): .holiday, World.day("2026-02-20"): .holiday,
            World.day("2026-02-23"): .holiday, World.day("2026-02-28"): .workday,
        ], publishedYears: [2025, 2026])

    @Test("Working days leave out the starting day, weekends and holidays, and count make-up days")
    func workingDays() {
        let five = calendar.adding(workingDays: 5, to: World.day("2026-02-12"))
        // 13, 14 (make-up), 24, 25, 26.
        #expect(five.day == World.day("2026-02-26"))
        #expect(!five.isProvisional)
        let start = World.day("2026-02-12")
        #expect(calendar.workingDays(after: start, through: five.day) == 5)
        #expect(calendar.workingDays(after: five.day, through: start) == 0)
        #expect(calendar.adding(workingDays: 0, to: start).day == start)
    }

    @Test("A deadline for an act moves to the next working day; a term does not move")
    func movedDeadline() {
        #expect(
            calendar.movedToWorkingDay(World.day("2026-02-15")).day == World.day("2026-02-24"))
        #expect(
            calendar.deadline(months: 3, after: World.day("2025-11-30")).day
                == World.day("2026-02-28"))
        #expect(World.day("2025-11-30").adding(months: 3) == World.day("2026-02-28"))
    }

    @Test("N months ahead counts backwards and never later")
    func monthsAhead() {
        let latest = WorkCalendar.latestDay(months: 3, ahead: World.day("2026-05-31"))
        #expect(latest == World.day("2026-02-28"))
        let onHoliday = WorkCalendar.latestDay(months: 3, ahead: World.day("2026-05-17"))
        #expect(onHoliday == World.day("2026-02-17"))
    }

    @Test("What is counted through an unpublished year is provisional")
    func provisional() {
        let late = calendar.adding(workingDays: 3, to: World.day("2026-12-30"))
        #expect(late.isProvisional)
        #expect(calendar.movedToWorkingDay(World.day("2027-01-02")).isProvisional)
        #expect(!calendar.movedToWorkingDay(World.day("2026-12-31")).isProvisional)
    }

    @Test("Periods are written in days or months; anything else is none")
    func periods() {
        let start = World.day("2026-01-31")
        #expect(RulePeriod("180d")?.lastDay(from: start) == World.day("2026-07-30"))
        #expect(RulePeriod("1m")?.lastDay(from: start) == World.day("2026-02-28"))
        for text in ["", "d", "-1d", "+1d", "1", "1y", "１d", "1234567d"] {
            #expect(RulePeriod(text) == nil, "\(text)")
        }
    }
}
