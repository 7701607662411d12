extension CaseRun {
    /// Everything that the rules have against what a step says, or against its day.
    func contentProblems(_ step: CaseStep) -> [CaseProblem] {
        ownProblems(step) + namedItems(step) + statedProblems(step)
    }

    private func ownProblems(_ step: CaseStep) -> [CaseProblem] {
        switch step.kind {
        case .received: lateReceipt(step) + toTakeOver(step)
        case .accepted: acceptance(step)
        case .refused: refusal(step)
        case .supplementNotice: supplementNotice(step)
        case .waived: waiver(step)
        case .recognised: recognition(step)
        case .assessed: assessment(step)
        case .networkTestRequested: testRequest(step)
        case .noticeOpened: noticeLength(step)
        case .negotiated: openQuestions(step) + lastAppraisal(step) + agreementOver(step)
        case .signed: signing(step) + lastAppraisal(step) + agreementOver(step)
        case .abandonmentFound: abandonment(step)
        case .decided: decisionProblems(step) + personsOpen(step)
        case .exceptionGranted: relaxation(step)
        case .deferred: deferral(step)
        case .resultNotified: told(step)
        case .withdrawn: withdrawal(step)
        case .closed: closing(step)
        case .appraised: appraisal(step)
        case .measure, .personSuspended, .departmentSuspended, .finding: measureProblems(step)
        default: []
        }
    }

    // MARK: Receipt and acceptance

    /// The institution asked after the day by which it had to (N40, N41).
    func lateReceipt(_ step: CaseStep) -> [CaseProblem] {
        guard let last = lastDayToAsk(step), last.day < step.day,
            !(kind == .renewal && isOrganised(statement(with: step), on: step.day))
        else { return [] }
        return [CaseProblem(.late, step, [last.citation], day: last.day)]
    }

    /// Only major information has a last day; other changes are told in writing (N40, P37). What is not
    /// said may be major.
    func isMajor(_ items: [String], on day: LegalDate) -> Bool {
        let minor = rules.list("other-changes", on: day)
        let major = rules.list("major-changes", on: day)
        return !items.allSatisfy { minor[$0] != nil && major[$0] == nil } || items.isEmpty
    }

    private func lastDayToAsk(_ step: CaseStep) -> (day: LegalDate, citation: Citation)? {
        switch kind {
        case .change:
            guard isMajor(changes.isEmpty ? step.details.items : changes, on: step.day),
                let approved = step.details.approvedOn ?? approvedElsewhere,
                let limit = rules.span("major-change-within", on: step.day)
            else { return nil }
            let last = limit.span.lastDay(from: approved, calendar: calendar, moving: true)
            return (last.day, limit.rule.citation)
        case .renewal:
            guard let end = subject.term(on: step.day)?.to,
                let rule = rules.rule("renewal-ahead", on: step.day)
            else { return nil }
            if let span = RuleSpan(rule.text) {
                return (ahead(span, of: end, on: step.day), rule.citation)
            }
            // Before the end; while a suspension that was imposed here outlasts the term, before the day for
            // which it was imposed, however long nobody lifts it (S4).
            var last = end
            if rules.says("term.continues-while-suspended", "yes", on: step.day) {
                last =
                    subject.suspensions.filter {
                        !$0.isOwnRequest && !$0.isDerived && $0.from < end
                            && ($0.to.map { end < $0 } ?? true)
                    }
                    .compactMap(\.until).reduce(end) { max($0, $1) }
            }
            return (last.adding(days: -1), rule.citation)
        default: return nil
        }
    }

    /// "N months ahead" counts backwards and never later, unless decided otherwise (domain §6).
    private func ahead(_ span: RuleSpan, of end: LegalDate, on day: LegalDate) -> LegalDate {
        span.latestDay(
            ahead: end, calendar: calendar,
            movesOn: rules.says("months-ahead-counting", "next-working-day", on: day)
        ).day
    }

    private func acceptance(_ step: CaseStep) -> [CaseProblem] {
        var found = (received == nil ? lateReceipt(step) : []) + toTakeOver(step)
        if kind == .suspension || (kind == .end && !isClosure(step)), subject.isPublicInstitution,
            rules.says("public-institution-requests", "refused", on: step.day)
        {
            found.append(
                CaseProblem(
                    .publicInstitution, step,
                    cite("public-institution-requests", on: step.day, "44", nil)))
        }
        if kind == .end, subject.isInvestigated(on: step.day),
            rules.says("end-while-investigated", "refused", on: step.day)
        {
            found.append(
                CaseProblem(
                    .investigated, step, cite("end-while-investigated", on: step.day, "44", "41")))
        }
        found += internetHospital(step)
        // Filed where an edition says so (S2 33, S4); the orders have the department watch what services
        // institutions buy from third parties, and nobody files them (N47 ¶2).
        if kind == .thirdPartyFiling, rules.rule("third-parties", on: step.day) == nil {
            found.append(
                CaseProblem(.notForeseen, step, cite("47 ¶2", nil), detail: "third-parties"))
        }
        found += agreementOver(step) + requestWithoutGround(step) + besideAnother(step)
        guard kind.isDesignation else { return found }
        found += bars(step, .acceptedWhileBarred)
        if let wait = waitAfterFailures(on: step.day), step.day <= wait.day {
            found.append(CaseProblem(.tooEarly, step, [wait.citation], day: wait.day))
        }
        return found
    }

    /// Bars that stand against the application for certain.
    private func bars(_ step: CaseStep, _ kind: CaseProblem.Kind) -> [CaseProblem] {
        setting.screening.filter {
            $0.certainty == .certain && $0.hasBegun(on: step.day)
                && ($0.through.map { step.day <= $0 } ?? true)
        }
        .map { CaseProblem(kind, step, $0.citations, detail: $0.item, day: $0.through) }
    }

    /// It is dissolved, closes or can serve no longer: filed, not asked for of its own accord (S4).
    func isClosure(_ step: CaseStep) -> Bool {
        (changes + step.details.items).contains("closure")
            && rules.list("ends", on: step.day)["closure"] != nil
    }

    private func refusal(_ step: CaseStep) -> [CaseProblem] {
        guard !step.details.items.isEmpty else {
            // Requests are refused for reasons of their own, which the officer words.
            if !kind.isDesignation, !step.details.lines.isEmpty { return [] }
            return [CaseProblem(.reasonMissing, step, cite("12", "11"))]
        }
        // A request may be refused for reasons of its own (N44, S2 25); an application for listed ones, and
        // for a condition that it does not meet or because it is none that may apply (N5, N6, P5).
        guard kind.isDesignation else { return [] }
        return unknownItems(
            step,
            NamedLists(
                lists: ["refusals", "conditions", "applicants"], also: Self.computedReasons,
                citations: cite("12", "11")))
    }

    private static let computedReasons: Set<String> = [
        "covers", "running-time", "bar", "public-institution", "conditions", "incomplete",
        "applicants",
    ]

    /// Items that a list of the edition does not have; a list that is not there refuses nothing.
    ///
    /// - Parameter citations: the article that the list stands in.
    func unknownItems(
        _ step: CaseStep, _ name: String, also: Set<String> = [], citations: [Citation]
    ) -> [CaseProblem] {
        let list = rules.list(name, on: step.day)
        guard !list.isEmpty else { return [] }
        return step.details.items.filter { list[$0] == nil && !also.contains($0) }
            .map { CaseProblem(.unknownItem, step, citations, detail: $0) }
    }

    private func supplementNotice(_ step: CaseStep) -> [CaseProblem] {
        let citations = cite("supplement-notice", on: step.day, "8", "7")
        var found: [CaseProblem] = []
        if noticesGiven[isOfDefects(step)] != nil {
            found.append(CaseProblem(.secondNotice, step, citations))
        }
        if step.details.items.isEmpty, step.details.lines.isEmpty {
            found.append(CaseProblem(.reasonMissing, step, citations))
        } else if let list = kind.materialList {
            let articles = kind == .new ? cite("7", "6") : citationOfKind(on: step.day)
            found += unknownItems(step, list, citations: articles)
        }
        if let from = received ?? accepted, let last = lastDayOfNotice(step, from: from),
            last < step.day
        {
            found.append(CaseProblem(.late, step, citations, day: last))
        }
        return found
    }

    /// Whether the notice is one of defective papers, which Weihai keeps apart from one of missing papers:
    /// each is given once (S3 四(二)). Elsewhere there is one notice.
    func isOfDefects(_ step: CaseStep) -> Bool {
        step.details.form == "defective" && keepsDefectsApart(on: step.day)
    }

    private func keepsDefectsApart(on day: LegalDate) -> Bool {
        rules.span("supplement-notice.defective", on: day) != nil
    }

    /// Whether another notice of what is missing may be given.
    func mayTellAgain(on day: LegalDate) -> Bool {
        noticesGiven.count < (keepsDefectsApart(on: day) ? 2 : 1)
    }

    /// Defective papers have a longer limit than missing ones in Weihai (S3 四(二)).
    private func lastDayOfNotice(_ step: CaseStep, from start: LegalDate) -> LegalDate? {
        let defective =
            isOfDefects(step) ? rules.span("supplement-notice.defective", on: step.day) : nil
        let limit = defective ?? rules.span("supplement-notice", on: step.day)
        return limit?.span.lastDay(from: start, calendar: calendar, moving: true).day
    }

    private func waiver(_ step: CaseStep) -> [CaseProblem] {
        let list = kind.materialList.map { rules.list($0, on: step.day) }
        let isWaived = rules.says("documents-held-waived", "yes", on: step.day)
        // Only what other authorities hold, not what the applicant alone can make (S0 五).
        return step.details.items
            .filter { !isWaived || list?[$0]?.item.has(.waivedIfHeld) != true }
            .map {
                CaseProblem(
                    .notWaivable, step, cite("documents-held-waived", on: step.day, "7", "6"),
                    detail: $0)
            }
    }

    // MARK: Deferral (S4)

    private func deferral(_ step: CaseStep) -> [CaseProblem] {
        guard kind == .change, !rules.says("change-while-investigated", "deferred", on: step.day)
        else { return [] }
        return [
            CaseProblem(
                .notForeseen, step, cite("change-while-investigated", on: step.day, "40", "37"))
        ]
    }

    // MARK: Told, appraised, closed

    /// A result that did not pass is told with reasons and advice (N9 ¶2, P8 ¶2, S2 20, S4), one against
    /// which an objection was true with what was found.
    private func told(_ step: CaseStep) -> [CaseProblem] {
        let hasFailed = if case .failed = verdict(on: step.day) { true } else { false }
        guard kind.isDesignation, hasFailed || objections.contains(where: \.isSubstantiated),
            step.details.items.isEmpty, step.details.lines.isEmpty, step.note.isEmpty
        else { return [] }
        return [CaseProblem(.reasonMissing, step, cite("9 ¶2", "8 ¶2"))]
    }

    /// An appraisal is one of a year (N36, P34, S4).
    private func appraisal(_ step: CaseStep) -> [CaseProblem] {
        guard step.details.number == nil else { return [] }
        return [CaseProblem(.reasonMissing, step, cite("36", "34"), detail: "number")]
    }

    /// Whether to renew depends on the appraisal too (N41, P38, S4): shown, as both sides decide.
    private func lastAppraisal(_ step: CaseStep) -> [CaseProblem] {
        guard kind == .renewal, step.kind == .signed || step.details.passed,
            !problems.contains(where: { $0.kind == .appraisalFailed }),
            let last = subject.appraisals.last(where: { $0.day <= step.day }), !last.isPassed
        else { return [] }
        return [CaseProblem(.appraisalFailed, step, cite("41", "38"), day: last.day)]
    }

    /// Applications are answered: refused, assessed and told, decided (N8 to N10, N12, N40 to N44).
    /// Closing one that nobody answered needs a reason.
    private func closing(_ step: CaseStep) -> [CaseProblem] {
        guard kind.isApplication, closesUndecided(step) else { return [] }
        if objections.contains(where: \.isSubstantiated) { return [] }
        // Accepted by somebody who could not know of the bar: it is not to be assessed (N12, P11).
        if problems.contains(where: { $0.kind == .acceptedWhileBarred }) { return [] }
        if case .failed = verdict(on: step.day), round?.notified != nil { return [] }
        // Time has answered: what was to be renewed is over (N41, P38).
        if kind == .renewal, agreementOver(.signed, on: step.day) != nil { return [] }
        let citations = kind.isDesignation ? cite("9", "8") : citationOfKind(on: step.day)
        return [CaseProblem(.notForeseen, step, citations, detail: "closed")]
    }
}
