extension FoldPlan {
    /// Finds what bears on an agreement and when it ends. Where causes fall on one day the order is:
    /// term, recorded end, suspended too long, termination.
    mutating func settle(_ index: Int) {
        collectBurdens(index)
        applyTerm(index)
        applyRecordedEnds(index)
        applyTooLong(index)
        applyTerminations(index)
    }

    private mutating func collectBurdens(_ index: Int) {
        let agreement = agreements[index]
        for number in sanctions.indices {
            let sanction = sanctions[number]
            guard let reach = reach(sanction, agreement), !isNeighbours(sanction, agreement)
            else { continue }
            let burden = Burden(sanction: number, reach: reach)
            if sanction.isTermination {
                guard !agreement.survives(sanction) else { continue }
                if sanction.isPermanent {
                    agreements[index].killers.append(burden)
                } else {
                    agreements[index].burdens.append(burden)
                }
            } else if !isPast(number, for: agreement) {
                agreements[index].burdens.append(burden)
            }
        }
    }

    /// The sanction's own reach, or the reach through the standing that this one rests on.
    private func reach(_ sanction: SanctionState, _ agreement: AgreementState) -> Reach? {
        let scope = agreement.scope
        if let reach = ledger.reach(sanction, agreement.seat, scope) { return reach }
        guard let basis = agreement.restsOn, ledger.reach(sanction, basis, scope) != nil,
            ledger.context.says(.restsOn, "yes", for: agreement.seat.code, on: sanction.from)
        else { return nil }
        return Reach(rule: .restsOn, citations: [])
    }

    // MARK: Term and renewals

    private mutating func applyTerm(_ index: Int) {
        let position = agreements[index].position
        var renewals: [(day: LegalDate, position: Int, until: LegalDate)] = []
        for other in ledger.positions
        where ledger.kinds[other] == .renewed && ledger.target(other) == position {
            guard ledger.counts(other),
                case .renewed(_, let until) = ledger.facts[ledger.factIndex(other)].act
            else { continue }
            renewals.append((ledger.effective(other), other, until))
        }
        renewals.sort { ($0.day, $0.position) < ($1.day, $1.position) }
        noteLongTerm(
            index, position, from: agreements[index].start, agreements[index].end)
        var end = extended(agreements[index].end, index)
        agreements[index].termEnds = [(LegalDate(daysSince1970: .min), end)]
        var last = position
        let failed = recordedEnds(index).filter { isNotRenewed($0) }
            .map { ledger.effective($0) }.min()
        for renewal in renewals {
            // What has ended cannot be renewed; it needs a new signing (N41). Nor can what was not to be
            // renewed, until that is withdrawn. Nor does a renewal shorten a term: who ends it earlier says so.
            guard renewal.day <= end, agreements[index].terms.allSatisfy({ $0 < renewal.until }),
                failed.map({ renewal.day <= $0 }) ?? true
            else {
                ledger.verdicts[renewal.position] = .void(.superseded)
                continue
            }
            reviewRevival(renewal.position, after: end, agreements[index].seat)
            agreements[index].renewals.append((renewal.position, renewal.day))
            noteLongTerm(index, renewal.position, from: max(end, renewal.day), renewal.until)
            agreements[index].terms.append(renewal.until)
            end = extended(renewal.until, index)
            agreements[index].termEnds.append((renewal.day, end))
            last = renewal.position
        }
        agreements[index].end = end
        agreements[index].endPosition = last
        agreements[index].endCitations = termCitations(index, end)
    }

    /// Editions set the length of a term in principle (N10, P9, S0 六(三), S4): a longer one counts and
    /// is a question.
    private mutating func noteLongTerm(
        _ index: Int, _ position: Int, from: LegalDate, _ until: LegalDate
    ) {
        let region = agreements[index].seat.code
        // A pharmacy's term is none of an edition that covers hospitals only (S0).
        guard from < until,
            let setting = ledger.context.setting(
                .term, covering: facts?.type ?? .medical, for: region, on: from),
            let span = RuleSpan(setting.value),
            span.endOfTerm(from: from) < until,
            !isKeptTerm(position, region, from: from, until)
        else { return }
        ledger.note(
            .termTooLong, [position], [setting.citation.narrowed(to: facts?.type ?? .medical)],
            region: region)
    }

    /// Whoever was accepted under an edition that is over keeps its term (domain §4.9): the agreement says so
    /// by naming that edition as its basis.
    private func isKeptTerm(
        _ position: Int, _ region: RegionCode, from: LegalDate, _ until: LegalDate
    ) -> Bool {
        let basis = Set(ledger.facts[ledger.factIndex(position)].basis.map(\.edition))
        let past = ledger.context.past(
            .term, covering: facts?.type ?? .medical, for: region, before: from)
        return past.contains { value in
            value.citation.parts.contains { basis.contains($0.edition) }
                && RuleSpan(value.value).map { until <= $0.endOfTerm(from: from) } ?? false
        }
    }

    private func termCitations(_ index: Int, _ end: LegalDate) -> [Citation] {
        let isSuspended = agreements[index].burdens.contains { burden in
            let sanction = sanctions[burden.sanction]
            return sanction.from < end && end < sanction.end(for: agreements[index].scope)
        }
        if isSuspended { return termDuringSuspension }
        return facts?.type == .pharmacy ? Citation.termOfPharmacy : Citation.termOfMedical
    }

    private var termDuringSuspension: [Citation] {
        facts?.type == .pharmacy
            ? Citation.termDuringSuspensionOfPharmacy : Citation.termDuringSuspension
    }

