import Testing

@testable import Designation

/// Who may ask for what, and where: what an application or a request rests on.
@Suite("Cases: the ground of requests and applications")
struct CaseGroundTests {
    private func against(
        _ world: CaseWorld, on day: String = "2026-03-02",
        _ fill: (inout CaseStep.Details) -> Void = { _ in }
    ) -> [String] {
        var world = world
        let step = world.make(.accepted, day, fill)
        return world.objections(to: step).map {
            "\($0.kind.rawValue) \($0.detail) \($0.citations.map { "\($0.edition) \($0.article)" }.joined())"
        }
    }

    // MARK: An agreement (N40 to N44)

    @Test(
        "Who has no agreement, or none any more, has nothing to ask for (N40 to N44, P37 to P41)",
        arguments: [
            (CaseKind.change, "N 40", "P 37"), (.suspension, "N 42", "P 39"),
            (.end, "N 44", "P 41"), (.nonRenewal, "N 44", "P 41"), (.resumption, "N 42", "P 39"),
        ])
    func agreement(kind: CaseKind, order: String, pharmacies: String) {
        for (type, article) in [(InstitutionType.medical, order), (.pharmacy, pharmacies)] {
            var world = CaseWorld(.national, kind, type: type)
            world.subject.suspensions = [suspended(to: nil)]
            #expect(against(world).isEmpty)
            let refused = ["not-foreseen agreement \(article)"]
            world.subject.terms = []
            #expect(against(world) == refused, "never designated")
            world.subject.terms = [
                .init(from: World.day("2025-01-01"), to: World.day("2026-03-02"))
            ]
            #expect(against(world) == refused, "over")
            #expect(against(world, on: "2026-03-01").isEmpty, "the last day")
            world.subject.terms[0].isCut = true
            #expect(against(world).isEmpty, "ended on the day, perhaps by this very request")
            #expect(against(world, on: "2026-03-03") == refused)
            world.subject.terms = [.init(from: World.day("2026-04-01"), to: nil)]
            #expect(against(world).isEmpty, "signed, and to begin")
        }
    }

    @Test("A renewal rests on an agreement, an application for a designation on none (N41, N9)")
    func others() {
        #expect(against(CaseWorld(.national, .renewal)) == ["not-foreseen agreement N 43"])
        #expect(against(CaseWorld(.national)).isEmpty)
    }

    @Test("Only what is suspended is resumed, by the day on which that was asked for (N42)")
    func resumption() {
        var world = CaseWorld(.national, .resumption)
        #expect(against(world) == ["not-foreseen suspension N 42"])
        world.subject.suspensions = [suspended(to: "2026-03-01")]
        #expect(against(world) == ["not-foreseen suspension N 42"], "over")
        #expect(against(world, on: "2026-03-01").isEmpty, "lifted on the day, perhaps by this")
        world.step(.received, "2026-03-01")
        #expect(against(world, on: "2026-03-04").isEmpty, "asked while it held")
    }

    @Test("Changzhou: an agreement whose term ended in a suspension goes on with it (S4 协议续签)")
    func goesOn() {
        for (area, until, expected) in [
            (CaseWorld.Area.changzhou, "2026-04-01", []),
            (.changzhou, "2026-03-02", ["not-foreseen agreement N 42"]),
            (.national, "2026-04-01", ["not-foreseen agreement N 42"]),
        ] {
            var world = CaseWorld(area, .resumption)
            world.subject.terms = [
                .init(from: World.day("2024-01-01"), to: World.day("2026-01-01"))
            ]
            var imposed = suspended(to: nil)
            imposed.isOwnRequest = false
            imposed.until = World.day(until)
            world.subject.suspensions = [imposed]
            #expect(against(world) == expected)
        }
    }

    private func suspended(to: String?) -> CaseSubject.Suspended {
        CaseSubject.Suspended(
            event: EventReference(origin: "s", index: 1, leafPrefix: 1),
            from: World.day("2025-12-01"), to: to.map(World.day), isOwnRequest: true,
            isDerived: false)
    }

