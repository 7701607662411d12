/// Everything that the rules say of a case on a day.
public struct CaseState: Hashable, Sendable {
    /// A filing or report that is due or done (N9, N10, N49).
    public struct Filing: Hashable, Sendable {
        /// An item of `filings` or `reports`.
        public var item: String
        public var citation: Citation
        /// What was to be filed happened on this day.
        public var since: LegalDate
        /// To whom: `department`, `city-agency`, …
        public var recipients: [String]
        /// When the last recipient had it.
        public var filed: LegalDate?
        /// Recipients that acknowledged it.
        public var acknowledged: [String]
        /// Whose agency files it: that of the step that it is about.
        public var region: RegionCode
        /// Recipients that have it.
        public var reached: [String]
    }

    /// What the agency has to do next, where no clock that runs counts the days for it.
    public struct Wait: Hashable, Sendable {
        /// `waits/` and the stage.
        public var rule: String
        public var citation: Citation
        public var since: LegalDate
        public var responsible: CaseClock.Responsible
        /// The day after which there is nothing left to do but to end the case; `nil`: none is known.
        public var lastDay: LegalDate?
        /// What whoever ends the wait must be competent for; `nil`: nothing of its own.
        public var competency: Competency?
    }

    /// A step in the order in which it counts.
    public struct Entry: Hashable, Sendable {
        public var step: CaseStep
        public var hasEffect: Bool
    }

    public var kind: CaseKind
    public var institution: InstitutionID
    /// The office or agency that handles it.
    public var region: RegionCode?
    public var scope: FundScope?
    /// What was applied for.
    public var services: [Service]
    public var sites: [String]
    public var stage: CaseStage
    public var outcome: CaseOutcome?
    /// The day of the outcome.
    public var outcomeDay: LegalDate?
    public var opened: LegalDate?
    /// The day whose edition applies to it.
    public var accepted: LegalDate?
    /// All clocks, running and done, in the order of their start.
    public var clocks: [CaseClock]
    public var allowedSteps: [CaseStep.Kind]
    public var problems: [CaseProblem]
    public var proposals: [Proposal]
    public var filings: [Filing]
    /// Public acts that its steps oblige the agency to, carried out or not.
    public var obligations: [Obligation]
    /// Materials that were named as missing and have not come.
    public var missing: [String]
    /// Services and places that passed or were taken over.
    public var passedServices: [Service]
    public var passedSites: [String]
    /// The same place by place, where several were applied for by name.
    public var passedPlaces: [ServedPlace] = []
    /// Set after a second failed assessment: the last day of the bar (N9, P8).
    public var barredThrough: LegalDate?
    /// The last day on which it may not be applied for or assessed again.
    public var waitsThrough: LegalDate?
    public var history: [Entry]
    /// Of a first designation: the edition's conditions, in the order of their articles.
    public var conditions: [CaseCondition] = []
    /// What it waits for the agency for, where nothing else says so.
    public var wait: Wait?
    /// Objections that keep nobody from signing and that nobody has looked into yet: since the first of them.
    public var lateObjections: Wait?
    /// Bars that its steps started, with the steps (N9 ¶2, N12(4), P8 ¶2, P11(2)).
    public var bars: [Screening.KnownBar] = []

    /// Over, with no public act left to record and no objection left to look into.
    public var isDone: Bool {
        stage == .over && openObligations.isEmpty && lateObjections == nil
    }

    /// Public acts that are still to be recorded.
    public var openObligations: [Obligation] { obligations.filter(\.isOpen) }

    /// Takes what became of its obligations among those of all cases of the institution
    /// (``Obligation/settled(_:by:on:)``): their clocks stand with the others.
    public mutating func take(_ settled: [Obligation]) {
        obligations = settled
        clocks = (clocks + settled.compactMap(\.clock)).sorted {
            ($0.start, $0.rule) < ($1.start, $1.rule)
        }
        // What was only proposed stands in the log.
        if settled.contains(where: { $0.kind == .barred && $0.done != nil }) {
            proposals.removeAll { $0.kind == .bar }
        }
    }

    /// Clocks that somebody still has to meet.
    public func runningClocks(on day: LegalDate) -> [CaseClock] {
        clocks.filter { $0.isRunning(on: day) }
    }
}
