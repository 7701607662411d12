import Designation
import Federation
import Web

/// Domain values in words, Chinese first and English beside it, for people at a terminal. Pages have a
/// catalogue of their own with whole sentences; here a few words a line are enough.
enum Wording {
    static func status(_ status: Status) -> BilingualText {
        switch status {
        case .notDesignated: .init(chinese: "非定点", english: "not designated")
        case .designated: .init(chinese: "有效定点", english: "designated")
        case .suspended: .init(chinese: "中止", english: "suspended")
        case .terminated: .init(chinese: "解除", english: "terminated")
        case .ended: .init(chinese: "终止", english: "ended")
        case .unknown: .init(chinese: "未知", english: "unknown")
        }
    }

    static func settleable(_ value: Bool) -> BilingualText {
        value
            ? .init(chinese: "可以结算", english: "may be settled")
            : .init(chinese: "不可结算", english: "not settleable")
    }

    static func service(_ service: Service) -> BilingualText {
        switch service {
        case .outpatient: .init(chinese: "门诊", english: "outpatient")
        case .inpatient: .init(chinese: "住院", english: "inpatient")
        case .purchase: .init(chinese: "购药", english: "purchase")
        case .chronicDisease: .init(chinese: "门诊慢特病", english: "chronic disease")
        case .dualChannel: .init(chinese: "双通道", english: "dual channel")
        case .care: .init(chinese: "长期护理", english: "long-term care")
        case .internet: .init(chinese: "互联网医疗", english: "internet care")
        }
    }

    static func services(_ services: [Service]) -> BilingualText {
        guard !services.isEmpty else { return .init(chinese: "无", english: "none") }
        let words = services.map(service)
        return BilingualText(
            chinese: words.map(\.chinese).joined(separator: "、"),
            english: words.map(\.english).joined(separator: ", "))
    }

    static func scope(_ scope: FundScope) -> BilingualText {
        switch scope {
        case .basic: .init(chinese: "基本医保", english: "basic insurance")
        case .pooledFund: .init(chinese: "统筹基金", english: "pooled fund")
        case .personalAccount: .init(chinese: "个人账户", english: "personal account")
        case .care: .init(chinese: "长期护理保险", english: "care insurance")
        }
    }

    static func part(_ part: RestrictedPart) -> BilingualText {
        switch part {
        case .department: .init(chinese: "科室", english: "department")
        case .person: .init(chinese: "人员", english: "person")
        case .site: .init(chinese: "执业地点", english: "site")
        }
    }

    static func rule(_ rule: Reason.Rule) -> BilingualText {
        switch rule {
        case .direct: .init(chinese: "本地区经办机构的决定", english: "act for this region itself")
        case .crossRegion: .init(chinese: "其他统筹地区的决定同时生效", english: "cross-region effect")
        case .samePool: .init(chinese: "共用一个基金，双方均有效", english: "holds for both of one pool")
        case .termOver: .init(chinese: "协议期满", english: "term over")
        case .suspendedTooLong:
            .init(chinese: "自愿中止超过最长期限", english: "voluntary suspension past its maximum")
        case .poolWide: .init(chinese: "全统筹区有效", english: "valid in the whole pool")
        case .unknownRestrictive:
            .init(chinese: "不认识的限制性事件，请升级", english: "needs newer software")
        case .restsOn: .init(chinese: "不优于其所依据的结果", english: "never better than its base")
        case .forked: .init(chinese: "所在日志分叉", english: "its log is forked")
        case .restricted:
            .init(chinese: "所问科室、人员或执业地点被中止", english: "the named part may not serve")
        case .siteNotCovered:
            .init(chinese: "协议不含该执业地点", english: "the agreement does not cover the site")
        }
    }

