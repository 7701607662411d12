extension FoldPlan {
    /// Notes the clashes that agreements and sanctions make together (domain §4.10).
    mutating func review() {
        for index in sanctions.indices { reviewSanction(index) }
        for index in agreements.indices { reviewAgreement(index) }
        reviewDoubleSigning()
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
        guard let facts, let known = factsPosition else { return }
        reviewRequest(sanction, facts)
        let regions = ledger.context.regions
        let isSamePlace =
            facts.place == sanction.place
            || regions.pool(of: facts.place) == regions.pool(of: sanction.place)
        if facts.type != sanction.type || !isSamePlace {
            // The sanction carries what it is judged by; the register changes nothing in it.
            ledger.note(
                .contradictsRegister, [known, sanction.position], [], region: sanction.seat.code)
        }
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
        for bar in bars
        where bar.from <= agreement.recordedDay && agreement.recordedDay < bar.until {
            let barrier = ledger.facts[ledger.factIndex(bar.position)].basis
            ledger.note(
                .signedWhileBarred, [bar.position, agreement.position], barrier,
                region: agreement.seat.code)
        }
        reviewBars(agreement)
        reviewSigning(agreement)
        for killer in agreement.killers {
            let termination = sanctions[killer.sanction]
            // Signed or starting when the other agency's termination was already in force.
            if agreement.signedDay >= termination.from || agreement.start >= termination.from {
                ledger.note(
                    .signedAfterTermination, [termination.position, agreement.position],
                    killer.reach.citations, region: agreement.seat.code)
            }
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

    /// A termination bars by itself, whether or not anybody recorded the bar (N12(4)–(6), P11(2)–(4)): by
    /// the rules of the agency that signed, wherever it is.
    private mutating func reviewBars(_ agreement: AgreementState) {
        for sanction in sanctions
        where sanction.isTermination && !sanction.isOwnRequest && !sanction.isDerivedOnly
            && sanction.from < sanction.to && sanction.from <= agreement.recordedDay
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

    /// A second imposed suspension in one term is a ground to terminate (N43(1)). Suspensions on
    /// own request never count; derived ones only when an officer confirms, so they are not
    /// proposed here.
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
            }
            if imposed.count > 1, let first = imposed.first {
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
