import Designation

extension FakeRegistry {
    /// A suspension that lapsed by a decision, and a place where nobody signed.
    static var chain: [Explanation.Link] {
        guard let code = RegionCode("220100") else { return [] }
        let day = LegalDate(year: 2026, month: 3, day: 1) ?? today
        let lapse = Explanation.UsedRule(
            name: .liftsByItself, value: "yes",
            citation: Citation(edition: "N", article: "42; P 39"), isDecision: true,
            from: LegalDate(year: 2021, month: 2, day: 1),
            ground: Ground(chinese: "文本未要求另行申请。", english: "The text asks for no application."),
            national: DatedValue(
                value: "no", from: day, to: nil, citation: Citation(edition: "N", article: "42"),
                isDecision: false))
        return [
            Explanation.Link(
                day: day, kind: .act, event: suspension, region: code,
                act: .suspended(
                    Suspension(
                        isOwnRequest: false, until: day.adding(days: 30), type: .medical,
                        place: code, cause: "演示")),
                rule: .crossRegion, citations: [Citation(edition: "N", article: "42")],
                until: day.adding(days: 30)),
            Explanation.Link(
                day: day.adding(days: 30), kind: .lapsed, event: suspension, region: code,
                citations: [Citation(edition: "N", article: "42")], used: [lapse]),
            Explanation.Link(
                day: today, kind: .noAgreement, event: nil, region: code,
                citations: [Citation(edition: "N", article: "51")], isDeciding: true),
        ]
    }
}
