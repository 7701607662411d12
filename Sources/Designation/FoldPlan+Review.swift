extension FoldPlan {
    /// Notes the clashes that agreements and sanctions make together (domain §4.10).
    mutating func review() {
        for index in sanctions.indices { reviewSanction(index) }
        for index in agreements.indices { reviewAgreement(index) }
        reviewDoubleSigning()
        reviewEnteredTwice()
        reviewBackdatedActs()
        reviewPredecessors()
        reviewSeats()
        for state in restricted { reviewRestriction(state) }
    }

    /// P35 does not foresee it for pharmacies; Changzhou sets one to five years (S4).
    private mutating func reviewRestriction(_ state: RestrictedState) {
        guard state.restriction.part != .site else { return }
        let type = facts?.type ?? .medical
        let region = state.seat.code
        func setting(_ name: RuleName) -> DatedValue? {
            ledger.context.setting(name, of: type, for: region, on: state.from)
        }
        var broken: [Citation] = []
        if let foreseen = setting(.personsAndDepartments), foreseen.value == "not-foreseen" {
            broken.append(foreseen.citation.narrowed(to: type))
        }
        if state.restriction.part == .person, let term = setting(.personSuspensionTerm),
            let years = YearBounds(term.value),
            !years.contains(from: state.from, to: state.restriction.until)
        {
            broken.append(term.citation.narrowed(to: type))
        }
        guard !broken.isEmpty else { return }
        ledger.note(.restrictionOutsideRules, [state.position], broken, region: region)
    }

    private mutating func reviewSanction(_ index: Int) {
        let sanction = sanctions[index]
        if sanction.isDerivedOnly, let facts { reviewRequest(sanction, facts) }
        guard !sanction.isDerivedOnly else { return }
        if sanction.seat.area == ledger.area, ledger.isCountyActForReview(sanction) {
            ledger.note(
                .countyActNeedsPrefecture, [sanction.position], [], region: sanction.seat.pool)
        }
        reviewBackdated(sanction)
        guard let facts, let known = factsPosition else { return }
        reviewRequest(sanction, facts)
        reviewStated(sanction, facts, known)
    }

    /// What a sanction says of type and place beside what the register says of them on its day.
    private mutating func reviewStated(
        _ sanction: SanctionState, _ facts: InstitutionFacts, _ known: Int
    ) {
        let stated: (type: InstitutionType, place: RegionCode)
        switch ledger.facts[ledger.factIndex(sanction.position)].act {
        case .suspended(let act): stated = (act.type, act.place)
        case .terminated(let act): stated = (act.type, act.place)
        default: return
        }
        let seat = seats.last { $0.from <= sanction.from }
        let place = seat?.place ?? facts.place
        let regions = ledger.context.regions
        let isSamePlace =
            place == stated.place || regions.pool(of: place) == regions.pool(of: stated.place)
        guard (seat?.type ?? facts.type) != stated.type || !isSamePlace else { return }
        ledger.note(
            .contradictsRegister, [seat?.position ?? known, sanction.position], [],
            region: sanction.seat.code)
    }

    /// Public institutions may not ask to be suspended or terminated (N44 ¶1), care homes and, by the
    /// national order, pharmacies may. It counts all the same; a closure is recorded as an end.
    private mutating func reviewRequest(_ sanction: SanctionState, _ facts: InstitutionFacts) {
        guard sanction.isOwnRequest, facts.isPublicInstitution, sanction.seat.area == ledger.area
        else { return }
        let policy = Policy(
            region: sanction.seat.code, day: sanction.from, rules: ledger.context.rules,
            regions: ledger.context.regions)
        guard
            let value = policy.value(
                "public-institution-requests", qualifiers: ["\(facts.type)"]),
            value.text == "refused"
        else { return }
        ledger.note(
            .publicInstitution, [sanction.position], [value.citation.narrowed(to: facts.type)],
            region: sanction.seat.code)
    }

    private mutating func reviewAgreement(_ index: Int) {
        let agreement = agreements[index]
        reviewBars(agreement)
        reviewSigning(agreement)
        reviewTerminations(agreement)
        reviewRenewals(agreement)
        reviewBackdated(agreement)
        reviewEscape(agreement)
        reviewOverlaps(agreement)
        reviewCauses(agreement)
        reviewCausedEnd(agreement)
        for renewal in agreement.renewals {
            noteRenewedWhileSuspended(agreement, renewal.position, renewal.day)
        }
        for burden in agreement.burdens + agreement.killers where burden.reach.rule == .samePool {
            let sanction = sanctions[burden.sanction]
            guard sanction.from < agreement.end || agreement.endPosition == sanction.position
            else { continue }
            ledger.note(
                .samePoolPair, [sanction.position, agreement.position], [],
                region: agreement.seat.pool)
        }
        reviewSecondSuspension(agreement)
    }

    /// A second imposed suspension in one term is a ground to terminate (N43(1)). Suspensions on
    /// own request never count; derived ones only when an officer confirms, so they are not
    /// proposed here; nor is one that was entered twice.
    private mutating func reviewSecondSuspension(_ agreement: AgreementState) {
        var termStart = agreement.start
        for (number, termEnd) in agreement.terms.enumerated() {
            let isLast = number == agreement.terms.count - 1
            let end = isLast ? agreement.end : min(termEnd, agreement.end)
            let imposed = agreement.burdens.filter { burden in
                let sanction = sanctions[burden.sanction]
                return !sanction.isTermination && !sanction.isOwnRequest
                    && sanction.seat.unit == agreement.seat.unit
                    && sanction.from < sanction.end(for: agreement.scope)
                    && termStart <= sanction.from && sanction.from < end
                    && !sanctions.prefix(burden.sanction).contains { isSame($0, sanction) }
            }
            // A termination, for this or another reason, leaves nothing to ask.
            let isAnswered = isLast && agreement.endStatus == .terminated
            if imposed.count > 1, !isAnswered, let first = imposed.first {
                let events = [agreement.position] + imposed.map { sanctions[$0.sanction].position }
                let isPharmacy = sanctions[first.sanction].type == .pharmacy
                ledger.note(
                    .secondSuspension, events,
                    isPharmacy
                        ? Citation.secondSuspensionPharmacy : Citation.secondSuspensionMedical,
                    region: agreement.seat.code)
            }
            termStart = termEnd
        }
    }

    /// Two agencies outside a recognition group hold agreements at the same time, where the edition
    /// lets only one sign (S2 23(5)).
    private mutating func reviewDoubleSigning() {
        guard agreements.count > 1 else { return }
        for later in agreements.indices.dropFirst() {
            for earlier in agreements.indices.prefix(upTo: later) {
                let first = agreements[earlier]
                let second = agreements[later]
                guard first.seat.unit != second.seat.unit,
                    max(first.start, second.start) < min(first.end, second.end)
                else { continue }
                reviewPair(first, second)
            }
        }
    }

    private mutating func reviewPair(_ first: AgreementState, _ second: AgreementState) {
        let day = max(first.start, second.start)
        let setting = ledger.context.setting(.oneAgency, for: second.seat.code, on: day)
        guard (setting?.value ?? RuleName.oneAgency.defaultValue) == "yes",
            ledger.group(second.position, first.position) == nil
        else { return }
        ledger.note(
            .doubleSigning, [first.position, second.position], setting.map { [$0.citation] } ?? [],
            region: second.seat.code)
    }
}
