import Testing

@testable import Designation

/// Values of editions that depend on what an application states or where it comes from: each changes what
/// the same case comes to.
@Suite("Cases: values about applicants, places, funds and renewals")
struct CaseStatedTests {
    func world(
        _ values: [(String, String)], _ kind: CaseKind = .new, area: CaseWorld.Area = .jilin,
        type: InstitutionType = .medical, scope: FundScope = .basic
    ) -> CaseWorld {
        var world = CaseWorld(area, kind, type: type, scope: scope)
        world.extra = values.map { (area.rawValue, $0.0, $0.1, "2024-01-01") }
        return world
    }

    /// What stands against accepting an application that states this.
    func against(
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

    @Test("A home that names no fund applies to care insurance, and signs for it (S2 9(1), S2 11)")
    func homeWithoutFund() throws {
        var world = world([("fund-scopes.care", "care")], type: .care)
        world.step(.received, "2026-03-02") { $0.scope = nil }
        world.step(.accepted, "2026-03-02") { $0.scope = nil }
        #expect(try world.state("2026-03-02").scope == .care)
        #expect(try !world.problems().contains(.notForeseen))
        var basic = self.world([("fund-scopes.care", "care")], type: .care)
        basic.step(.received, "2026-03-02")
        basic.step(.accepted, "2026-03-02")
        #expect(try basic.problems().contains(.notForeseen), "named all the same, it is not kept")
        #expect(FundScope.unnamed(for: [.care]) == .care)
        #expect(FundScope.unnamed(for: [.care, .outpatient]) == .basic)
        #expect(FundScope.unnamed(for: []) == .basic)
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

    @Test("fund-scopes.care: a home applies for care insurance and no other (N5, S2 9, S3 二)")
    func fundOfHomes() {
        func found(_ area: CaseWorld.Area, _ scope: FundScope?) -> [String] {
            var world = CaseWorld(area, type: .care, scope: .care)
            let step = world.make(.accepted, "2026-03-02") { $0.scope = scope }
            return world.objections(to: step).filter { $0.kind == .notForeseen }.map { problem in
                let cited = problem.citations.map { "\($0.edition) \($0.article)" }
                return "\(problem.detail) \(cited.joined())"
            }
        }
        #expect(found(.jilin, .care).isEmpty)
        #expect(found(.jilin, .basic) == ["basic S2 9(1)"])
        #expect(found(.jilin, nil).isEmpty, "a home that names no fund means care")
        let none = "care N 5"
        #expect(found(.weihai, .pooledFund) == ["pooled-fund N 5", none])
        #expect(found(.weihai, .care) == [none])
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
}
