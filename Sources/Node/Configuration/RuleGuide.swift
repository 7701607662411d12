/// What every value name of the editions means, and who reads it.
///
/// A name that nothing reads would be a promise that nobody keeps: where no code looks a name up, the
/// guide says why software has nothing to do there. People see the value in `policy show`.
public struct RuleGuide: Hashable, Sendable {
    public enum Group: String, Sendable, CaseIterable, Hashable {
        case competence, opening, running, acrossRegions, bars, decisions

        public var title: LocalizedText {
            switch self {
            case .competence: .init(chinese: "职权与范围", english: "Competence and scope")
            case .opening:
                .init(chinese: "申请至签约", english: "From application to agreement")
            case .running: .init(chinese: "协议履行期间", english: "While it runs")
            case .acrossRegions: .init(chinese: "跨统筹区", english: "Across pools")
            case .bars: .init(chinese: "不予受理的期限", english: "Bars on applications")
            case .decisions:
                .init(chinese: "文本未明之处的决定", english: "Where the texts leave it open")
            }
        }
    }

    /// Who acts by a value.
    public enum Reader: Sendable, Hashable {
        /// The software obeys it; a test finds the place.
        case software
        /// It asks nothing of software, for this reason.
        case people(LocalizedText)
    }

    public var name: String
    public var group: Group
    public var title: LocalizedText
    public var reader: Reader

    private init(
        _ name: String, _ group: Group, _ chinese: String, _ english: String, _ reader: Reader
    ) {
        self.name = name
        self.group = group
        title = LocalizedText(chinese: chinese, english: english)
        self.reader = reader
    }

    /// The guide's entry for a name, with or without its qualifier.
    public static func entry(for name: String) -> RuleGuide? {
        if let entry = byName[name] { return entry }
        guard let dot = name.lastIndex(of: "."),
            RuleCatalogue.qualifiers.contains(String(name[name.index(after: dot)...]))
        else { return nil }
        return byName[String(name[..<dot])]
    }

    /// Of every name, in the order in which people read them.
    public static let all: [RuleGuide] =
        lines(competence, .competence) + lines(opening, .opening) + lines(running, .running)
        + lines(acrossRegions, .acrossRegions) + lines(bars, .bars) + lines(decisions, .decisions)

    private static let byName = Dictionary(
        all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    private typealias Line = (name: String, chinese: String, english: String, reader: Reader)

    private static func lines(_ lines: [Line], _ group: Group) -> [RuleGuide] {
        lines.map { RuleGuide($0.name, group, $0.chinese, $0.english, $0.reader) }
    }
}

extension RuleGuide {
    // MARK: Why software has nothing to do

    private static let byGrants = Reader.people(
        LocalizedText(
            chinese: "节点的权限逐项授予，效力只看授予（规范6.4）；两者是否一致由测试核对。",
            english:
                "Nodes are granted acts one by one, and the grants alone decide (protocol §6.4); "
                + "a test holds them against these words"))
    private static let claims = Reader.people(
        LocalizedText(
            chinese: "申报和拨付在结算系统，本系统不见费用。",
            english: "Claims and payments are the settlement system's; none are seen here"))
    private static let files = Reader.people(
        LocalizedText(
            chinese: "处方和清单存于药店，不进入登记。",
            english: "Prescriptions lie with the pharmacy and never enter the registry"))
    private static let points = Reader.people(
        LocalizedText(
            chinese: "记分在国家平台按人员跨机构累计，尚无版本设定；本系统不按人员汇总。",
            english:
                "Points are counted on the national platform, by person over all institutions; no "
                + "edition sets them yet, and nothing here is summed up by person"))

    // MARK: The names

