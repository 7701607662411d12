/// All duties that are open on a day, the most pressing first, and how agencies did so far.
public struct DutyList: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public var duty: Duty
        public var light: Duty.Light
    }

    public let day: LegalDate
    /// Red before amber before green; then by last day, region, rule and subject.
    public private(set) var entries: [Entry]
    /// By region, who is responsible, and rule.
    public private(set) var figures: [DutyFigure]

    init(day: LegalDate, duties: [Duty], figures: [DutyFigure], calendar: WorkCalendar) {
        self.day = day
        entries =
            duties.map { Entry(duty: $0, light: $0.light(on: day, calendar: calendar)) }
            .sorted(by: Self.precedes)
        self.figures = figures.sorted {
            ($0.region, $0.responsible.rawValue, $0.rule)
                < ($1.region, $1.responsible.rawValue, $1.rule)
        }
    }

    public func count(_ light: Duty.Light) -> Int { entries.count { $0.light == light } }

    /// The part that concerns a region and what lies in it; an edition concerns all below its region.
    public func part(of region: RegionCode, in tree: RegionTree) -> DutyList {
        var part = self
        part.entries = entries.filter { entry in
            if tree.lies(entry.duty.region, in: region) { return true }
            guard case .edition = entry.duty.subject else { return false }
            return tree.lies(region, in: entry.duty.region) || tree[entry.duty.region] == nil
        }
        part.figures = figures.filter { tree.lies($0.region, in: region) }
        return part
    }

    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.light != right.light { return left.light < right.light }
        if left.duty.lastDay != right.duty.lastDay {
            // Without a last day: behind those that have one.
            guard let one = left.duty.lastDay else { return false }
            guard let other = right.duty.lastDay else { return true }
            return one < other
        }
        if left.duty.region != right.duty.region { return left.duty.region < right.duty.region }
        if left.duty.rule != right.duty.rule { return left.duty.rule < right.duty.rule }
        return left.duty.subject.name < right.duty.subject.name
    }
}
