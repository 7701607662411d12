extension CaseRun {
    // MARK: Assessment (N9, P8, S2 14–18, S3 七, S4)

    func assessment(_ step: CaseStep) -> [CaseProblem] {
        var found = form(step) + confirmations(step) + scores(step) + fields(step)
        if let wait = waitForAssessment(on: step.day), step.day <= wait.day {
            found.append(CaseProblem(.tooEarly, step, [wait.citation], day: wait.day))
        }
        if step.details.results.isEmpty {
            found.append(
                CaseProblem(.scoreMissing, step, cite("9", "8"), detail: "result"))
        }
        return found
    }

    /// The last day on which an assessment may not be held: three months to mend after the case's own failure,
    /// or after that of another application for the same which was told when this one had been accepted (N9
    /// ¶2, P8 ¶2). What was told before stood against the acceptance.
    func waitForAssessment(on day: LegalDate) -> (day: LegalDate, citation: Citation)? {
        [waitAfterOwnFailure(on: day), waitAfterFailures(on: day, since: accepted)]
            .compactMap { $0 }.max { $0.day < $1.day }
    }

    private func waitAfterOwnFailure(on day: LegalDate) -> (day: LegalDate, citation: Citation)? {
        guard let notified = round?.notified, let limit = rules.span("reassessment-after", on: day)
        else { return nil }
        let end = limit.span.lastDay(from: notified, calendar: calendar, moving: false)
        return (end.day, limit.rule.citation)
    }

    private func form(_ step: CaseStep) -> [CaseProblem] {
        let form = step.details.form
        let list = rules.list("assessment-forms", on: step.day)
        // The orders end their lists of forms with "and others"; so a list that has `other-form` is open.
        guard !form.isEmpty, !list.isEmpty, list[form] == nil, list["other-form"] == nil else {
            return []
        }
        return [
            CaseProblem(
                .formNotForeseen, step, list.entries.first.map { [$0.citation] } ?? [], detail: form
            )
        ]
    }

    /// Who must have signed the result: all members (S2 18), inspectors and institution (S3 annexes).
    private func confirmations(_ step: CaseStep) -> [CaseProblem] {
        let needed = rules.words("result-signed-by", on: step.day)
        var missing: [String] = []
        if needed.contains("all-members") || needed.contains("inspectors") {
            missing = step.details.team.map(\.name).filter {
                !step.details.confirmations.contains($0)
            }
            // A third party stands in the team by name, as whoever signs for it (S2 15, S2 18).
            if step.details.team.isEmpty { missing = ["team"] }
        }
        if needed.contains("institution"), !step.details.confirmations.contains("institution") {
            missing.append("institution")
        }
        guard !missing.isEmpty else { return [] }
        return [
            CaseProblem(
                .notConfirmed, step, cite("result-signed-by", on: step.day, "9", "8"),
                detail: "\(missing.count)")
        ]
    }

    /// Fields of the team that the edition does not know, or those that it lacks where all are of one field:
    /// specialists of several make it up (N9, P8, S3 七 ¶1, S4 组织评估). Shown only.
    private func fields(_ step: CaseStep) -> [CaseProblem] {
        let list = rules.list("assessors", on: step.day)
        let team = step.details.team
        guard !list.isEmpty, !team.isEmpty else { return [] }
        var odd = team.map(\.field).filter { !$0.isEmpty && list[$0] == nil }
        let known = Set(team.map(\.field))
        // A third party stands in the team by its name.
        if odd.isEmpty, list.entries.count > 1, known.count == 1, !known.contains(""),
            step.details.form != "third-party"
        {
            odd = list.entries.map(\.id).filter { !known.contains($0) }
        }
        guard !odd.isEmpty else { return [] }
        return [
            CaseProblem(
                .fieldsMissing, step, list.entries.first.map { [$0.citation] } ?? [],
                detail: odd.joined(separator: " "))
        ]
    }

    /// Where the region has a score table for the scope, every result rests on it, and says what the
    /// table says: caps, knock-outs and the pass mark (S3 annexes).
    private func scores(_ step: CaseStep) -> [CaseProblem] {
        let policy = rules.policy(on: step.day)
        let needed = policy.scoreTableNames.first { id in
            guard let table = policy.scoreTable(id), let scope else { return false }
            return table.scope == scope.rawValue
        }
        return step.details.results.flatMap { result -> [CaseProblem] in
            let name = result.table.isEmpty ? needed ?? "" : result.table
            guard !name.isEmpty else { return [] }
            guard let table = policy.scoreTable(name) else {
                return [CaseProblem(.unknownItem, step, [], detail: name)]
            }
            // Each fund has a table of its own (S3 七 ¶2).
            if let scope, !table.scope.isEmpty, table.scope != scope.rawValue {
                return [CaseProblem(.notForeseen, step, [table.citation], detail: name)]
            }
            let sum = marked(table, on: step.day).result(result.scores)
            if let missing = (sum.missing + sum.unknown).first {
                return [CaseProblem(.scoreMissing, step, [table.citation], detail: missing)]
            }
            guard sum.isPassed == result.passed else {
                return [
                    CaseProblem(
                        .scoreContradicts, step, [table.citation],
                        detail: sum.knockedOut.first.map { "knock-out \($0)" } ?? "\(sum.total)")
                ]
            }
            return []
        }
    }

    /// The table with the edition's pass mark, which is one of `pass-mark-full` points.
    private func marked(_ table: ScoreTable, on day: LegalDate) -> ScoreTable {
        guard let mark = rules.word("pass-mark", on: day).flatMap({ Int($0) }) else { return table }
        let full = max(1, rules.word("pass-mark-full", on: day).flatMap { Int($0) } ?? table.full)
        var marked = table
        // As many points of the table as the mark is of its own full; a part of a point is one more.
        marked.pass = (mark * table.full + full - 1) / full
        return marked
    }

    // MARK: Network test (S4)

    func testRequest(_ step: CaseStep) -> [CaseProblem] {
        guard let wait = waitForTest(on: step.day), step.day <= wait.day else { return [] }
        return [CaseProblem(.tooEarly, step, [wait.citation], day: wait.day)]
    }

    /// The last day on which the test may not be asked for again.
    func waitForTest(on day: LegalDate) -> (day: LegalDate, citation: Citation)? {
        guard let failed = round?.tests.last(where: { !$0.passed })?.done,
            let limit = rules.span("network-test-again-after", on: day)
        else { return nil }
        let end = limit.span.lastDay(from: failed, calendar: calendar, moving: false)
        return (end.day, limit.rule.citation)
    }

    // MARK: Public notice (N9, P8)

    func noticeLength(_ step: CaseStep) -> [CaseProblem] {
        let citations = cite("public-notice", on: step.day, "9", "8")
        guard let given = step.details.until else {
            // Where no length is laid down, the officer says how long it hangs.
            guard rules.span("public-notice", on: step.day) == nil else { return [] }
            return [CaseProblem(.reasonMissing, step, citations, detail: "until")]
        }
        // What hung before the step was not seen as a notice, and none ends before it begins.
        let start = max(step.details.from ?? step.day, step.day)
        let least = lastDayOfNotice(from: start)?.day ?? start
        guard given < least else { return [] }
        return [CaseProblem(.noticeTooShort, step, citations, day: least)]
    }

    func lastDayOfNotice(from start: LegalDate) -> WorkCalendar.Deadline? {
        rules.span("public-notice", on: start)?.span.lastDay(
            from: start, calendar: calendar, moving: true)
    }

    // MARK: Negotiation and signing (N10, P9, S2 19–23, S4)

    func openQuestions(_ step: CaseStep) -> [CaseProblem] {
        let citations = cite("objection-effect", on: step.day, "9", "8")
        // Nobody can be held to what was entered afterwards.
        if blockingObjections.contains(where: { $0.stamp < step.stamp }) {
            return [CaseProblem(.objectionOpen, step, citations)]
        }
        if objections.contains(where: { $0.isSubstantiated && $0.stamp < step.stamp }) {
            return [CaseProblem(.objectionSubstantiated, step, citations)]
        }
        return []
    }

    func signing(_ step: CaseStep) -> [CaseProblem] {
        var found = openQuestions(step)
        if let citations = notAgreed(on: step.day) {
            found.append(CaseProblem(.notAgreed, step, citations))
        }
        let differing = daysNotAgreed(step)
        found += differing + actBeyondCase(step).filter { !differing.contains($0) }
        guard kind.isDesignation else { return found }
        if let until = noticeUntil, step.day <= until {
            let citations = cite("public-notice", on: step.day, "9", "8")
            found.append(CaseProblem(.noticeOpen, step, citations, day: until))
        }
        found += coverage(step)
        if rules.says("credit-pledge", "signed-with-agreement", on: step.day),
            !step.details.items.contains("credit-pledge")
        {
            found.append(
                CaseProblem(.pledgeMissing, step, cite("credit-pledge", on: step.day, "10", "9")))
        }
        for reason in setting.screening
        where reason.certainty == .certain && reason.item != "running-time"
            && reason.hasBegun(on: step.day) && (reason.through.map { step.day <= $0 } ?? true)
        {
            found.append(
                CaseProblem(
                    .barred, step, reason.citations, detail: reason.item, day: reason.through))
        }
        return found
    }

    /// Signed is what was negotiated and agreed on (N10, N41, P9, P38, S2 21 f., S4 签订协议). Of an internet
    /// hospital's supplement, and of contracts with third parties, no text asks it.
    ///
    /// - Returns: the article; `nil` where an agreement was reached, or none need be.
    func notAgreed(on day: LegalDate) -> [Citation]? {
        guard kind.isDesignation || kind == .renewal || negotiated != nil,
            negotiated?.isAgreed != true
        else { return nil }
        if kind == .renewal { return cite("41", "38") }
        // Where a text says what a negotiation serves for, it is the one on signing (S4 签订协议).
        return (rules.rule("results-serve", on: day).map { [$0.citation] } ?? []) + cite("10", "9")
    }

    /// Not signed in time is abandoned only on a finding that the institution is the cause (S4).
    func abandonment(_ step: CaseStep) -> [CaseProblem] {
        let citations = cite("abandonment", on: step.day, "10", "9")
        guard rules.says("abandonment", "on-finding-against-institution", on: step.day) else {
            return [CaseProblem(.notForeseen, step, citations)]
        }
        var found: [CaseProblem] = []
        if step.note.isEmpty { found.append(CaseProblem(.reasonMissing, step, citations)) }
        if let cleared = clearedDay, let limit = rules.span("sign-within", on: step.day) {
            let last = limit.span.lastDay(from: cleared, calendar: calendar, moving: true).day
            if step.day <= last {
                found.append(CaseProblem(.tooEarly, step, citations, day: last))
            }
        }
        return found
    }
}
