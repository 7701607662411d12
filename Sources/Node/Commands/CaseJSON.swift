import Designation
import Federation
import TransparencyLog

/// Cases as JSON, with the names of the rules and no words.
enum CaseJSON {
    static func summary(_ row: CaseBoard.Row, _ day: LegalDate) -> JSONText {
        let state = row.state
        return [
            "case": .string(row.name), "kind": .string(state.kind.rawValue),
            "institution": .string("\(state.institution)"),
            "region": .optional(state.region?.text), "scope": .optional(state.scope?.rawValue),
            "stage": .string(state.stage.rawValue),
            "outcome": .optional(state.outcome?.rawValue),
            "outcomeDay": .date(state.outcomeDay), "opened": .date(state.opened),
            "accepted": .date(state.accepted), "problems": .count(row.problems.count),
            "clocks": .array(state.runningClocks(on: day).map { clock($0, day) }),
        ]
    }

    static func whole(
        _ row: CaseBoard.Row, _ day: LegalDate, files: [(line: CaseFileLine, isHere: Bool)]
    ) -> JSONText {
        let state = row.state
        return [
            "on": .date(day), "summary": summary(row, day),
            "services": .strings(state.services.map(\.rawValue)), "sites": .strings(state.sites),
            "passedServices": .strings(state.passedServices.map(\.rawValue)),
            "passedSites": .strings(state.passedSites), "missing": .strings(state.missing),
            "conditions": .array(state.conditions.map(condition)),
            "barredThrough": .date(state.barredThrough), "waitsThrough": .date(state.waitsThrough),
            "allowedSteps": .strings(state.allowedSteps.map(\.name)),
            "clocks": .array(state.clocks.map { clock($0, day) }),
            "screening": .array(row.reasons(on: day).map(reason)),
            "problems": .array(state.problems.map { problem($0, row) }),
            "proposals": .array(row.proposals.map(proposal)),
            "filings": .array(state.filings.map(filing)),
            "publicActs": .array(state.obligations.filter { !$0.isMoot }.map(obligation)),
            "history": .array(state.history.map(entry)),
            "attachments": .array(files.map { file($0.line, isHere: $0.isHere) }),
        ]
    }

    static func file(_ line: CaseFileLine, isHere: Bool) -> JSONText {
        [
            "step": .string("\(line.step.reference)"), "stepKind": .string(line.step.kind.name),
            "day": .date(line.step.day), "name": .string(line.file.name),
            "mediaType": .string(line.file.mediaType), "bytes": .count(line.file.byteCount),
            "sha256": .string(line.file.content.hex), "here": .bool(isHere),
        ]
    }

    private static func citations(_ citations: [Citation]) -> JSONText {
        .array(
            citations.map {
                ["edition": .string($0.edition), "article": .string($0.article)]
            })
    }

    private static func condition(_ condition: CaseCondition) -> JSONText {
        [
            "item": .string(condition.item), "citations": citations(condition.citations),
            "standing": .string(condition.standing.rawValue),
            "required": .strings(condition.required), "stated": .strings(condition.stated),
        ]
    }

    private static func clock(_ clock: CaseClock, _ day: LegalDate) -> JSONText {
        [
            "rule": .string(clock.rule), "value": .string(clock.value),
            "citation": [
                "edition": .string(clock.citation.edition),
                "article": .string(clock.citation.article),
            ],
            "start": .date(clock.start), "lastDay": .date(clock.lastDay),
            "done": .date(clock.done), "stopped": .bool(clock.isStopped),
            "wait": .bool(clock.isWait), "overdue": .bool(clock.isOverdue(on: day)),
            "provisional": .bool(clock.isProvisional),
            "responsible": .string(clock.responsible.rawValue),
        ]
    }

    private static func reason(_ reason: Screening.Reason) -> JSONText {
        [
            "item": .string(reason.item), "citations": citations(reason.citations),
            "through": .date(reason.through), "certainty": .string(reason.certainty.rawValue),
            "events": .strings(reason.events.map(\.description)),
        ]
    }

    private static func problem(_ problem: CaseProblem, _ row: CaseBoard.Row) -> JSONText {
        [
            "kind": .string(problem.kind.rawValue), "step": .string("\(problem.step)"),
            "stepKind": .string(problem.stepKind.name), "citations": citations(problem.citations),
            "detail": .string(problem.detail), "day": .date(problem.day),
            "hasEffect": .bool(problem.leavesEffect), "overridden": .bool(problem.isOverridden),
            "key": .string(row.key(of: problem)),
        ]
    }

    private static func proposal(_ proposal: Proposal) -> JSONText {
        [
            "kind": .string(proposal.kind.rawValue), "key": .string(proposal.key),
            "events": .strings(proposal.events.map(\.description)),
            "citations": citations(proposal.citations), "region": .string(proposal.region.text),
            "detail": .string(proposal.detail), "day": .date(proposal.day),
        ]
    }

    private static func filing(_ filing: CaseState.Filing) -> JSONText {
        [
            "item": .string(filing.item), "citation": citations([filing.citation]),
            "since": .date(filing.since), "recipients": .strings(filing.recipients),
            "filed": .date(filing.filed), "acknowledged": .strings(filing.acknowledged),
        ]
    }

    private static func obligation(_ obligation: Obligation) -> JSONText {
        [
            "act": .string(obligation.kind.rawValue), "rule": .string(obligation.rule),
            "step": .string("\(obligation.step)"),
            "stepKind": .string(obligation.stepKind.name),
            "citation": citations([obligation.citation]), "since": .date(obligation.since),
            "lastDay": .date(obligation.lastDay), "region": .string(obligation.region.text),
            "part": .optional(obligation.part?.name), "name": .string(obligation.name),
            "done": .optional(obligation.done?.description), "doneOn": .date(obligation.doneDay),
        ]
    }

    private static func entry(_ entry: CaseState.Entry) -> JSONText {
        let step = entry.step
        return [
            "step": .string(step.kind.name), "event": .string("\(step.reference)"),
            "author": .string(step.author), "region": .string(step.region.text),
            "day": .date(step.day), "officer": .string(step.officer),
            "role": .optional(step.role?.rawValue), "note": .string(step.note),
            "override": .string(step.override), "effect": .bool(entry.hasEffect),
            "passed": .bool(step.details.passed), "items": .strings(step.details.items),
            "lines": .strings(step.details.lines), "basis": citations(step.basis),
            "act": .optional(step.details.event?.description),
        ]
    }
}
