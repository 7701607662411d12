/// A printable paper that an agency hands to an institution, its department or the public. A value:
/// the same event gives the same paper on every node.
public struct NoticeDocument: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable, Hashable {
        case supplement
        case refusal
        case result
        case suspension
        case termination
        case resumption
        case publicNotice = "public-notice"
        case publishedList = "published-list"
        case filing
        case terminatedList = "terminated-list"
        case agencyFiling = "agency-filing"

        /// The heading of the paper.
        public var title: String {
            switch self {
            case .supplement: "补正材料一次性告知书"
            case .refusal: "不予受理通知书"
            case .result: "评估结果告知书"
            case .suspension: "中止医疗保障服务协议通知书"
            case .termination: "解除医疗保障服务协议通知书"
            case .resumption: "恢复医疗保障服务协议通知书"
            case .publicNotice: "拟签约医药机构名单公示"
            case .publishedList: "定点医药机构名单公布"
            case .filing, .agencyFiling: "备案（报告）表"
            case .terminatedList: "解除协议医药机构名单公布"
            }
        }

        /// The word in the number.
        var mark: String {
            switch self {
            case .supplement: "补正"
            case .refusal: "不受"
            case .result: "评估"
            case .suspension: "中止"
            case .termination: "解除"
            case .resumption: "恢复"
            case .publicNotice: "公示"
            case .publishedList: "公布"
            case .filing: "备案"
            case .terminatedList: "解除名单"
            case .agencyFiling: "自报"
            }
        }
    }

    public struct Table: Hashable, Sendable {
        public var header: [String]
        /// As many cells as the header has.
        public var rows: [[String]]

        public init(header: [String], rows: [[String]]) {
            self.header = header
            self.rows = rows
        }
    }

    public var kind: Kind
    public var number: String
    public var title: String
    /// To whom it goes; empty for what is made public.
    public var addressee: String
    public var paragraphs: [String]
    /// Numbered points after the first paragraph.
    public var items: [String]
    /// After the points.
    public var table: Table?
    /// After the table.
    public var closing: [String]
    /// Texts and articles in words.
    public var legalBasis: [String]
    /// The events on which it rests, as `origin#index`.
    public var references: [String]
    public var date: LegalDate
    public var issuer: String

    public init(
        _ kind: Kind, number: String, addressee: String = "", paragraphs: [String],
        items: [String] = [], table: Table? = nil, closing: [String] = [],
        legalBasis: [String], references: [String], date: LegalDate, issuer: String
    ) {
        self.kind = kind
        self.number = number
        title = kind.title
        self.addressee = addressee
        self.paragraphs = paragraphs
        self.items = items
        self.table = table
        self.closing = closing
        self.legalBasis = legalBasis
        self.references = references
        self.date = date
        self.issuer = issuer
    }

    // MARK: Text

    /// The paper as plain text, lines divided by line feeds, with one at the end.
    public var text: String {
        var lines = [title, "编号：\(number)", ""]
        if !addressee.isEmpty { lines += ["\(addressee)：", ""] }
        lines += Self.indented(paragraphs)
        for (index, item) in items.enumerated() { lines.append("　　\(index + 1). \(item)") }
        if let table {
            lines.append("")
            for row in [table.header] + table.rows { lines.append(row.joined(separator: " ｜ ")) }
            lines.append("")
        }
        lines += Self.indented(closing)
        if !legalBasis.isEmpty { lines += ["", "依据："] + Self.indented(legalBasis) }
        if !references.isEmpty { lines += ["", "登记事项："] + Self.indented(references) }
        lines += ["", issuer, NoticeWords.date(date), "（盖章）"]
        // A line feed inside a name would forge a line of its own.
        return lines.map { String($0.map { $0.isNewline ? " " : $0 }) }
            .joined(separator: "\n") + "\n"
    }

    private static func indented(_ texts: [String]) -> [String] { texts.map { "　　\($0)" } }
}
