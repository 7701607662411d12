import Designation
import Testing

/// S2 23(2): which places an agreement covers.
@Suite struct SiteTests {
    /// The one place of the licence, registered anew under other names.
    @Test("What a place is called later changes nothing on earlier days, nor lifts a measure")
    func movedPlace() throws {
        func at(_ address: String, _ code: String) -> Act {
            .registered(
                InstitutionFacts(
                    name: "演示医院", type: .medical, kind: "hospital", place: World.code("220100"),
                    address: address, nationalCode: code))
        }
        var history = History()
        history.write("220100", .register, "2026-01-01", at("解放路1号", "H22010000001"))
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.restrict("220100", "2026-03-01", .site, "解放路1号", until: "2026-09-01")
        history.write(
            "220100", .register, "2026-04-01", at("解放路1号2楼", "H22010000001"))
        history.write(
            "220100", .register, "2026-10-01", at("人民街5号", "H22010000001"),
            written: "2026-04-02")
        let standing = history.standing()
        #expect(standing.places.count == 3)
        for (site, day, status) in [
            ("解放路1号", "2026-02-01", Status.designated),
            ("人民街5号", "2026-02-01", .notDesignated),
            ("H22010000001", "2026-03-15", .suspended), ("解放路1号", "2026-03-15", .suspended),
            ("H22010000001", "2026-05-01", .suspended), ("解放路1号2楼", "2026-05-01", .suspended),
            ("解放路1号2楼", "2026-09-15", .designated), ("解放路1号", "2026-10-15", .notDesignated),
            ("人民街5号", "2026-10-15", .designated), ("H22010000001", "2026-10-15", .designated),
        ] {
            let found = ask(standing, "220100", day, site: site)
            #expect(found.status == status, "\(site) \(day)")
        }
        let code = ask(standing, "220100", "2026-05-01", site: "H22010000001")
        #expect(code.since == World.day("2026-03-01") && code.until == World.day("2026-09-01"))
        #expect(Standing(encoded: standing.encoded()[...]) == standing)
    }

    @Test("S2 23(2): a site that the agreement does not cover may not serve")
    func sites() {
        var history = History()
        let agreement = history.sign(
            "220100", "2026-01-01", "2027-01-01", sites: ["东院", "西院"])
        history.write(
            "220100", .register, "2026-04-01",
            .changed(agreement: agreement, services: [.outpatient], sites: ["东院"]))
        var rules = World.rules()
        rules.add(
            DatedValue(
                value: "assessed-one-by-one", from: World.day("2023-07-01"), to: nil,
                citation: Citation(edition: "S2", article: "23(2)"), isDecision: false),
            named: "sites", for: World.code("220000"))
        let context = World.context(rules: rules)
        let standing = history.standing(context: context)
        #expect(ask(standing, "220100", "2026-02-01", site: "西院").settleable)
        let closed = standing.answer(
            StatusQuestion(
                institution: World.hospital, region: World.code("220100"),
                date: World.day("2026-04-01"), site: "西院"), tree: World.tree, context: context)
        #expect(closed.status == .notDesignated)
        #expect(!closed.settleable)
        #expect(closed.since == World.day("2026-04-01"))
        #expect(closed.reasons.map(\.rule) == [.siteNotCovered])
        #expect(closed.reasons.first?.event == agreement)
        #expect(closed.reasons.first?.citations == [Citation(edition: "S2", article: "23(2)")])
        #expect(ask(standing, "220100", "2026-04-01", site: "东院").settleable)
        #expect(!ask(standing, "220100", "2026-04-01", site: "北院").settleable)
        #expect(standing.ask("220100", "2026-02-01").sites == ["东院", "西院"])
        #expect(standing.ask("220100", "2026-04-01").settleable)
    }

    @Test("S2 23(4): a thousand village clinics, changed now and then: each answers for itself")
    func manySites() throws {
        var history = History()
        let names = (1...Agreement.maximumSiteCount).map { "演示镇第\($0)村卫生室" }
        let agreement = history.sign("220100", "2026-01-01", "2027-01-01", sites: names)
        // Every week the last one closes.
        for week in 1...40 {
            history.write(
                "220100", .register, World.day("2026-01-01").adding(days: 7 * week).description,
                .changed(
                    agreement: agreement, services: [.outpatient],
                    sites: Array(names.dropLast(week))))
        }
        let standing = history.standing()
        #expect(Standing(ownEncoding: standing.encoded()) == standing)
        #expect(ask(standing, "220100", "2026-12-31", site: names[0]).settleable)
        for week in [1, 20, 40] {
            let name = names[names.count - week]
            let closed = World.day("2026-01-01").adding(days: 7 * week)
            let before = ask(standing, "220100", closed.adding(days: -1).description, site: name)
            #expect(before.settleable && before.until == closed)
            let after = ask(standing, "220100", closed.description, site: name)
            #expect(after.status == .notDesignated && after.since == closed)
        }
        #expect(standing.ask("220100", "2026-12-31").sites.count == names.count - 40)
    }

    @Test("A change that does not speak of sites leaves them; two agreements cover each their own")
    func sitesOfTwo() {
        var history = History()
        let first = history.sign(
            "220100", "2026-01-01", "2027-01-01", services: [.outpatient], sites: ["东院"])
        history.write(
            "220100", .register, "2026-02-01",
            .changed(agreement: first, services: [.outpatient, .purchase]))
        history.sign(
            "220100", "2026-03-01", "2027-01-01", services: [.inpatient], sites: ["西院"])
        let standing = history.standing()
        #expect(ask(standing, "220100", "2026-02-02", site: "东院", service: .purchase).settleable)
        #expect(ask(standing, "220100", "2026-03-02", site: "西院", service: .inpatient).settleable)
        #expect(!ask(standing, "220100", "2026-03-02", site: "东院", service: .inpatient).settleable)
        #expect(standing.ask("220100", "2026-03-02", .inpatient).settleable)
    }

    @Test("An agreement that names no sites covers the place that the register gives")
    func onePlace() {
        var history = History()
        history.write(
            "220100", .register, "2026-01-01",
            .registered(
                InstitutionFacts(
                    name: "演示医院", type: .medical, kind: "hospital", place: World.code("220100"),
                    address: "人民大街 1 号", nationalCode: "H22010000001")))
        history.sign("220100", "2026-01-01", "2027-01-01")
        let standing = history.standing()
        #expect(ask(standing, "220100", "2026-02-01", site: "人民大街 1 号").settleable)
        #expect(ask(standing, "220100", "2026-02-01", site: "H22010000001").settleable)
        #expect(!ask(standing, "220100", "2026-02-01", site: "东院").settleable)
    }
}
