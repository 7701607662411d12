extension Screening {
    /// A person who caused a termination elsewhere (N12(7), P11(5)) or is on the list of the
    /// untrustworthy (N12(8), P11(6)).
    public struct PersonBar: Hashable, Sendable {
        public var mark: CasePerson.Mark
        /// The day of the termination; `nil` for a listing.
        public var terminated: LegalDate?
        public var event: EventReference
        /// Of what was terminated; `nil`: not said.
        public var type: InstitutionType?
        /// Whether the ground is grave unlawfulness for certain (``certainty(ofTermination:)``).
        public var certainty: Certainty

        public init(
            mark: CasePerson.Mark, terminated: LegalDate?, event: EventReference,
            type: InstitutionType? = nil, certainty: Certainty = .certain
        ) {
            self.mark = mark
            self.terminated = terminated
            self.event = event
            self.type = type
            self.certainty = certainty
        }
    }

    /// Grounds that say by themselves that the law was gravely broken: deceit, fraud, settling for others,
    /// aggravated obstruction, what authorities found to be grave.
    static let grave: Set<Citation> = [
        Citation(edition: "N", article: "43(2)"), Citation(edition: "N", article: "43(3)"),
        Citation(edition: "N", article: "43(4)"), Citation(edition: "N", article: "43(5)"),
        Citation(edition: "N", article: "43(8)"), Citation(edition: "P", article: "40(3)"),
        Citation(edition: "P", article: "40(4)"), Citation(edition: "P", article: "40(5)"),
        Citation(edition: "P", article: "40(6)"), Citation(edition: "P", article: "40(8)"),
        Citation(edition: "P", article: "40(10)"),
    ]

    /// Grounds of the agreement, or of the institution's own wish: nobody's unlawful acts.
    private static let agreed: Set<Citation> = [
        Citation(edition: "N", article: "43(12)"), Citation(edition: "N", article: "43(13)"),
        Citation(edition: "P", article: "40(15)"), Citation(edition: "P", article: "40(16)"),
        Citation(edition: "S2", article: "24"), Citation(edition: "S2", article: "29"),
    ]

    /// Whether a termination on these articles bars those who caused it: only grave unlawfulness does
    /// (N12(7), P11(5), S3 十(七), S4 不予受理6), a breach of the agreement does not.
    ///
    /// - Returns: ``Certainty/open`` where the ground may be one, which an officer has to judge; `nil`
    ///   where it is none.
    public static func certainty(ofTermination basis: [Citation]) -> Certainty? {
        if basis.contains(where: grave.contains) { return .certain }
        if !basis.isEmpty, basis.allSatisfy(agreed.contains) { return nil }
        return .open
    }

    /// What stands against the persons in charge (N12(7)(8), P11(5)(6)), or says that nobody has looked.
    ///
    /// - Parameter isEntry: they came by a change of a designated institution. No bar stands against that
    ///   (domain §4.6), and it does not matter who was founded when.
    public static func persons(
        _ facts: Facts, policy: Policy, on day: LegalDate, isEntry: Bool = false
    ) -> [Reason] {
        let responsible = facts.persons.filter(\.role.isResponsible)
        guard !responsible.isEmpty else { return [] }
        let qualifiers = ["\(facts.type)"]
        let period = policy.value("bar.persons", qualifiers: qualifiers)
        var reasons: [Reason] = []
        for bar in facts.personBars.onePerTermination
        where responsible.contains(where: { $0.mark == bar.mark }) {
            guard let terminated = bar.terminated else {
                let listed = policy.value("bar.persons-listed", qualifiers: qualifiers)
                reasons.append(
                    Reason(
                        item: "persons-listed", citations: listed.map { [$0.citation] } ?? [],
                        events: [bar.event]))
                continue
            }
            // Who looked and found nothing has judged what is for an officer to judge.
            if bar.certainty == .open, facts.personsWereCleared { continue }
            guard let (end, citation) = barEnd(of: bar, terminated, facts, policy, isEntry),
                day < end
            else { continue }
            reasons.append(
                Reason(
                    item: "persons", citations: [citation], from: terminated,
                    through: end.adding(days: -1), certainty: bar.certainty, events: [bar.event]))
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

    /// The first day on which it is over; `nil` where it does not stand against the institution: the
    /// orders each speak of institutions of their own type, Changzhou of any that is founded anew, and Jilin
    /// lets both orders hold for care institutions (S2 9 ¶2).
    private static func barEnd(
        of bar: PersonBar, _ terminated: LegalDate, _ facts: Facts, _ policy: Policy,
        _ isEntry: Bool
    ) -> (LegalDate, Citation)? {
        let qualifiers = ["\(facts.type)"]
        guard let period = policy.value("bar.persons", qualifiers: qualifiers) else { return nil }
        func end(_ text: String, _ citation: Citation) -> (LegalDate, Citation)? {
            RuleSpan(text).map {
                (
                    $0.lastDay(from: terminated, calendar: WorkCalendar(), moving: false).day,
                    citation
                )
            }
        }
        // Who ran already when the other one was terminated was not founded after it (S4 不予受理6).
        let ranBefore = (facts.statedSince ?? facts.runningSince).map { $0 < terminated } ?? false
        let isFoundedAnew = facts.isFoundedAnew && !ranBefore
        let applies = policy.value("bar.persons-applies-to", qualifiers: qualifiers)
        let founding = "founding-anew"
        let isSameType = bar.type.map { $0 == facts.type } ?? true
        guard isSameType else {
            // Only the local text reaches so far, and so to its own applications and for its own time.
            guard
                policy.value("bar.persons-institutions", qualifiers: qualifiers)?.text
                    == "any-type", !isEntry,
                isFoundedAnew || (applies?.local ?? applies?.applied)?.value != founding
            else { return nil }
            let own = period.local ?? period.applied
            return end(own.value, own.citation)
        }
        guard applies?.text != founding || isFoundedAnew || isEntry else { return nil }
        return end(period.text, period.citation)
    }
}

extension [Screening.PersonBar] {
    /// Finding and measure may both name the person: of one event one bar is left.
    fileprivate var onePerTermination: [Screening.PersonBar] {
        var known: Set<Screening.PersonBar> = []
        return filter { known.insert($0).inserted }
    }
}
