/// Papers from cases. They tell the applicant about its own case and name no person.
extension NoticeWriter {
    /// The paper of a step: what is missing, the refusal, the result, the filing sheet.
    ///
    /// - Parameters:
    ///   - kind: supplement, refusal, result or filing.
    ///   - step: which step; `nil`: the last one of the kind that has an effect.
    ///   - screening: bars with their last days, for a refusal.
    /// - Throws: ``Problem`` when the case has nothing to tell in such a paper.
    public func paper(
        _ kind: NoticeDocument.Kind, of state: CaseState, case id: [UInt8], _ party: Party,
        step: EventReference? = nil, screening: [Screening.Reason] = []
    ) throws(Problem) -> NoticeDocument {
        let kinds: [CaseStep.Kind] =
            switch kind {
            case .supplement: [.supplementNotice]
            case .refusal: [.refused]
            case .result: [.resultNotified]
            case .filing: [.filed]
            default: []
            }
        let found = state.history.last { entry in
            entry.hasEffect && kinds.contains(entry.step.kind)
                && (step == nil || entry.step.reference == step)
        }?.step
        guard let found else { throw .nothingToPrint(kind) }
        return switch kind {
        case .supplement: supplement(found, state, party)
        case .refusal: refusal(found, state, party, screening)
        case .result: result(found, state, party)
        default: filing(found, state, party, Duty.Subject.casework(id).name)
        }
    }

    private func list(_ name: String?, _ step: CaseStep, _ state: CaseState, _ party: Party)
        -> PolicyList?
    {
        guard let name else { return nil }
        var policy = policyAt(step.region, step.day)
        if let accepted = state.accepted { policy = policy.forCase(accepted: accepted) }
        var qualifiers = ["\(party.type)"]
        if let scope = state.scope { qualifiers.insert(scope.rawValue, at: 0) }
        return policy.list(name, qualifiers: qualifiers)
    }

    private func value(_ name: String, _ step: CaseStep, _ party: Party) -> PolicyValue? {
        policyAt(step.region, step.day).value(name, qualifiers: ["\(party.type)"])
    }

    /// The item's words, or its id where the edition does not know it.
    private func words(_ item: String, _ list: PolicyList?) -> String {
        list?[item]?.item.chinese ?? item
    }

    private func document(
        _ kind: NoticeDocument.Kind, _ step: CaseStep, _ addressee: String,
        _ paragraphs: [String], items: [String] = [], table: NoticeDocument.Table? = nil,
        closing: [String] = [], _ citations: [Citation]
    ) -> NoticeDocument {
        NoticeDocument(
            kind, number: Self.number(kind, step.author, step.reference, step.day),
            addressee: addressee, paragraphs: paragraphs, items: items, table: table,
            closing: closing, legalBasis: basis(citations),
            references: [step.reference.description], date: step.day, issuer: issuer)
    }

    private func order(_ party: Party, _ medical: String, _ pharmacy: String) -> Citation {
        party.type == .pharmacy
            ? Citation(edition: "P", article: pharmacy) : Citation(edition: "N", article: medical)
    }

    // MARK: The papers

    private func supplement(
        _ step: CaseStep, _ state: CaseState, _ party: Party
    ) -> NoticeDocument {
        let materials = list(state.kind.materialList, step, state, party)
        let opened = state.opened ?? step.day
        let isDefective = step.details.form == "defective"
        let rule =
            (isDefective ? value("supplement-notice.defective", step, party) : nil)
            ?? value("supplement-notice", step, party)
        var citations = [rule?.citation ?? order(party, "8", "7")]
        for item in step.details.items { citations += materials?[item]?.citations ?? [] }
        return document(
            .supplement, step, party.name,
            [
                "你单位\(NoticeWords.date(opened))提交的\(NoticeWords.kind(state.kind))材料已经收到。"
                    + (isDefective ? "下列材料不合要求，请改正后提交：" : "尚缺下列材料，请补齐后提交：")
            ],
            items: step.details.items.map { words($0, materials) },
            closing: [
                "以上内容一次告知，不再另行要求。自本告知之次日起至材料补齐之日，办理期限停止计算。"
            ], citations)
    }

