/// What only a designated institution can ask for.
extension CaseRun {
    /// Of an agreement that is over nothing is left to change, to stop, to end or to let run out, and only
    /// what is suspended can be taken up again (N40 to N44, P37 to P41). Asked for is a resumption on the
    /// day of its receipt.
    func requestWithoutGround(_ step: CaseStep) -> [CaseProblem] {
        switch kind {
        case .change, .suspension, .end, .nonRenewal, .resumption: break
        default: return []
        }
        let goesOn = rules.says("term.continues-while-suspended", "yes", on: step.day)
        guard subject.hasAgreement(on: step.day, continuesWhileSuspended: goesOn) else {
            return [
                CaseProblem(
                    .notForeseen, step, citationOfKind(on: step.day), detail: "agreement")
            ]
        }
        let asked = min(received ?? step.day, step.day)
        // Lifted on the day it may be by what was asked for on it.
        guard kind == .resumption,
            !subject.suspensions.contains(where: { $0.to.map { asked <= $0 } ?? true })
        else { return [] }
        return [
            CaseProblem(.notForeseen, step, citationOfKind(on: step.day), detail: "suspension")
        ]
    }
}

extension CaseSubject {
    /// Whether an agreement runs on the day or has yet to begin.
    ///
    /// - Parameter continuesWhileSuspended: a term that ended during a suspension imposed here goes on to the
    ///   day for which that was imposed (S4).
    public func hasAgreement(
        on day: LegalDate, continuesWhileSuspended: Bool = false
    ) -> Bool {
        // What was ended on the day may have been ended by what was asked for on it.
        if terms.contains(where: { term in
            term.to.map { day < $0 || (term.isCut && day == $0) } ?? true
        }) {
            return true
        }
        return continuesWhileSuspended && !terms.isEmpty && !isCut(on: day)
            && suspensions.contains {
                !$0.isOwnRequest && !$0.isDerived && $0.from <= day
                    && ($0.to.map { day < $0 } ?? true)
                    && $0.until.map { day < $0 } ?? false
            }
    }
}
