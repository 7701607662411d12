import Testing

@testable import Designation

/// What belongs together: suspensions that adjoin, the places of a result that is taken over, and an
/// officer's own lines beside the items of a list.
@Suite("What cases join")
struct CaseJoinedTests {
    // MARK: Suspensions on own request (N42 ¶2, P39 ¶2)

    private static let first = EventReference(origin: "s", index: 1, leafPrefix: 1)

    /// Asked for a suspension that begins when the one from 1 March is over.
    private func next(
        to: String? = "2026-06-01", countedFrom: LegalDate? = World.day("2026-03-01"),
        isDerived: Bool = false, signedAnew: String? = nil
    ) -> CaseWorld {
        var world = CaseWorld(.national, .suspension)
        var earlier = CaseSubject.Suspended(
            event: Self.first, from: World.day("2026-03-01"), to: to.map(World.day),
            isOwnRequest: true, isDerived: isDerived)
        earlier.countedFrom = countedFrom
        world.subject.suspensions = [earlier]
        world.subject.terms = [.init(from: World.day("2026-01-01"), to: World.day("2028-01-01"))]
        if let signedAnew {
            world.subject.terms.append(.init(from: World.day(signedAnew), to: nil))
        }
        world.step(.received, "2026-03-02")
        world.step(.accepted, "2026-03-02")
        return world
    }

    private func decision(_ world: CaseWorld, from: String = "2026-06-01") -> [CaseProblem] {
        var world = world
        let step = world.make(.decided, "2026-05-20") {
            $0.passed = true
            $0.from = World.day(from)
            $0.until = World.day("2026-10-01")
        }
        return world.objections(to: step).filter { $0.kind == .tooLong }
    }

    @Test("A suspension on own request that follows another one is too long with it (N42 ¶2)")
    func tooLongTogether() throws {
        let found = try #require(decision(next()).first)
        #expect(found.day == World.day("2026-08-28"), "180 days from 1 March")
        #expect(decision(next(to: nil)).count == 1, "one without an end goes on")
        #expect(decision(next(), from: "2026-06-02") == [], "a day lies between")
        #expect(decision(next(countedFrom: nil)) == [], "the first one was excepted")
        #expect(decision(next(isDerived: true)) == [], "it follows from another pool's")
        #expect(decision(next(signedAnew: "2026-06-01")) == [], "a new agreement counts anew")
        var ended = next()
        ended.subject.terms[0].to = World.day("2026-05-15")
        ended.subject.terms[0].isCut = true
        #expect(decision(ended) == [], "the first one ended the agreement")
    }

