import Designation
import Federation
import Messages

/// Reading steps of cases (`protocol/act-file.md`, Steps of a case).
extension ActReader {
    static let caseKeys = [
        "case", "kind", "note", "role", "override", "services", "scope", "passed", "items", "from",
        "until", "approved-on", "form", "team", "confirmations", "results", "sites", "parties",
        "event", "persons", "department", "number", "stated", "attach", "lines",
    ]

    func caseStep(_ fields: YAMLMapping) throws(ConfigurationError) -> CaseStep.Kind {
        let value = try fields.required("step")
        let name = try value.text(limit: 64)
        guard let step = CaseStep.Kind.allCases.first(where: { $0.name == name }) else {
            throw value.bad(
                "one of \(CaseStep.Kind.allCases.map(\.name))")
        }
        return step
    }

    func casework(
        _ step: CaseStep.Kind, _ fields: YAMLMapping
    ) throws(ConfigurationError) -> PlannedAct.CasePlan {
        var details = CaseStep.Details()
        details.caseKind = try fields.optional("kind")?.choice(CaseKind.self)
        details.services = try services(fields.optional("services"))
        details.scope = try fields.optional("scope")?.choice(FundScope.self)
        details.passed = try fields.optional("passed")?.flag() ?? false
        details.items = try texts("items", fields, limit: 256, bytes: 2_048)
        details.lines = try texts("lines", fields, limit: 64, bytes: 1_024)
        details.from = try optionalDay("from", fields)
        details.until = try optionalDay("until", fields)
        details.approvedOn = try optionalDay("approved-on", fields)
        details.form = try fields.optional("form")?.text(limit: 64) ?? ""
        details.team = try team(fields.optional("team"))
        details.confirmations = try texts("confirmations", fields, limit: 64, bytes: 128)
        details.results = try results(fields.optional("results"))
        details.sites = try texts(
            "sites", fields, limit: Agreement.maximumSiteCount,
            bytes: RestrictedPart.maximumByteCount)
        details.parties = try texts("parties", fields, limit: 32, bytes: 64)
        details.department = try fields.optional("department")?.text(limit: 256) ?? ""
        details.number = try fields.optional("number").map {
            value throws(ConfigurationError) in UInt32(try value.integer(1...1_000_000))
        }
        details.stated = try stated(fields.optional("stated"))
        return PlannedAct.CasePlan(
            caseName: try fields.optional("case")?.text(limit: 64), step: step,
            note: try fields.optional("note")?.text(limit: 2_000) ?? "",
            role: try fields.optional("role")?.choice(OfficerRole.self),
            override: try fields.optional("override")?.text(limit: 2_000) ?? "",
            event: try fields.optional("event").map(event), details: details,
            people: try people(fields.optional("persons")),
            attachments: try attachments(fields.optional("attach")))
    }

    /// Figures and conditions by their names (`protocol/10-casework.md` §10.8).
    private func stated(_ value: YAMLValue?) throws(ConfigurationError) -> [String: String] {
        guard let value else { return [:] }
        var stated: [String: String] = [:]
        for (name, figure) in try value.openMapping(limit: 64).entries {
            guard CaseFigure.isName(name) else {
                throw figure.bad("a name of a-z, 0-9, hyphens and full stops, at most 64 of them")
            }
            stated[name] = try figure.text(limit: 256)
        }
        return stated
    }

    private func optionalDay(
        _ key: String, _ fields: YAMLMapping
    ) throws(ConfigurationError) -> LegalDate? {
        guard let value = fields.optional(key) else { return nil }
        return try day(value)
    }

    private func texts(
        _ key: String, _ fields: YAMLMapping, limit: Int, bytes: Int
    ) throws(ConfigurationError) -> [String] {
        guard let value = fields.optional(key) else { return [] }
        var texts: [String] = []
        for item in try value.oneOrMore(limit: limit) { texts.append(try item.text(limit: bytes)) }
        return texts
    }

    /// Names, or mappings with `name` and `field`.
    private func team(_ value: YAMLValue?) throws(ConfigurationError) -> [TeamMember] {
        guard let value else { return [] }
        var team: [TeamMember] = []
        for item in try value.oneOrMore(limit: 64) {
            if item.isScalar {
                team.append(TeamMember(name: try item.text(limit: 128)))
                continue
            }
            let fields = try item.mapping(["name", "field"])
            team.append(
                TeamMember(
                    name: try fields.required("name").text(limit: 128),
                    field: try fields.optional("field")?.text(limit: 64) ?? ""))
        }
        return team
    }

    private func results(_ value: YAMLValue?) throws(ConfigurationError) -> [SiteResult] {
        guard let value else { return [] }
        var results: [SiteResult] = []
        for item in try value.list(limit: Agreement.maximumSiteCount) {
            let fields = try item.mapping(["site", "services", "passed", "table", "scores"])
            results.append(
                SiteResult(
                    site: try fields.optional("site")?.text(limit: 256) ?? "",
                    services: try services(fields.optional("services")),
                    passed: try fields.required("passed").flag(),
                    table: try fields.optional("table")?.text(limit: 64) ?? "",
                    scores: try scores(fields.optional("scores"))))
        }
        return results
    }

    /// Per item of the table `met`, `unmet`, or a mapping of step numbers to counts.
    private func scores(_ value: YAMLValue?) throws(ConfigurationError) -> [ScoreFinding] {
        guard let value else { return [] }
        var scores: [ScoreFinding] = []
        for (item, found) in try value.openMapping(limit: 256).entries {
            guard item.utf8.count <= 40 else { throw found.bad("an item of at most 40 bytes") }
            if found.isScalar {
                let word = try found.text(limit: 8)
                guard word == "met" || word == "unmet" else {
                    throw found.bad("met, unmet, or steps with their counts")
                }
                scores.append(ScoreFinding(item: item, isMet: word == "met"))
                continue
            }
            var steps: [Int: Int] = [:]
            for (number, count) in try found.openMapping(limit: 99).entries {
                guard let step = YAMLValue.digits(number), (1...99).contains(step) else {
                    throw count.bad("a step from 1 to 99")
                }
                steps[step] = try count.integer(0...9_999)
            }
            scores.append(ScoreFinding(item: item, steps: steps))
        }
        return scores
    }

    /// Marks as `dingdian mark` prints them, alone or with role and name; an ID number has no place in
    /// a file.
    private func people(_ value: YAMLValue?) throws(ConfigurationError) -> [CaseRecord.Person] {
        guard let value else { return [] }
        var people: [CaseRecord.Person] = []
        for item in try value.oneOrMore(limit: 64) {
            if item.isScalar {
                people.append(CaseRecord.Person(role: .other, mark: try mark(item)))
                continue
            }
            let fields = try item.mapping(["role", "name", "mark"])
            let role = try fields.required("role")
            let word = try role.text(limit: 64)
            guard let known = CasePerson.Role.allCases.first(where: { $0.name == word }) else {
                throw role.bad(
                    "one of \(CasePerson.Role.allCases.map(\.name))")
            }
            var person = CaseRecord.Person(
                role: known, name: try fields.optional("name")?.text(limit: 128) ?? "")
            if let value = fields.optional("mark") { person.mark = try mark(value) }
            people.append(person)
        }
        return people
    }

    private func mark(_ value: YAMLValue) throws(ConfigurationError) -> PersonMark {
        guard let mark = PersonMark(name: try value.text(limit: 80)) else {
            throw value.bad("a mark as edition:64 hexadecimal digits")
        }
        return mark
    }
}
