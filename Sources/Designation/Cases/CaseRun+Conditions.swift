/// Conditions of the edition against what an application states.
extension CaseRun {
    /// What was stated, in the forms in which it is compared.
    struct Statement {
        var stated: [String: String]
        /// From the receipt, where it says since when the institution runs.
        var runningSince: LegalDate?
        /// The day of the application.
        var day: LegalDate

        func text(_ figure: CaseFigure) -> String? { stated[figure.rawValue] }

        func number(_ figure: CaseFigure) -> Int? { text(figure).flatMap(CaseFigure.number) }

        func says(_ figure: CaseFigure, _ word: String) -> Bool { text(figure) == word }
    }

    /// Everything stated up to and with a step.
    func statement(with step: CaseStep) -> Statement {
        Statement(
            stated: stated.merging(step.details.stated) { $1 },
            runningSince: runningSince ?? startOfRunning(step),
            day: received ?? accepted ?? step.day)
    }

    /// On the receipt of a first application `from` is the day since which the institution runs.
    func startOfRunning(_ step: CaseStep) -> LegalDate? {
        kind == .new && (step.kind == .received || step.kind == .accepted)
            ? step.details.from : nil
    }

    /// The conditions of the edition, in the order of their articles; of a first designation only, and
    /// once that is signed or over only where something was stated.
    func conditions(on day: LegalDate) -> [CaseCondition] {
        let isOver = outcome != nil || signed != nil
        guard kind == .new, opened != nil, !isOver || !stated.isEmpty else { return [] }
        return conditions(
            Statement(
                stated: stated, runningSince: runningSince, day: received ?? accepted ?? day),
            on: day)
    }

    func conditions(_ statement: Statement, on day: LegalDate) -> [CaseCondition] {
        rules.list("conditions", on: day)
            .entries(forKind: subject.kind, type: subject.type)
            .filter { !$0.item.has(.lost) }
            .map { condition($0, statement, on: day) }
    }

    private func condition(
        _ entry: PolicyList.Entry, _ statement: Statement, on day: LegalDate
    ) -> CaseCondition {
        var found = CaseCondition(
            item: entry.id, citations: entry.citations, standing: .notStated, required: [],
            stated: [])
        switch entry.item[.rule] {
        case "running-time": compareRunning(&found, statement, day)
        case "physicians-at-least":
            found.standing = least("physicians-at-least", .physicians, &found, statement, day)
        case "pharmacists-at-least":
            found.standing = .all([
                least("pharmacists-at-least", .pharmacists, &found, statement, day),
                contract(.pharmacistContracts, &found, statement, day),
            ])
        case "insurance-staff-at-least":
            found.standing = .all([
                least("insurance-staff-at-least", .insuranceStaff, &found, statement, day),
                contract(.insuranceStaffContracts, &found, statement, day),
            ])
        case "insurance-department-from-beds": compareDepartment(&found, statement, day)
        default: break
        }
        // In one word, where no figures are given or none are asked for.
        if found.stated.isEmpty, let word = statement.stated[entry.id],
            word == "yes" || word == "no"
        {
            found.stated = [word]
            found.standing = word == "yes" ? .met : .notMet
        }
        return found
    }

    private func least(
        _ name: String, _ figure: CaseFigure, _ found: inout CaseCondition,
        _ statement: Statement, _ day: LegalDate
    ) -> CaseCondition.Standing {
        guard let rule = rules.rule(name, on: day), let least = Int(rule.text) else { return .met }
        found.required.append("\(name) \(least)")
        guard let number = statement.number(figure) else { return .notStated }
        found.stated.append("\(figure.rawValue) \(number)")
        return number >= least ? .met : .notMet
    }

    private func contract(
        _ figure: CaseFigure, _ found: inout CaseCondition, _ statement: Statement,
        _ day: LegalDate
    ) -> CaseCondition.Standing {
        guard let limit = rules.span("labour-contract-at-least", on: day) else { return .met }
        found.required.append("labour-contract-at-least \(limit.rule.text)")
        guard let text = statement.text(figure), let span = RuleSpan(text) else {
            return .notStated
        }
        found.stated.append("\(figure.rawValue) \(text)")
        // What cannot be compared, days with months, was not said in the way that is asked.
        guard let isShorter = limit.span.isLonger(than: span) else { return .notStated }
        return isShorter ? .notMet : .met
    }

