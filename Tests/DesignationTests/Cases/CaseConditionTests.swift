import Testing

@testable import Designation

/// Conditions with numbers: what the application states is compared with the edition's values, and what
/// is not met stands against accepting and passing it (N6, P5, S0 四, S2 9).
@Suite("Cases: conditions against what is stated")
struct CaseConditionTests {
    private static let items = [
        ("list:conditions.medical/registered-physician", "医师\nPhysician\nrule physicians-at-least"),
        (
            "list:conditions.medical/insurance-department",
            "部门\nDepartment\nrule insurance-department-from-beds"
        ),
        ("list:conditions.medical/running-time", "运营\nTime\ncomputed yes\nrule running-time"),
        ("list:conditions.medical/management-systems", "制度\nRules"),
        ("list:conditions.medical/lost-standard", "缺失\nLost\nlost yes"),
        ("list:conditions.pharmacy/pharmacist", "药师\nPharmacist\nrule pharmacists-at-least"),
        ("list:conditions.pharmacy/insurance-staff", "人员\nStaff\nrule insurance-staff-at-least"),
    ]

    private static let values = [
        ("physicians-at-least", "1"), ("pharmacists-at-least", "1"),
        ("insurance-staff-at-least", "2"), ("labour-contract-at-least", "1y"),
        ("insurance-department-from-beds", "100"), ("insurance-department", "internal"),
    ]

    private func world(
        _ stated: [String: String], type: InstitutionType = .medical,
        _ values: [(String, String)] = [], area: CaseWorld.Area = .national
    ) -> CaseWorld {
        var world = CaseWorld(area, type: type)
        world.extra = (Self.items + Self.values).map { ("CN", $0.0, $0.1, "2021-02-01") }
        world.extra += values.map { (area.rawValue, $0.0, $0.1, "2022-01-01") }
        world.step(.received, "2026-03-02") { $0.stated = stated }
        return world
    }

    private func standing(_ item: String, _ world: CaseWorld) throws -> CaseCondition.Standing? {
        try world.state("2026-03-02").conditions.first { $0.item == item }?.standing
    }

    private func unmet(_ world: inout CaseWorld) -> [String] {
        let step = world.make(.accepted, "2026-03-03")
        return world.objections(to: step).filter { $0.kind == .conditionNotMet }.map(\.detail)
    }

    @Test("physicians-at-least: fewer than the edition asks for are not enough (N6(2))")
    func physicians() throws {
        #expect(try standing("registered-physician", world(["physicians": "1"])) == .met)
        #expect(try standing("registered-physician", world(["physicians": "0"])) == .notMet)
        #expect(try standing("registered-physician", world([:])) == .notStated)
        let more = [("physicians-at-least", "3")]
        #expect(try standing("registered-physician", world(["physicians": "2"], more)) == .notMet)
        #expect(try standing("registered-physician", world(["physicians": "3"], more)) == .met)
        var short = world(["physicians": "2"], more)
        #expect(unmet(&short) == ["registered-physician"])
        var enough = world(["physicians": "3"], more)
        #expect(unmet(&enough).isEmpty)
        var silent = world([:], more)
        #expect(unmet(&silent).isEmpty, "what nobody stated is not held against it")
    }

    @Test("pharmacists-at-least, labour-contract-at-least: number and contracts together (P5(2))")
    func pharmacists() throws {
        func found(
            _ stated: [String: String], _ values: [(String, String)] = []
        ) throws -> CaseCondition.Standing? {
            try standing("pharmacist", world(stated, type: .pharmacy, values))
        }
        #expect(try found(["pharmacists": "1", "pharmacist-contracts": "1y"]) == .met)
        #expect(try found(["pharmacists": "1", "pharmacist-contracts": "11m"]) == .notMet)
        #expect(try found(["pharmacists": "1"]) == .notStated)
        #expect(try found(["pharmacists": "0", "pharmacist-contracts": "2y"]) == .notMet)
        let longer = [("labour-contract-at-least", "2y")]
        #expect(try found(["pharmacists": "1", "pharmacist-contracts": "1y"], longer) == .notMet)
        let more = [("pharmacists-at-least", "2")]
        #expect(try found(["pharmacists": "1", "pharmacist-contracts": "1y"], more) == .notMet)
    }

    @Test("insurance-staff-at-least: two with contracts for a pharmacy (P5(3))")
    func staff() throws {
        func found(
            _ number: String, _ values: [(String, String)] = []
        ) throws -> CaseCondition.Standing? {
            let stated = ["insurance-staff": number, "insurance-staff-contracts": "12m"]
            return try standing("insurance-staff", world(stated, type: .pharmacy, values))
        }
        #expect(try found("2") == .met)
        #expect(try found("1") == .notMet)
        #expect(try found("1", [("insurance-staff-at-least", "1")]) == .met)
    }

