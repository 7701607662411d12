import Designation
import Testing

/// Which value holds, and what it overrules (domain §4.9, §5).
@Suite struct PolicyTests {
    private typealias W = PolicyWorld

    @Test("A qualified name anywhere comes before the plain one; a dash is the national value")
    func qualifiers() {
        var world = PolicyWorld()
        world.set("renewal-not-agreed", "ends", W.nation)
        world.set("renewal-not-agreed.pharmacy", "terminates", W.nation)
        world.set("term", "1y", W.nation)
        world.set("term", "2y", W.province)
        world.set("term", "—", W.city)
        let policy = world.policy()
        #expect(policy.value("renewal-not-agreed")?.text == "ends")
        let pharmacy = policy.value("renewal-not-agreed", qualifiers: ["pharmacy"])
        #expect(pharmacy?.text == "terminates")
        #expect(pharmacy?.name == "renewal-not-agreed.pharmacy")
        #expect(policy.value("term")?.text == "1y")
        #expect(world.policy(W.province).value("term")?.text == "2y")
        #expect(policy.value("unheard-of") == nil)
    }

    @Test("An edition that does not cover a type says nothing about it")
    func covers() {
        var world = PolicyWorld()
        world.set("covers", "medical, pharmacy", W.nation)
        world.set("term", "1y", W.nation)
        world.set("covers", "medical", W.province)
        world.set("term", "2y", W.province)
        world.item("refusals", "local", "甲", W.province)
        let policy = world.policy()
        #expect(policy.value("term", qualifiers: ["medical"])?.text == "2y")
        #expect(policy.value("term", qualifiers: ["pharmacy"])?.text == "1y")
        #expect(policy.list("refusals", qualifiers: ["medical"]).entries.count == 1)
        #expect(policy.list("refusals", qualifiers: ["pharmacy"]).isEmpty)
    }

    @Test("A laxer local value is shown beside the stricter one, which holds until decided")
    func laxer() throws {
        var world = PolicyWorld()
        world.set("bar.persons", "5y", W.nation, article: "12(7)")
        world.set("bar.persons", "3y", W.city, article: "6")
        world.set("bar.breach", "1y", W.nation)
        world.set("bar.breach", "none", W.city)
        world.set("reassessment-after", "3m", W.nation)
        world.set("reassessment-after", "6m", W.city)
        world.set("suspension.voluntary-maximum", "180d", W.nation)
        world.set("suspension.voluntary-maximum", "6m", W.city)
        world.set("laxer-local-value", "stricter-until-decided", W.nation, isDecision: true)
        let bar = try #require(world.policy().value("bar.persons"))
        #expect(bar.isLaxer == true)
        #expect(bar.text == "5y")
        #expect(bar.source == W.nation)
        #expect(bar.local?.value == "3y")
        #expect(bar.national?.value == "5y")
        #expect(bar.decision?.value == "stricter-until-decided")
        #expect(world.policy().value("bar.breach")?.text == "1y")
        // Stricter, and not comparable: the local value holds, the national one is shown.
        let again = try #require(world.policy().value("reassessment-after"))
        #expect(again.isLaxer == false)
        #expect(again.text == "6m")
        #expect(again.national?.value == "3m")
        let longest = try #require(world.policy().value("suspension.voluntary-maximum"))
        #expect(longest.isLaxer == true)
        #expect(longest.text == "180d" && longest.local?.value == "6m")

        world.set("laxer-local-value", "local", W.city, from: "2026-06-01", isDecision: true)
        #expect(world.policy(on: "2026-05-31").value("bar.persons")?.text == "5y")
        let decided = try #require(world.policy().value("bar.persons"))
        #expect(decided.text == "3y")
        #expect(decided.national?.value == "5y")
        #expect(decided.decision?.value == "local")
    }

