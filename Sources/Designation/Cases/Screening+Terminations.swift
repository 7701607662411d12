/// What a termination of the institution, or of the one that it continues, says against an application
/// (N12(4) to (6), P11(2) to (4), S3 十(四) to (六), S4 不予受理5).
extension Screening {
    /// The period that a termination starts, in which no application is accepted.
    public struct Bar: Hashable, Sendable {
        /// An item of `refusals`.
        public var item: String
        public var citation: Citation
        /// The first day on which it is over.
        public var end: LegalDate
        /// ``Certainty/open`` where the ground may be one for the period and need not be.
        public var certainty: Certainty = .certain
    }

    /// Grounds that say of themselves that the law was broken: those that are grave, a penalty that was not
    /// served as the law wants, and Changzhou's list of fraud.
    private static let unlawful: Set<Citation> = grave.union([
        Citation(edition: "N", article: "43(11)"), Citation(edition: "P", article: "40(12)"),
        Citation(edition: "S4", article: "解除(1)"),
    ])

    /// Grounds of the agreement: what was agreed upon was broken.
    private static let breach: Set<Citation> = [
        Citation(edition: "N", article: "43(13)"), Citation(edition: "P", article: "40(16)"),
        Citation(edition: "S2", article: "24"), Citation(edition: "S4", article: "规范违约处理"),
    ]

    private static let deceit: Set<Citation> = [
        Citation(edition: "N", article: "43(2)"), Citation(edition: "P", article: "40(3)"),
    ]

    /// The period follows from the ground: deceit in the application (N12(4)), unlawful acts (5), breach of
    /// the agreement (6). Of the other grounds none says which it is: who was suspended twice, did not report
    /// a change or its closing, or whose licence was cancelled, may have broken
    /// the law, the agreement, or neither. There an officer answers within the three years.
    ///
    /// - Returns: `nil` for a termination on request, and where the policy bars nobody.
    public static func bar(
        after termination: Termination, type: InstitutionType, policy: Policy
    ) -> Bar? {
        guard !termination.isOwnRequest else { return nil }
        let isMedical = type != .pharmacy
        func rests(on grounds: Set<Citation>) -> Bool {
            termination.basis.flatMap(\.parts).contains(where: grounds.contains)
        }
        let (item, fallback, certainty): (String, String, Certainty) =
            if rests(on: deceit) {
                (CaseRun.deceit, isMedical ? "12(4)" : "11(2)", .certain)
            } else if rests(on: unlawful) {
                ("unlawful", isMedical ? "12(5)" : "11(3)", .certain)
            } else if rests(on: breach) {
                ("breach", isMedical ? "12(6)" : "11(4)", .certain)
            } else {
                ("unlawful", isMedical ? "12(5)" : "11(3)", .open)
            }
        let value = policy.value("bar.\(item)", qualifiers: [type.name])
        guard let span = value?.span else { return nil }
        // 未满 excludes the number: on the anniversary it is over (domain §6, counting).
        return Bar(
            item: item,
            citation: value?.citation
                ?? Citation(edition: isMedical ? "N" : "P", article: fallback),
            end: span.lastDay(from: termination.day, calendar: WorkCalendar(), moving: false).day,
            certainty: certainty)
    }

    static func reasons(
        _ termination: Termination, _ facts: Facts, _ bars: [Reason], _ policy: Policy,
        _ day: LegalDate
    ) -> [Reason] {
        guard let bar = bar(after: termination, type: facts.type, policy: policy) else { return [] }
        // Three years from the discovery, where that is known, not from what followed it (N12(4)).
        if bar.item == CaseRun.deceit,
            bars.contains(where: { known in
                known.item == bar.item && known.from.map { $0 <= termination.day } ?? false
            })
        {
            return []
        }
        let events = [termination.event]
        if day < bar.end {
            return [
                Reason(
                    item: bar.item, citations: [bar.citation], from: termination.day,
                    through: bar.end.adding(days: -1),
                    certainty: termination.isOfOtherLicence ? .open : bar.certainty,
                    events: events)
            ]
        }
        // After the period: only whether the liability was met is left to ask.
        guard bar.item != CaseRun.deceit else { return [] }
        return [
            Reason(item: bar.item, citations: [bar.citation], certainty: .open, events: events)
        ]
    }
}
