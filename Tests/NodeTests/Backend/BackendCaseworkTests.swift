import Designation
import Federation
import Foundation
import Storage
import Testing
import Web

@testable import Node

@Suite("Backend: duties, cases, papers and policies")
struct BackendCaseworkTests {
    private static let clinic = "practice-licence:222401:PDY00077"
    private static let place = #"institution: "\#(clinic)", region: "222401""#

    private static func step(_ text: String) -> String { "- {act: step, \(place), \(text)}" }

    /// A city with rules, a designated hospital and a case that waits for its acceptance.
    private func world() async throws -> (CommandsWorld, NodeBackend) {
        let world = try await CommandsWorld()
        _ = try await world.city.settled(
            """
            - {act: decide, region: "222400", name: supplement-notice, value: 5wd}
            - {act: decide, region: "222400", name: renewal-ahead, value: 3m}
            """)
        _ = try await world.city.settled(CommandsWorld.designation())
        _ = try await world.city.settled(
            Self.step(
                "step: received, case: a, kind: new, services: [outpatient], officer: 甲, note: 密"))
        return (world, NodeBackend(service: world.city.service))
    }

    private func question(
        _ day: String, region: String? = nil, light: Duty.Light? = nil,
        part: ListPart = ListPart(), cases: Bool = true
    ) -> DutyQuestion {
        DutyQuestion(
            day: BackendWorld.day(day), region: region.map(BackendWorld.code), light: light,
            part: part, includingCases: cases)
    }

    @Test("Duties come with words and names, by region, light and part; without cases none of them")
    func duties() async throws {
        let (world, backend) = try await world()
        // The nodes' folders go with it.
        defer { withExtendedLifetime(world) {} }
        let autumn = try await backend.duties(question("2026-09-30"))
        #expect(autumn.total == 2)
        #expect(autumn.counts[.red] == 1, "the notice is over")
        let notice = try #require(autumn.rows.first)
        #expect(notice.title.chinese == "一次性告知补正")
        #expect(notice.value == BilingualText(chinese: "5 个工作日", english: "5 working days"))
        #expect(notice.entry.duty.subject.kind == "case")
        #expect(autumn.rows.last?.institutionName == "延吉示范医院")
        #expect(!autumn.figures.isEmpty)
        let red = try await backend.duties(question("2026-09-30", light: .red))
        #expect(red.total == 1)
        let second = try await backend.duties(
            question("2026-09-30", part: ListPart(offset: 1, count: 1)))
        #expect(second.rows == Array(autumn.rows.dropFirst()))
        let elsewhere = try await backend.duties(question("2026-09-30", region: "220100"))
        #expect(elsewhere.rows.isEmpty)

        let open = try await backend.duties(question("2026-09-30", cases: false))
        #expect(open.rows.map(\.entry.duty.subject.kind) == ["event"])
        #expect(open.figures.isEmpty)
        #expect(open.rows.first?.entry.duty.isBlind == true, "a case may have ended it")
    }

    @Test("A case as it stands: steps with articles, missing papers in words, papers to print")
    func cases() async throws {
        let (world, backend) = try await world()
        // The nodes' folders go with it.
        defer { withExtendedLifetime(world) {} }
        _ = try await world.city.settled(
            Self.step(
                "step: refused, case: \(try await id(backend)), officer: 乙, items: [unlawful]"))
        world.time.advance(milliseconds: 2_100)
        let over = try await backend.cases(
            CaseQuestion(day: BackendWorld.today, which: .over))
        #expect(over.total == 1)
        #expect(try await backend.cases(CaseQuestion(day: BackendWorld.today)).total == 0)
        let row = try #require(over.rows.first)
        let found = try await backend.caseFile(row.id, on: BackendWorld.today)
        let file = try #require(found)
        #expect(file.steps.map(\.entry.step.kind) == [.received, .refused])
        #expect(file.steps.first?.entry.step.note == "密")
        #expect(file.papers.map(\.kind) == [.refusal])
        let event = try #require(file.papers.first?.event)
        let paper = try await backend.notice(
            .refusal, of: "\(event)", on: BackendWorld.today, includingCases: true)
        #expect(paper?.title == "不予受理通知书")
        let shut = try await backend.notice(
            .refusal, of: "\(event)", on: BackendWorld.today, includingCases: false)
        #expect(shut == nil, "a paper of a case tells of the case")
        let before = BackendWorld.day("2026-03-01")
        #expect(try await backend.caseFile(row.id, on: before) == nil)
        let unknown = String(repeating: "0", count: 32)
        #expect(try await backend.caseFile(unknown, on: BackendWorld.today) == nil)
        // The office lies below the city and cannot open the case.
        try await world.carry(from: world.city, to: world.office)
        let office = NodeBackend(service: world.office.service)
        #expect(try await office.caseFile(row.id, on: BackendWorld.today) == nil)
    }

