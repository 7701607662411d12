import Testing

@testable import Designation

/// Reports and filings as duties, in cases and from public acts: each value of an edition changes who has
/// to hand in what, and by when.
@Suite("Duties: what is filed and reported")
struct ReportDutyTests {
    private typealias Value = (name: String, value: String, region: RegionCode)
    private static let calendar = WorkCalendar(publishedYears: [2025, 2026])
    private static let city = World.code("320400")

    private func book(_ values: [Value]) -> RuleBook {
        var world = PolicyWorld()
        world.book = World.rules()
        world.set("renewal-ahead", "3m", PolicyWorld.nation, article: "41")
        for item in ["suspension", "termination"] {
            world.item(
                "reports", item, item, PolicyWorld.nation, article: "49",
                attributes: [.to: "department", .rule: "measures-reported"])
        }
        world.item(
            "filings", "agreement-signed", "签订", PolicyWorld.nation, article: "10",
            attributes: [.to: "department", .rule: "signed-list-filed"])
        world.item(
            "reports", "terminations-regular", "汇总", PolicyWorld.province, article: "31",
            attributes: [.to: "department", .rule: "terminations-reported"])
        world.item(
            "reports", "major-matters", "重大事项", Self.city,
            attributes: [.to: "city-agency", .rule: "major-matters-reported"])
        for (name, value, region) in values { world.set(name, value, region, article: name) }
        return world.book
    }

    private func duties(
        _ history: History, _ on: String, area: String = "220000", _ values: [Value] = []
    ) -> [Duty] {
        var finder = DutyFinder(
            day: World.day(on), calendar: Self.calendar, rules: book(values), regions: World.tree)
        finder.take(history.standing(area)) { history.facts }
        return finder.list().entries.map(\.duty)
    }

    private func terminated(_ region: String, on day: String) -> History {
        var history = History()
        history.place = region
        history.sign(region, "2025-01-01", "2028-01-01")
        history.terminate(region, day)
        return history
    }

    private static let times: [(value: String, last: String?)] = [
        ("at-once", "2026-03-09"), ("3wd", "2026-03-11"), ("monthly", "2026-03-31"),
        ("quarterly", "2026-03-31"), ("yearly", "2026-12-31"), ("regularly", nil),
    ]

