extension FoldPlan {
    /// The first sanction, in order, by an office of a pool in which on that day a neighbour's agreement is
    /// the one in force: a signing of its own that gives way, or is over, makes it no party to that (N42, N43),
    /// and it would otherwise stop what other pools signed (N44 ¶2) by an agreement that stands behind.
    ///
    /// - Precondition: agreements are settled.
    var idleSanction: Int? {
        guard agreements.count > 1 else { return nil }
        return sanctions.indices.filter { isIdle($0) }.map { sanctions[$0].position }.min()
    }

    private func isIdle(_ number: Int) -> Bool {
        let sanction = sanctions[number]
        if sanction.isDerivedOnly { return false }
        var isNeighbourInForce = false
        for index in agreements.indices
        where agreements[index].seat.unit == sanction.seat.unit
            && agreements[index].position < sanction.position
        {
            let agreement = agreements[index]
            // What it ended itself was in force until then; what was over that day by its term was not.
            let isEnded =
                agreement.end == sanction.from
                && agreement.endStatus == .terminated && agreement.endedAs == nil
                && agreement.killers.contains { $0.sanction == number }
            guard agreement.isAlive(on: sanction.from) || isEnded,
                !givesWay(index, on: sanction.from)
            else { continue }
            guard isNeighbours(sanction, agreement) else { return false }
            isNeighbourInForce = true
        }
        return isNeighbourInForce
    }
}
