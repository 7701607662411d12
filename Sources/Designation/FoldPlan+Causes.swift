extension FoldPlan {
    /// A suspension on own request is a stop of the agreement that the institution asked to stop (N42). When
    /// that has ended nothing is left that anybody could resume, so what followed from it in other pools of
    /// the area, where nobody acted, ends with it; `decisions.md`, 24. Of another province, whose register
    /// nobody here holds, the day is known on which the suspension ends any agreement by itself (N42 ¶2, P39
    /// ¶2). What an agency imposed lasts as long as it was imposed for.
    ///
    /// - Precondition: agreements are settled.
    mutating func endDerived() {
        for number in sanctions.indices {
            let cause = sanctions[number]
            guard cause.isOwnRequest, !cause.isTermination else { continue }
            let stopped = agreements.filter { agreement in
                agreement.seat.unit == cause.seat.unit && cause.from < agreement.end
                    && agreement.burdens.contains { $0.sanction == number }
            }
            guard let over = stopped.map(\.end).max() ?? cause.endsAgreement else { continue }
            for index in agreements.indices where agreements[index].seat.unit != cause.seat.unit {
                for burden in agreements[index].burdens.indices
                where agreements[index].burdens[burden].sanction == number {
                    agreements[index].burdens[burden].until = over
                }
            }
        }
    }

    func holds(_ burden: Burden, on day: LegalDate, for scope: FundScope) -> Bool {
        day < burden.until && sanctions[burden.sanction].holds(on: day, for: scope)
    }

    /// Whether the agency of the other pool wants its agreement to go on, it is asked.
    mutating func reviewCauses(_ agreement: AgreementState) {
        for burden in agreement.burdens where burden.until != .never {
            let cause = sanctions[burden.sanction]
            guard agreement.start < burden.until, burden.until < agreement.end,
                burden.until < cause.end(for: agreement.scope)
            else { continue }
            ledger.note(
                .causeEnded, [cause.position, agreement.position],
                cause.type == .pharmacy ? Citation.tooLongPharmacy : Citation.tooLongMedical,
                region: agreement.seat.code)
        }
    }
}

/// A sanction that bears on an agreement: which one, how it reaches it, and until when at the most.
struct Burden {
    let sanction: Int
    let reach: Reach
    /// The first day without the agreement that it stopped, where it is derived from that.
    var until: LegalDate = .never
}
