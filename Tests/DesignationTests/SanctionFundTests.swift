import Designation
import Testing

/// Where a pool signs two agreements with one institution for two funds (Weihai, S3), a sanction may be
/// about one of them.
@Suite struct SanctionFundTests {
    private func weihai() -> History {
        var history = History()
        history.sign("220200", "2026-01-01", "2027-01-01", scope: .personalAccount)
        history.sign("220200", "2026-01-01", "2027-01-01", scope: .pooledFund)
        return history
    }

    private func ask(
        _ standing: Standing, _ day: String, _ scope: FundScope?, in region: String = "220200"
    ) -> StatusAnswer {
        standing.answer(
            StatusQuestion(
                institution: World.hospital, region: World.code(region), scope: scope,
                date: World.day(day)), tree: World.tree)
    }

    @Test("A suspension that names a fund stops that agreement and no other")
    func oneFund() throws {
        var history = weihai()
        let stop = history.suspend("220200", "2026-03-01", funds: [.pooledFund])
        history.resume("220200", "2026-04-01", stop)
        let standing = history.standing()
        #expect(ask(standing, "2026-03-01", .pooledFund).status == .suspended)
        #expect(ask(standing, "2026-03-01", .personalAccount).settleable)
        let unnamed = ask(standing, "2026-03-01", nil)
        #expect(unnamed.status == .suspended && !unnamed.settleable)
        #expect(unnamed.scopes.map(\.settleable) == [true, false])
        #expect(unnamed.knownSanctions.map(\.funds) == [[.pooledFund]])
        #expect(ask(standing, "2026-04-01", .pooledFund).settleable)
        let step = try #require(
            Explanation(
                of: ask(standing, "2026-03-01", .pooledFund), standing: standing,
                context: World.context()
            ).steps.first)
        #expect(step.funds == [.pooledFund])
    }

    @Test("Without a fund a suspension stops both, and may be lifted for one")
    func liftedForOne() {
        var history = weihai()
        let stop = history.suspend("220200", "2026-03-01")
        history.resume("220200", "2026-04-01", stop, funds: [.personalAccount])
        let half = history.standing()
        #expect(ask(half, "2026-03-31", .personalAccount).status == .suspended)
        #expect(ask(half, "2026-04-01", .personalAccount).settleable)
        #expect(ask(half, "2026-04-01", .pooledFund).status == .suspended)
        #expect(half.sanctions.first?.to == nil)
        history.resume("220200", "2026-05-01", stop)
        let whole = history.standing()
        #expect(ask(whole, "2026-04-15", .pooledFund).status == .suspended)
        #expect(ask(whole, "2026-05-01", .pooledFund).settleable)
        #expect(whole.sanctions.first?.to == World.day("2026-05-01"))
    }

    @Test("Lifted for a fund that it is not about, a suspension goes on")
    func liftedForAnother() {
        var history = weihai()
        let stop = history.suspend("220200", "2026-03-01", funds: [.pooledFund])
        let lift = history.resume("220200", "2026-04-01", stop, funds: [.personalAccount])
        let standing = history.standing()
        #expect(standing.why(lift) == .superseded)
        #expect(ask(standing, "2026-05-01", .pooledFund).status == .suspended)
        #expect(ask(standing, "2026-05-01", .personalAccount).settleable)
    }

    @Test("A termination for one fund ends that agreement, and bars for any (N12)")
    func terminated() {
        var history = weihai()
        history.terminate("220200", "2026-03-01", funds: [.pooledFund])
        let standing = history.standing()
        #expect(ask(standing, "2026-06-01", .pooledFund).status == .terminated)
        #expect(ask(standing, "2026-06-01", .personalAccount).settleable)
        history.sign("220200", "2026-06-01", "2027-06-01", scope: .personalAccount)
        var rules = World.rules()
        rules.add(
            DatedValue(
                value: "3y", from: World.day("2021-02-01"), to: nil,
                citation: Citation(edition: "N", article: "12(5)"), isDecision: false),
            named: "bar.unlawful", for: World.code("CN"))
        let item = history.standing(context: World.context(rules: rules)).reviewItems.filter {
            $0.kind == .signedWhileBarred
        }
        #expect(item.count == 1, "what ran before is not barred, what is signed anew is")
    }

    @Test(
        "Other pools lose all agreements, since N44 ¶2 knows no funds, unless a decision says otherwise"
    )
    func otherPools() {
        var history = weihai()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.sign("222401", "2026-01-01", "2027-01-01", scope: .personalAccount)
        history.suspend("220200", "2026-03-01", funds: [.pooledFund])
        let all = history.standing()
        #expect(ask(all, "2026-03-01", nil, in: "220100").status == .suspended)
        #expect(ask(all, "2026-03-01", .personalAccount, in: "222401").status == .suspended)
        let same = history.standing(
            context: World.context(
                rules: World.rules([(.crossRegionFund, "same", "220000", "funds")])))
        // A basic agreement is paid by the pooled fund, too.
        #expect(ask(same, "2026-03-01", nil, in: "220100").status == .suspended)
        #expect(ask(same, "2026-03-01", .personalAccount, in: "222401").settleable)
    }

    @Test("Two suspensions in one term are those of one agreement (N43(1))")
    func secondSuspension() {
        var history = weihai()
        let first = history.suspend("220200", "2026-03-01", funds: [.pooledFund])
        history.resume("220200", "2026-04-01", first)
        history.suspend("220200", "2026-05-01", funds: [.personalAccount])
        #expect(!history.standing().has(.secondSuspension))
        history.suspend("220200", "2026-06-01", funds: [.pooledFund])
        let item = history.standing().reviewItems.filter { $0.kind == .secondSuspension }
        #expect(item.count == 1)
    }

    @Test("A fund for which no agreement is known is shown as suspended; no other suffers")
    func withoutAgreement() {
        var history = History()
        history.sign("220200", "2026-01-01", "2027-01-01", scope: .personalAccount)
        history.suspend("220200", "2026-03-01", funds: [.pooledFund])
        let standing = history.standing()
        #expect(ask(standing, "2026-03-01", .pooledFund).status == .suspended)
        #expect(ask(standing, "2026-03-01", .personalAccount).settleable)
        // The agreement's own event comes late: it meets the suspension.
        history.sign(
            "220200", "2026-01-01", "2027-01-01", written: "2026-03-05", scope: .pooledFund)
        #expect(ask(history.standing(), "2026-03-05", .pooledFund).status == .suspended)
    }

    @Test("An agreement that spans both funds is met under either name")
    func namedOtherwise() {
        var history = History()
        history.sign("220200", "2026-01-01", "2027-01-01")
        let stop = history.suspend("220200", "2026-03-01", funds: [.pooledFund])
        #expect(history.standing().status("220200", "2026-03-01") == .suspended)
        history.resume("220200", "2026-04-01", stop, funds: [.pooledFund])
        #expect(history.standing().status("220200", "2026-04-01") == .designated)
        // Of one that names no fund, the half that was lifted is not the whole.
        let both = history.suspend("220200", "2026-05-01")
        history.resume("220200", "2026-05-10", both, funds: [.personalAccount])
        #expect(history.standing().status("220200", "2026-05-10") == .suspended)
        history.resume("220200", "2026-05-20", both, funds: [.pooledFund])
        #expect(history.standing().status("220200", "2026-05-20") == .designated)
    }

    @Test("A suspension on own request past its maximum ends the agreement that it is about (N42)")
    func tooLong() {
        var history = weihai()
        history.suspend("220200", "2026-02-01", ownRequest: true, funds: [.pooledFund])
        let standing = history.standing()
        #expect(ask(standing, "2026-08-15", .pooledFund).status == .ended)
        #expect(ask(standing, "2026-08-15", .personalAccount).settleable)
        #expect(standing.has(.laterThanMaximum))
    }

    @Test(
        "Funds are kept in the bytes of standings and facts; who names none has the bytes of before"
    )
    func codec() {
        var history = weihai()
        let stop = history.suspend("220200", "2026-03-01")
        #expect(history.standing().encoded().first == 1)
        history.resume("220200", "2026-04-01", stop, funds: [.pooledFund, .personalAccount])
        history.terminate("220200", "2026-05-01", funds: [.care])
        let standing = history.standing()
        let bytes = standing.encoded()
        #expect(bytes.first == 4)
        #expect(Standing(encoded: bytes[...]) == standing)
        for cut in bytes.indices { #expect(Standing(encoded: bytes[..<cut]) == nil) }
        for fact in history.facts {
            var origins = OriginTable()
            var compact: [UInt8] = []
            fact.encode(into: &compact, origins: &origins)
            #expect(Fact.decode(compact[...], origins: origins) == fact)
        }
    }
}