    static func doubt(_ doubt: StatusAnswer.Doubt) -> BilingualText {
        switch doubt {
        case .unknownRegion: .init(chinese: "地区不在目录中", english: "the region is unknown")
        case .registerNotHeld:
            .init(chinese: "本节点不持有该地区的登记日志", english: "its register is not held here")
        case .needsNewerSoftware:
            .init(chinese: "有不认识的限制性事件，请升级", english: "needs newer software")
        case .foldEdition:
            .init(
                chinese: "规则版本更新或派生数据损坏", english: "newer fold edition, or damaged data")
        }
    }

    /// The name in JSON, as the HTTP interface gives it.
    static func name(_ doubt: StatusAnswer.Doubt) -> String {
        switch doubt {
        case .unknownRegion: "unknown-region"
        case .registerNotHeld: "register-not-held"
        case .needsNewerSoftware: "needs-newer-software"
        case .foldEdition: "fold-edition"
        }
    }

    static func review(_ kind: ReviewItem.Kind) -> BilingualText {
        let chinese =
            switch kind {
            case .withoutAuthority: "决定没有权限"
            case .samePoolPair: "同一基金的两个经办机构：双方均中止"
            case .countyActNeedsPrefecture: "县区决定需市级确认是否外溢"
            case .doubleSigning: "两地重复签约"
            case .signedWhileBarred: "不予受理期内签约"
            case .signedAfterTermination: "解除之后签约"
            case .renewedWhileSuspended: "中止期间续签"
            case .secondSuspension: "重复中止"
            case .contradictsRegister: "与登记信息矛盾"
            case .futureStamp: "时间戳在未来"
            case .applicationWhileTerminated: "受理了已解除机构的申请"
            case .lostAndRecorded: "丢失后重新记录"
            case .twoLiveEpochs: "一个节点有两条在用日志"
            case .forkedLog: "日志分叉"
            case .replacedKeyLog: "日志属于已更换的密钥，其内容不计"
            case .retroactive: "追溯生效改变了过去的状态"
            case .brokenReference: "引用的事件不存在或不符"
            case .laterThanMaximum: "自愿中止超过最长期限"
            case .recognitionNotCovered: "互认范围之外"
            case .lapsedCapability: "权限已过期"
            case .chainProposed: "连锁机构：建议一并处理"
            case .failedRenewal: "未续签是否及于其他统筹地区"
            case .endIsTermination: "应机构申请结束协议须记为解除"
            case .termTooLong: "协议期限长于规定"
            case .signedElsewhere: "在登记地以外签约"
            case .enteredTwice: "同一协议或决定录入了两次"
            case .scopeNotKept: "本地没有该基金范围的定点"
            case .serviceNotForeseen: "协议列有该类机构不能有的服务，不予结算"
            case .notCovered: "本地没有该类机构的定点规定"
            case .signedBelow: "签约机构的层级低于规定"
            case .seatMoved: "签约机构将机构所在地登记为本地"
            case .causeEnded: "被中止的协议已终止，由此联动的中止随之结束"
            case .publicInstitution: "公立机构主动申请中止或解除"
            case .resumptionUndecided: "恢复申请尚未答复"
            case .restrictionOutsideRules: "对科室或人员的处理超出规定"
            case .caseProblem: "案卷中的步骤不合规则"
            case .caseProposal: "案卷提出的处理建议"
            case .barredPersonEntered: "变更引入了受限制的人员"
            }
        return BilingualText(
            chinese: chinese, english: kind.rawValue.replacing("-", with: " "))
    }

