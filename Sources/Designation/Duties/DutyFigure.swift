/// How long an agency takes for what a rule gives it time for, and how often it is late.
///
/// Counted are clocks of cases that limit somebody; clocks that only bar, and public facts, are not.
public struct DutyFigure: Hashable, Sendable {
    public var region: RegionCode
    public var responsible: CaseClock.Responsible
    public var rule: String
    /// Clocks that were met.
    public var closedCount: Int
    /// Those of them that were met after their last day.
    public var lateCount: Int
    /// Calendar days from start to end of the closed clocks, without days that stood still.
    public var dayCount: Int
    public var runningCount: Int
    /// Running ones past their last day.
    public var overCount: Int

    init(_ key: Key) {
        region = key.region
        responsible = key.responsible
        rule = key.rule
        closedCount = 0
        lateCount = 0
        dayCount = 0
        runningCount = 0
        overCount = 0
    }

    struct Key: Hashable {
        var region: RegionCode
        var responsible: CaseClock.Responsible
        var rule: String
    }

    /// Average handling time in tenths of a calendar day, rounded; `nil` before the first closed clock.
    public var averageTenths: Int? {
        closedCount == 0 ? nil : (dayCount * 20 + closedCount) / (closedCount * 2)
    }

    /// Per thousand of all that were due: closed late or running over, of those closed and those
    /// over. `nil` while nothing was due.
    public var overduePerMille: Int? {
        let due = closedCount + overCount
        return due == 0 ? nil : ((lateCount + overCount) * 2000 + due) / (due * 2)
    }

    mutating func take(_ clock: CaseClock, on day: LegalDate) {
        guard let done = clock.done else {
            runningCount += 1
            if clock.isOverdue(on: day) { overCount += 1 }
            return
        }
        closedCount += 1
        if clock.isOverdue(on: day) { lateCount += 1 }
        let plain = Int(done.daysSince1970 - clock.start.daysSince1970)
        dayCount += max(0, plain - clock.stoppedDayCount(through: done))
    }
}

extension CaseClock {
    /// A clock of two tiers as what each had of it: the office until the city had something to approve, the
    /// city from then on, which did not cause what was late before. One of a single agency is itself.
    var shares: [CaseClock] {
        guard let handedOn else { return [self] }
        var office = self
        var city = self
        office.responsible = .office
        office.done = handedOn
        city.start = handedOn
        if office.isOverdue(on: handedOn) { city.lastDay = .never }
        return [office, city]
    }

    /// Calendar days after the start that did not count, up to and with a day.
    func stoppedDayCount(through day: LegalDate) -> Int {
        stops.reduce(0) { sum, stop in
            let from = max(start, stop.from)
            let to = min(stop.to ?? day, day)
            return sum + max(0, Int(to.daysSince1970 - from.daysSince1970))
        }
    }
}
