extension FoldPlan {
    /// Settles all agreements. Some recorded ends are terminations by law: one on request (N43(12), P40),
    /// and in name a pharmacy's failed renewal (P38), of which a decision says whether it reaches other
    /// pools. They are only where they are what ended an agreement; so all are settled first, and anew with
    /// each end that spreads, the earliest first.
    mutating func settleAll() {
        let unsettled = mayEndByName ? (agreements, ledger) : nil
        // By their first days: whether a suspension is past depends on the agreements before.
        let order = agreements.indices.sorted { agreements[$0].start < agreements[$1].start }
        for index in order { settle(index) }
        guard let unsettled else { return }
        var spread: [Int] = []
        while let facts, let end = nextToSpread(after: spread) {
            spread.append(end.endPosition)
            (agreements, ledger) = unsettled
            let isRequested = end.endedAs == .requested
            sanction(
                end.endPosition, true, isRequested, isRequested ? facts.type : .pharmacy,
                facts.place, from: end.end, funds: isRequested ? [end.scope] : [],
                isDerivedOnly: true)
            for index in order { settle(index) }
        }
        for agreement in agreements
        where agreement.isFailedRenewal && !spread.contains(agreement.endPosition) {
            let region = ledger.facts[ledger.factIndex(agreement.endPosition)].region
            ledger.note(
                .failedRenewal, [agreement.endPosition], agreement.endCitations, region: region)
        }
        for agreement in agreements where agreement.endedAs == .requested {
            noteRequestedEnd(agreement)
        }
    }

    /// What N43 and P40 call a ground to terminate, recorded as an end: the institution is closed at its seat,
    /// and other pools, which a termination would reach (N44 ¶2, P41), go on paying.
    mutating func reviewCausedEnd(_ agreement: AgreementState) {
        guard agreement.endStatus == .ended, agreement.endRule == .direct else { return }
        let fact = ledger.facts[ledger.factIndex(agreement.endPosition)]
        guard case .ended(_, .closure) = fact.act,
            let ground = fact.basis.first(where: \.namesTermination),
            !sanctions.contains(where: {
                $0.isTermination && !$0.isDerivedOnly && $0.seat.unit == agreement.seat.unit
                    && agreement.scope.isMet(by: $0.funds)
            })
        else { return }
        ledger.note(
            .endIsTermination, [agreement.endPosition], [ground], region: agreement.seat.code)
    }

    private var mayEndByName: Bool {
        ledger.positions.contains { position in
            guard ledger.kinds[position] == .ended, ledger.counts(position) else { return false }
            return requestedTermination(position) != nil
                || (facts?.type == .pharmacy && failedRenewal(position) != nil)
        }
    }

    /// The recorded end that ended an agreement first, of those that reach other pools.
    private func nextToSpread(after known: [Int]) -> AgreementState? {
        agreements.filter { agreement in
            guard let cause = agreement.endedAs, !known.contains(agreement.endPosition) else {
                return false
            }
            return cause == .requested
                || ledger.context.says(
                    .crossRegionFailedRenewal, "yes",
                    for: ledger.facts[ledger.factIndex(agreement.endPosition)].region,
                    on: agreement.end)
        }
        .min { ($0.end, $0.endPosition) < ($1.end, $1.endPosition) }
    }

    /// An end stands in the register of its province, so other provinces learn of a termination on request
    /// only by the act of that name.
    private mutating func noteRequestedEnd(_ agreement: AgreementState) {
        let isRecorded = sanctions.contains { sanction in
            sanction.isTermination && sanction.isOwnRequest && !sanction.isDerivedOnly
                && sanction.seat.unit == agreement.seat.unit
                && agreement.scope.isMet(by: sanction.funds)
        }
        guard !isRecorded, let citation = requestedTermination(agreement.endPosition) else {
            return
        }
        ledger.note(
            .endIsTermination, [agreement.endPosition], [citation],
            region: ledger.facts[ledger.factIndex(agreement.endPosition)].region)
    }

    /// What to cite where an end was recorded that the institution asked for and that the rules of the
    /// region call a termination; `nil` where it is another end.
    func requestedTermination(_ position: Int) -> Citation? {
        let fact = ledger.facts[ledger.factIndex(position)]
        guard case .ended(_, .onRequest) = fact.act else { return nil }
        let type = facts?.type ?? .medical
        let value = ledger.context.binding(
            .endOnRequest, of: type, for: fact.region, on: fact.effective)
        guard let value else {
            return type == .pharmacy
                ? Citation(edition: "P", article: "40(15)")
                : Citation(edition: "N", article: "43(12)")
        }
        return value.value == "terminates" ? value.citation.narrowed(to: type) : nil
    }

    /// What to cite where a recorded end is a renewal that failed and the edition calls that a
    /// termination (P38; Jilin says it ends, S2 27); `nil` where it is an end.
    func failedRenewal(_ position: Int) -> [Citation]? {
        let fact = ledger.facts[ledger.factIndex(position)]
        guard case .ended(_, .notRenewed) = fact.act else { return nil }
        let type = facts?.type ?? .medical
        let setting = ledger.context.setting(
            .renewalNotAgreed, of: type, for: fact.region, on: fact.effective)
        guard let setting else { return type == .pharmacy ? Citation.termOfPharmacy : nil }
        return setting.value == "terminates" ? [setting.citation.narrowed(to: type)] : nil
    }
}
