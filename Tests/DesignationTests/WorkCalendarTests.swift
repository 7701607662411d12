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

    @Test(
        "An act ahead of a day is in time on the last day from which the whole span is over before it",
        arguments: [
            // Term over at the end of 31 May, 28 February, 31 December; of a leap year; of short months.
            ("3m", "2026-06-01", "2026-02-28"), ("3m", "2027-03-01", "2026-11-30"),
            ("3m", "2027-01-01", "2026-09-30"), ("3m", "2024-06-01", "2024-02-29"),
            ("3m", "2026-05-31", "2026-02-28"), ("3m", "2026-05-30", "2026-02-28"),
            ("3m", "2026-05-29", "2026-02-28"), ("3m", "2026-05-28", "2026-02-27"),
            ("1m", "2026-03-31", "2026-02-28"), ("1y", "2025-02-28", "2024-02-27"),
            ("1y", "2025-03-01", "2024-02-29"), ("30d", "2026-05-31", "2026-04-30"),
            // On a holiday it stays; as it would else be later.
            ("3m", "2026-05-18", "2026-02-17"),
            // Five working days lie between, whatever the days around are.
            ("5wd", "2026-02-27", "2026-02-12"), ("5wd", "2026-02-28", "2026-02-13"),
            ("5wd", "2026-03-02", "2026-02-23"), ("0d", "2026-05-31", "2026-05-30"),
        ])
    func ahead(_ span: String, _ day: String, _ last: String) throws {
        let span = try #require(RuleSpan(span))
        let found = span.latestDay(ahead: World.day(day), calendar: calendar).day
        #expect(found == World.day(last))
        let full = span.lastDay(from: found, calendar: calendar, moving: false).day
        let next = span.lastDay(from: found.adding(days: 1), calendar: calendar, moving: false).day
        #expect(full < World.day(day))
        #expect(next >= World.day(day) || found.adding(days: 1) == World.day(day))
    }

    @Test("By the other reading of the decision a last day that is none for working moves on")
    func aheadMoves() throws {
        let last = try #require(RuleSpan("3m")).latestDay(
            ahead: World.day("2026-05-18"), calendar: calendar, movesOn: true)
        #expect(last.day == World.day("2026-02-24"))
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
