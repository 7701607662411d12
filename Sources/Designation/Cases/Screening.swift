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
    }

    /// A termination of the institution, or of one that it continues.
    public struct Termination: Hashable, Sendable {
        public var event: EventReference
        public var day: LegalDate
        public var isOwnRequest: Bool
        public var basis: [Citation]

        public init(
            event: EventReference, day: LegalDate, isOwnRequest: Bool, basis: [Citation]
        ) {
            self.event = event
            self.day = day
            self.isOwnRequest = isOwnRequest
            self.basis = basis
        }
    }

    /// A person who caused a termination elsewhere (N12(7), P11(5)) or is on the list of the
    /// untrustworthy (N12(8), P11(6)).
    public struct PersonBar: Hashable, Sendable {
        public var mark: CasePerson.Mark
        /// The day of the termination; `nil` for a listing.
        public var terminated: LegalDate?
        public var event: EventReference
        public init(mark: CasePerson.Mark, terminated: LegalDate?, event: EventReference) {
            self.mark = mark
            self.terminated = terminated
            self.event = event
        }
    }

    /// Everything that the registry knows for a screening.
    public struct Facts: Sendable {
        public var type: InstitutionType
        /// Its kind, as its public facts give it; empty: not known.
        public var kind = ""
        /// Since when it runs; `nil`: not said.
        public var runningSince: LegalDate?
        public var terminations: [Termination] = []
        /// Recorded bars: first day and the first day after (N9, N12).
        public var bars: [(event: EventReference, until: LegalDate)] = []
        public var barsFrom: [EventReference: LegalDate] = [:]
        public var persons: [CasePerson] = []
        public var personBars: [PersonBar] = []
        /// The institution is new, not a running one that applies again (S4, item 6).
        public var isFoundedAnew = true
        /// A secret to compare persons with is held here, or an answer came.
        public var personsAreChecked = false

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
        reasons += applicants(facts, policy, qualifiers)
        reasons += runningTime(facts, policy, qualifiers, day)
        for bar in facts.bars where day < bar.until {
            let value = policy.value("bar.second-failure", qualifiers: qualifiers)
            reasons.append(
                Reason(
                    item: "bar", citations: value.map { [$0.citation] } ?? [],
                    from: facts.barsFrom[bar.event], through: bar.until.adding(days: -1),
                    events: [bar.event]))
        }
        for termination in facts.terminations {
            reasons += self.reasons(termination, facts, policy, day)
        }
        reasons += persons(facts, policy, qualifiers, day)
        return reasons
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

    /// The period that a termination starts, in which no application is accepted.
    public struct Bar: Hashable, Sendable {
        /// An item of `refusals`.
        public var item: String
        public var citation: Citation
        /// The first day on which it is over.
        public var end: LegalDate
    }

    /// The period follows from the ground: deceit in the application (N12(4)), grave breach (6), anything
    /// else unlawful (5).
    ///
    /// - Returns: `nil` for a termination on request, and where the policy bars nobody.
    public static func bar(
        after termination: Termination, type: InstitutionType, policy: Policy
    ) -> Bar? {
        guard !termination.isOwnRequest else { return nil }
        let isMedical = type != .pharmacy
        func rests(_ medical: String, _ pharmacy: String) -> Bool {
            termination.basis.contains {
                ($0.edition == "N" && $0.article == medical)
                    || ($0.edition == "P" && $0.article == pharmacy)
            }
        }
        let (item, name, fallback): (String, String, String) =
            if rests("43(2)", "40(3)") {
                (
                    "fraudulent-application", "bar.fraudulent-application",
                    isMedical ? "12(4)" : "11(2)"
                )
            } else if rests("43(13)", "40(16)") {
                ("breach", "bar.breach", isMedical ? "12(6)" : "11(4)")
            } else {
                ("unlawful", "bar.unlawful", isMedical ? "12(5)" : "11(3)")
            }
        let value = policy.value(name, qualifiers: ["\(type)"])
        guard let span = value?.span else { return nil }
        // 未满 excludes the number: on the anniversary it is over (domain §6, counting).
        return Bar(
            item: item,
            citation: value?.citation
                ?? Citation(edition: isMedical ? "N" : "P", article: fallback),
            end: span.lastDay(from: termination.day, calendar: WorkCalendar(), moving: false).day)
    }

    private static func reasons(
        _ termination: Termination, _ facts: Facts, _ policy: Policy, _ day: LegalDate
    ) -> [Reason] {
        guard let bar = bar(after: termination, type: facts.type, policy: policy) else { return [] }
        let events = [termination.event]
        if day < bar.end {
            return [
                Reason(
                    item: bar.item, citations: [bar.citation], from: termination.day,
                    through: bar.end.adding(days: -1), events: events)
            ]
        }
        // After the period: only whether the liability was met is left to ask.
        guard bar.item != "fraudulent-application" else { return [] }
        return [
            Reason(item: bar.item, citations: [bar.citation], certainty: .open, events: events)
        ]
    }

    private static func persons(
        _ facts: Facts, _ policy: Policy, _ qualifiers: [String], _ day: LegalDate
    ) -> [Reason] {
        let responsible = facts.persons.filter(\.role.isResponsible)
        guard !responsible.isEmpty else { return [] }
        var reasons: [Reason] = []
        let period = policy.value("bar.persons", qualifiers: qualifiers)
        let foundingOnly =
            policy.value("bar.persons-applies-to", qualifiers: qualifiers)?.text == "founding-anew"
        for bar in facts.personBars where responsible.contains(where: { $0.mark == bar.mark }) {
            guard let terminated = bar.terminated else {
                let listed = policy.value("bar.persons-listed", qualifiers: qualifiers)
                reasons.append(
                    Reason(
                        item: "persons-listed", citations: listed.map { [$0.citation] } ?? [],
                        events: [bar.event]))
                continue
            }
            guard let period, let span = period.span, !foundingOnly || facts.isFoundedAnew else {
                continue
            }
            let end = span.lastDay(from: terminated, calendar: WorkCalendar(), moving: false).day
            guard day < end else { continue }
            reasons.append(
                Reason(
                    item: "persons", citations: [period.citation], from: terminated,
                    through: end.adding(days: -1), events: [bar.event]))
        }
        let areKnown = facts.personsAreChecked && responsible.allSatisfy { $0.mark != nil }
        if !areKnown, reasons.isEmpty {
            reasons.append(
                Reason(
                    item: "persons", citations: period.map { [$0.citation] } ?? [],
                    certainty: .open))
        }
        return reasons
    }
}
