import Messages

/// The lines that a person reads after a list.
enum LoadReport {
    private static let shownCount = 20
    private static let warningLineCount = 8

    static func text(_ list: InstitutionList, _ counts: LoadCounts, isCheck: Bool) -> String {
        let summary = list.summary
        var table = TextTable()
        table.add("编码 encoding", list.encoding.rawValue)
        table.add("有效行 rows", "\(summary.accepted)")
        table.add(isCheck ? "将登记 would register" : "已登记 registered", "\(counts.registered)")
        if counts.signed > 0 {
            table.add(isCheck ? "将签约 would sign" : "已签约 signed", "\(counts.signed)")
        }
        if counts.known > 0 { table.add("已有 registered before", "\(counts.known)") }
        if counts.changed > 0 {
            table.add("与登记不同 differ from it", "\(counts.changed) (--update)")
        }
        if counts.outside > 0 { table.add("无权登记 outside competence", "\(counts.outside)") }
        if counts.refused > 0 { table.add("内容过长 too long to record", "\(counts.refused)") }
        if summary.provisional > 0 {
            table.add("暂定身份 without licence number", "\(summary.provisional)")
        }
        if list.doubledCount > 0 { table.add("重复行 doubled", "\(list.doubledCount)") }
        if list.damagedCount > 0 { table.add("损坏行 damaged", "\(list.damagedCount)") }
        for (warning, count) in summary.warnings.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let lines = summary.warningLines[warning, default: []].prefix(warningLineCount)
            let more = count > lines.count ? ", …" : ""
            table.add(
                "提醒 warning: \(warning.rawValue)", "\(count)",
                "行 lines " + lines.map(String.init).joined(separator: ", ") + more)
        }
        var lines = [table.text]
        lines += counts.changes.prefix(shownCount).map(\.text)
        for row in list.damaged.prefix(shownCount) {
            lines.append("  第 \(row.line) 行 line \(row.line): \(row.reason.message.line)")
        }
        for row in list.doubled.prefix(shownCount) {
            let what: Message =
                row.differs
                ? "same as line \(row.firstLine), with other contents"
                : "same as line \(row.firstLine)"
            lines.append("  第 \(row.line) 行 line \(row.line): \(what.line)")
        }
        if max(list.damaged.count, list.doubled.count, counts.changes.count) > shownCount {
            lines.append("  … （--json 列出更多 lists more）")
        }
        if !list.ignoredColumns.isEmpty {
            lines.append("未读列 ignored columns: " + list.ignoredColumns.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}