    /// The end of a term, moved to the end of the suspension in which it falls where the region's edition
    /// says so (Changzhou, S4 协议续签). Only what the agency imposed carries it on, while it holds and at most
    /// to the day for which it was imposed: whoever is not renewed by then ends, however long nobody lifts it.
    /// Suspensions that overlap carry it on together.
    private func extended(_ until: LegalDate, _ index: Int) -> LegalDate {
        guard carried(until, index) > until,
            // The rule is looked up only where it could matter; that is the dear part.
            ledger.context.continuesTerms(
                of: facts?.type ?? .medical, in: agreements[index].seat.code, on: until)
        else { return until }
        var end = until
        while case let next = carried(end, index), next > end { end = next }
        return end
    }

    /// The day to which a suspension that holds when the term is over carries it on; that day if none does.
    private func carried(_ end: LegalDate, _ index: Int) -> LegalDate {
        let agreement = agreements[index]
        var last = end
        for burden in agreement.burdens {
            let sanction = sanctions[burden.sanction]
            guard !sanction.isTermination, !sanction.isOwnRequest,
                sanction.seat.unit == agreement.seat.unit, sanction.from < end,
                sanction.end(for: agreement.scope) > end, let until = sanction.until
            else { continue }
            // Lifted early it is over: the term has no suspension left to go on in (N42 ¶1).
            last = max(last, min(until, sanction.end(for: agreement.scope)))
        }
        return last
    }

    mutating func noteRenewedWhileSuspended(
        _ agreement: AgreementState, _ renewal: Int, _ day: LegalDate
    ) {
        let seat = agreement.seat
        let running = agreement.burdens.filter { holds($0, on: day, for: agreement.scope) }
        let type = facts?.type ?? .medical
        if running.isEmpty || ledger.context.continuesTerms(of: type, in: seat.code, on: day) {
            return
        }
        for burden in running {
            let suspension = sanctions[burden.sanction].position
            ledger.note(
                .renewedWhileSuspended, [suspension, renewal], termDuringSuspension,
                region: seat.code)
        }
    }

    // MARK: Ends before the term

    private func recordedEnds(_ index: Int) -> [Int] {
        let position = agreements[index].position
        return ledger.positions.filter { other in
            ledger.kinds[other] == .ended && ledger.target(other) == position
                && ledger.counts(other)
        }
    }

    private func isNotRenewed(_ position: Int) -> Bool {
        guard case .ended(_, .notRenewed) = ledger.facts[ledger.factIndex(position)].act else {
            return false
        }
        return true
    }

    /// The day on which a recorded end ends the agreement: what is not renewed ends with its term and not
    /// before, whenever that is recorded (N41 ¶1, P38).
    private func day(ofEnd position: Int, _ agreement: AgreementState) -> LegalDate {
        let day = ledger.effective(position)
        return isNotRenewed(position) ? max(day, agreement.termEnd(on: day)) : day
    }

    private mutating func applyRecordedEnds(_ index: Int) {
        let ends = recordedEnds(index).map { ($0, day(ofEnd: $0, agreements[index])) }
        guard let (first, day) = ends.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) else { return }
        for (other, _) in ends where other != first { ledger.verdicts[other] = .void(.superseded) }
        // A failed renewal is why the agreement ends when the term is over. Recorded for a day after
        // that, it finds no agreement that it could end: the term did (P38, N41).
        if let citations = failedRenewal(first) {
            guard day <= agreements[index].end else {
                ledger.verdicts[first] = .void(.superseded)
                return
            }
            finish(index, day, .terminated, .direct, first)
            agreements[index].endedAs = .failedRenewal
            agreements[index].endCitations = citations
            return
        }
        guard day < agreements[index].end else { return }
        let isRequested = requestedTermination(first) != nil
        finish(index, day, isRequested ? .terminated : .ended, .direct, first)
        reviewBackdatedEnd(first, day, agreements[index].seat)
        if isRequested { agreements[index].endedAs = .requested }
        agreements[index].endCitations = ledger.facts[ledger.factIndex(first)].basis
    }

    private mutating func applyTooLong(_ index: Int) {
        for burden in agreements[index].burdens {
            let sanction = sanctions[burden.sanction]
            guard let day = sanction.endsAgreement(of: agreements[index].scope),
                day < agreements[index].end,
                sanction.seat.unit == agreements[index].seat.unit,
                agreements[index].start < day, sanction.from < agreements[index].end
            else { continue }
            finish(index, day, .ended, .suspendedTooLong, sanction.position)
            let setting = ledger.context.binding(
                .voluntaryMaximum, of: sanction.type, for: sanction.seat.code, on: sanction.from)
            agreements[index].endCitations =
                setting.map { [$0.citation.narrowed(to: sanction.type)] }
                ?? (sanction.type == .pharmacy
                    ? Citation.tooLongPharmacy : Citation.tooLongMedical)
        }
    }

    private mutating func applyTerminations(_ index: Int) {
        for killer in agreements[index].killers {
            let termination = sanctions[killer.sanction]
            guard termination.from < agreements[index].end else { continue }
            finish(
                index, termination.from, .terminated, killer.reach.rule, termination.position)
        }
    }

    private mutating func finish(
        _ index: Int, _ day: LegalDate, _ status: Status, _ rule: Reason.Rule, _ position: Int
    ) {
        agreements[index].end = day
        agreements[index].endStatus = status
        agreements[index].endRule = rule
        agreements[index].endPosition = position
        agreements[index].endedAs = nil
    }
}