    private func refusal(
        _ step: CaseStep, _ state: CaseState, _ party: Party, _ screening: [Screening.Reason]
    ) -> NoticeDocument {
        let lists = ["refusals", "conditions", "applicants"].map { list($0, step, state, party) }
        var citations: [Citation] = []
        let items = step.details.items.map { item in
            let found = lists.lazy.compactMap { $0 }.first { $0[item] != nil }
            citations += found?[item]?.citations ?? []
            let through = screening.first { $0.item == item }?.through
            return words(item, found)
                + (through.map { "（\(NoticeWords.date($0))及以前不予受理）" } ?? "")
        }
        if citations.isEmpty { citations = [order(party, "12", "11")] }
        return document(
            .refusal, step, party.name,
            ["你单位的\(NoticeWords.kind(state.kind))有下列情形，依规定不予受理："], items: items,
            closing: [NoticeWords.remedies], citations)
    }

    private func result(_ step: CaseStep, _ state: CaseState, _ party: Party) -> NoticeDocument {
        let hasFailed = state.waitsThrough != nil || state.barredThrough != nil
        let assessed = state.history.last {
            $0.hasEffect && $0.step.kind == .assessed && $0.step.day <= step.day
        }?.step
        var closing: [String] = []
        if let through = state.barredThrough {
            closing.append("再次评估仍不合格，\(NoticeWords.date(through))及以前不受理新的申请。")
        } else if let through = state.waitsThrough {
            closing.append("请对照上述内容整改；\(NoticeWords.date(through))之后可再次评估。")
        } else {
            closing.append("合格的项目将向社会公示，公示期满后协商签约。")
        }
        if !step.note.isEmpty { closing.insert("理由与建议：\(step.note)", at: 0) }
        let lists = ["assessment-content", "conditions"].map { list($0, step, state, party) }
        let reasons = step.details.items.map { item in
            (item, lists.lazy.compactMap { $0 }.first { $0[item] != nil })
        }
        let verdict = hasFailed ? "不合格" : "合格"
        return document(
            .result, step, party.name,
            [
                "你单位的\(NoticeWords.kind(state.kind))已经评估，结果为：\(verdict)。"
                    + (reasons.isEmpty ? "" : "不符合要求的内容如下：")
            ], items: reasons.map { words($0.0, $0.1) },
            table: assessed.map { table(of: $0, state) }, closing: closing,
            [order(party, "9", "8")] + reasons.flatMap { $0.1?[$0.0]?.citations ?? [] }
                + (state.barredThrough == nil
                    ? state.waitsThrough == nil
                        ? [] : [value("reassessment-after", step, party)?.citation ?? .none]
                    : [value("bar.second-failure", step, party)?.citation ?? .none]))
    }

    private func table(of step: CaseStep, _ state: CaseState) -> NoticeDocument.Table {
        let results =
            step.details.results.isEmpty
            ? [SiteResult(passed: step.details.passed)] : step.details.results
        return NoticeDocument.Table(
            header: ["执业地点", "服务类别", "结果"],
            rows: results.map { result in
                [
                    result.site.isEmpty ? "主要执业地点" : result.site,
                    NoticeWords.services(
                        result.services.isEmpty ? state.services : result.services),
                    result.passed ? "合格" : "不合格",
                ]
            })
    }

    private func filing(
        _ step: CaseStep, _ state: CaseState, _ party: Party, _ name: String
    ) -> NoticeDocument {
        let items = step.details.items
        let filed = state.filings.filter { items.isEmpty || items.contains($0.item) }
        let filings = list("filings", step, state, party)
        let reports = list("reports", step, state, party)
        let recipients = filed.flatMap(\.recipients) + step.details.parties
        let unique = recipients.reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let words = filed.map { filing in
            (filings?[filing.item] ?? reports?[filing.item])?.item.chinese ?? filing.item
        }
        return document(
            .filing, step, unique.map(NoticeWords.recipient).joined(separator: "、"),
            ["现将下列事项报请备案："],
            table: NoticeDocument.Table(
                header: ["栏目", "内容"],
                rows: [
                    ["事项", words.joined(separator: "；")],
                    ["机构名称", party.name],
                    ["执业许可标识", "\(party.institution)"],
                    ["地址", party.address],
                    ["案卷", name],
                    [
                        "事项发生日期",
                        filed.map { NoticeWords.date($0.since) }.joined(separator: "；"),
                    ],
                    ["报送日期", NoticeWords.date(step.day)],
                    ["回执", "（收件单位盖章、日期）"],
                ]), filed.map(\.citation))
    }
}
