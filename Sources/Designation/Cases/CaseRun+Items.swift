extension CaseRun {
    /// The lists of the edition whose items a step may name, and the words of its own beside them.
    struct NamedLists {
        var lists: [String]
        var also: Set<String> = []
        var citations: [Citation] = []
    }

    /// A step that names what no list of the edition has: a finding of an obligation that nobody has, a
    /// filing that nobody asks for. Where the edition has none of the lists, nothing is refused.
    func namedItems(_ step: CaseStep) -> [CaseProblem] {
        guard !step.details.items.isEmpty, let named = namedLists(step) else { return [] }
        return unknownItems(step, named)
    }

    /// Items that none of the lists has; of lists that are all empty nothing is asked.
    func unknownItems(_ step: CaseStep, _ named: NamedLists) -> [CaseProblem] {
        let lists = named.lists.map { rules.list($0, on: step.day) }
        guard lists.contains(where: { !$0.isEmpty }) else { return [] }
        return step.details.items.filter { id in
            !named.also.contains(id) && !lists.contains { $0[id] != nil }
        }
        .map { CaseProblem(.unknownItem, step, named.citations, detail: $0) }
    }

    private func namedLists(_ step: CaseStep) -> NamedLists? {
        switch step.kind {
        case .received, .accepted:
            guard kind == .change else { return nil }
            return NamedLists(
                lists: ["major-changes", "other-changes"],
                also: ["national-code", "licence-number", "coded-in-pair"],
                citations: cite("40", "37"))
        case .resultNotified:
            guard kind.isDesignation else { return nil }
            return NamedLists(
                lists: ["assessment-content", "conditions"], citations: cite("9", "8"))
        case .filed, .acknowledged:
            // What the steps themselves made due may be filed under its name.
            return NamedLists(
                lists: ["filings", "reports"], also: Set(filings.map(\.item)),
                citations: cite("49", "46"))
        case .published:
            return NamedLists(lists: ["publications"], citations: cite("11", "10"))
        case .negotiated, .signed:
            return NamedLists(
                lists: ["agreement-content"], also: ["credit-pledge"], citations: cite("10", "9"))
        case .decided:
            guard step.details.passed, kind == .end || kind == .nonRenewal else { return nil }
            return NamedLists(lists: ["ends"], citations: cite("44", "41"))
        case .finding: return foundLists
        case .personSuspended, .departmentSuspended:
            return NamedLists(
                lists: ["measures-on-persons", "measures"], citations: cite("45", "35"))
        default: return nil
        }
    }

    /// What may be found: of an institution grounds and obligations, of an agency its duties (N39, P36).
    private var foundLists: NamedLists {
        if kind == .dispute {
            return NamedLists(
                lists: ["agency-duties"], also: ["agency-breach"], citations: cite("39", "36"))
        }
        return NamedLists(
            lists: [
                "suspensions", "terminations", "obligations", "measures", "measures-on-persons",
            ], also: [Self.deceit], citations: cite("38", "35"))
    }
}
