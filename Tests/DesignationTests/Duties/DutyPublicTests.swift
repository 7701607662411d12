import Testing

@testable import Designation

/// Duties that every node of the area finds in public facts, without any case.
@Suite("Duties from public facts")
struct DutyPublicTests {
    private static let calendar = WorkCalendar(publishedYears: [2025, 2026])

    private var book: RuleBook {
        var world = PolicyWorld()
        world.book = World.rules()
        world.set("renewal-ahead", "3m", PolicyWorld.nation, article: "41")
        world.set("suspension.voluntary-maximum", "180d", PolicyWorld.nation, article: "42")
        world.set("terminations-published", "yes", PolicyWorld.nation, article: "43")
        world.set("publish-within", "10wd", World.code("320400"), article: "7")
        world.set("publish-within", "not-set", PolicyWorld.nation, article: "11")
        for item in ["suspension", "termination"] {
            world.item(
                "reports", item, item, PolicyWorld.nation, article: "49",
                attributes: [.to: "department", .within: "at-once"])
        }
        return world.book
    }

    private func finder(_ on: String, sees: Bool = true) -> DutyFinder {
        DutyFinder(
            day: World.day(on), calendar: Self.calendar, rules: book, regions: World.tree,
            seesCases: { _ in sees })
    }

    private func duties(
        _ history: History, _ on: String, area: String = "220000", sees: Bool = true,
        case state: CaseState? = nil
    ) -> [DutyList.Entry] {
        var finder = finder(on, sees: sees)
        if let state { finder.take(state, of: [1]) }
        finder.take(history.standing(area)) { history.facts }
        return finder.list().entries
    }

    @Test("Renewal is to be asked for three months ahead (N41), seen for sixty days before")
    func renewal() throws {
        var history = History()
        history.register("220100", "2026-01-01")
        let agreement = history.sign("220100", "2026-01-01", "2027-01-01")
        #expect(duties(history, "2026-07-31").isEmpty)
        let early = try #require(duties(history, "2026-08-01").first)
        #expect(early.duty.rule == "renewal-ahead")
        #expect(early.duty.lastDay == World.day("2026-09-30"))
        #expect(early.duty.responsible == .institution)
        #expect(early.duty.ending == .renewalAsked)
        #expect(early.duty.citation == cited("N 41"))
        #expect(early.duty.subject == .event(agreement))
        #expect(early.light == .green)
        #expect(duties(history, "2026-09-18").first?.light == .amber)
        #expect(duties(history, "2026-10-01").first?.light == .red)
        #expect(duties(history, "2027-01-01").isEmpty, "with the term it is over")
        history.write(
            "220100", .register, "2026-10-10",
            .renewed(agreement: agreement, until: World.day("2028-01-01")))
        #expect(duties(history, "2026-10-12").isEmpty, "renewed")
    }

    @Test("A case that asks for renewal ends the duty; a node without the case says so")
    func renewalAsked() throws {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        var asked = CaseWorld(.jilin, .renewal)
        asked.office = World.code("220100")
        asked.step(.received, "2026-09-10")
        let found = duties(history, "2026-09-11", case: try asked.state("2026-09-11"))
        #expect(!found.contains { $0.duty.rule == "renewal-ahead" })
        #expect(duties(history, "2026-09-11").first?.duty.isBlind == false)
        #expect(duties(history, "2026-09-11", sees: false).first?.duty.isBlind == true)
    }

    @Test("A suspension is reported at once (N49): the day itself, or the next working day")
    func reported() throws {
        var history = History()
        history.sign("220100", "2026-01-01", "2028-01-01")
        // A Saturday.
        let event = history.suspend("220100", "2026-03-07")
        let found = try #require(duties(history, "2026-03-09").first)
        #expect(found.duty.rule == "filing/suspension")
        #expect(found.duty.subject == .event(event))
        #expect(found.duty.lastDay == World.day("2026-03-09"))
        #expect(found.duty.citation == cited("N 49"))
        #expect(found.light == .amber)
        #expect(duties(history, "2026-03-10").first?.light == .red)
        // What was filed stands in a case; without one the list lets go after ninety days.
        #expect(duties(history, "2026-06-07").count == 1)
        #expect(duties(history, "2026-06-08").isEmpty)
        #expect(duties(history, "2026-03-06").isEmpty, "not before it happened")
        #expect(duties(history, "2026-03-09", area: "530000").isEmpty, "each area its own acts")
    }

