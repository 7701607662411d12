import Designation
import Testing

/// What registrations and ends say that would otherwise change other pools in silence (protocol §7.9).
@Suite struct RegisterClashTests {
    @Test(
        "One licence number of two types is a question; so is a place that no tree knows (N44 ¶2)")
    func typeAndPlace() {
        func events(_ type: InstitutionType, _ place: String) -> [ReviewItem] {
            var history = History()
            history.register("220100", "2026-01-01")
            history.sign("220100", "2026-01-02", "2027-01-01")
            history.type = type
            history.place = place
            history.register("220100", "2026-03-01")
            return history.standing().reviewItems.filter { $0.kind == .contradictsRegister }
        }
        #expect(events(.medical, "220100") == [])
        #expect(events(.pharmacy, "220100").map(\.events.count) == [2])
        #expect(events(.medical, "229999").map(\.events.count) == [1])
    }

    @Test("N43(9): closed at its seat on a ground to terminate, recorded as an end")
    func closure() {
        for (article, terminated, asked) in [
            ("43(9)", false, true), ("43(9)", true, false), ("41", false, false),
            ("430", false, false),
        ] {
            var history = History()
            let agreement = history.sign("220100", "2026-01-02", "2027-01-01")
            history.write(
                "220100", .register, "2026-05-06", .ended(agreement: agreement, cause: .closure),
                basis: [Citation(edition: "N", article: article)])
            if terminated { history.terminate("220100", "2026-05-06") }
            let standing = history.standing()
            #expect(standing.has(.endIsTermination) == asked, "N \(article)")
            let seat = standing.status("220100", "2026-06-01")
            #expect(seat == (terminated ? .terminated : .ended))
        }
    }
}
