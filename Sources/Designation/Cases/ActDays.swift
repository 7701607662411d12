/// The days that a step decides, against those of the act that carries it out (protocol §10.5): a suspension
/// may not begin before it was ordered to, nor an agreement run longer than it was agreed (N10, N41, N42,
/// N44, N45). Whoever wrote another day than was decided has decided something else.
public struct ActDays: Hashable, Sendable {
    /// The day from which it is to have effect; `nil`: the step says none.
    public var from: LegalDate?
    /// The first day after it; `nil`: the step says none.
    public var until: LegalDate?

    public init(from: LegalDate? = nil, until: LegalDate? = nil) {
        self.from = from
        self.until = until
    }

    /// How an act's days stand to the decided ones.
    public enum Fit: Sendable, Hashable {
        case same
        /// It begins later or ends earlier: the rest stays owed.
        case lacking
        /// It begins earlier or ends later: that was decided by nobody.
        case beyond
    }

    /// - Parameters:
    ///   - last: the last day on which the act might be recorded in time; `nil`: `from` itself.
    /// - Returns: `same` for acts that have no days of their own, as registrations.
    public func fit(_ fact: Fact, last: LegalDate? = nil) -> Fit {
        guard let days = fact.days else { return .same }
        if let from, let begin = days.from, begin < from { return .beyond }
        if let until, days.hasEnd, days.until.map({ until < $0 }) ?? true { return .beyond }
        // An act recorded late cannot begin before it: that is lateness, of which the clock speaks.
        if let from, let begin = days.from, max(from, last ?? from, fact.written) < begin {
            return .lacking
        }
        if let until, let end = days.until, end < until { return .lacking }
        return .same
    }
}

extension Fact {
    /// From when to when the act has effect; `nil` where its days decide nothing about settlement.
    fileprivate var days: (from: LegalDate?, until: LegalDate?, hasEnd: Bool)? {
        switch act {
        case .signed(let agreement):
            (max(agreement.from, effective), agreement.until, true)
        // The term that runs goes on: from when on the end is another one decides nothing.
        case .renewed(_, let until): (nil, until, true)
        // Whoever asked for it asks for its end, too (N42 ¶2, P39 ¶2): the act need not have one.
        case .suspended(let suspension):
            (
                effective, suspension.until,
                !(suspension.isOwnRequest && suspension.until == nil)
            )
        case .restricted(let restriction): (effective, restriction.until, true)
        case .terminated, .ended, .resumed, .changed: (effective, nil, false)
        default: nil
        }
    }
}

extension CaseRun {
    /// What the act of a step has to keep to; of one that was recorded with a reason although its act goes
    /// beyond it, nothing.
    func days(of step: CaseStep) -> ActDays {
        guard !isBeyondPassed(step) else { return ActDays() }
        return decidedDays(step)
    }

    /// Those that the step says; of a signing else those that were agreed on before (N10, N41, P9, P38).
    private func decidedDays(_ step: CaseStep) -> ActDays {
        let agreed = step.kind == .signed && negotiated?.isAgreed == true ? negotiated?.days : nil
        return ActDays(
            from: step.details.from ?? agreed?.from, until: step.details.until ?? agreed?.until)
    }

    /// What is signed runs from and to other days than were agreed on (N10, N41, P9, P38).
    func daysNotAgreed(_ step: CaseStep) -> [CaseProblem] {
        guard let agreed = negotiated, agreed.isAgreed else { return [] }
        func differs(_ signed: LegalDate?, _ agreed: LegalDate?) -> Bool {
            signed.flatMap { signed in agreed.map { $0 != signed } } ?? false
        }
        guard
            differs(step.details.from, agreed.days.from)
                || differs(step.details.until, agreed.days.until)
        else { return [] }
        return [
            CaseProblem(
                .actDiffers, step, kind == .renewal ? cite("41", "38") : cite("10", "9"),
                detail: "days")
        ]
    }

    /// The days of the act that a step names go beyond what it says.
    func daysBeyond(_ step: CaseStep, _ fact: Fact) -> Bool {
        guard let kind = fact.act.restsOn, actKinds(step).contains(kind) else { return false }
        return decidedDays(step).fit(fact) == .beyond
    }

    /// Acts by which such a step is carried out; others it may name for another reason, as the suspension
    /// that a resumption is about.
    private func actKinds(_ step: CaseStep) -> Set<Obligation.Kind> {
        switch step.kind {
        case .personSuspended, .departmentSuspended: [.restricted]
        case .measure: kind == .enforcement ? [.suspended, .terminated, .changed] : []
        case .signed: [.signed, .renewed, .changed]
        case .decided:
            switch kind {
            case .suspension: [.suspended]
            case .end, .nonRenewal: [.terminated, .ended]
            case .resumption: [.resumed]
            case .change: [.changed]
            default: []
            }
        default: []
        }
    }
}
