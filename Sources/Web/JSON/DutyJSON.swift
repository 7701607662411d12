import Designation

/// Duties as JSON, with the members of `dingdian due --json`.
enum DutyJSON {
    static func document(_ report: DutyReport) -> JSONWriter {
        var json = JSONWriter(reservingByteCount: 16 * 1024)
        let question = report.question
        json.object { json in
            json.member("on", question.day)
            json.key("region")
            json.optional(question.region?.text)
            json.member("cases", question.includingCases)
            json.key("counts")
            json.object { json in
                json.member("red", report.counts[.red] ?? 0)
                json.member("amber", report.counts[.amber] ?? 0)
                json.member("green", report.counts[.green] ?? 0)
            }
            json.member("total", report.total)
            json.member("offset", question.part.offset)
            json.key("duties")
            json.array(report.rows) { write($1, to: &$0) }
            json.key("figures")
            json.array(report.figures) { write($1.figure, to: &$0) }
            json.key("editionEndings")
            json.array(report.endings) { RegistryJSON.write($1, to: &$0) }
        }
        return json
    }

    private static func write(_ row: DutyRow, to json: inout JSONWriter) {
        let duty = row.entry.duty
        json.object { json in
            json.member("rule", duty.rule)
            json.member("value", duty.value)
            json.key("citation")
            StatusJSON.write(duty.citation, to: &json)
            json.key("title")
            RegistryJSON.write(row.title, to: &json)
            json.key("subject")
            json.object { json in
                json.member("kind", duty.subject.kind)
                json.member("name", duty.subject.name)
            }
            json.key("institution")
            json.optional(duty.institution?.description)
            json.member("name", row.institutionName)
            json.member("region", duty.region.text)
            json.member("responsible", duty.responsible.rawValue)
            json.member("start", duty.start)
            json.member("lastDay", duty.lastDay)
            json.member("provisional", duty.isProvisional)
            json.member("stopped", duty.isStopped)
            json.member("stoppedDays", duty.stoppedDayCount)
            json.member("wait", duty.isWait)
            json.member("ends", duty.ending.rawValue)
            json.member("light", row.entry.light.rawValue)
            json.member("blind", duty.isBlind)
            json.member("count", duty.count)
        }
    }

    private static func write(_ figure: DutyFigure, to json: inout JSONWriter) {
        json.object { json in
            json.member("region", figure.region.text)
            json.member("responsible", figure.responsible.rawValue)
            json.member("rule", figure.rule)
            json.member("closed", figure.closedCount)
            json.member("late", figure.lateCount)
            json.member("running", figure.runningCount)
            json.member("over", figure.overCount)
            json.member("days", figure.dayCount)
            json.key("averageTenths")
            if let tenths = figure.averageTenths { json.number(tenths) } else { json.null() }
            json.key("overduePerMille")
            if let rate = figure.overduePerMille { json.number(rate) } else { json.null() }
        }
    }
}

extension JSONWriter {
    /// A text, or `null`.
    mutating func optional(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    mutating func strings(_ texts: some Sequence<String>) {
        array(texts) { $0.string($1) }
    }
}
