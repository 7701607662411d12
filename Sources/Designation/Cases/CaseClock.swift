/// A clock of a case: a last day, or a first one, given by a rule (protocol §10.5).
public struct CaseClock: Hashable, Sendable {
    /// Who must act before it runs out.
    public enum Responsible: String, Sendable, CaseIterable, Hashable {
        case office, city, institution, department
    }

    /// Days that do not count: after the notice of what is missing, through the day it came.
    public struct Stop: Hashable, Sendable {
        /// The day of the notice; it counts itself.
        public var from: LegalDate
        /// The last day that does not count; `nil`: still standing still.
        public var to: LegalDate?

        public init(from: LegalDate, to: LegalDate?) {
            self.from = from
            self.to = to
        }
    }

    /// The name of the value that sets it, for example `assessment-limit`.
    public var rule: String
    /// The value in canonical text, for example `3m`.
    public var value: String
    public var citation: Citation
    /// The day from which it counts; it is not counted itself.
    public var start: LegalDate
    public var stops: [Stop]
    /// Within time up to and with this day; while it stands still, as if it went on tomorrow.
    public var lastDay: LegalDate
    /// A year without a published calendar had a say in it.
    public var isProvisional: Bool
    public var responsible: Responsible
    /// The day on which the office had done its part and the city's began; `nil` where it has but one.
    public var handedOn: LegalDate?
    /// The day on which what it waits for happened.
    public var done: LegalDate?
    /// It does not limit but bars: nothing may happen up to and with ``lastDay``.
    public var isWait: Bool

    public var isStopped: Bool { done == nil && stops.contains { $0.to == nil } }

    public func isRunning(on day: LegalDate) -> Bool {
        done == nil && (!isWait || day <= lastDay)
    }

    /// Whether the last day went by without, or before, what it waits for.
    public func isOverdue(on day: LegalDate) -> Bool {
        !isWait && (done ?? day) > lastDay
    }

    /// The last day of a span that stands still in between.
    ///
    /// Working days of a stop are given back as working days, otherwise calendar days as calendar days.
    static func deadline(
        _ span: RuleSpan, from start: LegalDate, stops: [Stop], on today: LegalDate,
        calendar: WorkCalendar, moving: Bool
    ) -> WorkCalendar.Deadline {
        var workdays = 0
        var days = 0
        for stop in stops {
            let from = max(start, stop.from)
            let to = stop.to ?? max(from, today)
            guard from < to else { continue }
            workdays += calendar.workingDays(after: from, through: to)
            days += Int(to.daysSince1970 - from.daysSince1970)
        }
        if span.unit == .workdays {
            return calendar.adding(workingDays: span.count + workdays, to: start)
        }
        let plain = span.lastDay(from: start, calendar: calendar, moving: false).day
            .adding(days: days)
        guard moving else { return WorkCalendar.Deadline(day: plain, isProvisional: false) }
        return calendar.movedToWorkingDay(plain)
    }
}
