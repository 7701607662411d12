/// Reasons not to accept an application that can be computed (N12, P11, S3 十, S4).
public enum Screening {
    /// How sure it is.
    public enum Certainty: String, Sendable, CaseIterable, Hashable {
        /// The registry shows it.
        case certain
        /// It depends on something that is not known here yet: an answer about a person, a penalty.
        case open
    }

    /// One reason, by the item of `refusals` or the value that it rests on.
    public struct Reason: Hashable, Sendable {
        /// An item of `refusals`: `unlawful`, `breach`, `persons`, …; or `covers`, `running-time`,
        /// `public-institution`, `bar`.
        public var item: String
        public var citations: [Citation]
        /// The first day on which it holds; `nil`: since before the application.
        public var from: LegalDate?
        /// The last day on which it holds; `nil`: until something happens.
        public var through: LegalDate?
        public var certainty: Certainty
        public var events: [EventReference]

        public init(
            item: String, citations: [Citation], from: LegalDate? = nil,
            through: LegalDate? = nil, certainty: Certainty = .certain,
            events: [EventReference] = []
        ) {
            self.item = item
            self.citations = citations
            self.from = from
            self.through = through
            self.certainty = certainty
            self.events = events
        }

        /// What happens later says nothing against what was done before.
        public func hasBegun(on day: LegalDate) -> Bool { from.map { $0 <= day } ?? true }

        /// It has begun, and its last day is not over.
        public func holds(on day: LegalDate) -> Bool {
            hasBegun(on: day) && (through.map { day <= $0 } ?? true)
        }
    }

    /// A termination of the institution, or of one that it continues.
    public struct Termination: Hashable, Sendable {
        public var event: EventReference
        public var day: LegalDate
        public var isOwnRequest: Bool
        public var basis: [Citation]
        /// It ended the agreement of another licence of the same legal person, which the register does not
        /// say to be replaced: whether that is the same institution an officer has to see.
        public var isOfOtherLicence = false

        public init(
            event: EventReference, day: LegalDate, isOwnRequest: Bool, basis: [Citation]
        ) {
            self.event = event
            self.day = day
            self.isOwnRequest = isOwnRequest
            self.basis = basis
        }
    }

    /// A bar that is known: recorded as an act, or started by steps of a case that the node can open.
    public struct KnownBar: Hashable, Sendable {
        public var event: EventReference
        /// `nil`: not known.
        public var from: LegalDate?
        /// The first day after it.
        public var until: LegalDate
        /// The articles on which it rests; empty: those of the bar after a second failure.
        public var basis: [Citation]
        /// An item of `refusals`; `nil`: the one that the articles stand with.
        public var item: String?

        public init(
            event: EventReference, from: LegalDate? = nil, until: LegalDate,
            basis: [Citation] = [], item: String? = nil
        ) {
            self.event = event
            self.from = from
            self.until = until
            self.basis = basis
            self.item = item
        }
    }

    /// Everything that the registry knows for a screening.
    public struct Facts: Sendable {
        public var type: InstitutionType
        /// Its kind, as its public facts give it; empty: not known.
        public var kind = ""
        /// Since when it runs; `nil`: not said.
        public var runningSince: LegalDate?
        /// What the application states of that besides, which goes before it.
        public var statedSince: LegalDate?
        public var terminations: [Termination] = []
        /// The paper that it applies with; `nil`: not known.
        public var scheme: LicenceScheme?
        /// The fund applied for; `nil`: not said.
        public var scope: FundScope?
        /// Bars recorded, or started by its own cases here (N9, N12).
        public var bars: [KnownBar] = []
        public var persons: [CasePerson] = []
        public var personBars: [PersonBar] = []
        /// The institution is new, not a running one that applies again (S4, item 6).
        public var isFoundedAnew = true
        /// A secret to compare persons with is held here, or an answer came.
        public var personsAreChecked = false
        /// An officer asked, and nothing stands against them.
        public var personsWereCleared = false

        public init(type: InstitutionType) { self.type = type }
    }

