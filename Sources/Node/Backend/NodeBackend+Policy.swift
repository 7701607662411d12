public import Designation
import Federation
public import Web

/// The rules of a region, for pages and programs.
extension NodeBackend {
    public func ownRegion() -> RegionCode? { directory.node(named: core.name)?.region }

    public func policy(
        of region: RegionCode, on day: LegalDate
    ) async throws(WebFailure) -> PolicyReport {
        let policy = rules(of: region, on: day)
        let picture = policy.picture
        return PolicyReport(
            region: region, day: day, editions: policy.editions, endings: policy.endings(),
            groups: RuleGuide.Group.allCases.compactMap { Self.group($0, picture) },
            lists: picture.lists.sorted { $0.key < $1.key }.map { name, list in
                PolicyReport.NamedList(
                    title: BilingualText(RuleCatalogue.title(ofList: name)), list: list)
            },
            tables: picture.tables.sorted { $0.key < $1.key }.map(\.value))
    }

    public func policyChanges(
        in region: RegionCode, from day: LegalDate, to other: LegalDate
    ) async throws(WebFailure) -> [PolicyChange] {
        let before = rules(of: region, on: day).picture
        let changes = rules(of: region, on: other).picture.differences(from: before)
            .map(Self.change)
        // Values stand in groups as on the page of one day; lists and tables behind them.
        let order = RuleGuide.Group.allCases.map { BilingualText($0.title) }
        return changes.enumerated().sorted { one, two in
            let (left, right) = (
                order.firstIndex(of: one.element.heading) ?? order.count,
                order.firstIndex(of: two.element.heading) ?? order.count
            )
            return left == right ? one.offset < two.offset : left < right
        }.map(\.element)
    }

    private func rules(of region: RegionCode, on day: LegalDate) -> Policy {
        let view = registry.view
        return Policy(region: region, day: day, rules: view.directory.rules, regions: view.tree)
    }

    private static func group(
        _ group: RuleGuide.Group, _ picture: PolicyPicture
    ) -> PolicyReport.Group? {
        let names = PolicyText.names(of: group, in: Array(picture.values.keys))
        let lines = names.compactMap { name in picture.values[name].map { line(name, $0) } }
        guard !lines.isEmpty else { return nil }
        return PolicyReport.Group(
            name: group.rawValue, title: BilingualText(group.title), values: lines)
    }

    private static func line(_ name: String, _ value: PolicyValue) -> PolicyLine {
        var value = value
        value.name = name
        return PolicyLine(
            title: title(of: name), value: value, applied: RuleWording.words(value.text),
            local: value.local.map { RuleWording.words($0.value) },
            national: value.national.map { RuleWording.words($0.value) },
            decision: value.decision.map { RuleWording.words($0.value) },
            forPeople: forPeople(name))
    }

    private static func forPeople(_ name: String) -> BilingualText? {
        guard case .people(let reason) = RuleGuide.entry(for: name)?.reader else { return nil }
        return BilingualText(reason)
    }

    /// What a value is called, with its qualifier in words.
    static func title(of name: String) -> BilingualText {
        guard let entry = RuleGuide.entry(for: name) else {
            return BilingualText(chinese: name, english: name)
        }
        guard entry.name != name else { return BilingualText(entry.title) }
        let qualifier = RuleWording.text(String(name.dropFirst(entry.name.count + 1)))
        return BilingualText(
            chinese: "\(entry.title.chinese)（\(qualifier.chinese)）",
            english: "\(entry.title.english) (\(qualifier.english))")
    }

    // MARK: Changes

    private static func change(_ difference: PolicyPicture.Difference) -> PolicyChange {
        switch difference.what {
        case .value(let old, let new):
            let group = RuleGuide.entry(for: difference.name)?.group ?? .decisions
            return PolicyChange(
                difference: difference, heading: BilingualText(group.title),
                title: title(of: difference.name), before: old.map(side), after: new.map(side))
        case .item(let list, let old, let new):
            let id = (new ?? old)?.id ?? ""
            return PolicyChange(
                difference: difference, heading: BilingualText(RuleCatalogue.title(ofList: list)),
                title: BilingualText(chinese: id, english: id), before: old.map(side),
                after: new.map(side))
        case .table(let old, let new):
            let table = new ?? old
            return PolicyChange(
                difference: difference,
                heading: BilingualText(chinese: "评分表", english: "Score tables"),
                title: BilingualText(
                    chinese: table?.chinese ?? difference.name,
                    english: table?.english ?? difference.name),
                before: old.map(side), after: new.map(side))
        }
    }

    private static func side(_ value: PolicyValue) -> PolicyChange.Side {
        .init(text: RuleWording.words(value.text), citations: [value.citation])
    }

    private static func side(_ entry: PolicyList.Entry) -> PolicyChange.Side {
        .init(text: BilingualText(entry.item), citations: entry.citations)
    }

    private static func side(_ table: ScoreTable) -> PolicyChange.Side {
        let (count, pass, full) = (table.items.count, table.pass, table.full)
        return .init(
            text: BilingualText(
                chinese: "\(count) 项，满分 \(full)，\(pass) 分合格",
                english: "\(count) items, \(pass) of \(full) pass"),
            citations: [table.citation])
    }
}
