import Designation
import Federation

/// What a rehearsal found, in words and as JSON.
extension PolicyRehearsal {
    /// More institutions than this are counted and not printed.
    private static let shownCount = 200

    func result(_ tree: RegionTree) -> CommandResult {
        CommandResult(text: text(tree), json: json)
    }

    private func text(_ tree: RegionTree) -> String {
        var text = PolicyText()
        text.heading(
            "\(edition.id)  \(edition.name.chinese)  \(edition.name.english)  "
                + Wording.region(edition.region, tree))
        text.line("演练，未记录任何内容 / a rehearsal, nothing is recorded")
        text.line("A  现行，\(dayBefore) / in force on \(dayBefore)")
        text.line("B  新版本，\(day) / with the new edition on \(day)")
        if movedCount > 0 {
            text.line(
                "\(movedCount) 个值的起始日早于今日，自今日起计 / "
                    + "\(movedCount) values begin before today and count from today")
        }
        if differences.isEmpty { text.line("规则没有变化 / no value or item changes") }
        text.show(differences, before: "A", after: "B")
        text.show(withheld: withheld, of: edition.region)
        for (region, names) in keeping.sorted(by: { $0.key < $1.key }) {
            text.line(
                "\(Wording.region(region, tree))：自有规定不变 / keeps its own: "
                    + names.joined(separator: ", "))
        }
        if differences.contains(where: { $0.name == "term" || $0.name.hasPrefix("term.") }) {
            text.heading(
                "已签协议的期限不变，新期限用于新签和续签 / "
                    + "agreements keep their term; the new one is for what is signed or renewed")
        }
        showInstitutions(&text, tree)
        showCases(&text)
        return text.text
    }

    private func showInstitutions(_ text: inout PolicyText, _ tree: RegionTree) {
        text.heading(
            "机构 Institutions: 有变化 \(institutions.count) / 查看 \(lookedAtCount)  "
                + "\(institutions.count) of \(lookedAtCount) change")
        for item in institutions.prefix(Self.shownCount) {
            text.line("\(item.name)  \(item.id)")
            for change in item.standings { text.line("    " + Self.line(change, tree)) }
            for change in item.deadlines { text.line("    " + Self.line(change, tree)) }
        }
        if institutions.count > Self.shownCount {
            text.line("…（--json 给出全部 / --json gives all）")
        }
    }

    private func showCases(_ text: inout PolicyText) {
        text.heading(
            "在办事项 Open cases: 有变化 \(cases.count) / 查看 \(caseCount)  "
                + "\(cases.count) of \(caseCount) change")
        for item in cases {
            guard let change = item.change else { continue }
            text.line("\(item.name)  \(PlainText.shown(item.institutionName))  \(item.institution)")
            if change.stageBefore != change.stageAfter {
                let (before, after) = (
                    CaseWording.stage(change.stageBefore), CaseWording.stage(change.stageAfter)
                )
                text.line("    \(before.slash) → \(after.slash)")
            }
            for clock in change.clocks { text.line("    " + Self.line(clock, tree)) }
            if change.problemCountBefore != change.problemCountAfter {
                text.line(
                    "    不符规则的步骤 steps against the rules: "
                        + "\(change.problemCountBefore) → \(change.problemCountAfter)")
            }
            for met in change.met { text.line("    " + Self.line(met)) }
        }
    }

    private static func line(_ change: Rehearsal.StandingChange, _ tree: RegionTree) -> String {
        let (before, after) = (Wording.status(change.before), Wording.status(change.after))
        let services = [change.servicesBefore, change.servicesAfter].map {
            Wording.services($0).slash
        }
        return "\(Wording.region(change.unit, tree)) \(Wording.scope(change.scope).slash)  "
            + "\(change.from) 起 from: \(before.slash) → \(after.slash)"
            + (services[0] == services[1]
                ? "" : "；服务 services: \(services[0]) → \(services[1])")
    }

    private static func line(_ change: Rehearsal.DeadlineChange, _ tree: RegionTree) -> String {
        func shown(_ deadline: WorkCalendar.Deadline?) -> String {
            guard let deadline else { return "—" }
            return "\(deadline.day)" + (deadline.isProvisional ? "（暂定 provisional）" : "")
        }
        return "\(PolicyText.label(change.rule))  \(Wording.region(change.unit, tree))  "
            + "\(shown(change.before)) → \(shown(change.after))"
    }

    private var json: JSONText {
        [
            "edition": .string(edition.id), "region": .string(edition.region.text),
            "on": .date(day), "before": .date(dayBefore), "moved": .count(movedCount),
            "differences": .array(differences.map(PolicyJSON.difference)),
            "withheld": .array(
                withheld.map { PolicyJSON.value($0.name, $0) }),
            "keeping": .object(
                Dictionary(
                    keeping.map { ($0.key.text, JSONText.strings($0.value)) },
                    uniquingKeysWith: { first, _ in first })),
            "institutionCount": .count(lookedAtCount),
            "institutions": .array(
                institutions.map { item in
                    [
                        "institution": .string("\(item.id)"), "name": .string(item.name),
                        "standings": .array(item.standings.map(Self.json)),
                        "deadlines": .array(item.deadlines.map(Self.json)),
                    ]
                }),
            "caseCount": .count(caseCount),
            "cases": .array(
                cases.map { item in
                    [
                        "case": .string(item.name),
                        "institution": .string("\(item.institution)"),
                        "name": .string(item.institutionName),
                        "problemsBefore": .count(item.change?.problemCountBefore ?? 0),
                        "problemsAfter": .count(item.change?.problemCountAfter ?? 0),
                        "stageBefore": .optional(item.change?.stageBefore.rawValue),
                        "stageAfter": .optional(item.change?.stageAfter.rawValue),
                        "deadlines": .array((item.change?.clocks ?? []).map(Self.json)),
                        "met": .array((item.change?.met ?? []).map(Self.json)),
                    ]
                }),
        ]
    }

    private static func json(_ change: Rehearsal.StandingChange) -> JSONText {
        [
            "unit": .string(change.unit.text), "scope": .string(change.scope.rawValue),
            "from": .date(change.from), "before": .string(change.before.name),
            "after": .string(change.after.name),
            "servicesBefore": .strings(change.servicesBefore.map(\.rawValue)),
            "servicesAfter": .strings(change.servicesAfter.map(\.rawValue)),
        ]
    }

    private static func json(_ change: Rehearsal.DeadlineChange) -> JSONText {
        func deadline(_ deadline: WorkCalendar.Deadline?) -> JSONText {
            guard let deadline else { return .null }
            return ["day": .date(deadline.day), "provisional": .bool(deadline.isProvisional)]
        }
        return [
            "rule": .string(change.rule), "unit": .string(change.unit.text),
            "scope": .string(change.scope.rawValue), "counted": .date(change.counted),
            "before": deadline(change.before), "after": deadline(change.after),
        ]
    }
}
