import Testing

@testable import Designation

/// What is stated in renewals, reassessments and assessments.
extension CaseStatedTests {
    @Test("renewal-organised-by-agency: then nobody asks too late (N41, P38, S0 七)")
    func organised() throws {
        func found(_ value: String?, _ by: String?) throws -> [CaseProblem.Kind] {
            var world = world(
                value.map { [("renewal-organised-by-agency", $0)] } ?? [], .renewal,
                area: .national)
            world.subject.terms = [
                .init(from: World.day("2025-04-01"), to: World.day("2026-04-01"))
            ]
            world.step(.accepted, "2026-03-02") {
                if let by { $0.stated = ["organised-by": by] }
            }
            return try world.problems()
        }
        #expect(try found("yes", nil) == [.late])
        #expect(try found("yes", "institution") == [.late])
        #expect(try found("yes", "agency") == [])
        #expect(try found("no", "agency") == [.late, .notForeseen])
        #expect(try found(nil, "agency") == [.late, .notForeseen])
    }

    @Test("earlier-agreements: renewed after a passed appraisal, or when nothing is left to mend")
    func earlierAgreements() {
        let physician = (
            "list:conditions.medical/registered-physician",
            "医师\nPhysician\nrule physicians-at-least"
        )
        let card = ("list:transitions/connected", "互通\nConnected\nrule earlier-agreements")
        func found(
            _ value: String, from: String, _ stated: [String: String] = [:]
        ) -> [String] {
            var world = world(
                [("earlier-agreements", value), ("physicians-at-least", "1"), physician, card],
                .renewal, area: .national)
            world.subject.terms = [.init(from: World.day(from), to: World.day("2026-12-01"))]
            world.step(.accepted, "2026-03-02") { $0.stated = stated }
            let step = world.make(.signed, "2026-03-23")
            return world.objections(to: step).map { "\($0.kind.rawValue) \($0.detail)" }
        }
        // The values hold from 2024 on.
        let (old, new) = ("2023-12-31", "2024-01-01")
        #expect(found("run-to-their-end", from: old) == ["not-reassessed appraisal"])
        #expect(found("run-to-their-end", from: old, ["appraisal": "passed"]).isEmpty)
        #expect(
            found("run-to-their-end", from: old, ["appraisal": "failed"])
                == ["not-reassessed appraisal"])
        #expect(found("run-to-their-end", from: new).isEmpty)
        let unmet = ["physicians": "0", "connected": "no"]
        #expect(found("mend-or-leave", from: old).isEmpty)
        #expect(
            found("mend-or-leave", from: old, unmet) == [
                "condition-not-met registered-physician", "condition-not-met connected",
            ])
        #expect(found("mend-or-leave", from: new, unmet).isEmpty)
    }

    @Test("area-standard-kept: the former standard where it is kept, while the address stays (S4)")
    func areaStandard() {
        func found(
            _ kept: String, changes: [String], stated: String = "earlier"
        ) -> [CaseProblem.Kind] {
            var world = world([("area-standard-kept", kept)], .change, area: .changzhou)
            world.extra += [
                ("320400", "change-reassessed", "always", "2024-01-01"),
                ("320400", "change-while-investigated", "handled", "2024-01-01"),
            ]
            world.step(.accepted, "2026-03-02") { $0.items = changes }
            let step = world.make(.assessed, "2026-03-09") {
                $0.results = [SiteResult(passed: true)]
                $0.form = "on-site"
                $0.stated = ["area-standard": stated]
            }
            return world.objections(to: step).map(\.kind)
        }
        #expect(found("320402", changes: ["name"]).isEmpty)
        #expect(found("320400", changes: ["name"]).isEmpty)
        #expect(found("320481", changes: ["name"]) == [.notForeseen])
        #expect(found("320402", changes: ["name", "address"]) == [.notForeseen])
        #expect(found("320481", changes: ["name"], stated: "current").isEmpty)
    }

    @Test(
        "change-recognised-in-pair: a change is taken over only where the edition says so (S2 25)")
    func changeRecognised() {
        func found(_ value: String) -> [CaseProblem.Kind] {
            var world = world([("change-recognised-in-pair", value)], .change)
            world.office = World.code("220100")
            world.step(.accepted, "2026-03-02") { $0.items = ["name"] }
            let change = EventReference(origin: "other/log", index: 1, leafPrefix: 1)
            world.subject.changes[change] = .init(region: World.code("229900"))
            let step = world.make(.recognised, "2026-03-03") { $0.event = change }
            return world.objections(to: step).map(\.kind)
        }
        #expect(found("yes").isEmpty)
        #expect(found("no") == [.notRecognised])
    }

    @Test("pass-mark, pass-mark-full: as many points as the mark asks of the table's (S3)")
    func passMark() {
        func found(_ mark: String, _ full: String, points lost: Int) -> [CaseProblem.Kind] {
            var world = CaseWorld(.weihai, scope: .pooledFund)
            world.extra = [
                ("371000", "pass-mark", mark, "2024-01-01"),
                ("371000", "pass-mark-full", full, "2024-01-01"),
            ]
            world.step(.accepted, "2026-03-02")
            let step = world.make(.assessed, "2026-03-09") {
                $0.form = "on-site"
                $0.team = [TeamMember(name: "甲一")]
                $0.confirmations = ["甲一", "institution"]
                $0.results = [
                    SiteResult(
                        passed: true, table: "annex-2",
                        scores: [
                            ScoreFinding(item: "1"), ScoreFinding(item: "2"),
                            ScoreFinding(item: "3"), ScoreFinding(item: "4", steps: [1: lost]),
                        ])
                ]
            }
            return world.objections(to: step).map(\.kind)
        }
        #expect(found("90", "100", points: 10).isEmpty)
        #expect(found("90", "100", points: 11) == [.scoreContradicts])
        #expect(found("80", "100", points: 20).isEmpty)
        #expect(found("95", "100", points: 6) == [.scoreContradicts])
        #expect(found("90", "120", points: 20).isEmpty)
        #expect(found("180", "200", points: 11) == [.scoreContradicts])
    }

    @Test("guidance-period: a new institution is guided for so long, and time ends it")
    func guidance() throws {
        func clock(_ value: String) throws -> CaseClock? {
            var world = world([("guidance-period", value)], area: .national)
            world.step(.accepted, "2026-03-02")
            world.assess("2026-03-09")
            world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-19") }
            world.step(.signed, "2026-03-23")
            return try world.state("2026-03-23").clocks.first { $0.rule == "guidance-period" }
        }
        let found = try clock("6m")
        #expect(found?.lastDay == World.day("2026-09-23"))
        #expect(found?.isWait == true)
        #expect(try clock("none") == nil)
    }
}
