/// The paper by which an institution is told what its case came to.
extension NoticeWriter {
    /// - Parameter step: `result-notified`.
    func result(_ step: CaseStep, _ state: CaseState, _ party: Party) -> NoticeDocument {
        let counting = state.history.filter(\.hasEffect).map(\.step)
        let told = counting.firstIndex { $0.reference == step.reference } ?? counting.endIndex
        let before = Array(counting[..<told])
        guard let place = before.lastIndex(where: { $0.kind == .assessed }),
            !before.contains(where: { Self.decides($0.kind) })
        else { return answer(step, before, state, party) }
        return assessment(step, before[place], Array(before[place...]), state, party)
    }

    // MARK: Assessments (N9 ¶2, P8 ¶2)

    private func assessment(
        _ step: CaseStep, _ assessed: CaseStep, _ since: [CaseStep], _ state: CaseState,
        _ party: Party
    ) -> NoticeDocument {
        let hasFailed = state.waitsThrough != nil || state.barredThrough != nil
        let scores = scores(of: assessed, state, party)
        let rows = rows(of: assessed, since, hasFailed: hasFailed, state, scores.cells)
        let isDropped = since.contains { $0.kind == .objectionInvestigated && $0.details.passed }
        let isPart = !hasFailed && rows.contains { !$0.passed } && rows.contains(where: \.passed)
        let lists = ["assessment-content", "conditions"].map { list($0, step, state, party) }
        let reasons = step.details.items.map { item in
            (item, lists.lazy.compactMap { $0 }.first { $0[item] != nil })
        }
        let verdict = hasFailed ? "不合格" : isPart ? "部分合格" : "合格"
        // A substantiated objection ends it, whatever the assessment said (S2 19, S4).
        let outcome =
            isDropped && !hasFailed
            ? "评估结果公示期间的异议经核实成立，不予签约" : "结果为：\(verdict)"
        var closing = step.note.isEmpty ? [] : ["理由与建议：\(step.note)"]
        if let through = state.barredThrough {
            closing.append("再次评估仍不合格，\(NoticeWords.date(through))及以前不受理新的申请。")
        } else if let through = state.waitsThrough {
            // Where the application ended with the failure, nothing is assessed in it again (S4).
            let next = state.outcome == .failed ? "可重新提出定点申请" : "可再次评估"
            closing.append("请对照上述内容整改；\(NoticeWords.date(through))之后\(next)。")
        } else if isDropped {
            closing.append(NoticeWords.remedies)
        } else {
            closing.append(
                "合格的项目将向社会公示，公示期满后协商签约。" + (isPart ? "不合格的部分不得提供医保服务。" : ""))
        }
        return document(
            .result, step, party.name,
            [
                "你单位的\(matter(state))已经评估，\(outcome)。"
                    + (reasons.isEmpty && step.details.lines.isEmpty ? "" : "不符合要求的内容如下：")
            ], items: reasons.map { words($0.0, $0.1) } + step.details.lines,
            table: NoticeDocument.Table(
                header: ["执业地点", "服务类别"] + (scores.cells.isEmpty ? [] : ["评估表", "得分"]) + ["结果"],
                rows: rows.map(\.cells)),
            closing: closing,
            step.basis + told(hasFailed: hasFailed || isPart, step, state, party)
                + scores.citations
                + (isDropped
                    ? [value("objection-effect", step, party)?.citation ?? .none] : [])
                + reasons.flatMap { $0.1?[$0.0]?.citations ?? [] }
                + (state.barredThrough == nil
                    ? state.waitsThrough == nil
                        ? [] : [value("reassessment-after", step, party)?.citation ?? .none]
                    : [value("bar.second-failure", step, party)?.citation ?? .none]))
    }

    /// The article by which a result is told: of who failed the duty to say why, of who passed the list on
    /// which it comes (N9 ¶2, P8 ¶2; S2 19, 20; S3 七 ¶3); the order's where the edition has neither.
    private func told(
        hasFailed: Bool, _ step: CaseStep, _ state: CaseState, _ party: Party
    ) -> [Citation] {
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
    ) -> [(cells: [String], passed: Bool)] {
        let results =
            assessed.details.results.isEmpty
            ? [SiteResult(passed: assessed.details.passed)] : assessed.details.results
        let approved = since.last { $0.kind == .approved }
        let overruled: String? =
            since.contains { $0.kind == .spotChecked && !$0.details.passed }
            ? "抽查不合格"
            : approved.map { !$0.details.passed } == true
                ? "审定不合格"
                : hasFailed && since.contains { $0.kind == .networkTested }
                    ? "联网测试不合格" : nil
        return results.enumerated().map { place, result in
            let higher = approved?.details.results.first { $0.site == result.site }
            let passed = overruled == nil && (higher?.passed ?? result.passed)
            let word =
                !result.passed && higher?.passed != true
                ? "不合格" : overruled ?? (passed ? "合格" : "审定不合格")
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
        let from = decided?.details.from.map { "自\(NoticeWords.date($0))起。" } ?? ""
        var document = document(
            .result, step, party.name,
            ["你单位的\(matter(state))已经办理，\(verdict)。\(from)"], items: items,
            closing: notes.map { "理由与说明：\($0)" } + [NoticeWords.remedies],
            (decided?.basis ?? []) + step.basis + [order(of: state.kind, party)])
        document.title = "办理结果告知书"
        return document
    }
}
