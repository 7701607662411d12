import Designation
import Federation
import TransparencyLog

/// Reads the steps of an act file, one mapping each, and keeps the names given so far.
struct ActReader {
    let today: LegalDate
    private var names: Set<String> = []

    init(today: LegalDate) { self.today = today }

    static let common = [
        "act", "as", "institution", "region", "effective", "officer", "basis",
        "allow-without-competence", "ground",
    ]

    mutating func step(_ value: YAMLValue) throws(ConfigurationError) -> ActFile.Step {
        let entries = try value.openMapping(limit: 64).entries
        if entries.count == 1, entries[0].key == "expect" {
            return .expect(try expectation(entries[0].value))
        }
        return .act(try act(value))
    }

    func expectation(_ value: YAMLValue) throws(ConfigurationError) -> Expectation {
        let fields = try value.mapping([
            "institution", "region", "on", "service", "status", "settleable",
        ])
        var expected = Expectation(
            institution: try institution(try fields.required("institution")),
            region: try fields.required("region").regionCode(), on: today, line: value.line)
        if let on = fields.optional("on") { expected.on = try day(on) }
        if let service = fields.optional("service") {
            expected.service = try service.choice(Service.self)
        }
        if let status = fields.optional("status") {
            let text = try status.text(limit: 32)
            expected.status = Status.allCases.first { $0.name == text }
            guard expected.status != nil else {
                throw status.bad(
                    "one of " + Status.allCases.map(\.name).joined(separator: ", "))
            }
        }
        if let settleable = fields.optional("settleable") {
            expected.settleable = try settleable.flag()
        }
        guard expected.status != nil || expected.settleable != nil else {
            throw value.failure(.missingKey("status"))
        }
        return expected
    }

    private mutating func act(_ value: YAMLValue) throws(ConfigurationError) -> PlannedAct {
        let kindValue = try value.openMapping(limit: 64).required("act")
        guard let kind = ActKind(rawValue: try kindValue.text(limit: 64)) else {
            throw kindValue.bad(
                "one of " + ActKind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let fields = try value.mapping(Self.common + kind.keys)
        var act = PlannedAct(
            what: try what(kind, fields), institution: nil, region: nil, effective: today,
            basis: [], officer: "", name: nil, allowsWithoutCompetence: false, file: value.file,
            line: value.line)
        if kind.needsInstitution || fields.optional("institution") != nil {
            act.institution = try institution(try fields.required("institution"))
        }
        if kind.needsInstitution || kind == .decide {
            act.region = try fields.required("region").regionCode()
        }
        if let effective = fields.optional("effective") { act.effective = try day(effective) }
        if let officer = fields.optional("officer") { act.officer = try officer.text(limit: 128) }
        if let flag = fields.optional("allow-without-competence") {
            act.allowsWithoutCompetence = try flag.flag()
        }
        act.ground = try fields.optional("ground")?.text(limit: 512) ?? ""
        act.basis = try basis(fields.optional("basis"))
        act.name = try newName(fields.optional("as"))
        return act
    }

    private mutating func newName(_ value: YAMLValue?) throws(ConfigurationError) -> String? {
        guard let value else { return nil }
        let name = try value.text(limit: 64)
        guard !name.contains("#"), name != "latest" else {
            throw value.bad("a name without # other than latest")
        }
        guard names.insert(name).inserted else { throw value.failure(.duplicate(name)) }
        return name
    }

    // MARK: Values

    func institution(_ value: YAMLValue) throws(ConfigurationError) -> InstitutionID {
        guard let id = InstitutionLookup.written(try value.text(limit: 200)) else {
            throw value.bad("scheme:region:number, for example practice-licence:222401:PDY10026")
        }
        return id
    }

    func day(_ value: YAMLValue) throws(ConfigurationError) -> LegalDate {
        try value.text(limit: 32) == "today" ? today : try value.date()
    }

    /// `N 42`, `N42` or `S2 23(5)`, one or several.
    func basis(_ value: YAMLValue?) throws(ConfigurationError) -> [Citation] {
        guard let value else { return [] }
        var citations: [Citation] = []
        for item in try value.oneOrMore(limit: 16) {
            let text = try item.text(limit: 64)
            let parts = text.split(separator: " ", maxSplits: 1)
            if parts.count == 2 {
                citations.append(Citation(edition: String(parts[0]), article: String(parts[1])))
            } else if let mark = text.first, mark == "N" || mark == "P", text.utf8.count > 1 {
                citations.append(Citation(edition: String(mark), article: String(text.dropFirst())))
            } else {
                throw item.bad("an edition and an article, for example N 42")
            }
        }
        return citations
    }

    func services(_ value: YAMLValue?) throws(ConfigurationError) -> [Service] {
        guard let value else { return [] }
        var services: Set<Service> = []
        for item in try value.oneOrMore(limit: 16) {
            services.insert(try item.choice(Service.self))
        }
        return services.sorted()
    }

    /// An event: a name given before, `origin#index`, or `latest`.
    func event(_ value: YAMLValue) throws(ConfigurationError) -> NamedEvent {
        let text = try value.text(limit: 400)
        if text == "latest" { return .latest }
        if let mark = text.lastIndex(of: "#") {
            guard let index = UInt64(text[text.index(after: mark)...]),
                (try? Origin(String(text[..<mark]))) != nil
            else { throw value.bad("an event as origin#index") }
            return .place(String(text[..<mark]), index)
        }
        guard names.contains(text) else {
            throw value.failure(.unknownReference(kind: "earlier act", name: text))
        }
        return .name(text)
    }
}
