public import Designation

/// A text that editions cite (`national/documents.yaml`).
public struct SourceDocument: Hashable, Sendable {
    /// The letter of citations: `N`, `P`, `S0` … `S4`.
    public var id: String
    public var name: LocalizedText
    /// Its official number; empty where the copy at hand has none.
    public var number: String
    public var issued: LegalDate?
    public var inForce: LegalDate?
    /// How many articles it has; `nil` where it is not divided into numbered articles.
    public var articleCount: Int?
}

/// One value that a region's edition sets.
public struct EditionValue: Hashable, Sendable {
    /// A name of `RuleCatalogue`, possibly qualified (`renewal-not-agreed.pharmacy`).
    public var name: String
    public var value: RuleValue
    /// The first is shown with the value, and beside it the one of the other order.
    public var citations: [Citation]
    /// Where they differ from the edition's own days.
    public var from: LegalDate? = nil
    /// The first day on which the value no longer holds.
    public var until: LegalDate? = nil
}

/// A setting where the texts leave something open (domain, **decision**).
public struct EditionDecision: Hashable, Sendable {
    public var name: String
    public var value: RuleValue
    public var since: LegalDate
    /// Empty where nothing can be cited: the region's own reading.
    public var citations: [Citation]
    public var ground: LocalizedText
}

/// A policy edition of one region: values with citations, and decisions.
public struct EditionDescription: Hashable, Sendable {
    public var id: String
    /// The region for which it holds; `CN` for the national edition.
    public var region: RegionCode
    public var name: LocalizedText
    /// Letters of the documents on which it rests.
    public var basis: [String]
    public var from: LegalDate
    /// The first day on which it no longer holds.
    public var until: LegalDate?
    public var values: [EditionValue]
    public var decisions: [EditionDecision]
    /// Of `lists.yaml` and `scores.yaml` beside the edition's file.
    public var lists: [EditionList] = []
    public var scores: [EditionScores] = []
    /// The file, relative to the federation's folder.
    public var file: String

    /// Both orders where both are cited, because one institution is under one of them; of the articles
    /// of one text the first.
    private func shown(_ citations: [Citation]) -> Citation {
        let editions = Set(citations.map(\.edition))
        let first = citations.first ?? Citation(edition: id, article: "")
        guard editions.contains("N"), editions.contains("P") else { return first }
        var seen: Set<String> = []
        let shown = citations.filter { seen.insert($0.edition).inserted }
        return Citation(joining: shown) ?? first
    }

    /// Values, decisions and items in the form of the rule book.
    public var datedValues: [(name: String, value: DatedValue)] {
        let unnamed = Citation(edition: id, article: "")
        let named = values.map { entry in
            let dated = DatedValue(
                value: entry.value.text, from: entry.from ?? from, to: entry.until ?? until,
                citation: shown(entry.citations), isDecision: false)
            return (name: entry.name, value: dated)
        }
        let decided = decisions.map { entry in
            let dated = DatedValue(
                value: entry.value.text, from: entry.since, to: until,
                citation: shown(entry.citations), isDecision: true,
                ground: Ground(chinese: entry.ground.chinese, english: entry.ground.english))
            return (name: entry.name, value: dated)
        }
        let items = (lists.flatMap(\.parts) + scores.flatMap(\.parts)).map { part in
            let dated = DatedValue(
                value: part.text, from: part.from ?? from, to: part.until ?? until,
                citation: part.citation ?? unnamed, isDecision: false)
            return (name: part.name.description, value: dated)
        }
        return named + decided + items
    }
}

/// A recognition group with the names that people read (S2 7).
public struct GroupDescription: Hashable, Sendable {
    public var id: String
    public var name: LocalizedText
    public var group: RecognitionGroup
}

/// Holidays and make-up days of the published years.
public struct CalendarDescription: Hashable, Sendable {
    public var id: String
    /// Years for which the list is complete; dates in other years are provisional.
    public var years: [Int]
    /// Weekdays that are not worked, with the holiday's name.
    public var daysOff: [LegalDate: String]
    /// Weekend days that are worked, with the name of the holiday they make up for.
    public var workedDays: [LegalDate: String]
}
