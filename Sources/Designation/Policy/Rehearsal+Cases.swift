/// What an edition would ask of cases under way, beside their clocks.
extension Rehearsal {
    /// Something that a step which is still to come would meet otherwise: an item of a list, a score table,
    /// or a reason against the application.
    public struct Met: Hashable, Sendable {
        public enum What: Hashable, Sendable {
            case item(PolicyList.Entry?, PolicyList.Entry?)
            case table(ScoreTable?, ScoreTable?)
            case reason(Screening.Reason?, Screening.Reason?)
        }
        /// `list/item`, the table's id, or `reason/item`.
        public var name: String
        public var what: What
    }

    /// What differs between two policies for the steps that a case has still before it. What was passed
    /// stays passed: materials and conditions are looked at until the acceptance, tables until the result.
    ///
    /// - Parameters:
    ///   - state: the case as it stands.
    ///   - before: the rules that people know, and what stands against the application by them.
    ///   - after: the same with the edition.
    static func met(
        by state: CaseState, before: (policy: Policy, setting: CaseSetting),
        after: (policy: Policy, setting: CaseSetting)
    ) -> [Met] {
        guard state.outcome == nil else { return [] }
        let subject = before.setting.subject
        let qualifiers = [state.scope?.rawValue, "\(subject.type)"].compactMap(\.self)
        func rules(_ policy: Policy) -> Policy {
            state.accepted.map { policy.forCase(accepted: $0) } ?? policy
        }
        let (old, new) = (rules(before.policy), rules(after.policy))
        var found = lists(ahead: state).flatMap { name in
            items(
                name,
                old.list(name, qualifiers: qualifiers)
                    .entries(forKind: subject.kind, type: subject.type),
                new.list(name, qualifiers: qualifiers)
                    .entries(forKind: subject.kind, type: subject.type))
        }
        if isAssessmentAhead(state) { found += tables(state.scope, old, new, qualifiers) }
        if state.kind.isDesignation, state.accepted == nil {
            found += reasons(before.setting.screening, after.setting.screening)
        }
        return found
    }

    /// The lists that steps still to come look at.
    private static func lists(ahead state: CaseState) -> [String] {
        var names: [String] = []
        if state.accepted == nil {
            names += [state.kind.materialList].compactMap(\.self)
            if state.kind.isDesignation { names += ["applicants", "conditions", "refusals"] }
        }
        if isAssessmentAhead(state) {
            names += ["assessors", "assessment-forms", "assessment-content"]
        }
        return names
    }

    private static func isAssessmentAhead(_ state: CaseState) -> Bool {
        guard state.kind.isDesignation || state.kind == .internetSupplement else { return false }
        switch state.stage {
        case .empty, .screening, .supplementing, .assessing, .mending, .deferred: return true
        default: return false
        }
    }

    private static func items(
        _ list: String, _ old: [PolicyList.Entry], _ new: [PolicyList.Entry]
    ) -> [Met] {
        let ids = old.map(\.id) + new.map(\.id).filter { id in !old.contains { $0.id == id } }
        return ids.compactMap { id in
            let (before, after) = (old.first { $0.id == id }, new.first { $0.id == id })
            guard before?.item != after?.item else { return nil }
            return Met(name: "\(list)/\(id)", what: .item(before, after))
        }
    }

    /// Tables for the case's fund, with the mark that passes.
    private static func tables(
        _ scope: FundScope?, _ old: Policy, _ new: Policy, _ qualifiers: [String]
    ) -> [Met] {
        let ids = Set(old.scoreTableNames).union(new.scoreTableNames).sorted()
        return ids.compactMap { id in
            let before = old.markedTable(id, qualifiers: qualifiers)
            let after = new.markedTable(id, qualifiers: qualifiers)
            let fund = (after ?? before)?.scope ?? ""
            guard fund.isEmpty || fund == scope?.rawValue, before?.content != after?.content
            else { return nil }
            return Met(name: id, what: .table(before, after))
        }
    }

    private static func reasons(_ old: [Screening.Reason], _ new: [Screening.Reason]) -> [Met] {
        let names = Set((old + new).map(\.item)).sorted()
        return names.compactMap { name in
            let (before, after) = (
                old.first { $0.item == name }, new.first { $0.item == name }
            )
            let isSame =
                before?.through == after?.through && before?.certainty == after?.certainty
                && (before == nil) == (after == nil)
            return isSame
                ? nil : Met(name: "reason/\(name)", what: .reason(before, after))
        }
    }
}