    // MARK: The place's own agency (S3 四(一), S4)

    @Test("Weihai: the office of the place receives, no other one of the pool (S3 四(一))")
    func office() {
        func found(place: String, at office: String = "371082") -> [String] {
            var world = CaseWorld(.weihai, scope: .pooledFund)
            world.office = World.code(office)
            world.subject.place = World.code(place)
            return against(world)
        }
        #expect(found(place: "371082").isEmpty)
        #expect(found(place: "371002") == ["wrong-agency 371002 S3 四(一)"])
        #expect(found(place: "371002", at: "371000").isEmpty, "the city handles its own")
        #expect(found(place: "371000").isEmpty, "no district is known")
        #expect(found(place: "320402").isEmpty, "from outside the pool")
        // Without a territory: institutions belong to it that lie in a district.
        #expect(found(place: "371002", at: "371099").isEmpty)
    }

    // MARK: Services (N5, P48, S2 9)

    @Test("A pharmacy treats nobody, and homes are designated where an edition says so (P48, S2 9)")
    func services() {
        func found(
            _ area: CaseWorld.Area, _ type: InstitutionType, _ services: [Service],
            _ kind: CaseKind = .new
        ) -> [String] {
            var world = CaseWorld(area, kind, type: type, scope: type == .care ? .care : .basic)
            if kind == .addedService {
                world.subject.terms = [.init(from: World.day("2025-01-01"), to: nil)]
            }
            return against(world) { $0.services = services }
        }
        #expect(found(.yunnan, .pharmacy, [.purchase, .chronicDisease]).isEmpty)
        for kind in [CaseKind.new, .addedService] {
            #expect(
                found(.yunnan, .pharmacy, [.inpatient, .purchase], kind)
                    == ["not-foreseen inpatient P 48; P 13"])
        }
        #expect(found(.jilin, .care, [.care]).isEmpty)
        #expect(found(.jilin, .care, [.care, .inpatient]) == ["not-foreseen inpatient S2 9(1)"])
        #expect(
            found(.jilin, .medical, [.care, .inpatient]) == ["not-foreseen care N 5"],
            "care is the homes'")
        #expect(found(.national, .care, [.care]) == ["not-foreseen care N 5"])
    }

    // MARK: Reports (N49, P46)

    @Test("Measures on persons are reported under N49 for hospitals, and not for pharmacies (P46)")
    func reports() {
        let world = CaseWorld(.yunnan)
        let policy = world.setting.policyAt(world.office, World.day("2026-03-02"))
        func found(_ matter: String, _ type: String) -> [String] {
            policy.reports(of: matter, isImposed: true, by: world.office, qualifiers: [type])
                .map(\.id)
        }
        let matter = "persons-and-departments"
        #expect(found(matter, "medical") == [matter])
        #expect(found(matter, "pharmacy").isEmpty)
        #expect(found("suspension", "pharmacy") == ["suspension"])
    }

    @Test(
        "An internet hospital has no designation of its own, a pharmacy no such supplement (N5 ¶2)")
    func internet() {
        var world = CaseWorld(.national)
        world.subject.kind = "internet-hospital"
        let host = ["not-foreseen host N 5 ¶2"]
        #expect(against(world) { $0.services = [.outpatient, .internet] } == host)
        world.extra = [("CN", "internet-hospitals", "own-designation", "2022-01-01")]
        #expect(against(world) { $0.services = [.internet] }.isEmpty)
        var shop = CaseWorld(.changzhou, .internetSupplement, type: .pharmacy)
        shop.subject.terms = [.init(from: World.day("2025-01-01"), to: nil)]
        #expect(
            against(shop) { $0.services = [.internet] }
                == ["not-foreseen internet-hospitals N 5 ¶2"])
    }
}
