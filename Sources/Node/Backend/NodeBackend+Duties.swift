import Designation
import Federation
import Messages
public import Web

/// What is due, for pages and programs.
extension NodeBackend {
    /// Which list of duties is meant.
    struct DutyKey: Hashable, Sendable {
        var day: LegalDate
        var includingCases: Bool
    }

    public func duties(_ question: DutyQuestion) async throws(WebFailure) -> DutyReport {
        var list: DutyList
        let work = DutyWork(service: service, backend: self)
        do {
            list = try await dutyLists.value(
                DutyKey(day: question.day, includingCases: question.includingCases)
            ) { try await work.list(on: question.day, includingCases: question.includingCases) }
        } catch {
            throw broken(error, "Finding what is due")
        }
        let tree = registry.view.tree
        if let region = question.region { list = list.part(of: region, in: tree) }
        let context = commandContext
        let chosen = list.entries.filter { question.light == nil || $0.light == question.light }
        return DutyReport(
            question: question,
            counts: Dictionary(
                uniqueKeysWithValues: Duty.Light.allCases.map { ($0, list.count($0)) }),
            total: chosen.count,
            rows: chosen.dropFirst(question.part.offset).prefix(question.part.count)
                .map { row($0, context) },
            figures: list.figures.map {
                DutyReport.FigureRow(figure: $0, title: Self.title(of: $0, context))
            },
            endings: endings(on: question.day, region: question.region, tree: tree))
    }

    /// What words of commands are made with.
    var commandContext: CommandContext {
        CommandContext(service: service, backend: self, command: LocalCommand("due"))
    }

    private func row(_ entry: DutyList.Entry, _ context: CommandContext) -> DutyRow {
        let duty = entry.duty
        var value = BilingualText(chinese: "", english: "")
        switch duty.subject {
        case .casework, .event, .agency:
            if !duty.value.isEmpty { value = RuleWording.words(duty.value) }
        case .review, .edition: break
        }
        let facts = duty.institution.flatMap {
            InstitutionLookup.facts(of: $0, region: duty.region, registry)
        }
        return DutyRow(
            entry: entry, title: DutyWording.rule(duty, context), value: value,
            institutionName: facts?.name ?? "")
    }

    /// A figure is named like a duty of its rule.
    private static func title(of figure: DutyFigure, _ context: CommandContext) -> BilingualText {
        DutyWording.rule(
            Duty(
                rule: figure.rule, citation: Citation(edition: "", article: ""),
                subject: .review(""), institution: nil, region: figure.region,
                responsible: figure.responsible, start: context.today, lastDay: nil,
                ending: .decided), context)
    }

    /// Editions of the region, of what lies in it and of what lies above it; without a region all.
    private func endings(
        on day: LegalDate, region: RegionCode?, tree: RegionTree
    ) -> [EditionEnding] {
        directory.rules.endings(on: day).filter { ending in
            let owner = ending.edition.region
            guard let region, owner != .everywhere else { return true }
            return tree.lies(owner, in: region) || tree.lies(region, in: owner)
        }
    }
}

extension RuleWording {
    /// A value as pages show it.
    static func words(_ value: String) -> BilingualText { BilingualText(text(value)) }
}

extension BilingualText {
    init(_ text: LocalizedText) { self.init(chinese: text.chinese, english: text.english) }

    init(_ item: PolicyItem) { self.init(chinese: item.chinese, english: item.english) }
}
