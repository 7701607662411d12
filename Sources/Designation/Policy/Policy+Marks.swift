extension Policy {
    /// A score table with the edition's pass mark, which is one of `pass-mark-full` points: as many points
    /// of the table as the mark is of its own full; a part of a point is one more (S3 七, annexes).
    public func markedTable(_ id: String, qualifiers: [String] = []) -> ScoreTable? {
        guard var table = scoreTable(id) else { return nil }
        guard let mark = number("pass-mark", qualifiers: qualifiers) else { return table }
        let full = max(1, number("pass-mark-full", qualifiers: qualifiers) ?? table.full)
        table.pass = (mark * table.full + full - 1) / full
        return table
    }

    /// The table by which a result was found: the one that it names, else that of the fund (S3 七 ¶2).
    public func table(
        of result: SiteResult, scope: FundScope?, qualifiers: [String] = []
    ) -> ScoreTable? {
        if !result.table.isEmpty { return markedTable(result.table, qualifiers: qualifiers) }
        guard let scope else { return nil }
        return scoreTableNames.lazy.compactMap { markedTable($0, qualifiers: qualifiers) }
            .first { $0.scope == scope.rawValue }
    }
}
