import Designation
import TransparencyLog
import Web

/// An edition, a case and what is due in the invented province.
extension FakeRegistry {
    static let caseID = "00112233445566778899aabbccddeeff"
    /// Opens cases where the backend is shut.
    static let pageKey = "0123456789abcdef"
    static let hostileText = "<script>alert(1)</script>"

    /// National values, and a provincial edition with a laxer value that ends within days.
    func rules() throws -> RuleBook {
        var book = RuleBook()
        let nation = try made(RuleBook.national)
        let province = try Self.code("220000")
        let from = try Self.day("2021-02-01")
        let end = try Self.day("2026-12-01")
        func add(
            _ name: String, _ value: String, _ edition: String, _ article: String,
            to: LegalDate? = nil
        ) {
            book.add(
                DatedValue(
                    value: value, from: from, to: to,
                    citation: Citation(edition: edition, article: article), isDecision: false),
                named: name, for: edition == "N" ? nation : province)
        }
        add("supplement-notice", "5wd", "N", "8")
        add("assessment-limit", "3m", "N", "9")
        add("running-time", "3m", "N", "6(1)")
        add("running-time", "1m", "S2", "9", to: end)
        add("list:materials.new/information-system", "信息系统材料\nInformation system", "N", "7(3)")
        add(
            "list:materials.new/hostile", "\(Self.hostileText)\n\(Self.hostileText)", "S2", "10",
            to: end)
        add(
            "list:reports/termination", "解除报告\nTerminations\nto department\nwithin at-once", "N",
            "49")
        add("score:annex-1", "评分表\nScores\nfull 100\npass 90", "S2", "附件1", to: end)
        add("score:annex-1/1", "设施\nPremises\npoints 10", "S2", "附件1", to: end)
        add("score:annex-1/1/1", "每缺一项\nEach missing\neach 2", "S2", "附件1", to: end)
        book.add(
            PolicyEdition(
                id: "CN-2021", region: nation, titleChinese: "国家", titleEnglish: "National",
                from: from, to: nil))
        book.add(
            PolicyEdition(
                id: "JL-2023", region: province, titleChinese: "吉林 \(Self.hostileText)",
                titleEnglish: "Jilin \(Self.hostileText)", from: from, to: end))
        return book
    }

    func policy(_ region: RegionCode, on day: LegalDate) throws -> Policy {
        Policy(region: region, day: day, rules: try rules(), regions: tree)
    }

    // MARK: A case

    private func step(
        _ kind: CaseStep.Kind, _ index: UInt64, _ day: String, officer: String, note: String = "",
        _ fill: (inout CaseStep.Details) -> Void = { _ in }
    ) throws -> CaseStep {
        var details = CaseStep.Details()
        fill(&details)
        return CaseStep(
            kind, reference: Self.reference("222400", "casework", index),
            stamp: Stamp(milliseconds: index, counter: 0), author: "222400",
            region: try Self.code("222400"), day: try Self.day(day), officer: officer,
            role: .clerk, note: note, details: details)
    }

    func caseState(on day: LegalDate) throws -> CaseState? {
        let steps = [
            try step(.received, 1, "2026-11-10", officer: "甲", note: Self.hostileText) {
                $0.caseKind = .new
                $0.services = [.outpatient]
                $0.scope = .basic
            },
            try step(.supplementNotice, 2, "2026-11-12", officer: "甲") {
                $0.items = ["information-system", "hostile"]
            },
            try step(.signed, 3, "2026-11-13", officer: "甲"),
        ]
        let book = try rules()
        let tree = tree
        let setting = CaseSetting(
            policyAt: { Policy(region: $0, day: $1, rules: book, regions: tree) },
            calendar: WorkCalendar(), regions: tree,
            subject: CaseSubject(institution: hostile, type: .medical, kind: "clinic"))
        return CaseFold.state(of: steps, in: setting, on: day)
    }

    func caseRow(on day: LegalDate) throws -> CaseRow? {
        guard let state = try caseState(on: day) else { return nil }
        return CaseRow(
            id: Self.caseID, state: state, institutionName: Self.hostileText,
            next: try state.runningClocks(on: day).first.map { try line($0) }, openItemCount: 1)
    }

    private func line(_ clock: CaseClock) throws -> ClockLine {
        ClockLine(
            clock: clock, light: .amber,
            title: BilingualText(chinese: "一次性告知补正", english: "Notice of what is missing"),
            value: BilingualText(chinese: "5 个工作日", english: "5 working days"))
    }

    func caseFile(on day: LegalDate) throws -> CaseFile? {
        guard let row = try caseRow(on: day) else { return nil }
        let state = row.state
        let text = BilingualText(chinese: Self.hostileText, english: Self.hostileText)
        var file = CaseFile(
            day: day, row: row, clocks: try state.clocks.map(line), missing: [text],
            steps: state.history.map { entry in
                CaseStepLine(
                    entry: entry, agency: text, basis: [Citation(edition: "N", article: "8")],
                    items: entry.step.details.items.map { _ in text },
                    problems: state.problems.filter { $0.step == entry.step.reference })
            },
            screening: [
                ScreeningLine(
                    reason: Screening.Reason(
                        item: "persons", citations: [Citation(edition: "N", article: "12(7)")],
                        certainty: .open), title: text)
            ],
            questions: state.problems.map {
                CaseFileQuestion(what: .problem($0), key: "case-problem,1", resolution: nil)
            }, filings: [],
            papers: [
                CasePaper(
                    kind: .supplement, event: Self.reference("222400", "casework", 2), day: day)
            ], itemNames: ["information-system": text])
        try addPoints(to: &file, on: day)
        let types = ["application/pdf", "text/html", "image/svg+xml"]
        file.attachments = types.enumerated().map { number, type in
            CaseAttachmentLine(
                step: .received, event: Self.reference("222400", "casework", 1), day: day,
                attachment: AttachedFile(
                    content: .sha256(Array(Self.paper.utf8) + [UInt8(number)]),
                    byteCount: Self.paper.utf8.count + 1, name: "执业 许可证\(number)<b>",
                    mediaType: type), isHere: number != 2)
        }
        return file
    }

    private func addPoints(to file: inout CaseFile, on day: LegalDate) throws {
        let step = Self.reference("222400", "casework", 1)
        file.scores = [
            CaseScore(
                step: step, day: day, site: "", table: .init(chinese: "评估表", english: "table"),
                total: 91, full: 100, pass: 90, knockedOut: ["2.1"], isPassed: false,
                citations: [Citation(edition: "S3", article: "附件2")])
        ]
        file.appraisals = [
            CaseAppraisal(
                step: step, day: day, year: 2025, isPassed: true,
                citations: [Citation(edition: "N", article: "36")])
        ]
    }

    /// Content of a paper that somebody handed in; one byte follows.
    static let paper = "<script>alert(1)</script>"

    // MARK: Duties

    func duties(on day: LegalDate, includingCases: Bool) throws -> DutyList {
        var finder = DutyFinder(
            day: day, calendar: WorkCalendar(), rules: try rules(), regions: tree,
            seesCases: { _ in includingCases })
        // As before the notice was given: it is awaited ever since.
        if includingCases, let state = try caseState(on: min(day, Self.day("2026-11-11"))) {
            finder.take(state, of: Array(0..<16))
        }
        finder.take(try reviewItem(), since: try Self.day("2026-11-20"))
        finder.takeEditions()
        return finder.list()
    }
}
