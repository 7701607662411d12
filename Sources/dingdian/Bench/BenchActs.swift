import Designation
import Federation

/// The acts that are recorded: the life of institutions, round by round, as registers see it. Invented
/// and deterministic; about 360 bytes each as an entry.
struct BenchActs: Sendable {
    /// Entries on which later acts rest, by institution.
    var assessed: [EventReference?]
    var signed: [EventReference?]
    var suspended: [EventReference?]

    init(institutions: Int) {
        assessed = Array(repeating: nil, count: institutions)
        signed = assessed
        suspended = assessed
    }

    static func day(_ offset: Int) -> LegalDate {
        LegalDate(daysSince1970: 20_089).adding(days: offset)  // 2025-01-01
    }

    /// The day that questions ask for; after all acts of the history.
    static let askedDay = day(540)

    static func institution(_ number: Int) -> InstitutionID {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        guard let region = RegionCode(BenchPlan.city),
            let id = InstitutionID(
                scheme: .practiceLicence, issuer: region, number: "PDY99010017A\(padded)")
        else { preconditionFailure("a canonical number") }
        return id
    }

    static var region: RegionCode {
        guard let code = RegionCode(BenchPlan.city) else { preconditionFailure("a region code") }
        return code
    }

    static let services: [Service] = [.outpatient, .inpatient]
    static let basis = [
        Citation(edition: "N", article: "16"), Citation(edition: "S2", article: "12"),
    ]
    private static let words =
        "区市场路第三社区卫生服务中心门诊部与住院部依照协议约定办理并已在官方网站公示三十日"

    /// The act of one institution in one round.
    func draft(_ number: Int, round: Int) throws -> EntryDraft {
        let act = act(number, round: round)
        return try .act(
            act, subject: Self.institution(number), region: Self.region,
            effective: Self.day(round * 20), basis: Self.basis)
    }

    private func act(_ number: Int, round: Int) -> Act {
        switch round {
        case 0: return .registered(Self.facts(number))
        case 1: return .assessed(Assessment(passed: true, services: Self.services))
        case 2:
            return .signed(
                Agreement(
                    from: Self.day(40), until: Self.day(1_000), services: Self.services,
                    scope: .basic, restsOn: assessed[number]))
        case 3: return suspension(number)
        case 4:
            if let event = suspended[number] { return .resumed(suspension: event) }
        default:
            guard let event = signed[number] else { break }
            // Years go by: facts are confirmed, services change, terms are renewed.
            switch round % 3 {
            case 0: return .renewed(agreement: event, until: Self.day(1_000 + round * 30))
            case 1: return change(event, step: round)
            default: break
            }
        }
        return .registered(Self.facts(number))
    }

    func suspension(_ number: Int) -> Act {
        .suspended(
            Suspension(
                isOwnRequest: false, until: nil, type: .medical, place: Self.region,
                cause: "第\(number)号决定：" + Self.words))
    }

    private func change(_ agreement: EventReference, step: Int) -> Act {
        .changed(
            agreement: agreement,
            services: step % 2 == 0 ? Self.services + [.chronicDisease] : Self.services)
    }

    /// A change of services, which the steady streams consist of.
    func change(_ number: Int, step: Int) throws -> EntryDraft {
        guard let event = signed[number] else { return try draft(number, round: 0) }
        return try .act(
            change(event, step: step),
            subject: Self.institution(number), region: Self.region, effective: Self.day(400),
            basis: Self.basis)
    }

    /// Keeps what later rounds refer to.
    mutating func recorded(_ reference: EventReference, _ number: Int, round: Int) {
        switch round {
        case 1: assessed[number] = reference
        case 2: signed[number] = reference
        case 3: suspended[number] = reference
        default: break
        }
    }

    static func facts(_ number: Int) -> InstitutionFacts {
        InstitutionFacts(
            name: "（压测）第\(number)综合医院", type: .medical, kind: "hospital", place: region,
            address: "测试市测试区人民大街\(number % 900 + 1)号" + String(words.prefix(24)),
            phone: "0999-\(8_000_000 + number)", nationalCode: nationalCode(number),
            socialCreditCode: "12990100MB\(10_000_000 + number)", isPublicInstitution: true,
            isDemonstration: true)
    }

    static func nationalCode(_ number: Int) -> String {
        let digits = String(number % 100_000)
        return "H990100" + String(repeating: "0", count: 5 - digits.count) + digits
    }
}
