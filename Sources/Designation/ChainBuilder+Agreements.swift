/// Agreements and sanctions of a chain.
extension ChainBuilder {
    /// An agreement with what was done to it up to the day, and its end where that has come.
    mutating func add(_ agreement: AgreementState) {
        addBasis(of: agreement)
        let isOwn = agreement.seat.code == agreement.seat.unit
        addAct(
            agreement.position, day: agreement.start,
            reach: Reach(rule: isOwn ? .direct : .poolWide, citations: []),
            until: agreement.terms.first,
            used: agreement.restsOn == nil
                ? [] : used([.restsOn], agreement.seat.code, agreement.start))
        for position in acts(.changed, on: agreement.position)
        where fact(position).effective <= answer.date {
            addAct(position)
        }
        addTerms(agreement)
        for burden in agreement.burdens {
            add(plan.sanctions[burden.sanction], burden.reach)
            addEndOfCause(burden, agreement)
        }
        addEarlier(agreement)
        if agreement.end <= answer.date { addEnd(of: agreement) }
    }

    /// The assessment of another unit that was recognised.
    private mutating func addBasis(of agreement: AgreementState) {
        guard agreement.restsOn != nil, let basis = plan.ledger.target(agreement.position) else {
            return
        }
        if plan.ledger.kinds[basis] == .recognised, let assessment = plan.ledger.target(basis) {
            addAct(assessment, kind: .basis)
        }
        addAct(basis, kind: plan.ledger.kinds[basis] == .recognised ? .act : .basis)
    }

    /// Renewals, and terms that go on with the suspension in which they ended. A renewal that counts
    /// later than the day stands there if the answer holds so long because of it.
    private mutating func addTerms(_ agreement: AgreementState) {
        let renewals = acts(.renewed, on: agreement.position)
            .sorted { (fact($0).effective, $0) < (fact($1).effective, $1) }
        for position in renewals {
            let day = fact(position).effective
            guard day <= answer.date || answer.until.map({ day < $0 }) ?? true,
                case .renewed(_, let until) = fact(position).act
            else { continue }
            addAct(position, until: until)
        }
        for (number, term) in agreement.terms.enumerated() {
            guard number < agreement.termEnds.count, term <= answer.date, term < agreement.end,
                term < agreement.termEnds[number].end,
                number + 1 == agreement.terms.count || term < agreement.termEnds[number + 1].from
            else { continue }
            let position = number == 0 ? agreement.position : renewals[number - 1]
            let rules = used([.termContinues], agreement.seat.code, term)
            addConsequence(
                .termGoesOn, of: position, on: term, rules.compactMap(\.citation),
                until: agreement.termEnds[number].end, used: rules)
        }
    }

    /// A suspension on own request that stopped this agreement with another pool's holds as long as that one
    /// ran (protocol §7.6).
    private mutating func addEndOfCause(_ burden: Burden, _ agreement: AgreementState) {
        let cause = plan.sanctions[burden.sanction]
        guard burden.until <= answer.date, cause.from < burden.until,
            burden.until < cause.end(for: agreement.scope), agreement.start < burden.until,
            endedCauses.insert(cause.position).inserted
        else { return }
        addConsequence(
            .causeEnded, of: cause.position, on: burden.until,
            cause.type == .pharmacy ? Citation.tooLongPharmacy : Citation.tooLongMedical, used: [])
    }

    /// An agreement of another office of the pool that was signed before, and runs on the day, holds instead
    /// of this one (protocol §7.5).
    private mutating func addEarlier(_ agreement: AgreementState) {
        guard let index = plan.agreements.firstIndex(where: { $0.position == agreement.position }),
            agreement.isAlive(on: answer.date), plan.givesWay(index, on: answer.date)
        else { return }
        addConsequence(
            .standsBehind, of: agreement.position, on: agreement.start,
            fact(agreement.position).basis, used: [])
    }

    private mutating func addEnd(of agreement: AgreementState) {
        let region = agreement.seat.code
        if agreement.endStatus == .terminated, agreement.endedAs == nil {
            for killer in agreement.killers
            where plan.sanctions[killer.sanction].from == agreement.end {
                add(plan.sanctions[killer.sanction], killer.reach)
            }
            return
        }
        switch agreement.endRule {
        case .termOver:
            addConsequence(
                .termOver, of: agreement.endPosition, on: agreement.end, agreement.endCitations,
                used: used([.termContinues], region, agreement.end))
        case .suspendedTooLong:
            let began = fact(agreement.endPosition).effective
            addConsequence(
                .suspendedTooLong, of: agreement.endPosition, on: agreement.end,
                agreement.endCitations,
                used: used([.voluntaryMaximum, .voluntaryExceeded], region, began))
        default:
            let rules: [RuleName] =
                switch agreement.endedAs {
                case .failedRenewal: [.renewalNotAgreed]
                case .requested: [.endOnRequest]
                case nil: []
                }
            addAct(
                agreement.endPosition, day: agreement.end,
                reach: Reach(rule: agreement.endRule, citations: agreement.endCitations),
                used: used(rules, region, agreement.end))
        }
    }

    // MARK: Sanctions

    /// Those of the unit itself, also where no agreement is known that they stopped.
    mutating func addOwnSanctions() {
        for sanction in plan.sanctions
        where sanction.seat.unit == answer.unit && !sanction.isDerivedOnly {
            let scope = answer.scope ?? sanction.funds.first ?? (type == .care ? .care : .basic)
            guard let reach = plan.ledger.reach(sanction, sanction.seat, scope) else { continue }
            add(sanction, reach)
        }
    }

    /// A sanction that has begun, and why it is over where it is.
    private mutating func add(_ sanction: SanctionState, _ reach: Reach) {
        guard sanction.from <= answer.date, !sanction.isDerivedOnly,
            !known.contains(sanction.position)
        else { return }
        var rules = Explanation.rules(
            behind: reach.rule, isOwnRequest: sanction.isOwnRequest,
            isAboutFunds: !sanction.funds.isEmpty)
        if sanction.until != nil { rules.append(.liftsByItself) }
        if sanction.isOwnRequest, !sanction.isTermination { rules.append(.voluntaryMaximum) }
        addAct(
            sanction.position, day: sanction.from, reach: reach, until: sanction.until,
            used: used(rules, sanction.seat.code, sanction.from))
        addRequests(on: sanction)
        addLifting(of: sanction)
    }

    /// Requests to end a suspension on own request, and what was answered.
    private mutating func addRequests(on sanction: SanctionState) {
        for request in acts(.resumptionRequested, on: sanction.position)
        where fact(request).effective <= answer.date {
            addAct(request)
            for refusal in acts(.resumptionRefused, on: request)
            where fact(refusal).effective <= answer.date {
                addAct(refusal)
            }
        }
    }

    private mutating func addLifting(of sanction: SanctionState) {
        let lifts = acts(.resumed, on: sanction.position) + acts(.withdrawn, on: sanction.position)
        for lift in lifts where fact(lift).effective <= answer.date { addAct(lift) }
        guard let until = sanction.until, until <= answer.date,
            !lifts.contains(where: { fact($0).effective < until })
        else { return }
        let isOver = sanction.to == until
        let isOpen = until < sanction.to
        guard isOver || isOpen else { return }
        let rules = used([.liftsByItself], sanction.seat.code, sanction.from)
        addConsequence(
            isOver ? .lapsed : .waitsForLifting, of: sanction.position, on: until,
            rules.compactMap(\.citation), used: rules)
    }
}