    @Test("Reasons against an application are those of the day asked for")
    func reasonsFollowTheDay() async throws {
        let (world, backend) = try await world()
        // The nodes' folders go with it.
        defer { withExtendedLifetime(world) {} }
        _ = try await world.city.settled(
            #"- {act: decide, region: "222400", name: running-time, value: 3m}"#)
        let today = BackendWorld.today
        _ = try await world.city.settled(
            """
            - {act: step, institution: "practice-licence:222401:PDY00078", region: "222401",
               step: received, case: b, kind: new, services: [outpatient], officer: 甲,
               on: \(today.adding(days: -5)), from: \(today.adding(days: -10)),
               persons: [{role: principal, name: 李}]}
            - {act: step, institution: "practice-licence:222401:PDY00078", region: "222401",
               step: persons-checked, case: b, officer: 甲, on: \(today.adding(days: -1)),
               passed: no}
            """)
        let applicant = BackendWorld.institution("practice-licence:222401:PDY00078")
        let cases = try await backend.cases(CaseQuestion(day: today, institution: applicant))
        let id = try #require(cases.rows.first?.id)
        func reasons(on day: LegalDate) async throws -> [String] {
            try #require(try await backend.caseFile(id, on: day)).screening
                .filter { $0.reason.certainty == .certain }.map(\.reason.item)
        }
        #expect(try await reasons(on: today) == ["running-time", "persons"])
        let file = try #require(try await backend.caseFile(id, on: today))
        let time = try #require(file.screening.first { $0.reason.item == "running-time" })
        #expect(time.title.chinese == "正式运营的时间还不够")
        let last = try #require(time.reason.through)
        #expect(try await reasons(on: last) == ["running-time", "persons"])
        #expect(try await reasons(on: last.adding(days: 1)) == ["persons"], "long enough by then")
    }

    @Test(
        "A step without effect waits in the case and in review until a note settles it"
    )
    func questions() async throws {
        let world = try await CommandsWorld()
        // The nodes' folders go with it.
        defer { withExtendedLifetime(world) {} }
        _ = try await world.office.settled(
            Self.step("step: received, case: a, kind: new, services: [outpatient], officer: 甲"))
        try await world.carry(from: world.office, to: world.city, name: "up")
        let backend = NodeBackend(service: world.city.service)
        let id = try await id(backend)
        _ = try await world.city.settled(
            Self.step("step: refused, case: \(id), officer: 乙, items: [unlawful]"))
        world.time.advance(milliseconds: 1_000)
        _ = try await world.office.settled(
            Self.step("step: accepted, case: \(id), officer: 甲"))
        try await world.carry(from: world.office, to: world.city, name: "again")
        world.time.advance(milliseconds: 2_100)
        func file() async throws -> CaseFile {
            try #require(try await backend.caseFile(id, on: BackendWorld.today))
        }
        let question = try #require(try await file().questions.first)
        #expect(question.resolution == nil)
        #expect(try await file().steps.last?.problems.map(\.kind) == [.caseIsOver])
        let over = try await backend.cases(
            CaseQuestion(day: BackendWorld.today, which: .all))
        #expect(over.rows.first?.openItemCount == 1)
        func items() async throws -> [String] {
            try await backend.caseReviewItems(area: nil, includingResolved: false).map(\.item.key)
        }
        #expect(try await items() == [question.key])
        _ = try await world.city.settled(
            Self.step(
                #"step: note, case: \#(id), officer: 丙, note: 以不予受理为准, items: ["\#(question.key)"]"#
            ))
        #expect(try await file().questions.first?.resolution == "以不予受理为准")
        #expect(try await items().isEmpty)
    }

    private func id(_ backend: NodeBackend) async throws -> String {
        let list = try await backend.cases(CaseQuestion(day: BackendWorld.today, which: .all))
        return try #require(list.rows.first?.id)
    }

    @Test("Public papers need no key: a suspension's notice, the list of the designated")
    func publicPapers() async throws {
        let (world, backend) = try await world()
        // The nodes' folders go with it.
        defer { withExtendedLifetime(world) {} }
        let recorded = try await world.city.settled(
            """
            - {act: suspend, institution: "\(CommandsWorld.hospital)", region: "222401",
               cause: 测试, basis: [N 42]}
            """)
        let event = try #require(
            recorded.json.split(separator: "\"").first { $0.contains("/sanctions/") })
        let day = BackendWorld.today
        let notice = try await backend.notice(
            .suspension, of: String(event), on: day, includingCases: false)
        #expect(notice?.addressee.contains("延吉示范医院") == true)
        let earlier = try await backend.notice(
            .publishedList, of: "222400", on: BackendWorld.day("2026-03-01"),
            includingCases: false)
        #expect(earlier?.table?.rows.count == 1)
        let names = try await backend.notice(
            .publicNotice, of: "222400", on: day, includingCases: false)
        #expect(names == nil, "who is about to be signed stands in cases")
    }

