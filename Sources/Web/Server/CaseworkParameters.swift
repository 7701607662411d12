import Designation
import Messages

/// Days, regions and filters of duties, cases and policies, read from a query.
enum CaseworkParameters {
    /// Days further away cost time to count to and mean nothing.
    private static let maximumDayCount = 36_525

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

    static func duties(
        _ query: Query, _ backend: some StatusBackend, includingCases: Bool
    ) throws(WebFailure) -> DutyQuestion {
        DutyQuestion(
            day: try day(query, today: backend.today()),
            region: try region(query, backend.regionTree()),
            light: try word(query, "light", Duty.Light.allCases), part: try part(query),
            includingCases: includingCases)
    }

    static func cases(
        _ query: Query, _ backend: some StatusBackend
    ) throws(WebFailure) -> CaseQuestion {
        var question = CaseQuestion(
            day: try day(query, today: backend.today()),
            region: try region(query, backend.regionTree()),
            kind: try word(query, "kind", CaseKind.allCases),
            which: try word(query, "state", CaseQuestion.Which.allCases) ?? .open,
            light: try word(query, "light", Duty.Light.allCases), part: try part(query))
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
            throw .badRequest(
                "\(name)= must be one of \(words.map(\.rawValue)).")
        }
        return word
    }

    private static func part(_ query: Query) throws(WebFailure) -> ListPart {
        func number(
            _ name: String, _ range: ClosedRange<UInt64>, _ normal: UInt64
        ) throws(WebFailure) -> Int {
            guard let text = query[name] else { return Int(normal) }
            guard let number = plainDecimal(text), range.contains(number) else {
                throw .badRequest(
                    "\(name)= must be a number from \(range.lowerBound) to \(range.upperBound).")
            }
            return Int(number)
        }
        let most = UInt64(ListPart.maximumCount)
        return ListPart(
            offset: try number("offset", 0...1_000_000, 0),
            count: try number("limit", 1...most, most))
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
