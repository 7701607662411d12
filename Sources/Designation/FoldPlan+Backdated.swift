extension FoldPlan {
    /// An agreement whose first day lies before the day on which it was first written: only whoever passed
    /// is signed with (N10, P9), and costs before are not paid (N33 ¶2, P31). It counts, and is a question.
    mutating func reviewBackdated(_ agreement: AgreementState) {
        reviewBackdated(agreement.position, agreement.start, agreement.seat)
    }

    /// A suspension or termination that begins before the day on which it was first written takes back what
    /// was payable until then (N43 ¶1, P40 ¶1: costs *after* it are settled no more).
    mutating func reviewBackdated(_ sanction: SanctionState) {
        guard sanction.seat.area == ledger.area else { return }
        reviewBackdated(sanction.position, sanction.from, sanction.seat)
    }

    /// Once per act, however many days: the item's event tells both its first day and that of writing.
    /// What is written on the first day on which the unit writes anything of the institution fills its
    /// register from papers of the time before, and asks nothing.
    private mutating func reviewBackdated(
        _ position: Int, _ from: LegalDate, _ seat: Ledger.Seat
    ) {
        let written = ledger.firstDay(position)
        guard from < written else { return }
        let isKnown = ledger.positions.contains { other in
            ledger.seat(other)?.unit == seat.unit && ledger.firstDay(other) < written
        }
        guard isKnown else { return }
        let basis = ledger.facts[ledger.factIndex(position)].basis
        ledger.note(.retroactive, [position], basis, region: seat.code)
    }
}
