/// Papers about the work of an agency itself.
extension NoticeWriter {
    /// All institutions of a region whose agreements are terminated, for the public (N43, P40).
    ///
    /// - Parameter lines: at least one.
    /// - Throws: ``Problem`` when nobody is.
    public func terminatedList(
        _ lines: [Published], region: RegionCode, author: String, on day: LegalDate
    ) throws(Problem) -> NoticeDocument {
        guard !lines.isEmpty else { throw .nothingToPrint(.terminatedList) }
        var paper = try publishedList(
            lines, isTerminated: true, region: region, author: author, on: day)
        paper.kind = .terminatedList
        paper.number = Self.number(
            .terminatedList, listed: author, of: region, Self.check(lines[0].event), day)
        paper.title = NoticeDocument.Kind.terminatedList.title
        return paper
    }

    /// The sheet with which an agency, or the department beside it, hands in what is about its own work
    /// (S0 二, S1 四, S4), with the list that goes with it.
    ///
    /// - Parameters:
    ///   - entry: the item of `filings` or `reports`.
    ///   - filing: when and to whom it was handed in; `nil`: it is still to be.
    ///   - lines: of the list that goes with it; empty where none does, or nobody is on it.
    ///   - region: whose work it is about.
    public func agencyFiling(
        _ entry: PolicyList.Entry, _ filing: AgencyFiling?, _ lines: [Published],
        of region: RegionCode, author: String, on day: LegalDate
    ) -> NoticeDocument {
        let recipients = filing?.recipients ?? entry.item.words(.to)
        let isTerminated = entry.item[.content] == "terminated"
        let rows = lines.sorted {
            ($0.party.institution, $0.from) < ($1.party.institution, $1.from)
        }
        let funds = FundColumn(lines.map(\.scope))
        let table = NoticeDocument.Table(
            header: ["序号", "机构名称", "执业许可标识"] + funds.header
                + [isTerminated ? "解除日期" : "协议期"],
            rows: rows.enumerated().map { index, line in
                let from = NoticeWords.date(line.from)
                let end = line.through.map { NoticeWords.date($0) } ?? ""
                return ["\(index + 1)", line.party.name, "\(line.party.institution)"]
                    + funds.cell(line.scope) + [isTerminated ? from : "\(from)至\(end)"]
            })
        return NoticeDocument(
            .agencyFiling,
            number: Self.number(.agencyFiling, listed: author, of: region, entry.id, day),
            addressee: recipients.map(NoticeWords.recipient).joined(separator: "、"),
            paragraphs: ["现将下列事项报请备案："],
            items: [
                "事项：\(entry.item.chinese)",
                "报送日期：\((filing?.day).map { NoticeWords.date($0) } ?? "")",
                "回执：（收件单位盖章、日期）",
            ],
            table: entry.item[.content] == nil ? nil : table,
            legalBasis: basis(entry.citations), references: [], date: filing?.day ?? day,
            issuer: issuer)
    }
}
