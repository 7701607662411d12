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
        for section in Self.weihai + Self.changzhou {
            #expect(hasRow(section), "\(section) has no row")
        }
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

    /// The sections of S3 with the number of their items, and the items of its annexes.
    private static var weihai: [String] {
        let sections: [(String, Int)] = [
            ("三", 2), ("四", 6), ("五", 6), ("十", 9),
        ]
        let items: [(String, Int)] = [
            ("六(一)", 5), ("六(二)", 6), ("七 ¶", 3), ("八(四)", 4), ("八(五)", 2), ("九 ¶", 2),
            ("附件1 ", 8), ("附件1 备注", 4), ("附件2 ", 6), ("附件2 备注", 4),
        ]
        let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九"]
        var all = ["前言", "一", "二", "八(一)", "八(二)", "八(三)", "十一", "附件1 签字", "附件2 签字", "附件3"]
        all += sections.flatMap { section, count in
            numerals.prefix(count).map { "\(section)(\($0))" }
        }
        all += items.flatMap { section, count in (1...count).map { "\(section)\($0)" } }
        return all.map { "S3 \($0)" }
    }

    /// The points of S4 by their headings, lost ones included.
    private static let changzhou = [
        "前言", "总体要求", "原则1", "原则2", "原则3", "原则4", "范围", "范围3", "不予受理1-4", "不予受理5",
        "不予受理6", "定点流程", "申请受理", "组织评估", "初次评估", "联网测试", "监督公示", "签订协议", "结果公布",
        "协议", "协议履行", "协议履行 机构", "规范医药服务行为", "规范医保结算服务", "执行医保收付费政策", "执行集中采购政策", "维护医保信息安全",
        "加强医保政策学习", "完善流程管理", "强化基金管理", "规范违约处理", "完善内控制度", "提供政策培训", "分类管理",
        "信息变更", "协议续签", "中止或终止", "综合考核", "退出机制", "暂停", "解除", "解除(1)", "监管体系", "监督1", "监督2",
        "监督3", "监督4", "监督5", "联合惩戒", "附则1", "附则2", "附则3", "附件1", "附件2", "附件3", "附件4", "附件5",
    ].map { "S4 \($0)" }

    @Test("A row that is shown by display alone says why nothing more is asked")
    func displayOnly() {
        let shown = table.rows.filter { row in
            row.nothing == nil
                && row.tests.allSatisfy { $0 == "edition" || $0 == "EditionEffectTests/shown" }
                && row.tests.contains("EditionEffectTests/shown")
        }
        #expect(shown.count <= 20, "\(shown.count)")
        for row in shown { #expect(row.note.contains("at hand"), "\(row.position)") }
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
