import Designation
import Testing

@testable import Web

@Suite struct WordsTests {
    private let catalogue: Catalogue

    init() throws { catalogue = try Catalogue(Resources.strings) }

    private func words(_ language: Language = .english) throws -> Words {
        Words(catalogue: catalogue, language: language, regions: try FakeRegistry().tree)
    }

    /// Every value of the domain has words, so that new cases cannot be forgotten.
    @Test func everyNameHasATextInBothLanguages() {
        var keys = Status.allCases.map { "status-\($0.name)" }
        keys += Status.allCases.map { "explain-\($0.name)" }
        keys += Service.allCases.map { "service-\($0.rawValue)" }
        keys += FundScope.allCases.map { "scope-\($0.rawValue)" }
        keys += InstitutionType.allCases.map { "type-\($0.name)" }
        keys += LicenceScheme.allCases.map { "scheme-\($0.rawValue)" }
        keys += Reason.Rule.allCases.map { "rule-\($0.name)" }
        keys += Standing.WithoutEffect.Why.allCases.map { "without-\($0.name)" }
        keys += ReviewItem.Kind.allCases.map { "review-\($0.rawValue)" }
        keys += StatusAnswer.Doubt.allCases.map { "doubt-\($0.name)" }
        keys += RuleName.allCases.map { "setting-\($0.rawValue)" }
        keys += Duty.Light.allCases.flatMap { ["light-\($0.rawValue)", "due-\($0.rawValue)"] }
        keys += Duty.Ending.allCases.map { "duty-ends-\($0.rawValue)" }
        keys += CaseClock.Responsible.allCases.map { "responsible-\($0.rawValue)" }
        keys += CaseKind.allCases.map { "case-kind-\($0.rawValue)" }
        keys += CaseStage.allCases.flatMap {
            ["case-stage-\($0.rawValue)", "case-note-\($0.rawValue)"]
        }
        keys += CaseOutcome.allCases.map { "case-outcome-\($0.rawValue)" }
        keys += CaseStep.Kind.allCases.map { "case-step-\($0.name)" }
        keys += CaseProblem.Kind.allCases.map { "case-problem-\($0.rawValue)" }
        keys += Proposal.Kind.allCases.map { "case-proposal-\($0.rawValue)" }
        keys += Obligation.Kind.allCases.map { "public-act-\($0.rawValue)" }
        keys += OfficerRole.allCases.map { "role-\($0.rawValue)" }
        keys += NoticeDocument.Kind.allCases.map { "paper-\($0.rawValue)" }
        keys += CaseQuestion.Which.allCases.map { "cases-\($0.rawValue)" }
        keys += Explanation.Link.Kind.allCases.filter { $0 != .act }
            .map { "chain-\($0.rawValue)" }
        keys += CaseFigure.allCases.map { "figure-\($0.rawValue)" }
        keys += RuleUnit.allCases.map { "span-\($0.rawValue)" }
        #expect(keys.filter { !catalogue.contains($0) } == [])
    }

    /// Placeholders are the same in both languages, or one of them would show less.
    @Test func languagesSayTheSame() {
        func names(_ text: String) -> Set<String> {
            Set(text.components("{").dropFirst().compactMap { $0.components("}").first })
        }
        let english = catalogue.all(.english)
        for (key, chinese) in catalogue.all(.chinese) {
            let names = (names(chinese), names(english[key] ?? ""))
            #expect(names.0 == names.1, "\(key)")
        }
    }

    @Test func templatesUseKnownTexts() {
        for (name, template) in Resources.templates {
            for use in template.components("{{t.").dropFirst() {
                let key = use.components("}}")[0]
                let isKnown = catalogue.contains(key)
                #expect(isKnown, "\(name): \(key)")
            }
        }
    }

