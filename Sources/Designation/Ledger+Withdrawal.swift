/// Withdrawals, and what hangs on void events.
extension Ledger {
    /// Runs from the last position to the first: a withdrawal that is itself withdrawn does nothing.
    mutating func withdraw(_ position: Int) {
        guard kinds[position] == .withdrawn, counts(position),
            let target = target(position), counts(target)
        else { return }
        let day = effective(position)
        if isSanction(target),
            !context.says(
                .takesEffectsBack, "yes", for: facts[order.sequence[target]].region, on: day)
        {
            liftedByWithdrawal.append((target, day))
        } else {
            verdicts[target] = .void(.withdrawn)
        }
    }

    private func isSanction(_ position: Int) -> Bool {
        switch kinds[position] {
        case .suspended, .terminated, .restricted: true
        default: false
        }
    }

    mutating func followTarget(_ position: Int) {
        let kind = kinds[position]
        guard kind != .withdrawn, counts(position), let target = target(position) else { return }
        guard counts(target) else {
            let isBuiltOn = kind == .recognised || kind == .signed
            verdicts[position] = .void(isBuiltOn ? .notRecognised : .superseded)
            return
        }
        guard kind == .recognised || kind == .signed else { return }
        switch facts[order.sequence[position]].act {
        case .recognised(let recognition): recognise(position, recognition, target)
        case .signed(let agreement): checkBasis(position, agreement, target)
        default: break
        }
    }
}
