import Crypto
import Designation
import Federation
import TransparencyLog

/// Reproducible random numbers for the tests of entries, directory and casework.
struct EntriesRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

enum EntryFixtures {
    static func code(_ text: String) -> RegionCode { RegionCode(text) ?? .everywhere }
    static func day(_ text: String) -> LegalDate {
        LegalDate(text) ?? LegalDate(daysSince1970: 0)
    }
    static func key(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }
    static func hash(_ text: String) -> TreeHash { .sha256(Array(text.utf8)) }

    static func institution(_ number: String = "PDY001") throws -> InstitutionID {
        try unwrap(
            InstitutionID(scheme: .practiceLicence, issuer: code("222400"), number: number))
    }

    static func reference(_ index: UInt64 = 7) -> EventReference {
        EventReference(
            origin: "test.0123456789abcdef/222400/register/00112233445566778899aabbccddeeff",
            index: index, leafPrefix: UInt128(index) << 64 | 0xFEED)
    }

    static func origin(_ node: String = "222400", _ stream: Stream = .register) throws -> Origin {
        try LogName.make(
            federation: "test.0123456789abcdef", node: node, stream: stream, epochKey: key(9)
        ).origin
    }

    static func header(_ body: EntryBody) throws -> EntryHeader {
        EntryHeader(
            stamp: Stamp(milliseconds: 1_760_000_000_123, counter: 4), officer: "张三 0017",
            subject: try institution(), region: code("222400"), effective: day("2025-11-01"),
            basis: [
                Citation(edition: "N", article: "44"), Citation(edition: "S2", article: "30"),
            ],
            references: body.kind == nil ? [] : [reference(1), reference(300)])
    }

    static var acts: [Act] {
        get throws {
            let facts = InstitutionFacts(
                name: "演示医院", type: .medical, kind: "hospital", place: code("222401"),
                address: "演示路 1 号", phone: "0433-0000000", nationalCode: "H22240100001",
                socialCreditCode: "12222401MB0000000X", isPublicInstitution: true,
                predecessor: try institution("PDY000"), isDemonstration: true)
            let agreement = Agreement(
                from: day("2025-01-01"), until: day("2026-01-01"),
                services: [.inpatient, .outpatient], scope: .basic, restsOn: reference(5))
            var alone = agreement
            alone.restsOn = nil
            alone.sites = ["东院", "二门诊部"]
            return [
                .registered(facts),
                .registered(
                    InstitutionFacts(
                        name: "药店", type: .pharmacy, kind: "", place: code("320402"))),
                .assessed(Assessment(passed: true, services: [.purchase])),
                .assessed(Assessment(passed: false, services: [])),
                .recognised(Recognition(assessment: reference(), services: Service.allCases)),
                .signed(agreement), .signed(alone),
                .changed(agreement: reference(), services: [.care]),
                .renewed(agreement: reference(), until: day("2027-01-01")),
                .ended(agreement: reference(), cause: .merged),
                .suspended(
                    Suspension(
                        isOwnRequest: true, until: day("1970-01-01"), type: .care,
                        place: code("222401"), cause: "暂停 cause")),
                .suspended(
                    Suspension(
                        isOwnRequest: false, until: nil, type: .medical, place: code("222401"),
                        cause: "")),
                .resumed(suspension: reference()),
                .terminated(
                    Termination(
                        isOwnRequest: false, type: .pharmacy, place: code("220100"), cause: "x",
                        affects: [try institution("A1"), try institution("A2")])),
                .withdrawn(act: reference()),
                .barred(until: day("2028-05-05")),
                .reviewed(item: "double-signing:1", decision: "exception"),
                .changed(agreement: reference(), services: [.care], sites: []),
                .changed(agreement: reference(), services: [.care], sites: ["东院"]),
                .restricted(
                    Restriction(
                        part: .person, name: "D220102000123", until: day("2027-01-01"),
                        cause: "暂停 cause")),
                .restricted(
                    Restriction(part: .department, name: "内科 一区", until: nil, cause: "")),
                .restricted(Restriction(part: .site, name: "东院", until: nil, cause: "x")),
                .restrictionLifted(restriction: reference()),
                .resumptionRequested(suspension: reference()),
                .resumptionRefused(request: reference()),
                .suspended(
                    Suspension(
                        isOwnRequest: false, until: nil, type: .medical, place: code("222401"),
                        cause: "x", funds: [.pooledFund])),
                .resumed(suspension: reference(), funds: [.basic, .personalAccount]),
                .terminated(
                    Termination(
                        isOwnRequest: true, type: .medical, place: code("220100"), cause: "x",
                        funds: FundScope.allCases)),
            ]
        }
    }