    static func act(_ act: Act) -> BilingualText {
        switch act {
        case .registered: .init(chinese: "登记公开信息", english: "registered")
        case .assessed(let result):
            result.passed
                ? .init(chinese: "评估合格", english: "assessed, passed")
                : .init(chinese: "评估不合格", english: "assessed, failed")
        case .recognised: .init(chinese: "互认评估结果", english: "recognised")
        case .signed: .init(chinese: "签订协议", english: "signed")
        case .changed: .init(chinese: "协议变更", english: "changed")
        case .renewed: .init(chinese: "续签", english: "renewed")
        case .ended: .init(chinese: "协议终止", english: "ended")
        case .restricted: .init(chinese: "中止科室、人员或执业地点", english: "part restricted")
        case .restrictionLifted: .init(chinese: "恢复科室、人员或执业地点", english: "part restored")
        case .resumptionRequested: .init(chinese: "收到恢复申请", english: "resumption requested")
        case .resumptionRefused: .init(chinese: "不同意恢复", english: "resumption refused")
        case .suspended(let act):
            act.isOwnRequest
                ? .init(chinese: "应申请中止", english: "suspended on own request")
                : .init(chinese: "中止", english: "suspended")
        case .resumed: .init(chinese: "恢复", english: "resumed")
        case .terminated: .init(chinese: "解除", english: "terminated")
        case .withdrawn: .init(chinese: "撤回", english: "withdrawn")
        case .barred: .init(chinese: "不予受理", english: "barred")
        case .reviewed: .init(chinese: "处理待办事项", english: "review resolved")
        case .unknown(let kind, _):
            EntryKind(rawValue: kind).flatMap(kindBesideActs)
                ?? .init(chinese: "不认识的事件", english: "unknown kind")
        }
    }

    /// The state of a log, of one with a peer, or of a peer; JSON gives the English name.
    static func logState(_ name: String) -> String {
        let chinese: [String: String] = [
            "current": "最新", "catching-up": "追赶中", "waiting": "等待", "throttled": "限速",
            "refused": "被拒绝", "forked": "分叉", "closed": "已关闭", "closing": "待补齐后关闭",
            "passed-over": "不属本节点", "online": "在线", "offline": "离线",
        ]
        return chinese[name].map { "\($0) \(name)" } ?? name
    }

    static func citation(_ citation: Citation) -> String {
        citation.article.isEmpty ? citation.edition : "\(citation.edition) \(citation.article)"
    }

    static func citations(_ citations: [Citation]) -> String {
        citations.map(citation).joined(separator: ", ")
    }

    static func region(_ code: RegionCode, _ tree: RegionTree) -> String {
        guard let region = tree[code], !region.nameChinese.isEmpty else { return code.text }
        return "\(region.nameChinese) \(code.text)"
    }

    /// How old something is; `—` for never.
    static func age(_ milliseconds: UInt64, now: UInt64) -> BilingualText {
        guard milliseconds > 0 else { return .init(chinese: "从未", english: "never") }
        let seconds = now > milliseconds ? (now - milliseconds) / 1_000 : 0
        return switch seconds {
        case 0..<5: .init(chinese: "刚刚", english: "just now")
        case 5..<90: .init(chinese: "\(seconds) 秒前", english: "\(seconds) s ago")
        case 90..<5_400: .init(chinese: "\(seconds / 60) 分钟前", english: "\(seconds / 60) min ago")
        case 5_400..<172_800:
            .init(chinese: "\(seconds / 3_600) 小时前", english: "\(seconds / 3_600) h ago")
        default: .init(chinese: "\(seconds / 86_400) 天前", english: "\(seconds / 86_400) d ago")
        }
    }
}

extension BilingualText {
    /// Chinese, two blanks, English: as a line shows it.
    var line: String { chinese == english ? chinese : "\(chinese)  \(english)" }
    /// In brackets behind something else.
    var slash: String { chinese == english ? chinese : "\(chinese) / \(english)" }
}

/// Lines in columns. Chinese characters take two places on a terminal.
struct TextTable {
    private var rows: [[String]] = []

    mutating func add(_ cells: String...) { add(cells) }

    /// A line break in a name must not begin a row of its own.
    mutating func add(_ cells: [String]) { rows.append(cells.map { PlainText.shown($0) }) }

    var text: String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], Self.width(cell))
            }
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                guard column + 1 < row.count else { break }
                line += String(repeating: " ", count: widths[column] - Self.width(cell) + 2)
            }
            return line
        }.joined(separator: "\n")
    }

    /// Places on a terminal: wide for the blocks that East Asian terminals draw wide.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
                sum + 2
            default: sum + 1
            }
        }
    }
}
