extension FoldPlan {
    /// Whether the agency and the fund of a signing are those that the edition knows. Either way it counts:
    /// the text forbids the agency, and does not void what was signed.
    mutating func reviewSigning(_ agreement: AgreementState) {
        reviewPlace(agreement)
        reviewScope(agreement)
        reviewCovers(agreement)
        reviewLevel(agreement)
    }

    /// Agreements are signed by the agency of a pool of the prefecture or above, in principle (N10, P9): one of
    /// a smaller pool is asked about. Which office of a larger pool signs, the grants say.
    private mutating func reviewLevel(_ agreement: AgreementState) {
        let seat = agreement.seat
        guard seat.poolLevel == .county,
            let type = type(on: agreement.start),
            let setting = ledger.context.setting(
                "competence.sign", of: type, for: seat.code, on: agreement.start),
            setting.value == "prefecture-and-above"
        else { return }
        ledger.note(
            .signedBelow, [agreement.position], [setting.citation.narrowed(to: type)],
            region: seat.code)
    }

    /// Signed elsewhere than where the institution is registered, outside a recognition group (S2 23(5)).
    private mutating func reviewPlace(_ agreement: AgreementState) {
        guard let facts else { return }
        let (seat, tree) = (agreement.seat, ledger.context.regions)
        guard tree.unit(of: facts.place) != seat.unit, !tree.lies(facts.place, in: seat.code)
        else { return }
        let day = ledger.effective(agreement.position)
        guard
            let setting = ledger.context.setting(
                .signWhere, covering: facts.type, for: seat.code, on: day),
            setting.value == "registered", !isPaired(facts.place, seat, on: day)
        else { return }
        ledger.note(
            .signedElsewhere, [agreement.position], [setting.citation.narrowed(to: facts.type)],
            region: seat.code)
    }

    private func isPaired(_ place: RegionCode, _ seat: Ledger.Seat, on day: LegalDate) -> Bool {
        let unit = ledger.context.regions.unit(of: place) ?? place
        return ledger.context.groups.contains { group in
            group.from <= day && (group.to.map { day < $0 } ?? true)
                && (group.members.contains(seat.code) || group.members.contains(seat.unit))
                && (group.members.contains(place) || group.members.contains(unit))
        }
    }

    /// For a fund that the edition does not keep apart, or for all where it keeps them apart (S3 六).
    private mutating func reviewScope(_ agreement: AgreementState) {
        let region = agreement.seat.code
        let day = ledger.effective(agreement.position)
        guard
            let setting = ledger.context.setting(
                .fundScopes, covering: facts?.type ?? .medical, for: region, on: day),
            !PolicyValue.words(of: setting.value).contains(agreement.scope.rawValue)
        else { return }
        ledger.note(
            .scopeNotKept, [agreement.position],
            [setting.citation.narrowed(to: facts?.type ?? .medical)], region: region)
    }
}
