import Designation
import Web

extension CaseWording {
    static func step(_ kind: CaseStep.Kind) -> BilingualText {
        BilingualText(chinese: chinese(kind), english: kind.name.replacing("-", with: " "))
    }

    private static func chinese(_ kind: CaseStep.Kind) -> String {
        switch kind {
        case .accepted: "受理"
        case .refused: "不予受理"
        case .supplementNotice: "一次性告知补正"
        case .supplemented: "补正"
        case .assessed: "评估"
        case .approved: "审定（复核）"
        case .objection: "异议"
        case .objectionInvestigated: "异议核实"
        case .withdrawn: "撤回申请"
        case .note: "记录"
        case .received: "收到材料"
        case .waived: "免予提供"
        case .spotChecked: "抽查复核"
        case .networkTestRequested: "申请联网测试"
        case .networkTested: "联网测试"
        case .resultNotified: "告知结果"
        case .filed: "备案（报告）"
        case .acknowledged: "备案回执"
        case .noticeOpened: "公示"
        case .negotiated: "协商谈判"
        case .signed: "签订协议"
        case .abandonmentFound: "认定放弃"
        case .connected: "系统开通"
        case .published: "公布"
        case .mended: "整改完成"
        case .recognised: "互认结果"
        case .deferred: "暂缓办理"
        case .takenUp: "恢复办理"
        case .decided: "作出决定"
        default: laterChinese(kind)
        }
    }

    private static func laterChinese(_ kind: CaseStep.Kind) -> String {
        switch kind {
        case .appraised: "年度考核"
        case .finding: "查实情形"
        case .measure: "处理"
        case .personSuspended: "中止人员结算"
        case .departmentSuspended: "中止科室结算"
        case .proposalConfirmed: "采纳建议"
        case .proposalDismissed: "不采纳建议"
        case .disputeDecided: "争议处理结果"
        case .exceptionGranted: "准予例外"
        case .closed: "结案"
        case .personsChecked: "人员核查"
        default: kind.name
        }
    }

    static func standing(_ standing: CaseCondition.Standing) -> BilingualText {
        switch standing {
        case .met: .init(chinese: "达到", english: "met")
        case .notMet: .init(chinese: "未达到", english: "not met")
        case .notStated: .init(chinese: "未填写", english: "not stated")
        }
    }

    static func problem(_ kind: CaseProblem.Kind) -> BilingualText {
        BilingualText(chinese: chinese(kind), english: kind.rawValue.replacing("-", with: " "))
    }

    private static func chinese(_ kind: CaseProblem.Kind) -> String {
        switch kind {
        case .notAtThisPoint: "当前阶段不适用"
        case .otherKindOfCase: "不属于此类案卷"
        case .caseIsOver: "案卷已办结"
        case .noCompetence: "没有权限"
        case .roleMissing: "未写明岗位"
        case .notOnRoster: "不在本机构岗位名册中"
        case .overturned: "已被撤销"
        case .roleNotAllowed: "岗位不符"
        case .sameOfficer: "受理人不得作出决定"
        case .secondNotice: "只能一次性告知"
        case .reasonMissing: "缺少理由或事项"
        case .unknownItem: "清单中没有此项"
        case .notWaivable: "不可免予提供"
        case .tooEarly: "时间未到"
        case .doubleApplication: "同一申请已在办理"
        case .publicInstitution: "公立机构不得主动提出"
        case .notConfirmed: "未经全体签字确认"
        case .formNotForeseen: "评估形式不在规定之列"
        case .scoreMissing: "缺少评分"
        case .scoreContradicts: "结论与评分表不符"
        case .notRecognised: "不在互认范围"
        case .noticeTooShort: "公示期不足"
        default: laterChinese(kind)
        }
    }

    private static func laterChinese(_ kind: CaseProblem.Kind) -> String {
        switch kind {
        case .noticeOpen: "公示期未满"
        case .objectionOpen: "异议尚未核实"
        case .objectionSubstantiated: "异议属实"
        case .notAgreed: "未达成一致"
        case .notPassed: "该项评估未通过"
        case .actDiffers: "公开的协议与签订步骤不一致"
        case .resultUsed: "评估结果只供当次签约使用"
        case .pledgeMissing: "缺少信用承诺书"
        case .investigated: "调查处理期间暂不办理"
        case .codedInPair: "同城已有编码，按新增办理"
        case .licenceNumberChanged: "许可证号前后不一致"
        case .tooLong: "超过最长期限"
        case .notReassessed: "须先重新评估合格"
        case .notForeseen: "规定中没有此做法"
        case .barred: "不予受理期内"
        case .conditionNotMet: "所填情况未达到基本条件"
        case .wrongAgency: "不属于本经办机构受理或签约"
        case .late: "已逾期"
        case .acceptedWhileBarred: "受理时在不予受理期内"
        case .personsOpen: "人员核查未答复"
        case .fieldsMissing: "评估小组的专业类别不在清单或不足"
        case .appraisalFailed: "最近一次考核不合格，续签应予考虑"
        case .grantedInPair: "同城另一经办机构已办理此项变更，应采用其结果"
        case .notTakenOver: "同城已办理的变更应直接采用，不再另行决定"
        default: kind.rawValue
        }
    }
}