    @Test("Asked before the end or in writing is laxer than three months ahead (N41, N44)")
    func ahead() throws {
        var world = PolicyWorld()
        world.set("renewal-ahead", "3m", W.nation, article: "41")
        world.set("renewal-ahead", "before-end", W.city)
        world.set("request-ahead", "3m", W.nation, article: "44")
        world.set("request-ahead.suspend", "in-writing", W.city)
        world.set("request-ahead.end", "6m", W.city)
        let renewal = try #require(world.policy().value("renewal-ahead"))
        #expect(renewal.isLaxer == true && renewal.text == "3m")
        #expect(renewal.citation.article == "41")
        // The orders have one time for every request.
        let suspend = try #require(world.policy().value("request-ahead.suspend"))
        #expect(suspend.isLaxer == true && suspend.text == "3m")
        #expect(suspend.local?.value == "in-writing" && suspend.citation.article == "44")
        let end = try #require(world.policy().value("request-ahead.end"))
        #expect(end.isLaxer == false && end.text == "6m")
        world.set("laxer-local-value", "local", W.city, from: "2026-06-01", isDecision: true)
        #expect(world.policy().value("renewal-ahead")?.text == "before-end")
        #expect(world.policy().value("request-ahead.suspend")?.text == "in-writing")
    }

