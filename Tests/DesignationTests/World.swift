import Designation

/// A small federation for tests: the real pools of the sources that the rules speak of, their
/// editions' settings, and a judge that the test fills.
enum World {
    static func code(_ text: String) -> RegionCode {
        guard let code = RegionCode(text) else { preconditionFailure("bad code in a test") }
        return code
    }

    static func day(_ text: String) -> LegalDate {
        guard let day = LegalDate(text) else { preconditionFailure("bad date in a test") }
        return day
    }

    static let hospital = institution("practice-licence:220100:PDY00001")
    static let pharmacy = institution("drug-licence:220100:CB00001")

    static func institution(_ text: String) -> InstitutionID {
        guard let id = InstitutionID(text) else { preconditionFailure("bad licence in a test") }
        return id
    }

    static let tree = RegionTree([
        region("220000", .province, nil),
        region("229900", .province, "220000", kind: .poolArea),
        region("220100", .prefecture, "220000"),
        region("220102", .county, "220100", pool: "220100"),
        region("220200", .prefecture, "220000"),
        region("222400", .prefecture, "220000"),
        region("222499", .prefecture, "222400", kind: .poolArea, pool: "222400", unit: "222499"),
        region("222401", .county, "222400", pool: "222400", unit: "222401"),
        region("530000", .province, nil),
        region("530100", .prefecture, "530000"),
        region("530111", .county, "530000"),
        region("532500", .prefecture, "530000"),
        region("320000", .province, nil),
        region("320400", .prefecture, "320000"),
        region("320402", .county, "320400", pool: "320400"),
        region("320411", .county, "320400", pool: "320400"),
        region("320900", .prefecture, "320000"),
        region("310000", .province, nil),
        region("310100", .prefecture, "310000", pool: "310000"),
        region("310101", .county, "310100", pool: "310000"),
        region("310104", .county, "310100", pool: "310000"),
        region("370000", .province, nil, pool: "379900"),
        region("379900", .province, "370000", kind: .poolArea),
        region("371000", .prefecture, "370000"),
        region("371002", .county, "371000", pool: "371000"),
        region("371003", .county, "371000", pool: "371000"),
        region("371099", .prefecture, "371000", kind: .poolArea, pool: "371000"),
    ])

    static func region(
        _ code: String, _ level: RegionLevel, _ parent: String?, kind: RegionKind = .division,
        pool: String? = nil, unit: String? = nil
    ) -> Region {
        Region(
            code: World.code(code), nameChinese: code, nameEnglish: code, level: level, kind: kind,
            parent: parent.map(World.code), pool: World.code(pool ?? code),
            unit: World.code(unit ?? pool ?? code))
    }

    /// - Parameters:
    ///   - extra: rule, value, region, and the article to cite.
    ///   - named: values that the fold asks for by their names alone, with value and region.
    static func rules(
        _ extra: [(RuleName, String, String, String)] = [],
        named: [(name: String, value: String, region: String)] = []
    ) -> RuleBook {
        var book = RuleBook()
        func add(_ name: RuleName, _ value: String, _ region: String, _ citation: Citation) {
            book.add(
                DatedValue(
                    value: value, from: day("2020-01-01"), to: nil, citation: citation,
                    isDecision: false),
                named: name.rawValue, for: code(region))
        }
        add(.crossRegionReach, "area", "220000", Citation(edition: "S2", article: "30"))
        add(.oneAgency, "yes", "220000", Citation(edition: "S2", article: "23(5)"))
        add(.voluntaryMaximum, "6m", "320400", Citation(edition: "S4", article: "2(3)"))
        add(.liftsByItself, "no", "320400", Citation(edition: "S4", article: "closing 3"))
        add(.termContinues, "yes", "320400", Citation(edition: "S4", article: "2(2)"))
        for (name, value, region, citation) in extra {
            add(name, value, region, Citation(edition: "D", article: citation))
        }
        for (name, value, region) in named {
            book.add(
                DatedValue(
                    value: value, from: day("2020-01-01"), to: nil,
                    citation: Citation(edition: "D", article: name), isDecision: false),
                named: name, for: code(region))
        }
        return book
    }

    static let groups = [
        RecognitionGroup(
            members: [code("229900"), code("220100")],
            services: [.outpatient, .inpatient, .purchase], from: day("2023-07-01"), to: nil,
            citation: Citation(edition: "S2", article: "7")),
        RecognitionGroup(
            members: [code("222499"), code("222401")],
            services: [.outpatient, .inpatient, .purchase], from: day("2023-07-01"), to: nil,
            citation: Citation(edition: "S2", article: "7")),
    ]

    static func context(
        judge: Judge = Judge(), rules: RuleBook = World.rules()
    ) -> FoldContext {
        FoldContext(regions: tree, rules: rules, groups: groups, judge: judge)
    }
}

/// Everybody is competent, except where the test says otherwise.
struct Judge: CompetenceJudge {
    struct Key: Hashable {
        var author: String
        var act: Competency
    }
    var answers: [Key: Competence] = [:]

    func competence(
        of author: String, for act: Competency, in region: RegionCode, on day: LegalDate
    ) -> Competence {
        answers[Key(author: author, act: act)] ?? .own
    }

    static func saying(_ competence: Competence, _ author: String, _ acts: Competency...) -> Judge {
        var judge = Judge()
        for act in acts { judge.answers[Key(author: author, act: act)] = competence }
        return judge
    }
}