    /// A line ends neither inside an article nor between a number and what it counts, and elsewhere as before.
    @Test func citationsAreNotTornApart() throws {
        let citation = Citation(edition: "N", article: "44 ¶2")
        #expect(
            UnbrokenText(try words(.chinese).citation(citation)).text
                == "国家医保局令第\u{A0}2\u{A0}号 第\u{A0}44\u{A0}条第\u{A0}2\u{A0}款")
        #expect(
            UnbrokenText(try words().citation(citation)).text
                == "Order No.\u{A0}2, Art.\u{A0}44 para.\u{A0}2")
        #expect(UnbrokenText("还剩 3 天").text == "还剩 3\u{A0}天")
        for text in ["", " ", "第 ", " 号", "2 ", "自 2026-01-01 起", "222401 延吉", "No 2", "a. 2"] {
            #expect(UnbrokenText(text).text == text, "\(text)")
        }
    }

    @Test func datesOfTextStayOnOneLine() {
        func page(_ text: String) -> String {
            String(decoding: UnbrokenDates(Array(text.utf8)).html, as: UTF8.self)
        }
        let date = "2026-11-21"
        let kept = "<span class=\"nb\">\(date)</span>"
        #expect(page("<p>自 \(date) 起</p>") == "<p>自 \(kept) 起</p>")
        #expect(page("\(date) – \(date)") == "\(kept) – \(kept)")
        for text in [
            "<input value=\"\(date)\">", "<a href=\"/due?on=\(date)\">x</a>",
            "<option>\(date)</option>", "<svg><title>\(date)</title></svg>", "1\(date)", "\(date)9",
            "2026-1-21", "", "<", "2026-11-2", "<p",
        ] {
            #expect(page(text) == text, "\(text)")
        }
        #expect(page("<option>\(date)</option>\(date)") == "<option>\(date)</option>\(kept)")
    }

    @Test func momentsAreLegalTime() throws {
        let words = try words()
        #expect(words.moment(FakeRegistry.now) == "2026-11-21 20:04:28")
        #expect(words.moment(FakeRegistry.now, withMilliseconds: true).hasSuffix("28.123"))
        #expect(words.moment(0) == "never")
        #expect(words.ago(FakeRegistry.now - 61_000, now: FakeRegistry.now) == "61 s ago")
        #expect(words.ago(FakeRegistry.now + 9_000, now: FakeRegistry.now) == "just now")
        #expect(words.delay(-3) == "−3 ms")
        #expect(words.delay(95_432) == "+95.4 s")
        #expect(words.number(1_234_567) == "1\u{202F}234\u{202F}567")
    }

    @Test func momentsAreReadStrictly() {
        #expect(Moment.parse("2026-11-21T12:04:28.123Z") == FakeRegistry.now)
        #expect(Moment.parse("2026-11-21T20:04:28.123+08:00") == FakeRegistry.now)
        #expect(Moment.parse("2026-11-21 20:04:28.123") == FakeRegistry.now)
        #expect(Moment.parse("1795262668123") == FakeRegistry.now)
        for text in [
            "", "now", "2026-11-21", "2026-11-21T24:00", "2026-11-21T10:00+8", "-5", "+5", "05",
            "2026-11-21T10:60Z", "2026-11-21T10:00:00.Zx",
        ] {
            #expect(Moment.parse(text) == nil, "\(text)")
        }
    }

    @Test func eventNamesAreReadStrictly() {
        #expect(EventName("a/b/c#12") == EventName(origin: "a/b/c", index: 12))
        #expect(EventName("a/b/c/12") == EventName(origin: "a/b/c", index: 12))
        for text in ["", "a", "a#", "#1", "a#-1", "a#01", "a b#1", "a#99999999999999999999"] {
            #expect(EventName(text) == nil, "\(text)")
        }
    }

    @Test func timelinesStayInsideTheirPicture() throws {
        let registry = try FakeRegistry()
        var timelines = try registry.standing().timelines
        timelines[0].spans[0].from = try FakeRegistry.day("1900-01-01")
        timelines[1].spans[0].to = try FakeRegistry.day("9999-12-31")
        let drawing = TimelineDrawing(timelines, today: FakeRegistry.today)
        for timeline in timelines {
            let bars = drawing.bars(
                timeline, shown: FakeRegistry.today, words: try words(), address: { _ in "/" })
            #expect(!bars.isEmpty)
            for bar in bars {
                let x = try #require(bar["x"] as? String).dropLast()
                #expect((0...100).contains(try #require(Double(x))))
            }
        }
        #expect((2...10).contains(drawing.ticks.count))
        #expect(Percent(1, of: 3).text == "33.33%")
    }
}
