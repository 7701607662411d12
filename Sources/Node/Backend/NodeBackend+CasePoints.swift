import Designation
import Federation
import Web

/// Points and appraisals of a case, and what its conditions ask for.
extension NodeBackend {
    /// Every result that was scored, by the table and the mark that hold for the case.
    func scores(_ state: CaseState) -> [CaseScore] {
        let view = registry.view
        let type = institutionType(state)
        let qualifiers = [state.scope?.rawValue, type.name].compactMap(\.self)
        return state.history.map(\.step).filter { $0.kind == .assessed }.flatMap { step in
            var policy = Policy(
                region: step.region, day: step.day, rules: view.directory.rules,
                regions: view.tree)
            if let accepted = state.accepted { policy = policy.forCase(accepted: accepted) }
            return step.details.results.compactMap { result -> CaseScore? in
                guard !result.scores.isEmpty,
                    let table = policy.table(
                        of: result, scope: state.scope, qualifiers: qualifiers)
                else { return nil }
                let sum = table.result(result.scores)
                let mark = policy.number("pass-mark", qualifiers: qualifiers).flatMap { _ in
                    policy.value("pass-mark", qualifiers: qualifiers)?.citation
                }
                return CaseScore(
                    step: step.reference, day: step.day, site: result.site,
                    table: BilingualText(chinese: table.chinese, english: table.english),
                    total: sum.total, full: table.full, pass: table.pass,
                    knockedOut: sum.knockedOut, isPassed: sum.isPassed,
                    citations: [table.citation]
                        + [mark].compactMap(\.self)
                        .filter { $0 != table.citation })
            }
        }
    }

    /// Its own appraisal; of a renewal those of the institution's other cases in the unit, on which renewing
    /// depends too (N41, P38). What was done after the day is not among them.
    func appraisals(_ state: CaseState, _ board: CaseBoard, on day: LegalDate) -> [CaseAppraisal] {
        let tree = board.view.tree
        let unit = state.region.flatMap { tree.unit(of: $0) }
        let states: [CaseState]
        switch state.kind {
        case .appraisal: states = [state]
        case .renewal:
            states = board.files(of: state.institution).compactMap { id, steps in
                guard steps.contains(where: { $0.step.kind == .appraised }),
                    let other = board.alone(id, on: day), other.kind == .appraisal,
                    other.region.flatMap({ tree.unit(of: $0) }) == unit
                else { return nil }
                return other
            }
        default: return []
        }
        let article =
            institutionType(state) == .pharmacy
            ? Citation(edition: "P", article: "34") : Citation(edition: "N", article: "36")
        return states.flatMap(\.history).filter { $0.hasEffect && $0.step.kind == .appraised }
            .map(\.step).sorted { ($0.day, $0.reference) < ($1.day, $1.reference) }
            .map {
                CaseAppraisal(
                    step: $0.reference, day: $0.day, year: $0.details.number,
                    isPassed: $0.details.passed, citations: $0.basis.isEmpty ? [article] : $0.basis)
            }
    }

    /// What conditions ask for, in words: `running-time 3m` is the time in operation, 3 months.
    static func limits(_ state: CaseState) -> [String: [BilingualText]] {
        Dictionary(
            state.conditions.map { condition in
                (
                    condition.item,
                    condition.required.map { text -> BilingualText in
                        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
                        let title = RuleGuide.entry(for: parts[0])?.title
                        let value = RuleWording.words(parts.count > 1 ? parts[1] : "")
                        return BilingualText(
                            chinese: "\(title?.chinese ?? parts[0]) \(value.chinese)",
                            english: "\(title?.english ?? parts[0]) \(value.english)")
                    }
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    func institutionType(_ state: CaseState) -> InstitutionType {
        InstitutionLookup.facts(of: state.institution, region: state.region, registry)?.type
            ?? CaseSubjects.type(of: state.institution)
    }
}