    private static let competence: [Line] = [
        ("covers", "适用的机构类型", "Types of institutions covered", .software),
        ("fund-scopes", "分别办理的基金范围", "Funds designated apart", .software),
        ("services", "可定点的服务", "Services that a type can be designated for", .software),
        ("pooling", "统筹层次", "Level of pooling", .software),
        ("reach", "定点的效力范围", "How far a designation reaches", .software),
        ("competence.accept", "受理机构", "Who accepts", byGrants),
        ("competence.assess", "评估机构", "Who assesses", byGrants),
        ("competence.approve", "审核机构", "Who approves", byGrants),
        ("competence.sign", "签约机构", "Who signs", .software),
        ("competence.suspend", "中止机构", "Who suspends", .software),
        ("competence.terminate", "解除机构", "Who terminates", .software),
        ("delegation-may-name", "可授权事项", "What may be delegated", .software),
        ("insurances-applied-for", "险种申请方式", "Insurances applied for", .software),
        ("apply-where", "申请地", "Where to apply", .software),
        ("sign-where", "签约地", "Where to sign", .software),
        ("care-institutions", "护理机构", "Care institutions", .software),
        ("in-house-institutions", "内设医疗机构", "In-house institutions", .software),
        ("village-clinics", "村卫生室", "Village clinics", .software),
        ("branches-own-licence", "有证分支机构", "Branches with a licence of their own", .software),
        ("sites", "多执业点", "Several sites", .software),
        ("medical-community", "医共体", "Medical communities", .software),
        ("internet-hospitals", "互联网医院", "Internet hospitals", .software),
        ("online-pharmacies", "网上药店", "Online pharmacies", .software),
        ("third-parties", "第三方机构", "Third parties", .software),
        ("licences", "申请所凭证照", "Papers with which to apply", .software),
    ]

    private static let opening: [Line] = [
        ("running-time", "申请前运营时间", "Time in operation before applying", .software),
        ("running-time-relaxable", "运营时间可否放宽", "May the time be relaxed", .software),
        (
            "insurance-department-from-beds", "须设医保管理部门的床位数",
            "Beds from which an insurance department is needed", .software
        ),
        ("insurance-department", "医保管理部门", "Kind of insurance department", .software),
        ("physicians-at-least", "执业医师人数", "Physicians at least", .software),
        ("pharmacists-at-least", "药师人数", "Pharmacists at least", .software),
        ("insurance-staff-at-least", "医保管理人员", "Insurance staff at least", .software),
        ("labour-contract-at-least", "劳动合同期限", "Labour contracts at least", .software),
        ("documents-held-waived", "已掌握材料免交", "Documents held are waived", .software),
        ("supplement-notice", "一次性告知补正", "Notice of what is missing", .software),
        ("supplement-notice.defective", "材料不合规的告知", "Notice of what is defective", .software),
        ("assessment-limit", "评估时限", "Limit of the assessment", .software),
        ("assessment-limit-covers", "评估时限涵盖", "What the limit covers", .software),
        ("assessment-clock-stops", "评估时限的中断", "When the limit stops", .software),
        ("handling-clock-stops", "办理时限的中断", "When handling stops", .software),
        ("opening-limit", "开通时限", "From acceptance to opening", .software),
        ("opening-limit-covers", "开通时限涵盖", "What that limit covers", .software),
        ("network-test", "联网测试", "Network test", .software),
        ("network-test-limit", "联网测试时限", "Limit of the network test", .software),
        ("network-test-again-after", "再次联网测试", "Second network test after", .software),
        ("network-test-attempts", "联网测试次数", "Tries of the network test", .software),
        ("second-tier", "上级审核方式", "Second tier", .software),
        ("second-tier-except", "无须上级审核", "Exempt from the second tier", .software),
        ("first-tier-fail-ends", "初审不合格即终结", "A fail in the first tier ends it", .software),
        ("result-signed-by", "评估结果签字人", "Who signs the result", .software),
        ("pass-mark", "合格分数", "Pass mark", .software),
        ("pass-mark-full", "满分", "Full marks", .software),
        ("public-notice", "公示期", "Length of the public notice", .software),
        ("public-notice-place", "公示地点", "Place of the public notice", .software),
        ("objection-effect", "异议的效果", "What an objection does", .software),
        ("reassessment-after", "再次评估间隔", "Second assessment after", .software),
        ("sign-within", "签约时限", "Sign within", .software),
        ("abandonment", "视为放弃", "When a signing counts as abandoned", .software),
        ("results-serve", "评估结果的用途", "What a result serves for", .software),
        ("credit-pledge", "信用承诺", "Credit pledge", .software),
        ("signed-list-filed", "签约名单备案", "List of signings filed", .software),
        ("publish", "向社会公布的内容", "What is published", .software),
        ("publish-within", "公布时限", "Publish within", .software),
        ("term", "协议有效期", "Term of the agreement", .software),
        ("guidance-period", "新增机构政策辅导期", "Guidance period of new institutions", .software),
    ]

