import Testing

@testable import Designation

/// Values of editions that depend on what an application states or where it comes from: each changes what
/// the same case comes to.
@Suite("Cases: values about applicants, places, funds and renewals")
struct CaseStatedTests {
    private func world(
        _ values: [(String, String)], _ kind: CaseKind = .new, area: CaseWorld.Area = .jilin,
        type: InstitutionType = .medical, scope: FundScope = .basic
    ) -> CaseWorld {
        var world = CaseWorld(area, kind, type: type, scope: scope)
        world.extra = values.map { (area.rawValue, $0.0, $0.1, "2024-01-01") }
        return world
    }

    /// What stands against accepting an application that states this.
    private func against(
        _ world: CaseWorld, _ stated: [String: String] = [:], sites: [String] = []
    ) -> [String] {
        var world = world
        let step = world.make(.accepted, "2026-03-02") {
            $0.stated = stated
            $0.sites = sites
        }
        return world.objections(to: step).map { "\($0.kind.rawValue) \($0.detail)" }
    }

    // MARK: Reasons to refuse

    @Test("bar.penalty-unserved: a penalty that is open bars, until it is served (N12(3))")
    func penalty() {
        let item = (
            "list:refusals.medical/penalty-unserved", "处罚\nPenalty\nbar bar.penalty-unserved"
        )
        let served = world([item, ("bar.penalty-unserved", "until-served")])
        #expect(
            against(served, ["penalty-unserved": "yes"])
                == ["accepted-while-barred penalty-unserved"])
        #expect(against(served, ["penalty-unserved": "no"]).isEmpty)
        #expect(against(world([item]), ["penalty-unserved": "yes"]).isEmpty)
        #expect(
            against(world([]), ["price-policy": "yes"]) == ["accepted-while-barred price-policy"])
    }

    @Test("care-institutions: outside the trial none may apply, where the edition says so (S2 11)")
    func careInstitutions() {
        let item = ("list:refusals.care/outside-trial", "试点外\nOutside\nrule care-institutions")
        func found(_ value: String) -> [String] {
            against(
                world([item, ("care-institutions", value)], type: .care, scope: .care),
                ["outside-trial": "yes"])
        }
        #expect(found("trial-pools-only") == ["accepted-while-barred outside-trial"])
        #expect(found("everywhere").isEmpty)
    }

    @Test("care-main-business: whether everyday care bars a care home is decided (S2 9, N12(1))")
    func careMainBusiness() {
        func found(_ value: String) -> [String] {
            against(
                world([("care-main-business", value)], type: .care, scope: .care),
                ["non-basic-scope": "yes"])
        }
        #expect(found("bar") == ["accepted-while-barred non-basic-scope"])
        #expect(found("not-a-bar").isEmpty)
    }

    // MARK: Who applies

    @Test(
        "village-clinics: applied for by the health centre, or signed for by the township hospital")
    func villageClinics() {
        func found(_ value: String, _ stated: [String: String]) -> [String] {
            var world = world([("village-clinics", value)])
            world.subject.kind = "village-clinic"
            return against(world, stated)
        }
        let refused = ["not-foreseen village-clinics"]
        let centre = ["applied-through": "practice-licence:222401:PDY00009"]
        #expect(found("health-centre-applies", [:]) == refused)
        #expect(found("health-centre-applies", centre).isEmpty)
        #expect(found("named-in-township-agreement", [:]).isEmpty, "others sign themselves")
        #expect(found("named-in-township-agreement", ["run-by-township": "yes"]) == refused)
        #expect(found("named-in-township-agreement", ["run-by-township": "no"]).isEmpty)
        var other = world([("village-clinics", "health-centre-applies")])
        other.subject.kind = "clinic"
        #expect(against(other).isEmpty)
    }

    @Test("online-pharmacies: through the physical pharmacy (S4)")
    func onlinePharmacies() {
        func found(_ values: [(String, String)], _ stated: [String: String]) -> [String] {
            var world = world(values, area: .changzhou, type: .pharmacy)
            world.subject.kind = "online-pharmacy"
            return against(world, stated)
        }
        let rule = [("online-pharmacies", "through-physical-pharmacy")]
        #expect(found(rule, [:]) == ["not-foreseen online-pharmacies"])
        #expect(found(rule, ["applied-through": "drug-licence:320402:CB1"]).isEmpty)
        #expect(found([], [:]).isEmpty)
    }

    @Test("branches-own-licence, medical-community: who has a licence signs for itself (S2 23)")
    func branches() {
        let branch = "practice-licence:222401:PDY00002"
        let refused = ["not-foreseen \(branch)"]
        let own = ("branches-own-licence", "sign-themselves")
        #expect(against(world([own]), sites: ["分部", branch]) == refused)
        #expect(against(world([own]), sites: ["分部", "\(World.hospital)"]).isEmpty)
        #expect(against(world([]), sites: [branch]).isEmpty)
        let lead = ["medical-community": "lead"]
        #expect(against(world([own]), lead, sites: [branch]) == refused)
        let community = [own, ("medical-community", "may-sign-as-one")]
        #expect(against(world(community), lead, sites: [branch]).isEmpty)
        #expect(against(world(community), sites: [branch]) == refused)
        var township = world([own, ("village-clinics", "named-in-township-agreement")])
        township.subject.kind = "township-hospital"
        #expect(against(township, sites: [branch]).isEmpty)
        var without = world([own])
        without.subject.kind = "township-hospital"
        #expect(against(without, sites: [branch]) == refused)
    }

    @Test("in-house-institutions: may they apply (S0 三)?")
    func inHouse() {
        func reasons(_ value: String) -> [String] {
            var world = PolicyWorld()
            world.set("covers", "medical", PolicyWorld.nation)
            world.set("in-house-institutions", value, PolicyWorld.province)
            world.item(
                "applicants", "hospitals", "医院", PolicyWorld.nation,
                attributes: [.kind: "hospital"])
            world.item(
                "applicants", "in-house", "内设", PolicyWorld.province,
                attributes: [.kind: "in-house", .rule: "in-house-institutions"])
            var facts = Screening.Facts(type: .medical)
            facts.kind = "in-house"
            return Screening.reasons(
                facts, policy: world.policy(), on: World.day("2026-11-21")
            ).map(\.item)
        }
        #expect(reasons("may-apply").isEmpty)
        #expect(reasons("may-not-apply") == ["applicants"])
    }

    // MARK: Funds, insurances, places

    @Test("fund-scopes: only funds that the edition keeps apart are applied for (S3 六)")
    func fundScopes() {
        func found(_ scope: FundScope, _ value: String?) -> [String] {
            against(
                world(value.map { [("fund-scopes", $0)] } ?? [], area: .national, scope: scope))
        }
        let apart = "pooled-fund, personal-account"
        #expect(found(.pooledFund, apart).isEmpty)
        #expect(found(.basic, apart) == ["not-foreseen basic"])
        #expect(found(.pooledFund, "basic") == ["not-foreseen pooled-fund"])
        #expect(found(.pooledFund, nil).isEmpty)
    }

    @Test("insurances-applied-for: all together, where the edition says so (S2 35)")
    func insurances() {
        func found(_ value: String, _ insurances: String) -> [String] {
            against(world([("insurances-applied-for", value)]), ["insurances": insurances])
        }
        #expect(
            found("together", "employees") == [
                "not-foreseen residents", "not-foreseen serious-illness",
            ])
        #expect(found("together", "residents, employees, serious-illness").isEmpty)
        #expect(found("apart", "employees").isEmpty)
    }

    @Test("apply-where: where the people served are, or where it is registered (S2 5)")
    func applyWhere() {
        func found(_ value: String, _ people: String?, place: String) -> [String] {
            var world = world([("apply-where", value)])
            world.subject.place = World.code(place)
            return against(world, people.map { ["people-served": $0] } ?? [:])
        }
        // The office is Yanji's, of the pool 222400.
        #expect(found("people-served", "222401", place: "220100").isEmpty)
        #expect(found("people-served", "220100", place: "222401") == ["wrong-agency 220100"])
        #expect(found("people-served", nil, place: "220100").isEmpty)
        #expect(found("registered", "220100", place: "222401").isEmpty)
        #expect(found("registered", nil, place: "220100") == ["wrong-agency 220100"])
    }

    @Test("sign-where: where it is registered; a pair may both sign (S2 23(5))")
    func signWhere() {
        func found(_ value: String, at office: String, place: String) -> [CaseProblem.Kind] {
            var world = world([("sign-where", value)], area: .national)
            world.extra = [("CN", "sign-where", value, "2024-01-01")]
            world.office = World.code(office)
            world.subject.place = World.code(place)
            world.step(.accepted, "2026-03-02")
            world.assess("2026-03-09")
            world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-19") }
            let step = world.make(.signed, "2026-03-23")
            return world.objections(to: step).map(\.kind)
        }
        #expect(found("registered", at: "990101", place: "990100").isEmpty)
        #expect(found("registered", at: "990101", place: "530100") == [.wrongAgency])
        #expect(found("people-served", at: "990101", place: "530100").isEmpty)
        #expect(found("registered", at: "229900", place: "220100").isEmpty, "a pair")
    }

    // MARK: Renewals and reassessments

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
