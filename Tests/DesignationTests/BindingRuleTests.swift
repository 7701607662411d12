import Designation
import Testing

/// Which of two rules binds, and for whom: laxer local values, editions that are over, pools above.
@Suite struct BindingRuleTests {
    private func context(
        _ values: [(name: String, value: String, region: String, from: String, to: String?)]
    ) -> FoldContext {
        var book = RuleBook()
        for value in values {
            let edition = value.region == "CN" ? "N" : "S0"
            book.add(
                DatedValue(
                    value: value.value, from: World.day(value.from), to: value.to.map(World.day),
                    citation: Citation(edition: edition, article: value.name), isDecision: false),
                named: value.name, for: World.code(value.region))
        }
        return World.context(rules: book)
    }

    @Test("N42, P39: half a year is laxer than 180 days, which bind until the region decides")
    func halfAYear() {
        var history = History()
        history.place = "320402"
        history.sign("320402", "2025-01-01", "2027-01-01")
        history.suspend("320402", "2025-03-10", ownRequest: true)
        var values = [
            ("suspension.voluntary-maximum", "180d", "CN", "2021-02-01", String?.none),
            ("suspension.voluntary-maximum", "6m", "320400", "2021-02-01", nil),
        ]
        let undecided = history.standing("320000", context: context(values))
        #expect(undecided.status("320402", "2025-09-06") == .suspended)
        #expect(undecided.status("320402", "2025-09-07") == .ended)
        let reason = undecided.ask("320402", "2025-09-07").reasons.first
        #expect(reason?.citations.map(\.edition) == ["N"])
        values.append(("laxer-local-value", "local", "320400", "2021-02-01", nil))
        let decided = history.standing("320000", context: context(values))
        #expect(decided.status("320402", "2025-09-10") == .suspended)
        #expect(decided.status("320402", "2025-09-11") == .ended)
    }

    @Test("Domain §4.9: who was accepted under an edition that is over keeps its term, and says so")
    func keptTerm() {
        func isAsked(_ basis: String, until: String, from: String = "2026-12-24") -> Bool {
            var history = History()
            let agreement = Agreement(
                from: World.day(from), until: World.day(until), services: [.outpatient],
                scope: .basic)
            history.write(
                "220100", .register, from, .signed(agreement),
                basis: [Citation(edition: basis, article: "6(3)")])
            let rules = context([
                ("term", "1y", "CN", "2021-02-01", nil),
                ("term", "2y", "220000", "2021-12-01", "2026-12-01"),
            ])
            return history.standing(context: rules).has(.termTooLong)
        }
        #expect(!isAsked("S0", until: "2028-12-24"))
        // Longer than that edition says, under another one, or before the edition there was.
        #expect(isAsked("S0", until: "2028-12-25"))
        #expect(isAsked("N", until: "2028-12-24"))
        #expect(isAsked("S0", until: "2023-06-01", from: "2021-06-01"))
        #expect(!isAsked("N", until: "2027-12-24"))
    }

    @Test(
        "N44 ¶2: a pool above the prefecture in whose territory the seat lies is a pool of the seat"
    )
    func poolAbove() {
        var history = History()
        history.place = "220100"
        for region in ["220100", "229900", "530100"] {
            history.sign(region, "2026-01-01", "2027-01-01")
        }
        var elsewhere = history
        history.suspend("229900", "2026-03-01")
        let outside = history.standing("530000")
        #expect(outside.status("530100", "2026-03-01") == .suspended)
        #expect(outside.ask("530100", "2026-03-01").reasons.first?.rule == .crossRegion)
        let not = World.context(
            rules: World.rules([(.crossRegionSeatAbove, "no", "220000", "not above")]))
        #expect(
            history.standing("530000", context: not).status("530100", "2026-03-01") == .designated)
        // Of another province it is no pool of the seat.
        elsewhere.place = "530100"
        elsewhere.suspend("229900", "2026-03-01")
        #expect(elsewhere.standing("530000").status("530100", "2026-03-01") == .designated)
    }
}
