import Designation

/// Points and appraisals of a case as JSON.
extension CaseJSON {
    static func points(_ file: CaseFile, to json: inout JSONWriter) {
        json.key("scores")
        json.array(file.scores) { json, score in
            json.object { json in
                json.member("step", score.step.description)
                json.member("day", score.day)
                json.member("site", score.site)
                json.key("table")
                RegistryJSON.write(score.table, to: &json)
                json.member("total", score.total)
                json.member("full", score.full)
                json.member("pass", score.pass)
                json.key("knockedOut")
                json.strings(score.knockedOut)
                json.member("passed", score.isPassed)
                json.key("citations")
                json.array(score.citations) { StatusJSON.write($1, to: &$0) }
            }
        }
        json.key("appraisals")
        json.array(file.appraisals) { json, appraisal in
            json.object { json in
                json.member("step", appraisal.step.description)
                json.member("day", appraisal.day)
                json.key("year")
                if let year = appraisal.year { json.number(Int(year)) } else { json.null() }
                json.member("passed", appraisal.isPassed)
                json.key("citations")
                json.array(appraisal.citations) { StatusJSON.write($1, to: &$0) }
            }
        }
    }
}
