import Designation
import Federation
import Testing

@testable import Node

/// Lists and score tables as files (nodes/README.md).
@Suite("lists.yaml and scores.yaml")
struct ListFilesTests {
    private func reader() -> EditionReader { EditionReader(folder: "", takesAnyDocument: true) }

    private func lists(_ text: String) throws -> [EditionList] {
        try reader().readLists(
            try YAMLFile(path: "lists.yaml", bytes: Array(text.utf8)).root, edition: "E-1")
    }

    private func scores(_ text: String) throws -> [EditionScores] {
        try reader().readScores(
            try YAMLFile(path: "scores.yaml", bytes: Array(text.utf8)).root, edition: "E-1")
    }

    @Test("An item keeps its words, citations, attributes and days")
    func list() throws {
        let found = try lists(
            """
            edition: E-1
            lists:
              refusals.pharmacy:
                mode: replace
                citation: P11
                items:
                  fraud:
                    zh: 弄虚作假
                    en: Fraud
                    citation: [P11(2), N12(4)]
                    kind: [pharmacy, online-pharmacy]
                    bar: bar.fraudulent-application
                    computed: yes
                    to: [department]
                    within: 1 workday
                    from: 2026-01-01
                    through: 2026-12-31
                  plain: {zh: 其他, en: Other}
            """)
        let list = try #require(found.first)
        #expect(list.name == "refusals.pharmacy")
        #expect(list.replaces)
        #expect(list.items.map(\.id) == ["fraud", "plain"])
        let item = list.items[0]
        #expect(item.citation == Citation(edition: "P", article: "11(2)"))
        #expect(item.item.furtherCitations == [Citation(edition: "N", article: "12(4)")])
        #expect(item.item[.bar] == "bar.fraudulent-application")
        #expect(item.item.within == RuleSpan(count: 1, unit: .workdays))
        #expect(item.until == LegalDate("2027-01-01"))
        #expect(list.items[1].citation == Citation(edition: "P", article: "11"))
        #expect(list.parts.map(\.name.description).first == "list:refusals.pharmacy")
    }

    @Test(
        "A slip is refused with its line",
        arguments: [
            ("lists: {nonsense: {items: {}}}", 2),
            ("lists: {refusals.nonsense: {items: {}}}", 2),
            ("lists: {refusals: {items: {Bad: {zh: 一, en: one}}}}", 2),
            ("lists: {refusals: {items: {a: {zh: 一}}}}", 2),
            ("lists: {refusals: {items: {a: {zh: 一, en: one, kind: elephant}}}}", 2),
            ("lists: {refusals: {items: {a: {zh: 一, en: one, rule: nonsense}}}}", 2),
            ("lists: {refusals: {items: {a: {zh: 一, en: one, bar: term}}}}", 2),
            ("lists: {refusals: {items: {a: {zh: 一, en: one, within: soon}}}}", 2),
            ("lists: {refusals: {items: {a: {zh: 一, en: one, roles: [king]}}}}", 2),
            ("lists: {refusals: {mode: mix, items: {}}}", 2),
            (
                "lists: {refusals: {items: {a: {zh: 一, en: one, from: 2026-02-01, "
                    + "through: 2026-01-01}}}}", 2
            ),
        ])
    func slips(text: String, line: Int) {
        let error = #expect(throws: ConfigurationError.self) {
            _ = try lists("edition: E-1\n" + text)
        }
        #expect(error?.line == line)
    }

    @Test("A part of another edition is refused")
    func otherEdition() {
        #expect(throws: ConfigurationError.self) { _ = try lists("edition: E-2\nlists: {}") }
    }

    private static let table = """
        edition: E-1
        tables:
          annex:
            name: {zh: 表, en: Table}
            citation: S3 附件1
            full: 30
            pass: 27
            items:
              "1": {zh: 一, en: one, knock-out: yes}
              "2": {zh: 二, en: two, points: 10, cap: 5, each: 2, per: 每缺一项 / each missing}
              "3":
                section: {zh: 节, en: Section}
                zh: 三
                en: three
                points: 20
                steps:
                  - {zh: 半, en: half, give: 10}
                  - {zh: 无, en: nothing, all: yes}
        """

    @Test("A score table travels as values and comes out the same")
    func table() throws {
        let table = try #require(try scores(Self.table).first)
        var book = RuleBook()
        let from = try #require(LegalDate("2026-01-01"))
        let national = try #require(RuleBook.national)
        for part in table.parts {
            book.add(
                DatedValue(
                    value: part.text, from: from, to: nil,
                    citation: part.citation ?? Citation(edition: "", article: ""),
                    isDecision: false),
                named: part.name.description, for: national)
        }
        let policy = Policy(region: national, day: from, rules: book, regions: RegionTree())
        let read = try #require(policy.scoreTable("annex"))
        #expect(read.pass == 27)
        #expect(read["2"]?.cap == 5)
        #expect(read["2"]?.steps.map(\.effect) == [.each(2)])
        #expect(read["2"]?.steps.first?.english == "each missing")
        #expect(read["3"]?.sectionEnglish == "Section")
        #expect(read["3"]?.steps.map(\.effect) == [.give(10), .all])
        #expect(read["1"]?.isKnockOut == true)
    }

    @Test("Points that do not add up, and steps with two effects, are refused")
    func badTables() {
        let short = Self.table.replacing("full: 30", with: "full: 31")
        #expect(throws: ConfigurationError.self) { _ = try scores(short) }
        let twice = Self.table.replacing("give: 10", with: "give: 10, take: 2")
        #expect(throws: ConfigurationError.self) { _ = try scores(twice) }
        let high = Self.table.replacing("cap: 5", with: "cap: 11")
        #expect(throws: ConfigurationError.self) { _ = try scores(high) }
    }

    @Test("Editions are cut into parts that an entry can hold, and nothing is lost")
    func parts() throws {
        let federation = try FederationFolder.load(projectNodes)
        var book = RuleBook()
        for edition in federation.editions {
            let parts = edition.directoryParts
            #expect(parts.map(\.part) == Array(0..<UInt32(parts.count)))
            for part in parts {
                let draft = try EntryDraft.directory(.edition(part), effective: edition.from)
                #expect(draft.stream == .directory)
                #expect(part.values.count <= 1024)
                let size = part.values.reduce(0) {
                    $0 + $1.name.utf8.count + $1.value.value.utf8.count
                }
                #expect(size < 48_000, "\(edition.id) \(part.part)")
                for value in part.values {
                    #expect(value.name.utf8.count <= 128)
                    book.add(value.value, named: value.name, for: part.region)
                }
            }
        }
        #expect(book.parts == federation.ruleBook.parts)
        for region in book.parts.values {
            for (list, items) in region {
                for (id, values) in items where !id.isEmpty {
                    for value in values {
                        #expect(PolicyItem(value.value) != nil, "\(list)/\(id)")
                    }
                }
            }
        }
    }
}