    @Test("The case that carries the suspension out speaks for it, filed or not")
    func reportedInCase() throws {
        var history = History()
        history.sign("220100", "2026-01-01", "2028-01-01")
        history.suspend("220100", "2026-03-05")
        var world = CaseWorld(.jilin, .enforcement)
        world.office = World.code("220100")
        world.extra = [
            (
                "CN", "list:reports/suspension", "报告\nReport\nto department\nwithin at-once",
                "2021-02-01"
            )
        ]
        world.step(.finding, "2026-03-04") { $0.items = ["grave-risk"] }
        world.step(.measure, "2026-03-05") { $0.items = ["suspend"] }
        var found = duties(history, "2026-03-05", case: try world.state("2026-03-05")).filter {
            $0.duty.rule == "filing/suspension"
        }
        #expect(found.map(\.duty.subject) == [.casework([1])], "once, from the case")
        world.step(.filed, "2026-03-05") {
            $0.items = ["suspension"]
            $0.parties = ["department"]
        }
        found = duties(history, "2026-03-09", case: try world.state("2026-03-09")).filter {
            $0.duty.rule == "filing/suspension" && $0.duty.ending == .filed
        }
        #expect(found.isEmpty)
    }

    @Test("A termination is reported and published (N43, N49)")
    func terminated() {
        var history = History()
        history.sign("220100", "2026-01-01", "2028-01-01")
        history.terminate("220100", "2026-03-05")
        let rules = duties(history, "2026-03-05").map(\.duty.rule)
        #expect(rules == ["filing/termination", "terminations-published"])
        let publish = duties(history, "2026-03-05").last?.duty
        #expect(publish?.lastDay == nil)
        #expect(publish?.citation == cited("N 43"))
    }

