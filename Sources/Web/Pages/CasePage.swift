import Designation

/// The view of one case as it stands on a day.
struct CasePage {
    let file: CaseFile
    let today: LegalDate
    let words: Words

    var state: CaseState { file.row.state }

    private var name: String {
        file.row.institutionName.isEmpty
            ? words.identity(state.institution) : file.row.institutionName
    }

    var title: String { "\(words.kind(state.kind)) · \(name)" }

    var view: PageView {
        [
            "kind": words.kind(state.kind), "name": name,
            "institution": WebAddress.institution(state.institution),
            "id": file.row.id, "on": "\(file.day)", "isPast": file.day < today,
            "action": "/cases/\(file.row.id)",
            "stage": words.stage(state.stage), "isOver": state.stage == .over,
            "outcome": outcome,
            "stageNote": words.text("case-note-\(state.stage.rawValue)"),
            "facts": facts,
            "clocks": file.clocks.filter { isShown($0.clock) }.map(clock),
            "met": file.clocks.filter { !isShown($0.clock) }.map(clock),
            "hasClocks": file.clocks.contains { isShown($0.clock) },
            "hasMet": file.clocks.contains { !isShown($0.clock) },
            "missing": file.missing.map { words.text($0) }, "hasMissing": !file.missing.isEmpty,
            "conditions": state.conditions.map(condition),
            "hasConditions": !state.conditions.isEmpty,
            "allowed": state.allowedSteps.map { step -> PageView in
                ["text": words.step(step), "name": step.name]
            },
            "hasAllowed": !state.allowedSteps.isEmpty,
            "owed": state.openObligations.map(owed),
            "hasOwed": !state.openObligations.isEmpty,
            "screening": file.screening.map(screening), "hasScreening": !file.screening.isEmpty,
            "screeningNote": words.text("case-screening-note", ["date": "\(file.day)"]),
            "questions": file.questions.map(question), "hasQuestions": !file.questions.isEmpty,
            "points": points, "hasPoints": !points.isEmpty,
            "filings": file.filings.map(filing), "hasFilings": !file.filings.isEmpty,
            "papers": file.papers.map(paper), "hasPapers": !file.papers.isEmpty,
            "attachments": file.attachments.map(attachment),
            "hasAttachments": !file.attachments.isEmpty,
            "steps": file.steps.map(step),
        ]
    }

    private func isShown(_ clock: CaseClock) -> Bool { clock.isRunning(on: file.day) }

    private var outcome: String {
        guard let outcome = state.outcome else { return "" }
        let day = state.outcomeDay.map { " \($0)" } ?? ""
        return words.outcome(outcome) + day
    }

    private var facts: [PageView] {
        func services(_ services: [Service]) -> String {
            services.isEmpty ? "" : words.services(services)
        }
        func day(_ day: LegalDate?) -> String { day.map { "\($0)" } ?? "" }
        let rows = [
            ("region", state.region.map(words.region) ?? ""),
            ("services", services(state.services)),
            ("scope", state.scope.map(words.scope) ?? ""),
            ("sites", state.sites.joined(separator: words.text("list-separator"))),
            ("opened", day(state.opened)), ("accepted", day(state.accepted)),
            ("passed", services(state.passedServices)),
            ("passed-sites", state.passedSites.joined(separator: words.text("list-separator"))),
            ("waits", day(state.waitsThrough)), ("barred", day(state.barredThrough)),
        ]
        return rows.filter { !$0.1.isEmpty }.map { key, value in
            ["name": words.text("case-\(key)"), "value": value]
        }
    }

    // MARK: Clocks

    private func clock(_ line: ClockLine) -> PageView {
        let clock = line.clock
        let value = words.text(line.value)
        let basis = clock.citation.edition.isEmpty ? "" : words.citation(clock.citation)
        return [
            "light": line.light.rawValue, "lightText": words.light(line.light),
            "title": words.text(line.title),
            "basis": [value, basis].filter { !$0.isEmpty }.joined(separator: " · "),
            "lastDay": words.lastDay(clock.lastDay, isWait: clock.isWait),
            "distance": clock.isWait || clock.done != nil
                ? "" : words.distance(from: file.day, to: clock.lastDay),
            "isProvisional": clock.isProvisional && clock.done == nil,
            "stopped": clock.isStopped ? words.text("due-stopped") : "",
            "responsible": words.responsible(clock.responsible),
            "since": words.text("due-since", ["date": "\(clock.start)"]),
            "done": clock.done.map {
                words.text(
                    clock.isOverdue(on: file.day) ? "case-done-late" : "case-done",
                    ["date": "\($0)"])
            } ?? "",
            "isLate": clock.done != nil && clock.isOverdue(on: file.day),
        ]
    }

