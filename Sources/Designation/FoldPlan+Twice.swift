/// The same act in two entries: each counts, so that what ends, lifts or withdraws the one leaves the other.
extension FoldPlan {
    /// Two agreements of one office for one fund that cover a service at a place on the same days, and two
    /// sanctions that are the same in all that they say, are a question: one of them is too many. Of many
    /// each later one is asked about with the first that it repeats.
    mutating func reviewEnteredTwice() {
        for later in agreements.indices.dropFirst() {
            let earlier = agreements.indices.prefix(upTo: later)
                .first { areSame(agreements[$0], agreements[later]) }
            guard let earlier else { continue }
            noteTwice(
                agreements[earlier].position, agreements[later].position, agreements[later].seat)
        }
        for later in sanctions.indices.dropFirst() {
            let earlier = sanctions.indices.prefix(upTo: later)
                .first { isSame(sanctions[$0], sanctions[later]) }
            guard let earlier else { continue }
            noteTwice(
                sanctions[earlier].position, sanctions[later].position, sanctions[later].seat)
        }
    }

    /// Whether two sanctions of one unit are one decision that was entered twice: the same days, funds and
    /// grounds. Two decisions of one day on different grounds are two.
    func isSame(_ first: SanctionState, _ second: SanctionState) -> Bool {
        first.position != second.position && !first.isDerivedOnly && !second.isDerivedOnly
            && first.seat.unit == second.seat.unit && first.from == second.from
            && first.until == second.until && first.isTermination == second.isTermination
            && first.isOwnRequest == second.isOwnRequest && first.funds == second.funds
            && basis(first) == basis(second)
    }

    private func basis(_ sanction: SanctionState) -> [Citation] {
        ledger.facts[ledger.factIndex(sanction.position)].basis
    }

    private func areSame(_ first: AgreementState, _ second: AgreementState) -> Bool {
        let day = max(first.start, second.start)
        guard first.seat.code == second.seat.code, first.scope == second.scope,
            day < min(first.end, second.end)
        else { return false }
        let services = second.services(on: day).list
        guard first.services(on: day).list.contains(where: services.contains) else { return false }
        let (ours, theirs) = (first.sites(on: day), second.sites(on: day))
        return ours.isEmpty == theirs.isEmpty
            && (ours.isEmpty || ours.contains(where: theirs.contains))
    }

    private mutating func noteTwice(_ first: Int, _ second: Int, _ seat: Ledger.Seat) {
        guard seat.area == ledger.area else { return }
        ledger.note(.enteredTwice, [first, second], [], region: seat.code)
    }
}
