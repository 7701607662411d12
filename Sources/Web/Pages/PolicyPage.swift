import Designation

/// The view of a region's policy on a day, or of what differs from another day.
struct PolicyPage {
    let report: PolicyReport
    /// The other day, with what differs there.
    let comparison: (day: LegalDate, changes: [PolicyChange])?
    let words: Words

    private var regionName: String {
        report.region == .everywhere
            ? words.text("policy-national") : words.region(report.region)
    }

    var title: String { words.text("policy-title", ["region": regionName]) }

    var view: PageView {
        var view: PageView = [
            "heading": title, "asOf": words.text("due-as-of", ["date": "\(report.day)"]),
            "on": "\(report.day)", "with": comparison.map { "\($0.day)" } ?? "",
            "regions": FilterForm(words: words).regions(
                selected: report.region, empty: words.text("policy-national")),
            "endings": report.endings.map(words.ending),
            "editions": report.editions.map(edition), "hasEditions": !report.editions.isEmpty,
            "isPlain": comparison == nil, "isComparison": comparison != nil,
        ]
        if let comparison {
            view["changesTitle"] = words.text(
                "policy-changes", ["from": "\(report.day)", "to": "\(comparison.day)"])
            view["dayBefore"] = "\(report.day)"
            view["dayAfter"] = "\(comparison.day)"
            view["changes"] = changes(comparison.changes)
            view["isSame"] = comparison.changes.isEmpty
            view["hasChanges"] = !comparison.changes.isEmpty
            return view
        }
        view["laxer"] = laxer
        view["hasLaxer"] = !laxer.isEmpty
        view["groups"] = report.groups.map(group)
        view["lists"] = report.lists.map(list)
        view["hasLists"] = !report.lists.isEmpty
        view["tables"] = report.tables.map(table)
        view["hasTables"] = !report.tables.isEmpty
        return view
    }

    private func edition(_ edition: PolicyEdition) -> PageView {
        let title = BilingualText(chinese: edition.titleChinese, english: edition.titleEnglish)
        let last = edition.to.map { "\($0.adding(days: -1))" } ?? words.text("open-end")
        return [
            "id": edition.id, "title": words.text(title), "region": source(edition.region),
            "period": "\(edition.from) – \(last)",
        ]
    }

    private func source(_ region: RegionCode) -> String {
        region == RuleBook.national ? words.text("policy-national") : words.region(region)
    }

    // MARK: Values

    /// Laxer local values stand first: somebody has to decide about them.
    private var laxer: [PageView] {
        report.groups.flatMap(\.values).filter { $0.value.isLaxer == true }.map(line)
    }

    private func group(_ group: PolicyReport.Group) -> PageView {
        [
            "name": group.name, "title": words.text(group.title),
            "values": group.values.map(line),
        ]
    }

    private func line(_ line: PolicyLine) -> PageView {
        let value = line.value
        var view: PageView = [
            "title": words.text(line.title), "name": value.name,
            "value": words.text(line.applied), "basis": words.citation(value.citation),
            "isDecision": value.isDecision, "days": days(of: value),
            "ground": value.applied.ground.map { ground in
                words.text(
                    "policy-ground",
                    [
                        "ground": words.text(
                            BilingualText(chinese: ground.chinese, english: ground.english))
                    ])
            } ?? "",
            "source": value.source == report.region ? "" : source(value.source),
            "forPeople": line.forPeople.map {
                words.text("policy-for-people", ["reason": words.text($0)])
            } ?? "",
        ]
        guard let local = line.local, let national = line.national else { return view }
        view["other"] = other(line, local, national).orAbsent
        return view
    }

    /// Of a decision its first day; of other values only days that are not those of their edition.
    private func days(of value: PolicyValue) -> String {
        guard value.hasOwnDays(among: report.editions) else { return "" }
        let from = "\(value.applied.from)"
        guard let to = value.applied.to else { return words.text("policy-since", ["from": from]) }
        return words.text(
            "policy-from-to", ["from": from, "until": "\(to.adding(days: -1))"])
    }

    private func other(
        _ line: PolicyLine, _ local: BilingualText, _ national: BilingualText
    ) -> PageView? {
        guard let ours = line.value.local, let theirs = line.value.national else { return nil }
        let isLaxer = line.value.isLaxer == true
        return [
            "local": words.text(local), "localBasis": words.citation(ours.citation),
            "national": words.text(national), "nationalBasis": words.citation(theirs.citation),
            "isLaxer": isLaxer,
            "decision": !isLaxer
                ? ""
                : line.decision.map {
                    words.text("policy-decided", ["decision": words.text($0)])
                } ?? words.text("policy-undecided"),
        ]
    }

    // MARK: Lists and tables

    private func list(_ named: PolicyReport.NamedList) -> PageView {
        [
            "title": words.text(named.title), "name": named.list.name,
            "count": words.text(
                "policy-items", ["count": words.number(named.list.entries.count)]),
            "items": named.list.entries.map { entry -> PageView in
                [
                    "text": item(entry.item), "id": entry.id,
                    "basis": words.citations(entry.citations),
                    "source": entry.source == report.region ? "" : source(entry.source),
                    "remarks": words.remarks(on: entry.item).joined(separator: " · "),
                ]
            },
        ]
    }

    private func item(_ item: PolicyItem) -> String {
        words.text(BilingualText(chinese: item.chinese, english: item.english))
    }

    private func table(_ table: ScoreTable) -> PageView {
        [
            "title": words.text(BilingualText(chinese: table.chinese, english: table.english)),
            "basis": words.citation(table.citation),
            "pass": words.text(
                "score-pass", ["pass": String(table.pass), "full": String(table.full)]),
            "items": table.items.map(score),
        ]
    }

    private func score(_ item: ScoreItem) -> PageView {
        [
            "id": item.id,
            "text": words.text(BilingualText(chinese: item.chinese, english: item.english)),
            "section": words.text(
                BilingualText(chinese: item.sectionChinese, english: item.sectionEnglish)),
            "points": item.points > 0 ? String(item.points) : "",
            "cap": item.cap < item.points ? words.text("score-cap", ["n": String(item.cap)]) : "",
            "isKnockOut": item.isKnockOut,
            "steps": item.steps.map { step -> PageView in
                [
                    "effect": words.effect(step.effect),
                    "text": words.text(
                        BilingualText(chinese: step.chinese, english: step.english)),
                ]
            },
        ]
    }

    // MARK: Changes

    private func changes(_ changes: [PolicyChange]) -> [PageView] {
        var groups: [(heading: BilingualText, rows: [PageView])] = []
        for change in changes {
            let row: PageView = [
                "title": title(of: change), "name": change.difference.name,
                "before": side(change.before), "after": side(change.after),
            ]
            if groups.last?.heading == change.heading {
                groups[groups.count - 1].rows.append(row)
            } else {
                groups.append((change.heading, [row]))
            }
        }
        return groups.map { ["title": words.text($0.heading), "rows": $0.rows] }
    }

    /// Items have no titles: what became of them stands there.
    private func title(of change: PolicyChange) -> String {
        guard case .item = change.difference.what else { return words.text(change.title) }
        if change.before == nil { return words.text("change-added") }
        return words.text(change.after == nil ? "change-removed" : "change-altered")
    }

    private func side(_ side: PolicyChange.Side?) -> PageView {
        guard let side else { return ["text": "—", "basis": ""] }
        return [
            "text": words.text(side.text),
            "basis": side.citations.isEmpty ? "" : words.citations(side.citations),
        ]
    }
}
