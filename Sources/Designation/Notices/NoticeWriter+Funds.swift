/// Of which fund a paper is: where a region signs for several, an institution has an agreement for each
/// (S3 六), and a paper that does not say which says nothing.
extension NoticeWriter {
    /// `新增定点申请（统筹基金支付）`; the kind alone where there is one fund.
    func matter(_ state: CaseState) -> String {
        NoticeWords.kind(state.kind) + NoticeWords.ofFund(state.scope)
    }

    /// A column for the funds of a list's lines, where any of them is of a fund apart.
    struct FundColumn {
        let isShown: Bool

        init(_ scopes: [FundScope?]) { isShown = scopes.contains { NoticeWords.fund($0) != "" } }

        var header: [String] { isShown ? ["基金"] : [] }

        func cell(_ scope: FundScope?) -> [String] {
            isShown ? [NoticeWords.fund(scope, plain: "基本医疗保险")] : []
        }
    }

    // MARK: Points

    /// What a score table gave at a place: its name, and points of its full with the mark that passes.
    /// Empty cells where no table was used.
    func score(_ result: SiteResult, _ step: CaseStep, _ state: CaseState, _ party: Party)
        -> (cells: [String], citation: Citation)?
    {
        var policy = policyAt(step.region, step.day)
        if let accepted = state.accepted { policy = policy.forCase(accepted: accepted) }
        let qualifiers = [state.scope?.rawValue, "\(party.type)"].compactMap(\.self)
        guard !result.scores.isEmpty,
            let table = policy.table(of: result, scope: state.scope, qualifiers: qualifiers)
        else { return nil }
        let sum = table.result(result.scores)
        let fatal = sum.knockedOut.map { "第\($0)项" }.joined(separator: "、")
        return (
            [
                table.chinese,
                "\(sum.total)分（满分\(table.full)，\(table.pass)分合格）"
                    + (fatal.isEmpty ? "" : "；一票否决：\(fatal)"),
            ], table.citation
        )
    }
}

extension NoticeWords {
    /// The fund of an agreement where it is one apart; empty where it is not.
    ///
    /// - Parameter plain: what stands for the agreement of a region that has one fund.
    static func fund(_ scope: FundScope?, plain: String = "") -> String {
        switch scope {
        case nil, .basic: plain
        case .pooledFund: "统筹基金支付"
        case .personalAccount: "个人账户支付"
        case .care: "长期护理保险"
        }
    }

    /// The same in brackets, behind what is of that fund.
    static func ofFund(_ scope: FundScope?) -> String {
        let words = fund(scope)
        return words.isEmpty ? "" : "（\(words)）"
    }
}