    @Test("The clock of the second ends when both together are too long, never before it begins")
    func clockTogether() throws {
        for (from, last) in [("2026-06-01", "2026-08-28"), ("2026-06-02", "2026-11-29")] {
            var world = next()
            world.step(.decided, "2026-05-20") {
                $0.passed = true
                $0.from = World.day(from)
            }
            let clock = try world.clock("suspension.voluntary-maximum", "2026-07-01")
            #expect(clock.lastDay == World.day(last))
            #expect(clock.start == World.day(from))
        }
        var late = next(to: "2026-10-01")
        late.step(.decided, "2026-05-20") {
            $0.passed = true
            $0.from = World.day("2026-10-01")
        }
        #expect(
            try late.clock("suspension.voluntary-maximum", "2026-10-02").lastDay
                == World.day("2026-09-30"))
    }

    @Test("What is past the maximum is proposed from the first of those that adjoin")
    func proposedTogether() {
        var subject = CaseSubject(institution: World.hospital, type: .medical)
        var second = CaseSubject.Suspended(
            event: Self.first, from: World.day("2026-06-01"), to: nil, isOwnRequest: true,
            isDerived: false)
        func days(_ on: String) -> [LegalDate?] {
            subject.suspensions = [second]
            var book = RuleBook()
            book.add(
                DatedValue(
                    value: "180d", from: World.day("2021-02-01"), to: nil,
                    citation: cited("N 42"), isDecision: false),
                named: "suspension.voluntary-maximum", for: World.code("CN"))
            let policy = Policy(
                region: World.code("220100"), day: World.day(on), rules: book,
                regions: World.tree)
            return Proposal.ofMaximum(
                subject, region: World.code("220100"), policy: policy, on: World.day(on)
            ).map(\.day)
        }
        #expect(days("2026-09-10") == [], "180 days from 1 June end on 28 November")
        second.countedFrom = World.day("2026-03-01")
        #expect(days("2026-08-28") == [])
        #expect(days("2026-08-29") == [World.day("2026-08-28")])
        second.countedFrom = nil
        #expect(days("2027-01-01") == [], "excepted")
    }

    /// Whatever the fold ends, cases count from the same day: drawn at random, with agreements and
    /// exceptions between.
    @Test("A standing tells from which day the fold counted", arguments: 0..<40)
    func sameAsFold(seed: Int) throws {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var history = History()
        history.sign("220100", "2026-01-01", "2029-01-01")
        var day = World.day("2026-01-05")
        for _ in 0..<5 {
            let length = 20 + draw(90)
            let until = day.adding(days: length)
            history.suspend("220100", "\(day)", until: "\(until)", ownRequest: draw(4) > 0)
            if draw(5) == 0 {
                history.sign("220100", "\(day.adding(days: draw(length)))", "2029-01-01")
            }
            day = until.adding(days: draw(3) == 0 ? 1 : 0)
        }
        let standing = history.standing()
        let void = Set(standing.withoutEffect.map(\.event))
        let facts = history.facts.filter { !void.contains($0.reference) }
        let counted = standing.requestsCounted(in: World.code("220100"), facts) {
            World.tree.unit(of: $0)
        }
        // The register's own items say on which day each of them ends the agreement: 181 days on.
        for item in standing.reviewItems where item.kind == .laterThanMaximum {
            let event = try #require(item.events.first)
            let begun = try #require(standing.sanctions.first { $0.event == event }).from
            let from = try #require(counted[event], "seed \(seed)")
            #expect(item.due == max(from.adding(days: 181), begun), "seed \(seed)")
        }
    }

    // MARK: Results taken over (S2 7, 23(2))

    private let result = EventReference(origin: "changchun/log", index: 4, leafPrefix: 4)

    private func provincial(_ places: [String], passedAt sites: [String]) -> CaseWorld {
        var world = CaseWorld(.jilin)
        world.office = World.code("229900")
        world.subject.results = [
            result: .init(
                region: World.code("220100"), passed: true, services: [.outpatient, .inpatient],
                sites: sites)
        ]
        world.step(.accepted, "2026-03-02") {
            $0.services = [.outpatient]
            $0.sites = places
        }
        return world
    }

    private func taken(_ world: inout CaseWorld, _ sites: [String] = []) -> CaseStep {
        world.make(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.outpatient]
            $0.sites = sites
        }
    }

    @Test("A result that is taken over passes at the places that it names, and at no other")
    func placesOfResult() throws {
        var world = provincial(["总院", "分部"], passedAt: ["总院"])
        world.step(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.outpatient]
        }
        #expect(try world.state("2026-03-03").passedSites == ["总院"])
        world.step(.noticeOpened, "2026-03-04") { $0.until = World.day("2026-03-11") }
        world.step(.negotiated, "2026-03-12") { $0.passed = true }
        let both = world.make(.signed, "2026-03-13") {
            $0.services = [.outpatient]
            $0.sites = ["总院", "分部"]
        }
        #expect(world.objections(to: both).map(\.detail) == ["site"])
        let one = world.make(.signed, "2026-03-13") {
            $0.services = [.outpatient]
            $0.sites = ["总院"]
        }
        #expect(world.objections(to: one) == [])
        // The other place may be assessed here all the same.
        var assessed = provincial(["总院", "分部"], passedAt: ["总院"])
        assessed.step(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.outpatient]
        }
        assessed.assess("2026-03-10") {
            $0.results = [SiteResult(site: "分部", services: [.outpatient], passed: true)]
        }
        #expect(try assessed.state("2026-03-10").passedSites == ["总院", "分部"])
    }

    @Test("Of several places somebody must say which: the result, or the officer who takes it over")
    func placesNamed() throws {
        var silent = provincial(["总院", "分部"], passedAt: [])
        let bare = taken(&silent)
        #expect(silent.objections(to: bare).map(\.kind) == [.reasonMissing])
        #expect(silent.objections(to: bare).map(\.detail) == ["sites"])
        silent.step(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.outpatient]
            $0.sites = ["分部"]
        }
        #expect(try silent.state("2026-03-03").passedSites == ["分部"])
        var named = provincial(["总院", "分部"], passedAt: ["总院"])
        let other = taken(&named, ["分部"])
        #expect(named.objections(to: other).map(\.kind) == [.notRecognised])
        var one = provincial([], passedAt: ["总院"])
        one.step(.recognised, "2026-03-03") {
            $0.event = result
            $0.services = [.outpatient]
        }
        #expect(try one.state("2026-03-03").passedServices == [.outpatient], "one place, any name")
    }

    // MARK: An officer's own lines (N8, S2 10, 25 ¶1)

    @Test("A notice of what is missing may say it in the officer's words where no list has it")
    func ownLines() throws {
        var world = CaseWorld(.jilin, .change)
        world.step(.received, "2026-03-02") { $0.items = ["bank-account"] }
        let empty = world.make(.supplementNotice, "2026-03-03")
        #expect(world.objections(to: empty).map(\.kind) == [.reasonMissing])
        world.step(.supplementNotice, "2026-03-03") { $0.lines = ["银行开户许可证"] }
        let state = try world.state("2026-03-03")
        #expect(state.problems == [])
        #expect(state.stage == .supplementing)
        let writer = NoticeWriter(issuer: "演示", policyAt: world.setting.policyAt)
        let paper = try writer.paper(
            .supplement, of: state, case: [1], NoticeWriter.Party(World.hospital, nil))
        #expect(paper.items == ["银行开户许可证"])
        // An application to be designated is refused for listed reasons only (N12).
        var application = CaseWorld(.jilin)
        application.step(.received, "2026-03-02")
        let refused = application.make(.refused, "2026-03-03") { $0.lines = ["不合适"] }
        #expect(application.objections(to: refused).map(\.kind) == [.reasonMissing])
    }
}
