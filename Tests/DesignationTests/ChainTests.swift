import Designation
import Testing

/// What led to an answer: acts, what followed by itself, and the values that had a say.
@Suite struct ChainTests {
    private func chain(
        _ history: History, _ region: String, _ day: String, area: String = "220000",
        rules: RuleBook = World.rules(), scope: FundScope? = .basic
    ) -> [Explanation.Link] {
        let context = World.context(rules: rules)
        let standing = history.standing(area, context: context)
        let answer = standing.answer(
            StatusQuestion(
                institution: World.hospital, region: World.code(region), scope: scope,
                date: World.day(day)), tree: World.tree, context: context)
        return Explanation(
            of: answer, standing: standing, context: context, facts: history.facts
        ).chain
    }

    private func decided(
        _ name: RuleName, _ value: String, _ region: String, ground: Ground? = nil
    ) -> RuleBook {
        var rules = World.rules()
        rules.add(
            DatedValue(
                value: value, from: World.day("2021-02-01"), to: nil,
                citation: Citation(edition: "N", article: "42; P 39"), isDecision: true,
                ground: ground), named: name.rawValue, for: World.code(region))
        return rules
    }

    @Test("Signing, a lapsed suspension with the decision by which it lapsed, and the renewal")
    func lapsedAndRenewed() throws {
        var history = History()
        let signed = history.sign("220100", "2026-01-01", "2027-01-01")
        let suspended = history.suspend("220100", "2026-03-01", until: "2026-05-01")
        let renewed = history.write(
            "220100", .register, "2026-12-01",
            .renewed(agreement: signed, until: World.day("2028-01-01")))
        let ground = Ground(chinese: "文本未要求另行申请。", english: "No application asked.")
        let rules = decided(.liftsByItself, "yes", "220000", ground: ground)
        let links = chain(history, "220100", "2027-02-01", rules: rules)
        #expect(links.map(\.event) == [signed, suspended, suspended, renewed])
        #expect(links.map(\.kind) == [.act, .act, .lapsed, .act])
        #expect(
            links.map(\.day)
                == ["2026-01-01", "2026-03-01", "2026-05-01", "2026-12-01"].map(World.day))
        let lifting = try #require(links[2].used.first)
        #expect(lifting.name == .liftsByItself)
        #expect(lifting.value == "yes")
        #expect(lifting.isDecision)
        #expect(lifting.from == World.day("2021-02-01"))
        #expect(lifting.ground == ground)
        #expect(lifting.citation == Citation(edition: "N", article: "42"))
        // Designated by the signing, and until 2028 by the renewal.
        #expect(links.map(\.isDeciding) == [true, false, false, true])
        // A suspension whose end rests on that decision says so while it runs.
        let running = chain(history, "220100", "2026-04-01", rules: rules)
        #expect(running.last?.used.contains { $0.name == .liftsByItself } == true)
        #expect(running.last?.until == World.day("2026-05-01"))
        #expect(running.last?.isDeciding == true)
    }

    @Test("A term that goes on during a suspension: the value, and what N42 says against it")
    func termGoesOn() throws {
        var history = History()
        history.place = "320400"
        history.sign("320400", "2026-01-01", "2026-06-01")
        history.suspend("320400", "2026-03-01", until: "2026-08-01")
        var rules = World.rules()
        rules.add(
            DatedValue(
                value: "no", from: World.day("2021-02-01"), to: nil,
                citation: Citation(edition: "N", article: "42; P 39"), isDecision: false),
            named: RuleName.termContinues.rawValue, for: RegionCode("CN")!)
        let links = chain(history, "320400", "2026-07-01", area: "320000", rules: rules)
        let link = try #require(links.first { $0.kind == .termGoesOn })
        #expect(link.day == World.day("2026-06-01"))
        #expect(link.until == World.day("2026-08-01"))
        let rule = try #require(link.used.first)
        #expect(rule.value == "yes")
        #expect(rule.national?.value == "no")
        #expect(rule.national?.citation == Citation(edition: "N", article: "42"))
        // Changzhou's suspensions wait for somebody to lift them.
        let after = chain(history, "320400", "2026-08-02", area: "320000", rules: rules)
        #expect(after.map(\.kind).contains(.waitsForLifting))
        #expect(after.last?.kind == .termOver || after.last?.kind == .waitsForLifting)
    }

    @Test("Nobody signed here, or not yet: a reason of its own with its article")
    func notDesignated() throws {
        var history = History()
        let signed = history.sign("220100", "2026-01-01", "2027-01-01")
        let never = try #require(chain(history, "220200", "2026-05-01", scope: nil).first)
        #expect(never.kind == .noAgreement)
        #expect(never.event == nil)
        #expect(never.isDeciding)
        #expect(never.citations.first == Citation(edition: "N", article: "51"))
        let early = chain(history, "220100", "2025-12-31")
        #expect(early.map(\.kind) == [.notYet])
        #expect(early.first?.event == signed)
        #expect(early.first?.day == World.day("2026-01-01"))
        history.type = .pharmacy
        history.register("220100", "2025-01-01")
        let shop = chain(history, "220200", "2026-05-01", scope: nil)
        #expect(shop.first?.citations == [Citation(edition: "P", article: "48")])
    }

    @Test("A termination elsewhere, and a lifting by an act, with how they came to bear here")
    func elsewhere() throws {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.sign("220200", "2026-01-01", "2027-01-01")
        let suspended = history.suspend("220100", "2026-02-01")
        let resumed = history.resume("220100", "2026-03-01", suspended)
        let terminated = history.terminate("220100", "2026-04-01")
        let links = chain(history, "220200", "2026-05-01")
        #expect(links.map(\.kind) == [.act, .act, .act, .act])
        #expect(links.dropFirst().map(\.event) == [suspended, resumed, terminated])
        #expect(links[1].rule == .crossRegion)
        #expect(links[3].rule == .crossRegion)
        #expect(links[3].isDeciding)
        #expect(links[3].used.contains { $0.name == .crossRegionReach && $0.value == "area" })
        #expect(links.filter(\.isDeciding).count == 1)
    }

    @Test("A term that is over, and a signing that counts for nothing")
    func over() {
        var history = History()
        let signed = history.sign("220100", "2026-01-01", "2026-06-01")
        let idle = history.sign("220100", "2026-06-10", "2027-06-10", written: "2026-06-10")
        history.write("220100", .register, "2026-06-11", .withdrawn(act: idle))
        let links = chain(history, "220100", "2026-07-01")
        #expect(links.map(\.kind) == [.act, .termOver, .withoutEffect, .act])
        #expect(links[1].event == signed)
        #expect(links[1].isDeciding)
        #expect(links[1].citations == [Citation(edition: "N", article: "41")])
        #expect(links[2].why == .withdrawn)
    }
}
