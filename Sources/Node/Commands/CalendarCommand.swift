import Designation
import Federation

/// `dingdian calendar add DATE N [--unit workdays|days|months]`, by the rules of domain §5.
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
        let calendar = calendar(of: context.directory)
        let unit = context.option("unit") ?? "workdays"
        let plain: LegalDate
        let deadline: WorkCalendar.Deadline
        switch unit {
        case "workdays":
            deadline = calendar.adding(workingDays: count, to: start)
            plain = deadline.day
        case "days":
            plain = start.adding(days: count)
            deadline = calendar.movedToWorkingDay(plain)
        case "months":
            plain = start.adding(months: count)
            deadline = calendar.movedToWorkingDay(plain)
        default: throw CommandFailure.usage("--unit takes workdays, days or months.")
        }
        return result(start, count, unit, plain, deadline)
    }

    private static func result(
        _ start: LegalDate, _ count: Int, _ unit: String, _ plain: LegalDate,
        _ deadline: WorkCalendar.Deadline
    ) -> CommandResult {
        var text = "\(plain)"
        if plain != deadline.day {
            text +=
                "\n办理期限顺延至 / a deadline for an act moves to \(deadline.day)"
                + "；期限、中止期、180 日不顺延 / terms, suspensions and the 180 days do not move"
        }
        if deadline.isProvisional {
            text += "\n暂定：当年节假日安排尚未公布 / provisional: that year's list is not published"
        }
        return CommandResult(
            text: text,
            json: [
                "start": .date(start), "count": .count(count), "unit": .string(unit),
                "date": .date(plain), "deadline": .date(deadline.day),
                "provisional": .bool(deadline.isProvisional),
            ])
    }

    static func calendar(of directory: Directory) -> WorkCalendar {
        var exceptions: [LegalDate: WorkCalendar.DayKind] = [:]
        for year in directory.calendars.values {
            for day in year.holidays { exceptions[day] = .holiday }
            for day in year.workdays { exceptions[day] = .workday }
        }
        return WorkCalendar(
            exceptions: exceptions, publishedYears: Set(directory.calendars.keys))
    }
}
