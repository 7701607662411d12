import Testing

@testable import Designation

/// The rules of the five areas as far as cases need them, in the words of the rule book; a case that is
/// played step by step; and what it comes to on any day.
struct CaseWorld {
    enum Area: String, CaseIterable {
        case national = "990000"
        case shanghai = "310000"
        case yunnan = "530000"
        case jilin = "220000"
        case weihai = "371000"
        case changzhou = "320400"
    }

    static let offices: [Area: (office: String, city: String)] = [
        .national: ("990101", "990100"), .shanghai: ("310101", "310000"),
        .yunnan: ("530102", "530100"), .jilin: ("222401", "222400"),
        .weihai: ("371082", "371000"), .changzhou: ("320402", "320400"),
    ]

    let area: Area
    var office: RegionCode
    var city: RegionCode
    var subject: CaseSubject
    var screening: [Screening.Reason] = []
    var judge: (any CompetenceJudge)?
    var calendar: WorkCalendar
    var extra: [(region: String, name: String, value: String, from: String)] = []
    private(set) var steps: [CaseStep] = []
    var kind: CaseKind
    var scope: FundScope
    /// Whether a signing was agreed on before, of kinds that are negotiated.
    var agreesBeforeSigning = true
    private var count: UInt64 = 0

    init(
        _ area: Area, _ kind: CaseKind = .new, type: InstitutionType = .medical,
        scope: FundScope = .basic
    ) {
        self.area = area
        self.kind = kind
        self.scope = scope
        let names = Self.offices[area] ?? ("1", "1")
        office = World.code(names.office)
        city = World.code(names.city)
        subject = CaseSubject(institution: World.hospital, type: type, kind: "hospital")
        // Requests are those of an institution with which somebody signed.
        if kind.isRequest { subject.terms = [.init(from: World.day("2021-02-01"), to: nil)] }
        // The holidays around May and October of 2026.
        var exceptions: [LegalDate: WorkCalendar.DayKind] = [
            World.day("2026-09-20"): .workday, World.day("2026-10-10"): .workday,
        ]
        for number in [1, 4, 5] { exceptions[World.day("2026-05-0\(number)")] = .holiday }
        for number in [1, 2, 5, 6, 7] { exceptions[World.day("2026-10-0\(number)")] = .holiday }
        calendar = WorkCalendar(exceptions: exceptions, publishedYears: [2024, 2025, 2026])
    }

    // MARK: Playing

    /// Adds a step on a day. Officers: 甲 takes the case in, 乙 decides. A result is told with reasons, and
    /// what is signed was agreed on that day, unless a negotiation was played.
    @discardableResult
    mutating func step(
        _ kind: CaseStep.Kind, _ on: String, at region: RegionCode? = nil,
        officer: String? = nil, role: OfficerRole? = nil, override: String = "",
        note: String? = nil, stamp: UInt64? = nil,
        _ fill: (inout CaseStep.Details) -> Void = { _ in }
    ) -> EventReference {
        let step = make(
            kind, on, at: region, officer: officer, role: role, override: override, note: note,
            stamp: stamp, fill)
        if isAgreedFirst(step) { steps.append(agreement(before: step)) }
        steps.append(step)
        return step.reference
    }

    private func isAgreedFirst(_ step: CaseStep) -> Bool {
        agreesBeforeSigning && step.kind == .signed && (kind.isDesignation || kind == .renewal)
            && !steps.contains { $0.kind == .negotiated }
    }

    /// Not one of the numbered steps: tests name those.
    private func agreement(before signing: CaseStep) -> CaseStep {
        var details = CaseStep.Details()
        details.passed = true
        return CaseStep(
            .negotiated,
            reference: EventReference(
                origin: "case/agreed", index: signing.reference.index,
                leafPrefix: signing.reference.leafPrefix), stamp: signing.stamp,
            author: signing.author, region: signing.region, day: signing.day,
            officer: "谈", role: nil, note: "", override: "", details: details)
    }

    mutating func make(
        _ kind: CaseStep.Kind, _ on: String, at region: RegionCode? = nil,
        officer: String? = nil, role: OfficerRole? = nil, override: String = "",
        note: String? = nil, stamp: UInt64? = nil,
        _ fill: (inout CaseStep.Details) -> Void = { _ in }
    ) -> CaseStep {
        count += 1
        var details = CaseStep.Details()
        if kind.opens {
            details.caseKind = self.kind
            details.scope = scope
            details.services = Self.usual(subject.type)
        }
        fill(&details)
        return CaseStep(
            kind,
            reference: EventReference(origin: "case/log", index: count, leafPrefix: UInt128(count)),
            stamp: Stamp(milliseconds: stamp ?? count, counter: 0), author: "node",
            region: region ?? office, day: World.day(on),
            officer: officer ?? (kind.opens ? "甲" : "乙"), role: role,
            note: note ?? (kind == .resultNotified ? "理由与建议" : ""), override: override,
            details: details)
    }

    /// What institutions of the type are designated for as a rule.
    static func usual(_ type: InstitutionType) -> [Service] {
        switch type {
        case .medical: [.outpatient, .inpatient]
        case .pharmacy: [.purchase]
        case .care: [.care]
        }
    }