    @Test("A case keeps the edition of its acceptance")
    func keeps() {
        var world = PolicyWorld()
        world.set("assessment-limit", "3m", W.nation)
        world.set("assessment-limit", "2m", W.nation, from: "2026-04-01")
        world.item("conditions", "a", "旧", W.nation)
        world.item("conditions", "a", "新", W.nation, from: "2026-04-01")
        let now = world.policy()
        #expect(now.span("assessment-limit") == RuleSpan("2m"))
        let kept = now.forCase(accepted: World.day("2026-03-31"))
        #expect(kept.span("assessment-limit") == RuleSpan("3m"))
        #expect(kept.list("conditions")["a"]?.item.chinese == "旧")
        #expect(
            now.forCase(accepted: World.day("2026-04-01")).span("assessment-limit")
                == RuleSpan("2m"))
    }

    @Test("A new edition may say that it holds for running cases, or for what is assessed only")
    func runningCases() {
        var world = PolicyWorld()
        world.set("assessment-limit", "3m", W.city)
        world.set("assessment-limit", "2m", W.city, from: "2026-04-01")
        world.set("pass-mark", "90", W.city)
        world.set("pass-mark", "80", W.city, from: "2026-04-01")
        let accepted = World.day("2026-03-01")
        var kept = world.policy().forCase(accepted: accepted)
        #expect(kept.value("pass-mark")?.text == "90")
        world.set("applies-to-running-cases", "assessment-content", W.city, from: "2026-04-01")
        kept = world.policy().forCase(accepted: accepted)
        #expect(kept.value("pass-mark")?.text == "80")
        #expect(kept.value("assessment-limit")?.text == "3m")
        world.set("applies-to-running-cases", "yes", W.city, from: "2026-05-01")
        kept = world.policy().forCase(accepted: accepted)
        #expect(kept.value("assessment-limit")?.text == "2m")
        // Said by an edition that held at acceptance already, it is no word about what came later.
        let later = world.policy().forCase(accepted: World.day("2026-05-02"))
        #expect(later.value("assessment-limit")?.text == "2m")
    }

    @Test("Where higher rules apply at once, a newer national one holds, running cases included")
    func higherRules() {
        var world = PolicyWorld()
        world.set("reassessment-after", "3m", W.nation)
        world.set("reassessment-after", "4m", W.nation, from: "2026-04-01")
        world.set("reassessment-after", "2m", W.province, from: "2023-07-01")
        world.set("term", "1y", W.nation)
        world.set("term", "3y", W.nation, from: "2026-04-01")
        let accepted = World.day("2026-03-01")
        #expect(world.policy().value("reassessment-after")?.local?.value == "2m")
        #expect(world.policy().forCase(accepted: accepted).value("term")?.text == "1y")
        world.set("higher-rules-apply-at-once", "yes", W.province, from: "2023-07-01")
        let policy = world.policy()
        #expect(policy.value("reassessment-after")?.text == "4m")
        #expect(policy.value("reassessment-after")?.local == nil)
        #expect(policy.forCase(accepted: accepted).value("reassessment-after")?.text == "4m")
        #expect(policy.forCase(accepted: accepted).value("term")?.text == "3y")
        let before = world.policy(on: "2026-03-31")
        #expect(before.value("reassessment-after")?.source == W.nation, "stricter until decided")
        #expect(before.value("reassessment-after")?.local?.value == "2m")
    }

    @Test("Lists add, replace, drop, and stand in the order of their articles")
    func lists() {
        var world = PolicyWorld()
        for number in [1, 2, 10] {
            world.item("refusals", "n\(number)", "条\(number)", W.nation, article: "12(\(number))")
        }
        world.item("refusals.pharmacy", "n2", "药", W.nation, article: "12(2)")
        world.item("refusals", "n10", "地方", W.province, article: "3")
        world.item("refusals", "n1", "-", W.province, attributes: [.drop: "yes"])
        let plain = world.policy().list("refusals")
        #expect(plain.entries.map(\.id) == ["n2", "n10"])
        #expect(plain["n10"]?.source == W.province)
        #expect(world.policy(W.nation).list("refusals").entries.map(\.id) == ["n1", "n2", "n10"])
        let pharmacy = world.policy().list("refusals", qualifiers: ["pharmacy"])
        #expect(pharmacy["n2"]?.item.chinese == "药")
        #expect(pharmacy["n2"]?.list == "refusals.pharmacy")

        world.set("list:refusals", "replace", W.city, from: "2026-01-01")
        world.item("refusals", "own", "自有", W.city, from: "2026-01-01")
        #expect(world.policy().list("refusals").entries.map(\.id) == ["own"])
        #expect(world.policy(on: "2025-12-31").list("refusals").entries.count == 2)
    }

    @Test("Chinese numerals and digits of articles are counted as numbers")
    func articleOrder() {
        var world = PolicyWorld()
        let articles = ["四(二)", "四(十)", "十(一)", "十二", "二十", "6(2)", "6(10)"]
        for (index, article) in articles.enumerated() {
            world.item("conditions", "i\(index)", "条", W.nation, article: article)
        }
        let found = world.policy().list("conditions").entries.map(\.citation.article)
        #expect(found == ["四(二)", "四(十)", "6(2)", "6(10)", "十(一)", "十二", "二十"])
    }

    @Test("What is no item is passed over, and a list name that is none is not kept")
    func malformed() {
        var world = PolicyWorld()
        world.set("list:conditions/a", "no item", W.nation)
        world.item("conditions", "b", "乙", W.nation)
        world.set("list:Bad Name/x", "一\none", W.nation)
        #expect(world.policy().list("conditions").entries.map(\.id) == ["b"])
        #expect(world.policy().listNames == ["conditions"])
        #expect(world.book.values[W.nation] == nil, "items do not stand among the values")
    }

    @Test("An edition that ends without a successor is announced, also once it is over")
    func endings() throws {
        var world = PolicyWorld()
        func add(_ id: String, _ region: RegionCode, _ from: String, _ to: String?) {
            world.book.add(
                PolicyEdition(
                    id: id, region: region, titleChinese: id, titleEnglish: id,
                    from: World.day(from), to: to.map(World.day)))
        }
        add("CN", W.nation, "2021-02-01", nil)
        add("A", W.province, "2021-12-01", "2026-12-01")
        let ending = try #require(world.policy().endings().first)
        #expect(ending.lastDay == World.day("2026-11-30"))
        #expect(ending.dayCount == 9)
        #expect(!ending.isOver)
        #expect(world.policy(on: "2026-08-01").endings().isEmpty)
        #expect(world.policy(on: "2026-12-01").endings().first?.isOver == true)
        #expect(world.policy(World.code("530100")).endings().isEmpty, "another province's")
        add("B", W.province, "2026-12-01", nil)
        #expect(world.policy().endings().isEmpty)
    }
}
