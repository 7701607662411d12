import Testing

@testable import Designation

@Suite("Screening of applications")
struct ScreeningTests {
    private let mark = CasePerson.Mark(secretEdition: 1, digits: "ab")
    private let event = EventReference(origin: "node/sanctions", index: 1, leafPrefix: 0)

    private func reasons(
        _ area: CaseWorld.Area, _ on: String, type: InstitutionType = .medical,
        _ fill: (inout Screening.Facts) -> Void
    ) -> [Screening.Reason] {
        let world = CaseWorld(area, type: type)
        var facts = Screening.Facts(type: type)
        fill(&facts)
        return Screening.reasons(
            facts, policy: world.setting.policyAt(world.office, World.day(on)), on: World.day(on))
    }

    @Test("What happened after a signing says nothing against it (N12(5)(7))")
    func later() throws {
        var world = CaseWorld(.national)
        world.screening = [
            Screening.Reason(
                item: "unlawful", citations: [], from: World.day("2026-05-11"),
                through: World.day("2029-05-10"))
        ]
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        world.assess("2026-03-09")
        world.step(.noticeOpened, "2026-03-10") { $0.until = World.day("2026-03-16") }
        var late = world
        world.step(.signed, "2026-03-20")
        #expect(try world.problems() == [])
        #expect(try world.state("2026-06-01").outcome == .signed)
        late.step(.signed, "2026-05-11")
        #expect(try late.problems() == [.barred])
    }

    @Test(
        "Terminated: three years for unlawful acts, one for breach, three for deceit (N12)",
        arguments: [
            ("N 43(3)", "unlawful", "2029-03-01"), ("N 43(13)", "breach", "2027-03-01"),
            ("N 43(2)", "fraudulent-application", "2029-03-01"),
        ])
    func terminated(basis: String, item: String, through: String) {
        func found(_ on: String) -> [Screening.Reason] {
            reasons(.national, on) {
                $0.terminations = [
                    .init(
                        event: event, day: World.day("2026-03-02"), isOwnRequest: false,
                        basis: [cited(basis)])
                ]
            }
        }
        #expect(found(through).map(\.item) == [item])
        #expect(found(through).first?.through == World.day(through))
        #expect(found(through).first?.certainty == .certain)
        let after = found(World.day(through).adding(days: 1).description)
        #expect(after.allSatisfy { $0.certainty == .open }, "only whether the liability is met")
    }

    @Test("An end on the institution's own request bars nothing")
    func ownRequest() {
        let found = reasons(.national, "2026-03-03") {
            $0.terminations = [
                .init(
                    event: event, day: World.day("2026-03-02"), isOwnRequest: true,
                    basis: [cited("N 43(12)")])
            ]
        }
        #expect(found == [])
    }

    @Test("In operation three months; Shanghai may relax it (N6(1), S0 四(一))")
    func runningTime() {
        func found(_ area: CaseWorld.Area, _ on: String) -> [Screening.Certainty] {
            reasons(area, on) { $0.runningSince = World.day("2026-01-15") }.map(\.certainty)
        }
        #expect(found(.national, "2026-04-14") == [.certain])
        #expect(found(.national, "2026-04-15") == [])
        #expect(found(.weihai, "2026-04-14") == [.certain])
    }

    @Test("Care is covered in Jilin alone; pharmacies everywhere by the order (S2 9, P5)")
    func covers() {
        #expect(reasons(.national, "2026-03-02", type: .care) { _ in }.map(\.item) == ["covers"])
        #expect(reasons(.jilin, "2026-03-02", type: .care) { _ in } == [])
        #expect(reasons(.shanghai, "2026-03-02", type: .pharmacy) { _ in } == [])
    }

    @Test("A recorded bar holds until its day (N9)")
    func bar() {
        func found(_ on: String) -> [String] {
            reasons(.national, on) { $0.bars = [(event, World.day("2027-03-03"))] }.map(\.item)
        }
        #expect(found("2027-03-02") == ["bar"])
        #expect(found("2027-03-03") == [])
    }

    @Test("A person who caused a termination bars for five years by the mark (N12(7))")
    func persons() {
        func found(
            _ on: String, _ person: CasePerson, isChecked: Bool = true
        ) -> [Screening.Reason] {
            reasons(.national, on) {
                $0.persons = [person]
                $0.personsAreChecked = isChecked
                $0.personBars = [
                    .init(mark: mark, terminated: World.day("2022-03-02"), event: event)
                ]
            }
        }
        let principal = CasePerson(role: .principal, mark: mark)
        #expect(found("2027-03-01", principal).map(\.item) == ["persons"])
        #expect(found("2027-03-01", principal).first?.citations == [cited("N 12(7)")])
        #expect(found("2027-03-02", principal) == [])
        #expect(found("2026-03-02", CasePerson(role: .physician, mark: mark)) == [])
        let other = CasePerson(
            role: .principal, mark: .init(secretEdition: 1, digits: "cd"))
        #expect(found("2026-03-02", other) == [])
        #expect(found("2026-03-02", other, isChecked: false).map(\.certainty) == [.open])
        #expect(found("2026-03-02", CasePerson(role: .principal)).map(\.certainty) == [.open])
    }

    @Test("Who is on the list of the untrustworthy is barred while listed (N12(8))")
    func listed() {
        let found = reasons(.national, "2026-03-02") {
            $0.persons = [CasePerson(role: .actualController, mark: mark)]
            $0.personsAreChecked = true
            $0.personBars = [.init(mark: mark, terminated: nil, event: event)]
        }
        #expect(found.map(\.item) == ["persons-listed"])
        #expect(found.first?.through == nil)
    }
}
