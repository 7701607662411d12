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

    func list(_ name: String?, _ step: CaseStep, _ state: CaseState, _ party: Party)
        -> PolicyList?
    {
        guard let name else { return nil }
        var policy = policyAt(step.region, step.day)
        if let accepted = state.accepted { policy = policy.forCase(accepted: accepted) }
        var qualifiers = ["\(party.type)"]
        if let scope = state.scope { qualifiers.insert(scope.rawValue, at: 0) }
        return policy.list(name, qualifiers: qualifiers)
    }

    func value(_ name: String, _ step: CaseStep, _ party: Party) -> PolicyValue? {
        policyAt(step.region, step.day).value(name, qualifiers: [party.type.name])
    }

    /// The item's words, or its id where the edition does not know it.
    func words(_ item: String, _ list: PolicyList?) -> String {
        list?[item]?.item.chinese ?? item
    }

    func document(
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

    func order(_ party: Party, _ medical: String, _ pharmacy: String) -> Citation {
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
        // N8 and P7 are about applications to be designated.
        if !state.kind.isDesignation { citations = [ground(of: state.kind, step, party)] }
        for item in step.details.items { citations += materials?[item]?.citations ?? [] }
        return document(
            .supplement, step, party.name,
            [
                "你单位\(NoticeWords.date(opened))提交的\(matter(state))材料已经收到。"
                    + (isDefective ? "下列材料不合要求，请改正后提交：" : "尚缺下列材料，请补齐后提交：")
            ],
            items: step.details.items.map { words($0, materials) } + step.details.lines,
            closing: (step.note.isEmpty ? [] : ["说明：\(step.note)"]) + [
                once(step, party, isDefective: isDefective) + clock(step, state, party)
            ], citations)
    }

    /// All at once (N8, P7); where defects have a notice of their own, what is missing is (S3 四(二)).
    private func once(_ step: CaseStep, _ party: Party, isDefective: Bool) -> String {
        isDefective || value("supplement-notice.defective", step, party) == nil
            ? "以上内容一次告知，不再另行要求。" : "所缺材料一次告知；已交材料不合要求的，另行告知。"
    }

    /// Whether the agency's time stands still meanwhile (N9, P8), for requests in Yunnan alone (S1 三).
    private func clock(_ step: CaseStep, _ state: CaseState, _ party: Party) -> String {
        let isStopped =
            state.kind.isDesignation
            ? value("assessment-clock-stops", step, party)?.text != "never"
            : value("handling-clock-stops", step, party)?.text == "while-supplementing"
        return isStopped ? "自本告知之次日起至材料补齐之日，办理期限停止计算。" : "补正材料期间，办理期限照常计算。"
    }

    private func refusal(
        _ step: CaseStep, _ state: CaseState, _ party: Party, _ screening: [Screening.Reason]
    ) -> NoticeDocument {
        let lists = ["refusals", "conditions", "applicants"].map { list($0, step, state, party) }
        var citations: [Citation] = []
        let items = step.details.items.map { item in
            let found = lists.lazy.compactMap { $0 }.first { $0[item] != nil }
            let reason = screening.first { $0.item == item }
            citations +=
                found?[item]?.citations ?? reason?.citations
                ?? computedBasis(item, step, party).map { [$0] } ?? []
            let name = found == nil ? NoticeWords.computedReason(item) ?? item : words(item, found)
            return name
                + (reason?.through.map { "（\(NoticeWords.date($0))及以前不予受理）" } ?? "")
        }
        .enumerated().map { place, text in
            unmet(step.details.items[place], text, state, lists[1], lists[2])
        }
        if citations.isEmpty { citations = [ground(of: state.kind, step, party)] }
        return document(
            .refusal, step, party.name,
            ["你单位的\(matter(state))有下列情形，依规定不予受理："],
            items: items + step.details.lines,
            closing: (step.note.isEmpty ? [] : ["说明：\(step.note)"]) + [NoticeWords.remedies],
            step.basis + citations)
    }

    /// Lists of conditions and of applicants say what is asked: the refusal, that it is not so, with the
    /// figures.
    private func unmet(
        _ item: String, _ text: String, _ state: CaseState, _ conditions: PolicyList?,
        _ applicants: PolicyList?
    ) -> String {
        if conditions?[item] != nil {
            let found = state.conditions.first { $0.item == item }
            func figures(_ words: [String]) -> String {
                words.compactMap { $0.split(separator: " ").last.map(String.init) }
                    .joined(separator: "、")
            }
            guard let found, !found.required.isEmpty, !found.stated.isEmpty else {
                return "未达到基本条件：\(text)"
            }
            return "未达到基本条件：\(text)（要求\(figures(found.required))，"
                + "所填\(figures(found.stated))）"
        }
        return applicants?[item] == nil ? text : "不属于可以申请的机构：\(text)"
    }

    /// Of reasons that the system computes and no list has.
    private func computedBasis(_ item: String, _ step: CaseStep, _ party: Party) -> Citation? {
        switch item {
        case "public-institution":
            value("public-institution-requests", step, party)?.citation ?? order(party, "44", "41")
        case "running-time": value("running-time", step, party)?.citation
        case "bar": value("bar.second-failure", step, party)?.citation
        case "covers": value("covers", step, party)?.citation
        case "conditions": order(party, "6", "5")
        case "incomplete": order(party, "8", "7")
        default: nil
        }
    }

    /// What a case rests on: the order, or the edition's own rule of laboratories (S2 33 ¶2, S4).
    func ground(of kind: CaseKind, _ step: CaseStep, _ party: Party) -> Citation {
        let own = kind == .thirdPartyFiling ? value("third-parties", step, party) : nil
        return own?.citation ?? order(of: kind, party)
    }

    /// The article that a kind of case rests on (N8 to N12, N36 to N46).
    func order(of kind: CaseKind, _ party: Party) -> Citation {
        switch kind {
        case .new, .addedService: order(party, "12", "11")
        case .renewal: order(party, "41", "38")
        case .change: order(party, "40", "37")
        case .suspension, .resumption: order(party, "42", "39")
        case .end, .nonRenewal: order(party, "44", "41")
        case .thirdPartyFiling: order(party, "47", "43")
        case .internetSupplement: order(party, "5", "5")
        case .appraisal: order(party, "36", "34")
        case .enforcement: order(party, "38", "35")
        case .dispute: order(party, "46", "42")
        }
    }
}
