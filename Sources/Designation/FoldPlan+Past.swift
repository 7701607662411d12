extension FoldPlan {
    /// A suspension belongs to the relation that it suspended. It does not follow the institution
    /// into an agreement signed after that relation was terminated or had run out, nor into one that
    /// starts after the suspension itself ended the earlier agreement. What was imposed after the
    /// new signing is meant for the new agreement, even if all of it happened on one day.
    ///
    /// - Precondition: agreements that start before this one are settled.
    func isPast(_ number: Int, for agreement: AgreementState) -> Bool {
        let suspension = sanctions[number]
        if let end = suspension.endsAgreement(of: agreement.scope), agreement.start >= end {
            return true
        }
        guard suspension.position < agreement.position else { return false }
        let isTerminated = sanctions.contains { termination in
            termination.isPermanent && suspension.from <= termination.from
                && agreement.survives(termination)
                && ledger.reach(termination, suspension.seat, agreement.scope) != nil
        }
        return isTerminated || endedWithAgreements(number, agreement)
    }

    /// A suspension stops the performance of an agreement, and a term that ends in it ends the agreement
    /// (N42, P39): nothing is left that it could stop. So it does not meet what the agency that may lift it
    /// signs anew afterwards. What was signed before, or by anybody else, it meets until it is lifted.
    private func endedWithAgreements(_ number: Int, _ agreement: AgreementState) -> Bool {
        let (suspension, seat) = (sanctions[number], agreement.seat)
        guard suspension.seat.unit == seat.unit, suspension.from < agreement.start,
            mayLift(suspension, seat)
        else { return false }
        var isFound = false
        for other in agreements
        where other.seat.unit == seat.unit && other.scope == agreement.scope
            && other.start < agreement.start && suspension.from < other.end
            && other.burdens.contains(where: { $0.sanction == number })
        {
            guard other.end <= agreement.start, other.end <= agreement.signedDay else {
                return false
            }
            isFound = true
        }
        return isFound
            && ledger.context.says(
                .suspensionEndsWithAgreement, "yes", for: suspension.seat.code,
                on: agreement.start)
    }

    /// Lifting belongs to the region that acted and, by its decision, to its superiors.
    private func mayLift(_ suspension: SanctionState, _ seat: Ledger.Seat) -> Bool {
        let owner = suspension.seat.code
        if seat.code == owner { return true }
        return ledger.context.regions.lies(owner, in: seat.code)
            && !ledger.context.says(.liftingBelongsTo, "imposer", for: owner, on: suspension.from)
    }
}