    /// A public act that is still to be recorded.
    private func owed(_ obligation: Obligation) -> PageView {
        [
            "text": words.publicAct(obligation.kind),
            "name": obligation.name,
            "step": words.text(
                "case-owed-by",
                ["step": words.step(obligation.stepKind), "date": "\(obligation.since)"]),
            "lastDay": words.lastDay(obligation.lastDay, isWait: false),
            "basis": basis([obligation.citation].filter { !$0.edition.isEmpty }),
        ]
    }

    // MARK: Questions

    private func question(_ question: CaseFileQuestion) -> PageView {
        var view: PageView = [
            "key": question.key,
            "resolution": question.resolution.map {
                words.text("review-resolved", ["resolution": $0])
            } ?? "",
        ]
        switch question.what {
        case .problem(let problem):
            view["title"] = words.problem(problem.kind)
            view["about"] = words.text("case-problem-of", ["step": words.step(problem.stepKind)])
            view["detail"] = detail(problem.detail, problem.day)
            view["basis"] = basis(problem.citations)
            view["isProblem"] = true
        case .proposal(let proposal):
            view["title"] = words.proposal(proposal.kind)
            view["about"] = words.text("case-proposed")
            view["detail"] = detail(proposal.detail, proposal.day)
            view["basis"] = basis(proposal.citations)
        }
        return view
    }

    private func detail(_ detail: String, _ day: LegalDate?) -> String {
        let name = file.itemNames[detail].map { words.text($0) } ?? detail
        return [name, day.map { "\($0)" } ?? ""].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private func basis(_ citations: [Citation]) -> String {
        citations.isEmpty ? "" : words.citations(citations)
    }

    // MARK: History

    private func step(_ line: CaseStepLine) -> PageView {
        let step = line.entry.step
        var remarks: [String] = []
        if let form = words.form(step.details.form) { remarks.append(form) }
        if step.kind == .appraised, let year = step.details.number {
            remarks.append(words.text("case-appraised-year", ["year": String(year)]))
        }
        if !line.items.isEmpty { remarks.append(words.list(line.items.map { words.text($0) })) }
        if let verdict = step.verdict { remarks.append(words.text("verdict-\(verdict)")) }
        remarks += step.details.results.filter { !$0.site.isEmpty }.map { result in
            words.text(
                result.passed ? "case-site-passed" : "case-site-failed", ["site": result.site])
        }
        if let period = period(step.details) { remarks.append(period) }
        return [
            "anchor": InstitutionPage.anchor(step.reference),
            "day": "\(step.day)", "text": words.step(step.kind),
            "isIdle": !line.entry.hasEffect,
            "remarks": remarks.joined(separator: " · "),
            "note": step.words, "officer": step.officer,
            "role": step.role.map(words.role) ?? "",
            "agency": words.agency(line.agency, recorder: line.recorder),
            "region": words.region(step.region),
            "basis": basis(line.basis), "number": EventName(step.reference).short,
            "act": step.details.event.map { EventName($0).short } ?? "",
            "actWhole": step.details.event?.description ?? "",
            "actAddress": step.details.event.map {
                WebAddress.institution(state.institution) + "#" + InstitutionPage.anchor($0)
            } ?? "",
            "whole": step.reference.description,
            "override": step.override.isEmpty
                ? "" : words.text("case-override", ["reason": step.override]),
            "team": step.details.team.isEmpty
                ? ""
                : words.text(
                    "case-team",
                    [
                        "team": words.list(step.details.team.map(\.name)),
                        "confirmed": String(step.details.confirmations.count),
                    ]),
            "problems": line.problems.map { problem -> PageView in
                [
                    "text": words.problem(problem.kind),
                    "detail": detail(problem.detail, problem.day),
                    "basis": basis(problem.citations),
                ]
            },
        ]
    }

    private func period(_ details: CaseStep.Details) -> String? {
        switch (details.from, details.until) {
        case (nil, nil): nil
        case (let from?, nil): words.text("case-from", ["from": "\(from)"])
        case (nil, let until?): words.text("case-until", ["until": "\(until)"])
        case (let from?, let until?): "\(from) – \(until)"
        }
    }
}

extension Words {
    fileprivate func form(_ form: String) -> String? {
        form.isEmpty ? nil : word("form", form)
    }
}

extension CaseStep {
    /// What `passed` says in such a step; `nil` where it says nothing, or every site has a result of
    /// its own.
    fileprivate var verdict: String? {
        let passed = details.passed
        switch kind {
        case .assessed:
            guard details.results.allSatisfy(\.site.isEmpty) else { return nil }
            let all = details.results.isEmpty ? passed : details.results.allSatisfy(\.passed)
            return all ? "passed" : "not-passed"
        case .approved, .spotChecked, .networkTested, .appraised:
            return passed ? "passed" : "not-passed"
        case .objectionInvestigated: return passed ? "substantiated" : "not-substantiated"
        case .negotiated: return passed ? "agreed" : "not-agreed"
        case .decided: return passed ? "granted" : "declined"
        case .disputeDecided: return passed ? "overturned" : "upheld"
        case .personsChecked: return passed ? "clear" : "not-clear"
        default: return nil
        }
    }
}
