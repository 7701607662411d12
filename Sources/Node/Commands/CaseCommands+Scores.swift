import Designation

/// Funds and points of a case (S3 六, 七).
extension CaseCommands {
    /// The fund that the application is about; nothing where the region has one.
    static func fundLine(_ state: CaseState) -> [String] {
        guard let scope = state.scope, scope != .basic else { return [] }
        return ["基金 fund: \(Wording.scope(scope).slash)"]
    }

    /// What the score tables gave, assessment by assessment.
    static func scoreLines(_ state: CaseState, _ context: CommandContext) -> [String] {
        state.history.filter { $0.step.kind == .assessed }.flatMap { entry in
            let step = entry.step
            let type = InstitutionLookup.facts(
                of: state.institution, region: state.region, context.registry)?.type
            var policy = context.policy(step.region, on: step.day)
            if let accepted = state.accepted { policy = policy.forCase(accepted: accepted) }
            let qualifiers = [state.scope?.rawValue, type.map { "\($0)" }].compactMap(\.self)
            return step.details.results.compactMap { result -> String? in
                guard !result.scores.isEmpty,
                    let table = policy.table(
                        of: result, scope: state.scope, qualifiers: qualifiers)
                else { return nil }
                let sum = table.result(result.scores)
                let site = result.site.isEmpty ? "" : " \(result.site)"
                let fatal =
                    sum.knockedOut.isEmpty
                    ? "" : "  一票否决 knock-out: \(sum.knockedOut.joined(separator: ", "))"
                return "评分 score: \(step.day)\(site)  [\(table.id)] \(table.chinese)  "
                    + "\(sum.total) / \(table.full)  合格线 pass \(table.pass)\(fatal)"
                    + "  (\(Wording.citation(table.citation)))"
            }
        }
    }
}