    mutating func remove(_ kind: CaseStep.Kind) { steps.removeAll { $0.kind == kind } }

    /// An assessment with one result.
    @discardableResult
    mutating func assess(
        _ on: String, passed: Bool = true, _ fill: (inout CaseStep.Details) -> Void = { _ in }
    ) -> EventReference {
        step(.assessed, on) { details in
            details.results = [SiteResult(passed: passed)]
            details.form = "on-site"
            details.team = [TeamMember(name: "甲一"), TeamMember(name: "乙一")]
            details.confirmations = ["甲一", "乙一", "institution"]
            fill(&details)
        }
    }

    // MARK: Asking

    var setting: CaseSetting {
        let book = book
        let tree = Self.tree
        return CaseSetting(
            policyAt: { Policy(region: $0, day: $1, rules: book, regions: tree) },
            calendar: calendar, regions: tree, subject: subject, groups: [Self.pair],
            judge: judge, screening: screening)
    }

    func state(_ on: String) throws -> CaseState {
        try #require(CaseFold.state(of: steps, in: setting, on: World.day(on)))
    }

    func stage(_ on: String) throws -> CaseStage { try state(on).stage }

    func clock(_ rule: String, _ on: String) throws -> CaseClock {
        try #require(try state(on).clocks.last { $0.rule == rule }, "no clock \(rule)")
    }

    func problems(_ on: String = "2030-01-01") throws -> [CaseProblem.Kind] {
        try state(on).problems.map(\.kind)
    }

    /// What an officer would be told who wants to record the step now.
    func objections(to step: CaseStep) -> [CaseProblem] {
        let agreed = isAgreedFirst(step) ? [agreement(before: step)] : []
        return CaseFold.objections(to: step, after: steps + agreed, in: setting)
    }

    // MARK: Rules

    var book: RuleBook {
        var book = RuleBook()
        for (region, from, rows) in CaseRulesTable.all {
            for line in rows.split(separator: "\n") {
                let parts = line.split(separator: "|").map { $0.trimmed }
                book.add(
                    DatedValue(
                        value: parts[1], from: World.day(from), to: nil, citation: cited(parts[2]),
                        isDecision: false),
                    named: parts[0], for: World.code(region))
            }
        }
        for (region, name, citation, attributes) in CaseRulesTable.items {
            Self.add(name, .list, attributes, citation, region, to: &book)
        }
        for (name, citation, attributes) in CaseRulesTable.scores {
            Self.add(name, .score, attributes, citation, "371000", to: &book)
        }
        for row in extra {
            book.add(
                DatedValue(
                    value: row.value, from: World.day(row.from), to: nil,
                    citation: Citation(edition: "X", article: "1"), isDecision: false),
                named: row.name, for: World.code(row.region))
        }
        return book
    }

    private static func add(
        _ name: String, _ family: PolicyName.Family, _ attributes: [PolicyItem.Key: String],
        _ citation: String, _ region: String, to book: inout RuleBook
    ) {
        guard let item = PolicyItem(chinese: name, english: name, attributes: attributes) else {
            preconditionFailure("bad item in a test")
        }
        book.add(
            DatedValue(
                value: item.text, from: World.day("2021-02-01"), to: nil, citation: cited(citation),
                isDecision: false),
            named: "\(family.rawValue):\(name)", for: World.code(region))
    }

    static let tree = RegionTree([
        place("990000", nil, .province), place("990100", "990000", .prefecture),
        place("990101", "990100", .county, pool: "990100"),
        place("310000", nil, .province), place("310101", "310000", .county, pool: "310000"),
        place("530000", nil, .province), place("530100", "530000", .prefecture),
        place("530102", "530100", .county, pool: "530100"),
        place("220000", nil, .province), place("222400", "220000", .prefecture),
        place("222401", "222400", .county, pool: "222400"),
        place("229900", "220000", .prefecture), place("220100", "220000", .prefecture),
        place("370000", nil, .province), place("371000", "370000", .prefecture),
        place("371002", "371000", .county, pool: "371000"),
        place("371082", "371000", .county, pool: "371000"),
        place("371099", "371000", .prefecture, pool: "371000", kind: .poolArea),
        place("320000", nil, .province), place("320400", "320000", .prefecture),
        place("320402", "320400", .county, pool: "320400"),
    ])

    /// 省本级 and Changchun (S2 7).
    static let pair = RecognitionGroup(
        members: [World.code("229900"), World.code("220100")],
        services: [.outpatient, .inpatient, .purchase],
        from: World.day("2023-07-01"), to: nil, citation: Citation(edition: "S2", article: "7"))

    private static func place(
        _ text: String, _ parent: String?, _ level: RegionLevel, pool: String? = nil,
        kind: RegionKind = .division
    ) -> Region {
        Region(
            code: World.code(text), nameChinese: text, nameEnglish: text, level: level,
            kind: kind,
            parent: parent.map(World.code), pool: World.code(pool ?? text),
            unit: World.code(pool ?? text))
    }
}

func cited(_ text: String) -> Citation {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    return Citation(edition: parts[0], article: parts.count > 1 ? parts[1] : "")
}

extension Substring {
    var trimmed: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
