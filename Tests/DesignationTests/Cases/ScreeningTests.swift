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

    @Test("A recorded bar holds until its day, under the articles on which it rests (N9, N12(4))")
    func bar() {
        func found(_ on: String, _ basis: String? = nil) -> Screening.Reason? {
            reasons(.national, on) {
                $0.bars = [
                    .init(
                        event: event, until: World.day("2027-03-03"),
                        basis: basis.map { [cited($0)] } ?? [])
                ]
            }
            .first
        }
        #expect(found("2027-03-02")?.item == "bar")
        #expect(found("2027-03-02")?.citations == [cited("N 9")])
        #expect(found("2027-03-03") == nil)
        #expect(found("2027-03-02", "N 9")?.item == "bar")
        let deceit = found("2027-03-02", "N 12(4)")
        #expect(deceit?.item == "fraudulent-application")
        #expect(deceit?.citations == [cited("N 12(4)")])
    }

    @Test("Three years for deceit run from its discovery, where that is known (N12(4), P11(2))")
    func discovered() {
        func through(_ found: String?) -> [LegalDate?] {
            reasons(.national, "2026-07-01") {
                $0.terminations = [
                    .init(
                        event: event, day: World.day("2026-06-08"), isOwnRequest: false,
                        basis: [cited("N 43(2)")])
                ]
                guard let found else { return }
                $0.bars = [
                    .init(
                        event: event, from: World.day(found), until: World.day("2029-06-01"),
                        basis: [cited("N 12(4)")], item: "fraudulent-application")
                ]
            }
            .map(\.through)
        }
        #expect(through(nil) == [World.day("2029-06-07")])
        #expect(through("2026-06-01") == [World.day("2029-05-31")])
        // What was found later is another deceit.
        #expect(through("2026-06-20").count == 2)
    }

    @Test(
        "Those in charge are barred by grave unlawfulness alone (N12(7), P11(5))",
        arguments: [
            ("N 43(3)", Screening.Certainty?.some(.certain)), ("N 43(8)", .certain),
            ("P 40(4)", .certain), ("N 43(13)", nil), ("P 40(16)", nil), ("N 43(12)", nil),
            ("N 43(1)", .open), ("N 43(6)", .open), ("N 43(7)", .open), ("N 43(11)", .open),
            ("S4 解除(1)", .open),
        ])
    func gravity(basis: String, certainty: Screening.Certainty?) {
        #expect(Screening.certainty(ofTermination: [cited(basis)]) == certainty)
        // The gravest ground counts.
        #expect(
            Screening.certainty(ofTermination: [cited(basis), cited("N 43(3)")]) == .certain)
    }

    @Test("Each order speaks of its own institutions; Changzhou of any founded anew (N12(7), S4)")
    func institutions() {
        func found(
            _ area: CaseWorld.Area, _ on: String, _ fill: (inout Screening.Facts) -> Void = { _ in }
        ) -> [Screening.Certainty] {
            reasons(area, on) {
                $0.persons = [CasePerson(role: .principal, mark: mark)]
                $0.personsAreChecked = true
                $0.personBars = [
                    .init(
                        mark: mark, terminated: World.day("2024-03-04"), event: event,
                        type: .pharmacy)
                ]
                fill(&$0)
            }
            .map(\.certainty)
        }
        #expect(found(.national, "2025-03-03") == [])
        #expect(found(.national, "2025-03-03") { $0.personBars[0].type = .medical } == [.certain])
        #expect(found(.changzhou, "2025-03-03") == [.certain])
        #expect(found(.changzhou, "2027-03-04") == [], "the local text's own three years")
        #expect(found(.changzhou, "2025-03-03") { $0.isFoundedAnew = false } == [])
    }

    @Test("A ground that may be grave is an officer's question, until one has answered it (N12(7))")
    func judged() {
        func found(_ isCleared: Bool, _ certainty: Screening.Certainty) -> [Screening.Certainty] {
            reasons(.national, "2025-03-03") {
                $0.persons = [CasePerson(role: .principal, mark: mark)]
                $0.personsAreChecked = true
                $0.personsWereCleared = isCleared
                $0.personBars = [
                    .init(
                        mark: mark, terminated: World.day("2024-03-04"), event: event,
                        type: .medical, certainty: certainty)
                ]
            }
            .map(\.certainty)
        }
        #expect(found(false, .open) == [.open])
        #expect(found(true, .open) == [])
        #expect(found(true, .certain) == [.certain], "the registry knows better")
    }

    @Test("Weihai: a fund is applied for with the papers that its list names (S3 六)")
    func licences() {
        func found(_ scheme: LicenceScheme, _ scope: FundScope) -> [String] {
            reasons(.weihai, "2026-03-02") {
                $0.scheme = scheme
                $0.scope = scope
            }
            .map { "\($0.item) \($0.certainty)" }
        }
        #expect(found(.clinicFiling, .pooledFund) == ["applicants open"])
        #expect(found(.clinicFiling, .personalAccount) == [])
        #expect(found(.militaryPermit, .personalAccount) == ["applicants open"])
        #expect(found(.militaryPermit, .pooledFund) == [])
        #expect(found(.practiceLicence, .pooledFund) == [])
        #expect(found(.listEntry, .pooledFund) == [], "its paper is not known")
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
