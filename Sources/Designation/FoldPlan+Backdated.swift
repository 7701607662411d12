/// What is dated back pays, or takes back, what was decided by the register of those days. It counts, and it
/// is a question: once per act, however many days (protocol §7.9, decisions 40).
extension FoldPlan {
    /// An agreement whose first day lies before the day on which it was first written: only whoever passed
    /// is signed with (N10, P9), and costs before are not paid (N33 ¶2, P31).
    mutating func reviewBackdated(_ agreement: AgreementState) {
        reviewBackdated(agreement.position, agreement.start, agreement.seat)
    }

    /// A suspension or termination that begins before the day on which it was first written takes back what
    /// was payable until then (N43 ¶1, P40 ¶1: costs *after* it are settled no more).
    mutating func reviewBackdated(_ sanction: SanctionState) {
        guard sanction.seat.area == ledger.area else { return }
        reviewBackdated(sanction.position, sanction.from, sanction.seat)
    }

    /// What moves days of the past without being an agreement or a sanction: costs of a suspension are not
    /// paid (N42), services are those that were assessed (N10), and an end ends from its day on.
    mutating func reviewBackdatedActs() {
        for position in ledger.positions where ledger.counts(position) {
            switch ledger.kinds[position] {
            case .changed, .resumed, .restrictionLifted, .resumptionRequested:
                guard let seat = ledger.seat(position), seat.area == ledger.area else { continue }
                reviewBackdated(position, ledger.effective(position), seat)
            case .withdrawn: reviewWithdrawn(position)
            case .registered, .assessed, .recognised, .signed, .renewed, .ended, .suspended,
                .terminated, .restricted, .barred, .resumptionRefused, .reviewed, .unknown:
                continue
            }
        }
    }

    /// A renewal that was first written when the term was over revives what had ended (N41 ¶1, P38); one in
    /// time moves no day of the past, whatever day it names.
    mutating func reviewRevival(_ renewal: Int, after end: LegalDate, _ seat: Ledger.Seat) {
        guard end < ledger.firstDay(renewal) else { return }
        reviewBackdated(renewal, end, seat)
    }

    /// An end that was written after its day takes back what was payable until then.
    mutating func reviewBackdatedEnd(_ position: Int, _ day: LegalDate, _ seat: Ledger.Seat) {
        reviewBackdated(position, day, seat)
    }

    /// A withdrawal takes back from the first day (N46, P42): what was granted turns costs unlawful that were
    /// settled in good faith, and what was decided against an institution pays for all the time since, on
    /// one officer's word. What was entered that same day is only put right.
    private mutating func reviewWithdrawn(_ position: Int) {
        guard let seat = ledger.seat(position), seat.area == ledger.area,
            let target = ledger.target(position), ledger.verdicts[target] == .void(.withdrawn),
            ledger.firstDay(target) < ledger.firstDay(position)
        else { return }
        switch ledger.kinds[target] {
        case .signed, .renewed, .changed, .ended, .resumed, .restrictionLifted,
            .resumptionRequested, .suspended, .terminated, .restricted, .barred:
            reviewBackdated(position, ledger.effective(target), seat)
        case .registered, .assessed, .recognised, .resumptionRefused, .withdrawn, .reviewed,
            .unknown:
            return
        }
    }

    /// What is written on the first day on which the unit writes anything of the institution fills its
    /// register from papers of the time before, and asks nothing.
    private mutating func reviewBackdated(
        _ position: Int, _ from: LegalDate, _ seat: Ledger.Seat
    ) {
        let written = ledger.firstDay(position)
        guard from < written else { return }
        guard firstWritten(by: seat.unit) < written else { return }
        let basis = ledger.facts[ledger.factIndex(position)].basis
        ledger.note(.retroactive, [position], basis, region: seat.code)
    }

    /// The day on which a unit first wrote anything of the institution: found once for all units, since
    /// every act that is dated back asks for it.
    private mutating func firstWritten(by unit: RegionCode) -> LegalDate {
        if firstDays.isEmpty {
            for position in ledger.positions {
                guard let unit = ledger.seat(position)?.unit else { continue }
                firstDays[unit] = min(firstDays[unit] ?? .never, ledger.firstDay(position))
            }
        }
        return firstDays[unit] ?? .never
    }
}
