import Designation
import Federation
import Messages

/// `dingdian calendar add DATE N [--unit workdays|days|months|years] [--ahead]` by the rules of domain
/// §5, and `calendar show [YEAR]`.
enum CalendarCommand {
    static func run(_ context: CommandContext) throws -> CommandResult {
        let text = try context.argument(0, "a day as YYYY-MM-DD")
        guard let start = text == "today" ? context.today : LegalDate(text) else {
            throw CommandFailure.usage("\(text) is no day as YYYY-MM-DD.")
        }
        let number = try context.argument(1, "a number")
        guard let count = Int(number), (0...WorkCalendar.maximumStep).contains(count) else {
            throw CommandFailure.usage("The number lies between 0 and \(WorkCalendar.maximumStep).")
        }
        guard let unit = RuleUnit(rawValue: context.option("unit") ?? "workdays") else {
            throw CommandFailure.usage("--unit takes workdays, days, months or years.")
        }
        let span = RuleSpan(count: count, unit: unit)
        let calendar = context.directory.workCalendar
        let isAhead = context.command.isSet("ahead")
        guard isInRange(start, span, calendar, isAhead: isAhead) else {
            throw CommandFailure(
                "That day lies outside the years 1900 to 9999; no day has a name there.")
        }
        return isAhead
            ? ahead(start, span, calendar) : after(start, span, calendar)
    }

    /// Days have names from 1900 to 9999 (protocol §1.4). Months are counted to the end of these years at
    /// most, so that the result alone does not tell.
    private static func isInRange(
        _ start: LegalDate, _ span: RuleSpan, _ calendar: WorkCalendar, isAhead: Bool
    ) -> Bool {
        let years = 1900...9999
        let sign = isAhead ? -1 : 1
        let (year, month, _) = start.components
        let months: Int
        switch span.unit {
        case .months: months = span.count
        case .years: months = span.count * 12
        default: months = 0
        }
        let index = year * 12 + month - 1 + sign * months
        guard index >= 1900 * 12, index < 10_000 * 12 else { return false }
        let day =
            isAhead
            ? span.latestDay(ahead: start, calendar: calendar).day
            : span.lastDay(from: start, calendar: calendar, moving: true).day
        return years.contains(day.year)
    }

    private static func after(
        _ start: LegalDate, _ span: RuleSpan, _ calendar: WorkCalendar
    ) -> CommandResult {
        let plain = span.lastDay(from: start, calendar: calendar, moving: false)
        let deadline = span.lastDay(from: start, calendar: calendar, moving: true)
        var text = "\(plain.day)"
        if plain.day != deadline.day {
            text +=
                "\n办理期限顺延至 / a deadline for an act moves to \(deadline.day)"
                + "；期限、中止期、180 日不顺延 / terms, suspensions and the 180 days do not move"
        }
        if deadline.isProvisional { text += provisional }
        return result(start, span, plain.day, deadline, text, isAhead: false)
    }

    /// "N months ahead": counted backwards, never later.
    private static func ahead(
        _ end: LegalDate, _ span: RuleSpan, _ calendar: WorkCalendar
    ) -> CommandResult {
        let deadline = span.latestDay(ahead: end, calendar: calendar)
        var text = "\(deadline.day)"
        if !calendar.isWorkingDay(deadline.day) {
            text += "\n非工作日，不向后顺延 / no working day; it does not move to a later one"
        }
        if deadline.isProvisional { text += provisional }
        return result(end, span, deadline.day, deadline, text, isAhead: true)
    }

    private static let provisional =
        "\n暂定：当年节假日安排尚未公布 / provisional: that year's list is not published"

    private static func result(
        _ start: LegalDate, _ span: RuleSpan, _ plain: LegalDate,
        _ deadline: WorkCalendar.Deadline, _ text: String, isAhead: Bool
    ) -> CommandResult {
        CommandResult(
            text: text,
            json: [
                "start": .date(start), "count": .count(span.count),
                "unit": .string(span.unit.rawValue), "ahead": .bool(isAhead),
                "date": .date(plain), "deadline": .date(deadline.day),
                "provisional": .bool(deadline.isProvisional),
            ])
    }

    /// The published years, or the exceptions of one.
    static func show(_ context: CommandContext) throws -> CommandResult {
        let years = context.directory.calendars
        guard let text = context.command.arguments.first else {
            let known = years.keys.sorted().map(String.init)
            return CommandResult(
                text: known.isEmpty
                    ? "尚无节假日安排，期限均为暂定 / no year is published, every deadline is provisional"
                    : "已公布 published: \(known.joined(separator: ", "))",
                json: ["years": .array(years.keys.sorted().map { .count($0) })])
        }
        guard let number = Int(text), let year = years[number] else {
            throw CommandFailure(
                "No list is published for \(text); days of that year are provisional.")
        }
        let lines = [
            "\(year.year)  \(Wording.citation(year.citation))",
            "休息 off: " + year.holidays.map(\.description).joined(separator: " "),
            "补班 worked: " + year.workdays.map(\.description).joined(separator: " "),
        ]
        return CommandResult(
            text: lines.joined(separator: "\n"),
            json: [
                "year": .count(year.year), "off": .strings(year.holidays.map(\.description)),
                "worked": .strings(year.workdays.map(\.description)),
            ])
    }
}