    private static let running: [Line] = [
        ("major-change-within", "重大变更的申请时限", "Ask for a major change within", .software),
        ("change-while-investigated", "被调查期间的变更", "Changes while investigated", .software),
        ("end-while-investigated", "被调查期间的终止", "Requests to end while investigated", .software),
        ("change-handling", "变更办理时限", "Changes are handled within", .software),
        ("suspension-handling", "中止办理时限", "Suspensions are handled within", .software),
        ("end-handling", "解除办理时限", "Ends are handled within", .software),
        ("code-kept-change", "保留编码的变更", "Changes that keep the national code", .software),
        ("licence-number-on-change", "变更时的许可证号", "Licence number on a change", .software),
        ("renewal-ahead", "续签申请提前量", "Ask for renewal ahead of the end", .software),
        ("renewal-organised-by-agency", "统一组织续签", "Agency organises renewal", .software),
        ("renewal-not-agreed", "续签未达成一致", "Renewal not agreed", .software),
        ("end-on-request", "主动申请结束协议的性质", "What an end on request is", .software),
        ("request-ahead", "主动申请提前量", "Ask to suspend, end, not renew ahead", .software),
        ("request-ahead.suspend", "申请中止", "Asking to suspend", .software),
        ("request-ahead.end", "申请终止", "Asking to end", .software),
        ("public-institution-requests", "公立机构的主动申请", "Requests of public institutions", .software),
        ("suspension-count-terminates", "解除所需累计中止次数", "Suspensions that end it", .software),
        ("persons-and-departments", "对人员、科室的处理", "Measures on persons, departments", .software),
        ("person-suspension-term", "暂停人员的期限", "How long a person is suspended", .software),
        ("person-suspension-reach", "暂停人员的范围", "Where a suspended person may not serve", .software),
        ("person-points-cycle", "人员记分周期", "Cycle of a person's points", points),
        ("person-points-suspend", "暂停资格的记分", "Points that suspend a person", points),
        ("person-points-end", "终止资格的记分", "Points that end a person's standing", points),
        ("resumption-reassessed", "恢复前的评估", "Reassessed before resumption", .software),
        ("change-reassessed", "变更前的评估", "Reassessed before a change", .software),
        ("area-standard-kept", "保留面积标准的地区", "Where the area standard is kept", .software),
        ("terminations-published", "公布解除", "Terminations are published", .software),
        ("terminations-reported", "报告解除", "Terminations are reported", .software),
        ("measures-reported", "报告处理情况", "Measures are reported", .software),
        ("payment-within", "费用拨付时限", "Costs are paid within", claims),
        ("prescriptions-kept", "处方保存期限", "Prescriptions are kept for", files),
        ("major-matters-reported", "报告重大事项", "Major matters are reported", .software),
        ("earlier-agreements", "原有协议的过渡", "Earlier agreements", .software),
        (
            "higher-rules-apply-at-once", "上级新规即时适用", "Newer higher rules apply at once",
            .software
        ),
        (
            "applies-to-running-cases", "新版本适用于在办事项", "The edition holds for running cases",
            .software
        ),
    ]

