/// The paper by which an institution is told what its case came to.
extension NoticeWriter {
    /// - Parameter step: `result-notified`.
    func result(_ step: CaseStep, _ state: CaseState, _ party: Party) -> NoticeDocument {
        let counting = state.history.filter(\.hasEffect).map(\.step)
        let told = counting.firstIndex { $0.reference == step.reference } ?? counting.endIndex
        let before = Array(counting[..<told])
        guard !before.contains(where: { Self.decides($0.kind) }),
            let place = before.lastIndex(where: { $0.kind == .assessed })
                ?? before.lastIndex(where: { $0.kind == .recognised })
        else { return answer(step, before, state, party) }
        return assessment(step, before, from: place, state, party)
    }

    /// A line of the table, and whether it passed.
    private typealias ResultRow = (cells: [String], passed: Bool)

    /// What an assessment came to, and what another agency's was taken for (S2 7).
    private struct Outcome {
        var rows: [ResultRow]
        /// It failed, or failed in part: the article on telling why.
        var hasFailed: Bool
        /// Nothing was told after it: what the case waits for is what this result started.
        var isLast: Bool
        /// An objection to it was true: nothing is signed (S2 19, S4).
        var isDropped: Bool
        var isPart: Bool
        var verdict: String { isPart ? "部分合格" : hasFailed ? "不合格" : "合格" }
    }

    // MARK: Assessments (N9 ¶2, P8 ¶2)

    private func assessment(
        _ step: CaseStep, _ before: [CaseStep], from place: Int, _ state: CaseState,
        _ party: Party
    ) -> NoticeDocument {
        let assessed = before[place].kind == .assessed ? before[place] : nil
        let recognised = before.filter { $0.kind == .recognised }
        let scores: (cells: [[String]], citations: [Citation]) =
            assessed.map { self.scores(of: $0, state, party) } ?? ([], [])
        let last = state.history.last { $0.hasEffect && $0.step.kind == .resultNotified }
        let result = outcome(
            assessed, since: Array(before[place...]), recognised, state, scores.cells,
            isLast: last?.step.reference == step.reference)
        let lists = ["assessment-content", "conditions"].map { list($0, step, state, party) }
        let reasons = step.details.items.map { item in
            (item, lists.lazy.compactMap { $0 }.first { $0[item] != nil })
        }
        // A substantiated objection ends it, whatever the assessment said.
        let verdict =
            result.isDropped && !result.hasFailed
            ? "评估结果公示期间的异议经核实成立，不予签约" : "结果为：\(result.verdict)"
        let taken = assessed == nil ? "采用互认地区的评估结果" : "已经评估"
        return document(
            .result, step, party.name,
            [
                "你单位的\(matter(state))\(taken)，\(verdict)。"
                    + (reasons.isEmpty && step.details.lines.isEmpty ? "" : "不符合要求的内容如下：")
            ], items: reasons.map { words($0.0, $0.1) } + step.details.lines,
            table: NoticeDocument.Table(
                header: ["执业地点", "服务类别"] + (scores.cells.isEmpty ? [] : ["评估表", "得分"]) + ["结果"],
                rows: result.rows.map(\.cells)),
            closing: closing(step, result, state),
            step.basis + told(result, step, state, party) + recognised.flatMap(\.basis)
                + scores.citations
                + (result.isDropped
                    ? [value("objection-effect", step, party)?.citation ?? .none] : [])
                + reasons.flatMap { $0.1?[$0.0]?.citations ?? [] }
                + (state.barredThrough == nil
                    ? state.waitsThrough == nil
                        ? [] : [value("reassessment-after", step, party)?.citation ?? .none]
                    : [value("bar.second-failure", step, party)?.citation ?? .none]))
    }

