/// What the signing of a renewal obliges to: every agreement that it goes on with has an end of its own.
extension CaseRun {
    /// A Renewed for each agreement: one of them would let the others end with their term, unseen (N41, P38).
    mutating func obligeToRenew(_ step: CaseStep) {
        let (citations, bound) = (cite("41", "38"), bound(step))
        let agreements = renewedAgreements(step)
        guard !agreements.isEmpty else {
            // None is known here: whichever the act names.
            owe(.renewed, step, citations, from: step.details.from) { $0.allowance = bound }
            obligeToReduce(
                step, bound, HeldBefore.services(on: step.day, among: subject.acts, scope: scope))
            return
        }
        for agreement in agreements {
            owe(.renewed, step, citations, from: step.details.from) {
                $0.allowance = bound
                $0.renews = agreement
                if agreements.count > 1 { $0.name = "\(agreement.event)" }
            }
            obligeToReduce(step, bound, agreement.services, agreement)
        }
    }

    /// A Renewed says the end of a term alone: what was left out of the agreement that goes on, only a
    /// Changed takes away, or a Signed that stands for both (N41).
    private mutating func obligeToReduce(
        _ step: CaseStep, _ bound: HeldBefore.Allowance?, _ held: Set<Service>,
        _ agreement: RenewedAgreement? = nil
    ) {
        guard let bound, let left = bound.left else { return }
        owe(.changed, step, cite("41", "38"), from: step.details.from) {
            $0.allowance = bound
            $0.renews = agreement
            $0.isMoot = left.isSuperset(of: held)
            $0.isBesideRenewal = true
        }
    }

    // MARK: Which agreements

    private struct Running {
        var agreement: RenewedAgreement
        /// Of the term that was to be renewed.
        var end: LegalDate
        /// Signed so shortly before the step that it may be what carries that out.
        var isRecent: Bool
    }

    /// Agreements of the unit for the case's fund, or for any where it names none, that run on the day of the
    /// step, have services that were agreed on, and end before the day until which it was agreed: where it
    /// says none, those whose term is over first.
    private func renewedAgreements(_ step: CaseStep) -> [RenewedAgreement] {
        let until = days(of: step).until
        let asked = step.details.services.isEmpty ? services : step.details.services
        let gone = Set(Obligation.standingWithdrawals(subject.acts).map(\.target.reference))
        let acts = subject.acts.filter { $0.written <= step.day && !gone.contains($0.reference) }
            .sorted { ($0.stamp, $0.reference) < ($1.stamp, $1.reference) }
        let running = acts.compactMap { self.running($0, step, until: until, acts) }
            .filter { asked.isEmpty || !$0.agreement.services.isDisjoint(with: asked) }
        let older = running.filter { !$0.isRecent }
        let first = (older.isEmpty ? running : older).map(\.end).min()
        var agreements = running.filter { row in
            if let until { return row.end < until }
            return row.end == first && (older.isEmpty || !row.isRecent)
        }
        .map(\.agreement)
        guard agreements.count > 1 else { return agreements }
        for index in agreements.indices {
            let services = agreements[index].services
            agreements[index].covered = asked.isEmpty ? services : services.intersection(asked)
        }
        return agreements
    }

    /// What a signing came to by the day of the step, and when its term ends without what carries the step
    /// out; `nil` where it is over, or of another fund or office.
    private func running(
        _ fact: Fact, _ step: CaseStep, until: LegalDate?, _ acts: [Fact]
    ) -> Running? {
        guard case .signed(let signed) = fact.act, scope.map({ $0 == signed.scope }) ?? true,
            max(signed.from, fact.effective) <= step.day, !isAnotherOffices(fact, step)
        else { return nil }
        var found = RenewedAgreement(
            event: fact.reference, earlierPlace: fact.earlierPlace, scope: signed.scope,
            services: Set(signed.services))
        var (end, last) = (signed.until, signed.until)
        let before = step.day.adding(days: -Obligation.reach)
        for act in acts {
            switch act.act {
            case .changed(let agreement, let services, _) where found.isNamed(agreement):
                if act.effective <= step.day { found.services = Set(services) }
            case .renewed(let agreement, let later) where found.isNamed(agreement):
                last = max(last, later)
                // One of these days that goes as far as was agreed may be what the step owes.
                if act.written < before || until.map({ later < $0 }) ?? false {
                    end = max(end, later)
                }
            case .ended(let agreement, let cause) where found.isNamed(agreement):
                if cause != .notRenewed, act.effective <= step.day { return nil }
            default: break
            }
        }
        guard step.day < last, runs(signed, on: step.day) else { return nil }
        return Running(agreement: found, end: end, isRecent: before <= fact.written)
    }

    /// Whether the registry knows its term to be cut: by a termination, of another pool too (N43, N44 ¶2).
    private func runs(_ agreement: Agreement, on day: LegalDate) -> Bool {
        func isIts(_ term: CaseSubject.Term) -> Bool {
            term.scope.map { $0 == agreement.scope } ?? true
        }
        let known = subject.terms.filter {
            isIts($0) && $0.from == agreement.from && !$0.isRenewal
        }
        return known.isEmpty
            || known.contains { first in
                var (term, rest) = (first, subject.terms.filter { isIts($0) && $0.isRenewal })
                while !term.holds(on: day),
                    let next = rest.firstIndex(where: { $0.from == term.to })
                {
                    term = rest.remove(at: next)
                }
                return term.holds(on: day)
            }
    }

    /// Where every office signs for itself none renews what another one signed (protocol §7.3).
    private func isAnotherOffices(_ fact: Fact, _ step: CaseStep) -> Bool {
        let tree = setting.regions
        guard fact.region != step.region, !tree.lies(fact.region, in: step.region),
            !tree.lies(step.region, in: fact.region)
        else { return false }
        return rules.word("competence.sign", on: step.day)
            .map { ["signing-agency", "district", "office"].contains($0) } ?? false
    }
}
