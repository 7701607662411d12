import Designation
import Testing

/// The text in which an item of a list travels.
@Suite struct PolicyItemTests {
    private let golden = """
        正式运营至少三个月
        In operation for at least three months
        cites P 5(1); S2 10
        computed yes
        kind hospital, clinic
        rule running-time
        """

    @Test("An item is written with its attributes in order, and read back the same")
    func goldenText() throws {
        let item = try #require(
            PolicyItem(
                chinese: "正式运营至少三个月", english: "In operation for at least three months",
                attributes: [
                    .rule: "running-time", .computed: "yes", .kind: "hospital, clinic",
                    .cites: "P 5(1); S2 10",
                ]))
        #expect(item.text == golden)
        let read = try #require(PolicyItem(golden))
        #expect(read == item)
        #expect(read.words(.kind) == ["hospital", "clinic"])
        #expect(read.isComputed)
        #expect(!read.isDrop)
        #expect(
            read.furtherCitations == [
                Citation(edition: "P", article: "5(1)"), Citation(edition: "S2", article: "10"),
            ])
        #expect(read.applies(toKind: "clinic", type: .medical))
        #expect(!read.applies(toKind: "pharmacy", type: .pharmacy))
    }

    @Test("What newer software adds is kept and written back")
    func unknownAttributes() throws {
        let text = "一\none\nweather fine\nwithin 10wd"
        let item = try #require(PolicyItem(text))
        #expect(item.text == text)
        #expect(item.within == RuleSpan(count: 10, unit: .workdays))
        #expect(PolicyItem("一\none\nwithin at-once")?.within == nil)
    }

    @Test(
        "Nothing but the canonical text is read",
        arguments: [
            "", "一", "一\n", "\n", "一\none\n", "一\none\nrule", "一\none\nrule ", "一\none\nB x",
            "一\none\nb x\na y", "一\none\na x\na y", "一\none\r\na x", "一\tx\none",
            "一\none\n\u{7F} x",
        ])
    func refused(text: String) {
        #expect(PolicyItem(text) == nil)
    }

    @Test("An item that drops another needs no words; bounds hold on both sides")
    func bounds() {
        #expect(PolicyItem("\n\ndrop yes")?.isDrop == true)
        let most = PolicyItem.maximumByteCount
        let fits = "一\n" + String(repeating: "a", count: most - 4)
        #expect(fits.utf8.count == most)
        #expect(PolicyItem(fits)?.text == fits)
        #expect(PolicyItem(fits + "a") == nil)
        #expect(
            PolicyItem(chinese: "一", english: String(repeating: "a", count: most - 3)) == nil)
        let many = (0..<25).map { "a\(10 + $0) x" }.joined(separator: "\n")
        #expect(PolicyItem("一\none\n" + many) == nil)
    }

    @Test("Names of items divide into list, item and step, and nothing else is one")
    func names() {
        for name in [
            "list:conditions", "list:conditions.medical/running-time", "score:annex-1",
            "score:annex-1/2.1", "score:annex-1/2.1/3",
        ] {
            #expect(PolicyName(name)?.description == name)
        }
        for name in [
            "term", "list:", "list:A", "list:a/", "list:a/b/1", "score:a/b/0", "score:a/b/01",
            "score:a/b/100", "score:a//1", "score:a/b/1/2",
            "list:\(String(repeating: "a", count: 65))",
        ] {
            #expect(PolicyName(name) == nil, "\(name)")
        }
        #expect(PolicyName.family(of: "list:A") == .list)
        #expect(PolicyName.family(of: "lists") == nil)
    }

    @Test("Spans are compared where they can be, and counted by their units")
    func spans() throws {
        func span(_ text: String) throws -> RuleSpan { try #require(RuleSpan(text)) }
        #expect(try span("1y").isLonger(than: span("11m")) == true)
        #expect(try span("180d").isLonger(than: span("6m")) == false)
        #expect(try span("6m").isLonger(than: span("180d")) == true)
        #expect(try span("6m").isLonger(than: span("182d")) == nil)
        #expect(try span("6m").isLonger(than: span("184d")) == false)
        #expect(try span("1y").isLonger(than: span("365d")) == true)
        #expect(try span("366d").isLonger(than: span("1y")) == true)
        #expect(try span("365d").isLonger(than: span("1y")) == false)
        #expect(try span("20wd").isLonger(than: span("20d")) == nil)
        for text in ["", "d", "5", "5w", "12345d", "-1d", "５d", "5wdx"] {
            #expect(RuleSpan(text) == nil, "\(text)")
        }
        let calendar = WorkCalendar(publishedYears: [2026])
        // 2026-05-31 is a Sunday; a term does not move, an act does.
        let start = World.day("2025-11-30")
        let plain = try span("6m").lastDay(from: start, calendar: calendar, moving: false)
        #expect(plain.day == World.day("2026-05-30"))
        let moved = try span("6m").lastDay(from: start, calendar: calendar, moving: true)
        #expect(moved.day == World.day("2026-06-01"))
    }
}
