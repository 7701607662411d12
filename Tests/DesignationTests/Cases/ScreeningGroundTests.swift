import Testing

@testable import Designation

/// Which articles bar for how long, and which ask an officer (N12(5)(6), P11(3)(4)).
@Suite("Screening: grounds of terminations")
struct ScreeningGroundTests {
    private func reasons(
        _ basis: [String], on day: String, type: InstitutionType = .medical, other: Bool = false
    ) -> [String] {
        let world = CaseWorld(.national, type: type)
        var facts = Screening.Facts(type: type)
        var ended = Screening.Termination(
            event: EventReference(origin: "t", index: 1, leafPrefix: 1),
            day: World.day("2026-03-02"), isOwnRequest: false, basis: basis.map(cited))
        ended.isOfOtherLicence = other
        facts.terminations = [ended]
        return Screening.reasons(
            facts, policy: world.setting.policyAt(world.office, World.day(day)),
            on: World.day(day)
        ).map { "\($0.item) \($0.certainty.rawValue) \($0.through.map { "\($0)" } ?? "-")" }
    }

    @Test(
        "Grounds that name the law, the agreement, or neither",
        arguments: [
            ("N 43(3)", "unlawful certain 2029-03-01"), ("N 43(4)", "unlawful certain 2029-03-01"),
            ("N 43(11)", "unlawful certain 2029-03-01"), ("N 43(13)", "breach certain 2027-03-01"),
            ("S2 24", "breach certain 2027-03-01"),
            ("S4 规范违约处理", "breach certain 2027-03-01"),
            ("S4 解除(1)", "unlawful certain 2029-03-01"),
            ("N 43(1)", "unlawful open 2029-03-01"), ("N 43(6)", "unlawful open 2029-03-01"),
            ("N 43(7)", "unlawful open 2029-03-01"), ("N 43(9)", "unlawful open 2029-03-01"),
            ("N 43(10)", "unlawful open 2029-03-01"), ("N 43(14)", "unlawful open 2029-03-01"),
        ])
    func grounds(basis: String, expected: String) {
        #expect(reasons([basis], on: "2026-06-01") == [expected])
    }

    @Test(
        "Of pharmacies",
        arguments: [
            ("P 40(5)", "certain"), ("P 40(12)", "certain"), ("P 40(1)", "open"),
            ("P 40(2)", "open"), ("P 40(9)", "open"), ("P 40(11)", "open"), ("P 40(14)", "open"),
        ])
    func pharmacies(basis: String, certainty: String) {
        #expect(
            reasons([basis], on: "2026-06-01", type: .pharmacy)
                == ["unlawful \(certainty) 2029-03-01"])
    }

    @Test("Of several grounds the one that bars for certain counts; none at all asks (N12)")
    func several() {
        #expect(
            reasons(["N 43(1)", "N 43(13)"], on: "2026-06-01") == ["breach certain 2027-03-01"])
        #expect(
            reasons(["N 43(13)", "N 43(8)"], on: "2026-06-01") == ["unlawful certain 2029-03-01"])
        #expect(reasons([], on: "2026-06-01") == ["unlawful open 2029-03-01"])
    }

    @Test("Another licence of the same legal person is for an officer to judge (N12(5)(4))")
    func otherLicence() {
        #expect(
            reasons(["N 43(3)"], on: "2026-06-01", other: true) == ["unlawful open 2029-03-01"])
    }

    @Test("Changzhou: who ran before the termination was not founded after it (S4 不予受理6)")
    func foundedBefore() {
        func found(_ since: String?) -> Int {
            let world = CaseWorld(.changzhou, type: .pharmacy)
            let mark = CasePerson.Mark(
                secretEdition: 1, digits: String(repeating: "7", count: 64))
            var facts = Screening.Facts(type: .pharmacy)
            facts.persons = [CasePerson(role: .legalRepresentative, name: "某", mark: mark)]
            facts.personsAreChecked = true
            facts.runningSince = since.map(World.day)
            let bar = Screening.PersonBar(
                mark: mark, terminated: World.day("2025-03-03"),
                event: EventReference(origin: "t", index: 1, leafPrefix: 1), type: .medical)
            // Named by the finding and by the measure: one termination.
            facts.personBars = [bar, bar]
            let day = World.day("2026-03-02")
            return Screening.persons(
                facts, policy: world.setting.policyAt(world.office, day), on: day
            ).count { $0.item == "persons" }
        }
        #expect(found("2019-01-01") == 0)
        #expect(found("2025-06-01") == 1)
        #expect(found(nil) == 1)
    }
}
