/// Agreements that there are not, or no longer: nothing is left to renew, to supplement or to add to.
extension CaseRun {
    /// A renewal of an agreement that there is not, that was terminated or whose term is over, or a service
    /// added to none (N41, N43, P38, P40): whom nobody signed with applies anew, and is assessed (N9, P8).
    func agreementOver(_ step: CaseStep) -> [CaseProblem] {
        guard isAgreed(by: step), let over = agreementOver(step.kind, on: step.day) else {
            return []
        }
        return [
            CaseProblem(.notForeseen, step, over.citations, detail: "agreement", day: over.end)
        ]
    }

    /// Why nothing is to be agreed on a day, and since when, where time alone ended it; `nil`: it is.
    func agreementOver(
        _ step: CaseStep.Kind, on day: LegalDate
    ) -> (citations: [Citation], end: LegalDate?)? {
        let isCut = subject.isCut(on: day)
        let isOver =
            switch kind {
            case .renewal:
                subject.terms.isEmpty || isCut || subject.isToEnd(after: day, scope ?? .basic)
                    || subject.isDecidedToEnd(on: day, scope ?? .basic)
            case .addedService: subject.terms.isEmpty
            case .internetSupplement: step == .signed && isCut
            default: false
            }
        if isOver { return (cite("43", "40"), nil) }
        guard kind == .renewal, let end = endOfRenewable(on: day), end <= day else { return nil }
        // What was not agreed by then ended by itself (N41, P38).
        return (cite("41", "38"), end)
    }

    /// Steps by which the agency takes a request up or grants it.
    private func isAgreed(by step: CaseStep) -> Bool {
        switch step.kind {
        case .accepted, .signed: true
        case .negotiated, .decided: kind == .renewal && step.details.passed
        default: false
        }
    }

    /// The first day on which the agreement is no longer to be renewed: its end, or, where an edition lets it
    /// go on in a suspension that was imposed, the end of that, for which it has to have a day (S4 协议续签).
    func endOfRenewable(on day: LegalDate) -> LegalDate? {
        guard let end = subject.endOfTerm(on: accepted ?? day) else { return nil }
        guard rules.says("term.continues-while-suspended", "yes", on: day) else { return end }
        let suspended = subject.suspensions.filter {
            !$0.isOwnRequest && !$0.isDerived && $0.from < end && ($0.to.map { end < $0 } ?? true)
        }
        // While it holds, and at most to the day for which it was imposed (protocol §7.5, terms).
        return suspended.compactMap { [$0.to, $0.until].compactMap(\.self).min() }.reduce(end, max)
    }
}

extension CaseSubject {
    /// The end of the term that runs on a day, and of those that go on where it ends; what was signed when it
    /// was over is another agreement. `nil`: it has none.
    func endOfTerm(on day: LegalDate) -> LegalDate? {
        guard var end = term(on: day)?.to else { return nil }
        while let next = terms.first(where: { next in
            next.from <= end && next.to.map { end < $0 } ?? true
                && (next.isRenewal ? next.from == end : day < next.from)
        }) {
            guard let later = next.to else { return nil }
            end = later
        }
        return end
    }

    /// A case decided the end of the agreement that runs on the day, and its act is owed: until it is taken
    /// back nothing is left to go on with. What was signed anew since is another agreement.
    func isDecidedToEnd(on day: LegalDate, _ scope: FundScope) -> Bool {
        var start = term(on: day)
        while let term = start, term.isRenewal,
            let earlier = terms.last(where: { $0.to == term.from && $0.from < term.from })
        {
            start = earlier
        }
        return endsDecided.contains { end in
            end.day <= day && (start.map { $0.from <= end.day } ?? true)
                && scope.isMet(by: [end.scope])
        }
    }

    /// An agreement for the fund is to be terminated or ended on a coming day, as is recorded already: until
    /// that is taken back there is nothing to go on with (N41, N43(12), P38, P40).
    func isToEnd(after day: LegalDate, _ scope: FundScope) -> Bool {
        let gone = Set(Obligation.standingWithdrawals(acts).map(\.target.reference))
        return acts.contains { fact in
            guard fact.written <= day, day < fact.effective, !gone.contains(fact.reference) else {
                return false
            }
            switch fact.act {
            case .terminated(let act): return scope.isMet(by: act.funds)
            case .ended(_, .termOver), .ended(_, .notRenewed): return false
            case .ended(let agreement, _):
                return acts.contains { signed in
                    guard signed.reference == agreement || signed.earlierPlace == agreement,
                        case .signed(let held) = signed.act
                    else { return false }
                    return held.scope == scope
                }
            default: return false
            }
        }
    }
}
