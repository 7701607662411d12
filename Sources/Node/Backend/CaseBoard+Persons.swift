import Designation
import Federation

/// Persons on whose account an agreement was terminated: bars follow them by their marks from case to
/// case (N12(7), P11(5)).
extension CaseBoard {
    /// - Parameter steps: of one case, those that count.
    func personBars(
        _ steps: [CaseStep], of institutions: [EventReference: InstitutionID]
    ) -> [Screening.PersonBar] {
        let ended = steps.filter(\.isTermination)
        guard let first = ended.min(by: { ($0.day, $0.stamp) < ($1.day, $1.stamp) }),
            let institution = institutions[first.reference]
        else { return [] }
        let standing = registry.standing(
            of: institution, area: view.tree.area(of: first.region) ?? first.region)
        let type = standing.facts?.type ?? CaseSubjects.type(of: institution)
        let act = self.act(of: first, about: institution)
        // One that was taken back or never had effect ended nothing.
        if let act, standing.withoutEffect.contains(where: { $0.event == act.reference }) {
            return []
        }
        guard
            let certainty = Screening.certainty(
                ofTermination: basis(first, act, among: steps, type: type))
        else { return [] }
        let day = act?.effective ?? first.details.from ?? first.day
        return steps.flatMap(\.details.persons).compactMap { person in
            guard person.role.isResponsible, let mark = person.mark else { return nil }
            return Screening.PersonBar(
                mark: mark, terminated: day, event: first.reference, type: type,
                certainty: certainty)
        }
    }

    /// The act that carried the step out: the one that it names, else the first one after it.
    private func act(of step: CaseStep, about institution: InstitutionID) -> Fact? {
        let unit = view.tree.unit(of: step.region)
        let acts = registry.facts(of: institution).filter { fact in
            guard case .terminated(let act) = fact.act, !act.isOwnRequest else { return false }
            return view.tree.unit(of: fact.region) == unit
        }
        return acts.first { $0.reference == step.details.event }
            ?? acts.filter { step.day.adding(days: -Obligation.reach) <= $0.written }
            .min { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
    }

    /// The articles of the decision, of its act, or of what was found.
    private func basis(
        _ step: CaseStep, _ act: Fact?, among steps: [CaseStep], type: InstitutionType
    ) -> [Citation] {
        if !step.basis.isEmpty { return step.basis }
        if let act, !act.basis.isEmpty { return act.basis }
        let grounds = Policy(
            region: step.region, day: step.day, rules: view.directory.rules, regions: view.tree
        ).list("terminations", qualifiers: ["\(type)"])
        return steps.filter { $0.kind == .finding }.flatMap(\.details.items)
            .compactMap { grounds[$0] }.flatMap(\.citations)
    }
}
