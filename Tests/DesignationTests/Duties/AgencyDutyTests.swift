import Testing

@testable import Designation

/// Duties of agencies about their own work, about all their institutions, and towards the national platform.
@Suite("Duties of agencies about their own work")
struct AgencyDutyTests {
    private static let calendar = WorkCalendar(publishedYears: [2024, 2025, 2026])
    private static let city = World.code("320400")
    private static let district = World.code("320402")

    private func world(_ rows: [(region: String, name: String, value: String, from: String)] = [])
        -> PolicyWorld
    {
        var world = PolicyWorld()
        world.book = World.rules()
        world.set("regular-reports", "quarterly", Self.city, article: "x")
        let reports: [(String, [PolicyItem.Key: String])] = [
            ("city-list", [.by: "city-agency", .to: "city-department", .rule: "regular-reports"]),
            ("fund", [.by: "agency", .to: "department", .rule: "regular-reports"]),
            ("guide", [.by: "office-department", .to: "city-department"]),
            ("suspension", [.to: "department", .within: "at-once"]),
        ]
        for (id, attributes) in reports {
            world.item("reports", id, id, Self.city, attributes: attributes)
        }
        for row in rows {
            world.set(row.name, row.value, World.code(row.region), from: row.from)
        }
        return world
    }

    private func finder(
        _ world: PolicyWorld, _ on: String, sees: Bool = true
    ) -> DutyFinder {
        DutyFinder(
            day: World.day(on), calendar: Self.calendar, rules: world.book,
            regions: World.tree, seesCases: { _ in sees })
    }

    private func owed(_ world: PolicyWorld, _ on: String) -> [String] {
        var finder = finder(world, on)
        finder.takeAgencies([Self.city, Self.district])
        return finder.list().entries.map {
            "\($0.duty.region.text) \($0.duty.rule) \($0.duty.lastDay?.description ?? "-") "
                + "\($0.light.rawValue)"
        }.sorted()
    }

