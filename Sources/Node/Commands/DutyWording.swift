import Designation
import Federation
import Web

/// Words for duties, Chinese first.
enum DutyWording {
    static func light(_ light: Duty.Light) -> BilingualText {
        switch light {
        case .red: .init(chinese: "红", english: "red")
        case .amber: .init(chinese: "黄", english: "amber")
        case .green: .init(chinese: "绿", english: "green")
        }
    }

    /// What the duty is called.
    static func rule(_ duty: Duty, _ context: CommandContext) -> BilingualText {
        let parts = duty.rule.split(separator: "/", maxSplits: 1).map(String.init)
        let detail = parts.count > 1 ? parts[1] : ""
        switch parts.first {
        case "filing": return filing(detail, duty, context)
        case "review":
            guard let kind = ReviewItem.Kind(rawValue: detail) else { break }
            return Wording.review(kind)
        case "act":
            guard let kind = Obligation.Kind(rawValue: detail) else { break }
            return CaseWording.duty(kind)
        case "mend-by", "mend-in-time":
            return BilingualText(chinese: "限期整改", english: "to be mended by a date")
        case "waits":
            guard let stage = CaseStage(rawValue: detail) else { break }
            return waiting(stage)
        case "edition":
            return BilingualText(
                chinese: "政策版本 \(duty.value) 到期而无后续",
                english: "edition \(duty.value) ends without a successor")
        default:
            guard let title = RuleGuide.entry(for: duty.rule)?.title else { break }
            return BilingualText(chinese: title.chinese, english: title.english)
        }
        return BilingualText(chinese: duty.rule, english: duty.rule)
    }

    /// What an agency has to do next where no text counts the days.
    private static func waiting(_ stage: CaseStage) -> BilingualText {
        switch stage {
        case .screening: .init(chinese: "受理、告知补正或不予受理", english: "to be accepted, told or refused")
        case .notifying: .init(chinese: "告知评估结果", english: "to be told its result")
        case .noticing: .init(chinese: "向社会公示", english: "to be publicly noticed")
        case .clearing: .init(chinese: "核实公示期间的异议", english: "objections to be looked into")
        case .negotiating, .signing:
            .init(chinese: "协商谈判、签订协议", english: "to be negotiated and signed")
        case .investigating: .init(chinese: "处理争议", english: "the dispute to be settled")
        default: .init(chinese: "作出决定", english: "to be decided")
        }
    }

    private static func filing(
        _ item: String, _ duty: Duty, _ context: CommandContext
    ) -> BilingualText {
        let policy = context.policy(duty.region, on: duty.start)
        let entry = policy.list("filings")[item] ?? policy.list("reports")[item]
        guard let words = entry?.item else {
            return BilingualText(chinese: "备案或报告：\(item)", english: "filing or report: \(item)")
        }
        return BilingualText(chinese: words.chinese, english: words.english)
    }

    /// The institution's name; its licence where the name is not known; an edition's own name.
    static func name(_ duty: Duty, _ context: CommandContext) -> String {
        guard let institution = duty.institution else {
            guard case .agency(let about) = duty.subject else { return duty.value }
            return duty.count == 1 ? about : "\(about) × \(duty.count)"
        }
        let facts = InstitutionLookup.facts(
            of: institution, region: duty.region, context.registry)
        return facts?.name ?? "\(institution)"
    }

    static func ending(_ ending: Duty.Ending) -> BilingualText {
        switch ending {
        case .told: .init(chinese: "告知结果", english: "told")
        case .toldOrAccepted: .init(chinese: "告知补正、受理或不予受理", english: "told, accepted or refused")
        case .missingTold:
            .init(chinese: "如有缺件，告知补正（仅一次）", english: "what is missing, if anything, is told")
        case .assessed: .init(chinese: "得出评估结果", english: "assessed")
        case .tested: .init(chinese: "完成联网测试", english: "tested")
        case .signed: .init(chinese: "签约", english: "signed")
        case .appraised: .init(chinese: "完成年度考核", english: "appraised for the year")
        case .connected: .init(chinese: "系统开通", english: "connected")
        case .published: .init(chinese: "公布", english: "published")
        case .decided: .init(chinese: "作出决定", english: "decided")
        case .asked: .init(chinese: "机构提出", english: "asked for")
        case .renewalAsked: .init(chinese: "申请续签或续签", english: "renewal asked for or signed")
        case .resumptionAsked: .init(chinese: "申请恢复或恢复", english: "resumption asked for or granted")
        case .filed: .init(chinese: "备案或报告", english: "filed")
        case .acknowledged: .init(chinese: "收到回执", english: "acknowledged")
        case .recorded: .init(chinese: "公开行为已登记", english: "the public act is recorded")
        case .resolved: .init(chinese: "作出处理", english: "resolved")
        case .successor: .init(chinese: "发布后续版本", english: "a successor is published")
        case .time: .init(chinese: "期满", english: "time alone")
        }
    }

    /// `125` → `12.5`.
    static func tenths(_ number: Int) -> String { "\(number / 10).\(number % 10)" }
}
