import Designation
import Web

/// A small invented province, enough to see every part of every page.
struct FakeRegistry: Sendable {
    /// 2026-11-21 20:04:28.123 in UTC+8.
    static let now: UInt64 = 1_795_262_668_123
    static let today = LegalDate(unixMilliseconds: now)
    static let federation = "dingdian.0f3c9a6be81d2745"

    let tree: RegionTree
    let hospital: InstitutionID
    let pharmacy: InstitutionID
    let hostile: InstitutionID

    init() throws {
        tree = RegionTree(try Self.regions())
        hospital = try made(InstitutionID("practice-licence:220100:PDY22010017A1001"))
        pharmacy = try made(InstitutionID("drug-licence:222400:DB22240099"))
        hostile = try made(InstitutionID("practice-licence:220200:X1"))
    }

    static func code(_ text: String) throws -> RegionCode { try made(RegionCode(text)) }

    static func day(_ text: String) throws -> LegalDate { try made(LegalDate(text)) }

    private static func regions() throws -> [Region] {
        let rows = [
            ("220000", "吉林省", "Jilin", RegionLevel.province, nil as String?),
            ("229900", "吉林省省本级", "Jilin provincial pool", .prefecture, "220000"),
            ("220100", "长春市", "Changchun", .prefecture, "220000"),
            ("220200", "吉林市", "Jilin City", .prefecture, "220000"),
            ("220300", "四平市", "Siping", .prefecture, "220000"),
            ("222400", "延边朝鲜族自治州", "Yanbian", .prefecture, "220000"),
            ("222401", "延吉市", "Yanji", .county, "222400"),
            ("310000", "上海市", "Shanghai", .province, nil),
            ("320000", "江苏省", "Jiangsu", .province, nil),
            ("320400", "常州市", "Changzhou", .prefecture, "320000"),
        ]
        return try rows.map { text, chinese, english, level, parent in
            let code = try Self.code(text)
            return Region(
                code: code, nameChinese: chinese, nameEnglish: english, level: level,
                kind: text == "229900" ? .poolArea : .division,
                parent: try parent.map(Self.code), pool: code, unit: code)
        }
    }

    // MARK: Events

    static func reference(_ node: String, _ stream: String, _ index: UInt64) -> EventReference {
        EventReference(
            origin: "\(federation)/\(node)/\(stream)/ab12cd34ef56ab78ab12cd34ef56ab78",
            index: index, leafPrefix: UInt128(index) << 64 | 7)
    }

    static let suspension = reference("220100", "sanctions", 4)
    static let signing = reference("220100", "register", 17)

    static func event(
        _ reference: EventReference, _ node: (String, String, String), on day: String,
        _ basis: [Citation], stream: Stream, area: String = "220000",
        recorder: BilingualText? = nil, _ act: Act
    ) throws -> DossierEvent {
        let effective = try Self.day(day)
        let written = UInt64(effective.startUnixMilliseconds + 9 * 3_600_000 + 1_234)
        return DossierEvent(
            fact: Fact(
                reference: reference, stamp: Stamp(milliseconds: written, counter: 0),
                author: node.0, stream: stream, area: try code(area), region: try code(node.0),
                effective: effective, basis: basis, act: act),
            agency: BilingualText(chinese: node.1, english: node.2), recorder: recorder,
            appliedAtMilliseconds: written + 38)
    }

    static let changchun = ("220100", "长春市医疗保险中心", "Changchun Insurance Centre")
    static let province = ("229900", "吉林省社会医疗保险中心", "Jilin Provincial Centre")

    func events() throws -> [DossierEvent] {
        let facts = try facts()
        let services: [Service] = [.outpatient, .inpatient]
        let signed = Agreement(
            from: try Self.day("2024-01-01"), until: try Self.day("2027-01-01"),
            services: services, scope: .basic)
        return [
            try Self.event(
                Self.reference("220100", "register", 15), Self.changchun, on: "2023-12-04", [],
                stream: .register, .registered(facts)),
            try Self.event(
                Self.reference("220100", "register", 16), Self.changchun, on: "2023-12-11",
                [Citation(edition: "S2", article: "7")], stream: .register,
                .assessed(Assessment(passed: true, services: services))),
            try Self.event(
                Self.signing, Self.changchun, on: "2024-01-01",
                [Citation(edition: "N", article: "10"), Citation(edition: "S2", article: "23")],
                stream: .register, .signed(signed)),
            try Self.event(
                Self.reference("229900", "register", 9), Self.province, on: "2024-03-01",
                [Citation(edition: "S2", article: "7")], stream: .register, .signed(signed)),
            try Self.event(
                Self.reference("220100", "register", 19), Self.changchun, on: "2024-06-01",
                [Citation(edition: "N", article: "45")], stream: .register,
                .restricted(
                    Restriction(
                        part: .person, name: "D220100000001", until: try Self.day("2026-06-01"),
                        cause: "违规开药（演示）"))),
            try Self.event(
                Self.reference("222401", "sanctions", 2),
                ("222401", "延吉市医保经办中心", "Yanji Agency"), on: "2025-06-02", [],
                stream: .sanctions,
                .suspended(
                    Suspension(
                        isOwnRequest: false, until: nil, type: .medical,
                        place: try Self.code("220100"), cause: "受理投诉"))),
            try Self.event(
                Self.suspension, Self.changchun, on: "2026-10-08",
                [Citation(edition: "N", article: "44"), Citation(edition: "S2", article: "30")],
                stream: .sanctions,
                recorder: BilingualText(chinese: "吉林省代办处", english: "Jilin Desk"),
                .suspended(
                    Suspension(
                        isOwnRequest: false, until: try Self.day("2027-04-08"), type: .medical,
                        place: try Self.code("220100"), cause: "协议约定的违约情形（演示）"))),
        ]
    }

    func facts() throws -> InstitutionFacts {
        InstitutionFacts(
            name: "长春示范第一医院（演示）", type: .medical, kind: "hospital",
            place: try Self.code("220100"), address: "长春市南关区演示路 1 号",
            phone: "0431-0000 0000", nationalCode: "H22010200001",
            socialCreditCode: "12220000000000000X", isPublicInstitution: true,
            isDemonstration: true)
    }
}

/// Why the invented data could not be made: a text in it is no valid code.
struct BadFixture: Error {}

/// The value, which the fixture's author knows to be there.
func made<Value>(_ value: Value?) throws(BadFixture) -> Value {
    guard let value else { throw BadFixture() }
    return value
}
