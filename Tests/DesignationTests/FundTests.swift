import Designation
import Testing

/// A question that does not name the fund (Weihai, S3): never payable by omission.
@Suite struct FundTests {
    private func weihai(pooledUntil: String = "2027-01-01") -> History {
        var history = History()
        history.sign(
            "220200", "2026-01-01", "2027-01-01", services: [.outpatient, .purchase],
            scope: .personalAccount)
        history.sign(
            "220200", "2026-01-01", pooledUntil, services: [.outpatient, .inpatient],
            scope: .pooledFund)
        return history
    }

    private func ask(
        _ standing: Standing, _ day: String, _ scope: FundScope? = nil, _ service: Service? = nil
    ) -> StatusAnswer {
        standing.answer(
            StatusQuestion(
                institution: World.hospital, region: World.code("220200"), service: service,
                scope: scope, date: World.day(day)), tree: World.tree)
    }

    @Test("An agreement for care beside one of two funds does not make it answer for both")
    func careBesideOneFund() {
        var history = History()
        history.sign(
            "220200", "2026-01-01", "2027-01-01", services: [.outpatient], scope: .pooledFund)
        history.sign("220200", "2026-01-01", "2027-01-01", services: [.care], scope: .care)
        let standing = history.standing()
        let answer = ask(standing, "2026-07-01", nil, .outpatient)
        #expect(!answer.settleable)
        #expect(answer.scopes.map(\.scope) == [.pooledFund])
        #expect(ask(standing, "2026-07-01", .pooledFund, .outpatient).settleable)
        #expect(ask(standing, "2026-07-01", nil, .care).settleable)
    }

    @Test("Where funds differ the least favourable answers, and each is listed")
    func differ() {
        let standing = weihai(pooledUntil: "2026-06-01").standing()
        let answer = ask(standing, "2026-07-01")
        #expect(!answer.settleable)
        #expect(answer.status == .ended)
        #expect(answer.scope == .pooledFund)
        #expect(answer.scopes.map(\.scope) == [.personalAccount, .pooledFund])
        #expect(answer.scopes.map(\.settleable) == [true, false])
        #expect(answer.since == World.day("2026-06-01"))
        #expect(answer.until == World.day("2027-01-01"))
        let named = ask(standing, "2026-07-01", .personalAccount)
        #expect(named.settleable)
        #expect(named.scopes.isEmpty)
    }

    @Test("Where all are designated, only what all of them cover may be settled")
    func agree() {
        let standing = weihai().standing()
        let answer = ask(standing, "2026-07-01")
        #expect(answer.settleable)
        #expect(answer.scope == nil)
        #expect(answer.services == [.outpatient])
        #expect(ask(standing, "2026-07-01", nil, .outpatient).settleable)
        #expect(!ask(standing, "2026-07-01", nil, .inpatient).settleable)
        #expect(ask(standing, "2026-07-01", .pooledFund, .inpatient).settleable)
    }

    @Test("Of two funds that are kept apart one alone answers only by its name")
    func oneOfTwo() {
        var history = History()
        history.sign("220200", "2026-01-01", "2027-01-01", scope: .personalAccount)
        let unnamed = ask(history.standing(), "2026-07-01")
        #expect(!unnamed.settleable, "the claim may be one on the pooled fund")
        #expect(unnamed.status == .designated)
        #expect(unnamed.scopes.map(\.scope) == [.personalAccount])
        #expect(unnamed.scopes.map(\.settleable) == [true])
        #expect(ask(history.standing(), "2026-07-01", .personalAccount).settleable)
        #expect(!ask(history.standing(), "2026-07-01", .pooledFund).settleable)
    }

    @Test("One fund alone answers, named or not; care insurance is asked for by its service")
    func single() {
        var history = History()
        history.sign("220200", "2026-01-01", "2027-01-01")
        let alone = ask(history.standing(), "2026-07-01")
        #expect(alone.settleable)
        #expect(alone.scope == .basic)
        #expect(alone.scopes.isEmpty)
        history.sign(
            "220200", "2026-01-01", "2026-03-01", services: [.care], scope: .care)
        let standing = history.standing()
        #expect(ask(standing, "2026-07-01", nil, .outpatient).settleable)
        #expect(!ask(standing, "2026-07-01", nil, .care).settleable)
        #expect(!ask(standing, "2026-07-01").settleable)
    }

    @Test("fund-scopes.care: a home that was signed for basic insurance is a question (S2 9)")
    func fundOfHomes() {
        func found(_ scope: FundScope) -> [Citation] {
            var history = History()
            history.type = .care
            history.register("220100", "2026-01-01")
            history.sign("220100", "2026-01-01", "2026-12-01", services: [.care], scope: scope)
            let values = [("fund-scopes.care", "care", "220000")]
            let standing = history.standing(
                context: World.context(rules: World.rules(named: values)))
            return standing.reviewItems.filter { $0.kind == .scopeNotKept }.flatMap(\.citations)
        }
        #expect(found(.care).isEmpty)
        #expect(found(.basic) == [Citation(edition: "D", article: "fund-scopes.care")])
    }
}
