import Designation

/// The chain of an explained answer as JSON, with the members of `dingdian status --explain --json`.
enum ChainJSON {
    static func write(_ lines: [ExplanationWords.Line], to json: inout JSONWriter) {
        json.key("chain")
        json.array(lines) { json, line in
            let link = line.link
            json.object { json in
                json.member("day", link.day)
                json.member("kind", link.kind.rawValue)
                json.key("event")
                optional(link.event?.description, to: &json)
                json.member("region", link.region.text)
                json.member("agency", (link.agency ?? link.region).text)
                json.key("act")
                optional(link.act?.name, to: &json)
                json.key("rule")
                optional(link.rule?.name, to: &json)
                json.key("citations")
                json.array(link.citations) { StatusJSON.write($1, to: &$0) }
                json.member("until", link.until)
                json.key("why")
                optional(link.why?.name, to: &json)
                json.member("deciding", link.isDeciding)
                json.key("text")
                RegistryJSON.write(line.text, to: &json)
                json.key("settings")
                json.array(Array(zip(link.used, line.settings))) {
                    setting($1.0, $1.1, to: &$0)
                }
            }
        }
    }

    private static func setting(
        _ rule: Explanation.UsedRule, _ text: BilingualText, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("name", rule.name.rawValue)
            json.member("value", rule.value)
            json.member("decision", rule.isDecision)
            json.member("from", rule.from)
            json.key("citation")
            citation(rule.citation, to: &json)
            json.key("ground")
            if let ground = rule.ground {
                RegistryJSON.write(
                    BilingualText(chinese: ground.chinese, english: ground.english), to: &json)
            } else {
                json.null()
            }
            json.key("national")
            if let national = rule.national {
                json.object { json in
                    json.member("value", national.value)
                    json.key("citation")
                    citation(national.citation, to: &json)
                }
            } else {
                json.null()
            }
            json.key("text")
            RegistryJSON.write(text, to: &json)
        }
    }

    private static func citation(_ citation: Citation?, to json: inout JSONWriter) {
        if let citation { StatusJSON.write(citation, to: &json) } else { json.null() }
    }

    private static func optional(_ text: String?, to json: inout JSONWriter) {
        if let text { json.string(text) } else { json.null() }
    }
}
