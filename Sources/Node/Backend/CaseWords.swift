import Designation
import Federation
import Web

/// What rules and items of one case are called, by the edition that the case keeps.
struct CaseWords {
    private let state: CaseState
    private let policy: Policy
    private let qualifiers: [String]

    /// - Parameter type: of the institution.
    init(_ state: CaseState, type: InstitutionType, day: LegalDate, view: RegistryView) {
        self.state = state
        var policy = Policy(
            region: state.region ?? state.institution.issuer, day: day,
            rules: view.directory.rules, regions: view.tree)
        if let accepted = state.accepted { policy = policy.forCase(accepted: accepted) }
        self.policy = policy
        qualifiers = [state.scope?.rawValue, type.name].compactMap(\.self)
    }

    /// A clock's rule: a value of the edition, or a filing that has a limit.
    func rule(_ name: String) -> BilingualText {
        if let title = RuleGuide.entry(for: name)?.title { return BilingualText(title) }
        if name.hasPrefix("act/"), let kind = Obligation.Kind(rawValue: String(name.dropFirst(4))) {
            return CaseWording.duty(kind)
        }
        return item(name, in: ["filings", "reports"])
    }

    func material(_ id: String) -> BilingualText {
        item(id, in: [state.kind.materialList].compactMap(\.self))
    }

    func condition(_ id: String) -> BilingualText { item(id, in: ["conditions"]) }

    func filing(_ id: String) -> BilingualText { item(id, in: ["filings", "reports"]) }

    /// A reason against an application: an item of `refusals`, or the value that it rests on.
    func reason(_ name: String) -> BilingualText {
        if let found = found(name, in: ["refusals"]) { return found }
        if let words = Self.reasons[name] { return words }
        return RuleGuide.entry(for: name).map { BilingualText($0.title) }
            ?? BilingualText(chinese: name, english: name)
    }

    /// Reasons that stand in no list of an edition: the title of the value that they rest on would say what is
    /// asked, not what is wrong.
    private static let reasons: [String: BilingualText] = [
        "bar": .init(chinese: "仍在不予受理期内", english: "Within a bar to applications"),
        "running-time": .init(
            chinese: "正式运营的时间还不够", english: "Not yet in operation for the time required"),
        "covers": .init(
            chinese: "本地规定不含此类机构", english: "No rules here are for this type of institution"),
        "applicants": .init(
            chinese: "机构种类或所持证照不在可申请之列",
            english: "The kind of institution, or its licence, is none that may apply"),
    ]

    /// Items of any list among names that problems and proposals give.
    func names(of details: [String]) -> [String: BilingualText] {
        let lists =
            [state.kind.materialList].compactMap(\.self) + [
                "refusals", "conditions", "transitions", "terminations", "suspensions", "measures",
                "measures-on-persons",
                "major-changes", "other-changes", "assessment-forms", "filings", "reports",
            ]
        var names: [String: BilingualText] = [:]
        for detail in Set(details) where !detail.isEmpty {
            names[detail] = found(detail, in: lists)
        }
        return names
    }

    /// What a step names.
    func items(of step: CaseStep) -> [BilingualText] {
        step.details.items.map { item($0, in: lists(for: step.kind)) }
    }

    /// Articles on which a step rests: those of the items that it names and of the value by which it
    /// is done, each once.
    func basis(of step: CaseStep) -> [Citation] {
        let lists = lists(for: step.kind)
        var citations = step.details.items.flatMap { id in
            lists.lazy.compactMap { policy.list($0, qualifiers: qualifiers)[id] }.first?.citations
                ?? []
        }
        if let name = Self.values[step.kind],
            let value = policy.value(name, qualifiers: qualifiers)
        {
            citations.append(value.citation)
        }
        var known: Set<Citation> = []
        return citations.filter { known.insert($0).inserted }
    }

    private static let values: [CaseStep.Kind: String] = [
        .received: "competence.accept", .accepted: "competence.accept",
        .supplementNotice: "supplement-notice", .waived: "documents-held-waived",
        .assessed: "competence.assess", .approved: "second-tier", .spotChecked: "second-tier",
        .networkTested: "network-test", .noticeOpened: "public-notice",
        .objectionInvestigated: "objection-effect", .mended: "reassessment-after",
        .signed: "competence.sign", .abandonmentFound: "abandonment", .published: "publish",
    ]

    private func lists(for kind: CaseStep.Kind) -> [String] {
        let materials = [state.kind.materialList].compactMap(\.self)
        return switch kind {
        case .supplementNotice, .supplemented, .waived: materials
        case .refused: ["refusals"]
        case .filed, .acknowledged: ["filings", "reports"]
        case .finding: ["suspensions", "terminations", "measures", "obligations"]
        case .measure, .personSuspended, .departmentSuspended: ["measures", "measures-on-persons"]
        case .received, .accepted, .decided: ["major-changes", "other-changes"] + materials
        case .published: ["publications"]
        default: ["measures", "suspensions", "terminations"] + materials
        }
    }

    private func item(_ id: String, in lists: [String]) -> BilingualText {
        found(id, in: lists) ?? BilingualText(chinese: id, english: id)
    }

    private func found(_ id: String, in lists: [String]) -> BilingualText? {
        lists.lazy.compactMap { policy.list($0, qualifiers: qualifiers)[id] }.first
            .map { BilingualText($0.item) }
    }
}