    static var directoryEvents: [DirectoryEvent] {
        get throws {
            let citation = Citation(edition: "S2", article: "7")
            let value = DatedValue(
                value: "area", from: day("2023-07-01"), to: day("2030-01-01"), citation: citation,
                isDecision: true)
            return [
                .nodeEnrolled(
                    NodeRecord(
                        name: "222401.chaoyangchuan", nodeKey: key(1), encryptionKey: key(2),
                        region: code("222401"), role: .fieldOffice, agencyChinese: "朝阳川",
                        agencyEnglish: "Chaoyangchuan",
                        grants: [
                            CompetenceGrant(
                                regions: [code("222401"), code("222400")], acts: [.accept, .assess])
                        ],
                        from: day("2025-01-01"), to: day("2027-01-01"),
                        registers: [code("220000")])),
                .nodeEnrolled(
                    NodeRecord(
                        name: "a", nodeKey: key(1), region: code("222401"), role: .city,
                        from: day("2025-01-01"))),
                .keyRotated(
                    KeyRotation(
                        node: "222401", nodeKey: key(3), encryptionKey: key(4),
                        from: day("2025-06-01"), keeps: [try origin()])),
                .revoked(node: "222401", reason: "lost laptop"),
                .closed(
                    LogClosing(
                        origin: try origin(), finalSize: 12, root: hash("r"), reason: .forkSettled,
                        successor: try origin("222401"))),
                .closed(
                    LogClosing(
                        origin: try origin(), finalSize: 12, root: hash("r"), reason: .newEpoch,
                        lastStamp: Stamp(milliseconds: 1_770_000_000_000, counter: 3))),
                .delegated(
                    Delegation(
                        to: "222401", regions: [code("222401")], acts: [.sign, .suspend],
                        from: day("2025-01-01"), until: day("2026-01-01"))),
                .delegationEnded(reference()),
                .regions([
                    Region(
                        code: code("222401"), nameChinese: "延吉市", nameEnglish: "Yanji",
                        level: .county, kind: .division, parent: code("222400"),
                        pool: code("222400"), unit: code("222401")),
                    Region(
                        code: code("220000"), nameChinese: "吉林", nameEnglish: "Jilin",
                        level: .province, kind: .division, parent: nil, pool: code("220000"),
                        unit: code("220000")),
                ]),
                .edition(
                    EditionPart(
                        id: "S2", region: code("220000"), titleChinese: "吉林", titleEnglish: "Jilin",
                        part: 2, values: [NamedValue(name: "cross-region.reach", value: value)])),
                .calendar(
                    CalendarYear(
                        year: 2026, holidays: [day("2026-01-01"), day("2026-02-17")],
                        workdays: [day("2026-02-14")], citation: citation)),
                .group(
                    NamedGroup(
                        id: "pair",
                        group: RecognitionGroup(
                            members: [code("222499"), code("222401")],
                            services: [.inpatient, .outpatient, .purchase],
                            from: day("2023-07-01"), to: nil, citation: citation))),
                .decision(Decision(region: code("222400"), name: "same-pool-pair", value: value)),
                .foldEdition(3),
            ]
        }
    }

    static var bodies: [EntryBody] {
        get throws {
            let opened = EpochOpened(
                node: "222400", stream: .sanctions, epochPublicKey: key(5),
                predecessor: TreeState(origin: try origin(), size: 99, root: hash("p")),
                nodeKeySignature: [UInt8](repeating: 6, count: 64))
            let event = CaseEvent(
                caseID: [UInt8](repeating: 7, count: 16), sequence: 3,
                chain: ["222401.chaoyangchuan", "222401", "222400", "220000"],
                saltedHash: hash("s"), payload: hash("c"), payloadByteCount: 4096,
                wraps: hash("w"))
            let sizes = AppliedSizes([
                AppliedSize(
                    origin: try origin(), size: 1 << 40, appliedMilliseconds: 1_760_000_000_000)
            ])
            return try acts.map { .act($0) } + directoryEvents.map { .directory($0) } + [
                .epochOpened(opened), .casework(event), .receipt(sizes), .receipt(AppliedSizes([])),
                .forkShown([1, 2, 3]), .lost(LostEntry(place: reference(), entry: [1, 2])),
            ]
        }
    }
}

struct MissingValue: Error {}

func unwrap<T>(_ value: T?) throws -> T {
    guard let value else { throw MissingValue() }
    return value
}