    private static let acrossRegions: [Line] = [
        ("cross-region.trigger", "联动的起因地", "Which pool's act spreads", .software),
        ("cross-region.reach", "联动范围", "How far it spreads", .software),
        ("cross-region.level", "联动的经办层级", "Level of the pool that acts", .software),
        ("cross-region.own-request", "主动申请是否联动", "Acts on own request spread", .software),
        ("signing.one-agency", "一证一签", "A licence signs with one agency", .software),
        ("change-recognised-in-pair", "同城互认变更", "Changes recognised in a pair", .software),
        ("withdrawal.takes-effects-back", "撤销的溯及力", "A withdrawal takes effects back", .software),
        (
            "term.continues-while-suspended", "中止期间到期的协议", "A term that ends while suspended",
            .software
        ),
        ("suspension.voluntary-maximum", "自行申请中止的最长期限", "Own suspension at most", .software),
        ("suspension.voluntary-exceeded", "超过最长期限", "When it is exceeded", .software),
    ]

    private static let bars: [Line] = [
        ("bar.second-failure", "再次评估不合格", "After a second failed assessment", .software),
        ("bar.penalty-unserved", "未履行行政处罚", "Penalty not served", .software),
        ("bar.fraudulent-application", "弄虚作假申请", "Fraudulent application", .software),
        ("bar.unlawful", "因违法违规被解除", "Terminated as unlawful", .software),
        ("bar.breach", "因违约被解除", "Terminated for breach", .software),
        ("bar.persons", "相关人员", "Persons concerned", .software),
        ("bar.persons-applies-to", "人员限制适用于", "What the persons' bar stops", .software),
        ("bar.persons-listed", "失信人员", "Persons on the list of defaulters", .software),
        (
            "bar.persons-institutions", "人员限制源自的机构", "Whose termination bars persons", .software
        ),
    ]

    private static let decisions: [Line] = [
        ("regular-reports", "定期报告的周期", "How often regular reports are due", .software),
        ("appraisal-every", "考核周期", "How often institutions are appraised", .software),
        (
            "national-platform-updated", "维护国家平台信息", "After what the national platform is updated",
            .software
        ),
        ("suspension.imposed-called", "处理决定中的名称", "What papers call it", .software),
        (
            "suspension.imposed-lifts-by-itself", "中止期满自动恢复",
            "An imposed suspension ends by itself", .software
        ),
        (
            "cross-region.failed-renewal-pharmacy", "药店续签未成是否联动",
            "A pharmacy's failed renewal spreads", .software
        ),
        ("cross-region.county-act", "县级处理是否联动", "A county's act spreads", .software),
        ("cross-region.seat-above", "所在地的上级统筹区", "A pool above that of the seat", .software),
        ("cross-region.fund", "单项基金处理的联动", "A sanction for one fund spreads to", .software),
        (
            "suspension.ends-with-agreement", "中止随到期协议结束",
            "A suspension ends with its agreement", .software
        ),
        ("delegation.names-suspension", "授权须列明中止、解除", "Delegations must name sanctions", .software),
        (
            "same-pool-pair.both-suspended", "同池两机构同时处理", "Both of one pool are sanctioned",
            .software
        ),
        ("standing.rests-on", "互认定点不优于来源", "Never better than its source", .software),
        ("derived-suspension-counts", "联动中止计入次数", "A derived suspension counts", .software),
        ("months-ahead-counting", "提前月数的计算", "How months ahead are counted", .software),
        ("laxer-local-value", "地方规定较宽时", "Where a local value is laxer", .software),
        ("lifting-belongs-to", "解除中止的权限", "Who may lift", .software),
        ("edition-starts", "版本起始日", "First day of the edition", .software),
        ("major-matters", "须报告的重大事项", "Which matters are major", .software),
        ("own-pools-beside-prefectures", "单列统筹区", "Pools of their own", .software),
        ("care-main-business", "以照护为主业", "Care as main business", .software),
        ("second-tier-exempt-offices", "免于复核的经办机构", "Offices exempt from the review", .software),
        ("separation-of-duties", "受理与决定分离", "Who accepts does not decide", .software),
    ]
}
