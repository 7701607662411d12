import Designation
import Testing

/// What a type of institution may be designated for (P1, P48, N5), whatever an agreement says.
@Suite struct ServiceTests {
    private func world(_ values: [(name: String, value: String, region: String)]) -> FoldContext {
        var rules = World.rules()
        for (name, value, region) in values {
            rules.add(
                DatedValue(
                    value: value, from: World.day("2026-01-01"), to: nil,
                    citation: Citation(edition: "P", article: "48"), isDecision: false),
                named: name, for: World.code(region))
        }
        return World.context(rules: rules)
    }

    private func pharmacy(_ services: [Service]) -> (history: History, agreement: EventReference) {
        var history = History()
        history.type = .pharmacy
        history.register("220100", "2026-01-01")
        let agreement = history.sign(
            "220100", "2026-01-02", "2027-01-02", services: services)
        return (history, agreement)
    }

    @Test("P1, P48, N33 ¶2: what a pharmacy cannot be designated for is not settled")
    func signing() {
        let rules = world([("services.pharmacy", "purchase, dual-channel", "CN")])
        let (history, agreement) = pharmacy([.purchase, .inpatient])
        let standing = history.standing(context: rules)
        #expect(standing.ask("220100", "2026-02-01", .purchase).settleable)
        #expect(!standing.ask("220100", "2026-02-01", .inpatient).settleable)
        let item = standing.reviewItems.first { $0.kind == .serviceNotForeseen }
        #expect(item?.events == [agreement])
        #expect(item?.citations == [Citation(edition: "P", article: "48")])
        // Without the value nothing is known of what a type may have.
        #expect(history.standing().ask("220100", "2026-02-01", .inpatient).settleable)
        let proper = pharmacy([.purchase]).history.standing(context: rules)
        #expect(!proper.has(.serviceNotForeseen))
    }

    @Test("P48: a change adds no such service either; the words may stand with blanks")
    func change() {
        let rules = world([("services.pharmacy", "purchase dual-channel", "220000")])
        var (history, agreement) = pharmacy([.purchase])
        let change = history.write(
            "220100", .register, "2026-03-01",
            .changed(agreement: agreement, services: [.purchase, .dualChannel, .inpatient]))
        let standing = history.standing(context: rules)
        #expect(standing.ask("220100", "2026-03-01", .dualChannel).settleable)
        #expect(!standing.ask("220100", "2026-03-01", .inpatient).settleable)
        #expect(
            standing.reviewItems.filter { $0.kind == .serviceNotForeseen }.map(\.events)
                == [[change]])
    }

    @Test("Another type has other services; a type registered later changes nothing before")
    func typeOfTheDay() {
        let rules = world([
            ("services.pharmacy", "purchase", "CN"), ("services.medical", "outpatient", "CN"),
        ])
        var history = History()
        history.register("220100", "2026-01-01")
        history.sign("220100", "2026-01-02", "2027-01-02", services: [.outpatient, .purchase])
        history.type = .pharmacy
        history.register("220100", "2026-05-01")
        let standing = history.standing(context: rules)
        #expect(standing.ask("220100", "2026-02-01", .outpatient).settleable)
        #expect(!standing.ask("220100", "2026-02-01", .purchase).settleable)
    }

    @Test("S3 二: a type of which no edition of the region speaks is asked about, and counts")
    func notCovered() {
        let covers = [
            ("covers", "medical, pharmacy", "CN"), ("covers", "medical, pharmacy, care", "220000"),
            ("covers", "medical", "320400"),
        ]
        for (region, area, type, isAsked) in [
            ("320400", "320000", InstitutionType.care, true),
            ("320400", "320000", .pharmacy, false),
            ("220100", "220000", .care, false), ("530100", "530000", .care, true),
        ] {
            var history = History()
            history.type = type
            history.register(region, "2026-01-01")
            history.sign(region, "2026-01-02", "2027-01-02", services: [.care])
            let standing = history.standing(area, context: world(covers))
            #expect(standing.has(.notCovered) == isAsked)
            #expect(standing.ask(region, "2026-02-01", .care).settleable)
            #expect(!history.standing(area).has(.notCovered))
        }
    }
}