    @Test("Rules of a region in groups with words; what differs from one day to another")
    func policy() async throws {
        let (world, backend) = try await world()
        // The nodes' folders go with it.
        defer { withExtendedLifetime(world) {} }
        let city = BackendWorld.code("222400")
        let report = try await backend.policy(of: city, on: BackendWorld.today)
        let values = report.groups.flatMap(\.values)
        let notice = try #require(values.first { $0.value.name == "supplement-notice" })
        #expect(notice.applied.chinese == "5 个工作日")
        #expect(notice.value.isDecision)
        let changes = try await backend.policyChanges(
            in: city, from: BackendWorld.day("2026-01-01"), to: BackendWorld.today)
        let change = try #require(changes.first { $0.difference.name == "supplement-notice" })
        #expect(change.before == nil)
        #expect(change.after?.text.english == "5 working days")
        #expect(backend.ownRegion() == city)
    }

    // MARK: Who may read

    @Test("The page key is made once, is secret, and opens cases; a demonstration needs none")
    func pageKey() async throws {
        let (world, backend) = try await world()
        // The nodes' folders go with it.
        defer { withExtendedLifetime(world) {} }
        let path = world.city.service.folder.pageKey
        let text = try #require(
            try FileSystem.read(path).map { String(decoding: $0, as: UTF8.self) })
        let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(key.utf8.count == 64)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try backend.opensCases(to: .key(key)))
        #expect(try !backend.opensCases(to: nil))
        for wrong in ["x", key + "0"] { #expect(try !backend.opensCases(to: .key(wrong))) }
        #expect(
            try NodeBackend(service: world.city.service).opensCases(to: .key(key)), "it is kept")
        // A line that is no key opens nothing, not even to itself.
        try FileSystem.writeDurably(Array("short\n".utf8), to: path, isSecret: true)
        let damaged = NodeBackend(service: world.city.service)
        #expect(try !damaged.opensCases(to: .key("short")))
        #expect(try !damaged.opensCases(to: .key(key)))
        let demonstration = try await BackendWorld()
        #expect(try demonstration.backend.opensCases(to: nil))
    }

    @Test("A page key that others can read is closed to them", arguments: [0o644, 0o660, 0o602])
    func openKeyFile(mode: Int) async throws {
        let (world, _) = try await world()
        defer { withExtendedLifetime(world) {} }
        let path = world.city.service.folder.pageKey
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        _ = NodeBackend(service: world.city.service)
        let now = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(now as? Int == 0o600)
    }

    @Test("Items that come from cases are left out for whoever may not read cases")
    func reviewItems() async throws {
        let world = try await BackendWorld()
        try await world.designate()
        try await world.accept()
        _ = try await world.terminate()
        world.time.advance(milliseconds: 2_100)
        func kinds(_ cases: Bool) async throws -> [ReviewItem.Kind] {
            try await world.backend.reviewItems(
                area: nil, includingResolved: true, includingCases: cases
            ).map(\.item.kind)
        }
        #expect(try await kinds(true).contains(.applicationWhileTerminated))
        #expect(try await !kinds(false).contains(.applicationWhileTerminated))
    }
}
