import Designation
import Federation
import Messages
import TransparencyLog

/// Reads the steps of an act file, one mapping each, and keeps the names given so far.
struct ActReader {
    /// The day on which the act at hand is done: its own, else that of the act before it, else the
    /// one that was given.
    private(set) var today: LegalDate
    private var names: Set<String> = []
    /// About whom and where the cases are that the file named so far: later steps need not say it.
    private var cases: [String: (institution: InstitutionID, region: RegionCode)] = [:]

    init(today: LegalDate) { self.today = today }

    static let common = [
        "act", "as", "institution", "region", "effective", "officer", "basis",
        "allow-without-competence", "ground", "on", "by", "refused",
    ]

    mutating func step(_ value: YAMLValue) throws(ConfigurationError) -> ActFile.Step {
        let entries = try value.openMapping(limit: 64).entries
        if entries.count == 1, entries[0].key == "expect" {
            return .expect(try expectation(entries[0].value))
        }
        if entries.count == 1, entries[0].key == "day" {
            today = try entries[0].value.date()
            return .day(today)
        }
        return .act(try act(value))
    }

    private mutating func act(_ value: YAMLValue) throws(ConfigurationError) -> PlannedAct {
        let kind = try kind(value)
        let fields = try value.mapping(Self.common + kind.keys)
        let on = try fields.optional("on").map(day)
        today = on ?? today
        var act = PlannedAct(
            what: try what(kind, fields), institution: nil, region: nil, effective: today,
            basis: [], officer: "", name: nil, allowsWithoutCompetence: false, file: value.file,
            line: value.line)
        let known = try fields.optional("case").flatMap {
            value throws(ConfigurationError) in cases[try value.text(limit: 64)]
        }
        if let given = fields.optional("institution") {
            act.institution = try institution(given)
        } else if kind.needsInstitution {
            act.institution = known?.institution
            if known == nil { _ = try fields.required("institution") }
        }
        if let given = fields.optional("region"), kind.needsInstitution || kind.needsRegion {
            act.region = try given.regionCode()
        } else if kind.needsInstitution || kind.needsRegion {
            act.region = known?.region
            if known == nil { _ = try fields.required("region") }
        }
        if let name = act.caseName, let institution = act.institution, let region = act.region {
            cases[name] = cases[name] ?? (institution, region)
        }
        if let effective = fields.optional("effective") { act.effective = try day(effective) }
        try settleStart(&act, fields)
        if let officer = fields.optional("officer") { act.officer = try officer.text(limit: 128) }
        if let flag = fields.optional("allow-without-competence") {
            act.allowsWithoutCompetence = try flag.flag()
        }
        act.on = on
        act.author = try fields.optional("by").map(NodeReader.nodeName)
        act.refusal = try fields.optional("refused")?.text(limit: 256)
        act.ground = try fields.optional("ground")?.text(limit: 512) ?? ""
        act.basis = try basis(fields.optional("basis"))
        if act.isImposed { _ = try fields.required("basis") }
        act.name = try newName(fields.optional("as"))
        return act
    }

    /// An agreement runs from the later of its first day and that of its effect. One whose first day is over
    /// has effect from it, so that nothing of what was signed is cut off in silence. A withdrawal has no
    /// day of its own to choose (N46), and what is over before it begins would stop nobody.
    private mutating func settleStart(
        _ act: inout PlannedAct, _ fields: YAMLMapping
    ) throws(ConfigurationError) {
        switch act.what {
        case .signed(let agreement, _):
            guard agreement.from < act.effective else { return }
            if let given = fields.optional("effective") {
                throw given.bad("a day not after `from`, or no `effective`")
            }
            act.effective = agreement.from
        case .suspended(_, let until?), .barred(let until):
            guard until <= act.effective, let given = fields.optional("until") else { return }
            throw given.bad("a day after the first on which it has effect")
        case .withdrawn:
            guard act.effective != today, let given = fields.optional("effective") else { return }
            throw given.bad(
                "no `effective`: a withdrawal takes an act back from its first day; what ends from a day on "
                    + "is a `resume`, `end` or `lift`")
        default: return
        }
    }

    /// `act`, or a `step` alone.
    private func kind(_ value: YAMLValue) throws(ConfigurationError) -> ActKind {
        let fields = try value.openMapping(limit: 64)
        if fields.optional("act") == nil, fields.optional("step") != nil { return .step }
        let word = try fields.required("act")
        guard let kind = ActKind(rawValue: try word.text(limit: 64)) else {
            throw word.bad("one of \(ActKind.allCases.map(\.rawValue))")
        }
        return kind
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
