/// Something that somebody still has to do, with the rule that says so and the last day for it.
///
/// A duty is computed, never stored: it follows from cases, public facts and editions, and ends when
/// what it waits for is recorded (protocol §13).
public struct Duty: Hashable, Sendable {
    /// Where it comes from.
    public enum Subject: Hashable, Sendable {
        /// A case, by its 16 bytes.
        case casework([UInt8])
        /// A public act.
        case event(EventReference)
        /// A review item, by its key.
        case review(String)
        /// An edition, by its identifier.
        case edition(String)
        /// The agency's own work, by the item of its list or what it is about.
        case agency(String)

        /// The name under which people find it again: hexadecimal digits, `origin#index`, a key, an
        /// edition.
        public var name: String {
            switch self {
            case .casework(let id): Self.hexadecimal(id)
            case .event(let event): event.description
            case .review(let key): key
            case .edition(let id), .agency(let id): id
            }
        }

        /// The kind in JSON.
        public var kind: String {
            switch self {
            case .casework: "case"
            case .event: "event"
            case .review: "review"
            case .edition: "edition"
            case .agency: "agency"
            }
        }

        private static func hexadecimal(_ bytes: [UInt8]) -> String {
            let digits = Array("0123456789abcdef".utf8)
            return String(
                decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
                as: UTF8.self)
        }
    }

    /// What ends it.
    public enum Ending: String, Hashable, Sendable, CaseIterable {
        /// What is missing was told once, or the application accepted or refused.
        case toldOrAccepted = "told-or-accepted"
        /// What is found missing of an accepted application was told once, if anything is.
        case missingTold = "missing-told"
        /// The institution was told its result.
        case told
        case assessed
        case tested
        case signed
        /// Appraised for the year.
        case appraised
        case connected
        case published
        case decided
        /// The institution asked for it.
        case asked
        case renewalAsked = "renewal-asked"
        case resumptionAsked = "resumption-asked"
        case filed
        case acknowledged
        /// The public act stands in the log.
        case recorded
        case resolved
        /// A later edition is published.
        case successor
        /// Time alone.
        case time
    }

    public enum Light: String, Hashable, Sendable, CaseIterable, Comparable {
        case red, amber, green

        public static func < (left: Light, right: Light) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .red: 0
            case .amber: 1
            case .green: 2
            }
        }
    }

    /// The value or list item that lays it down: `assessment-limit`, `filing/suspension`,
    /// `review/double-signing`, `edition`.
    public var rule: String
    /// The value in canonical text, for example `3m`; empty where the rule has none.
    public var value: String
    public var citation: Citation
    public var subject: Subject
    public var institution: InstitutionID?
    /// Whose agency, department or institution must act.
    public var region: RegionCode
    public var responsible: CaseClock.Responsible
    /// The day from which it counts; it is not counted itself.
    public var start: LegalDate
    /// In time up to and with this day; `nil` where the rule sets none ("soon", "regularly").
    public var lastDay: LegalDate?
    /// A year without a published calendar had a say in the last day.
    public var isProvisional: Bool
    /// It stands still, and the last day moves on with every day.
    public var isStopped: Bool
    /// Calendar days between start and last day that do not count.
    public var stoppedDayCount: Int
    /// Nothing may happen up to the last day; nobody is late.
    public var isWait: Bool
    public var ending: Ending
    /// What ends it stands in cases that this node cannot read: it may have been done.
    public var isBlind: Bool
    /// Of how many institutions it is owed, where one line stands for all of them.
    public var count = 1

    public init(
        rule: String, value: String = "", citation: Citation, subject: Subject,
        institution: InstitutionID?, region: RegionCode, responsible: CaseClock.Responsible,
        start: LegalDate, lastDay: LegalDate?, isProvisional: Bool = false, ending: Ending
    ) {
        self.rule = rule
        self.value = value
        self.citation = citation
        self.subject = subject
        self.institution = institution
        self.region = region
        self.responsible = responsible
        self.start = start
        self.lastDay = lastDay
        self.isProvisional = isProvisional
        self.ending = ending
        isStopped = false
        stoppedDayCount = 0
        isWait = ending == .time
        isBlind = false
    }

    public func isOver(on day: LegalDate) -> Bool {
        guard let lastDay, !isWait else { return false }
        return lastDay < day
    }

    /// Red after the last day. Amber when at most three working days are left after `day`, or at most
    /// a fifth of the calendar days that the rule gives. Green otherwise, and where there is no last
    /// day or nobody can be late.
    public func light(on day: LegalDate, calendar: WorkCalendar) -> Light {
        guard let lastDay, !isWait else { return .green }
        guard day <= lastDay else { return .red }
        let left = Int(lastDay.daysSince1970 - day.daysSince1970)
        let whole = Int(lastDay.daysSince1970 - start.daysSince1970) - stoppedDayCount
        if left * 5 <= whole { return .amber }
        // More than two weeks and a long holiday hold four working days; counting on is for nothing.
        guard left <= 30 else { return .green }
        return calendar.workingDays(after: day, through: lastDay) <= 3 ? .amber : .green
    }
}
