/// What has to be put right because an act was withdrawn.
extension DutyFinder {
    /// A list of the terminated that names somebody whose termination was withdrawn: whoever withdrew it
    /// publishes it anew (N43 with N46, P40 with P42). Asked for only where a case shows that the list was
    /// made: elsewhere nobody here knows of one.
    mutating func corrections(_ standing: Standing, _ facts: () -> [Fact]) {
        let institution = standing.institution
        guard let published = publications(of: institution), !published.isEmpty else { return }
        let withdrawn = Set(standing.withoutEffect.filter { $0.why == .withdrawn }.map(\.event))
        guard !withdrawn.isEmpty else { return }
        let void = Set(standing.withoutEffect.map(\.event))
        let events = facts()
        for fact in events where !void.contains(fact.reference) && fact.written <= day {
            guard case .withdrawn(let event) = fact.act, withdrawn.contains(event),
                let act = events.first(where: { $0.reference == event }), act.isTermination,
                regions.area(of: act.region) == standing.area
            else { continue }
            let unit = regions.unit(of: act.region)
            let lists = published.filter { $0.unit == unit }.map(\.day)
            let since = min(act.written, act.effective).adding(days: -Self.nearDays)
            guard lists.contains(where: { since <= $0 && $0 < fact.written }),
                !lists.contains(where: { fact.written <= $0 }),
                // An entry that was put right leaves the list as it was.
                !standing.sanctions.contains(where: {
                    $0.isTermination && $0.from <= day && regions.unit(of: $0.region) == unit
                })
            else { continue }
            correct(fact, standing)
        }
    }

    private mutating func correct(_ withdrawal: Fact, _ standing: Standing) {
        let rule = "terminations-published"
        guard
            let publish = policy(withdrawal.region).value(rule, qualifiers: qualifiers(standing)),
            publish.text == "yes"
        else { return }
        add(
            Duty(
                rule: rule, value: publish.text, citation: publish.citation,
                subject: .event(withdrawal.reference), institution: standing.institution,
                region: agency(of: withdrawal), responsible: .office, start: withdrawal.written,
                lastDay: nil, ending: .published), isTracedInCases: true)
    }
}

extension Fact {
    /// The act ends the institution's designation as a sanction or like one (N43, P38, P40).
    fileprivate var isTermination: Bool {
        switch act {
        case .terminated, .ended(_, .notRenewed): true
        default: false
        }
    }
}
