extension FoldPlan {
    /// Agreements that another office of the same pool signed beside one that it had found in force: what
    /// is designated in one place is so in all of the pool (S4 结果公布), and a neighbour widens nothing
    /// (S3 四(一), S4 申请受理). So the earlier one holds while it runs, and the later one from then on.
    mutating func findOverlaps() {
        guard agreements.count > 1 else { return }
        for later in agreements.indices.dropFirst() {
            agreements[later].behind = agreements.indices.prefix(upTo: later).filter {
                isBehind(agreements[later], agreements[$0])
            }
        }
    }

    private func isBehind(_ later: AgreementState, _ earlier: AgreementState) -> Bool {
        later.seat.unit == earlier.seat.unit && later.scope == earlier.scope
            && ledger.isAnotherOffice(.signed, later.seat, earlier.seat.code, on: later.start)
    }

    /// Whether an agreement in force gives way to an earlier one on the day: one that does not give way
    /// itself.
    func givesWay(_ index: Int, on day: LegalDate) -> Bool {
        agreements[index].behind.contains {
            agreements[$0].isAlive(on: day) && !givesWay($0, on: day)
        }
    }

    /// A question for the pool, with both signings.
    mutating func reviewOverlaps(_ agreement: AgreementState) {
        for index in agreement.behind {
            let earlier = agreements[index]
            guard max(earlier.start, agreement.start) < min(earlier.end, agreement.end) else {
                continue
            }
            let region = agreement.seat.code
            let citations = ["competence.sign", "reach"].compactMap { name in
                ledger.context.rules.value(
                    name, for: region, on: agreement.start, in: ledger.context.regions)?.citation
            }
            ledger.note(
                .doubleSigning, [earlier.position, agreement.position], citations,
                region: agreement.seat.pool)
        }
    }

    /// Whether a sanction is by an office of the agreement's pool whose business that agreement is not: one
    /// that signed something of its own beside it acts on that, and not on what its neighbour had signed.
    func isNeighbours(_ sanction: SanctionState, _ agreement: AgreementState) -> Bool {
        sanction.seat.code != agreement.seat.code && sanction.seat.unit == agreement.seat.unit
            && agreement.position < sanction.position
            && ledger.isAnotherOffice(
                sanction.isTermination ? .terminated : .suspended, sanction.seat,
                agreement.seat.code, on: sanction.from)
    }
}