    private func outcome(
        _ assessed: CaseStep?, since: [CaseStep], _ recognised: [CaseStep], _ state: CaseState,
        _ scores: [[String]], isLast: Bool
    ) -> Outcome {
        let isWaiting = isLast && (state.waitsThrough != nil || state.barredThrough != nil)
        let own: [ResultRow] =
            assessed.map { self.rows(of: $0, since, hasFailed: isWaiting, state, scores) } ?? []
        let hasFailed = isWaiting || (!own.isEmpty && own.allSatisfy { !$0.passed })
        let blank = scores.isEmpty ? [] : ["", ""]
        let taken: [ResultRow] =
            recognised.map { step in
                let sites = step.details.sites
                let place = sites.isEmpty ? "主要执业地点" : sites.joined(separator: "、")
                let services =
                    step.details.services.isEmpty ? state.services : step.details.services
                return ([place, NoticeWords.services(services)] + blank + ["合格（互认）"], true)
            }
        let rows = taken + own
        let isMixed = rows.contains { !$0.passed } && rows.contains(where: \.passed)
        return Outcome(
            rows: rows, hasFailed: hasFailed, isLast: isLast,
            isDropped: since.contains {
                $0.kind == .objectionInvestigated && $0.details.passed
            }, isPart: isMixed && (!hasFailed || !recognised.isEmpty))
    }

    /// What comes next, and what may be done.
    private func closing(_ step: CaseStep, _ result: Outcome, _ state: CaseState) -> [String] {
        var closing = step.note.isEmpty ? [] : ["理由与建议：\(step.note)"]
        if !result.isLast {
            if result.hasFailed { closing.append("请对照上述内容整改。") }
        } else if let through = state.barredThrough {
            closing.append("再次评估仍不合格，\(NoticeWords.date(through))及以前不受理新的申请。")
        } else if let through = state.waitsThrough {
            // Where the application ended with the failure, nothing is assessed in it again (S4).
            let next = state.outcome == .failed ? "可重新提出定点申请" : "可再次评估"
            closing.append("请对照上述内容整改；\(NoticeWords.date(through))之后\(next)。")
        }
        if result.isDropped, !result.hasFailed {
            closing.append(NoticeWords.remedies)
        } else if !state.kind.isDesignation {
            // An agreement that exists goes on only when the reassessment was passed (S4 附则3).
            if !result.hasFailed || result.isPart {
                closing.append("经评估合格的，继续履行医疗保障服务协议。")
            }
        } else if !result.hasFailed || result.isPart {
            closing.append(
                "合格的项目将向社会公示，公示期满后协商签约。"
                    + (result.isPart ? "不合格的部分不得提供医保服务。" : ""))
        }
        return closing
    }

    /// The article by which a result is told: of who failed the duty to say why, of who passed the list on
    /// which it comes (N9 ¶2, P8 ¶2; S2 19, 20; S3 七 ¶3); the order's where the edition has neither.
    private func told(
        _ result: Outcome, _ step: CaseStep, _ state: CaseState, _ party: Party
    ) -> [Citation] {
        // A reassessment beside an agreement has an article of its own (S4 附则3).
        let reassessed: PolicyValue? =
            switch state.kind {
            case .change: value("change-reassessed", step, party)
            case .resumption: value("resumption-reassessed", step, party)
            default: nil
            }
        if let reassessed { return [reassessed.citation] }
        let hasFailed = result.hasFailed || result.isPart
        let duty = list("agency-duties", step, state, party)?["reasons-and-advice"]?.citations
        let listed = list("publications", step, state, party)?["proposed-list"]?.citations
        return (hasFailed ? duty : listed) ?? duty ?? [order(party, "9", "8")]
    }

    /// Of each result the table and the points; none where no place was scored.
    private func scores(
        of assessed: CaseStep, _ state: CaseState, _ party: Party
    ) -> (cells: [[String]], citations: [Citation]) {
        let found = assessed.details.results.map { score($0, assessed, state, party) }
        guard found.contains(where: { $0 != nil }) else { return ([], []) }
        return (found.map { $0?.cells ?? ["", ""] }, found.compactMap { $0?.citation })
    }

