/// Suspensions on own request that adjoin or overlap are one for the longest that is allowed (N42 ¶2, P39 ¶2),
/// as the fold counts them (protocol §7.5): for all that asks a standing or a case afterwards.
public enum RequestRun {
    /// One suspension on own request, `[from, to)`.
    struct Row {
        var event: EventReference
        var from: LegalDate
        var to: LegalDate?
        /// The funds that it is about; empty: all.
        var funds: [FundScope] = []
        /// It may last as long as it will, and counts for none that follows.
        var isExcepted = false
        /// The day on which it ended the agreement by itself.
        var endedAgreement: LegalDate?
    }

    /// From which day on the maximum of each counts.
    ///
    /// - Parameter starts: days on which agreements of the unit began; one that is newer than an earlier
    ///   suspension counts anew.
    /// - Returns: by event; those that were excepted are left out.
    static func counted(
        _ rows: [Row], starts: [LegalDate]
    ) -> [EventReference: LegalDate] {
        var found: [EventReference: LegalDate] = [:]
        for row in rows.sorted(by: { ($0.from, $0.event) < ($1.from, $1.event) })
        where !row.isExcepted {
            found[row.event] =
                rows.filter { $0.reaches(row.from, row.funds, starts) }
                .compactMap { found[$0.event] }.reduce(row.from) { min($0, $1) }
        }
        return found
    }
}

extension RequestRun.Row {
    /// Whether one that begins on a day goes on from it.
    func reaches(_ day: LegalDate, _ other: [FundScope], _ starts: [LegalDate]) -> Bool {
        from < day && to.map { day <= $0 } ?? true
            && endedAgreement.map { day < $0 } ?? true
            && (funds.isEmpty || other.isEmpty || funds.contains { $0.isMet(by: other) })
            && !starts.contains { from < $0 && $0 <= day }
    }
}

extension Standing {
    /// From which day on the maximum of each suspension on own request of a unit counts.
    ///
    /// - Parameters:
    ///   - facts: the institution's, without those that have no effect.
    ///   - unitOf: the unit of a region.
    /// - Returns: by event; one that an exception keeps is left out (N42 ¶2, P39 ¶2, S2 28).
    public func requestsCounted(
        in unit: RegionCode, _ facts: [Fact], unitOf: (RegionCode) -> RegionCode?
    ) -> [EventReference: LegalDate] {
        let excepted = Set(
            reviewItems.filter { $0.kind == .laterThanMaximum && $0.resolution == "exception" }
                .flatMap(\.events))
        let ends = timelines.filter { $0.unit == unit }.flatMap(\.spans)
        let rows = sanctions.filter {
            $0.isOwnRequest && !$0.isTermination && unitOf($0.region) == unit
        }
        .map { sanction in
            RequestRun.Row(
                event: sanction.event, from: sanction.from, to: sanction.to,
                funds: sanction.funds, isExcepted: excepted.contains(sanction.event),
                endedAgreement: ends.first { span in
                    span.reasons.contains {
                        $0.rule == .suspendedTooLong && $0.event == sanction.event
                    }
                }?.from)
        }
        let starts = facts.compactMap { fact -> LegalDate? in
            guard case .signed(let agreement) = fact.act, unitOf(fact.region) == unit else {
                return nil
            }
            return max(agreement.from, fact.effective)
        }
        return RequestRun.counted(rows, starts: starts)
    }
}
