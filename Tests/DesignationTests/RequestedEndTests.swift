import Designation
import Testing

/// N43(12), P40(15): what an institution asks for ends its agreement as a termination, by whatever word the
/// officer records it.
@Suite struct RequestedEndTests {
    private func history(_ type: InstitutionType = .medical) -> (History, EventReference) {
        var history = History()
        (history.type, history.place) = (type, "530100")
        history.register("530100", "2026-01-01")
        let agreement = history.sign("530100", "2026-01-01", "2027-01-01")
        history.sign("532500", "2026-01-01", "2027-01-01")
        return (history, agreement)
    }

    @Test("An end on request and a termination on request have one effect, here and in other pools")
    func oneEffect() {
        for type in [InstitutionType.medical, .pharmacy] {
            var (ended, agreement) = history(type)
            var terminated = ended
            ended.write(
                "530100", .register, "2026-05-01", .ended(agreement: agreement, cause: .onRequest))
            terminated.terminate("530100", "2026-05-01", ownRequest: true)
            for region in ["530100", "532500"] {
                for day in ["2026-04-30", "2026-05-01", "2026-12-31"] {
                    let (one, other) = (ended.standing("530000"), terminated.standing("530000"))
                    #expect(
                        one.status(region, day) == other.status(region, day), "\(region) \(day)")
                }
            }
            let standing = ended.standing("530000")
            #expect(standing.status("532500", "2026-05-01") == .terminated)
            #expect(standing.ask("532500", "2026-05-01").reasons.map(\.rule) == [.crossRegion])
            // Other provinces learn of it by the other word only.
            #expect(standing.has(.endIsTermination))
            #expect(!terminated.standing("530000").has(.endIsTermination))
            ended.terminate("530100", "2026-05-01", ownRequest: true, written: "2026-05-06")
            #expect(!ended.standing("530000").has(.endIsTermination))
        }
    }

    @Test("Where the region calls it an end it is one, and reaches nobody; other causes never do")
    func onlyWhereTheLawSaysSo() {
        var (history, agreement) = history()
        history.write(
            "530100", .register, "2026-05-01", .ended(agreement: agreement, cause: .onRequest))
        let rules = World.rules([(.endOnRequest, "ends", "530000", "S4")])
        let kept = history.standing("530000", context: World.context(rules: rules))
        #expect(kept.status("530100", "2026-05-01") == .ended)
        #expect(kept.status("532500", "2026-05-01") == .designated)
        #expect(!kept.has(.endIsTermination))
        // Laxer than the national order: that binds until the region decides (domain §4.9).
        let both = World.rules([
            (.endOnRequest, "ends", "530000", "S4"), (.endOnRequest, "terminates", "CN", "N43(12)"),
        ])
        let stricter = history.standing("530000", context: World.context(rules: both))
        #expect(stricter.status("532500", "2026-05-01") == .terminated)

        for cause in [EndCause.closure, .merged, .notRenewed] {
            var (other, agreement) = self.history()
            other.write(
                "530100", .register, "2026-05-01", .ended(agreement: agreement, cause: cause))
            let standing = other.standing("530000")
            #expect(standing.status("532500", "2026-06-01") == .designated, "\(cause)")
            #expect(!standing.has(.endIsTermination), "\(cause)")
        }
    }

    @Test("What found no agreement to end spreads no more than it ends")
    func afterTheTerm() {
        var (history, agreement) = history()
        history.write(
            "530100", .register, "2027-02-01", .ended(agreement: agreement, cause: .onRequest))
        history.sign("532500", "2027-01-01", "2028-01-01")
        let standing = history.standing("530000")
        #expect(standing.status("530100", "2027-02-01") == .ended)
        #expect(standing.status("532500", "2027-02-01") == .designated)
        #expect(!standing.has(.endIsTermination))
    }

    @Test("N44 ¶1: a public institution's end on request is a question as its termination is")
    func publicInstitution() {
        var history = History()
        let facts = InstitutionFacts(
            name: "演示医院", type: .medical, kind: "hospital", place: World.code("530100"),
            isPublicInstitution: true)
        history.write("530100", .register, "2026-01-01", .registered(facts))
        let agreement = history.sign("530100", "2026-01-01", "2027-01-01")
        history.write(
            "530100", .register, "2026-05-01", .ended(agreement: agreement, cause: .onRequest))
        var rules = World.rules()
        rules.add(
            DatedValue(
                value: "refused", from: World.day("2020-01-01"), to: nil,
                citation: Citation(edition: "N", article: "44"), isDecision: false),
            named: "public-institution-requests", for: World.code("CN"))
        let standing = history.standing("530000", context: World.context(rules: rules))
        #expect(standing.has(.publicInstitution))
    }
}
