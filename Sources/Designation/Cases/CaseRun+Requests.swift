extension CaseRun {
    // MARK: Decisions on requests

    func decisionProblems(_ step: CaseStep) -> [CaseProblem] {
        guard step.details.passed else {
            let isBare =
                step.note.isEmpty && step.details.items.isEmpty && step.details.lines.isEmpty
            return (isBare ? [CaseProblem(.reasonMissing, step, citationOfKind(on: step.day))] : [])
                + (kind == .change ? investigation(step) : []) + decidedAnew(step)
        }
        return investigation(step) + reassessment(step) + notice(step) + kindProblems(step)
            + decidedAnew(step) + actBeyondCase(step) + agreementOver(step)
    }

    func citationOfKind(on day: LegalDate) -> [Citation] {
        switch kind {
        case .change: cite("40", "37")
        case .renewal: cite("41", "38")
        case .suspension, .resumption: cite("42", "39")
        case .end, .nonRenewal: cite("44", "41")
        case .thirdPartyFiling: cite("third-parties", on: day, "47", "43")
        default: []
        }
    }

    private func kindProblems(_ step: CaseStep) -> [CaseProblem] {
        switch kind {
        case .change: changeProblems(step)
        case .suspension: suspensionProblems(step)
        default: []
        }
    }

    /// A change that nobody may decide yet, whether or not a step says that it is deferred (S4).
    func isHeldUp(on day: LegalDate) -> Bool {
        kind == .change && accepted != nil && decision == nil
            && rules.says("change-while-investigated", "deferred", on: day)
            && subject.isInvestigated(on: day)
    }

    /// While it is investigated a change waits, and no end may be asked for (S4).
    private func investigation(_ step: CaseStep) -> [CaseProblem] {
        let (name, word): (String, String) =
            kind == .change
            ? ("change-while-investigated", "deferred") : ("end-while-investigated", "refused")
        guard kind == .change || kind == .end, rules.says(name, word, on: step.day),
            isDeferred(on: step.day) || subject.isInvestigated(on: step.day)
        else { return [] }
        return [CaseProblem(.investigated, step, cite(name, on: step.day, "40", "37"))]
    }

    /// Whether the change or resumption needs a passed assessment first (S4, closing 3): agreements
    /// older than the notice whose name, head or address changes, or whose suspension is over.
    func needsReassessment(on day: LegalDate) -> CaseRules.Rule? {
        let name = kind == .change ? "change-reassessed" : "resumption-reassessed"
        guard kind == .change || kind == .resumption, let rule = rules.rule(name, on: day) else {
            return nil
        }
        if kind == .change, Self.reassessedChanges.isDisjoint(with: changes) { return nil }
        return rule.isReassessed(subject, on: day) ? rule : nil
    }

    /// Name, head and address, under the ids that editions give them.
    static let reassessedChanges: Set<String> = [
        "name", "legal-representative", "principal", "head", "registered-address", "address",
    ]

    private func reassessment(_ step: CaseStep) -> [CaseProblem] {
        guard let rule = needsReassessment(on: step.day) else { return [] }
        if case .passed = verdict(on: step.day) { return [] }
        return [CaseProblem(.notReassessed, step, [rule.citation])]
    }

    /// Asked for too shortly before it is to begin (N44, P41): shown, as the agency may still agree.
    private func notice(_ step: CaseStep) -> [CaseProblem] {
        guard let asked = received ?? accepted, kind != .change, kind != .resumption,
            kind != .thirdPartyFiling, kind != .renewal, !(kind == .end && isClosure(step))
        else { return [] }
        let qualified = kind == .suspension ? "request-ahead.suspend" : "request-ahead.end"
        guard
            let rule = rules.rule(qualified, on: step.day)
                ?? rules.rule("request-ahead", on: step.day),
            let span = RuleSpan(rule.text)
        else { return [] }
        let start =
            kind == .nonRenewal
            ? subject.term(on: step.day)?.to ?? step.day : step.details.from ?? step.day
        let last = span.latestDay(
            ahead: start, calendar: calendar,
            movesOn: rules.says("months-ahead-counting", "next-working-day", on: step.day)
        ).day
        guard last < asked else { return [] }
        return [CaseProblem(.late, step, [rule.citation], day: last)]
    }

    /// Keeps its code, changes another major item, and the result has a code at the other agency of the
    /// pair already: refused, to be applied for anew (S2 25). The registry shows it, or the officer who
    /// looked it up says so.
    ///
    /// - Parameter items: what is asked for; `nil`: what the case is about.
    /// - Returns: the article; `nil` where it is not so.
    func codedInPair(on day: LegalDate, _ items: [String]? = nil) -> [Citation]? {
        let changes = items ?? changes
        let isCoded =
            subject.codedInPair.map { $0 <= day } ?? false || changes.contains("coded-in-pair")
        guard kind == .change, isCoded, !changes.contains("national-code"),
            changes.contains(where: { $0 != "coded-in-pair" }),
            rules.says("code-kept-change", "refused-if-coded-in-pair", on: day)
        else { return nil }
        return cite("code-kept-change", on: day, "40", "37")
    }

    private func changeProblems(_ step: CaseStep) -> [CaseProblem] {
        var found: [CaseProblem] = []
        if let citations = codedInPair(on: step.day) {
            found.append(CaseProblem(.codedInPair, step, citations))
        }
        if changes.contains("licence-number"),
            rules.says("licence-number-on-change", "unchanged", on: step.day)
        {
            found.append(
                CaseProblem(
                    .licenceNumberChanged, step,
                    cite("licence-number-on-change", on: step.day, "40", "37")))
        }
        return found
    }

    // MARK: Changes that the pair granted (S2 25)

    /// A change of these items that the other agency of the pair granted and that is the one asked for:
    /// one that was granted before the authority approved what is asked for here is another.
    func grantedInPair(
        _ items: [String], approvedOn: LegalDate?, on day: LegalDate
    ) -> CaseSubject.GrantedChange? {
        guard kind == .change, codedInPair(on: day, items) == nil,
            rules.says("change-recognised-in-pair", "yes", on: day)
        else { return nil }
        return subject.grantedInPair.last { granted in
            granted.day <= day && granted.until.map { day <= $0 } ?? true
                && approvedOn.map { $0 <= granted.day } ?? true
                && !granted.items.isDisjoint(with: items)
        }
    }

    private var hasTakenOver: Bool { lastSteps[.recognised] != nil }

    /// Said once, of the step that opens the case.
    func toTakeOver(_ step: CaseStep) -> [CaseProblem] {
        guard !hasTakenOver, !problems.contains(where: { $0.kind == .grantedInPair }),
            let granted = grantedInPair(
                changes.isEmpty ? step.details.items : changes,
                approvedOn: approvedElsewhere ?? step.details.approvedOn, on: step.day)
        else { return [] }
        return [
            CaseProblem(
                .grantedInPair, step, cite("change-recognised-in-pair", on: step.day, "40", "37"),
                detail: "\(granted.event)", day: granted.day)
        ]
    }

    /// What the pair granted is taken over and not decided again, neither way.
    private func decidedAnew(_ step: CaseStep) -> [CaseProblem] {
        guard !hasTakenOver,
            let granted = grantedInPair(changes, approvedOn: approvedElsewhere, on: step.day)
        else { return [] }
        return [
            CaseProblem(
                .notTakenOver, step, cite("change-recognised-in-pair", on: step.day, "40", "37"),
                detail: "\(granted.event)", day: granted.day)
        ]
    }

    /// The change of the pair that waits to be taken over.
    func takeOver(on day: LegalDate) -> CaseSubject.GrantedChange? {
        guard decision == nil, outcome == nil, !hasTakenOver else { return nil }
        return grantedInPair(changes, approvedOn: approvedElsewhere, on: day)
    }

    /// At most 180 days or six months (N42, P39, S2 28, S4), unless an exception is recorded. Those that
    /// adjoin count together: it is not passed by granting the next one behind it.
    private func suspensionProblems(_ step: CaseStep) -> [CaseProblem] {
        guard exception == nil, let from = step.details.from, let until = step.details.until,
            let limit = rules.span("suspension.voluntary-maximum", on: step.day)
        else { return [] }
        let last = limit.span.lastDay(
            from: subject.startOfRequests(from: from), calendar: calendar, moving: false
        ).day
        guard last < until.adding(days: -1) else { return [] }
        return [CaseProblem(.tooLong, step, [limit.rule.citation], day: last)]
    }

    // MARK: Enforcement (N38, N45, P35, S4)

    func measureProblems(_ step: CaseStep) -> [CaseProblem] {
        switch step.kind {
        case .finding:
            return step.details.items.isEmpty && step.note.isEmpty
                ? [CaseProblem(.reasonMissing, step, cite("38", "35"))] : []
        case .measure:
            guard !step.details.items.isEmpty else {
                return [CaseProblem(.reasonMissing, step, cite("38", "35"))]
            }
            // What the department may do to an agency that broke the agreement (N39, P36).
            if kind == .dispute {
                return unknownItems(
                    step, "measures-on-agencies", citations: cite("39 ¶2", "36 ¶2"))
            }
            // Whom it is about, and the act that follows, only steps of their own can say.
            if step.details.items.contains("persons-and-departments") {
                return [
                    CaseProblem(
                        .reasonMissing, step,
                        cite("persons-and-departments", on: step.day, "45", "35"),
                        detail: "person-suspended department-suspended")
                ]
            }
            let unknown = unknownItems(
                step, "measures", also: ["suspend", "terminate"], citations: cite("38", "35"))
            return unknown + actBeyondCase(step)
        case .personSuspended, .departmentSuspended:
            return personProblems(step) + actBeyondCase(step)
        default: return []
        }
    }

    /// N45 knows it for medical institutions, P35 does not; Changzhou sets one to five years.
    private func personProblems(_ step: CaseStep) -> [CaseProblem] {
        var found: [CaseProblem] = []
        let citations = cite("persons-and-departments", on: step.day, "45", "35")
        if rules.says("persons-and-departments", "not-foreseen", on: step.day) {
            found.append(CaseProblem(.notForeseen, step, citations))
        }
        if step.kind == .personSuspended, step.details.persons.isEmpty {
            found.append(CaseProblem(.reasonMissing, step, citations, detail: "persons"))
        }
        if step.kind == .departmentSuspended, step.details.department.isEmpty,
            step.details.sites.isEmpty
        {
            found.append(CaseProblem(.reasonMissing, step, citations, detail: "department"))
        }
        if step.kind == .personSuspended, isBound(step),
            let rule = rules.rule("person-suspension-term", on: step.day),
            let bounds = Self.bounds(rule.text)
        {
            let from = step.details.from ?? step.day
            let isWithin =
                step.details.until.map {
                    from.adding(months: 12 * bounds.lowerBound) <= $0
                        && $0 <= from.adding(months: 12 * bounds.upperBound)
                } ?? false
            if !isWithin {
                found.append(
                    CaseProblem(
                        .tooLong, step, [rule.citation],
                        detail: "\(bounds.lowerBound)-\(bounds.upperBound)y"))
            }
        }
        return found
    }

    /// The term is laid down for the measure that names it (S4 解除), not for what the department orders or
    /// N45 leaves open; a step that names no measure is held to it.
    private func isBound(_ step: CaseStep) -> Bool {
        let list = rules.list("measures-on-persons", on: step.day)
        return step.details.items.isEmpty
            || step.details.items.contains { list[$0]?.item[.rule] == "person-suspension-term" }
    }

    /// `1 to 5 years`.
    private static func bounds(_ text: String) -> ClosedRange<Int>? {
        let parts = text.utf8.split(separator: 0x20).map { String(Substring($0)) }
        guard parts.count == 4, parts[1] == "to", parts[3] == "years", let low = Int(parts[0]),
            let high = Int(parts[2]), low >= 0, low <= high, high <= 100
        else { return nil }
        return low...high
    }
}
