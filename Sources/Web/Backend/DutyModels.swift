public import Designation

/// Which duties are asked for.
public struct DutyQuestion: Hashable, Sendable {
    public var day: LegalDate
    /// Only those of a region and what lies in it.
    public var region: RegionCode?
    public var light: Duty.Light?
    public var part: ListPart
    /// Whether what comes from cases is among them.
    public var includingCases: Bool

    public init(
        day: LegalDate, region: RegionCode? = nil, light: Duty.Light? = nil,
        part: ListPart = ListPart(), includingCases: Bool
    ) {
        self.day = day
        self.region = region
        self.light = light
        self.part = part
        self.includingCases = includingCases
    }
}

/// Duties of a day, the most pressing first.
public struct DutyReport: Hashable, Sendable {
    public var question: DutyQuestion
    /// Of the region, whatever the light asked for.
    public var counts: [Duty.Light: Int]
    /// How many there are with the light asked for, shown or not.
    public var total: Int
    public var rows: [DutyRow]
    /// How agencies did so far; empty where cases are not included.
    public var figures: [FigureRow]
    /// Editions that touch the region and end soon, or have ended, without a successor.
    public var endings: [EditionEnding]

    public init(
        question: DutyQuestion, counts: [Duty.Light: Int], total: Int, rows: [DutyRow],
        figures: [FigureRow], endings: [EditionEnding]
    ) {
        self.question = question
        self.counts = counts
        self.total = total
        self.rows = rows
        self.figures = figures
        self.endings = endings
    }

    /// A figure with what its rule is called.
    public struct FigureRow: Hashable, Sendable {
        public var figure: DutyFigure
        public var title: BilingualText

        public init(figure: DutyFigure, title: BilingualText) {
            self.figure = figure
            self.title = title
        }
    }
}

/// A duty in a list.
public struct DutyRow: Hashable, Sendable {
    public var entry: DutyList.Entry
    /// What the rule is called.
    public var title: BilingualText
    /// The rule's value in words; empty where it has none.
    public var value: BilingualText
    /// Of the institution; empty when it is not known here, or none is concerned.
    public var institutionName: String

    public init(
        entry: DutyList.Entry, title: BilingualText, value: BilingualText, institutionName: String
    ) {
        self.entry = entry
        self.title = title
        self.value = value
        self.institutionName = institutionName
    }
}