    /// What stands against an application on the day of its receipt.
    ///
    /// - Parameter policy: of the region applied to, on that day.
    public static func reasons(_ facts: Facts, policy: Policy, on day: LegalDate) -> [Reason] {
        var reasons: [Reason] = []
        let qualifiers = ["\(facts.type)"]
        // A type that no edition of the chain covers cannot be designated there (S2 9: care).
        let covers = policy.chain.compactMap { policy.own("covers", of: $0) }
        if let first = covers.first,
            !covers.contains(where: { PolicyValue.words(of: $0.value).contains("\(facts.type)") })
        {
            reasons.append(
                Reason(item: "covers", citations: [first.citation.narrowed(to: facts.type)]))
        }
        reasons += applicants(facts, policy, qualifiers) + licences(facts, policy)
        reasons += runningTime(facts, policy, qualifiers, day)
        let bars = facts.bars.map { reason($0, policy, qualifiers) }
        reasons += zip(facts.bars, bars).filter { day < $0.0.until }.map(\.1)
        for termination in facts.terminations {
            reasons += self.reasons(termination, facts, bars, policy, day)
        }
        reasons += persons(facts, policy: policy, on: day)
        return reasons
    }

    /// A bar with its own articles: three years for deceit are not the year after a second failure.
    private static func reason(
        _ bar: KnownBar, _ policy: Policy, _ qualifiers: [String]
    ) -> Reason {
        var citations = bar.basis
        if citations.isEmpty {
            citations =
                policy.value("bar.second-failure", qualifiers: qualifiers).map { [$0.citation] }
                ?? []
        }
        let item =
            bar.item
            ?? policy.list("refusals", qualifiers: qualifiers).entries.first {
                $0.id != "second-failure" && !Set($0.citations).isDisjoint(with: bar.basis)
            }?.id
        return Reason(
            item: item ?? "bar", citations: citations, from: bar.from,
            through: bar.until.adding(days: -1), events: [bar.event])
    }

    /// A paper with which the type does not apply (N5 ¶1, P5, S2 9(1), S3 二, S4 范围), or not for the fund (S3
    /// 六(一)1, 六(二)1); an officer looks whether it has another one besides.
    private static func licences(_ facts: Facts, _ policy: Policy) -> [Reason] {
        let qualifiers = [facts.scope?.rawValue, "\(facts.type)"].compactMap(\.self)
        guard let scheme = facts.scheme, scheme != .listEntry,
            let rule = policy.value("licences", qualifiers: qualifiers),
            !rule.words.contains(scheme.rawValue)
        else { return [] }
        return [Reason(item: "applicants", citations: [rule.citation], certainty: .open)]
    }

    /// A kind of institution that is none of those who may apply (N5, P5, S0 三); an officer looks whether
    /// the register has the kind right. A list with a group that names no kinds is open.
    private static func applicants(
        _ facts: Facts, _ policy: Policy, _ qualifiers: [String]
    ) -> [Reason] {
        let isInHouseBarred =
            policy.value("in-house-institutions", qualifiers: qualifiers)?.text == "may-not-apply"
        let entries = policy.list("applicants", qualifiers: qualifiers).entries.filter {
            !(isInHouseBarred && $0.item[.rule] == "in-house-institutions")
        }
        guard !facts.kind.isEmpty, let first = entries.first,
            !entries.contains(where: {
                let kinds = $0.item.words(.kind)
                return kinds.isEmpty || kinds.contains(facts.kind)
            })
        else { return [] }
        return [Reason(item: "applicants", citations: [first.citation], certainty: .open)]
    }

    private static func runningTime(
        _ facts: Facts, _ policy: Policy, _ qualifiers: [String], _ day: LegalDate
    ) -> [Reason] {
        guard let since = facts.runningSince,
            let value = policy.value("running-time", qualifiers: qualifiers),
            let span = value.span
        else { return [] }
        let first = span.lastDay(from: since, calendar: WorkCalendar(), moving: false).day
        guard day < first else { return [] }
        let mayRelax = policy.flag("running-time-relaxable", qualifiers: qualifiers) == true
        return [
            Reason(
                item: "running-time", citations: [value.citation], through: first.adding(days: -1),
                certainty: mayRelax ? .open : .certain)
        ]
    }
}
