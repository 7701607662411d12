import Testing

@testable import Designation

@Suite("Cases: who records what they decide")
struct CaseActRoleTests {
    private static let place = EventReference(origin: "f/a/register/1", index: 1, leafPrefix: 0)

    private static func signed(_ scope: FundScope = .basic) -> Act {
        .signed(
            Agreement(
                from: World.day("2026-04-01"), until: World.day("2028-04-01"),
                services: [.outpatient], scope: scope))
    }

    private static let suspended = Act.suspended(
        Suspension(
            isOwnRequest: false, until: nil, type: .medical, place: World.code("990000"),
            cause: "甲"))

    @Test(
        "What binds settlement is the signer's, facts are the clerk's, nothing the administrator's")
    func roles() {
        #expect(Self.signed().roles == [.signer] && Self.suspended.roles == [.signer])
        #expect(Act.barred(until: World.day("2027-01-01")).roles == [.signer])
        #expect(Act.resumptionRequested(suspension: Self.place).roles.contains(.clerk))
        #expect(Act.withdrawn(act: Self.place).roles == [.signer, .supervisor])
        #expect(Act.unknown(kind: 99, isRestrictive: true).roles.isEmpty)
        for act in [Self.signed(), Self.suspended, .resumptionRequested(suspension: Self.place)] {
            #expect(act.roles.isDisjoint(with: [.administrator, .auditor]))
        }
    }

    @Test("Nobody who took a case in records what it owes or may come to (N29, P28)")
    func intake() throws {
        var world = CaseWorld(.national)
        world.step(.received, "2026-03-02", officer: "甲")
        world.step(.accepted, "2026-03-02", officer: "乙")
        var state = try world.state("2026-03-02")
        #expect(state.wasTakenIn(by: "乙") && !state.wasTakenIn(by: "甲"))
        #expect(!state.wasTakenIn(by: ""))
        #expect(state.decides(Self.signed()), "before the step that decides it, too")
        #expect(!state.decides(Self.suspended), "another matter")
        #expect(!state.decides(.resumptionRequested(suspension: Self.place)), "a fact")
        var found = CaseWorld(.national, .enforcement)
        found.step(.finding, "2026-03-02", officer: "甲") { $0.items = ["grave-risk"] }
        found.step(.measure, "2026-03-03", officer: "乙") { $0.items = ["suspend"] }
        state = try found.state("2026-03-03")
        #expect(state.wasTakenIn(by: "甲") && !state.wasTakenIn(by: "乙"))
        #expect(state.decides(Self.suspended) && !state.decides(Self.signed()))
        // A step without effect takes nothing in.
        var twice = CaseWorld(.national)
        twice.step(.accepted, "2026-03-02", officer: "甲", role: .assessor)
        #expect(!(try twice.state("2026-03-02").wasTakenIn(by: "甲")))
    }

    @Test("Papers are waived where the value says so, whatever the list marks (S0 五, N7)")
    func waivedByValue() throws {
        var world = CaseWorld(.shanghai)
        world.extra = [("310000", "documents-held-waived", "no", "2026-01-01")]
        world.step(.received, "2026-03-02")
        world.step(.waived, "2026-03-02") { $0.items = ["licence"] }
        #expect(try world.problems() == [.notWaivable])
    }

    @Test("An internet hospital is a supplement unless its area designates it by itself (N5 ¶2)")
    func internetHospitals() throws {
        for (value, kinds) in [
            ("supplement-of-host", [CaseProblem.Kind.notForeseen]), ("own-designation", []),
        ] {
            var world = CaseWorld(.national)
            world.extra = [("990000", "internet-hospitals", value, "2021-02-01")]
            world.step(.received, "2026-03-02") { $0.services = [.internet] }
            let accepted = world.make(.accepted, "2026-03-02", officer: "乙")
            #expect(world.objections(to: accepted).map(\.kind) == kinds, "\(value)")
        }
        var world = CaseWorld(.national, .internetSupplement)
        world.extra = [("990000", "internet-hospitals", "own-designation", "2021-02-01")]
        world.step(.received, "2026-03-02") { $0.services = [.internet] }
        let accepted = world.make(.accepted, "2026-03-02", officer: "乙")
        #expect(world.objections(to: accepted).first?.detail == "internet-hospitals")
    }
}
