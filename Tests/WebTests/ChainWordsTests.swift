import Designation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

/// How an answer came about, in sentences of both languages, and on the page.
@Suite struct ChainWordsTests {
    private func lines() throws -> [ExplanationWords.Line] {
        try ExplanationWords(regions: try FakeRegistry().tree)
            .lines(FakeRegistry.chain, asked: nil)
    }

    @Test func everyLinkSaysDayAgencyActAndArticle() throws {
        let lines = try lines()
        #expect(
            lines[0].text.chinese
                == "2026-03-01 长春市医保经办机构：中止医保协议：演示，至 2026-03-31 前"
                + "，在本地同时生效（依据：国家医保局令第 2 号 第 42 条）")
        #expect(lines[0].text.english.hasPrefix("2026-03-01 agency of Changchun: "))
        #expect(lines[0].text.english.hasSuffix("(Order No. 2, Art. 42)"))
        #expect(lines[1].text.chinese.contains("中止期满，按规定自行结束"))
        #expect(lines[2].text.chinese.contains("不是定点机构（依据：国家医保局令第 2 号 第 51 条）——本答复据此"))
        #expect(lines[2].text.english.hasSuffix("(Order No. 2, Art. 51) – this decides"))
    }

    /// A city signs and suspends for its districts: whoever asks who did it is told the city.
    @Test func whoeverWroteItIsNamedBesideTheRegion() throws {
        var link = FakeRegistry.chain[0]
        link.agency = link.region
        link.region = try FakeRegistry.code("229900")
        let words = try ExplanationWords(regions: try FakeRegistry().tree)
        let text = try #require(words.lines([link], asked: nil).first).text
        #expect(text.chinese.hasPrefix("2026-03-01 长春市医保经办机构（就"), "\(text)")
        #expect(text.english.hasPrefix("2026-03-01 agency of Changchun for "))
    }

    @Test func aDecisionTellsItsDayItsGroundAndWhatTheOrdersSay() throws {
        let setting = try #require(try lines()[1].settings.first)
        #expect(
            setting.chinese
                == "所用决策项：有期限的中止到期是否自动恢复——是，自 2021-02-01 起。"
                + "（依据：国家医保局令第 2 号 第 42 条、国家医保局令第 3 号 第 39 条）"
                + " 理由：文本未要求另行申请。"
                + " 国家规定与此不同：否（国家医保局令第 2 号 第 42 条）。")
        #expect(setting.english.contains("since 2021-02-01"))
        #expect(setting.english.contains("Ground: The text asks for no application."))
        #expect(setting.english.contains("The national orders say otherwise: no (Order No. 2"))
    }

    @Test func aJointCitationIsEachOfItsArticles() throws {
        let words = Words(
            catalogue: try Catalogue(Resources.strings), language: .chinese,
            regions: try FakeRegistry().tree)
        #expect(
            words.citation(Citation(edition: "N", article: "8; P 7"))
                == "国家医保局令第 2 号 第 8 条、国家医保局令第 3 号 第 7 条")
    }

    @Test(arguments: [("zh", "经过", "理由：文本未要求另行申请。"), ("en", "How it came to this", "Ground: ")])
    func thePageHasTheChain(language: String, title: String, ground: String) async throws {
        try await withWeb(try FakeBackend()) { client in
            let response = try await client.execute(
                uri: "/institutions/practice-licence:220100:PDY22010017A1001?region=229900"
                    + "&on=2026-06-01&lang=\(language)", method: .get)
            let page = String(buffer: response.body)
            #expect(page.contains("<h3>\(title)</h3>"))
            #expect(page.contains(ground))
            #expect(page.contains("class=\"deciding\""))
        }
    }
}
