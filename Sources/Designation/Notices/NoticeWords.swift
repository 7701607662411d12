/// Words of printed papers. Titles and numbers of the cited texts are facts; everything else is worded
/// here.
enum NoticeWords {
    /// `2026年3月2日`.
    static func date(_ day: LegalDate) -> String {
        let (year, month, number) = day.components
        return "\(year)年\(month)月\(number)日"
    }

    /// A cited place in words: 《…》（…第2号）第9条第2款.
    static func citation(_ citation: Citation) -> String {
        guard let text = texts[citation.edition] else {
            return citation.article.isEmpty
                ? citation.edition : "\(citation.edition) \(citation.article)"
        }
        return text + article(citation.article)
    }

    /// `9 ¶2` → 第9条第2款, `43(1)` → 第43条第（1）项, `七 ¶3` → 七第3款.
    static func article(_ article: String) -> String {
        var number = ""
        var item = ""
        var paragraph = ""
        var isItem = false
        var isParagraph = false
        for scalar in article.unicodeScalars {
            switch scalar {
            case "(", "（": isItem = true
            case ")", "）": isItem = false
            case "¶": isParagraph = true
            case " ": continue
            case "0"..."9":
                if isItem {
                    item.unicodeScalars.append(scalar)
                } else if isParagraph {
                    paragraph.unicodeScalars.append(scalar)
                } else {
                    number.unicodeScalars.append(scalar)
                }
            default: return point(article)
            }
        }
        guard !number.isEmpty else { return point(article) }
        return "第\(number)条" + (paragraph.isEmpty ? "" : "第\(paragraph)款")
            + (item.isEmpty ? "" : "第（\(item)）项")
    }

    /// `七 ¶3` → 七第3款: texts that number their points in Chinese have no articles.
    private static func point(_ article: String) -> String {
        let parts = article.utf8.split(separator: UInt8(ascii: "\u{20}"), maxSplits: 1)
        guard parts.count == 2, let head = String(parts[0]), let tail = String(parts[1]),
            tail.unicodeScalars.first == "¶"
        else { return article }
        return "\(head)第\(String(tail.unicodeScalars.dropFirst()))款"
    }

    private static let texts = [
        "N": "《医疗机构医疗保障定点管理暂行办法》（国家医疗保障局令第2号）",
        "P": "《零售药店医疗保障定点管理暂行办法》（国家医疗保障局令第3号）",
        "S0": "上海市贯彻落实定点管理办法的通知（沪医保规〔2021〕17号）",
        "S1": "云南省转发定点管理办法的通知（云医保〔2021〕26号）",
        "S2": "《吉林省医疗保障定点服务机构评估经办规程（试行）》（吉医保规〔2023〕1号）",
        "S3": "《威海市新增医疗保障定点医疗机构经办流程（试行）》",
        "S4": "《关于加强常州市医疗保障定点医药机构管理的通知》",
    ]

    /// `180日`, `6个月`.
    static func span(_ span: RuleSpan) -> String {
        switch span.unit {
        case .days: "\(span.count)日"
        case .workdays: "\(span.count)个工作日"
        case .months: "\(span.count)个月"
        case .years: "\(span.count)年"
        }
    }

    /// Behind the words for the agreement: the funds that an act is about; nothing where it is about all.
    static func funds(_ funds: [FundScope]) -> String {
        guard !funds.isEmpty else { return "" }
        let names = funds.map { fund in
            switch fund {
            case .basic: "基本医疗保险"
            case .pooledFund: "统筹基金"
            case .personalAccount: "个人账户"
            case .care: "长期护理保险"
            }
        }
        return "中\(names.joined(separator: "、"))支付部分的协议"
    }

    static func service(_ service: Service) -> String {
        switch service {
        case .outpatient: "门诊"
        case .inpatient: "住院"
        case .purchase: "购药"
        case .chronicDisease: "门诊慢特病"
        case .dualChannel: "双通道"
        case .care: "长期护理"
        case .internet: "互联网医疗"
        }
    }

    static func services(_ services: [Service]) -> String {
        // In one order, whoever wrote them down.
        let ordered = Service.allCases.filter(services.contains)
        return ordered.isEmpty ? "全部申请项目" : ordered.map(service).joined(separator: "、")
    }

    static func kind(_ kind: CaseKind) -> String {
        switch kind {
        case .new: "新增定点申请"
        case .addedService: "增加服务类别申请"
        case .renewal: "续签申请"
        case .change: "信息变更申请"
        case .suspension: "中止协议申请"
        case .end: "解除协议申请"
        case .resumption: "恢复协议申请"
        case .nonRenewal: "不再续签申请"
        case .thirdPartyFiling: "第三方机构备案"
        case .internetSupplement: "互联网医院补充协议申请"
        case .appraisal: "年度考核"
        case .enforcement: "违约处理"
        case .dispute: "争议处理"
        }
    }

    /// Reasons to refuse that the system computes and no list words (``Screening``).
    static func computedReason(_ item: String) -> String? {
        switch item {
        case "covers": "当地的定点办法不适用于此类机构"
        case "running-time": "正式运营未满规定的时间"
        case "bar": "仍在不予受理的期限内"
        case "public-institution": "公立机构不能自行提出中止或者解除协议"
        case "conditions": "不具备规定的基本条件"
        case "incomplete": "告知的材料没有补齐"
        case "applicants": "不属于可以申请定点的机构"
        default: nil
        }
    }

    static func recipient(_ word: String) -> String {
        switch word {
        case "department": "同级医疗保障行政部门"
        case "city-agency": "市级医疗保障经办机构"
        case "provincial-agency": "省级医疗保障经办机构"
        case "higher-agency": "上级医疗保障经办机构"
        case "city-department": "市级医疗保障行政部门"
        case "provincial-department": "省级医疗保障行政部门"
        case "higher-department": "上级医疗保障行政部门"
        case "agency": "医疗保障经办机构"
        case "health-authority": "卫生健康行政部门"
        case "national-platform": "国家医疗保障信息平台"
        default: word
        }
    }

    /// What somebody can do who does not agree (N46, P42).
    static let remedies =
        "对本决定有异议的，可向本机构提出说明，也可请同级医疗保障行政部门协调处理，或者依法申请行政复议、提起诉讼。"
}
