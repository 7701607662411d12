import Designation
import TransparencyLog

/// Cases as JSON, with the members of `dingdian case … --json`.
enum CaseJSON {
    static func document(_ report: CaseReport) -> JSONWriter {
        var json = JSONWriter(reservingByteCount: 16 * 1024)
        json.object { json in
            json.member("on", report.question.day)
            json.member("total", report.total)
            json.member("offset", report.question.part.offset)
            json.key("cases")
            json.array(report.rows) { summary($1, on: report.question.day, to: &$0) }
        }
        return json
    }

    static func document(_ file: CaseFile) -> JSONWriter {
        var json = JSONWriter(reservingByteCount: 8 * 1024)
        let state = file.row.state
        json.object { json in
            json.member("on", file.day)
            json.key("summary")
            summary(file.row, on: file.day, to: &json)
            json.key("services")
            json.strings(state.services.map(\.rawValue))
            json.key("sites")
            json.strings(state.sites)
            json.key("passedServices")
            json.strings(state.passedServices.map(\.rawValue))
            json.key("passedSites")
            json.strings(state.passedSites)
            json.key("missing")
            json.strings(state.missing)
            json.key("conditions")
            json.array(state.conditions) { condition($1, to: &$0) }
            json.member("barredThrough", state.barredThrough)
            json.member("waitsThrough", state.waitsThrough)
            json.key("allowedSteps")
            json.strings(state.allowedSteps.map(\.name))
            json.key("clocks")
            json.array(file.clocks) { clock($1.clock, $1.light, on: file.day, to: &$0) }
            json.key("screening")
            json.array(file.screening) { reason($1.reason, to: &$0) }
            points(file, to: &json)
            json.key("problems")
            json.array(state.problems) { problem($1, to: &$0) }
            json.key("questions")
            json.array(file.questions) { question($1, to: &$0) }
            json.key("filings")
            json.array(state.filings) { filing($1, to: &$0) }
            json.key("publicActs")
            json.array(state.obligations.filter { !$0.isMoot }) { obligation($1, to: &$0) }
            json.key("history")
            json.array(file.steps) { line($1, to: &$0) }
            json.key("papers")
            json.array(file.papers) { paper($1, to: &$0) }
            json.key("attachments")
            json.array(file.attachments) { attachment($1, to: &$0) }
        }
        return json
    }

    private static func attachment(_ line: CaseAttachmentLine, to json: inout JSONWriter) {
        json.object { json in
            json.member("step", line.event.description)
            json.member("stepKind", line.step.name)
            json.member("day", line.day)
            json.member("name", line.attachment.name)
            json.member("mediaType", line.attachment.mediaType)
            json.member("bytes", line.attachment.byteCount)
            json.member("sha256", line.attachment.content.hex)
            json.member("here", line.isHere)
        }
    }

    private static func summary(_ row: CaseRow, on day: LegalDate, to json: inout JSONWriter) {
        let state = row.state
        json.object { json in
            json.member("case", row.id)
            json.member("kind", state.kind.rawValue)
            json.member("institution", state.institution.description)
            json.member("name", row.institutionName)
            json.key("region")
            json.optional(state.region?.text)
            json.key("scope")
            json.optional(state.scope?.rawValue)
            json.member("stage", state.stage.rawValue)
            json.key("outcome")
            json.optional(state.outcome?.rawValue)
            json.member("outcomeDay", state.outcomeDay)
            json.member("opened", state.opened)
            json.member("accepted", state.accepted)
            json.member("waiting", row.openItemCount)
            json.key("next")
            if let next = row.next {
                clock(next.clock, next.light, on: day, to: &json)
            } else {
                json.null()
            }
        }
    }

    private static func citations(_ citations: [Citation], to json: inout JSONWriter) {
        json.key("citations")
        json.array(citations) { StatusJSON.write($1, to: &$0) }
    }

