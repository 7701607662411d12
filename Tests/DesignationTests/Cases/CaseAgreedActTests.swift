import Testing

@testable import Designation

/// What the act that a signing names may say: the case's fund, and in a renewal or a supplement nothing
/// that was neither agreed nor assessed (N5 ¶2, N9, N41, S3 六).
@Suite("Cases: the act that a signing names")
struct CaseAgreedActTests {
    private func event(_ number: UInt64) -> EventReference {
        EventReference(origin: "weihai/register", index: number, leafPrefix: UInt128(number))
    }

    private func fact(_ number: UInt64, _ world: CaseWorld, _ act: Act) -> Fact {
        Fact(
            reference: event(number), stamp: Stamp(milliseconds: number, counter: 0),
            author: "node", stream: .register, area: World.code(world.area.rawValue),
            region: world.office, effective: World.day("2026-03-20"), basis: [], act: act)
    }

    private func signed(
        _ number: UInt64, _ world: CaseWorld, _ services: [Service], _ scope: FundScope = .basic,
        _ sites: [String] = []
    ) -> Fact {
        fact(
            number, world,
            .signed(
                Agreement(
                    from: World.day("2026-04-01"), until: World.day("2027-04-01"),
                    services: services, scope: scope, sites: sites)))
    }

    /// Whether a signing that names the last of the acts has this against it, and nothing else.
    private func differs(_ world: CaseWorld, _ acts: [Fact]) throws -> Bool {
        var world = world
        world.subject.acts = acts
        let named = try #require(acts.last).reference
        world.step(.signed, "2026-03-20") {
            $0.services = [.outpatient]
            $0.event = named
        }
        let problems = try world.state("2026-03-25").problems
        #expect(problems.map(\.kind).allSatisfy { $0 == .actDiffers })
        return !problems.isEmpty
    }

    @Test("A case for one fund signs no agreement under the other (S3 四(三), S3 六)")
    func otherFund() throws {
        var world = CaseWorld(.jilin, .new, scope: .personalAccount)
        world.step(.accepted, "2026-03-02") { $0.services = [.outpatient] }
        world.assess("2026-03-10")
        world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-17") }
        #expect(try differs(world, [signed(1, world, [.outpatient], .pooledFund)]))
        #expect(try !differs(world, [signed(1, world, [.outpatient], .personalAccount)]))
    }

    @Test("Weihai: a renewal of one fund's agreement signs nothing under the other")
    func renewalOfOtherFund() throws {
        var world = CaseWorld(.weihai, .renewal, scope: .personalAccount)
        world.step(.accepted, "2026-03-02")
        let first = signed(1, world, [.outpatient], .personalAccount)
        #expect(try differs(world, [first, signed(2, world, [.outpatient], .pooledFund)]))
        #expect(try !differs(world, [first, signed(2, world, [.outpatient], .personalAccount)]))
    }

    @Test("A renewal goes on with what was agreed, and adds no service and no place (N9, N41)")
    func widerRenewal() throws {
        var world = CaseWorld(.national, .renewal)
        world.step(.accepted, "2026-03-02")
        let first = signed(1, world, [.outpatient])
        #expect(try differs(world, [signed(1, world, [.outpatient])]), "nothing was agreed before")
        #expect(try !differs(world, [first, signed(2, world, [.outpatient])]))
        #expect(try differs(world, [first, signed(2, world, [.outpatient, .inpatient])]))
        #expect(try differs(world, [first, signed(2, world, [.outpatient], .basic, ["甲", "乙"])]))
        let renewal = Act.renewed(agreement: event(1), until: World.day("2028-04-01"))
        #expect(try !differs(world, [first, fact(2, world, renewal)]))
    }

    @Test("A supplement adds the internet hospital and nothing else (N5 ¶2)")
    func widerSupplement() throws {
        var world = CaseWorld(.national, .internetSupplement)
        world.subject.terms = [
            .init(from: World.day("2025-04-01"), to: World.day("2027-04-01"))
        ]
        world.step(.accepted, "2026-03-02") { $0.services = [.internet] }
        let first = signed(1, world, [.outpatient])
        func change(_ services: [Service]) -> Fact {
            let act = Act.changed(agreement: event(1), services: services, sites: nil)
            return fact(2, world, act)
        }
        #expect(try !differs(world, [first, change([.outpatient, .internet])]))
        #expect(try differs(world, [first, change([.outpatient, .inpatient, .internet])]))
    }
}
