import Testing

@testable import Designation
@testable import Node

/// Conditions, funds and reports of the editions as they stand in `nodes/`, in cases.
extension EditionEffectTests {
    @Test(
        "A condition that is stated as not met stands against accepting, with its article",
        arguments: places)
    func statedConditions(_ place: Place) throws {
        var count = 0
        for ground in try grounds(place) {
            let entries = ground.list("conditions").entries.filter { !$0.item.has(.lost) }
            count += entries.count
            for entry in entries {
                func state(_ stated: [String: String]) throws -> CaseState {
                    try ground.state(
                        .new, [(.received, { $0.stated = stated }), (.accepted, { _ in })])
                }
                let isDepartment = entry.id == "insurance-department"
                let unmet =
                    isDepartment
                    ? ["beds": "100", "insurance-department": "none"] : [entry.id: "no"]
                let refused = try state(unmet)
                #expect(refused.stage == .screening, "\(entry.id)")
                let found = refused.problems.filter { $0.kind == .conditionNotMet }
                #expect(found.map(\.detail) == [entry.id], "\(entry.id)")
                #expect(found.first?.citations == entry.citations, "\(entry.id)")
                let met =
                    isDepartment
                    ? ["beds": "100", "insurance-department": "independent"] : [entry.id: "yes"]
                let accepted = try state(met)
                #expect(accepted.stage == .assessing, "\(entry.id)")
                #expect(
                    accepted.conditions.first { $0.item == entry.id }?.standing == .met,
                    "\(entry.id)")
            }
        }
        #expect(count >= 7)
    }

    @Test("Figures are compared with what the editions say (N6, P5, S0 四, S3 五)")
    func statedFigures() throws {
        func unmet(
            _ region: String, _ type: InstitutionType, _ stated: [String: String],
            scope: FundScope = .basic
        ) throws -> [String] {
            let place = Place(region: region, types: [type], scopes: [scope])
            let ground = try #require(try grounds(place).first)
            return try ground.state(.new, [(.received, { $0.stated = stated })]).conditions
                .filter { $0.standing == .notMet }.map(\.item)
        }
        let department = ["beds": "100", "insurance-department": "internal"]
        #expect(try unmet("530102", .medical, department) == [])
        #expect(try unmet("310101", .medical, department) == ["insurance-department"])
        #expect(try unmet("371082", .medical, department, scope: .pooledFund) == [])
        for region in ["530102", "310101", "371082", "320402", "220100"] {
            let scope = region == "371082" ? FundScope.pooledFund : .basic
            #expect(
                try unmet(region, .medical, ["physicians": "0"], scope: scope)
                    == ["registered-physician"], "\(region)")
        }
        #expect(
            try unmet(
                "530102", .pharmacy, ["pharmacists": "1", "pharmacist-contracts": "6m"])
                == ["pharmacist"])
        #expect(
            try unmet(
                "530102", .pharmacy,
                ["insurance-staff": "1", "insurance-staff-contracts": "1y"])
                == ["insurance-staff"])
    }

    @Test("What a termination has to be reported to whom, by edition (N49, P46, S2 31, S4)")
    func reportsOfTerminations() throws {
        func filings(_ region: String) throws -> [String: [String]] {
            let ground = try #require(
                try grounds(Place(region: region, types: [.medical])).first)
            let found = ground.list("terminations").entries.first?.id ?? ""
            let state = try ground.state(
                .enforcement,
                [(.finding, { $0.items = [found] }), (.measure, { $0.items = ["terminate"] })])
            return Dictionary(
                state.filings.map { ($0.item, $0.recipients) }, uniquingKeysWith: { $1 })
        }
        #expect(try filings("530102") == ["termination": ["department"]])
        #expect(
            try filings("220100") == [
                "termination": ["department"], "terminations-regular": ["department"],
            ])
        #expect(
            try filings("320402") == [
                "termination": ["department"], "major-matters": ["city-agency"],
            ])
        #expect(try filings("320400") == ["termination": ["department"]])
    }

    @Test("Weihai designates for two funds, and for no other (S3 六)")
    func funds() throws {
        func problems(_ scope: FundScope) throws -> [CaseProblem.Kind] {
            let place = Place(region: "371082", types: [.medical], scopes: [scope])
            let ground = try #require(try grounds(place).first)
            return try ground.state(.new, [(.received, { _ in }), (.accepted, { _ in })])
                .problems.map(\.kind)
        }
        #expect(try problems(.pooledFund) == [])
        #expect(try problems(.personalAccount) == [])
        #expect(try problems(.basic) == [.notForeseen])
    }
}
