import Testing

@testable import Designation

/// Protocol §13: what is due, by when, who must act, and how pressing it is.
@Suite("Duties from cases")
struct DutyTests {
    private static let id = [UInt8](repeating: 0xAB, count: 16)

    private func list(_ world: CaseWorld, _ on: String) throws -> DutyList {
        var finder = DutyFinder(
            day: World.day(on), calendar: world.calendar, rules: world.book,
            regions: CaseWorld.tree)
        finder.take(try world.state(on), of: Self.id)
        return finder.list()
    }

    private func entry(_ rule: String, _ world: CaseWorld, _ on: String) throws -> DutyList.Entry {
        try #require(
            try list(world, on).entries.first { $0.duty.rule == rule }, "no duty \(rule)")
    }

    @Test("Five working days to tell what is missing: green, amber at three, red after (N8)")
    func supplement() throws {
        var world = CaseWorld(.national)
        // Monday 2 March 2026; the fifth working day is Monday 9 March.
        world.step(.received, "2026-03-02")
        let expected: [(String, Duty.Light)] = [
            ("2026-03-02", .green), ("2026-03-03", .green), ("2026-03-04", .amber),
            ("2026-03-09", .amber), ("2026-03-10", .red),
        ]
        for (day, light) in expected {
            let found = try entry("supplement-notice", world, day)
            #expect(found.light == light, "\(day)")
            #expect(found.duty.lastDay == World.day("2026-03-09"))
            #expect(found.duty.citation == cited("N 8"))
            #expect(found.duty.responsible == .office)
            #expect(found.duty.region == World.code("990101"))
            #expect(found.duty.ending == .toldOrAccepted)
            #expect(found.duty.institution == World.hospital)
            #expect(found.duty.subject.name == String(repeating: "ab", count: 16))
        }
        world.step(.accepted, "2026-03-09")
        #expect(
            try !list(world, "2026-03-10").entries.contains {
                $0.duty.rule == "supplement-notice"
            }, "accepting ends it")
    }

    /// Whoever accepts on the day of receipt, as asked, may still have to tell what is missing.
    @Test("The last day of the one-time notice is listed after the acceptance, and never red (N8)")
    func acceptedAtOnce() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        let found = try entry("supplement-notice", world, "2026-03-09")
        #expect(found.duty.lastDay == World.day("2026-03-09"))
        #expect(found.duty.ending == .missingTold)
        #expect(found.light == .amber)
        func isListed(_ day: String) throws -> Bool {
            try list(world, day).entries.contains { $0.duty.rule == "supplement-notice" }
        }
        #expect(try !isListed("2026-03-10"))
        world.step(.supplementNotice, "2026-03-04") { $0.items = ["licence"] }
        #expect(try isListed("2026-03-03"))
        #expect(try !isListed("2026-03-05"), "told once")
    }

    @Test(
        "A case that waits for its agency is listed, also where no text counts the days (N8, N9, N10)"
    )
    func waiting() throws {
        func waits(_ world: CaseWorld, _ on: String) throws -> [Duty] {
            try list(world, on).entries.map(\.duty).filter {
                $0.rule.utf8.starts(with: "waits/".utf8)
            }
        }
        var world = CaseWorld(.shanghai)
        world.step(.received, "2026-03-02")
        #expect(try waits(world, "2026-03-03").isEmpty, "its clock says it")
        world.step(.supplementNotice, "2026-03-04") { $0.items = ["licence"] }
        #expect(try waits(world, "2026-03-05").isEmpty, "the institution's turn")
        world.step(.supplemented, "2026-03-06")
        let screening = try #require(try waits(world, "2026-12-01").first)
        #expect(screening.rule == "waits/screening" && screening.start == World.day("2026-03-06"))
        #expect(screening.lastDay == nil && screening.citation == cited("N 8"))
        #expect(screening.region == World.code("310101") && screening.ending == .toldOrAccepted)
        world.step(.accepted, "2026-03-09")
        #expect(try waits(world, "2026-03-10").isEmpty)
        world.assess("2026-03-16")
        world.step(.approved, "2026-03-18", at: world.city) { $0.passed = true }
        let noticing = try #require(try waits(world, "2026-12-01").first)
        #expect(noticing.rule == "waits/noticing" && noticing.region == World.code("310000"))
        #expect(noticing.responsible == .city, "what follows its approval is the city's (S0 六)")
        world.step(.noticeOpened, "2026-03-19") { $0.until = World.day("2026-03-26") }
        #expect(try waits(world, "2026-03-26").isEmpty)
        #expect(try waits(world, "2026-03-27").map(\.rule) == ["waits/negotiating"])

        var failed = CaseWorld(.national)
        failed.step(.accepted, "2026-03-02")
        failed.assess("2026-03-09", passed: false)
        #expect(try waits(failed, "2026-12-01").map(\.rule) == ["waits/notifying"])
        failed.step(.resultNotified, "2026-03-10")
        #expect(try waits(failed, "2026-12-01").isEmpty)
    }

    @Test("Filings and owed acts are those of the agency that acted (S0 六(三), N10, N49)")
    func acting() throws {
        var world = CaseWorld(.shanghai, .enforcement)
        world.step(.finding, "2026-03-02", note: "查实")
        world.step(.measure, "2026-03-04") { $0.items = ["terminate"] }
        func regions(_ agency: String?) throws -> Set<String> {
            var setting = world.setting
            setting.agencyOf = { _ in agency.map(World.code) }
            let day = World.day("2026-03-05")
            let state = try #require(CaseFold.state(of: world.steps, in: setting, on: day))
            var finder = DutyFinder(
                day: day, calendar: world.calendar, rules: world.book, regions: CaseWorld.tree)
            finder.take(state, of: Self.id)
            let found = finder.list().entries.map(\.duty)
            #expect(found.contains { $0.rule == "act/terminated" })
            #expect(found.contains { $0.rule == "filing/termination" })
            return Set(found.map(\.region.text))
        }
        #expect(try regions("310000") == ["310000"], "the city's node wrote it for the district")
        #expect(try regions(nil) == ["310101"])
    }

    @Test("A filing is made when every recipient has it (S4)")
    func recipients() throws {
        var world = CaseWorld(.changzhou)
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-09", passed: false)
        world.step(.filed, "2026-03-10") {
            $0.items = ["assessment-result"]
            $0.parties = ["department"]
        }
        func filings(_ on: String) throws -> [Duty] {
            try list(world, on).entries.map(\.duty).filter { $0.rule == "filing/assessment-result" }
        }
        #expect(Set(try filings("2026-03-11").map(\.ending)) == [.filed, .acknowledged])
        world.step(.acknowledged, "2026-03-11") { $0.parties = ["department"] }
        #expect(try filings("2026-03-12").map(\.ending) == [.filed], "the city agency lacks it")
        world.step(.filed, "2026-03-12") {
            $0.items = ["assessment-result"]
            $0.parties = ["city-agency"]
        }
        let last = try filings("2026-03-13")
        #expect(last.map(\.ending) == [.acknowledged] && last.map(\.responsible) == [.city])
    }

    @Test("A fifth of the time left is amber even where many working days are (domain: 20 %)")
    func fifth() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        // Three months: 92 days through 2 June. A fifth is 18 days and a bit.
        #expect(try entry("assessment-limit", world, "2026-05-14").light == .green)
        #expect(try entry("assessment-limit", world, "2026-05-15").light == .amber)
        #expect(try entry("assessment-limit", world, "2026-06-02").light == .amber)
        #expect(try entry("assessment-limit", world, "2026-06-03").light == .red)
    }

    @Test("While materials are missing the clock stands still and its last day moves on")
    func stopped() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.step(.supplementNotice, "2026-03-06") { $0.items = ["licence"] }
        let standing = try entry("assessment-limit", world, "2026-05-20")
        #expect(standing.duty.isStopped)
        #expect(standing.light == .green, "the days that stood still are no part of the time")
        #expect(standing.duty.stoppedDayCount == 75)
        world.step(.supplemented, "2026-05-20")
        let going = try entry("assessment-limit", world, "2026-05-21")
        #expect(!going.duty.isStopped)
        #expect(
            going.duty.lastDay == World.day("2026-08-17"), "2 June and 75 days, a Sunday, moved")
    }

    @Test("The second tier's time is the city's (S0 六): its pool, its agency")
    func city() throws {
        var world = CaseWorld(.shanghai)
        world.step(.accepted, "2026-03-02")
        #expect(try entry("assessment-limit", world, "2026-03-03").duty.responsible == .office)
        world.assess("2026-03-20")
        let found = try entry("assessment-limit", world, "2026-03-23").duty
        #expect(found.responsible == .city)
        #expect(found.region == World.code("310000"))
    }

    @Test("A wait is nobody's delay: green through its last day, then gone")
    func waits() throws {
        var world = CaseWorld(.changzhou)
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10", passed: false)
        world.step(.resultNotified, "2026-03-11")
        let found = try entry("reassessment-after", world, "2026-03-20")
        #expect(found.duty.isWait)
        #expect(found.duty.ending == .time)
        #expect(found.light == .green)
        let after = try list(world, "2026-09-01")
        #expect(!after.entries.contains { $0.duty.rule == "reassessment-after" })
    }

    @Test("A result is to be filed, then to be acknowledged by the department (N9)")
    func filings() throws {
        var world = CaseWorld(.national)
        world.extra = [
            (
                "CN", "list:filings/assessment-result", "评估结果备案\nResult\nto department",
                "2021-02-01"
            )
        ]
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-10")
        let due = try entry("filing/assessment-result", world, "2026-03-11")
        #expect(due.duty.ending == .filed)
        #expect(due.duty.responsible == .office)
        #expect(due.duty.lastDay == nil, "the order sets no day")
        #expect(due.light == .green)
        world.step(.filed, "2026-03-12") { $0.items = ["assessment-result"] }
        let sent = try entry("filing/assessment-result", world, "2026-03-13")
        #expect(sent.duty.ending == .acknowledged)
        #expect(sent.duty.responsible == .department)
        world.step(.acknowledged, "2026-03-13") { $0.parties = ["department"] }
        #expect(
            try !list(world, "2026-03-16").entries.contains {
                $0.duty.rule == "filing/assessment-result"
            })
    }

    @Test("Average days and overdue rate by agency and rule, from closed and running clocks")
    func figures() throws {
        var finder = DutyFinder(
            day: World.day("2026-04-01"), calendar: CaseWorld(.national).calendar,
            rules: CaseWorld(.national).book, regions: CaseWorld.tree)
        // Told after 2, accepted after 9 days (last day the seventh), and one waiting since March.
        for (number, end) in ["2026-03-04", "2026-03-11", nil].enumerated() {
            var world = CaseWorld(.national)
            world.step(.received, "2026-03-02")
            if let end { world.step(.accepted, end) }
            finder.take(
                try world.state("2026-04-01"), of: [UInt8](repeating: UInt8(number), count: 16))
        }
        let figure = try #require(finder.list().figures.first { $0.rule == "supplement-notice" })
        #expect(figure.region == World.code("990101"))
        #expect(figure.responsible == .office)
        #expect([figure.closedCount, figure.lateCount] == [2, 1])
        #expect([figure.runningCount, figure.overCount] == [1, 1])
        #expect(figure.dayCount == 11)
        #expect(figure.averageTenths == 55)
        #expect(figure.overduePerMille == 667, "two of three")
    }

    @Test("The most pressing first; a region's part holds what lies in it")
    func order() throws {
        var finder = DutyFinder(
            day: World.day("2026-03-10"), calendar: CaseWorld(.national).calendar,
            rules: CaseWorld(.national).book, regions: CaseWorld.tree)
        let begun: [(CaseWorld.Area, String)] = [
            (.yunnan, "2026-03-09"), (.shanghai, "2026-03-02"), (.national, "2026-03-04"),
        ]
        for (number, item) in begun.enumerated() {
            var world = CaseWorld(item.0)
            world.step(.received, item.1)
            finder.take(
                try world.state("2026-03-10"), of: [UInt8](repeating: UInt8(number), count: 16))
        }
        let list = finder.list()
        #expect(list.entries.map(\.light) == [.red, .amber, .green])
        #expect([list.count(.red), list.count(.amber), list.count(.green)] == [1, 1, 1])
        let part = list.part(of: World.code("530000"), in: CaseWorld.tree)
        #expect(part.entries.map(\.duty.region) == [World.code("530102")])
        #expect(part.figures.map(\.region) == [World.code("530102")])
    }
}
