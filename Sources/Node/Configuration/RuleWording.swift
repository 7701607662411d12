import Designation

/// Values of editions in words, Chinese and English.
enum RuleWording {
    /// A canonical value as people read it: `5wd` is 5 个工作日 and "5 working days"; several words
    /// are divided by commas; what is neither span, number nor known word stands as it is.
    static func text(_ value: String) -> LocalizedText {
        if let span = RuleSpan(value) { return text(span) }
        let words = value.split(separator: ",").map { String($0.drop { $0 == " " }) }
        return LocalizedText(
            chinese: words.map { chinese[$0] ?? $0 }.joined(separator: "、"),
            english: words.map { chinese[$0] == nil ? $0 : english($0) }.joined(separator: ", "))
    }

    static func text(_ span: RuleSpan) -> LocalizedText {
        let (unit, one): (String, String) =
            switch span.unit {
            case .workdays: ("个工作日", "working day")
            case .days: ("日", "day")
            case .months: ("个月", "month")
            case .years: ("年", "year")
            }
        return LocalizedText(
            chinese: "\(span.count) \(unit)",
            english: "\(span.count) \(one)\(span.count == 1 ? "" : "s")")
    }

    private static func english(_ word: String) -> String {
        // What decides inside such a pool is no value (N10, P9).
        if word == "prefecture-and-above" {
            return "pools of the prefecture and above (which of their offices: the grants)"
        }
        return String(word.map { $0 == "-" ? " " : $0 })
    }

    /// A word of the catalogue in Chinese; the English is the word itself.
    static let chinese: [String: String] = general.merging(particular) { first, _ in first }

    private static let general: [String: String] = [
        "yes": "是", "no": "否", "none": "无", "not-set": "未规定",
        "medical": "医疗机构", "pharmacy": "零售药店", "care": "护理机构",
        "basic": "基本医疗保险", "pooled-fund": "统筹基金", "personal-account": "个人账户",
        "prefecture": "市级", "province": "省级", "county": "县级",
        "federation": "全国", "area": "本省",
        "pool-agency": "统筹地区经办机构",
        "prefecture-and-above": "地市级及以上统筹地区经办机构（由区内哪一家签约依授权）",
        "signing-agency": "签约经办机构", "district": "区级经办机构", "office": "各经办机构",
        "city": "市级经办机构", "city-agency": "市级经办机构", "city-direct": "市直",
        "accept": "受理", "assess": "评估", "sign": "签订", "manage": "日常管理",
        "assessment": "评估", "initial": "初次评估", "approval": "审核", "review": "复核",
        "notice-opened": "开始公示",
        "notice": "公示", "signing": "签约", "opening": "开通",
        "name": "名称", "address": "地址", "phone": "电话",
        "at-once": "立即", "promptly": "及时", "same-day": "当日", "regularly": "定期",
        "monthly": "每月", "quarterly": "每季度", "yearly": "每年", "before-end": "到期前",
        "in-advance": "事先", "website": "网站",
    ]

    private static let particular: [String: String] = [
        "outpatient": "门诊", "inpatient": "住院", "purchase": "购药", "chronic-disease": "门诊慢特病",
        "dual-channel": "双通道", "internet": "互联网服务", "office-of-place": "所属地经办机构",
        "city-wide": "全市有效", "own-unit": "本地有效", "together": "一并申请", "apart": "分别申请",
        "people-served": "服务对象所在地", "registered": "登记地",
        "trial-pools-only": "仅限试点统筹区", "everywhere": "各地",
        "may-apply": "可以申请", "may-not-apply": "不得申请",
        "health-centre-applies": "由乡镇卫生院或社区中心申请",
        "named-in-township-agreement": "列入乡镇卫生院协议",
        "sign-themselves": "自行签约", "assessed-one-by-one": "逐点评估", "may-sign-as-one": "可统一签约",
        "supplement-of-host": "实体机构的补充协议", "own-designation": "单独定点",
        "through-physical-pharmacy": "经实体药店",
        "file-then-contract": "先备案后签合同", "contract-then-file": "先签合同后备案",
        "internal": "内设", "independent": "独立", "while-supplementing": "补正期间停止",
        "separate": "单独进行", "within-opening-limit": "计入开通时限", "after-signing": "签约后",
        "spot-check": "抽查", "all-members": "全体成员", "inspectors": "检查人员",
        "institution": "医疗机构", "pool": "本统筹地区", "pass-or-fail": "合格或不合格",
        "scored-by-pool-standard": "按统筹区标准评分",
        "substantiated-ends-case": "查实即终结", "blocks-signing": "未清除不得签约",
        "on-finding-against-institution": "查实的视为放弃", "one-signing": "仅供一次签约",
        "signed-with-agreement": "与协议一并签署",
        "handled": "照常办理", "deferred": "暂缓", "refused": "不予受理", "allowed": "可以",
        "refused-if-coded-in-pair": "互认地已有编码的不予变更", "unchanged": "不变",
        "ends": "终止", "terminates": "解除", "in-writing": "书面提出", "filing": "备案",
        "may-be-suspended": "可以暂停", "not-foreseen": "未规定",
        "agreements-before-notice": "通知前的协议", "always": "一律", "never": "不",
        "run-to-their-end": "履行至期满", "mend-or-leave": "限期整改，否则退出",
        "assessment-content": "仅评估内容", "seat-pool": "所在地统筹区", "any-pool": "任一统筹区",
        "ends-in-principle": "原则上终止", "ends-unless-special-reason": "无特殊原因的终止",
        "by-act": "须另作决定", "all": "全部协议", "same": "同一基金的协议",
        "not-a-bar": "不因此拒绝", "bar": "不予受理", "until-served": "履行完毕前", "every-application": "各项申请",
        "founding-anew": "仅新设", "same-type": "同类机构", "any-type": "各类机构",
        "practice-licence": "医疗机构执业许可证", "tcm-clinic-filing": "中医诊所备案证",
        "clinic-filing": "诊所备案凭证", "military-permit": "军队医疗机构为民服务许可证",
        "drug-licence": "药品经营许可证", "care-permit": "养老、护理机构许可证",
        "civil-affairs-filing": "民政备案证明", "public-institution": "事业单位法人证书",
        "while-listed": "列入期间", "when-confirmed": "确认后计入",
        "never-later": "不向后顺延", "next-working-day": "顺延至下一工作日",
        "change": "变更", "resumption": "恢复", "end": "终止",
        "suspended": "中止", "halted": "暂停", "suspension": "中止", "termination": "解除",
        "persons-and-departments": "对人员、科室的处理",
        "stricter-until-decided": "决定前从严", "local": "按地方规定",
        "as-long-as-its-cause": "随起因存续", "until-lifted": "至解除时",
        "imposer-or-superior": "作出机构或其上级", "imposer": "作出机构",
        "reviewed": "须复核", "exempt": "免于复核",
        "accepter-never-decides": "受理人不得决定", "not-required": "不要求",
    ]
}
