/// What an institution asked for, was granted, and then lets be: a suspension or an end on its own request
/// binds nobody to stop (N42, N44, P39, P41).
extension CaseRun {
    var mayWithdrawGrant: Bool {
        (kind == .suspension || kind == .end) && outcome == .granted
            && decision?.isGranted == true
    }

    /// What has begun is ended by going on again, and what is terminated by applying anew (N42 ¶2, N43(12)).
    func withdrawal(_ step: CaseStep) -> [CaseProblem] {
        guard mayWithdrawGrant, let decision else { return [] }
        let hasBegun =
            kind == .end
            ? !subject.hasAgreement(on: step.day)
            : subject.suspensions.contains { suspension in
                suspension.isOwnRequest && !suspension.isDerived
                    && decision.day <= suspension.from && suspension.from <= step.day
                    && (suspension.to.map { step.day < $0 } ?? true)
            }
        guard hasBegun else { return [] }
        return [
            CaseProblem(
                .notForeseen, step, citationOfKind(on: step.day),
                detail: kind == .end ? "agreement" : "suspension")
        ]
    }

    mutating func withdraw(_ step: CaseStep) {
        guard mayWithdrawGrant else {
            end(.withdrawn, step.day)
            return
        }
        (outcome, outcomeDay) = (.withdrawn, step.day)
        // What did not happen is reported to nobody.
        filings.removeAll { $0.filed == nil && $0.recipients.isEmpty }
    }

    /// Nothing is owed of what was granted and withdrawn, but the withdrawal of an act that would still begin.
    mutating func releaseGrant(_ step: CaseStep) {
        guard let granted = lastSteps[.decided] else { return }
        let kinds: Set<Obligation.Kind> = [.suspended, .terminated, .published]
        guard let decided = obligations.first(where: { $0.step == granted && $0.isOnRequest })
        else { return }
        for index in obligations.indices
        where obligations[index].step == granted && kinds.contains(obligations[index].kind) {
            obligations[index].isMoot = obligations[index].done == nil
        }
        let coming = subject.acts.filter { fact in
            step.day < fact.effective && decided.isNearby(fact) && decided.isRequested(fact.act)
        }
        for act in coming {
            owe(.withdrawn, step, citationOfKind(on: step.day)) {
                $0.target = act.reference
                $0.named = nil
            }
        }
    }
}

extension Obligation {
    fileprivate func isNearby(_ fact: Fact) -> Bool {
        named == fact.reference || since.adding(days: -Self.reach) <= fact.written
    }

    fileprivate func isRequested(_ act: Act) -> Bool {
        switch act {
        case .suspended(let act): kind == .suspended && act.isOwnRequest
        case .terminated(let act): kind == .terminated && act.isOwnRequest
        case .ended: kind == .terminated && mayEnd
        default: false
        }
    }
}
