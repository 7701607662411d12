import Designation
import Testing

/// Two offices of one pool, and what follows elsewhere from an agreement that is over.
@Suite struct OverlapTests {
    private func world(_ region: String) -> FoldContext {
        World.context(
            rules: World.rules(
                named: ["sign", "suspend", "terminate"].map {
                    ("competence.\($0)", "office", region)
                }))
    }

    @Test("S4 结果公布: what a second district signs widens nothing while the first one's runs")
    func secondOffice() {
        for (first, second, gives) in [
            ("320402", "320411", true), ("320402", "320402", false), ("320400", "320411", false),
        ] {
            var history = History()
            history.place = "320402"
            let one = history.sign(first, "2026-01-01", "2026-07-01", services: [.outpatient])
            let other = history.sign(
                second, "2026-02-01", "2027-02-01", services: [.outpatient, .inpatient])
            let standing = history.standing("320000", context: world("320400"))
            #expect(standing.ask("320402", "2026-03-01", .outpatient).settleable)
            #expect(standing.ask("320402", "2026-03-01", .inpatient).settleable != gives)
            // When the first one is over the second is the institution's only agreement.
            #expect(standing.ask("320402", "2026-07-01", .inpatient).settleable)
            let item = standing.reviewItems.first { $0.kind == .doubleSigning }
            #expect((item != nil) == gives)
            if gives {
                #expect(item?.events == [one, other])
                #expect(item?.region == World.code("320400"))
            }
        }
    }

    @Test("What gives way keeps nobody from adding to the agreement that it gives way to")
    func behindTheSecond() {
        var history = History()
        history.place = "320402"
        history.sign("320402", "2026-01-01", "2026-12-01", services: [.outpatient])
        history.sign("320411", "2026-02-01", "2027-02-01", services: [.outpatient])
        history.sign("320402", "2026-03-01", "2026-12-01", services: [.inpatient])
        let standing = history.standing("320000", context: world("320400"))
        #expect(standing.ask("320402", "2026-02-15", .inpatient).settleable == false)
        #expect(standing.ask("320402", "2026-03-01", .inpatient).settleable)
        // The second one is the institution's only agreement.
        #expect(standing.ask("320402", "2026-12-01", .outpatient).settleable)
        #expect(standing.ask("320402", "2026-12-01", .inpatient).settleable == false)
    }

    @Test("Sanctions entered again and again are one question each, or none without competence")
    func manyIdle() {
        var history = History()
        history.place = "371002"
        history.sign("371002", "2026-01-01", "2027-01-01", services: [.outpatient])
        history.sign("371003", "2026-01-02", "2027-01-01", services: [.outpatient])
        for _ in 0..<60 { history.suspend("371003", "2026-02-01") }
        for _ in 0..<60 { history.suspend("371002", "2026-03-01", until: "2026-04-01") }
        let standing = history.standing("370000", context: world("371000"))
        #expect(standing.status("371002", "2026-02-15") == .designated)
        #expect(standing.status("371002", "2026-03-15") == .suspended)
        #expect(standing.withoutEffect.count { $0.why == .noCompetence } == 60)
        #expect(standing.reviewItems.count { $0.kind == .enteredTwice } == 59)
    }

    @Test("S3 六: agreements for two funds stand side by side, whichever offices signed them")
    func otherFund() {
        var history = History()
        history.sign("371002", "2026-01-01", "2027-01-01", scope: .pooledFund)
        history.sign(
            "371003", "2026-01-02", "2027-01-01", services: [.outpatient], scope: .personalAccount)
        let standing = history.standing("370000", context: world("371000"))
        #expect(!standing.has(.doubleSigning))
        #expect(standing.timelines.count == 2)
        #expect(standing.timelines.allSatisfy { $0.spans.first?.status == .designated })
    }

    @Test(
        "S3 八(二)(三): a second office does not act on what its neighbour had signed")
    func sanctionBesideOwnSigning() {
        var history = History()
        history.place = "371002"
        history.sign("371002", "2026-01-01", "2027-01-01", services: [.outpatient])
        history.sign("371003", "2026-02-01", "2028-01-01", services: [.outpatient])
        let event = history.terminate("371003", "2026-03-01")
        let standing = history.standing("370000", context: world("371000"))
        #expect(standing.status("371002", "2026-03-01") == .designated)
        #expect(standing.why(event) == .noCompetence)
        // Its own is not in force by then, so there is nothing that it could terminate.
        #expect(standing.status("371002", "2027-01-01") == .designated)
        #expect(history.standing("370000").status("371002", "2026-03-01") == .terminated)
    }

