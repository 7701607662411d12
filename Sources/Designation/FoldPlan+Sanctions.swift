extension FoldPlan {
    // MARK: How long a sanction holds

    mutating func findEnd(_ index: Int) {
        let sanction = sanctions[index]
        let region = sanction.seat.code
        var end = sanction.to
        // One asked for is over when the asked time is (N42 ¶1); the setting is about imposed ones.
        if end != .never, !sanction.isOwnRequest,
            !ledger.context.says(.liftsByItself, "yes", for: region, on: sanction.from)
        {
            end = .never
        }
        var isLifted = false
        for lift in lifted where lift.position == sanction.position && lift.funds.isEmpty {
            end = min(end, lift.day)
            isLifted = true
        }
        sanctions[index].to = end
        liftByFund(index)
        if sanctions[index].to < end { (end, isLifted) = (sanctions[index].to, true) }
        guard sanction.isOwnRequest, !sanction.isTermination else { return }
        let start = startOfAdjoining(sanction)
        sanctions[index].countedFrom = start
        let setting = ledger.context.binding(
            .voluntaryMaximum, of: sanction.type, for: region, on: sanction.from)
        let fallback = RulePeriod(RuleName.voluntaryMaximum.defaultValue)
        guard let period = setting.flatMap({ RulePeriod($0.value) }) ?? fallback else { return }
        let tooLong = max(period.lastDay(from: start).adding(days: 1), sanction.from)
        guard end > tooLong else { return }
        let citations =
            setting.map { [$0.citation.narrowed(to: sanction.type)] }
            ?? (sanction.type == .pharmacy ? Citation.tooLongPharmacy : Citation.tooLongMedical)
        let last = endOfRequests(sanction, tooLong: tooLong, citations, isLifted: isLifted)
        guard end > last else { return }
        if sanction.seat.area == ledger.area {
            ledger.note(
                .laterThanMaximum, [sanction.position], citations, region: region, due: last)
        }
        if hasException(sanction, before: last) {
            // Whoever excepted it said that it does not count.
            sanctions[index].countedFrom = nil
            return
        }
        // Where the region's edition leaves it to an act, the item above asks for it.
        if ledger.context.says(.voluntaryExceeded, "by-act", for: region, on: sanction.from) {
            return
        }
        sanctions[index].endsAgreement = last
    }

    /// Suspensions on own request of one unit that adjoin or overlap are one for the maximum (N42 ¶2, P39
    /// ¶2): it is not passed by granting the next one behind it. One that was excepted does not count, nor
    /// one before a new agreement or whose agreement it has ended.
    private func startOfAdjoining(_ sanction: SanctionState) -> LegalDate {
        let unit = sanction.seat.unit
        return sanctions.filter { other in
            other.isOwnRequest && !other.isTermination && other.seat.unit == unit
                && other.from < sanction.from && sanction.from <= other.to
                && other.endsAgreement.map { sanction.from < $0 } ?? true
                && (other.funds.isEmpty || sanction.funds.isEmpty
                    || other.funds.contains { $0.isMet(by: sanction.funds) })
                && !agreements.contains {
                    $0.seat.unit == unit && other.from < $0.start && $0.start <= sanction.from
                }
        }
        .compactMap(\.countedFrom).reduce(sanction.from) { min($0, $1) }
    }

    /// What was lifted for some funds only holds for the others; when it was lifted for each that it is
    /// about, it is over.
    private mutating func liftByFund(_ index: Int) {
        for lift in lifted
        where lift.position == sanctions[index].position && !lift.funds.isEmpty {
            for fund in lift.funds {
                sanctions[index].lifted[fund] = min(
                    sanctions[index].lifted[fund] ?? .never, lift.day)
            }
        }
        let sanction = sanctions[index]
        if sanction.lifted.isEmpty { return }
        let about = sanction.funds.isEmpty ? [.basic, .care] : sanction.funds
        sanctions[index].to = about.map { sanction.end(for: $0) }.max() ?? sanction.to
    }

    /// Whoever asked in time to go on is not ended while the agency has not answered (N42, P39,
    /// S2 28).
    ///
    /// - Returns: the first day on which nothing keeps the agreement any more: that after the maximum,
    ///   or that of the last refusal; `.never` while a request is open.
    private mutating func endOfRequests(
        _ sanction: SanctionState, tooLong: LegalDate, _ citations: [Citation],
        isLifted: Bool
    ) -> LegalDate {
        var last = tooLong
        for request in requests where request.suspension == sanction.position {
            guard request.day < tooLong else {
                // What has ended cannot be resumed; the request came too late.
                ledger.verdicts[request.position] = .void(.superseded)
                continue
            }
            let refused = refusals.filter { $0.request == request.position }.map(\.day).min()
            last = max(last, refused ?? .never)
            if refused == nil, !isLifted, sanction.seat.area == ledger.area {
                ledger.note(
                    .resumptionUndecided, [sanction.position, request.position], citations,
                    region: sanction.seat.code, due: tooLong)
            }
        }
        return last
    }

    /// Until its own day, or until it is lifted. No text asks a person, a department or a site to apply.
    mutating func findEndOfRestriction(_ index: Int) {
        for lift in lifted where lift.position == restricted[index].position {
            restricted[index].to = min(restricted[index].to, lift.day)
        }
    }

    /// An exception keeps a suspension on own request from ending the agreement if it was recorded before
    /// the day on which that ends (N42, P39, S2 28): what has ended needs a new signing. A later one is
    /// void, and the item stays open.
    private mutating func hasException(_ sanction: SanctionState, before end: LegalDate) -> Bool {
        if reviews.isEmpty { return false }
        let key = ReviewItem.key(
            .laterThanMaximum, ledger.institution, [ledger.reference(sanction.position)])
        while let last = decision(onItem: key, region: sanction.seat.code),
            last.decision == "exception"
        {
            if ledger.firstDay(last.position) < end { return true }
            ledger.verdicts[last.position] = .void(.superseded)
            reviews.removeAll { $0 == last.position }
        }
        return false
    }

    /// The last decision on an item by its own region or a superior of it.
    func decision(onItem key: String, region: RegionCode) -> (position: Int, decision: String)? {
        let settled = ReviewItem.settledKey(key, ledger.facts)
        for position in reviews.reversed() {
            let index = ledger.factIndex(position)
            guard case .reviewed(let item, let decision) = ledger.facts[index].act,
                item == key || ReviewItem.settledKey(item, ledger.facts) == settled
            else { continue }
            if ledger.context.regions.lies(region, in: ledger.facts[index].region) {
                return (position, decision)
            }
        }
        return nil
    }
}