    /// What passed where, by the word of whoever had the last one: the second tier, a spot check, the
    /// network test (S0 六(二), S3 四(三), S4).
    private func rows(
        of assessed: CaseStep, _ since: [CaseStep], hasFailed: Bool, _ state: CaseState,
        _ scores: [[String]]
    ) -> [ResultRow] {
        let results =
            assessed.details.results.isEmpty
            ? [SiteResult(passed: assessed.details.passed)] : assessed.details.results
        let approved = since.last { $0.kind == .approved }
        let second = policyAt(assessed.region, assessed.day).value(
            "second-tier", qualifiers: [state.scope?.rawValue].compactMap(\.self))
        let tier = second?.text == "review" ? "复核" : "审定"
        let overruled: String? =
            since.contains { $0.kind == .spotChecked && !$0.details.passed }
            ? "抽查不合格"
            : approved.map { !$0.details.passed } == true
                ? "\(tier)不合格"
                : hasFailed && since.contains { $0.kind == .networkTested }
                    ? "联网测试不合格" : nil
        return results.enumerated().map { place, result in
            let higher = approved?.details.results.first { $0.site == result.site }
            let passed = overruled == nil && (higher?.passed ?? result.passed)
            let word =
                !result.passed && higher?.passed != true
                ? "不合格" : overruled ?? (passed ? "合格" : "\(tier)不合格")
            return (
                [
                    result.site.isEmpty ? "主要执业地点" : result.site,
                    NoticeWords.services(
                        result.services.isEmpty ? state.services : result.services),
                ] + (place < scores.count ? scores[place] : []) + [word], passed
            )
        }
    }

    // MARK: Other answers

    private static func decides(_ kind: CaseStep.Kind) -> Bool {
        switch kind {
        case .decided, .disputeDecided, .appraised, .measure, .personSuspended,
            .departmentSuspended:
            true
        default: false
        }
    }

    /// What was decided, where that is no assessment (N36, N38, N40 to N46).
    private func answer(
        _ step: CaseStep, _ before: [CaseStep], _ state: CaseState, _ party: Party
    ) -> NoticeDocument {
        let decided = before.last { Self.decides($0.kind) }
        let measures = before.filter { $0.kind == .measure }.flatMap(\.details.items)
        let lists = ["measures", "measures-on-agencies", "ends"].map {
            list($0, step, state, party)
        }
        let items = measures.map { item in
            words(item, lists.lazy.compactMap { $0 }.first { $0[item] != nil })
        }
        let isGranted = decided?.details.passed == true
        let verdict =
            switch decided?.kind {
            case .appraised: isGranted ? "考核结果为：合格" : "考核结果为：不合格"
            case .disputeDecided: isGranted ? "原决定撤销" : "维持原决定"
            case .measure: "处理如下"
            case .personSuspended: "中止有关人员的医保结算"
            case .departmentSuspended: "中止有关科室、执业地点的医保结算"
            default: isGranted ? "同意" : "不同意"
            }
        let notes = [decided?.note ?? "", step.note].filter { !$0.isEmpty }
        var document = document(
            .result, step, party.name,
            ["你单位的\(matter(state))已经办理，\(verdict)。\(sentence(days(decided)))"],
            items: items + parts(decided),
            closing: notes.map { "理由与说明：\($0)" } + [NoticeWords.remedies],
            (decided?.basis ?? []) + step.basis + article(decided, state, party))
        document.title = "办理结果告知书"
        if decided?.kind == .disputeDecided, let event = decided?.details.event {
            document.references.append("原决定 \(event.description)")
        }
        return document
    }

    /// From when to when, as the step says; empty where it says nothing.
    func days(_ decided: CaseStep?) -> String {
        guard let from = decided?.details.from else { return "" }
        let until = decided?.details.until.map {
            "至\(NoticeWords.date($0.adding(days: -1)))止"
        }
        return "自\(NoticeWords.date(from))起\(until ?? "")"
    }

    private func sentence(_ words: String) -> String { words.isEmpty ? "" : "\(words)。" }

    /// Which department or place may not serve; persons stand in no paper.
    func parts(_ decided: CaseStep?) -> [String] {
        guard let decided, decided.kind == .departmentSuspended else { return [] }
        let department = decided.details.department
        return (department.isEmpty ? [] : ["科室：\(department)"])
            + decided.details.sites.map { "执业地点：\($0)" }
    }

    /// The order's article. P35 knows no measure on a pharmacy's persons: there the officer's own basis stands.
    private func article(
        _ decided: CaseStep?, _ state: CaseState, _ party: Party
    ) -> [Citation] {
        switch decided?.kind {
        case .personSuspended, .departmentSuspended:
            party.type == .pharmacy ? [] : [Citation(edition: "N", article: "45")]
        default: [decided.map { ground(of: state.kind, $0, party) } ?? order(of: state.kind, party)]
        }
    }
}
