import Designation

/// The view of the cases that a node can open.
struct CasesPage {
    let report: CaseReport
    let today: LegalDate
    let words: Words

    private var question: CaseQuestion { report.question }

    var title: String { words.text("cases-title") }

    var view: PageView {
        let form = FilterForm(words: words)
        return [
            "heading": title,
            "asOf": words.text("due-as-of", ["date": "\(question.day)"]),
            "count": words.text("cases-count", ["count": words.number(report.total)]),
            "on": "\(question.day)",
            "regions": form.regions(selected: question.region, empty: words.text("due-everywhere")),
            "kinds": form.choices(
                CaseKind.allCases.map(\.rawValue), selected: question.kind?.rawValue,
                empty: words.text("all")
            ) { words.text("case-kind-\($0)") },
            "states": form.choices(
                CaseQuestion.Which.allCases.map(\.rawValue), selected: question.which.rawValue
            ) { words.text("cases-\($0)") },
            "lights": form.choices(
                Duty.Light.allCases.map(\.rawValue), selected: question.light?.rawValue,
                empty: words.text("all")
            ) { words.text("light-\($0)") },
            "institution": question.institution.map { institution -> PageView in
                [
                    "id": "\(institution)",
                    "text": words.text(
                        "cases-of", ["institution": words.identity(institution)]),
                    "address": address(offset: 0, institution: nil),
                ]
            }.orAbsent,
            "isEmpty": report.rows.isEmpty, "hasRows": !report.rows.isEmpty,
            "rows": report.rows.map(row),
            "pager": FilterForm.pager(
                question.part, total: report.total, shown: report.rows.count, words: words,
                address: { address(offset: $0, institution: question.institution) }
            ).orAbsent,
        ]
    }

    private func address(offset: Int, institution: InstitutionID?) -> String {
        FilterForm.address(
            "/cases",
            [
                ("on", question.day == today ? "" : "\(question.day)"),
                ("region", question.region?.text ?? ""), ("kind", question.kind?.rawValue ?? ""),
                ("state", question.which == .open ? "" : question.which.rawValue),
                ("light", question.light?.rawValue ?? ""),
                ("institution", institution?.description ?? ""),
                ("offset", offset > 0 ? String(offset) : ""),
                (
                    "limit",
                    question.part.count == ListPart.pageCount ? "" : "\(question.part.count)"
                ),
            ])
    }

    private func row(_ row: CaseRow) -> PageView {
        let state = row.state
        return [
            "address": WebAddress.caseFile(row.id, on: question.day == today ? nil : question.day),
            "name": row.institutionName.isEmpty
                ? words.identity(state.institution) : row.institutionName,
            "short": String(row.id.prefix(8)),
            "kind": words.kind(state.kind),
            "region": state.region.map(words.region) ?? "",
            "stage": words.stage(state.stage),
            "isOver": state.stage == .over,
            "outcome": state.outcome.map(words.outcome) ?? "",
            "opened": state.opened.map { "\($0)" } ?? "",
            "light": row.next?.light.rawValue ?? "",
            "lightText": row.next.map { words.light($0.light) } ?? "",
            "next": row.next.map(next).orAbsent,
            "open": row.openItemCount > 0
                ? words.text("cases-open-items", ["n": words.number(row.openItemCount)]) : "",
        ]
    }

    private func next(_ line: ClockLine) -> PageView {
        [
            "title": words.text(line.title),
            "lastDay": words.lastDay(line.clock.lastDay, isWait: line.clock.isWait),
            "distance": line.clock.isWait
                ? "" : words.distance(from: question.day, to: line.clock.lastDay),
            "isProvisional": line.clock.isProvisional,
        ]
    }
}