    @Test("Regular reports are owed for each period by those whose work they are about (S4)")
    func quarterly() {
        // The quarter before was filed by the city for its list, by nobody for the fund.
        let filed = world([
            ("320400", "filing:city-list", "city-department", "2026-05-06"),
            ("320400", "filing:fund", "department", "2026-05-06"),
            ("320402", "filing:fund", "department", "2026-05-06"),
        ])
        #expect(owed(filed, "2026-06-30") == [])
        #expect(owed(filed, "2026-08-20") == [], "more than a month is left")
        #expect(
            owed(filed, "2026-09-01") == [
                "320400 filing/city-list 2026-09-30 green", "320400 filing/fund 2026-09-30 green",
                "320402 filing/fund 2026-09-30 green",
            ])
        #expect(owed(filed, "2026-09-29").contains("320400 filing/city-list 2026-09-30 amber"))
        #expect(
            owed(filed, "2026-10-08").contains("320402 filing/fund 2026-09-30 red"),
            "missed, and nothing handed in since")
        var late = filed
        late.set("filing:fund", "department", Self.district, from: "2026-10-09")
        #expect(!owed(late, "2026-10-09").contains { $0.hasPrefix("320402") })
    }

    @Test("What the edition did not ask for in the period before was not missed")
    func newDuty() {
        var fresh = PolicyWorld()
        fresh.book = World.rules()
        fresh.item(
            "reports", "fund", "fund", Self.city, from: "2026-08-01",
            attributes: [.by: "agency", .to: "department", .within: "quarterly"])
        #expect(owed(fresh, "2026-08-15") == [])
        #expect(
            owed(fresh, "2026-09-05") == [
                "320400 filing/fund 2026-09-30 green", "320402 filing/fund 2026-09-30 green",
            ])
    }

    @Test("Handed in is a decision of its own name, read as such and as no rule")
    func filing() throws {
        let world = world([
            ("320402", "filing:fund", "department, city-agency", "2026-05-06"),
            ("320402", "filing:fund", "department", "2026-02-06"),
        ])
        let filings = world.book.filings("fund", of: Self.district)
        #expect(filings.map(\.day) == [World.day("2026-02-06"), World.day("2026-05-06")])
        #expect(filings.last?.recipients == ["department", "city-agency"])
        #expect(world.policy(Self.district).value("filing:fund") == nil)
        let items = world.policy(Self.district).agencyFilings()
        #expect(items.map(\.entry.id) == ["fund", "guide"])
        #expect(items.map(\.filer.responsible) == [.office, .department])
        #expect(world.policy(Self.city).agencyFilings().map(\.entry.id) == ["city-list", "fund"])
        #expect(AgencyFiling.item(of: "officer:甲") == nil)
        #expect(AgencyFiling.item(of: "filing:") == nil)
    }

    @Test("A period is the month, quarter or year around a day")
    func periods() {
        for (word, first, last) in [
            ("monthly", "2024-02-01", "2024-02-29"), ("quarterly", "2024-01-01", "2024-03-31"),
            ("yearly", "2024-01-01", "2024-12-31"),
        ] {
            let period = ReportPeriod(word, containing: World.day("2024-02-10"))
            #expect(period?.first == World.day(first))
            #expect(period?.last == World.day(last))
        }
        #expect(ReportPeriod("regularly", containing: World.day("2024-02-10")) == nil)
    }

    // MARK: Institutions (S4, N36)

    @Test("Where each year is appraised, one line says how many of last year's are not yet (S4)")
    func appraisals() throws {
        var world = world()
        var history = History()
        history.place = "320402"
        history.sign("320402", "2024-06-01", "2028-01-01")
        func owed(_ on: String, _ state: CaseState? = nil, sees: Bool = true) -> [Duty] {
            var finder = finder(world, on, sees: sees)
            if let state { finder.take(state, of: [1]) }
            finder.take(history.standing("320000")) { history.facts }
            return finder.list().entries.map(\.duty).filter { $0.rule == "appraisal-every" }
        }
        #expect(owed("2026-03-02").isEmpty, "no text asks for it every year")
        world.set("appraisal-every", "yearly", Self.city, article: "a")
        let found = try #require(owed("2026-03-02").first)
        #expect(found.count == 1)
        #expect(found.subject == .agency("appraisal-2025"))
        #expect(found.region == World.code("320400") || found.region == Self.district)
        #expect(found.start == World.day("2026-01-01"))
        #expect(found.lastDay == nil)
        #expect(owed("2026-03-02", sees: false).isEmpty, "cases elsewhere may show it")
        #expect(owed("2024-12-01").isEmpty, "not designated in 2023")
        for (year, isDone) in [(UInt32(2025), true), (2024, false)] {
            var appraisal = CaseWorld(.changzhou, .appraisal)
            appraisal.step(.appraised, "2026-02-02") {
                $0.passed = true
                $0.number = year
            }
            let state = try appraisal.state("2026-03-02")
            #expect(owed("2026-03-02", state).isEmpty == isDone, "\(year)")
        }
    }

    @Test("Signing, suspension and change are told to the national platform where asked (S1 五)")
    func platform() throws {
        var world = world()
        world.set(
            "national-platform-updated", "signing, suspension", Self.city, article: "5")
        var history = History()
        history.place = "320402"
        let agreement = history.sign("320402", "2026-03-02", "2028-01-01")
        history.suspend("320402", "2026-04-01")
        func owed(_ on: String, _ state: CaseState? = nil) -> [Duty] {
            var finder = finder(world, on)
            if let state { finder.take(state, of: [1]) }
            finder.take(history.standing("320000")) { history.facts }
            return finder.list().entries.map(\.duty).filter {
                $0.rule == "filing/national-platform" && $0.subject.kind == "event"
            }
        }
        #expect(owed("2026-04-02").isEmpty, "no item says to whom")
        world.item(
            "reports", "national-platform", "平台", Self.city, article: "5",
            attributes: [.to: "national-platform", .within: "promptly"])
        #expect(owed("2026-03-02").map(\.subject) == [.event(agreement)])
        #expect(owed("2026-03-02").first?.lastDay == nil)
        #expect(owed("2026-04-02").count == 2)
        var told = CaseWorld(.changzhou, .enforcement)
        told.extra = [
            (
                "320400", "list:reports/national-platform",
                "平台\nPlatform\nto national-platform\nwithin promptly", "2021-02-01"
            )
        ]
        told.step(.finding, "2026-04-20") { $0.items = ["grave-risk"] }
        told.step(.filed, "2026-04-20") { $0.items = ["national-platform"] }
        #expect(
            owed("2026-04-21", try told.state("2026-04-21")).map(\.subject)
                == [.event(agreement)])
    }
}
