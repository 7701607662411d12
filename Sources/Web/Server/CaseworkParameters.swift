import Designation
import Messages

/// Days, regions and filters of duties, cases and policies, read from a query.
enum CaseworkParameters {
    /// Days further away cost time to count to and mean nothing.
    private static let maximumDayCount = 36_525
    private static let ofParts = ["offset", "limit"]
    /// What ``duties(_:_:includingCases:normal:)`` and ``cases(_:_:normal:)`` read.
    static let ofDuties = ["on", "region", "light"] + ofParts
    static let ofCases = ["on", "region", "kind", "state", "light", "institution"] + ofParts

    /// A day, today where none is given.
    ///
    /// - Throws: ``WebFailure/badRequest(_:)`` unless it is a day within a hundred years of today.
    static func day(
        _ query: Query, _ name: String = "on", today: LegalDate
    ) throws(WebFailure) -> LegalDate {
        guard let text = query[name], text != "today" else { return today }
        guard let day = LegalDate(text),
            abs(Int(day.daysSince1970) - Int(today.daysSince1970)) <= maximumDayCount
        else {
            throw .badRequest(
                "Give \(name)= as a day, YYYY-MM-DD (UTC+8), within a hundred years of today.")
        }
        return day
    }

    static func region(_ query: Query, _ tree: RegionTree) throws(WebFailure) -> RegionCode? {
        guard let text = query["region"] else { return nil }
        guard let code = RegionCode(text), tree[code] != nil else {
            throw .badRequest("Give region= as a code of the federation, such as 220100.")
        }
        return code
    }

    /// - Parameter normal: rows of a part where `limit=` does not say.
    static func duties(
        _ query: Query, _ backend: some StatusBackend, includingCases: Bool,
        normal: Int = ListPart.maximumCount
    ) throws(WebFailure) -> DutyQuestion {
        DutyQuestion(
            day: try day(query, today: backend.today()),
            region: try region(query, backend.regionTree()),
            light: try word(query, "light", Duty.Light.allCases),
            part: try part(query, normal: normal), includingCases: includingCases)
    }

    /// - Parameter normal: rows of a part where `limit=` does not say.
    static func cases(
        _ query: Query, _ backend: some StatusBackend, normal: Int = ListPart.maximumCount
    ) throws(WebFailure) -> CaseQuestion {
        var question = CaseQuestion(
            day: try day(query, today: backend.today()),
            region: try region(query, backend.regionTree()),
            kind: try word(query, "kind", CaseKind.allCases),
            which: try word(query, "state", CaseQuestion.Which.allCases) ?? .open,
            light: try word(query, "light", Duty.Light.allCases),
            part: try part(query, normal: normal))
        if let text = query["institution"] {
            guard let institution = InstitutionID(text) else {
                throw .badRequest("Give institution= as scheme:region:number.")
            }
            question.institution = institution
        }
        return question
    }

    private static func word<Word: RawRepresentable>(
        _ query: Query, _ name: String, _ words: [Word]
    ) throws(WebFailure) -> Word? where Word.RawValue == String {
        guard let text = query[name] else { return nil }
        guard let word = Word(rawValue: text) else {
            throw QueryRule.choice(name, of: words.map(\.rawValue))
        }
        return word
    }

    /// - Parameter normal: rows of the part where `limit=` does not say.
    static func part(_ query: Query, normal: Int) throws(WebFailure) -> ListPart {
        ListPart(
            offset: try number(query, "offset", 0...1_000_000, normal: 0),
            count: try number(query, "limit", 1...ListPart.maximumCount, normal: normal))
    }

    /// - Throws: ``WebFailure/badRequest(_:)`` for what is no number or outside the range: nothing is cut to it,
    ///   as the caller would take the answer for what was asked.
    static func number(
        _ query: Query, _ name: String, _ range: ClosedRange<Int>, normal: Int
    ) throws(WebFailure) -> Int {
        guard let text = query[name] else { return normal }
        guard let found = plainDecimal(text), found <= UInt64(range.upperBound),
            range.contains(Int(found))
        else {
            throw .badRequest(
                "\(name)= must be a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return Int(found)
    }

    /// 32 hexadecimal digits in lower case; `nil` for anything else.
    static func caseID(_ text: String) -> String? {
        let id = text.lowercased()
        guard id.utf8.count == 32,
            id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return id
    }
}
