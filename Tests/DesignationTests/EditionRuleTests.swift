import Designation
import Testing

/// Values of editions that decide what the fold says: each changes an outcome here.
@Suite struct EditionRuleTests {
    private func context(_ values: [(String, String, String)]) -> FoldContext {
        var rules = World.rules()
        for (name, value, region) in values {
            rules.add(
                DatedValue(
                    value: value, from: World.day("2020-02-01"), to: nil,
                    citation: Citation(edition: "X", article: name), isDecision: false),
                named: name, for: World.code(region))
        }
        return World.context(rules: rules)
    }

    // MARK: Resumption asked for in time

    private func suspended() -> (history: History, event: EventReference) {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-06-01")
        let event = history.suspend("220100", "2026-01-10", ownRequest: true)
        return (history, event)
    }

    @Test("N42, S2 28: whoever asked in time to resume is not ended while nobody answers")
    func askedInTime() {
        var (history, event) = suspended()
        #expect(history.standing().status("220100", "2026-07-10") == .ended)
        history.write(
            "220100", .register, "2026-07-09", .resumptionRequested(suspension: event))
        let standing = history.standing()
        #expect(standing.status("220100", "2026-07-10") == .suspended)
        #expect(standing.status("220100", "2027-05-31") == .suspended)
        #expect(standing.has(.resumptionUndecided))
        #expect(!standing.has(.laterThanMaximum))
        #expect(
            standing.reviewItems.first { $0.kind == .resumptionUndecided }?.due
                == World.day("2026-07-10"))
        // Granted late, it goes on as if nothing had ended.
        history.resume("220100", "2026-08-01", event)
        let resumed = history.standing()
        #expect(resumed.status("220100", "2026-07-31") == .suspended)
        #expect(resumed.status("220100", "2026-08-01") == .designated)
        #expect(!resumed.has(.resumptionUndecided))
    }

    @Test("A request after the maximum comes too late, and is shown so")
    func askedTooLate() {
        var (history, event) = suspended()
        let request = history.write(
            "220100", .register, "2026-07-10", .resumptionRequested(suspension: event))
        let standing = history.standing()
        #expect(standing.status("220100", "2026-07-10") == .ended)
        #expect(standing.why(request) == .superseded)
    }

    @Test("Refused or taken back, the agreement ends: then, if the maximum is over")
    func refused() {
        var (history, event) = suspended()
        let request = history.write(
            "220100", .register, "2026-06-01", .resumptionRequested(suspension: event))
        var late = history
        late.write("220100", .register, "2026-08-15", .resumptionRefused(request: request))
        #expect(late.standing().status("220100", "2026-08-14") == .suspended)
        #expect(late.standing().status("220100", "2026-08-15") == .ended)
        #expect(
            late.standing().ask("220100", "2026-08-15").reasons.first?.rule == .suspendedTooLong)
        #expect(
            late.standing().reviewItems.first { $0.kind == .laterThanMaximum }?.due
                == World.day("2026-08-15"))
        history.write("220100", .register, "2026-06-15", .resumptionRefused(request: request))
        #expect(history.standing().status("220100", "2026-07-09") == .suspended)
        #expect(history.standing().status("220100", "2026-07-10") == .ended)
        // Asked anew in time.
        history.write(
            "220100", .register, "2026-07-01", .resumptionRequested(suspension: event))
        #expect(history.standing().status("220100", "2026-07-10") == .suspended)
    }

    @Test("Only the unit whose agreement it is, or one above it, receives the request")
    func askedElsewhere() {
        var (history, event) = suspended()
        let request = history.write(
            "220200", .register, "2026-06-01", .resumptionRequested(suspension: event))
        #expect(history.standing().why(request) == .noCompetence)
        #expect(history.standing().status("220100", "2026-07-10") == .ended)
        let judge = Judge.saying(.none, "220100", .accept)
        let own = history.write(
            "220100", .register, "2026-06-01", .resumptionRequested(suspension: event))
        #expect(history.standing().status("220100", "2026-07-10") == .suspended)
        let barred = history.standing(context: World.context(judge: judge))
        #expect(barred.why(own) == .noCompetence)
        #expect(barred.status("220100", "2026-07-10") == .ended)
    }

    // MARK: Values

    @Test("suspension.voluntary-exceeded: by-act leaves the end to an act")
    func voluntaryExceeded() {
        let history = suspended().history
        #expect(history.standing().status("220100", "2026-07-10") == .ended)
        for value in ["ends-in-principle", "ends-unless-special-reason"] {
            let context = context([("suspension.voluntary-exceeded", value, "220000")])
            #expect(history.standing(context: context).status("220100", "2026-07-10") == .ended)
        }
        let byAct = context([("suspension.voluntary-exceeded", "by-act", "220000")])
        let standing = history.standing(context: byAct)
        #expect(standing.status("220100", "2026-07-10") == .suspended)
        #expect(standing.has(.laterThanMaximum))
    }

    @Test(
        "public-institution-requests: what a public hospital asked for counts and is a question (N44 ¶1)"
    )
    func publicInstitutionRequests() {
        let refused = context([
            ("public-institution-requests", "refused", "CN"),
            ("public-institution-requests.care", "allowed", "CN"),
        ])
        for (type, isPublic, ownRequest, isAsked) in [
            (InstitutionType.medical, true, true, true), (.medical, false, true, false),
            (.medical, true, false, false), (.care, true, true, false),
        ] {
            var history = History()
            history.type = type
            let facts = InstitutionFacts(
                name: "演示医院", type: type, kind: "hospital", place: World.code("220100"),
                isPublicInstitution: isPublic)
            history.write("220100", .register, "2026-01-01", .registered(facts))
            history.sign("220100", "2026-01-01", "2027-01-01")
            history.terminate("220100", "2026-03-01", ownRequest: ownRequest)
            let standing = history.standing(context: refused)
            #expect(standing.has(.publicInstitution) == isAsked)
            #expect(standing.status("220100", "2026-03-01") == .terminated)
            #expect(!history.standing().has(.publicInstitution))
        }
    }

    @Test("renewal-not-agreed: P38 calls a pharmacy's a termination, S2 27 an end")
    func renewalNotAgreed() {
        var history = History()
        history.type = .pharmacy
        history.register("220100", "2026-01-01")
        let agreement = history.sign("220100", "2026-01-01", "2026-06-01")
        let end = history.write(
            "220100", .register, "2026-06-01", .ended(agreement: agreement, cause: .notRenewed))
        let national = context([
            ("renewal-not-agreed", "ends", "CN"),
            ("renewal-not-agreed.pharmacy", "terminates", "CN"),
        ])
        let standing = history.standing(context: national)
        let answer = standing.ask("220100", "2026-06-01")
        #expect(answer.status == .terminated)
        #expect(answer.reasons.map(\.event) == [end])
        #expect(
            answer.reasons.first?.citations
                == [Citation(edition: "X", article: "renewal-not-agreed.pharmacy")])
        #expect(standing.has(.failedRenewal))
        let jilin = context([
            ("renewal-not-agreed.pharmacy", "terminates", "CN"),
            ("renewal-not-agreed.pharmacy", "ends", "220000"),
        ])
        let ended = history.standing(context: jilin)
        #expect(ended.status("220100", "2026-06-01") == .ended)
        #expect(!ended.has(.failedRenewal))
        history.type = .medical
        history.register("220100", "2026-01-02")
        #expect(history.standing(context: national).status("220100", "2026-06-01") == .ended)
    }

    @Test("cross-region.trigger: the seat's pool or any, of the nation and of a region's own reach")
    func trigger() {
        var history = History()
        history.place = "220100"
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.sign("220200", "2026-01-01", "2027-01-01")
        history.suspend("220200", "2026-03-01")
        #expect(history.standing().status("220100", "2026-03-01") == .suspended)
        let seat = context([("cross-region.trigger", "seat-pool", "220000")])
        #expect(history.standing(context: seat).status("220100", "2026-03-01") == .designated)
        var south = History()
        south.place = "530100"
        south.sign("530100", "2026-01-01", "2027-01-01")
        south.sign("532500", "2026-01-01", "2027-01-01")
        south.suspend("532500", "2026-03-01")
        #expect(south.standing("530000").status("530100", "2026-03-01") == .designated)
        let any = context([("cross-region.trigger", "any-pool", "CN")])
        #expect(
            south.standing("530000", context: any).status("530100", "2026-03-01") == .suspended)
        // Of care institutions the national orders say nothing.
        south.type = .care
        south.suspend("532500", "2026-04-01")
        let pharmacies = context([("cross-region.trigger.pharmacy", "seat-pool", "CN")])
        var shops = History()
        shops.type = .pharmacy
        shops.place = "530100"
        shops.sign("530100", "2026-01-01", "2027-01-01")
        shops.sign("532500", "2026-01-01", "2027-01-01")
        shops.suspend("532500", "2026-03-01")
        #expect(shops.standing("530000").status("530100", "2026-03-01") == .suspended)
        #expect(
            shops.standing("530000", context: pharmacies).status("530100", "2026-03-01")
                == .designated)
    }

    @Test("lifting-belongs-to: the imposer alone, or its superior too")
    func lifting() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        let event = history.suspend("220100", "2026-03-01")
        let lift = history.resume("220000", "2026-04-01", event)
        #expect(history.standing().status("220100", "2026-04-01") == .designated)
        let alone = context([("lifting-belongs-to", "imposer", "220000")])
        let standing = history.standing(context: alone)
        #expect(standing.status("220100", "2026-04-01") == .suspended)
        #expect(standing.why(lift) == .noCompetence)
        // A withdrawal by the superior is another matter (N46).
        history.write("220000", .sanctions, "2026-05-01", .withdrawn(act: event))
        #expect(history.standing(context: alone).status("220100", "2026-04-01") == .designated)
    }

    @Test("term: signed or renewed for longer than the edition says is a question (N10, P9)")
    func term() {
        func items(_ value: String, until: String, renewed: String? = nil) -> Int {
            var history = History()
            let agreement = history.sign("220100", "2026-01-01", until)
            if let renewed {
                history.write(
                    "220100", .register, "2026-12-01",
                    .renewed(agreement: agreement, until: World.day(renewed)))
            }
            let standing = history.standing(context: context([("term", value, "CN")]))
            #expect(standing.status("220100", "2026-02-01") == .designated)
            let found = standing.reviewItems.filter { $0.kind == .termTooLong }
            #expect(found.allSatisfy { $0.citations.map(\.article) == ["term"] })
            return found.count
        }
        #expect(items("1y", until: "2027-01-01") == 0)
        #expect(items("1y", until: "2027-01-02") == 1)
        #expect(items("1y", until: "2036-01-01") == 1)
        #expect(items("2y", until: "2028-01-01") == 0)
        #expect(items("1y", until: "2027-01-01", renewed: "2028-01-01") == 0)
        #expect(items("1y", until: "2027-01-01", renewed: "2030-01-01") == 1)
        #expect(items("—", until: "2036-01-01") == 0)
    }

    @Test("A term of an edition that does not cover the type is none for it (S0: medical only)")
    func termOfAnotherType() {
        var history = History()
        history.type = .pharmacy
        history.register("220100", "2026-01-01")
        history.sign("220100", "2026-01-01", "2028-01-01")
        let values = [("term", "1y", "CN"), ("term", "2y", "220000")]
        #expect(!history.standing(context: context(values)).has(.termTooLong))
        let covering = context(values + [("covers", "medical", "220000")])
        #expect(history.standing(context: covering).has(.termTooLong))
    }

    @Test("sign-where: outside the place of registration is a question, a pair excepted (S2 23(5))")
    func signWhere() {
        func found(_ region: String, _ value: String?) -> [ReviewItem] {
            var history = History()
            history.place = "220100"
            history.register("220100", "2026-01-01")
            history.sign(region, "2026-01-01", "2026-12-01")
            let values = value.map { [("sign-where", $0, "220000")] } ?? []
            let standing = history.standing(context: context(values))
            #expect(standing.status(region, "2026-02-01") == .designated, "it counts")
            return standing.reviewItems.filter { $0.kind == .signedElsewhere }
        }
        #expect(found("220200", "registered").map(\.region) == [World.code("220200")])
        #expect(
            found("220200", "registered").first?.citations
                == [Citation(edition: "X", article: "sign-where")])
        #expect(found("220200", "people-served").isEmpty)
        #expect(found("220200", nil).isEmpty)
        #expect(found("220100", "registered").isEmpty)
        #expect(found("220102", "registered").isEmpty, "the same pool")
        #expect(found("229900", "registered").isEmpty, "the pair")
    }

    @Test("fund-scopes: signed for a fund that the edition does not have is a question (S3 六)")
    func fundScopes() {
        func found(_ scope: FundScope, _ value: String?) -> Int {
            var history = History()
            history.sign("220100", "2026-01-01", "2026-12-01", scope: scope)
            let values = value.map { [("fund-scopes", $0, "220000")] } ?? []
            let standing = history.standing(context: context(values))
            return standing.reviewItems.count { $0.kind == .scopeNotKept }
        }
        let apart = "pooled-fund, personal-account"
        #expect(found(.pooledFund, apart) == 0)
        #expect(found(.basic, apart) == 1)
        #expect(found(.pooledFund, "basic") == 1)
        #expect(found(.pooledFund, nil) == 0)
    }
}