    @Test("N44 ¶2: an office whose agreement stands behind stops nothing in other pools")
    func sanctionFromBehind() {
        for (first, second, counts) in [("320402", "320411", false), ("320411", "320402", true)] {
            var history = History()
            history.place = "320402"
            history.sign(first, "2026-01-01", "2026-07-01")
            history.sign(second, "2026-02-01", "2028-01-01")
            history.sign("320900", "2026-01-01", "2028-01-01")
            let early = history.suspend("320411", "2026-03-01", until: "2026-04-01")
            history.resume("320411", "2026-04-01", early)
            let late = history.suspend("320411", "2026-08-01", until: "2026-09-01")
            let standing = history.standing("320000", context: world("320400"))
            #expect(standing.why(early) == (counts ? nil : .noCompetence))
            #expect(
                standing.status("320900", "2026-03-01") == (counts ? .suspended : .designated))
            // When the first agreement is over the second office acts on its own.
            #expect(standing.why(late) == (counts ? .noCompetence : nil))
            #expect(
                standing.status("320900", "2026-08-01") == (counts ? .designated : .suspended))
        }
    }

    @Test("N44 ¶2: who signed beside another pool and then takes the seat is asked about")
    func seatTaken() {
        func items(_ moved: String, by author: String, issuer: String) -> [ReviewItem] {
            var history = History()
            history.place = "530100"
            history.register("530100", "2026-01-01")
            history.sign("530100", "2026-01-01", "2028-01-01")
            history.sign("532500", "2026-01-15", "2028-01-01")
            history.place = moved
            history.register(author, "2026-02-01")
            let licence = World.institution("practice-licence:\(issuer):A1")
            return history.standing("530000", of: licence).reviewItems.filter {
                $0.kind == .seatMoved
            }
        }
        let taken = items("532500", by: "532500", issuer: "530100")
        #expect(taken.count == 1 && taken.first?.events.count == 2)
        #expect(taken.first?.region == World.code("530100"))
        #expect(taken.first?.citations == [Citation(edition: "N", article: "44")])
        // Registered at the old place, moved by the agency of that, or to where the licence is from.
        #expect(items("530100", by: "532500", issuer: "530100").isEmpty)
        #expect(items("532500", by: "530100", issuer: "530100").isEmpty)
        #expect(items("532500", by: "532500", issuer: "532500").isEmpty)
    }

    @Test(
        "N42 ¶2: what followed from a suspension on own request ends with the agreement that it stopped"
    )
    func causeEnded() {
        for ownRequest in [true, false] {
            var history = History()
            history.sign("220100", "2026-01-06", "2026-12-01")
            history.sign("220200", "2026-01-07", "2028-01-07")
            let suspension = history.suspend("220100", "2026-02-10", ownRequest: ownRequest)
            let standing = history.standing()
            #expect(standing.status("220200", "2026-03-01") == .suspended)
            #expect(standing.status("220200", "2026-08-09") == .suspended)
            // The one asked for ends the agreement after 180 days; what was imposed goes on.
            let free = ownRequest ? "2026-08-10" : nil
            if let free { #expect(standing.status("220100", free) == .ended) }
            for day in ["2026-08-10", "2026-12-01", "2027-12-31"] {
                #expect(
                    standing.status("220200", day) == (ownRequest ? .designated : .suspended))
            }
            let item = standing.reviewItems.first { $0.kind == .causeEnded }
            #expect((item != nil) == ownRequest)
            if ownRequest {
                #expect(item?.events.first == suspension)
                #expect(item?.region == World.code("220200"))
            }
        }
    }

    @Test("N42 ¶2: in another province it ends on the day on which it ends any agreement by itself")
    func causeEndedElsewhere() {
        var history = History()
        history.sign("220100", "2026-01-06", "2026-12-01")
        history.sign("530100", "2026-01-07", "2028-01-07")
        let suspension = history.suspend("220100", "2026-02-10", ownRequest: true)
        var imposed = history
        let standing = history.standing("530000")
        #expect(standing.status("530100", "2026-02-10") == .suspended)
        #expect(standing.status("530100", "2026-08-09") == .suspended)
        #expect(standing.status("530100", "2026-08-10") == .designated)
        #expect(history.standing().status("220100", "2026-08-10") == .ended)
        // Whether its agreement goes on, its own agency is asked.
        let item = standing.reviewItems.first { $0.kind == .causeEnded }
        #expect(item?.events.first == suspension)
        #expect(item?.region == World.code("530100"))
        // An exception stands where the suspension does, so that everybody knows that it goes on.
        let key = history.standing().reviewItems.first { $0.kind == .laterThanMaximum }?.key
        history.write(
            "220100", .sanctions, "2026-07-01",
            .reviewed(item: key ?? "", decision: "exception"))
        #expect(history.standing("530000").status("530100", "2026-08-10") == .suspended)
        // With an end of its own it ends by that; what was imposed besides goes on.
        imposed.suspend("220100", "2026-03-01")
        #expect(imposed.standing("530000").status("530100", "2026-08-10") == .suspended)
        var short = History()
        short.sign("530100", "2026-01-07", "2028-01-07")
        short.suspend("220100", "2026-02-10", until: "2026-04-01", ownRequest: true)
        #expect(short.standing("530000").status("530100", "2026-03-31") == .suspended)
        #expect(short.standing("530000").status("530100", "2026-04-01") == .designated)
        #expect(!short.standing("530000").has(.causeEnded))
    }

    @Test(
        "N10, P9: a pool below the prefecture signs in principle nothing; an office of a larger one may"
    )
    func level() {
        let rules = World.rules(
            named: [
                ("competence.sign", "prefecture-and-above", "CN"),
                ("competence.sign", "pool-agency", "220000"),
            ])
        for (region, area, isAsked) in [
            ("530111", "530000", true), ("530100", "530000", false), ("320402", "320000", false),
            ("220102", "220000", false),
        ] {
            var history = History()
            history.place = region
            history.register(region, "2026-01-01")
            history.sign(region, "2026-01-02", "2027-01-02")
            let standing = history.standing(area, context: World.context(rules: rules))
            #expect(standing.has(.signedBelow) == isAsked)
            #expect(standing.status(region, "2026-02-01") == .designated)
        }
    }
}
