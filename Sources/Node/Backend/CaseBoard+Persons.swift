import Designation
import Federation

/// Persons on whose account an agreement was terminated: bars follow them by their marks from case to
/// case (N12(7), P11(5)).
extension CaseBoard {
    /// Those of whom the case says that they caused a termination which stands: the first one that was
    /// neither taken back nor overturned.
    func personBars(
        _ one: Judged, of institutions: [EventReference: InstitutionID]
    ) -> [Screening.PersonBar] {
        let steps = one.counting
        guard let institution = steps.first.flatMap({ institutions[$0.reference] }) else {
            return []
        }
        var void = overturnedActs
        for region in Set(steps.filter(\.isTermination).map(\.region)) {
            let standing = registry.standing(
                of: institution, area: view.tree.area(of: region) ?? region)
            void.formUnion(standing.withoutEffect.map(\.event))
        }
        // One whose act was taken back or never had effect ended nothing.
        let ended = steps.lazy.filter(\.isTermination).map { step in
            (step: step, act: self.act(of: step, about: institution, void: void))
        }
        guard
            let (first, act) = ended.first(where: { pair in
                pair.act.map { !void.contains($0.reference) } ?? true
            })
        else { return [] }
        let standing = registry.standing(
            of: institution, area: view.tree.area(of: first.region) ?? first.region)
        let type = standing.facts?.type ?? CaseSubjects.type(of: institution)
        guard let cause = cause(of: first, act, in: one, type: type),
            let certainty = Screening.certainty(ofTermination: cause)
        else { return [] }
        let day = act?.effective ?? first.details.from ?? first.day
        return steps.flatMap(\.details.persons).compactMap { person in
            guard person.role.isResponsible, let mark = person.mark else { return nil }
            return Screening.PersonBar(
                mark: mark, terminated: day, event: first.reference, type: type,
                certainty: certainty)
        }
    }

    /// The act that carried the step out: the one that it names, else the first one after it, one that
    /// stands before one that does not.
    private func act(
        of step: CaseStep, about institution: InstitutionID, void: Set<EventReference>
    ) -> Fact? {
        let unit = view.tree.unit(of: step.region)
        let acts = registry.facts(of: institution).filter { fact in
            guard case .terminated(let act) = fact.act, !act.isOwnRequest else { return false }
            return view.tree.unit(of: fact.region) == unit
        }
        return acts.first { $0.reference == step.details.event }
            ?? acts.filter { step.day.adding(days: -Obligation.reach) <= $0.written }
            .min {
                (void.contains($0.reference) ? 1 : 0, $0.stamp, $0.reference)
                    < (void.contains($1.reference) ? 1 : 0, $1.stamp, $1.reference)
            }
    }

    /// The articles of the decision, of its act, or of what had been found until then.
    ///
    /// - Returns: `nil` where all that was found was overturned and nothing else is cited: then nobody is known
    ///   to have caused it (N46, P42).
    private func cause(
        of step: CaseStep, _ act: Fact?, in one: Judged, type: InstitutionType
    ) -> [Citation]? {
        if !step.basis.isEmpty { return step.basis }
        if let act, !act.basis.isEmpty { return act.basis }
        func led(_ finding: CaseStep) -> Bool {
            finding.kind == .finding
                && (finding.day, finding.stamp, finding.reference)
                    < (step.day, step.stamp, step.reference)
        }
        let found = one.counting.filter(led)
        if found.isEmpty, one.steps.contains(where: { led($0) && isOverturned($0.reference) }) {
            return nil
        }
        let grounds = Policy(
            region: step.region, day: step.day, rules: view.directory.rules, regions: view.tree
        ).list("terminations", qualifiers: [type.name])
        return found.flatMap(\.details.items).compactMap { grounds[$0] }.flatMap(\.citations)
    }
}
