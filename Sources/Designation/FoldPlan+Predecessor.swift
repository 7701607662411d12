extension FoldPlan {
    /// What a registration says of the licence that this one replaces binds from that one's first sanction
    /// on (protocol §7.5). Named late it changes days that were settled by; left out by a later
    /// registration it goes on binding, which nobody would see. Either is a question.
    mutating func reviewPredecessors() {
        var named: [(position: Int, licence: InstitutionID)] = []
        for position in ledger.positions
        where ledger.kinds[position] == .registered && ledger.counts(position) {
            guard
                case .registered(let facts) = ledger.facts[ledger.factIndex(position)].act,
                let seat = ledger.seat(position)
            else { continue }
            if let licence = facts.predecessor, !named.contains(where: { $0.licence == licence }) {
                if isChanging(before: ledger.firstDay(position)) {
                    ledger.note(
                        .retroactive, [position],
                        ledger.facts[ledger.factIndex(position)].basis, region: seat.code)
                }
                named.append((position, licence))
            } else if facts.predecessor == nil, let last = named.last {
                ledger.note(
                    .contradictsRegister, [last.position, position], [], region: seat.code)
            }
        }
    }

    /// Whether a sanction bore on an agreement on any day before one.
    private func isChanging(before day: LegalDate) -> Bool {
        agreements.contains { agreement in
            (agreement.burdens + agreement.killers).contains { burden in
                let sanction = sanctions[burden.sanction]
                let first = max(sanction.from, agreement.start)
                return first < min(day, sanction.end(for: agreement.scope))
            }
        }
    }
}
