extension FoldPlan {
    /// Signings that met what was to keep them from being made: bars, recorded or following from a
    /// termination (domain §4.10).
    mutating func reviewBars(_ agreement: AgreementState) {
        for bar in bars
        where bar.from <= agreement.recordedDay && agreement.recordedDay < bar.until
            && meets(agreement, bar.position, from: bar.from)
        {
            let barrier = ledger.facts[ledger.factIndex(bar.position)].basis
            ledger.note(
                .signedWhileBarred, [bar.position, agreement.position], barrier,
                region: agreement.seat.code)
        }
        reviewBarsOfTerminations(agreement)
    }

    /// Signed when a termination that ends it had been written and was in force, or starting then.
    mutating func reviewTerminations(_ agreement: AgreementState) {
        for killer in agreement.killers {
            let termination = sanctions[killer.sanction]
            guard
                agreement.start >= termination.from || agreement.signedDay >= termination.from,
                meets(agreement, termination.position, from: termination.from)
            else { continue }
            ledger.note(
                .signedAfterTermination, [termination.position, agreement.position],
                killer.reach.citations, region: agreement.seat.code)
        }
    }

    /// A renewal that was written after a termination which had not begun prolongs nothing (N41, N43(12)).
    mutating func reviewRenewals(_ agreement: AgreementState) {
        guard agreement.terms.count > 1, agreement.endStatus == .terminated,
            let killer = agreement.killers.first(where: {
                sanctions[$0.sanction].position == agreement.endPosition
            })
        else { return }
        let termination = agreement.endPosition
        for renewal in ledger.positions
        where renewal > termination && ledger.kinds[renewal] == .renewed
            && ledger.target(renewal) == agreement.position && ledger.counts(renewal)
        {
            ledger.note(
                .signedAfterTermination, [termination, renewal], killer.reach.citations,
                region: agreement.seat.code)
        }
    }

    /// Whether a signing meets an act that was in force on its day: it was written after the act, or it
    /// starts when the act was in force already. An agreement of years ago that is entered before its
    /// termination, as when a register is first filled, was not signed against it, whatever day that is.
    private func meets(
        _ agreement: AgreementState, _ act: Int, from: LegalDate
    ) -> Bool {
        if agreement.start >= from { return true }
        let signing = ledger.facts[ledger.factIndex(agreement.position)]
        let written = ledger.facts[ledger.factIndex(act)].firstInstant(ledger.context.closed)
        return signing.stamp > written.stamp
    }

    /// A termination bars by itself, whether or not anybody recorded the bar (N12(4)–(6), P11(2)–(4)): by
    /// the rules of the agency that signed, wherever it is.
    private mutating func reviewBarsOfTerminations(_ agreement: AgreementState) {
        for sanction in sanctions
        where sanction.isTermination && !sanction.isOwnRequest && !sanction.isDerivedOnly
            && sanction.from < sanction.to && sanction.from <= agreement.recordedDay
            && meets(agreement, sanction.position, from: sanction.from)
        {
            let index = ledger.factIndex(sanction.position)
            let policy = Policy(
                region: agreement.seat.code, day: agreement.recordedDay,
                rules: ledger.context.rules, regions: ledger.context.regions)
            let termination = Screening.Termination(
                event: ledger.reference(sanction.position), day: sanction.from,
                isOwnRequest: false, basis: ledger.facts[index].basis)
            guard
                let bar = Screening.bar(after: termination, type: sanction.type, policy: policy),
                agreement.recordedDay < bar.end
            else { continue }
            ledger.note(
                .signedWhileBarred, [sanction.position, agreement.position], [bar.citation],
                region: agreement.seat.code)
        }
    }

    /// Signed anew while an imposed suspension would still hold, which ended with the earlier agreement
    /// because the institution asked for that end: the law ends a suspension with the *term* (N42, P39).
    mutating func reviewEscape(_ agreement: AgreementState) {
        for number in sanctions.indices {
            let suspension = sanctions[number]
            guard !suspension.isTermination, !suspension.isOwnRequest,
                suspension.from < agreement.start,
                agreement.start < suspension.end(for: agreement.scope),
                !agreement.burdens.contains(where: { $0.sanction == number }),
                agreements.contains(where: { earlier in
                    earlier.seat.unit == agreement.seat.unit && earlier.scope == agreement.scope
                        && earlier.position < agreement.position
                        && suspension.from < earlier.end && earlier.end <= agreement.start
                        && earlier.burdens.contains { $0.sanction == number }
                        && isRequested(earlier.endPosition)
                })
            else { continue }
            ledger.note(
                .renewedWhileSuspended, [suspension.position, agreement.position],
                suspension.type == .pharmacy
                    ? Citation.termDuringSuspensionOfPharmacy : Citation.termDuringSuspension,
                region: agreement.seat.code)
        }
    }

    /// Whether the institution asked for the end that an act recorded, under either word (N43(12)).
    private func isRequested(_ position: Int) -> Bool {
        switch ledger.facts[ledger.factIndex(position)].act {
        case .ended(_, .onRequest): true
        case .terminated(let termination): termination.isOwnRequest
        default: false
        }
    }
}