    @Test("measures-reported says by when (N49, P46)", arguments: times)
    func measures(_ value: String, _ last: String?) throws {
        // A Saturday.
        let history = terminated("220100", on: "2026-03-07")
        let found = duties(
            history, "2026-03-09", [("measures-reported", value, PolicyWorld.nation)])
        let duty = try #require(found.first { $0.rule == "filing/termination" })
        #expect(duty.lastDay == last.map(World.day))
        #expect(duty.value == value)
        #expect(duty.citation == cited("N 49"))
        // A region's own value is cited, not the item of the nation.
        let local = duties(
            history, "2026-03-09", [("measures-reported", value, PolicyWorld.province)])
        #expect(
            local.first { $0.rule == "filing/termination" }?.citation
                == cited("S2 measures-reported"))
    }

    @Test("terminations-reported: collected besides, where the edition says so (S2 31)")
    func terminations() {
        let history = terminated("220100", on: "2026-03-06")
        #expect(
            !duties(history, "2026-03-09").contains { $0.rule == "filing/terminations-regular" })
        let rules = duties(
            history, "2026-03-09", [("terminations-reported", "regularly", PolicyWorld.province)])
        let duty = rules.first { $0.rule == "filing/terminations-regular" }
        #expect(duty?.lastDay == nil)
        #expect(duty?.responsible == .office)
        #expect(duty?.ending == .filed)
        let monthly = duties(
            history, "2026-03-09", [("terminations-reported", "monthly", PolicyWorld.province)])
        #expect(
            monthly.first { $0.rule == "filing/terminations-regular" }?.lastDay
                == World.day("2026-03-31"))
        var suspended = History()
        suspended.sign("220100", "2025-01-01", "2028-01-01")
        suspended.suspend("220100", "2026-03-06")
        let other = duties(
            suspended, "2026-03-09", [("terminations-reported", "monthly", PolicyWorld.province)])
        #expect(other.map(\.rule) == ["filing/suspension"])
    }

    @Test("major-matters-reported: a district tells its city what is major (S4)")
    func majorMatters() {
        let reported: Value = ("major-matters-reported", "city-agency", Self.city)
        let major: Value = ("major-matters", "termination", Self.city)
        func found(_ history: History, _ values: [Value]) -> Bool {
            duties(history, "2026-03-09", area: "320000", values)
                .contains { $0.rule == "filing/major-matters" }
        }
        let district = terminated("320402", on: "2026-03-06")
        #expect(found(district, [reported, major]))
        #expect(!found(district, [major]))
        #expect(!found(district, [reported, ("major-matters", "suspension", Self.city)]))
        #expect(!found(terminated("320400", on: "2026-03-06"), [reported, major]), "not to itself")
        var asked = History()
        asked.place = "320402"
        asked.sign("320402", "2025-01-01", "2028-01-01")
        asked.terminate("320402", "2026-03-06", ownRequest: true)
        #expect(!found(asked, [reported, major]), "only what is imposed")
    }

    @Test("signed-list-filed: whoever signs files it (N10, P9, S4)")
    func signedList() throws {
        var history = History()
        let agreement = history.sign("220100", "2026-03-02", "2028-03-02")
        let filed: Value = ("signed-list-filed", "yes", PolicyWorld.nation)
        let duty = try #require(duties(history, "2026-03-09", [filed]).first)
        #expect(duty.rule == "filing/agreement-signed")
        #expect(duty.subject == .event(agreement))
        #expect(duty.citation == cited("N 10"))
        #expect(
            duties(history, "2026-03-09", [("signed-list-filed", "no", PolicyWorld.nation)])
                .isEmpty)
        #expect(duties(history, "2026-03-09").isEmpty)
        #expect(duties(history, "2026-05-31", [filed]).count == 1)
        #expect(duties(history, "2026-06-01", [filed]).isEmpty, "what nobody can trace is let go")
    }

    @Test("renewal-organised-by-agency: asked too late, it is the agency's turn (N41, P38)")
    func organised() throws {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        let rule = "renewal-organised-by-agency"
        let organised: Value = (rule, "yes", PolicyWorld.nation)
        #expect(!duties(history, "2026-09-30", [organised]).contains { $0.rule == rule })
        let duty = try #require(
            duties(history, "2026-10-01", [organised]).first { $0.rule == rule })
        #expect(duty.responsible == .office)
        #expect(duty.lastDay == World.day("2026-12-31"))
        #expect(
            !duties(history, "2026-10-01", [(rule, "no", PolicyWorld.nation)])
                .contains { $0.rule == rule })
    }

    // MARK: In cases

    private func items(
        _ kind: CaseKind, _ values: [(String, String)], at region: RegionCode? = nil,
        _ play: (inout CaseWorld) -> Void
    ) throws -> [String] {
        var world = CaseWorld(.changzhou, kind)
        if let region { world.office = region }
        world.extra = values.map { ("320400", $0.0, $0.1, "2021-02-01") }
        play(&world)
        return try world.state("2026-03-10").filings.map(\.item)
    }

    private static let lists = [
        (
            "list:reports/terminations-regular",
            "汇总\nCollected\nrule terminations-reported\nto department"
        ),
        (
            "list:reports/major-matters",
            "重大事项\nMajor matters\nrule major-matters-reported\nto city-agency"
        ),
    ]

    @Test("A case that terminates has to report what the edition asks for")
    func inCase() throws {
        func found(_ values: [(String, String)], at region: RegionCode? = nil) throws -> [String] {
            try items(.enforcement, Self.lists + values, at: region) { world in
                world.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
                world.step(.measure, "2026-03-03") { $0.items = ["terminate"] }
            }
        }
        let reported = ("major-matters-reported", "city-agency")
        let major = ("major-matters", "suspension, termination")
        #expect(try found([]) == ["termination"])
        #expect(
            try found([("terminations-reported", "regularly")]) == [
                "termination", "terminations-regular",
            ])
        #expect(try found([reported, major]) == ["termination", "major-matters"])
        #expect(try found([reported, major], at: Self.city) == ["termination"])
        #expect(try found([major]) == ["termination"])
        let asked = try items(.end, Self.lists + [reported, major]) { world in
            world.step(.accepted, "2026-03-02")
            world.step(.decided, "2026-03-03", note: "同意") { $0.passed = true }
        }
        #expect(asked == ["termination"])
    }

    @Test("A report for each month has its clock in the case, and ends when it is filed")
    func monthlyInCase() throws {
        var world = CaseWorld(.changzhou, .enforcement)
        world.extra = (Self.lists + [("terminations-reported", "monthly")]).map {
            ("320400", $0.0, $0.1, "2021-02-01")
        }
        world.step(.finding, "2026-03-02") { $0.items = ["grave-risk"] }
        world.step(.measure, "2026-03-03") { $0.items = ["terminate"] }
        var clock = try world.clock("terminations-regular", "2026-03-10")
        #expect(clock.lastDay == World.day("2026-03-31"))
        #expect(clock.done == nil)
        world.step(.filed, "2026-03-20") {
            $0.items = ["terminations-regular"]
            $0.parties = ["department"]
        }
        clock = try world.clock("terminations-regular", "2026-03-20")
        #expect(clock.done == World.day("2026-03-20"))
        #expect(
            try world.clock("termination", "2026-03-20").done == nil, "the other is still due")
    }

    @Test("signed-list-filed: a signing is filed unless the edition says otherwise")
    func signedInCase() throws {
        func filed(_ value: String) throws -> Bool {
            try items(.renewal, [("signed-list-filed", value)]) { world in
                world.subject.terms = [
                    .init(from: World.day("2025-04-01"), to: World.day("2026-04-01"))
                ]
                world.step(.accepted, "2026-03-02")
                world.step(.signed, "2026-03-03")
            }
            .contains("agreement-signed")
        }
        #expect(try filed("yes"))
        #expect(try !filed("no"))
    }
}
