import Designation
import Testing

/// Asks for a part of the institution.
func ask(
    _ standing: Standing, _ region: String, _ day: String, department: String? = nil,
    person: String? = nil, site: String? = nil, service: Service? = nil
) -> StatusAnswer {
    standing.answer(
        StatusQuestion(
            institution: standing.institution, region: World.code(region), service: service,
            date: World.day(day), department: department, person: person, site: site),
        tree: World.tree, context: World.context())
}

/// Domain §3: the question also takes department, person and site.
@Suite struct PartTests {
    @Test("N38(5), N45: who is suspended may not serve; the institution may, and says who may not")
    func person() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        let event = history.restrict("220100", "2026-03-01", .person, "D1", until: "2026-06-01")
        let standing = history.standing()
        let named = ask(standing, "220100", "2026-03-01", person: "D1")
        #expect(named.status == .suspended)
        #expect(!named.settleable)
        #expect(named.reasons.map(\.rule) == [.restricted])
        #expect(named.reasons.first?.event == event)
        #expect(named.reasons.first?.citations == [Citation(edition: "N", article: "45")])
        #expect(named.since == World.day("2026-03-01"))
        #expect(named.until == World.day("2026-06-01"))
        #expect(ask(standing, "220100", "2026-02-28", person: "D1").settleable)
        #expect(
            ask(standing, "220100", "2026-02-28", person: "D1").until == World.day("2026-03-01"))
        #expect(ask(standing, "220100", "2026-06-01", person: "D1").settleable)
        #expect(ask(standing, "220100", "2026-03-01", person: "D2").settleable)
        let unnamed = standing.ask("220100", "2026-03-01")
        #expect(unnamed.settleable)
        #expect(unnamed.until == World.day("2027-01-01"))
        #expect(unnamed.restrictions.map(\.name) == ["D1"])
        #expect(standing.ask("220100", "2026-06-01").restrictions.isEmpty)
    }

    @Test("A department is another matter than a person of the same name")
    func department() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.restrict("220100", "2026-03-01", .department, "D1")
        let standing = history.standing()
        #expect(!ask(standing, "220100", "2026-05-01", department: "D1").settleable)
        #expect(ask(standing, "220100", "2026-05-01", person: "D1").settleable)
        // Either of two that are named is enough.
        let both = ask(standing, "220100", "2026-05-01", department: "D1", person: "D2")
        #expect(both.status == .suspended)
        #expect(both.until == nil || both.until == World.day("2027-01-01"))
    }

    @Test("A restriction is lifted by an event that names it, and taken back by a withdrawal")
    func liftedAndWithdrawn() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        let event = history.restrict("220100", "2026-03-01", .person, "D1")
        var lifted = history
        lifted.write(
            "220100", .register, "2026-04-01", .restrictionLifted(restriction: event))
        #expect(ask(lifted.standing(), "220100", "2026-03-31", person: "D1").status == .suspended)
        #expect(ask(lifted.standing(), "220100", "2026-04-01", person: "D1").settleable)
        history.write("220100", .register, "2026-04-01", .withdrawn(act: event))
        let standing = history.standing()
        #expect(standing.restrictions.isEmpty)
        #expect(standing.why(event) == .withdrawn)
        #expect(ask(standing, "220100", "2026-03-15", person: "D1").settleable)
    }

    @Test("Another agency may not lift it, nor may one without competence impose it")
    func authority() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        let event = history.restrict("220100", "2026-03-01", .person, "D1")
        let lift = history.write(
            "220200", .register, "2026-04-01", .restrictionLifted(restriction: event))
        let above = history.write(
            "220000", .register, "2026-08-01", .restrictionLifted(restriction: event))
        let standing = history.standing()
        #expect(standing.why(lift) == .noCompetence)
        #expect(standing.why(above) == nil)
        #expect(ask(standing, "220100", "2026-05-01", person: "D1").status == .suspended)
        #expect(ask(standing, "220100", "2026-08-01", person: "D1").settleable)
        let judge = Judge.saying(.none, "220100", .suspend)
        let without = history.standing(context: World.context(judge: judge))
        #expect(without.why(event) == .noCompetence)
        #expect(ask(without, "220100", "2026-05-01", person: "D1").settleable)
        // Where the region decides that only the imposer lifts, the province does not.
        let rules = World.rules([(.liftingBelongsTo, "imposer", "220000", "1")])
        let strict = history.standing(context: World.context(rules: rules))
        #expect(strict.why(above) == .noCompetence)
        #expect(ask(strict, "220100", "2026-08-01", person: "D1").status == .suspended)
    }

    @Test("Domain §4.1: it does not reach other pools, and holds in all of one (S4)")
    func reach() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.sign("220200", "2026-01-01", "2027-01-01")
        history.restrict("220100", "2026-03-01", .person, "D1")
        let standing = history.standing()
        #expect(ask(standing, "220200", "2026-05-01", person: "D1").settleable)
        #expect(standing.ask("220200", "2026-05-01").restrictions.isEmpty)
        var city = History()
        city.place = "320400"
        city.sign("320402", "2026-01-01", "2028-01-01")
        city.restrict("320411", "2026-03-01", .person, "D1", until: "2028-03-01")
        let everywhere = city.standing("320000")
        for district in ["320402", "320411", "320400"] {
            #expect(ask(everywhere, district, "2026-05-01", person: "D1").status == .suspended)
        }
        // Yanbian's own level and Yanji share a pool (decision).
        var pair = History()
        pair.place = "222401"
        pair.sign("222401", "2026-01-01", "2027-01-01")
        pair.sign("222499", "2026-01-01", "2027-01-01")
        pair.restrict("222401", "2026-03-01", .person, "D1")
        #expect(ask(pair.standing(), "222499", "2026-05-01", person: "D1").status == .suspended)
        let apart = World.context(rules: World.rules([(.samePoolPair, "no", "222400", "1")]))
        let single = pair.standing(context: apart)
        #expect(ask(single, "222499", "2026-05-01", person: "D1").settleable)
        #expect(ask(single, "222401", "2026-05-01", person: "D1").status == .suspended)
    }

    @Test("A restriction says nothing better than the agreement does")
    func underSuspension() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.restrict("220100", "2026-03-01", .person, "D1")
        history.terminate("220100", "2026-05-01")
        let answer = ask(history.standing(), "220100", "2026-05-01", person: "D1")
        #expect(answer.status == .terminated)
        #expect(answer.reasons.map(\.rule) == [.direct])
    }

    @Test("A new licence number does not wash a restriction off")
    func predecessor() {
        var old = History()
        old.restrict("220100", "2026-03-01", .person, "D1")
        var new = History()
        new.write(
            "220100", .register, "2026-04-01",
            .registered(
                InstitutionFacts(
                    name: "乙", type: .medical, kind: "", place: World.code("220100"),
                    predecessor: World.pharmacy)), author: "220100.b")
        new.write(
            "220100", .register, "2026-04-01",
            .signed(
                Agreement(
                    from: World.day("2026-04-01"), until: World.day("2027-04-01"),
                    services: [.outpatient], scope: .basic)), author: "220100.b")
        let facts = Fold.facts(
            of: World.hospital, area: World.code("220000"), own: new.facts,
            others: [World.pharmacy: old.facts], context: World.context())
        let standing = Fold.standing(
            of: World.hospital, area: World.code("220000"), facts: facts, context: World.context())
        #expect(ask(standing, "220100", "2026-05-01", person: "D1").status == .suspended)
    }

    @Test("P35 does not foresee it, and S4 sets one to five years: a question, and it holds")
    func outsideRules() {
        var rules = World.rules()
        func add(_ name: String, _ value: String, _ region: String, _ article: String) {
            rules.add(
                DatedValue(
                    value: value, from: World.day("2020-01-01"), to: nil,
                    citation: Citation(edition: "X", article: article), isDecision: false),
                named: name, for: World.code(region))
        }
        add("persons-and-departments", "may-be-suspended", "CN", "45")
        add("persons-and-departments.pharmacy", "not-foreseen", "CN", "35")
        add("person-suspension-term", "1 to 5 years", "320400", "解除")
        let context = World.context(rules: rules)
        func items(_ type: InstitutionType, _ region: String, until: String) -> [Citation] {
            var history = History()
            history.type = type
            history.place = region
            history.register(region, "2026-01-01")
            history.restrict(region, "2026-03-01", .person, "D1", until: until)
            let area = World.tree.area(of: World.code(region))?.text ?? ""
            let standing = history.standing(area, context: context)
            #expect(standing.restrictions.count == 1)
            return standing.reviewItems.filter { $0.kind == .restrictionOutsideRules }
                .flatMap(\.citations)
        }
        #expect(items(.medical, "220100", until: "2026-04-01").isEmpty)
        #expect(items(.pharmacy, "220100", until: "2026-04-01").map(\.article) == ["35"])
        #expect(items(.medical, "320402", until: "2027-03-01").isEmpty)
        #expect(items(.medical, "320402", until: "2031-03-01").isEmpty)
        #expect(items(.medical, "320402", until: "2027-02-28").map(\.article) == ["解除"])
        #expect(items(.medical, "320402", until: "2031-03-02").map(\.article) == ["解除"])
    }

    @Test("Parts have one written form; a person's name is none")
    func canonicalNames() {
        #expect(RestrictedPart.person.canonical("d2201 02-000123") == "D220102000123")
        #expect(RestrictedPart.person.canonical("张三") == nil)
        #expect(RestrictedPart.person.canonical("") == nil)
        #expect(RestrictedPart.department.canonical("　内科 一区 ") == "内科 一区")
        #expect(RestrictedPart.site.canonical("  ") == nil)
        #expect(RestrictedPart.site.canonical("a\u{7}b") == nil)
        #expect(RestrictedPart.site.canonical(String(repeating: "东", count: 86)) == nil)
    }

    @Test("The explanation names the part's measure with its days and the rule behind it")
    func explained() {
        var history = History()
        history.sign("220100", "2026-01-01", "2027-01-01")
        history.restrict("220100", "2026-03-01", .person, "D1", until: "2026-06-01")
        let standing = history.standing()
        let explanation = Explanation(
            of: ask(standing, "220100", "2026-03-01", person: "D1"), standing: standing,
            context: World.context())
        #expect(explanation.steps.first?.key == "reason.restricted")
        #expect(explanation.steps.first?.to == World.day("2026-06-01"))
        #expect(explanation.steps.first?.used.map(\.name) == [.personsAndDepartments])
    }

    @Test(
        "P31: a drug licence or a care permit tells that there are no emergencies, where no facts are held"
    )
    func emergency() {
        for (licence, allowed) in [
            ("drug-licence", false), ("care-permit", false), ("practice-licence", true),
        ] {
            let standing = Fold.standing(
                of: World.institution("\(licence):310151:CB1"), area: World.code("220000"),
                facts: [],
                context: World.context())
            #expect(standing.ask("220100", "2026-01-01").allowsEmergency == allowed)
        }
    }
}
