import Foundation
import Testing

@testable import Node

/// `nodes/articles*.yaml` says of every article where it stands and which test shows it. These tests
/// keep that true: a name that does not exist fails, and an article without a row fails.
@Suite("Table of articles")
struct ArticleTableTests {
    let table: ArticleTable
    let checks: ArticleChecks
    let documents: [SourceDocument]

    init() throws {
        let federation = try FederationFolder.load(projectNodes)
        documents = federation.documents
        var areas: Set<String> = []
        for edition in federation.editions {
            areas.insert(String(edition.file.prefix { $0 != "/" }))
        }
        table = try ArticleTable(folder: projectNodes)
        checks = try ArticleChecks(
            root: URL(fileURLWithPath: projectNodes).deletingLastPathComponent(),
            index: try EditionIndex(folder: projectNodes, areas: areas.sorted()))
    }

    @Test("Whatever a row names exists, and the entries that it names cite its article")
    func namesExist() {
        #expect(table.rows.count > 200)
        for row in table.rows {
            let problems = checks.problems(of: row)
            #expect(problems.isEmpty, "\(row.position): \(problems.joined(separator: "; "))")
        }
    }

    @Test("Every numbered article has its row, and no row stands twice")
    func everyArticle() {
        for document in documents {
            guard let count = document.articleCount else { continue }
            for number in 1...count {
                let article = document.id + (document.id.count == 2 ? " " : "") + "\(number)"
                #expect(hasRow(article), "\(article) has no row")
            }
        }
        let points = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
        let further = ["十一", "十二", "十三", "十四", "文末"]
        for point in points { #expect(hasRow("S0 \(point)"), "S0 \(point) has no row") }
        for point in points + further { #expect(hasRow("S1 \(point)"), "S1 \(point) has no row") }
        var seen: Set<String> = []
        for row in table.rows {
            #expect(seen.insert(row.article).inserted, "\(row.position) stands twice")
        }
        #expect(Set(table.rows.map(\.document)) == Set(documents.map(\.id)))
    }

    @Test("Every article that an entry of an edition cites has its row")
    func citedArticles() {
        for citation in checks.index.allCitations.sorted() {
            #expect(
                table.rows.contains { ArticleChecks.meet($0.article, citation) },
                "\(citation) is cited and has no row")
        }
    }

    @Test("The numbered grounds of the orders have rows of their own")
    func numberedGrounds() {
        let counts = [
            "N5": 6, "N6": 6, "N7": 6, "N9": 5, "N12": 9, "N38": 6, "N42": 4, "N43": 14,
            "P5": 7, "P6": 8, "P8": 6, "P11": 7, "P35": 4, "P39": 4, "P40": 17,
        ]
        let articles = Set(table.rows.map(\.article))
        for (article, count) in counts {
            for number in 1...count {
                #expect(articles.contains("\(article)(\(number))"), "\(article)(\(number))")
            }
        }
    }

    @Test("Every row names a test")
    func testsAreNamed() {
        let open = table.rows.filter { $0.nothing == nil && $0.tests.isEmpty }.map(\.article)
        #expect(open.isEmpty, "\(open.joined(separator: ", "))")
    }

    @Test(
        "A row that names what does not exist is found",
        arguments: [
            (ArticleRow.Place.edition, "refusals.medical/no-such-item"),
            (.edition, "refusals.medical/breach"), (.rule, "no-such-rule"),
            (.event, "no-such-event"), (.document, "protocol/no-such-file.md"),
            (.document, "../Package.swift"),
        ])
    func wrongPlaces(_ place: ArticleRow.Place, _ name: String) {
        // The item exists, but cites another article.
        let row = ArticleRow(
            article: "N12(1)", places: [(place, name)], tests: [], nothing: nil, position: "")
        #expect(checks.problems(of: row).count == 1)
    }

    @Test(
        "A row that names a test that does not exist is found",
        arguments: [
            "LifeTests/noSuchTest", "NoSuchTests/emergency", "LifeTests", "LifeTests/",
            "nodes/no-such-scenario.yaml", "nodes/federation.yaml#no-such-step",
        ])
    func wrongTests(_ test: String) {
        let right = (ArticleRow.Place.edition, "refusals.medical/non-basic-scope")
        var row = ArticleRow(
            article: "N12(1)", places: [right], tests: ["edition", "LifeTests/emergency"],
            nothing: nil, position: "")
        #expect(checks.problems(of: row).isEmpty)
        row.tests = [test]
        #expect(checks.problems(of: row).count == 1, "\(test)")
    }

    @Test("Citations meet when one is a part of the other")
    func parts() {
        for (one, other) in [
            ("N9", "N9(1)"), ("S1 三", "S1 三 ¶2"), ("S0 六(二)", "S0 六"), ("S3 八(四)", "S3 八(四)4"),
        ] {
            #expect(ArticleChecks.meet(one, other))
        }
        for (one, other) in [("N1", "N12"), ("S1 十", "S1 十一"), ("N9(1)", "N9(2)"), ("", "N9")] {
            #expect(!ArticleChecks.meet(one, other))
        }
    }

    private func hasRow(_ article: String) -> Bool {
        table.rows.contains {
            $0.article.count >= article.count && ArticleChecks.meet($0.article, article)
        }
    }
}