    private static func clock(
        _ clock: CaseClock, _ light: Duty.Light, on day: LegalDate, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("rule", clock.rule)
            json.member("value", clock.value)
            json.key("citation")
            StatusJSON.write(clock.citation, to: &json)
            json.member("start", clock.start)
            json.member("lastDay", clock.lastDay)
            json.member("done", clock.done)
            json.member("stopped", clock.isStopped)
            json.member("wait", clock.isWait)
            json.member("overdue", clock.isOverdue(on: day))
            json.member("provisional", clock.isProvisional)
            json.member("responsible", clock.responsible.rawValue)
            json.member("light", light.rawValue)
        }
    }

    private static func condition(_ condition: CaseCondition, to json: inout JSONWriter) {
        json.object { json in
            json.member("item", condition.item)
            citations(condition.citations, to: &json)
            json.member("standing", condition.standing.rawValue)
            json.key("required")
            json.strings(condition.required)
            json.key("stated")
            json.strings(condition.stated)
        }
    }

    private static func reason(_ reason: Screening.Reason, to json: inout JSONWriter) {
        json.object { json in
            json.member("item", reason.item)
            citations(reason.citations, to: &json)
            json.member("through", reason.through)
            json.member("certainty", reason.certainty.rawValue)
            json.key("events")
            json.strings(reason.events.map(\.description))
        }
    }

    private static func problem(_ problem: CaseProblem, to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", problem.kind.rawValue)
            json.member("step", problem.step.description)
            json.member("stepKind", problem.stepKind.name)
            citations(problem.citations, to: &json)
            json.member("detail", problem.detail)
            json.member("day", problem.day)
            json.member("hasEffect", problem.leavesEffect)
            json.member("overridden", problem.isOverridden)
        }
    }

    /// What waits for a person, or was settled, by its key.
    private static func question(_ question: CaseFileQuestion, to json: inout JSONWriter) {
        json.object { json in
            json.member("key", question.key)
            json.key("resolution")
            json.optional(question.resolution)
            switch question.what {
            case .problem(let problem):
                json.member("of", "problem")
                json.member("kind", problem.kind.rawValue)
                citations(problem.citations, to: &json)
                json.member("detail", problem.detail)
                json.member("day", problem.day)
            case .proposal(let proposal):
                json.member("of", "proposal")
                json.member("kind", proposal.kind.rawValue)
                citations(proposal.citations, to: &json)
                json.member("detail", proposal.detail)
                json.member("day", proposal.day)
            }
        }
    }

    private static func filing(_ filing: CaseState.Filing, to json: inout JSONWriter) {
        json.object { json in
            json.member("item", filing.item)
            json.key("citation")
            StatusJSON.write(filing.citation, to: &json)
            json.member("since", filing.since)
            json.key("recipients")
            json.strings(filing.recipients)
            json.member("filed", filing.filed)
            json.key("acknowledged")
            json.strings(filing.acknowledged)
        }
    }

    /// A public act that a step obliges to, recorded or not.
    private static func obligation(_ obligation: Obligation, to json: inout JSONWriter) {
        json.object { json in
            json.member("act", obligation.kind.rawValue)
            json.member("rule", obligation.rule)
            json.member("step", obligation.step.description)
            json.member("stepKind", obligation.stepKind.name)
            json.key("citation")
            StatusJSON.write(obligation.citation, to: &json)
            json.member("since", obligation.since)
            json.member("lastDay", obligation.lastDay)
            json.member("region", obligation.region.text)
            json.key("part")
            json.optional(obligation.part?.name)
            json.member("name", obligation.name)
            json.key("done")
            json.optional(obligation.done?.description)
            json.member("doneOn", obligation.doneDay)
        }
    }

    private static func line(_ line: CaseStepLine, to json: inout JSONWriter) {
        let step = line.entry.step
        json.object { json in
            json.member("step", step.kind.name)
            json.member("event", step.reference.description)
            json.member("author", step.author)
            json.key("agency")
            RegistryJSON.write(line.agency, to: &json)
            json.key("recorder")
            RegistryJSON.optional(line.recorder, to: &json)
            json.member("region", step.region.text)
            json.member("day", step.day)
            json.member("officer", step.officer)
            json.key("role")
            json.optional(step.role?.rawValue)
            json.member("note", step.note)
            json.member("override", step.override)
            json.member("effect", line.entry.hasEffect)
            json.member("passed", step.details.passed)
            json.key("items")
            json.strings(step.details.items)
            json.key("basis")
            json.array(line.basis) { StatusJSON.write($1, to: &$0) }
            json.key("act")
            json.optional(step.details.event?.description)
        }
    }

    private static func paper(_ paper: CasePaper, to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", paper.kind.rawValue)
            json.member("event", paper.event)
            json.member("on", paper.day)
        }
    }
}
