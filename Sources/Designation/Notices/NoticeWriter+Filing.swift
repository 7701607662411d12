/// The sheet by which a matter is filed with, or reported to, whoever oversees it.
extension NoticeWriter {
    /// What the matter came to: an assessment's result, the services that are signed for, what was decided.
    private func content(
        of filed: [CaseState.Filing], _ state: CaseState, _ party: Party
    ) -> String {
        filed.flatMap { filing -> [String] in
            let passed = NoticeWords.services(state.passedServices)
            return switch filing.item {
            case "assessment-result":
                [
                    state.waitsThrough != nil || state.barredThrough != nil
                        ? "评估不合格" : "评估合格：\(passed)"
                ]
            case "agreement-signed": ["签约服务：\(passed)"]
            default:
                state.history.filter { $0.hasEffect && $0.step.day == filing.since }
                    .compactMap { decision($0.step, state, party) }
            }
        }
        .joined(separator: "；")
    }

    /// A measure, a decision on a request or an appraisal, as whoever oversees it is told (N36, N49 ¶2, P46).
    private func decision(_ step: CaseStep, _ state: CaseState, _ party: Party) -> String? {
        let words: String
        switch step.kind {
        case .measure:
            let measures = list("measures", step, state, party)
            words = step.details.items.map { self.words($0, measures) }.joined(separator: "、")
        case .decided where step.details.passed && state.kind == .suspension: words = "依申请中止协议"
        case .decided where step.details.passed && state.kind == .end: words = "依申请解除协议"
        case .personSuspended: words = "中止有关人员的医保结算"
        case .departmentSuspended:
            words = (["中止有关科室、执业地点的医保结算"] + parts(step)).joined(separator: "，")
        case .appraised: return step.details.passed ? "考核合格" : "考核不合格"
        default: return nil
        }
        let days = days(step)
        return words + (days.isEmpty ? "" : "，\(days)")
    }

    /// What the step files: of several of one item, such as two assessments, the last that had happened.
    private func filings(of step: CaseStep, _ state: CaseState) -> [CaseState.Filing] {
        let items = step.details.items
        let meant = state.filings.filter {
            (items.isEmpty || items.contains($0.item)) && $0.since <= step.day
        }
        return meant.enumerated().filter { place, filing in
            !meant.dropFirst(place + 1).contains { $0.item == filing.item }
        }
        .map(\.element)
    }

    func filing(
        _ step: CaseStep, _ state: CaseState, _ party: Party, _ name: String
    ) -> NoticeDocument {
        let filed = filings(of: step, state)
        let entries = list("filings", step, state, party)
        let reports = list("reports", step, state, party)
        let parties = step.details.parties
        let recipients = parties.isEmpty ? filed.flatMap(\.recipients) : parties
        let unique = recipients.reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let words = filed.map { filing in
            (entries?[filing.item] ?? reports?[filing.item])?.item.chinese ?? filing.item
        }
        return document(
            .filing, step, unique.map(NoticeWords.recipient).joined(separator: "、"),
            ["现将下列事项报请备案："],
            table: NoticeDocument.Table(
                header: ["栏目", "内容"],
                rows: ([
                    ["事项", words.joined(separator: "；") + NoticeWords.ofFund(state.scope)],
                    ["机构名称", party.name],
                    ["执业许可标识", "\(party.institution)"],
                    ["地址", party.address],
                    ["案卷", name],
                    ["内容", content(of: filed, state, party)],
                    [
                        "事项发生日期",
                        filed.map { NoticeWords.date($0.since) }.joined(separator: "；"),
                    ],
                    ["报送日期", NoticeWords.date(step.day)],
                    ["回执", "（收件单位盖章、日期）"],
                ]).filter { $0 != ["内容", ""] }), filed.map(\.citation))
    }
}
