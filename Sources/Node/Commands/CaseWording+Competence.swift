import Designation
import Web

extension CaseWording {
    /// What a problem is about: an item or a figure as it is, a competence by its name.
    static func detail(_ problem: CaseProblem) -> BilingualText {
        guard problem.kind == .noCompetence, let competency = Competency(rawValue: problem.detail)
        else { return BilingualText(chinese: problem.detail, english: problem.detail) }
        return BilingualText(chinese: chinese(competency), english: problem.detail)
    }

    private static func chinese(_ competency: Competency) -> String {
        switch competency {
        case .accept: "受理"
        case .assess: "评估"
        case .approve: "复核"
        case .notice: "公示"
        case .sign: "签约"
        case .change: "变更协议"
        case .renew: "续签"
        case .end: "结束协议"
        case .suspend: "中止"
        case .resume: "恢复"
        case .terminate: "解除协议"
        case .withdraw: "撤销"
        case .publish: "公布"
        case .bar: "限制申请"
        case .register: "登记"
        case .review: "核实"
        case .enrol, .close, .delegate, .regions, .edition, .calendar, .group, .decision, .attest:
            competency.rawValue
        }
    }
}
