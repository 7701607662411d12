/// Acts of a chain that count for nothing: they look like a designation or like its end, and to whoever was
/// told of them before they were one.
extension ChainBuilder {
    /// Up to the day of the answer; each withdrawn one with its withdrawal, which may be of a later day and
    /// takes the effect back all the same (domain §4.8).
    mutating func addIdleActs() {
        let ledger = plan.ledger
        let seats = unitSeats
        for position in ledger.positions {
            guard case .void(let why) = ledger.verdicts[position],
                fact(position).effective <= answer.date
            else { continue }
            switch ledger.kinds[position] {
            case .signed: guard isAsked(position) else { continue }
            // One that came when the term was over, or that shortens it, prolongs nothing (N41, P38).
            case .renewed:
                guard let signing = ledger.target(position), isAsked(signing) else { continue }
            case .changed, .ended:
                guard why == .withdrawn, let signing = ledger.target(position), isAsked(signing)
                else { continue }
            case .suspended, .terminated:
                guard why == .withdrawn, reached(position, seats) else { continue }
            default: continue
            }
            addIdle(position, why)
        }
    }

    private mutating func addIdle(_ position: Int, _ why: Standing.WithoutEffect.Why) {
        let fact = fact(position)
        append(
            position,
            Explanation.Link(
                day: fact.effective, kind: .withoutEffect, event: fact.reference,
                region: fact.region, act: fact.act, citations: fact.basis, why: why))
        guard why == .withdrawn else { return }
        for withdrawal in acts(.withdrawn, on: position) { addAct(withdrawal) }
    }

    /// Whether a signing is one for the asked unit and fund.
    private func isAsked(_ position: Int) -> Bool {
        guard plan.ledger.seat(position)?.unit == answer.unit,
            case .signed(let agreement) = fact(position).act
        else { return false }
        return scopes.map { $0.contains(agreement.scope) } ?? true
    }

    /// Where agreements of the asked unit were signed; of it was written nothing else that could be reached.
    private var unitSeats: [Ledger.Seat] {
        let ledger = plan.ledger
        return ledger.positions.filter { ledger.kinds[$0] == .signed && isAsked($0) }
            .compactMap { ledger.seat($0) }
    }

    /// Whether a sanction that counts for nothing would have come to bear on the asked unit.
    private func reached(_ position: Int, _ seats: [Ledger.Seat]) -> Bool {
        var plan = plan
        switch fact(position).act {
        case .suspended(let act):
            plan.sanction(
                position, false, act.isOwnRequest, act.type, act.place, until: act.until,
                funds: act.funds)
        case .terminated(let act):
            plan.sanction(
                position, true, act.isOwnRequest, act.type, act.place, funds: act.funds)
        default: return false
        }
        guard var sanction = plan.sanctions.last, sanction.position == position else {
            return false
        }
        if let seat = plan.seats.last(where: { $0.from <= sanction.from }) {
            sanction.place = seat.place
            sanction.type = seat.type
        }
        let own = sanction.seat.unit == answer.unit ? [sanction.seat] : []
        let scopes = scopes ?? sanction.funds
        return (seats + own).contains { seat in
            (scopes.isEmpty ? [type == .care ? .care : .basic] : scopes).contains {
                plan.ledger.reach(sanction, seat, $0) != nil
            }
        }
    }
}