    @Test("A suspension on own request must end within 180 days (N42)")
    func voluntary() throws {
        var history = History()
        history.sign("220100", "2026-01-01", "2028-01-01")
        let event = history.suspend("220100", "2026-01-10", ownRequest: true)
        let found = try #require(
            duties(history, "2026-06-01").first {
                $0.duty.rule == "suspension.voluntary-maximum"
            })
        #expect(found.duty.lastDay == World.day("2026-07-09"))
        #expect(found.light == .green)
        #expect(duties(history, "2026-06-03").contains { $0.light == .amber }, "a fifth is left")
        #expect(
            !duties(history, "2026-07-10").contains {
                $0.duty.rule == "suspension.voluntary-maximum"
            }, "the agreement has ended")
        history.resume("220100", "2026-06-15", event)
        #expect(!duties(history, "2026-06-16").contains { $0.duty.rule.contains("voluntary") })
    }

    @Test("Suspensions on own request that adjoin are one for the 180 days (N42 ¶2)")
    func joined() throws {
        var history = History()
        history.sign("220100", "2026-01-01", "2028-01-01")
        history.suspend("220100", "2026-01-10", until: "2026-04-01", ownRequest: true)
        history.suspend("220100", "2026-04-01", ownRequest: true)
        let found = try #require(
            duties(history, "2026-06-01").first {
                $0.duty.rule == "suspension.voluntary-maximum"
            })
        #expect(found.duty.lastDay == World.day("2026-07-09"), "from 10 January")
    }

    @Test("A suspension with an end lifts by itself, or in Changzhou on application (S4)")
    func until() throws {
        var history = History()
        history.sign("220100", "2026-01-01", "2028-01-01")
        history.suspend("220100", "2026-03-02", until: "2026-05-01")
        let rule = "suspension.imposed-lifts-by-itself"
        let plain = try #require(duties(history, "2026-04-01").first { $0.duty.rule == rule })
        #expect(plain.duty.lastDay == World.day("2026-04-30"))
        #expect(plain.duty.ending == .time)
        #expect(plain.light == .green)

        var city = History()
        city.place = "320400"
        city.sign("320402", "2026-01-01", "2028-01-01")
        city.suspend("320402", "2026-03-02", until: "2026-05-01")
        let asked = try #require(
            duties(city, "2026-05-05", area: "320000").first { $0.duty.rule == rule })
        #expect(asked.duty.ending == .resumptionAsked)
        #expect(asked.light == .red, "nothing lifts it but an application")
    }

    @Test("Changzhou publishes within ten working days of signing (S4); elsewhere no number")
    func published() throws {
        var city = History()
        city.place = "320400"
        city.sign("320402", "2026-03-02", "2028-03-02")
        let found = try #require(duties(city, "2026-03-03", area: "320000").first)
        #expect(found.duty.rule == "publish-within")
        #expect(found.duty.lastDay == World.day("2026-03-16"))
        #expect(found.duty.region == World.code("320402"))
        var other = History()
        other.sign("220100", "2026-03-02", "2028-03-02")
        #expect(duties(other, "2026-03-03").isEmpty)
        // Signed anew at the end of the term it is published already; with more services it is not.
        for (services, isAsked) in [([Service.outpatient], false), ([.outpatient, .care], true)] {
            var again = History()
            again.place = "320400"
            again.sign("320402", "2024-03-02", "2026-03-02", services: [.outpatient])
            again.sign("320402", "2026-03-02", "2028-03-02", services: services)
            let rules = duties(again, "2026-03-03", area: "320000").map(\.duty.rule)
            #expect(rules.contains("publish-within") == isAsked)
        }
    }

    @Test("What waits for review is due; resolved or later items are not")
    func review() {
        var finder = finder("2026-03-10")
        func item(_ number: UInt64, resolution: String? = nil) -> ReviewItem {
            ReviewItem(
                key: "double-signing,\(number)", kind: .doubleSigning,
                institution: World.hospital, events: [], citations: [cited("S2 23(5)")],
                region: World.code("220100"), resolution: resolution)
        }
        finder.take(item(1), since: World.day("2026-03-01"))
        finder.take(item(2, resolution: "kept"), since: World.day("2026-03-01"))
        finder.take(item(3), since: World.day("2026-03-11"))
        let duties = finder.list().entries.map(\.duty)
        #expect(duties.map(\.subject) == [.review("double-signing,1")])
        #expect(duties.first?.rule == "review/double-signing")
    }

    @Test("Shanghai's edition ends on 2026-11-30 without a successor (domain §3)")
    func editions() throws {
        var book = book
        book.add(
            PolicyEdition(
                id: "SH-2021", region: World.code("220000"), titleChinese: "沪", titleEnglish: "SH",
                from: World.day("2021-12-01"), to: World.day("2026-12-01")))
        func light(_ on: String) -> Duty.Light? {
            var finder = DutyFinder(
                day: World.day(on), calendar: Self.calendar, rules: book, regions: World.tree)
            finder.takeEditions()
            let part = finder.list().part(of: World.code("220102"), in: World.tree)
            return part.entries.first?.light
        }
        #expect(light("2026-09-01") == nil)
        #expect(light("2026-09-02") == .green)
        #expect(light("2026-11-12") == .amber)
        #expect(light("2026-11-30") == .amber)
        #expect(light("2026-12-01") == .red)
        book.add(
            PolicyEdition(
                id: "SH-2026", region: World.code("220000"), titleChinese: "沪", titleEnglish: "SH",
                from: World.day("2026-12-01"), to: nil))
        #expect(light("2026-11-30") == nil, "the next one is published")
    }
}
