import Designation
import Messages
import Web

/// Words for cases, Chinese first.
enum CaseWording {
    private static func english(_ name: String) -> String { name.replacing("-", with: " ") }

    static func kind(_ kind: CaseKind) -> BilingualText {
        let chinese =
            switch kind {
            case .new: "新增定点"
            case .addedService: "增加服务类别"
            case .renewal: "续签"
            case .change: "信息变更"
            case .suspension: "自行申请中止"
            case .end: "自行申请解除"
            case .resumption: "恢复"
            case .nonRenewal: "不再续签"
            case .thirdPartyFiling: "第三方机构备案"
            case .internetSupplement: "互联网医院补充协议"
            case .appraisal: "年度考核"
            case .enforcement: "违约处理"
            case .dispute: "争议"
            }
        return BilingualText(chinese: chinese, english: english(kind.rawValue))
    }

    static func stage(_ stage: CaseStage) -> BilingualText {
        let chinese =
            switch stage {
            case .empty: "未开始"
            case .screening: "审核材料"
            case .supplementing: "补正中"
            case .assessing: "评估中"
            case .reviewing: "复核审定中"
            case .testing: "联网测试"
            case .notifying: "待告知结果"
            case .mending: "整改中"
            case .noticing: "公示"
            case .clearing: "核实异议"
            case .negotiating: "协商谈判"
            case .signing: "待签约"
            case .following: "签约后续"
            case .deciding: "待决定"
            case .deferred: "暂缓办理"
            case .carryingOut: "执行与报告"
            case .investigating: "调查核实"
            case .over: "办结"
            }
        return BilingualText(chinese: chinese, english: english(stage.rawValue))
    }

    static func outcome(_ outcome: CaseOutcome) -> BilingualText {
        let chinese =
            switch outcome {
            case .refused: "不予受理"
            case .withdrawn: "撤回申请"
            case .failed: "评估不合格"
            case .failedAgain: "再次评估不合格"
            case .complaint: "投诉属实"
            case .notAgreed: "未达成一致"
            case .abandoned: "自动放弃"
            case .signed: "已签约"
            case .granted: "同意"
            case .declined: "不同意"
            case .done: "完成"
            }
        return BilingualText(chinese: chinese, english: english(outcome.rawValue))
    }

    static func responsible(_ who: CaseClock.Responsible) -> BilingualText {
        switch who {
        case .office: .init(chinese: "经办机构", english: "office")
        case .city: .init(chinese: "市级经办机构", english: "city agency")
        case .institution: .init(chinese: "机构", english: "institution")
        case .department: .init(chinese: "行政部门", english: "department")
        }
    }

    /// A public act that a step obliges to.
    static func publicAct(_ kind: Obligation.Kind) -> BilingualText {
        let chinese =
            switch kind {
            case .signed: "签订协议"
            case .renewed: "续签"
            case .changed: "协议变更"
            case .registered: "机构信息"
            case .ended: "续签未成而解除"
            case .recognised: "互认"
            case .suspended: "中止协议"
            case .terminated: "解除协议"
            case .resumed: "恢复协议"
            case .withdrawn: "撤回原行为"
            case .barred: "不予受理期"
            case .restricted: "人员、科室或执业地点中止结算"
            case .resumptionRequested: "收到恢复申请"
            case .resumptionRefused: "不同意恢复"
            case .exception: "中止期限的例外"
            case .published: "公布名单"
            }
        return BilingualText(chinese: chinese, english: english(kind.rawValue))
    }

    /// What the duty is called that ends with the act.
    static func duty(_ kind: Obligation.Kind) -> BilingualText {
        let act = publicAct(kind)
        if kind == .published { return act }
        return BilingualText(
            chinese: "案卷决定待公开登记：\(act.chinese)",
            english: "to be recorded publicly: \(act.english)")
    }

    /// A problem in one line, with its articles and the day that matters.
    static func sentence(_ problem: CaseProblem) -> String {
        var parts = [CaseWording.problem(problem.kind).slash]
        let detail = CaseWording.detail(problem).slash
        if !detail.isEmpty { parts.append(detail) }
        if let day = problem.day { parts.append("\(day)") }
        if !problem.citations.isEmpty { parts.append("(\(Wording.citations(problem.citations)))") }
        if problem.isOverridden { parts.append("[已说明理由 / overridden]") }
        return parts.joined(separator: " ")
    }

    /// Several problems, each in the words of the language.
    static func sentences(_ problems: [CaseProblem]) -> Message {
        func joined(_ words: KeyPath<BilingualText, String>) -> String {
            problems.map { problem in
                var parts = [CaseWording.problem(problem.kind)[keyPath: words]]
                let detail = CaseWording.detail(problem)[keyPath: words]
                if !detail.isEmpty { parts.append(detail) }
                if let day = problem.day { parts.append("\(day)") }
                if !problem.citations.isEmpty {
                    parts.append("(\(Wording.citations(problem.citations)))")
                }
                return parts.joined(separator: " ")
            }.joined(separator: "; ")
        }
        return Message(chinese: joined(\.chinese), english: joined(\.english))
    }

    static func proposal(_ kind: Proposal.Kind) -> BilingualText {
        let chinese =
            switch kind {
            case .secondSuspension: "有效期内累计中止达到次数：建议解除"
            case .derivedSuspensionCounts: "联动中止是否计入次数：请确认"
            case .maximumExceeded: "自行中止超过上限：建议终止"
            case .terminate: "符合应当解除的情形"
            case .suspend: "符合应当中止的情形"
            case .chain: "连锁机构：建议一并解除"
            case .barredPersonEntered: "变更引入了受限制的人员"
            case .bar: "建议登记不予受理期"
            case .applyAnew: "应按新增流程办理"
            case .takeOver: "同城已变更：采用其结果"
            case .assessmentFailed: "签约后抽查复核、重新评估不合格或异议成立：协议如何处理，请决定"
            case .actWithoutCase: "所作处理没有案卷依据：请补案卷或说明"
            }
        return BilingualText(chinese: chinese, english: english(kind.rawValue))
    }
}
