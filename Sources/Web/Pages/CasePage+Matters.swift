import Designation
import TransparencyLog

/// What stands beside a case's history: conditions, points, reasons against it, filings and papers.
extension CasePage {
    // MARK: Conditions

    func condition(_ condition: CaseCondition) -> PageView {
        [
            "title": file.conditionNames[condition.item].map { words.text($0) } ?? condition.item,
            "standing": words.text("case-condition-\(condition.standing.rawValue)"),
            "isMet": condition.standing == .met, "isNotMet": condition.standing == .notMet,
            "asked": asked(condition.item),
            "stated": condition.stated.isEmpty
                ? ""
                : words.text("case-stated", ["what": words.list(condition.stated.map(stated))]),
            "basis": words.citations(condition.citations),
        ]
    }

    /// In figures, where the edition sets any.
    private func asked(_ item: String) -> String {
        let limits = file.conditionLimits[item] ?? []
        guard !limits.isEmpty else { return "" }
        return words.text("case-asked", ["what": words.list(limits.map { words.text($0) })])
    }

    /// `running-since 2026-09-20` in words; one word alone is yes or no.
    private func stated(_ text: String) -> String {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return words.word("figure-value", text) }
        let value = RuleSpan(parts[1]).map(words.span) ?? words.word("figure-value", parts[1])
        return "\(words.word("figure", parts[0])) \(value)"
    }

    // MARK: Points

    var points: [PageView] {
        file.scores.map(score) + file.appraisals.map(appraisal)
    }

    private func score(_ score: CaseScore) -> PageView {
        [
            "title": words.text(score.table), "site": score.site,
            "sum": words.text(
                "case-score",
                ["total": words.number(score.total), "full": words.number(score.full)]),
            "result": words.text(score.isPassed ? "verdict-passed" : "verdict-not-passed"),
            "isPassed": score.isPassed, "isNotPassed": !score.isPassed,
            "mark": words.text("case-score-pass", ["pass": words.number(score.pass)]),
            "fatal": score.knockedOut.isEmpty
                ? ""
                : words.text("case-score-fatal", ["items": words.list(score.knockedOut)]),
            "basis": words.citations(score.citations), "day": "\(score.day)",
            "step": "#" + InstitutionPage.anchor(score.step),
        ]
    }

    private func appraisal(_ appraisal: CaseAppraisal) -> PageView {
        [
            "title": appraisal.year.map {
                words.text("case-appraisal-year", ["year": String($0)])
            } ?? words.text("case-kind-appraisal"),
            "result": words.text(appraisal.isPassed ? "verdict-passed" : "verdict-not-passed"),
            "isPassed": appraisal.isPassed, "isNotPassed": !appraisal.isPassed,
            "mark": words.text("case-appraisal-no-points"),
            "basis": words.citations(appraisal.citations), "day": "\(appraisal.day)",
        ]
    }

    // MARK: Reasons against

    func screening(_ line: ScreeningLine) -> PageView {
        let reason = line.reason
        return [
            "title": words.text(line.title), "basis": words.citations(reason.citations),
            "through": reason.through.map { words.text("case-through", ["date": "\($0)"]) } ?? "",
            "isOpen": reason.certainty == .open,
            "events": reason.events.map { EventName($0).short },
        ]
    }

    // MARK: Filings and papers

    func filing(_ line: FilingLine) -> PageView {
        let filing = line.filing
        let waiting = filing.recipients.filter { !filing.acknowledged.contains($0) }
        return [
            "title": words.text(line.title), "basis": words.citation(filing.citation),
            "isFiled": filing.filed != nil,
            "state": filing.filed.map { words.text("case-filed", ["date": "\($0)"]) }
                ?? words.text("case-to-file", ["date": "\(filing.since)"]),
            "recipients": words.list(filing.recipients.map { words.word("recipient", $0) }),
            "waiting": filing.filed == nil || waiting.isEmpty
                ? ""
                : words.text(
                    "case-unacknowledged",
                    ["whom": words.list(waiting.map { words.word("recipient", $0) })]),
        ]
    }

    func paper(_ paper: CasePaper) -> PageView {
        [
            "text": words.paper(paper.kind), "day": "\(paper.day)",
            "address": WebAddress.notice(paper.kind, "\(EventName(paper.event))", on: paper.day),
        ]
    }

    func attachment(_ line: CaseAttachmentLine) -> PageView {
        let file = line.attachment
        return [
            "text": file.name, "isHere": line.isHere,
            "address": "/cases/\(self.file.row.id)/papers/\(file.content.hex)",
            "about": "\(line.day) · \(words.step(line.step)) · \(size(file.byteCount))",
            "hash": String(file.content.hex.prefix(16)), "whole": file.content.hex,
        ]
    }

    private func size(_ byteCount: Int) -> String {
        byteCount < 1 << 20 ? "\(max(1, byteCount >> 10)) KiB" : "\(byteCount >> 20) MiB"
    }
}