    /// On the day of the application, as the screening counts it.
    private func compareRunning(
        _ found: inout CaseCondition, _ statement: Statement, _ day: LegalDate
    ) {
        guard let limit = rules.span("running-time", on: day) else {
            found.standing = .met
            return
        }
        found.required.append("running-time \(limit.rule.text)")
        let stated = statement.text(.runningSince).flatMap { LegalDate($0) }
        guard let since = stated ?? statement.runningSince else { return }
        found.stated.append("running-since \(since)")
        let first = limit.span.lastDay(from: since, calendar: calendar, moving: false).day
        found.standing = statement.day < first ? .notMet : .met
    }

    /// From the given number of beds a department of the given kind (N6(3), S0 四(二), S3 五(三)).
    private func compareDepartment(
        _ found: inout CaseCondition, _ statement: Statement, _ day: LegalDate
    ) {
        guard let rule = rules.rule("insurance-department-from-beds", on: day),
            let from = Int(rule.text)
        else {
            found.standing = .met
            return
        }
        let wanted = rules.word("insurance-department", on: day) ?? "internal"
        found.required = [
            "insurance-department-from-beds \(from)", "insurance-department \(wanted)",
        ]
        guard let beds = statement.number(.beds) else { return }
        found.stated.append("beds \(beds)")
        guard beds >= from else {
            found.standing = .met
            return
        }
        guard let department = statement.text(.insuranceDepartment),
            CaseFigure.insuranceDepartment.isValid(department)
        else { return }
        found.stated.append("insurance-department \(department)")
        // An independent department is an inner one too.
        found.standing =
            department == "independent" || department == wanted ? .met : .notMet
    }

    // MARK: Problems

    /// Conditions that what is stated does not meet; the screening speaks for the running time where it
    /// knows it. Where that may be relaxed the application is accepted, and passes when somebody relaxed it
    /// and said why (S0 四(一)).
    func unmetConditions(_ statement: Statement, _ step: CaseStep) -> [CaseProblem] {
        // Nothing was stated, so nothing can fail.
        guard !statement.stated.isEmpty || statement.runningSince != nil else { return [] }
        let isJudged =
            rules.says("running-time-relaxable", "yes", on: step.day)
            ? exception != nil || step.kind == .accepted
            : setting.screening.contains { $0.item == "running-time" }
        return conditions(statement, on: step.day).filter { condition in
            condition.standing == .notMet
                && !(isJudged && condition.required.contains { $0.hasPrefix("running-time ") })
        }
        .map { CaseProblem(.conditionNotMet, step, $0.citations, detail: $0.item) }
    }

    /// The text names the cases in which the time in operation may be relaxed, so it is said which it is.
    func relaxation(_ step: CaseStep) -> [CaseProblem] {
        guard kind == .new, step.note.isEmpty else { return [] }
        return [
            CaseProblem(
                .reasonMissing, step, cite("running-time-relaxable", on: step.day, "6", "5"))
        ]
    }

    /// Figures that nobody knows, and values that are none of theirs.
    func unknownFigures(_ step: CaseStep) -> [CaseProblem] {
        let stated = step.details.stated
        guard !stated.isEmpty else { return [] }
        let items = Set(
            ["conditions", "refusals", "transitions"].flatMap { name in
                rules.list(name, on: step.day).entries.map(\.id)
            } + ["non-basic-scope"])
        return stated.keys.sorted().compactMap { name in
            let value = stated[name] ?? ""
            if CaseFigure(rawValue: name)?.isValid(value) == true { return nil }
            // Some figures have the name of the item that they are compared for.
            if items.contains(name), value == "yes" || value == "no" { return nil }
            return CaseProblem(.unknownItem, step, cite("6", "5"), detail: name)
        }
    }
}
