import Designation
import Messages

/// A status question as it arrives: names and values from an address or a JSON object.
struct StatusParameters {
    var question: StatusQuestion
    var knownAtMilliseconds: UInt64?
    var explains: Bool

    /// What may be asked with. A name that was seen is a bit: hashing texts would cost a look-up more than
    /// its own search.
    private enum Name: String, CaseIterable {
        case institution, region, service, scope, department, person, site, on
        case knownAt = "known-at"
        case explain, lang

        var bit: UInt16 {
            switch self {
            case .institution: 1
            case .region: 2
            case .service: 4
            case .scope: 8
            case .department: 16
            case .person: 32
            case .site: 64
            case .on: 128
            case .knownAt: 256
            case .explain: 512
            case .lang: 1024
            }
        }
    }

    /// What may be asked with, `lang` among it.
    static var names: [String] { Name.allCases.map(\.rawValue) }

    /// `0` or `1`; other words for it are not guessed at.
    static func flag(_ name: String, _ text: String) throws(WebFailure) -> Bool {
        guard text == "0" || text == "1" else {
            throw QueryRule.choice(name, of: ["0", "1"])
        }
        return text == "1"
    }

    /// Checks a question. Unknown names are refused, so that a mistyped `service=` does not
    /// silently ask something else.
    ///
    /// A name that stands twice is refused too, and one without a value unless it comes from a form:
    /// a claim that names a person must not be answered as if it named nobody.
    ///
    /// - Throws: ``WebFailure/badRequest(_:)`` with what to do.
    init(
        _ items: [(name: String, value: String)], isForm: Bool = false,
        backend: some StatusBackend
    ) throws(WebFailure) {
        var seen: UInt16 = 0
        var institution: String?
        var region: String?
        var service: String?
        var scope: String?
        var parts: [RestrictedPart: String] = [:]
        var day: String?
        var knownAt: String?
        explains = false
        for (text, value) in items where !isForm || !value.isEmpty {
            let name = try Self.name(text, value, seen: &seen)
            switch name {
            case .institution: institution = value
            case .region: region = value
            case .service: service = value
            case .scope: scope = value
            case .department: parts[.department] = try Self.part(.department, value)
            case .person: parts[.person] = try Self.part(.person, value)
            case .site: parts[.site] = try Self.part(.site, value)
            case .on: day = value
            case .knownAt: knownAt = value
            case .explain: explains = try Self.flag("explain", value)
            case .lang: try QueryRule.checkLanguage(value)
            }
        }
        let place = try Self.region(region, backend)
        let date = try Self.day(day) ?? backend.today()
        question = StatusQuestion(
            institution: try Self.institution(institution, in: place, on: date, backend),
            region: place, service: try Self.service(service), scope: try Self.scope(scope),
            date: date)
        if !parts.isEmpty {
            question.department = parts[.department]
            question.person = parts[.person]
            question.site = parts[.site]
        }
        knownAtMilliseconds = try Self.moment(knownAt)
    }

    /// A parameter's name, known, with a value, and given once.
    private static func name(
        _ text: String, _ value: String, seen: inout UInt16
    ) throws(WebFailure) -> Name {
        guard let name = Name(rawValue: text) else {
            throw QueryRule.unknown(text, possible: Self.names)
        }
        guard !value.isEmpty else {
            throw QueryRule.empty(text)
        }
        guard seen & name.bit == 0 else {
            throw QueryRule.twice(text)
        }
        seen |= name.bit
        return name
    }

    private static func institution(
        _ text: String?, in region: RegionCode, on day: LegalDate, _ backend: some StatusBackend
    ) throws(WebFailure) -> InstitutionID {
        guard let text else {
            throw .badRequest(
                "Give institution= as scheme:region:number or as a national code (H or P).")
        }
        if let institution = InstitutionID(text) { return institution }
        guard isNationalCode(text) else {
            throw .badRequest(
                "institution= must be scheme:region:number, the number in upper case without "
                    + "blanks and hyphens, or a national code (H or P and eleven digits).")
        }
        if let found = backend.institution(nationalCode: text, in: region, on: day) {
            return found
        }
        // Settlement systems need an answer, not an error: the code stands for an institution that
        // nobody registered.
        guard let issuer = RegionCode(String(text.dropFirst().prefix(6))),
            let stranger = InstitutionID(scheme: .listEntry, issuer: issuer, number: text)
        else { throw .badRequest("institution= is not a national code.") }
        return stranger
    }

    /// `H` or `P`, six digits of area, five digits.
    static func isNationalCode(_ text: String) -> Bool {
        let bytes = text.utf8
        return bytes.count == 12
            && (bytes.first == UInt8(ascii: "H") || bytes.first == UInt8(ascii: "P"))
            && bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func region(
        _ text: String?, _ backend: some StatusBackend
    ) throws(WebFailure) -> RegionCode {
        guard let text, let code = RegionCode(text) else {
            throw .badRequest("Give region= as a code of the federation, such as 220100.")
        }
        guard backend.regionTree()[code] != nil else {
            throw .badRequest(
                "The federation has no region \(code); ask for the region whose pool carries the "
                    + "agreement.")
        }
        return code
    }

    private static func service(_ text: String?) throws(WebFailure) -> Service? {
        guard let text, text != "any" else { return nil }
        guard let service = Service(rawValue: text) else {
            throw .badRequest(
                "service= must be one of any, \(Service.allCases.map(\.rawValue)).")
        }
        return service
    }

    private static func scope(_ text: String?) throws(WebFailure) -> FundScope? {
        guard let text else { return nil }
        guard let scope = FundScope(rawValue: text) else {
            throw .badRequest(
                "scope= must be one of \(FundScope.allCases.map(\.rawValue)).")
        }
        return scope
    }

    private static func part(
        _ part: RestrictedPart, _ text: String
    ) throws(WebFailure) -> String {
        if let name = part.canonical(text) { return name }
        guard part == .person else {
            throw .badRequest("\(part.name)= must be a name or code of at most 256 bytes.")
        }
        // A claim that names somebody in a form nobody is restricted by must not pass for it.
        throw .badRequest(
            "person= must be the national code of a member of the medical staff, never a name or ID number."
        )
    }

    private static func day(_ text: String?) throws(WebFailure) -> LegalDate? {
        guard let text, text != "today" else { return nil }
        guard let day = LegalDate(text) else {
            throw .badRequest("Give on= as a day, YYYY-MM-DD (UTC+8), from 1900 to 9999.")
        }
        return day
    }

    private static func moment(_ text: String?) throws(WebFailure) -> UInt64? {
        guard let text else { return nil }
        guard let moment = Moment.parse(text) else {
            throw .badRequest(
                "Give known-at= as RFC 3339, such as 2026-03-01T09:00:00+08:00, or as "
                    + "milliseconds since 1970 UTC.")
        }
        return moment
    }
}