    private static let departments:
        [(stated: [String: String], kind: String, expected: CaseCondition.Standing)] = [
            (["beds": "99"], "internal", .met),
            (["beds": "100"], "internal", .notStated),
            (["beds": "100", "insurance-department": "none"], "internal", .notMet),
            (["beds": "100", "insurance-department": "internal"], "internal", .met),
            (["beds": "100", "insurance-department": "internal"], "independent", .notMet),
            (["beds": "100", "insurance-department": "independent"], "internal", .met),
            (["beds": "100", "insurance-department": "independent"], "independent", .met),
        ]

    @Test(
        "insurance-department: from so many beds, of that kind (N6(3), S0 四(二))",
        arguments: departments)
    func department(
        _ stated: [String: String], _ kind: String, _ expected: CaseCondition.Standing
    ) throws {
        let world = world(stated, [("insurance-department", kind)])
        #expect(try standing("insurance-department", world) == expected)
        let small = self.world(
            stated, [("insurance-department", kind), ("insurance-department-from-beds", "200")])
        #expect(try standing("insurance-department", small) == .met)
    }

    @Test("running-time: of the day of the application; relaxable, an officer judges (S0 四(一))")
    func running() throws {
        var early = world(["running-since": "2025-12-03"])
        #expect(try standing("running-time", early) == .notMet)
        #expect(unmet(&early) == ["running-time"])
        #expect(try standing("running-time", world(["running-since": "2025-12-02"])) == .met)
        var relaxed = world(
            ["running-since": "2025-12-03"],
            [("running-time-relaxable", "yes"), ("laxer-local-value", "local")])
        #expect(try standing("running-time", relaxed) == .notMet)
        #expect(unmet(&relaxed).isEmpty)
        var receipt = CaseWorld(.national)
        receipt.extra = Self.items.map { ("CN", $0.0, $0.1, "2021-02-01") }
        receipt.step(.received, "2026-03-02") { $0.from = World.day("2026-01-01") }
        #expect(try standing("running-time", receipt) == .notMet)
    }

    @Test("A condition without a number is met or not in one word; lost ones are not asked")
    func words() throws {
        #expect(
            try standing("management-systems", world(["management-systems": "yes"])) == .met)
        var without = world(["management-systems": "no"])
        #expect(unmet(&without) == ["management-systems"])
        let items = try world([:]).state("2026-03-02").conditions.map(\.item)
        #expect(!items.contains("lost-standard"))
        #expect(items.count == 4)
        #expect(try world([:], type: .pharmacy).state("2026-03-02").conditions.count == 2)
    }

    @Test("Not met stands against accepting and passing; a reason outweighs it, mending ends it")
    func against() throws {
        var world = world(["physicians": "0"])
        world.step(.accepted, "2026-03-03")
        #expect(try world.stage("2026-03-03") == .screening)
        let cited = try world.state("2026-03-03").problems.first?.citations
        #expect(cited == [Citation(edition: "X", article: "1")])
        world.step(.accepted, "2026-03-04", override: "医师注册在办")
        #expect(try world.stage("2026-03-04") == .assessing)
        world.assess("2026-03-20")
        #expect(try world.stage("2026-03-20") == .assessing, "nobody passes it by itself")
        world.assess("2026-03-21") { $0.stated = ["physicians": "1"] }
        #expect(try world.stage("2026-03-21") == .noticing)
        #expect(
            try world.state("2026-03-21").conditions.first { $0.item == "registered-physician" }?
                .stated == ["physicians 1"])
        var failed = self.world(["physicians": "1"])
        failed.step(.accepted, "2026-03-03")
        failed.assess("2026-03-20", passed: false) { $0.stated = ["physicians": "0"] }
        #expect(try failed.problems().isEmpty, "failed for it")
    }

    @Test("Nobody states what no edition asks for, or in a form that says nothing")
    func unknown() throws {
        for stated in [
            ["physician": "1"], ["beds": "many"], ["beds": "12345678"],
            ["running-since": "2025"], ["management-systems": "perhaps"],
            ["pharmacist-contracts": "long"], ["people-served": "here!"],
        ] {
            let world = world(stated)
            #expect(try world.problems() == [.unknownItem], "\(stated)")
            #expect(try world.state("2026-03-02").stage == .empty, "\(stated)")
        }
        for figure in CaseFigure.allCases {
            #expect(!figure.isValid("nonsense!"), "\(figure)")
            #expect(CaseFigure.isName(figure.rawValue))
        }
        #expect(!CaseFigure.isName("Beds"))
        #expect(!CaseFigure.isName(String(repeating: "a", count: 65)))
    }
}
